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
	buf, begin := w.buf, len(w.buf)
	for i, c := range cells {
		if i > 0 {
			buf = append(buf, w.opts.Delimiter)
		}
		if len(*c) == 0 {
			continue
		}
		plain, ok := appendPlain(buf, *c)
		if !ok {
			plain = w.appendQuoted(buf, *c)
		}
		buf = plain
	}
	if len(buf) == begin {
		buf = append(buf, `""`...) // a blank line would be no row
	}
	if w.opts.CRLF {
		buf = append(buf, '\r')
	}
	w.buf = append(buf, '\n')
	if len(w.buf) >= flushSize {
		return w.Flush()
	}
	return nil
}

// Flush writes what is collected.
func (w *Writer) Flush() error {
	if w.err == nil && len(w.buf) > 0 {
		var n int
		if n, w.err = w.dst.Write(w.buf); n < len(w.buf) && w.err == nil {
			w.err = io.ErrShortWrite
		}
		w.buf = w.buf[:0]
	}
	return w.err
}

func (w *Writer) appendQuoted(buf []byte, s string) []byte {
	if w.opts.Backslash {
		return appendApple(buf, s)
	}
	return appendRFC4180(buf, s, w.opts.Delimiter)
}

func appendApple(buf []byte, s string) []byte {
	buf = append(buf, '"')
	from := 0
	for i := range len(s) {
		if c := s[i]; c == '"' || c == '\\' || c == '\r' || c == '\n' {
			buf = append(append(buf, s[from:i]...), '\\')
			from = i
		}
	}
	return append(append(buf, s[from:]...), '"')
}

func appendRFC4180(buf []byte, s string, delimiter byte) []byte {
	begin, from, needed := len(buf), 0, false
	buf = append(buf, '"')
	for i := range len(s) {
		switch c := s[i]; c {
		case '"':
			buf = append(append(buf, s[from:i]...), '"')
			from, needed = i, true
		case delimiter, '\r', '\n':
			needed = true
		}
	}
	if !needed {
		return append(buf[:begin], s...)
	}
	return append(append(buf, s[from:]...), '"')
}

// appendPlain appends s, which is not empty, unless it holds a byte that may
// need quotes in either dialect. Most values are short: it looks at up to 16
// bytes in two loads that may overlap, and stores the same two.
func appendPlain(buf []byte, s string) ([]byte, bool) {
	le, n, at := binary.LittleEndian, len(s), len(buf)
	if cap(buf)-at < n {
		buf = append(make([]byte, 0, 2*cap(buf)+n+flushSize+4096), buf...)
	}
	switch out := buf[at : at+n]; {
	case n > 16:
		if special(s) {
			return buf, false
		}
		copy(out, s)
	case n >= 8:
		a, b := load64(s), load64(s[n-8:])
		if specials(a)|specials(b) != 0 {
			return buf, false
		}
		le.PutUint64(out, a)
		le.PutUint64(out[n-8:], b)
	case n >= 4:
		a, b := load32(s), load32(s[n-4:])
		if specials(uint64(a)|uint64(b)<<32) != 0 {
			return buf, false
		}
		le.PutUint32(out, a)
		le.PutUint32(out[n-4:], b)
	default:
		a, b, c := s[0], s[n/2], s[n-1]
		if specials(uint64(a)|uint64(b)<<8|uint64(c)<<16|^uint64(0xffffff)) != 0 {
			return buf, false
		}
		out[0], out[n/2], out[n-1] = a, b, c
	}
	return buf[:at+n], true
}

// special reports whether s, of eight bytes or more, holds a byte that may need
// quotes in either dialect: up to a space, or one of " , ; \.
func special(s string) bool {
	last := s[len(s)-8:]
	for ; len(s) > 8; s = s[8:] {
		if specials(load64(s)) != 0 {
			return true
		}
	}
	return specials(load64(last)) != 0
}

// specials has the high bit of each such byte set. See either in classify.go for
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

func load64(s string) uint64 {
	s = s[:8]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

func load32(s string) uint32 {
	s = s[:4]
	return uint32(s[0]) | uint32(s[1])<<8 | uint32(s[2])<<16 | uint32(s[3])<<24
}
