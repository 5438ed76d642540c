package apple

import (
	"github.com/seed-21142606/asm/internal/csvtext"
	"github.com/seed-21142606/asm/internal/table"
)

// A QuirkKind names a deviation from Apple's rules that could be read all the
// same. The values are stable: the constant's name without Quirk, in lower case,
// with hyphens between words, as in "needless-quotes".
type QuirkKind string

// Kinds of quirk. Those marked "once" are told at their first occurrence in a
// file only.
const (
	QuirkBOM            = QuirkKind(csvtext.BOM)            // byte order mark before the header
	QuirkCRLF           = QuirkKind(csvtext.CRLF)           // lines end in CR LF (once)
	QuirkSemicolon      = QuirkKind(csvtext.Semicolon)      // semicolons between cells, which Apple allows (once)
	QuirkNeedlessQuotes = QuirkKind(csvtext.NeedlessQuotes) // quotes round a value that needs none (once)
	QuirkDoubledQuote   = QuirkKind(csvtext.DoubledQuote)   // "" for a quote inside a value
	QuirkBackslash      = QuirkKind(csvtext.Backslash)      // a backslash that escapes nothing, kept as it is
	QuirkBareQuote      = QuirkKind(csvtext.BareQuote)      // a quote inside a value that has none round it
	QuirkCurlyQuotes    = QuirkKind(csvtext.CurlyQuotes)    // typographic quotes at the ends of a value
	QuirkLineBreak      = QuirkKind(csvtext.LineBreak)      // a line break inside a value
	QuirkInvalidUTF8    = QuirkKind(csvtext.InvalidUTF8)    // bytes that are no UTF-8, kept as they are
	QuirkNUL            = QuirkKind(csvtext.NUL)            // a zero byte
	QuirkBlankLine      = QuirkKind(csvtext.BlankLine)      // a line with nothing on it, skipped
	QuirkHeaderCase     = QuirkKind(table.HeaderCase)       // a column's name in other letter case
	QuirkHeaderAlias    = QuirkKind(table.HeaderAlias)      // a column under another name
	QuirkHeaderSpace    = QuirkKind(table.HeaderSpace)      // spaces round a column's name
	QuirkColumnOrder    = QuirkKind(table.ColumnOrder)      // columns in another order than the template's (once)
	QuirkExtraColumn    = QuirkKind(table.ExtraColumn)      // a column that the template does not have, not read
	QuirkBlankColumn    = QuirkKind(table.BlankColumn)      // a column without a name, not read
	QuirkShortRow       = QuirkKind(table.ShortRow)         // a row with too few cells; the others are blank
	QuirkTrailingCell   = QuirkKind(table.TrailingCell)     // a row with blank cells beyond the last column
)

// A Quirk is one deviation and its place.
type Quirk struct {
	Kind QuirkKind
	Position
}
