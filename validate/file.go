package validate

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/seed-21142606/asm/oneroster"
)

// A file is one file of the format, whether the bundle has it or not: what is
// known of its columns, who wants to hear of it, and how far it has been read.
type file struct {
	name    string
	columns []*column
	checks  []check
	live    []check // those of checks whose column is in the header

	present  bool     // the bundle has it
	broken   bool     // it could not be read to its end
	rows     int      // as in File
	item     int      // which cell of a numbered column a check looks at, from 0
	header   []string // the names as they are in the file
	names    []string // those of the columns they were taken for, or ""
	head     Position // where the header begins
	extras   []extra
	pos      func(field string) Position // of the row at hand, or one of its cells
	spelling []quirk                     // of header names
}

// A check is a test of the cells of one column.
type check struct {
	column *column
	test   func(cell string)
}

// A column is what the column tables say about a column, in the same terms for
// both formats, and where its value is in the row at hand.
type column struct {
	name       string
	label      string // the name in the version at hand
	need       need
	unique     bool
	identifier bool
	maxChars   int
	values     []string
	refs       string // such as "locations.csv:location_id"
	max        int    // of a numbered column: how many there may be
	template   int    // how many of a numbered column the template has

	// OneRoster only.
	form       oneroster.Format
	list       bool
	extensible bool // the version allows words that begin with ext:
	other      bool // the column belongs to other versions only

	text  *string
	texts *[]string // of a numbered column, instead of text
	found bool      // the header has it
}

// A need says when a column must not be blank.
type need int

const (
	optional need = iota
	always
	deltaOnly
)

// field is the name of cell i of the column.
func (c *column) field(i int) string {
	if i == 0 {
		return c.name
	}
	return c.name + "_" + strconv.Itoa(i+1)
}

// extension reports whether a word is one that two parties have agreed upon,
// and the version allows such.
func (c *column) extension(word string) bool {
	return c.extensible && len(word) > len(oneroster.ExtensionPrefix) && strings.HasPrefix(word, oneroster.ExtensionPrefix)
}

// An extra is a header cell that is taken for no column.
type extra struct {
	name string
	at   Position
	near *column // the column that may be meant, or nil
}

// column returns the column of that name, or nil.
func (f *file) column(name string) *column {
	for _, c := range f.columns {
		if c.name == name {
			return c
		}
	}
	return nil
}

// row is the number of the row at hand.
func (f *file) row() int { return f.pos("").Row }

// top is where the header begins.
func (f *file) top(field string) Position {
	at := f.head
	at.Field = field
	return at
}

// begin takes note of the header.
func (f *file) begin(header, columns []string) {
	f.header, f.names, f.head = header, columns, f.pos("")
	for _, name := range columns {
		if c := f.column(name); c != nil {
			c.found = true
		}
	}
	f.live = nil
	for _, c := range f.checks {
		if c.column.found {
			f.live = append(f.live, c)
		}
	}
	for i, e := range f.extras {
		f.extras[i].near = f.near(e.name)
	}
}

// read is how the header spells the name of a column.
func (f *file) read(name string) string {
	for i, n := range f.names {
		if n == name {
			return f.header[i]
		}
	}
	return ""
}

// near returns the column missing from the header that name resembles most.
func (f *file) near(name string) *column {
	var absent []string
	for _, c := range f.columns {
		if !c.found && !c.other {
			absent = append(absent, c.name)
		}
	}
	best := nearest(name, absent)
	if best == "" {
		return nil
	}
	return f.column(best)
}

// suggested reports whether a header cell may be meant to be column c.
func (f *file) suggested(c *column) bool {
	for _, e := range f.extras {
		if e.near == c {
			return true
		}
	}
	return false
}

// test runs the checks on the row at hand.
func (f *file) test() {
	for i := range f.live {
		k := &f.live[i]
		if k.column.texts == nil {
			k.test(*k.column.text)
			continue
		}
		for j, cell := range *k.column.texts {
			f.item = j
			k.test(cell)
		}
		f.item = 0
	}
}

// usable reports whether all that the file says in c is known.
func (f *file) usable(c *column) bool { return f.present && !f.broken && c.found }

// shown makes a name from the outside fit for a message: quoted and not long.
func shown(name string) string {
	const most = 40
	if r := []rune(name); len(r) > most {
		name = string(r[:most]) + "…"
	}
	return fmt.Sprintf("%q", strings.ToValidUTF8(name, "�"))
}
