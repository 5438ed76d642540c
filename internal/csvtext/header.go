package csvtext

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Header reads the first row, which decides the delimiter. Its strings are the
// caller's to keep.
func (r *Reader) Header() ([]string, error) {
	if r.err != nil {
		return nil, r.err
	}
	line, err := r.firstLine()
	if err != nil {
		return nil, err
	}
	r.cur = row{start: r.start, line: r.line}
	if err := r.checkEncoding(line); err != nil {
		return nil, err
	}
	r.delim = delimiter(bytes.TrimLeft(r.buf[r.start:r.end], "\r\n"))
	if r.delim == ';' {
		r.quirk(Semicolon, -1, r.start+bytes.IndexByte(r.buf[r.start:r.end], ';'))
	}
	if !r.opts.Backslash || r.opts.OnQuirk == nil {
		r.told.needless = true
	}
	n, err := r.Next(nil)
	if err == io.EOF {
		return nil, r.final(r.cur.start, fmt.Errorf("%w: the file is empty; it needs a header row", ErrHeader))
	}
	if err != nil {
		var e *Error
		if errors.As(err, &e) {
			e.Final, e.Err = true, fmt.Errorf("%w: %w", ErrHeader, e.Err)
		}
		r.err = err
		return nil, err
	}
	header := make([]string, n)
	for i := range header {
		header[i] = strings.Clone(r.Cell(i))
		if strings.IndexByte(header[i], '\r') >= 0 {
			return nil, r.final(r.cur.start, fmt.Errorf("%w: lines end in CR alone; save the file with LF line ends", ErrHeader))
		}
	}
	return header, nil
}

// firstLine buffers the first line that is not blank, as far as the limit on a
// row allows, and returns it with the blank ones before it.
func (r *Reader) firstLine() ([]byte, error) {
	for searched := 0; ; {
		blank := len(r.buf[:r.end]) - len(bytes.TrimLeft(r.buf[:r.end], "\r\n"))
		from := max(searched, blank)
		if i := bytes.IndexByte(r.buf[from:r.end], '\n'); i >= 0 {
			return r.buf[:from+i], nil
		}
		if r.eof || r.end > r.opts.MaxRow {
			return r.buf[:r.end], nil
		}
		searched = r.end
		if err := r.fill(); err != nil {
			return nil, err
		}
	}
}

// checkEncoding steps over a byte order mark and refuses UTF-16.
func (r *Reader) checkEncoding(line []byte) error {
	switch {
	case bytes.HasPrefix(line, []byte("\xef\xbb\xbf")):
		r.quirk(BOM, -1, 0)
		r.restart(3)
		r.cur.start = 3
	case bytes.HasPrefix(line, []byte("\xff\xfe")), bytes.HasPrefix(line, []byte("\xfe\xff")):
		return r.final(0, fmt.Errorf("%w but UTF-16; save the file as CSV UTF-8", ErrEncoding))
	}
	return nil
}

// final makes and remembers an error after which nothing more can be read.
func (r *Reader) final(at int, err error) error {
	r.err = &Error{Pos: r.posOf(at), Cell: -1, Final: true, Err: err}
	r.limit = r.k
	return r.err
}

// delimiter is what the first line of text has more of, outside quotes.
func delimiter(text []byte) byte {
	commas, semicolons, quoted := 0, 0, false
	for _, c := range text {
		switch {
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == ',':
			commas++
		case c == ';':
			semicolons++
		case c == '\n':
			if semicolons > commas {
				return ';'
			}
			return ','
		}
	}
	if semicolons > commas {
		return ';'
	}
	return ','
}
