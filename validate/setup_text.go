package validate

import (
	"errors"

	"github.com/seed-21142606/asm/apple"
)

// This file holds what the rules about the text itself do, for both formats.

// says reports every quirk of the kinds in the same words.
func says(msg string, kinds ...quirkKind) func(*Pass) {
	return func(p *Pass) {
		p.onQuirk(func(_ *file, q quirk) { p.report(q.at, msg, "") }, kinds...)
	}
}

func encoding(p *Pass) {
	says("bytes that are no UTF-8; save the file as UTF-8", quirkInvalidUTF8)(p)
	p.onFault(func(_ *file, e *fault) {
		if errors.Is(e, apple.ErrEncoding) {
			p.report(e.at, e.Error(), "")
		}
	})
}

func rowUnreadable(p *Pass) {
	p.onFault(func(_ *file, e *fault) {
		if !errors.Is(e, apple.ErrEncoding) && !errors.Is(e, apple.ErrHeader) {
			p.report(e.at, e.Error()+"; the row has not been checked", "")
		}
	})
}

func rowWidth(p *Pass) {
	says("the row has fewer cells than the header has columns; those missing count as blank", quirkShortRow)(p)
	says("the row has blank cells beyond the last column; take out the delimiters at its end", quirkTrailingCell)(p)
}
