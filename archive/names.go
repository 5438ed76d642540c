package archive

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	// maxNameBytes is what the common file systems allow for one name.
	maxNameBytes = 255

	// maxPathBytes bounds a path with its folders, so that a directory of
	// thousands of nested folders cannot be described in one entry.
	maxPathBytes = 1024

	// tempPrefix and tempSuffix mark what a DirWriter has not finished.
	tempPrefix = ".asm-"
	tempSuffix = ".part"
)

// nameFault says what keeps name from being a plain file name, or "".
func nameFault(name string) string {
	switch {
	case name == "":
		return "empty name"
	case name == "." || name == "..":
		return `"." and ".." name no file`
	case len(name) > maxNameBytes:
		return "name longer than 255 bytes; shorten it"
	case !utf8.ValidString(name):
		return "name is not UTF-8; rename the file with plain letters"
	case strings.ContainsRune(name, '/'):
		return "name holds a slash; files belong at the root, without a folder"
	case strings.ContainsRune(name, '\\'):
		return "name holds a backslash, which some systems take for a folder"
	case strings.ContainsRune(name, ':'):
		return "name holds a colon, which some systems take for a drive"
	case strings.ContainsFunc(name, unicode.IsControl):
		return "name holds a control character; rename the file"
	}
	return ""
}

// pathFault is nameFault for a path of names joined by slashes, as an archive
// stores it. A folder's final slash must be cut off before.
func pathFault(path string) string {
	if len(path) > maxPathBytes {
		return "path longer than 1,024 bytes; move the file to the root"
	}
	for part := range strings.SplitSeq(path, "/") {
		switch fault := nameFault(part); {
		case part == "" || part == "." || part == "..":
			return `path is absolute or has an empty, "." or ".." part`
		case fault != "":
			return fault
		}
	}
	return ""
}

// isClutter reports whether path is left behind by a computer rather than put
// there by a person: what the Finder adds to every ZIP and folder (AppleDouble
// files "._name", RFC 1740 §3), and the unfinished file of a DirWriter that was
// interrupted.
func isClutter(path string) bool {
	for part := range strings.SplitSeq(path, "/") {
		switch {
		case part == "__MACOSX", part == ".DS_Store", strings.HasPrefix(part, "._"):
			return true
		case strings.HasPrefix(part, tempPrefix) && strings.HasSuffix(part, tempSuffix):
			return true
		}
	}
	return false
}

// fold maps names that Windows and macOS keep in one place to one key.
func fold(name string) string {
	return strings.Map(func(r rune) rune {
		least := r
		for f := unicode.SimpleFold(r); f != r; f = unicode.SimpleFold(f) {
			least = min(least, f)
		}
		return least
	}, name)
}
