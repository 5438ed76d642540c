package oneroster

import (
	"io"
	"io/fs"
	"iter"

	"github.com/seed-21142606/asm/internal/csvtext"
	"github.com/seed-21142606/asm/internal/table"
)

// DecodeOptions adjusts a [Decoder]. Nil and the zero value read every version,
// and all that can be told apart from what it documents.
type DecodeOptions struct {
	File string // name of the file for errors and quirks; "" means FileName

	// OnQuirk is called for every deviation from the standard that could be
	// read all the same, while the row it is in is being read. Nil costs nothing.
	OnQuirk func(Quirk)

	// Borrow makes the strings of a row valid until the next row is read only.
	// It saves a copy, for programs that look at each row once.
	Borrow bool

	MaxRowBytes  int // longest row, in bytes; 0 means 1 MiB
	MaxCellBytes int // longest cell, in bytes; 0 means 64 KiB
}

// A Decoder reads the rows of one file, one row at a time. It reads ahead, but
// holds a block of some 128 KiB at most, or one row if that is longer. It is
// not safe for concurrent use.
type Decoder[T Record] struct {
	rows *table.Decoder[T]
}

// NewDecoder returns a Decoder of r. It performs no I/O.
func NewDecoder[T Record](r io.Reader, opts *DecodeOptions) *Decoder[T] {
	return newDecoder(r, fileOf[T]().layout(), opts)
}

func newDecoder[T Record](r io.Reader, layout *table.Layout[T], opts *DecodeOptions) *Decoder[T] {
	if opts == nil {
		opts = new(DecodeOptions)
	}
	config := table.DecodeConfig{
		File: opts.File,
		Text: csvtext.Options{
			Borrow:  opts.Borrow,
			MaxRow:  opts.MaxRowBytes,
			MaxCell: opts.MaxCellBytes,
		},
		Wrap: parseError,
	}
	if on := opts.OnQuirk; on != nil {
		config.OnQuirk = func(q table.Quirk) { on(Quirk{QuirkKind(q.Kind), Position(q.Place)}) }
	}
	return &Decoder[T]{table.NewDecoder(r, layout, config)}
}

// Decode sets all of *v to the next row, or returns io.EOF after the last one.
// Fields that the file has no column for are blank. After a [*ParseError] that
// is not Final the next call goes on with the next row. Any other error comes
// from the reader, is final too, and is returned again by later calls.
func (d *Decoder[T]) Decode(v *T) error { return d.rows.Decode(v) }

// All yields the rows still to come. A row that cannot be read is yielded as a
// zero T and its error, and the loop goes on; after a final error it ends.
func (d *Decoder[T]) All() iter.Seq2[T, error] { return d.rows.All() }

// Header returns the names in the header row as they are in the file.
func (d *Decoder[T]) Header() ([]string, error) { return d.rows.Header() }

// Columns returns, for each name in the header, the name of the column it was
// taken for, or "" if it was taken for none. It is nil before the header is read.
func (d *Decoder[T]) Columns() []string { return d.rows.Columns() }

// Unknown returns the names in the header that were taken neither for a column
// nor for metadata, whose cells are not part of the rows. It is nil before the
// header is read.
func (d *Decoder[T]) Unknown() []string { return d.rows.Unknown() }

// Metadata returns the names of the metadata.* columns in the order of the
// header, as [EncodeOptions] takes them. It is nil before the header is read.
func (d *Decoder[T]) Metadata() []string {
	columns := d.rows.Columns()
	if columns == nil || fileOf[T]().metadata == nil {
		return nil
	}
	header, err := d.rows.Header()
	if err != nil {
		return nil
	}
	unknown := d.rows.Unknown() // in the order of the header too
	var names []string
	for i, name := range header {
		switch {
		case columns[i] != "":
		case len(unknown) > 0 && unknown[0] == name:
			unknown = unknown[1:]
		default:
			names = append(names, name)
		}
	}
	return names
}

// Pos returns where the row read last begins or, if column is not "", where
// its cell in that column does.
func (d *Decoder[T]) Pos(column string) Position { return Position(d.rows.Place(column)) }

// Read opens T's file in fsys, yields its rows as [Decoder.All] does, and
// closes it when the loop ends. If the file cannot be opened it yields that
// error alone, which wraps [fs.ErrNotExist] if there is none.
func Read[T Record](fsys fs.FS, opts *DecodeOptions) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		f, err := fsys.Open(FileName[T]())
		if err != nil {
			var none T
			yield(none, err)
			return
		}
		defer f.Close()
		NewDecoder[T](f, opts).All()(yield)
	}
}
