package csvtext

import (
	"encoding/binary"
	"io"
)

// flushSize is how much a [Writer] collects before it writes.
const flushSize = 64 << 10

// WriterOptions adjusts a [Writer].
type WriterOptions struct {
	Delimiter byte // 0 means a comma
	Backslash bool // Apple's dialect; otherwise RFC 4180
	CRLF      bool // end lines in CR LF instead of LF
}

// A Writer writes rows. In Apple's dialect a value gets quotes round it if it
// holds a space or other control character, a comma, a semicolon, a quote or a
// backslash, and inside them a backslash goes before a quote, a backslash, CR
// and LF. In RFC 4180 a value gets quotes if it holds the delimiter, a quote,
// CR or LF, and a quote is doubled. It is not safe for concurrent use.
type Writer struct {
	dst  io.Writer
	opts WriterOptions
	buf  []byte
	err  error
}

// NewWriter returns a Writer to dst. It performs no I/O.
func NewWriter(dst io.Writer, opts WriterOptions) *Writer {
	if opts.Delimiter == 0 {
		opts.Delimiter = ','
	}
	return &Writer{dst: dst, opts: opts}
}

// Row writes one row. The first error of the destination is returned from then on.
func (w *Writer) Row(cells []*string) error {
	if w.err != nil {
		return w.err
	}
	begin := len(w.buf)
	for i, c := range cells {
		if i > 0 {
			w.buf = append(w.buf, w.opts.Delimiter)
		}
		w.cell(*c)
	}
	if len(w.buf) == begin {
		w.buf = append(w.buf, `""`...) // a blank line would be no row
	}
	if w.opts.CRLF {
		w.buf = append(w.buf, '\r')
	}
	w.buf = append(w.buf, '\n')
	if len(w.buf) >= flushSize {
		return w.Flush()
	}
	return nil
}

// Flush writes what is collected.
func (w *Writer) Flush() error {
	if w.err == nil && len(w.buf) > 0 {
		_, w.err = w.dst.Write(w.buf)
		w.buf = w.buf[:0]
	}
	return w.err
}

// cell appends s as it is and looks at the result: nearly always it may stay.
func (w *Writer) cell(s string) {
	if len(s) == 0 {
		return
	}
	n := len(w.buf)
	if cap(w.buf)-n < len(s)+8 {
		w.buf = append(make([]byte, 0, max(2*cap(w.buf), n+len(s)+flushSize+4096)), w.buf...)
	}
	w.buf = append(w.buf, s...)
	if !special(w.buf[n:len(w.buf)+8], len(s)) {
		return
	}
	w.buf = w.buf[:n]
	if w.opts.Backslash {
		w.apple(s)
	} else {
		w.rfc4180(s)
	}
}

func (w *Writer) apple(s string) {
	w.buf = append(w.buf, '"')
	from := 0
	for i := range len(s) {
		switch s[i] {
		case '"', '\\', '\r', '\n':
			w.buf = append(append(w.buf, s[from:i]...), '\\')
			from = i
		}
	}
	w.buf = append(append(w.buf, s[from:]...), '"')
}

func (w *Writer) rfc4180(s string) {
	begin, from, needed := len(w.buf), 0, false
	w.buf = append(w.buf, '"')
	for i := range len(s) {
		switch c := s[i]; c {
		case '"':
			w.buf = append(append(w.buf, s[from:i]...), '"')
			from, needed = i, true
		case w.opts.Delimiter, '\r', '\n':
			needed = true
		}
	}
	if !needed {
		w.buf = append(w.buf[:begin], s...)
		return
	}
	w.buf = append(append(w.buf, s[from:]...), '"')
}

// special reports whether any of the first n bytes of b, which has eight more,
// may need quotes in either dialect: up to a space, or one of " , ; \.
func special(b []byte, n int) bool {
	for ; n > 8; n -= 8 {
		if specials(binary.LittleEndian.Uint64(b)) != 0 {
			return true
		}
		b = b[8:]
	}
	return specials(binary.LittleEndian.Uint64(b))<<(64-8*n) != 0
}

// specials has the high bit of each such byte set. See either in scan.go for
// the arithmetic; adding 0x5f reaches the high bit from 0x21 on.
func specials(v uint64) uint64 {
	t := v & low7
	plain := t + 0x5f*ones
	plain &= (t ^ '"'*ones) + low7
	plain &= (t ^ ','*ones) + low7
	plain &= (t ^ ';'*ones) + low7
	plain &= (t ^ '\\'*ones) + low7
	return ^(plain | v) & high
}
