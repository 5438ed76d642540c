package table

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"

	"github.com/seed-21142606/asm/internal/csvtext"
)

// DecodeConfig adjusts a [Decoder].
type DecodeConfig struct {
	File    string // name for errors; "" means the layout's
	Text    csvtext.Options
	OnQuirk func(Quirk)        // may be nil
	Wrap    func(*Fault) error // makes the caller's own error type
}

// A Fault says where a file cannot be read. It holds no cell text.
type Fault struct {
	Place
	Final bool
	Err   error
}

// A Quirk is a deviation that could be read all the same.
type Quirk struct {
	Kind csvtext.Kind
	Place
}

// A Place is a cell, row or file as people speak of it.
type Place struct {
	File   string
	Field  string // the column's own name, or ""
	Row    int    // data rows from 1, 0 for the header
	Line   int
	Column int // in bytes, from 1
	Offset int64
}

// A Decoder reads the rows of one file.
type Decoder[T any] struct {
	text   *csvtext.Reader
	layout *Layout[T]
	config DecodeConfig

	header *header // nil until read
	err    error   // final
	row    int

	rec   T
	dst   []*string // where each cell of a row goes
	lists []list
	meta  []metadata
	into  *map[string]string
	sink  string // where cells of unknown columns go
}

// A list is a numbered column of the file at hand.
type list struct {
	cells []string // where its cells go before their number is known
	into  *[]string
	slab  []string // what the rows' slices are cut from
}

// A metadata column goes into a map under its name.
type metadata struct {
	name string
	cell string
}

// slabSize is how many cells of numbered columns are allocated together.
const slabSize = 128

// NewDecoder returns a Decoder of src. It performs no I/O.
func NewDecoder[T any](src io.Reader, layout *Layout[T], config DecodeConfig) *Decoder[T] {
	if config.File == "" {
		config.File = layout.File
	}
	d := &Decoder[T]{layout: layout, config: config}
	if config.OnQuirk != nil {
		d.config.Text.OnQuirk = func(q csvtext.Quirk) { d.quirk(q.Kind, q.Cell, q.Pos) }
	}
	d.text = csvtext.NewReader(src, d.config.Text)
	return d
}

// Next reads the next row into the Decoder's own record and returns it; the
// record is overwritten by the following call. At the end it returns io.EOF.
// An error that is not final is followed by the next row.
func (d *Decoder[T]) Next() (*T, error) {
	if d.err != nil || d.header == nil {
		if err := d.begin(); err != nil {
			return nil, err
		}
	}
	n, err := d.text.Next(d.dst)
	if err != nil {
		return nil, d.fail(err)
	}
	d.row++
	if n != len(d.dst) {
		if err := d.ragged(n); err != nil {
			return nil, err
		}
	}
	for i := range d.lists {
		d.lists[i].take(d.config.Text.Borrow)
	}
	if d.into != nil {
		d.takeMetadata()
	}
	return &d.rec, nil
}

// Decode sets *v to the next row.
func (d *Decoder[T]) Decode(v *T) error {
	rec, err := d.Next()
	if err == nil {
		*v = *rec
	}
	return err
}

// All yields the rows still to come, and stops after a final error.
func (d *Decoder[T]) All() iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var none T
		for {
			rec, err := d.Next()
			if err == nil {
				if !yield(*rec, nil) {
					return
				}
				continue
			}
			if err == io.EOF || !yield(none, err) || d.err != nil {
				return
			}
		}
	}
}

// Header returns the column names as read.
func (d *Decoder[T]) Header() ([]string, error) {
	if d.header == nil {
		if err := d.begin(); err != nil {
			return nil, err
		}
	}
	return append([]string(nil), d.header.names...), nil
}

// Columns returns the columns' own names in the order of the header, "" for
// one that is not known.
func (d *Decoder[T]) Columns() []string {
	if d.header == nil {
		return nil
	}
	names := make([]string, len(d.header.names))
	for i, m := range d.header.matches {
		if m.field >= 0 {
			names[i] = d.layout.canonical(d.header, i)
		}
	}
	return names
}

// Unknown returns the names in the header that no column of the layout has.
func (d *Decoder[T]) Unknown() []string {
	var names []string
	if d.header != nil {
		for i, m := range d.header.matches {
			if name := d.header.names[i]; m.field < 0 && !(d.layout.Metadata != nil && isMetadata(name)) {
				names = append(names, name)
			}
		}
	}
	return names
}

// Place returns where the row read last stands, or with a column's name where
// that cell does.
func (d *Decoder[T]) Place(field string) Place {
	p := Place{File: d.config.File, Field: field, Row: d.row}
	pos := d.text.RowPos()
	if field != "" && d.header != nil {
		for i := range d.header.names {
			if d.layout.canonical(d.header, i) == field {
				pos = d.text.CellPos(i)
				break
			}
		}
	}
	p.Line, p.Column, p.Offset = pos.Line, pos.Column, pos.Offset
	return p
}

// begin reads the header.
func (d *Decoder[T]) begin() error {
	if d.err != nil {
		return d.err
	}
	names, err := d.text.Header()
	if err != nil {
		return d.fail(err)
	}
	h, cell, err := d.layout.bind(names)
	if err != nil {
		return d.fail(&csvtext.Error{Pos: d.text.CellPos(cell), Cell: -1, Final: true, Err: err})
	}
	d.header = h
	d.bindCells()
	if d.config.OnQuirk != nil {
		d.layout.quirks(h, func(k csvtext.Kind, cell int) { d.quirk(k, cell, d.text.CellPos(cell)) })
	}
	return nil
}

// bindCells decides where each cell of a row goes.
func (d *Decoder[T]) bindCells() {
	h := d.header
	d.dst = make([]*string, len(h.names))
	lists := make([]*list, len(d.layout.Fields))
	for f, width := range h.width {
		if field := &d.layout.Fields[f]; field.List != nil {
			d.lists = append(d.lists, list{cells: make([]string, max(width, 1)), into: field.List(&d.rec)})
		}
	}
	k := 0
	for f := range d.layout.Fields {
		if d.layout.Fields[f].List != nil {
			lists[f] = &d.lists[k]
			k++
		}
	}
	columns := d.metadataCells()
	for i, m := range h.matches {
		switch {
		case m.field >= 0 && lists[m.field] != nil:
			d.dst[i] = &lists[m.field].cells[m.n]
		case m.field >= 0:
			d.dst[i] = d.layout.Fields[m.field].Text(&d.rec)
		case columns[i] != nil:
			d.dst[i] = columns[i]
		default:
			d.dst[i] = &d.sink
		}
	}
}

// metadataCells finds the metadata columns and where their cells go.
func (d *Decoder[T]) metadataCells() map[int]*string {
	if d.layout.Metadata == nil {
		return nil
	}
	var at []int
	for i, name := range d.header.names {
		if d.header.matches[i].field < 0 && isMetadata(name) {
			at = append(at, i)
			d.meta = append(d.meta, metadata{name: name})
		}
	}
	if len(at) > 0 {
		d.into = d.layout.Metadata(&d.rec)
	}
	cells := map[int]*string{}
	for k, i := range at {
		cells[i] = &d.meta[k].cell
	}
	return cells
}

// take makes the row's slice of a numbered column: without the blanks at its
// end, but never empty, so that index 0 is always there.
func (l *list) take(borrow bool) {
	n := len(l.cells)
	for n > 1 && l.cells[n-1] == "" {
		n--
	}
	if borrow {
		*l.into = l.cells[:n:n]
		return
	}
	if len(l.slab) < n {
		l.slab = make([]string, max(n, slabSize))
	}
	if n == 1 { // nearly always, and a store is cheaper than a copy
		l.slab[0] = l.cells[0]
	} else {
		copy(l.slab, l.cells[:n])
	}
	*l.into = l.slab[:n:n]
	l.slab = l.slab[n:]
}

// takeMetadata makes the row's map of metadata, nil if all cells are blank.
func (d *Decoder[T]) takeMetadata() {
	*d.into = nil
	for _, m := range d.meta {
		if m.cell == "" {
			continue
		}
		if *d.into == nil {
			*d.into = make(map[string]string, len(d.meta))
		}
		(*d.into)[m.name] = m.cell
	}
}

// ragged judges a row that has not as many cells as the header has columns.
// Missing cells are blank ones. Blank cells too many mean nothing; others would
// be lost, or are in the wrong column.
func (d *Decoder[T]) ragged(n int) error {
	width := len(d.dst)
	if n < width {
		d.quirk(ShortRow, -1, d.text.CellPos(n))
		return nil
	}
	for i := width; i < n; i++ {
		if strings.TrimSpace(d.text.Cell(i)) == "" {
			continue
		}
		d.row--
		err := d.fail(&csvtext.Error{Pos: d.text.CellPos(i), Cell: -1, Err: fmt.Errorf(
			"%w: %d cells under %d columns; a value with a delimiter in it needs quotes", csvtext.ErrFieldCount, n, width)})
		d.text.Reread()
		return err
	}
	d.quirk(TrailingCell, -1, d.text.CellPos(width))
	return nil
}

// fail turns an error of the text into the caller's kind, keeps it if it is
// final, and counts the row if it is not.
func (d *Decoder[T]) fail(err error) error {
	if err == io.EOF {
		d.err = err
		return err
	}
	var e *csvtext.Error
	if !errors.As(err, &e) {
		d.err = fmt.Errorf("%s: %w", d.config.File, err)
		return d.err
	}
	if !e.Final {
		d.row++
	}
	fault := &Fault{Final: e.Final, Err: e.Err, Place: Place{
		File: d.config.File, Row: d.row, Line: e.Line, Column: e.Column, Offset: e.Offset}}
	if d.header != nil {
		fault.Field = d.layout.canonical(d.header, e.Cell)
	}
	err = d.config.Wrap(fault)
	if e.Final {
		d.err = err
	}
	return err
}

func (d *Decoder[T]) quirk(k csvtext.Kind, cell int, pos csvtext.Pos) {
	if d.config.OnQuirk == nil {
		return
	}
	p := Place{File: d.config.File, Line: pos.Line, Column: pos.Column, Offset: pos.Offset}
	if d.header != nil {
		p.Field = d.layout.canonical(d.header, cell)
		p.Row = d.quirkRow(k)
	}
	d.config.OnQuirk(Quirk{Kind: k, Place: p})
}

// quirkRow is the row a quirk belongs to: those of the text are told while the
// row is being read, those of its width once it is.
func (d *Decoder[T]) quirkRow(k csvtext.Kind) int {
	switch k {
	case HeaderCase, HeaderAlias, HeaderSpace, ColumnOrder, ExtraColumn, BlankColumn:
		return 0
	case ShortRow, TrailingCell:
		return d.row
	}
	return d.row + 1
}
