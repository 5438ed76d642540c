package convert

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
)

// A Ledger accounts for every row of the source and says what became of the
// values. It holds counts, names and places, and never the text of a cell.
//
// All slices are in a fixed order, so that the same conversion gives the same
// JSON.
type Ledger struct {
	From string `json:"from"` // such as "OneRoster 1.1" or "Apple"
	To   string `json:"to"`

	Sources  []Source       `json:"sources"`
	Targets  []Target       `json:"targets"`
	Fields   []Field        `json:"fields"`
	Warnings []WarningCount `json:"warnings"`
	// Ignored names the files of the source that were not looked at.
	Ignored []string `json:"ignored"`
}

// A Source accounts for the rows of one file of the source:
// Read = Written + Merged + the rows of LeftOut.
type Source struct {
	File    string    `json:"file"`    // with "base/" before it for a file of the Base
	Read    int       `json:"read"`    // rows below the header
	Written int       `json:"written"` // rows that became a row of the result
	Merged  int       `json:"merged"`  // rows that went into a row of the result beside others
	LeftOut []LeftOut `json:"leftOut"`
	// Unknown names columns that the standard does not have and that were not read.
	Unknown []string `json:"unknown,omitempty"`
}

// LeftOut counts the rows left out for one reason.
type LeftOut struct {
	Reason Reason     `json:"reason"`
	Rows   int        `json:"rows"`
	At     []Position `json:"at"` // the first few of them
}

// A Target accounts for the rows of one file of the result:
// Rows = FromRows + MadeUp.
type Target struct {
	File     string `json:"file"`
	Rows     int    `json:"rows"`
	FromRows int    `json:"fromRows"` // rows that a row of the source stands for
	MadeUp   int    `json:"madeUp"`   // rows added, such as a course for each school
}

// A Field says what became of the values of one column. File and Name are of
// the result, or of the source if the result has no such column; of the latter
// all values are dropped. Blank cells count nowhere.
type Field struct {
	File      string `json:"file"`
	Name      string `json:"name"`
	Mapped    int    `json:"mapped"`
	MadeUp    int    `json:"madeUp"`
	Dropped   int    `json:"dropped"`
	Truncated int    `json:"truncated"` // part of Mapped
}

// A WarningCount says how often there was cause for a warning.
type WarningCount struct {
	Warning Warning `json:"warning"`
	Count   int     `json:"count"`
}

// samples is how many places are kept for each reason.
const samples = 5

// Left returns how many rows of the file were left out.
func (s *Source) Left() int {
	n := 0
	for _, l := range s.LeftOut {
		n += l.Rows
	}
	return n
}

// Source returns what is said about the file, or a zero Source.
func (l *Ledger) Source(file string) Source {
	for _, s := range l.Sources {
		if s.File == file {
			return s
		}
	}
	return Source{File: file}
}

// Target returns what is said about the file, or a zero Target.
func (l *Ledger) Target(file string) Target {
	for _, t := range l.Targets {
		if t.File == file {
			return t
		}
	}
	return Target{File: file}
}

// Field returns what is said about the column, or a zero Field.
func (l *Ledger) Field(file, name string) Field {
	for _, f := range l.Fields {
		if f.File == file && f.Name == name {
			return f
		}
	}
	return Field{File: file, Name: name}
}

// Left returns how many rows of a file of the source were left out for r.
func (l *Ledger) Left(file string, r Reason) int {
	for _, out := range l.Source(file).LeftOut {
		if out.Reason == r {
			return out.Rows
		}
	}
	return 0
}

// Warned returns how often there was cause for w.
func (l *Ledger) Warned(w Warning) int {
	for _, c := range l.Warnings {
		if c.Warning == w {
			return c.Count
		}
	}
	return 0
}

// Balanced checks that every row is accounted for: each row read was written,
// merged or left out, and each row of the result stands for a row of the source
// or is made up. An error wraps [ErrUnbalanced]. It can only mean that the
// source changed while it was being converted, or a mistake in this package.
func (l *Ledger) Balanced() error {
	written, from := 0, 0
	for i := range l.Sources {
		s := &l.Sources[i]
		if sum := s.Written + s.Merged + s.Left(); sum != s.Read {
			return fmt.Errorf("%w: %s: %d rows read, %d accounted for", ErrUnbalanced, s.File, s.Read, sum)
		}
		written += s.Written
	}
	for _, t := range l.Targets {
		if t.FromRows+t.MadeUp != t.Rows {
			return fmt.Errorf("%w: %s: %d rows written, %d accounted for", ErrUnbalanced, t.File, t.Rows, t.FromRows+t.MadeUp)
		}
		from += t.FromRows
	}
	if written != from {
		return fmt.Errorf("%w: %d rows written, %d rows that a row stands for", ErrUnbalanced, written, from)
	}
	return nil
}

// A book is a Ledger in the making.
type book struct {
	from, to string
	sources  []*Source
	targets  []*Target
	fields   []*Field
	warnings map[Warning]int
	ignored  []string
}

func (b *book) source(file string) *Source {
	for _, s := range b.sources {
		if s.File == file {
			return s
		}
	}
	s := &Source{File: file, LeftOut: []LeftOut{}}
	b.sources = append(b.sources, s)
	return s
}

func (b *book) target(file string) *Target {
	t := &Target{File: file}
	b.targets = append(b.targets, t)
	return t
}

func (b *book) field(file, name string) *Field {
	for _, f := range b.fields {
		if f.File == file && f.Name == name {
			return f
		}
	}
	f := &Field{File: file, Name: name}
	b.fields = append(b.fields, f)
	return f
}

// leave counts a row of s as left out.
func (s *Source) leave(why Reason, at Position) {
	i := slices.IndexFunc(s.LeftOut, func(l LeftOut) bool { return l.Reason == why })
	if i < 0 {
		i = len(s.LeftOut)
		s.LeftOut = append(s.LeftOut, LeftOut{Reason: why})
	}
	l := &s.LeftOut[i]
	l.Rows++
	if len(l.At) < samples {
		l.At = append(l.At, at)
	}
}

// ledger makes the Ledger, in an order that does not depend on the rows.
func (b *book) ledger() *Ledger {
	l := &Ledger{From: b.from, To: b.to, Ignored: append([]string{}, b.ignored...),
		Sources: []Source{}, Targets: []Target{}, Fields: []Field{}, Warnings: []WarningCount{}}
	for _, s := range b.sources {
		slices.SortFunc(s.LeftOut, func(x, y LeftOut) int { return cmp.Compare(x.Reason, y.Reason) })
		l.Sources = append(l.Sources, *s)
	}
	for _, t := range b.targets {
		l.Targets = append(l.Targets, *t)
	}
	for _, f := range b.fields {
		if f.Mapped+f.MadeUp+f.Dropped > 0 {
			l.Fields = append(l.Fields, *f)
		}
	}
	for _, w := range slices.Sorted(maps.Keys(b.warnings)) {
		l.Warnings = append(l.Warnings, WarningCount{w, b.warnings[w]})
	}
	return l
}
