package oneroster

import (
	"fmt"
	"io"
	"strings"
	"unicode"

	"github.com/seed-21142606/asm/internal/csvtext"
	"github.com/seed-21142606/asm/internal/table"
)

// EncodeOptions adjusts an [Encoder]. Nil and the zero value write 1.1 to the
// letter, with lines that end in LF.
type EncodeOptions struct {
	// Version chooses the columns. "" means V11: it is the version that Apple's
	// guide names, while it is not known to take the roles.csv of 1.2.
	// V10 cannot be written.
	Version Version

	// Metadata names the metadata.* columns to write after all others, in this
	// order. The header comes before the rows, so they have to be known
	// beforehand; [Decoder.Metadata] tells those of a file. A name begins with
	// "metadata.", in any letter case since a file may have it so, and holds no
	// comma, semicolon, quote or control character.
	Metadata []string

	// AppleSpelling writes the names of columns as Apple's guide spells them,
	// such as orgSourcedIDs, instead of as the standard does. Whether School
	// Manager cares is not published.
	AppleSpelling bool

	// CRLF ends lines in CR LF, as RFC 4180 says, instead of in LF, as Apple
	// asks. OneRoster readers have to take either.
	CRLF bool
}

// An Encoder writes the rows of one file as RFC 4180 says: a value has quotes
// round it only if it holds a comma, a quote or a line break, and a quote in it
// is doubled. All columns of the version are written, used or not. An Encoder is
// not safe for concurrent use.
type Encoder[T Record] struct {
	rows *table.Encoder[T]
	err  error // the options do not fit
}

// NewEncoder returns an Encoder to w. It performs no I/O.
func NewEncoder[T Record](w io.Writer, opts *EncodeOptions) *Encoder[T] {
	if opts == nil {
		opts = new(EncodeOptions)
	}
	f, v := fileOf[T](), opts.Version
	if v == "" {
		v = V11
	}
	return &Encoder[T]{
		err: f.writable(v, opts.Metadata),
		rows: table.NewEncoder(w, f.layout(), table.EncodeConfig{
			Text:    csvtext.WriterOptions{CRLF: opts.CRLF},
			Columns: func(i int) bool { return f.columns[i].In(v) },
			Name:    f.spelling(opts.AppleSpelling),
			Meta:    opts.Metadata,
		}),
	}
}

// Encode writes v as a row, after the header if it is the first. It does not
// judge values; package validate does. If v has a value that none of the columns
// written could take, Encode writes no row and returns an error that wraps
// [ErrNoColumn]. If the options do not fit the file, every call returns an error
// that wraps [ErrVersion] or [ErrMetadata] and nothing is written. Any other
// error comes from the writer, and is returned by all later calls too.
func (e *Encoder[T]) Encode(v T) error {
	if e.err != nil {
		return e.err
	}
	return e.rows.Encode(v)
}

// Close writes the header if no row has been written, and whatever is still
// collected. It does not close the writer. Its errors are those of Encode.
func (e *Encoder[T]) Close() error {
	if e.err != nil {
		return e.err
	}
	return e.rows.Close()
}

// writable reports why the file cannot be written in version v with the
// metadata columns named.
func (f *file[T]) writable(v Version, metadata []string) error {
	switch {
	case v == V10:
		return fmt.Errorf("%s: %w: 1.0 can be read only; write 1.1", f.name, ErrVersion)
	case setOf(v) == 0:
		return fmt.Errorf("%s: %w: it is none of the constants", f.name, ErrVersion)
	case !f.versions.has(v):
		return fmt.Errorf("%s: %w: %s has no such file; leave it out", f.name, ErrVersion, v)
	case f.metadata == nil && len(metadata) > 0:
		return fmt.Errorf("%s: %w; the file takes none", f.name, ErrMetadata)
	}
	seen := map[string]bool{}
	for i, name := range metadata {
		if seen[name] || !metadataName(name) {
			return fmt.Errorf("%s: %w %d of the options; see EncodeOptions.Metadata", f.name, ErrMetadata, i)
		}
		seen[name] = true
	}
	return nil
}

// metadataName is narrower than the standard, which names no characters: what
// it leaves out could be taken for a delimiter, or would need quotes.
func metadataName(name string) bool {
	const n = len(table.MetadataPrefix)
	return len(name) > n && strings.EqualFold(name[:n], table.MetadataPrefix) && !strings.ContainsFunc(name[n:], func(r rune) bool {
		return unicode.IsControl(r) || strings.ContainsRune(",;\"", r)
	})
}
