package table

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"

	"github.com/seed-21142606/asm/internal/csvtext"
)

// EncodeConfig adjusts an [Encoder].
type EncodeConfig struct {
	Text csvtext.WriterOptions
	// Columns chooses the columns to write by their index in the layout; nil
	// means all. Name spells them; nil means as the layout does.
	Columns func(field int) bool
	Name    func(field int) string
	Repeat  func(field int) int // how many of a numbered column; nil means one
	Meta    []string            // metadata.* columns, in order, after all others
}

// ErrNoColumn is the cause when a row does not fit the columns that are written.
var ErrNoColumn = errors.New("value without a column")

// An Encoder writes the rows of one file: the header once, then rows.
type Encoder[T any] struct {
	text   *csvtext.Writer
	layout *Layout[T]
	config EncodeConfig

	rec     T
	src     []*string // what each cell of a row is taken from
	dropped []drop
	lists   []numbers
	meta    []metadata
	from    *map[string]string
	began   bool
}

// A drop is a column that is not written, whose value must be blank then.
type drop struct {
	name string
	text *string
}

// numbers is a numbered column, spread over cells.
type numbers struct {
	name  string
	from  *[]string
	cells []string
}

// NewEncoder returns an Encoder to dst. It performs no I/O.
func NewEncoder[T any](dst io.Writer, layout *Layout[T], config EncodeConfig) *Encoder[T] {
	return &Encoder[T]{text: csvtext.NewWriter(dst, config.Text), layout: layout, config: config}
}

// Encode writes a row. If v holds a value that no column takes it writes
// nothing and returns an error that wraps ErrNoColumn.
func (e *Encoder[T]) Encode(v T) error {
	if err := e.Begin(); err != nil {
		return err
	}
	e.rec = v
	if err := e.spread(); err != nil {
		return err
	}
	return e.text.Row(e.src)
}

// Begin writes the header if that is still to do.
func (e *Encoder[T]) Begin() error {
	if e.began {
		return nil
	}
	if d := e.config.Text.Delimiter; d != 0 && d != ',' && d != ';' {
		return fmt.Errorf("%s: a delimiter is a comma or a semicolon, not %q", e.layout.File, d)
	}
	e.began = true
	var names []string
	for i := range e.layout.Fields {
		names = append(names, e.bindField(i)...)
	}
	for _, name := range e.config.Meta {
		e.meta = append(e.meta, metadata{name: name})
	}
	if e.layout.Metadata != nil {
		e.from = e.layout.Metadata(&e.rec)
	}
	for i := range e.meta {
		e.src = append(e.src, &e.meta[i].cell)
		names = append(names, e.meta[i].name)
	}
	cells := make([]*string, len(names))
	for i := range names {
		cells[i] = &names[i]
	}
	return e.text.Row(cells)
}

// bindField decides where the cells of a column are taken from, and returns
// their names.
func (e *Encoder[T]) bindField(i int) []string {
	f := &e.layout.Fields[i]
	if e.config.Columns != nil && !e.config.Columns(i) {
		if f.List != nil {
			e.lists = append(e.lists, numbers{name: f.Name, from: f.List(&e.rec)})
		} else {
			e.dropped = append(e.dropped, drop{f.Name, f.Text(&e.rec)})
		}
		return nil
	}
	name := f.Name
	if e.config.Name != nil {
		name = e.config.Name(i)
	}
	if f.List == nil {
		e.src = append(e.src, f.Text(&e.rec))
		return []string{name}
	}
	n := 1
	if e.config.Repeat != nil {
		n = min(e.config.Repeat(i), f.Max)
	}
	l := numbers{name: f.Name, from: f.List(&e.rec), cells: make([]string, max(n, 1))}
	names := []string{name}
	for k := range l.cells {
		e.src = append(e.src, &l.cells[k])
		if k > 0 {
			names = append(names, name+"_"+strconv.Itoa(k+1))
		}
	}
	e.lists = append(e.lists, l)
	return names
}

// spread fills the cells that are not fields of the record, and refuses what
// would be lost.
func (e *Encoder[T]) spread() error {
	for _, d := range e.dropped {
		if *d.text != "" {
			return fmt.Errorf("%s: %s: %w in this version", e.layout.File, d.name, ErrNoColumn)
		}
	}
	for i := range e.lists {
		if err := e.lists[i].spread(e.layout.File); err != nil {
			return err
		}
	}
	if e.from != nil && (len(*e.from) > 0 || len(e.meta) > 0) {
		return e.spreadMetadata()
	}
	return nil
}

func (l *numbers) spread(file string) error {
	values := *l.from
	n := copy(l.cells, values)
	clear(l.cells[n:])
	for _, v := range values[n:] {
		if v != "" {
			return fmt.Errorf("%s: %s: %w: %d values for %d columns", file, l.name, ErrNoColumn, len(values), len(l.cells))
		}
	}
	return nil
}

func (e *Encoder[T]) spreadMetadata() error {
	for i := range e.meta {
		e.meta[i].cell = (*e.from)[e.meta[i].name]
	}
	for name, v := range *e.from {
		if v != "" && !slices.Contains(e.config.Meta, name) {
			return fmt.Errorf("%s: a metadata column: %w; name it in the options", e.layout.File, ErrNoColumn)
		}
	}
	return nil
}

// Close writes the header if no row has, and what is still collected.
func (e *Encoder[T]) Close() error {
	if err := e.Begin(); err != nil {
		return err
	}
	return e.text.Flush()
}
