package apple

import (
	"io"

	"github.com/seed-21142606/asm/internal/csvtext"
	"github.com/seed-21142606/asm/internal/table"
)

// EncodeOptions adjusts an [Encoder]. Nil and the zero value write exactly what
// Apple documents.
type EncodeOptions struct {
	Delimiter    byte // ',' or ';', anything else makes Encode fail; 0 means ','
	DoubleQuotes bool // write "" for a quote and a plain backslash, as RFC 4180 does
	// Repeat is how many of the numbered column (location_id of students and
	// staff, instructor_id of classes) to write: 0 or fewer than the template
	// has means as many as that. The header comes before the rows, so it has
	// to be known beforehand.
	Repeat int
}

// An Encoder writes the rows of one file. It is not safe for concurrent use.
type Encoder[T Record] struct {
	rows *table.Encoder[T]
}

// NewEncoder returns an Encoder to w. It performs no I/O.
func NewEncoder[T Record](w io.Writer, opts *EncodeOptions) *Encoder[T] {
	if opts == nil {
		opts = new(EncodeOptions)
	}
	f := fileOf[T]()
	return &Encoder[T]{table.NewEncoder(w, f.layout(), table.EncodeConfig{
		Text:   csvtext.WriterOptions{Delimiter: opts.Delimiter, Backslash: !opts.DoubleQuotes},
		Repeat: func(i int) int { return max(opts.Repeat, f.columns[i].Template) },
	})}
}

// Encode writes v as a row, after the header if it is the first. It does not
// judge values; package validate does. If v has more values in a numbered
// column than there are columns, Encode writes nothing and returns an error
// that wraps [ErrNoColumn]. Any other error comes from the writer, and is
// returned by all later calls too.
func (e *Encoder[T]) Encode(v T) error { return e.rows.Encode(v) }

// Close writes the header if no row has been written, and whatever is still
// collected. It does not close the writer.
func (e *Encoder[T]) Close() error { return e.rows.Close() }
