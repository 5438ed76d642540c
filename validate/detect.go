package validate

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/seed-21142606/asm/apple"
	"github.com/seed-21142606/asm/oneroster"
)

// A FormatError says why a bundle's format cannot be told from its files.
type FormatError struct {
	// Folder is the folder that holds the files, if the root holds none. Apple
	// and OneRoster both ask for all files at the root.
	Folder string
	// Mixed says that there are files of both formats.
	Mixed bool
}

// Error says what is wrong and what to do.
func (e *FormatError) Error() string {
	switch {
	case e.Mixed:
		return "validate: the bundle holds files of Apple's format and of OneRoster; keep those of one format"
	case e.Folder != "":
		return fmt.Sprintf("validate: the files are in the folder %s; put them at the top level of the bundle", shown(e.Folder))
	}
	return "validate: no roster files found; expected " + strings.Join(apple.FileNames(), ", ") +
		", or the files of OneRoster such as manifest.csv, orgs.csv and users.csv"
}

// Detect tells the format of a bundle by the names of its files, in any letter
// case, and the version of OneRoster ("" for Apple's format) by its manifest and
// its headers. If it cannot tell it returns a [*FormatError].
func Detect(fsys fs.FS) (Format, string, error) {
	entries, err := fs.ReadDir(fsys, ".")
	if err != nil {
		return "", "", err
	}
	format, err := formatOf(fsys, ".", entries)
	if err != nil {
		return "", "", err
	}
	switch format {
	case FormatApple:
		return FormatApple, "", nil
	case FormatOneRoster:
		version, err := oneRosterVersion(fsys)
		return FormatOneRoster, version, err
	}
	return "", "", &FormatError{Folder: rosterFolder(fsys, entries)}
}

// formatOf tells the format of the files in a folder, or "" if it cannot.
// courses.csv and classes.csv belong to both formats; if there is nothing else
// their headers decide.
func formatOf(fsys fs.FS, dir string, entries []fs.DirEntry) (Format, error) {
	isApple, isOneRoster, both := false, false, ""
	for _, e := range entries {
		name := strings.ToLower(e.Name())
		a, o := listed(name, apple.FileNames()), listed(name, oneRosterNames())
		switch {
		case e.IsDir():
		case a && o:
			both = e.Name()
		case a:
			isApple = true
		case o:
			isOneRoster = true
		}
	}
	switch {
	case isApple && isOneRoster:
		return "", &FormatError{Mixed: true}
	case isApple:
		return FormatApple, nil
	case isOneRoster:
		return FormatOneRoster, nil
	case both != "":
		return headerFormat(fsys, path.Join(dir, both))
	}
	return "", nil
}

func oneRosterNames() []string { return append(oneroster.FileNames(), "manifest.csv") }

// listed reports whether names has name, which is in lower case, in any case.
func listed(name string, names []string) bool {
	return slices.ContainsFunc(names, func(n string) bool { return strings.ToLower(n) == name })
}

// headerFormat tells the format of a courses.csv or classes.csv: all of
// OneRoster's files have a column sourcedId.
func headerFormat(fsys fs.FS, name string) (Format, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return "", err
	}
	defer f.Close()
	header, err := apple.NewDecoder[apple.Course](f, nil).Header()
	if err == nil && !listed("sourcedid", header) {
		return FormatApple, nil
	}
	return FormatOneRoster, nil
}

// rosterFolder returns the first folder with roster files in it, or "".
func rosterFolder(fsys fs.FS, entries []fs.DirEntry) string {
	for _, e := range entries {
		if !e.IsDir() || strings.HasPrefix(e.Name(), ".") || e.Name() == "__MACOSX" {
			continue
		}
		inside, err := fs.ReadDir(fsys, e.Name())
		if err != nil {
			continue
		}
		if format, err := formatOf(fsys, e.Name(), inside); format != "" || err != nil {
			return e.Name()
		}
	}
	return ""
}
