package oneroster

import (
	"errors"
	"io/fs"
	"slices"
	"strings"
)

// ErrFormat is the error of [Detect] for a bundle that is not OneRoster.
var ErrFormat = errors.New("not a OneRoster bundle: neither manifest.csv nor the header of any file shows it")

// A Detection is what [Detect] finds in a bundle.
type Detection struct {
	Version  Version
	Basis    Basis
	Manifest bool   // there is a manifest.csv, though perhaps not a readable one
	Stated   string // oneroster.version in it, as it is there
	// Files names the standard's data files that are there, in the order of
	// [AllFileNames].
	Files []string
}

// A Basis is what a version was told by.
type Basis string

// Values of [Basis].
const (
	BasisManifest Basis = "manifest" // the manifest says so
	BasisColumns  Basis = "columns"  // the files and their columns show it
	BasisDefault  Basis = "default"  // nothing does; all there is looks the same in several versions
)

// Detect tells the version of the bundle from its manifest.csv, else from the
// names and headers of its files. It reads no rows. Names of files are told
// apart by letter case, those of columns are not.
//
// The manifest is believed but for two cases, in which the data would lose its
// meaning. It calls 1.2.0 and 1.2.1 alike 1.2: users.csv with
// resourceSourcedIds makes that V120. And roles of users are in users.csv up to
// 1.1 and in roles.csv from 1.2 on: if they are only where the manifest's
// version does not look for them, the data wins.
//
// Without a manifest that names a version, roles.csv, or users.csv in the shape
// of 1.2, shows 1.2. Names of columns that only 1.0 had show 1.0 if they
// outnumber what came with 1.1. What shows nothing is taken for V11.
//
// If the bundle is none of OneRoster's, the error is ErrFormat; any other error
// is one of reading. A file that is no CSV shows nothing and is no error here.
func Detect(fsys fs.FS) (Detection, error) {
	var d Detection
	if err := d.readManifest(fsys); err != nil {
		return Detection{}, err
	}
	for _, name := range AllFileNames("") {
		_, err := fs.Stat(fsys, name)
		if err == nil {
			d.Files = append(d.Files, name)
		} else if !errors.Is(err, fs.ErrNotExist) {
			return Detection{}, err
		}
	}
	c, err := look(fsys, d.Files)
	if err != nil {
		return Detection{}, err
	}
	stated, ok := ParseVersion(d.Stated)
	if !ok && !c.known {
		return Detection{}, ErrFormat
	}
	d.Version, d.Basis = c.version(stated)
	return d, nil
}

func (d *Detection) readManifest(fsys fs.FS) error {
	m, err := ReadManifest(fsys)
	var broken *ParseError
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil && !errors.As(err, &broken):
		return err
	}
	d.Manifest, d.Stated = true, m.Version
	return nil
}

// clues are what the names and headers of data files tell.
type clues struct {
	known     bool // a file has a sourcedId
	rolesFile bool // roles.csv is there
	usersRole bool // users.csv has a role
	newUsers  bool // users.csv has what came with 1.2
	resources bool // users.csv has what only 1.2.0 had
	old       int  // columns under names that only 1.0 had
	later     int  // columns that came with 1.1, or got their names then
}

// look reads the headers of those of the named files that have a record type.
func look(fsys fs.FS, files []string) (clues, error) {
	var c clues
	for _, f := range []struct {
		name string
		read func(*clues, fs.FS) error
	}{
		{orgsName, lookAt[Org]},
		{sessionsName, lookAt[AcademicSession]},
		{coursesName, lookAt[Course]},
		{classesName, lookAt[Class]},
		{usersName, lookAt[User]},
		{enrollmentsName, lookAt[Enrollment]},
		{demographicsName, lookAt[Demographics]},
		{rolesName, lookAt[Role]},
		{profilesName, lookAt[UserProfile]},
	} {
		if slices.Contains(files, f.name) {
			if err := f.read(&c, fsys); err != nil {
				return clues{}, err
			}
		}
	}
	return c, nil
}

func lookAt[T Record](c *clues, fsys fs.FS) error {
	f, err := fsys.Open(FileName[T]())
	if err != nil {
		return err
	}
	defer f.Close()
	d := NewDecoder[T](f, nil)
	header, err := d.Header()
	var broken *ParseError
	if err != nil {
		if errors.As(err, &broken) {
			return nil
		}
		return err
	}
	names := d.Columns()
	if !slices.Contains(names, keyColumn) {
		return nil
	}
	c.known = true
	c.rolesFile = c.rolesFile || FileName[T]() == rolesName
	for i, name := range names {
		for _, column := range fileOf[T]().columns {
			if column.Name == name {
				column.tell(c, strings.TrimSpace(header[i]))
			}
		}
	}
	return nil
}

// keyColumn is the one column that every data file has in every version, if
// under another name.
const keyColumn = "sourcedId"

// tell adds what it means that the column is there under the given name.
func (c Column[T]) tell(to *clues, as string) {
	switch {
	case !c.In(V10):
		to.later++
	case c.name10 == "":
	case as == c.name10 || strings.EqualFold(as, c.name10) && !strings.EqualFold(as, c.Name):
		to.old++
	case as == c.Name || !strings.EqualFold(c.name10, c.Name):
		to.later++
	}
	if FileName[T]() == usersName {
		to.usersRole = to.usersRole || c.Name == "role"
		to.newUsers = to.newUsers || !c.In(V11)
		to.resources = to.resources || !c.In(V121) && c.In(V120)
	}
}

// version weighs the clues against what the manifest says, "" if it says nothing.
func (c clues) version(stated Version) (Version, Basis) {
	newer := V12
	if c.resources {
		newer = V120
	}
	switch stated {
	case V120, V121:
		switch {
		case c.usersRole && !c.rolesFile:
			return V11, BasisColumns
		case c.resources:
			return V120, BasisColumns
		}
		return stated, BasisManifest
	case V10, V11:
		if c.rolesFile && !c.usersRole {
			return newer, BasisColumns
		}
		return stated, BasisManifest
	}
	switch {
	case c.rolesFile || c.newUsers && !c.usersRole:
		return newer, BasisColumns
	case c.old > c.later:
		return V10, BasisColumns
	case c.later > 0:
		return V11, BasisColumns
	}
	return V11, BasisDefault
}
