// Package csvtext reads and writes the two dialects of comma-separated text
// that school rosters come in: Apple's, where a backslash escapes, and
// RFC 4180, where a quote is doubled. It knows commas, quotes and lines, and
// nothing about columns.
//
// # Grammar when reading
//
//	file   = [BOM] row { newline row } [newline]
//	row    = cell { delimiter cell }
//	cell   = quoted | plain
//	quoted = '"' { any | '""' | escape } '"'
//	plain  = { any but delimiter and newline | escape }
//	escape = '\' followed by '"', '\', LF, CR or CR LF   (Apple's dialect only)
//
// The delimiter is a comma or a semicolon, whichever the header row uses. A
// newline is LF or CR LF. Nothing is ever trimmed. Whatever goes beyond the
// dialect and can still be read in one way only is read and reported as a
// [Quirk]; what cannot is an [Error], and reading goes on with the next line.
//
// # How it is fast
//
// A [Reader] works on windows of about 8 KiB. It first finds every delimiter
// and newline of a window, 64 bytes at a time, using the parity of quotes to
// leave out those inside quoted cells (scan.go). Handing out a row is then
// cutting one string at known places (fastRow, in reader.go). That is right
// only while every quote opens a cell or closes it; a stretch where one does
// not, or where a backslash or a line break inside quotes occurs, is marked
// dirty, and the rows touching it are read again by a plain parser that knows
// the whole grammar (parser.go). The parser is the authority: where its row
// ends at another place than the scan thought, the scan starts again from there.
package csvtext
