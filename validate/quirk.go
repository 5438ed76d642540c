package validate

import (
	"github.com/seed-21142606/asm/apple"
	"github.com/seed-21142606/asm/oneroster"
)

// A quirkKind names a deviation of the text. Both formats use the same names.
type quirkKind string

const (
	quirkBOM            = quirkKind(apple.QuirkBOM)
	quirkCRLF           = quirkKind(apple.QuirkCRLF)
	quirkSemicolon      = quirkKind(apple.QuirkSemicolon)
	quirkNeedlessQuotes = quirkKind(apple.QuirkNeedlessQuotes)
	quirkDoubledQuote   = quirkKind(apple.QuirkDoubledQuote)
	quirkBackslashQuote = quirkKind(oneroster.QuirkBackslashQuote)
	quirkBackslash      = quirkKind(apple.QuirkBackslash)
	quirkBareQuote      = quirkKind(apple.QuirkBareQuote)
	quirkCurlyQuotes    = quirkKind(apple.QuirkCurlyQuotes)
	quirkLineBreak      = quirkKind(apple.QuirkLineBreak)
	quirkInvalidUTF8    = quirkKind(apple.QuirkInvalidUTF8)
	quirkNUL            = quirkKind(apple.QuirkNUL)
	quirkBlankLine      = quirkKind(apple.QuirkBlankLine)
	quirkHeaderCase     = quirkKind(apple.QuirkHeaderCase)
	quirkHeaderAlias    = quirkKind(apple.QuirkHeaderAlias)
	quirkHeaderSpace    = quirkKind(apple.QuirkHeaderSpace)
	quirkColumnOrder    = quirkKind(apple.QuirkColumnOrder)
	quirkExtraColumn    = quirkKind(apple.QuirkExtraColumn)
	quirkBlankColumn    = quirkKind(apple.QuirkBlankColumn)
	quirkShortRow       = quirkKind(apple.QuirkShortRow)
	quirkTrailingCell   = quirkKind(apple.QuirkTrailingCell)
)

// A quirk is one deviation and its place.
type quirk struct {
	kind quirkKind
	at   Position
}
