package table

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/seed-21142606/asm/internal/csvtext"
)

// ErrDuplicate is the cause, beside csvtext.ErrHeader, when two columns of a
// header have the same name.
var ErrDuplicate = fmt.Errorf("%w: duplicate column", csvtext.ErrHeader)

// How a header name was matched, from best to worst.
const (
	exact = iota
	folded
	alias
	unmatched
)

// A match says which column of the layout a header cell is.
type match struct {
	field int // index into Layout.Fields, or -1
	n     int // which of a numbered column, from 0
	rank  int
}

// find looks the header cell up among the columns.
func (l *Layout[T]) find(name string) match {
	best := match{field: -1, rank: unmatched}
	lower := strings.ToLower(strings.TrimSpace(name))
	for i := range l.Fields {
		f := &l.Fields[i]
		n, rank := f.match(name, lower)
		if rank < best.rank {
			best = match{i, n, rank}
		}
	}
	return best
}

func (f *Field[T]) match(name, lower string) (n, rank int) {
	own := strings.ToLower(f.Name)
	switch {
	case name == f.Name:
		return 0, exact
	case lower == own:
		return 0, folded
	case slices.Contains(f.Aliases, lower):
		return 0, alias
	case f.List == nil:
		return 0, unmatched
	}
	for _, base := range append([]string{own}, f.Aliases...) {
		rest, ok := strings.CutPrefix(lower, base)
		if !ok {
			continue
		}
		if n, ok := numbered(rest); ok && n >= 1 && n <= f.Max {
			if n > 1 && name == f.Name+"_"+strconv.Itoa(n) {
				return n - 1, exact
			}
			return n - 1, alias
		}
	}
	return 0, unmatched
}

// numbered reads what follows the name of a numbered column: "_2", and as some
// exports write it "2" or " 2".
func numbered(s string) (int, bool) {
	s = strings.TrimLeft(s, "_ ")
	if s == "" || s[0] < '1' || s[0] > '9' {
		return 0, false
	}
	n, err := strconv.Atoi(s)
	return n, err == nil
}

// maxColumns bounds the work per row, however short the row is. Apple's widest
// file has 1,008.
const maxColumns = 4096

// A header is what the cells of a header row mean.
type header struct {
	names   []string // as read
	matches []match
	width   []int // of each field: how many columns it has
}

// bind matches every cell. The best match of a column wins; a second one as
// good makes the header ambiguous, a worse one counts as an unknown column.
func (l *Layout[T]) bind(names []string) (*header, int, error) {
	if len(names) > maxColumns {
		return nil, maxColumns, fmt.Errorf("%w: more than %d columns", csvtext.ErrHeader, maxColumns)
	}
	h := &header{names: names, matches: make([]match, len(names)), width: make([]int, len(l.Fields))}
	type column struct{ field, n int }
	best := map[column]int{} // the rank of a column's best match
	known := 0
	for i, name := range names {
		m := l.find(name)
		h.matches[i] = m
		if m.field < 0 {
			continue
		}
		known++
		c := column{m.field, m.n}
		if rank, ok := best[c]; !ok || m.rank < rank {
			best[c] = m.rank
		}
		h.width[m.field] = max(h.width[m.field], m.n+1)
	}
	taken := map[any]bool{}
	for i, m := range h.matches {
		c := column{m.field, m.n}
		var key any = c
		if m.field >= 0 && m.rank > best[c] {
			h.matches[i] = match{field: -1, rank: unmatched}
			continue
		} else if m.field < 0 {
			key = names[i]
		}
		if taken[key] && (m.field >= 0 || l.Metadata != nil && isMetadata(names[i])) {
			return nil, i, fmt.Errorf("%w %s; keep one of the two", ErrDuplicate, l.canonical(h, i))
		}
		taken[key] = true
	}
	if known == 0 {
		return nil, 0, fmt.Errorf("%w: none of the columns of %s is there; the first row has to name them", csvtext.ErrHeader, l.File)
	}
	return h, 0, nil
}

// canonical is the column's own name for header cell i, or the name as read.
func (l *Layout[T]) canonical(h *header, i int) string {
	if i < 0 || i >= len(h.names) {
		return ""
	}
	m := h.matches[i]
	if m.field < 0 {
		return h.names[i]
	}
	name := l.Fields[m.field].Name
	if m.n > 0 {
		name += "_" + strconv.Itoa(m.n+1)
	}
	return name
}

// Kinds of quirk found in a header or in a row's width, besides those of csvtext.
const (
	HeaderCase   csvtext.Kind = "header-case"   // a column name in other letter case
	HeaderAlias  csvtext.Kind = "header-alias"  // a column under another name
	HeaderSpace  csvtext.Kind = "header-space"  // spaces round a column name
	ColumnOrder  csvtext.Kind = "column-order"  // columns in another order (once)
	ExtraColumn  csvtext.Kind = "extra-column"  // a column the file does not have
	BlankColumn  csvtext.Kind = "blank-column"  // a column without a name
	ShortRow     csvtext.Kind = "short-row"     // fewer cells than the header has columns
	TrailingCell csvtext.Kind = "trailing-cell" // blank cells beyond the header's columns
)

// quirks calls report for whatever is unusual about the header.
func (l *Layout[T]) quirks(h *header, report func(kind csvtext.Kind, cell int)) {
	last, ordered := -1, true
	for i, m := range h.matches {
		name := h.names[i]
		switch {
		case m.field < 0 && strings.TrimSpace(name) == "":
			report(BlankColumn, i)
			continue
		case m.field < 0:
			if l.Metadata == nil || !isMetadata(name) {
				report(ExtraColumn, i)
			}
			continue
		case m.rank == alias:
			report(HeaderAlias, i)
		case m.rank == folded && strings.TrimSpace(name) == l.Fields[m.field].Name:
			report(HeaderSpace, i)
		case m.rank == folded:
			report(HeaderCase, i)
		}
		place := m.field<<16 + m.n
		if place < last && ordered {
			ordered = false
			report(ColumnOrder, i)
		}
		last = max(last, place)
	}
}

func isMetadata(name string) bool {
	return len(name) > len(MetadataPrefix) && strings.EqualFold(name[:len(MetadataPrefix)], MetadataPrefix)
}
