// Package apple reads and writes the six files that Apple School Manager takes
// in Apple's own format: students.csv, staff.csv, courses.csv, classes.csv,
// rosters.csv and locations.csv.
//
// A row is a plain struct ([Student], [Staff], [Course], [Class], [Roster],
// [Location]) whose fields hold the text of the cells, unchanged. [Read] and
// [Decoder] read rows, [Encoder] writes them, and [Columns] tells what Apple
// publishes about each column.
//
//	for s, err := range apple.Read[apple.Student](os.DirFS("export"), nil) {
//		if err != nil {
//			return err
//		}
//		fmt.Println(s.GradeLevel)
//	}
//
// # Reading
//
// Reading is tolerant: columns may come in any order, under the names that
// exports use for them, separated by commas or semicolons, in lines that end in
// LF or CR LF, with or without quotes, and with a quote inside a value written
// as \" or "". Every tolerance used is a [Quirk], told to
// [DecodeOptions.OnQuirk]. What can not be read in one way only is a
// [*ParseError] with its place, and reading goes on with the next row.
//
// # Writing
//
// Writing follows the rules of the Apple School Manager User Guide, "Template
// information for importing data", to the letter: UTF-8 without a byte order
// mark, LF, the template's columns in its order, straight quotes round a value
// only where it holds a space, a delimiter or something to be escaped, and a
// backslash before a quote, a line break or a backslash. That dialect is not
// the one of encoding/csv.
//
// # Memory
//
// The rows that a Decoder returns are the caller's to keep, but the strings of
// neighbouring rows share memory: a kept string keeps about 8 KiB of rows
// alive, and with students and classes some 150 KiB. Whoever keeps a few
// strings of many rows should keep clones ([strings.Clone]).
//
// # Privacy
//
// The rows are about children. No error and no quirk of this package holds the
// text of a cell; they hold places and column names only.
package apple
