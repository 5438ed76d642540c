package validate

import (
	"github.com/seed-21142606/asm/apple"
	"github.com/seed-21142606/asm/oneroster"
)

// Record is the set of row types that a rule can look at.
type Record interface {
	apple.Record | oneroster.Record
}

// A Pass is a rule's access to one run. It is valid until the run ends, and is
// not safe for concurrent use.
type Pass struct {
	run  *run
	rule *Rule
}

// Format returns what the bundle is checked as.
func (p *Pass) Format() Format { return p.run.format }

// Version returns the version of OneRoster that the bundle is in, such as "1.1"
// or "1.2.1"; "" for Apple's format.
func (p *Pass) Version() string { return p.run.version }

// OnRow subscribes f to the rows of T's file. Rows come in the order of the
// file, and files after those they refer to: whoever needs what a row refers to
// has seen it. A row that cannot be read does not come.
//
// row is the same variable every time, and its strings and slices are
// overwritten afterwards; clone what you keep ([strings.Clone]). at is where
// the row begins. To report one of its cells set at.Field to the column's name
// (location_id_2 for the second of a numbered one): [Pass.Report] then works
// out line and column.
func OnRow[T Record](p *Pass, f func(at Position, row *T)) {
	for _, s := range p.run.files {
		if fd, ok := s.(*feed[T]); ok {
			fd.on = append(fd.on, f)
		}
	}
}

// AtEnd subscribes f to the end of the bundle.
func (p *Pass) AtEnd(f func()) { p.run.atEnd = append(p.run.atEnd, f) }

// Report makes a finding. msg says what is wrong and what to do, and must be
// safe to log: no cell text. cell is the cell's text, or "" if none is meant;
// it is shown only with [Options.ShowValues].
//
// If at is in the row at hand and has a Field, line and column become those of
// that cell. During the run of f in AtEnd there is no row at hand.
func (p *Pass) Report(at Position, msg, cell string) {
	if f := p.run.reading; f != nil && at.Field != "" && at.File == f.name && at.Row == f.row() {
		at = f.pos(at.Field)
	}
	p.report(at, msg, cell)
}

func (p *Pass) report(at Position, msg, cell string, related ...Position) {
	p.run.emit(Finding{Rule: p.rule, At: at, Message: msg, Value: cell, Related: related})
}

// each calls do for every file of the format.
func (p *Pass) each(do func(f *file)) {
	for _, s := range p.run.files {
		do(s.core())
	}
}

// onCell subscribes check to the cells of a column: to each cell of a numbered
// one, with f.item telling which. It is not called if the header lacks the column.
func (p *Pass) onCell(f *file, c *column, test func(cell string)) {
	f.checks = append(f.checks, check{column: c, test: test})
}

// cell reports the cell that an onCell function is looking at.
func (p *Pass) cell(f *file, c *column, msg, cell string) {
	p.report(f.pos(c.field(f.item)), msg, cell)
}

// onQuirk subscribes do to deviations of the given kind in all files.
func (p *Pass) onQuirk(do func(f *file, q quirk), kinds ...quirkKind) {
	if p.run.quirks == nil {
		p.run.quirks = map[quirkKind][]func(*file, quirk){}
	}
	for _, k := range kinds {
		p.run.quirks[k] = append(p.run.quirks[k], do)
	}
}

// onFault subscribes do to the text that cannot be read.
func (p *Pass) onFault(do func(f *file, e *fault)) { p.run.faults = append(p.run.faults, do) }

// onHeader subscribes do to headers that could be read.
func (p *Pass) onHeader(do func(f *file)) { p.run.headers = append(p.run.headers, do) }

// onEnd subscribes do to the end of each file that is in the bundle.
func (p *Pass) onEnd(do func(f *file)) { p.run.ends = append(p.run.ends, do) }

// onBundle subscribes do to the beginning, when it is known which files are there.
func (p *Pass) onBundle(do func()) { p.run.atBegin = append(p.run.atBegin, do) }
