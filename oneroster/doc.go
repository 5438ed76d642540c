// Package oneroster reads and writes OneRoster CSV, 1EdTech's format for school
// rosters: versions 1.0 (reading only), 1.1, 1.2.0 and 1.2.1.
//
// A row is a plain struct ([Org], [AcademicSession], [Course], [Class], [User],
// [Enrollment], [Demographics], [Role], [UserProfile]) whose fields hold the
// text of the cells, unchanged. It has the columns of all versions; those that a
// file does not have are blank. Types such as [Date], [Bool] and [List] are that
// text too, with methods that tell what it means. [Read] and [Decoder] read
// rows, [Encoder] writes them, and [Columns] tells what is published about each
// column, by 1EdTech and by Apple. manifest.csv is a [Manifest], and [Detect]
// tells the version of a bundle.
//
//	for u, err := range oneroster.Read[oneroster.User](os.DirFS("export"), nil) {
//		if err != nil {
//			return err
//		}
//		fmt.Println(u.Role, u.Grades)
//	}
//
// The files about resources and grades have no record type yet. [AllFileNames]
// knows their names, so that a manifest can speak of them.
//
// # Reading
//
// Reading is tolerant: columns may come in any order and letter case, under the
// names of 1.0 or in the spelling of Apple's guide, in lines that end in LF or
// CR LF, with a quote inside a value written as "" or \". Columns named
// metadata.* are kept. Every tolerance used is a [Quirk], told to
// [DecodeOptions.OnQuirk]. What can not be read in one way only is a
// [*ParseError] with its place, and reading goes on with the next row.
//
// No value is judged or mended: a role in capitals or a date in another form is
// kept as it is. Judging is for package validate.
//
// # Writing
//
// Writing follows RFC 4180, as the standard asks, and the standard's own names
// and order of columns. Two things are options since the standard, Apple or
// practice differ: the end of a line, which is LF, and the spelling of names,
// which is the standard's. See [EncodeOptions].
//
// # Memory
//
// The rows that a Decoder returns are the caller's to keep, but the strings of
// neighbouring rows share memory: a kept string keeps about 8 KiB of rows alive.
// Whoever keeps a few strings of many rows should keep clones ([strings.Clone]).
//
// # Privacy
//
// The rows are about children. No error and no quirk of this package holds the
// text of a cell; they hold places and column names only.
package oneroster
