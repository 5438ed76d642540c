package archive

import (
	"archive/zip"
	"compress/flate"
	"io"
)

// dosEpoch is 1980-01-01 in the ZIP format's date field, the earliest day it can
// hold: year-1980 in bits 9 to 15, month in 5 to 8, day in 0 to 4
// (PKWARE, APPNOTE.TXT 6.3.10, §4.4.6).
const dosEpoch = 1<<5 | 1

// WriterOptions adjusts a [Writer]. Nil and the zero value deflate with
// [compress/flate] at its default level.
type WriterOptions struct {
	// Compressor, if not nil, compresses each file in place of compress/flate.
	// What it writes must be a raw deflate stream (RFC 1951), complete when
	// its Close returns. It is called once per file, one file after another,
	// and need not be safe for concurrent use. Output is repeatable only as
	// far as the Compressor's is.
	Compressor func(io.Writer) (io.WriteCloser, error)
}

// A Writer writes a flat ZIP as a stream. What it writes depends on the names,
// their order and the contents alone: every entry is a regular file, deflated,
// dated 1980-01-01 00:00, with mode 0644.
//
// A Writer is not safe for concurrent use. To give up on an archive, drop the
// Writer without Close; what was written is then not a ZIP.
type Writer struct {
	zip     *zip.Writer
	names   names
	current *fileWriter
	deflate *flate.Writer // reused from file to file
	err     error         // what keeps the archive from being finished
}

// NewWriter returns a Writer that writes a ZIP to w. It writes nothing itself.
func NewWriter(w io.Writer, opts *WriterOptions) *Writer {
	z := &Writer{zip: zip.NewWriter(w), names: names{}}
	compressor := z.flate
	if opts != nil && opts.Compressor != nil {
		compressor = opts.Compressor
	}
	z.zip.RegisterCompressor(zip.Deflate, compressor)
	return z
}

// Create ends the file before and begins the next one, whose content is then
// written to the returned io.Writer, until the next call of Create or Close.
//
// The name must be plain: 1 to 255 bytes of UTF-8, not "." or "..", without
// slash, backslash, colon or control character, else the error is an
// [*EntryError] with [ErrName]. The names that a [Reader] ignores are refused in
// the same way. A name used before, in any letter case, is refused with
// [ErrDuplicate]. A refused name changes nothing: the file before can still be
// written to. Any other error is final.
func (w *Writer) Create(name string) (io.Writer, error) {
	if w.err != nil {
		return nil, w.err
	}
	if err := w.names.check(name); err != nil {
		return nil, err
	}
	if w.err = w.current.end(); w.err != nil {
		return nil, w.err
	}
	content, err := w.zip.CreateHeader(newHeader(name))
	if err != nil {
		w.err = err
		return nil, err
	}
	w.names.add(name)
	w.current = &fileWriter{name: name, w: content}
	return w.current, nil
}

// Close ends the last file and writes the directory, without which the ZIP
// cannot be read. It does not close the underlying writer. Close fails when any
// write to a file has failed, and when called again.
func (w *Writer) Close() error {
	if w.err != nil {
		return w.err
	}
	if err := w.current.end(); err != nil {
		w.err = err
		return err
	}
	if w.err = w.zip.Close(); w.err != nil {
		return w.err
	}
	w.err = refuse("", ErrClosed, "the archive is already closed")
	return nil
}

// flate is the compressor for one file after another; it keeps the tables of
// compress/flate, some 800 KB, for the whole archive.
func (w *Writer) flate(out io.Writer) (io.WriteCloser, error) {
	if w.deflate != nil {
		w.deflate.Reset(out)
		return w.deflate, nil
	}
	var err error
	w.deflate, err = flate.NewWriter(out, flate.DefaultCompression)
	return w.deflate, err
}

// newHeader leaves Modified zero: with it set, archive/zip would add an extended
// timestamp, and without a date the field would read as 1979-11-30.
func newHeader(name string) *zip.FileHeader {
	//lint:ignore SA1019 Modified, which is to be used instead, writes more than the date.
	h := &zip.FileHeader{Name: name, Method: zip.Deflate, ModifiedDate: dosEpoch}
	h.SetMode(0o644)
	return h
}
