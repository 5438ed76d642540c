package oneroster

import (
	"slices"
	"strings"
)

// A Column is what is published about one column of T's file, by 1EdTech and
// by Apple, and the way to its value in a row. The codec and the validator both
// work from it.
type Column[T Record] struct {
	Name    string   // the standard's name, from 1.1 on
	Aliases []string // other names that are read for it, in lower case
	// AppleName is the spelling of Apple's guide where that is another one.
	AppleName string

	Required Need // in every version that has the column
	Unique   bool // no two rows of the file may share a value
	Format   Format
	List     bool // the cell holds items of that format, separated by commas
	// Values are the only words allowed besides blank, in the newest version
	// that has the column; nil allows any. See [Column.ValuesIn].
	Values []string
	// Extensible is set if words that begin with ExtensionPrefix are allowed
	// too, from 1.2 on.
	Extensible bool
	// Refs is the file with the row that the value, or each item of it, names
	// by its sourcedId, such as "orgs.csv"; "" for a column that refers to nothing.
	Refs string

	// MaxChars is Apple's limit on the value, or on each item of a list, in
	// characters; 0 if Apple names none.
	MaxChars int
	// AppleRequired is set if Apple's guide requires a value.
	AppleRequired bool

	Doc    string // what the column holds
	Source string // the table that says so

	versions versionSet
	name10   string  // the name in 1.0 if it was another
	before   []words // Values of versions that had others
	text     func(*T) *string
}

// words are the values that a column allowed in some versions.
type words struct {
	versions versionSet
	values   []string
}

// In reports whether T's file has the column in version v.
func (c Column[T]) In(v Version) bool { return c.versions.has(v) }

// NameIn returns the column's name in version v, or "" if v lacks it.
func (c Column[T]) NameIn(v Version) string {
	switch {
	case !c.In(v):
		return ""
	case v == V10 && c.name10 != "":
		return c.name10
	}
	return c.Name
}

// ValuesIn returns the words that version v allows besides blank, or nil if it
// allows any, or lacks the column. The slice is the caller's.
func (c Column[T]) ValuesIn(v Version) []string {
	if !c.In(v) {
		return nil
	}
	for _, w := range c.before {
		if w.versions.has(v) {
			return slices.Clone(w.values)
		}
	}
	return slices.Clone(c.Values)
}

// Allows reports whether version v allows the word, which must not be a whole
// list but an item of one. It is true of every word if [Column.ValuesIn] is nil.
func (c Column[T]) Allows(v Version, word string) bool {
	values := c.ValuesIn(v)
	if values == nil || slices.Contains(values, word) {
		return true
	}
	return c.Extensible && in12.has(v) && len(word) > len(ExtensionPrefix) && strings.HasPrefix(word, ExtensionPrefix)
}

// Text returns the address of the column's value in row.
func (c Column[T]) Text(row *T) *string { return c.text(row) }

// Columns returns the columns of T's file in the order in which they are
// written, those of all versions together. The slices are the caller's.
func Columns[T Record]() []Column[T] {
	columns := slices.Clone(fileOf[T]().columns)
	for i := range columns {
		columns[i].Aliases = slices.Clone(columns[i].Aliases)
		columns[i].Values = slices.Clone(columns[i].Values)
	}
	return columns
}

// ColumnsIn returns those columns of T's file that version v has, in order, or
// none if v lacks the file. The slices are the caller's.
func ColumnsIn[T Record](v Version) []Column[T] {
	return slices.DeleteFunc(Columns[T](), func(c Column[T]) bool { return !c.In(v) })
}

// Need says when a column must not be blank.
type Need string

// Values of [Need].
const (
	Optional  Need = ""
	Always    Need = "always"
	DeltaOnly Need = "delta" // required in a delta file; must be blank in a bulk file
)

// A Format is the form of a value, or of each item of a list. No decoder holds
// a value to its format.
type Format string

// Values of [Format]. OneRoster CSV Binding 1.2, section 2, defines them.
const (
	FormatString   Format = ""         // free text
	FormatGUID     Format = "guid"     // the row's key: 1 to 255 of letters, digits and . - _ / @
	FormatRef      Format = "ref"      // the key of another row
	FormatEnum     Format = "enum"     // one of Values, in the same letter case
	FormatBool     Format = "boolean"  // true or false, in lower case
	FormatDate     Format = "date"     // YYYY-MM-DD
	FormatDateTime Format = "datetime" // YYYY-MM-DDThh:mm:ss.sssZ
	FormatYear     Format = "year"     // YYYY
	FormatInteger  Format = "integer"  // to base 10
	FormatID       Format = "id"       // a key in some other system
)

// Where the facts are from. The names, order and needs are those of 1EdTech's
// tables of 1.1 and 1.2; what differs in 1.0 is seen in exports of that version,
// among them the sample data of the Ed-Fi Alliance's LMS Toolkit. What MaxChars, AppleName and AppleRequired say is from the Apple
// School Manager User Guide, "Template information for importing data" and
// "Use the OneRoster … template", as of November 2026.
const (
	tables11 = "OneRoster CSV Tables 1.1, "
	tables12 = "OneRoster CSV Binding 1.2, "
	tables   = "OneRoster CSV Tables 1.1 and CSV Binding 1.2, "

	sessionsTable     = tables + "academicSessions.csv"
	orgsTable         = tables + "orgs.csv"
	coursesTable      = tables + "courses.csv"
	classesTable      = tables + "classes.csv"
	usersTable        = tables + "users.csv"
	usersTable11      = tables11 + "users.csv"
	usersTable12      = tables12 + "users.csv"
	enrollmentsTable  = tables + "enrollments.csv"
	demographicsTable = tables + "demographics.csv"
	rolesTable        = tables12 + "roles.csv"
	profilesTable     = tables12 + "userProfiles.csv"
	manifestTable     = tables + "manifest.csv"
)

// What the first three columns of every data file hold.
const (
	docStatus   = "What to do with the row in a delta file: active or tobedeleted."
	docModified = "When the row was last changed, in a delta file."
)

// Words of several columns. They are never written to.
var (
	boolWords   = []string{"true", "false"}
	statusWords = []string{"active", "tobedeleted"}
	status10    = []words{{in10, []string{"active", "inactive", "tobedeleted"}}} // 1.1 took the second out
)
