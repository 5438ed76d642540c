package apple

import (
	"io"
	"io/fs"
	"iter"

	"github.com/seed-21142606/asm/internal/csvtext"
	"github.com/seed-21142606/asm/internal/table"
)

// DecodeOptions adjusts a [Decoder]. Nil and the zero value read what Apple
// documents and all that can be told apart from it.
type DecodeOptions struct {
	File string // name of the file for errors and quirks; "" means FileName

	// OnQuirk is called for every deviation from Apple's rules that could be
	// read all the same, while the row it is in is being read. Nil costs nothing.
	OnQuirk func(Quirk)

	// PlainBackslash makes a backslash an ordinary character, as in RFC 4180.
	// It is for files that are known to escape quotes by doubling them only.
	PlainBackslash bool

	// Borrow makes the strings and slices of a row valid until the next row is
	// read only. It saves a copy, for programs that look at each row once.
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
	if opts == nil {
		opts = new(DecodeOptions)
	}
	config := table.DecodeConfig{
		File: opts.File,
		Text: csvtext.Options{
			Backslash: !opts.PlainBackslash,
			Borrow:    opts.Borrow,
			MaxRow:    opts.MaxRowBytes,
			MaxCell:   opts.MaxCellBytes,
		},
		Wrap: parseError,
	}
	if on := opts.OnQuirk; on != nil {
		config.OnQuirk = func(q table.Quirk) { on(Quirk{QuirkKind(q.Kind), Position(q.Place)}) }
	}
	return &Decoder[T]{table.NewDecoder(r, fileOf[T]().layout(), config)}
}

// Decode sets all of *v to the next row, or returns io.EOF after the last one.
// After a [*ParseError] that is not Final the next call goes on with the next
// row. Any other error comes from the reader, is final too, and is returned
// again by later calls.
func (d *Decoder[T]) Decode(v *T) error { return d.rows.Decode(v) }

// All yields the rows still to come. A row that cannot be read is yielded as a
// zero T and its error, and the loop goes on; after a final error it ends.
func (d *Decoder[T]) All() iter.Seq2[T, error] { return d.rows.All() }

// Header returns the names in the header row as they are in the file.
func (d *Decoder[T]) Header() ([]string, error) { return d.rows.Header() }

// Columns returns, for each name in the header, the name of the column it was
// taken for, or "" if it was taken for none. It is nil before the header is read.
func (d *Decoder[T]) Columns() []string { return d.rows.Columns() }

// Unknown returns the names in the header that were taken for no column, whose
// cells are not part of the rows. It is nil before the header is read.
func (d *Decoder[T]) Unknown() []string { return d.rows.Unknown() }

// Pos returns where the row read last begins or, if column is not "", where
// its cell in that column does. Numbered columns are named as in the header:
// location_id, location_id_2 and so on.
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
