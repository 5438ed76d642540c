package validate

import (
	"errors"
	"fmt"
	"slices"

	"github.com/seed-21142606/asm/apple"
)

// This file holds what the rules about headers do, for both formats. Both
// packages share the causes of their parse errors.

func headerUnusable(p *Pass) {
	p.onFault(func(_ *file, e *fault) {
		if errors.Is(e, apple.ErrHeader) && !errors.Is(e, apple.ErrDuplicate) {
			p.report(e.at, e.Error(), "")
		}
	})
}

func headerDuplicate(p *Pass) {
	p.onFault(func(_ *file, e *fault) {
		if errors.Is(e, apple.ErrDuplicate) {
			p.report(e.at, e.Error()+"; nothing of the file has been checked", "")
		}
	})
}

// headerMissing reports the columns of which the rule wants to hear.
func headerMissing(wanted func(c *column) bool) func(*Pass) {
	return func(p *Pass) {
		p.onHeader(func(f *file) {
			for _, c := range f.columns {
				if !c.found && !c.other && !f.suggested(c) && wanted(c) {
					p.report(f.top(c.label), "the column is missing from the header; add it, with blank cells if there is nothing to put there", "")
				}
			}
		})
	}
}

// numbersMissing reports the numbered columns that the template has and the
// header has not, other than the first.
func numbersMissing(p *Pass) {
	p.onHeader(func(f *file) {
		for _, c := range f.columns {
			for i := 1; c.found && i < c.template; i++ {
				if name := c.field(i); !slices.Contains(f.names, name) {
					p.report(f.top(name), "the column is missing from the header; the template has it", "")
				}
			}
		}
	})
}

// headerSpelling reports names that were read for a column's although they are
// spelt otherwise, and those that were not but may be meant to be one.
func headerSpelling(p *Pass) {
	p.onHeader(func(f *file) {
		for _, q := range f.spelling {
			label := q.at.Field
			if c := f.column(label); c != nil {
				label = c.label
			}
			if name := f.read(q.at.Field); name != label {
				p.report(q.at, fmt.Sprintf("the header says %s; write %s", shown(name), label), "")
			}
		}
		for _, e := range f.extras {
			if e.near != nil {
				p.report(e.at, fmt.Sprintf("the column %s is not read; did you mean %s?", shown(e.name), e.near.label), "")
			}
		}
	})
}

// headerUnknown reports the columns that are read for none, but for those that
// are allowed all the same.
func headerUnknown(allowed func(f *file, name string) bool) func(*Pass) {
	return func(p *Pass) {
		p.onHeader(func(f *file) {
			for _, e := range f.extras {
				if e.near == nil && !allowed(f, e.name) {
					p.report(e.at, fmt.Sprintf("the column %s is not part of the file and is not read; take it out", shown(e.name)), "")
				}
			}
			for _, c := range f.columns {
				if c.found && c.other {
					p.report(f.pos(c.name), fmt.Sprintf("the column is not part of the file in version %s; take it out", p.Version()), "")
				}
			}
		})
		p.onQuirk(func(_ *file, q quirk) {
			p.report(q.at, "a column without a name; take out the delimiter that makes it", "")
		}, quirkBlankColumn)
	}
}

func headerOrder(p *Pass) {
	p.onQuirk(func(_ *file, q quirk) {
		p.report(q.at, "from here on the columns are in another order; put them in the order of the template", "")
	}, quirkColumnOrder)
}
