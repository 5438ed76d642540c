package oneroster

import (
	"strings"

	"github.com/seed-21142606/asm/internal/table"
)

// Names of the files that the tables speak of. resources.csv has no record
// type yet; see knownFiles.
const (
	orgsName         = "orgs.csv"
	sessionsName     = "academicSessions.csv"
	coursesName      = "courses.csv"
	usersName        = "users.csv"
	profilesName     = "userProfiles.csv"
	rolesName        = "roles.csv"
	demographicsName = "demographics.csv"
	classesName      = "classes.csv"
	enrollmentsName  = "enrollments.csv"
	resourcesName    = "resources.csv"
	manifestName     = "manifest.csv"
)

// FileName returns the only name that T's file may have in a bundle. Names are
// told apart by letter case.
func FileName[T Record]() string { return fileOf[T]().name }

// FileNames returns the names of the nine data files that have a record type,
// each after those it refers to. Which of them a version has, AllFileNames
// tells. manifest.csv is not among them.
func FileNames() []string {
	return []string{
		orgsName, sessionsName, coursesName, usersName, profilesName,
		rolesName, demographicsName, classesName, enrollmentsName,
	}
}

// AllFileNames returns the names of all data files of version v, or of all
// versions if v is "", in the order of the manifest: those that FileNames
// returns, and those about resources and grades that have no record type yet.
func AllFileNames(v Version) []string {
	var names []string
	for _, f := range knownFiles {
		if v == "" || f.versions.has(v) {
			names = append(names, f.name)
		}
	}
	return names
}

// A knownFile is a data file of the standard.
type knownFile struct {
	name     string
	versions versionSet
	// typed is set if the file has a record type. The other twelve get theirs
	// by a struct in records.go, a table beside those of columns_*.go, a case
	// in fileOf and a place in FileNames.
	typed bool
}

// knownFiles is in the order of the rows of manifest.csv: OneRoster CSV Binding
// 1.2, Table 2.1. That of 1.1 is the same without the later files.
var knownFiles = []knownFile{
	{sessionsName, inAll, true},
	{"categories.csv", from11, false},
	{classesName, inAll, true},
	{"classResources.csv", from11, false},
	{coursesName, inAll, true},
	{"courseResources.csv", from11, false},
	{demographicsName, inAll, true},
	{enrollmentsName, inAll, true},
	{"lineItemLearningObjectiveIds.csv", in12, false},
	{"lineItems.csv", from11, false},
	{"lineItemScoreScales.csv", in12, false},
	{orgsName, inAll, true},
	{resourcesName, from11, false},
	{"resultLearningObjectiveIds.csv", in12, false},
	{"results.csv", from11, false},
	{"resultScoreScales.csv", in12, false},
	{rolesName, in12, true},
	{"scoreScales.csv", in12, false},
	{profilesName, in12, true},
	{"userResources.csv", in12, false},
	{usersName, inAll, true},
}

// property is the name of the file's row in manifest.csv.
func (f knownFile) property() string { return fileProperty + strings.TrimSuffix(f.name, ".csv") }

// A file is the one table of a file.
type file[T Record] struct {
	name     string
	versions versionSet
	columns  []Column[T]
	metadata func(*T) *map[string]string // nil if the file takes no metadata.*
}

// fileOf finds T's table.
func fileOf[T Record]() *file[T] {
	var f any
	switch any((*T)(nil)).(type) {
	case *AcademicSession:
		f = &sessionFile
	case *Org:
		f = &orgFile
	case *Course:
		f = &courseFile
	case *Class:
		f = &classFile
	case *User:
		f = &userFile
	case *Enrollment:
		f = &enrollmentFile
	case *Demographics:
		f = &demographicsFile
	case *Role:
		f = &roleFile
	case *UserProfile:
		f = &profileFile
	case *Property:
		f = &manifestFile
	}
	return f.(*file[T])
}

// layout is what the codec needs to know of the table. A 1.0 name that is not
// the same word in other letter case is one of the aliases.
func (f *file[T]) layout() *table.Layout[T] {
	l := &table.Layout[T]{File: f.name, Fields: make([]table.Field[T], len(f.columns)), Metadata: f.metadata}
	for i, c := range f.columns {
		l.Fields[i] = table.Field[T]{Name: c.Name, Aliases: c.Aliases, Text: c.text}
	}
	return l
}

// spelling returns the names for the header, by index of the column.
func (f *file[T]) spelling(apple bool) func(int) string {
	return func(i int) string {
		if c := f.columns[i]; apple && c.AppleName != "" {
			return c.AppleName
		}
		return f.columns[i].Name
	}
}
