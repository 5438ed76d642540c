package csvtext

import (
	"bytes"
	"fmt"
)

// This file hands rows to the plain parser and decides where reading goes on
// after them, whether they could be read or not.

// exactRow reads the row at r.start with the plain parser.
func (r *Reader) exactRow(dst []*string) (int, error) {
	r.cur = row{start: r.start, line: r.line, cells: r.cur.cells[:0], exact: true}
	p := parser{r: r}
	for {
		p.begin()
		if err := p.row(); err != errMore {
			return r.endRow(dst, &p, err)
		}
		if r.end-r.start > r.opts.MaxRow {
			return 0, r.tooLong(&p)
		}
		if err := r.more(); err != nil {
			return 0, err
		}
	}
}

// more buffers at least twice as much of the row that begins at r.start, so
// that reading it again costs no more than it is long, whatever the source.
func (r *Reader) more() error {
	r.restart(r.start)
	for want := 2 * (r.end - r.start); r.end-r.start <= want && !r.eof; {
		if err := r.fill(); err != nil {
			return err
		}
	}
	r.cur.start = r.start
	return nil
}

// endRow hands out what p has read, or the error it met, and sets the reader
// on the line that follows.
func (r *Reader) endRow(dst []*string, p *parser, err error) (int, error) {
	r.cur.cells, r.cur.end = p.cells, p.at
	if err != nil {
		return 0, r.refuse(p, err)
	}
	if err = r.checkLength(p); err == nil {
		p.tell()
		for i, c := range p.cells[:min(len(p.cells), len(dst))] {
			*dst[i] = c.value
		}
	}
	blank := len(p.cells) == 1 && (p.at == r.start || p.at == r.start+1 && r.buf[r.start] == '\r')
	r.line += 1 + bytes.Count(r.buf[r.start:p.at], []byte("\n"))
	r.resume(p.at + 1)
	if err != nil || blank {
		return 0, err
	}
	return len(p.cells), nil
}

func (r *Reader) checkLength(p *parser) error {
	if p.at-r.start <= r.opts.MaxCell {
		return nil
	}
	if n := p.at - r.start; n > r.opts.MaxRow {
		return r.rowError(-1, r.start, fmt.Errorf("row of %d bytes is %w of %d", n, ErrTooLong, r.opts.MaxRow))
	}
	for i, c := range p.cells {
		if n := len(c.value); n > r.opts.MaxCell {
			return r.rowError(i, c.start, fmt.Errorf("cell of %d bytes is %w of %d", n, ErrTooLong, r.opts.MaxCell))
		}
	}
	return nil
}

// resume goes on at a row that begins at the given place: along the scan if
// the scan has a row begin there too, else with a new scan.
func (r *Reader) resume(at int) {
	end := uint32(at - 1 - r.win)
	ends := r.scan.ends
	for r.k < r.limit && ends[r.k] < end {
		r.k++
	}
	if r.k < r.limit && ends[r.k] == end && r.buf[at-1] == '\n' {
		r.k++
		r.start = at
		return
	}
	r.restart(at)
}

// tooLong gives up on a row that does not end within the limit. An open quote
// is blamed if there is one.
func (r *Reader) tooLong(p *parser) error {
	err := r.rowError(-1, r.start, fmt.Errorf("row is %w of %d bytes", ErrTooLong, r.opts.MaxRow))
	if p.open >= 0 {
		err = p.unclosed()
	}
	return r.refuse(p, err)
}

// refuse goes on with the next line after a row that p could not read, unless
// that has come to cost too much: where every line leaves a quote open, each
// would be read up to the limit.
func (r *Reader) refuse(p *parser, err error) error {
	r.wasted += int64(p.at - r.start)
	if r.wasted > r.patience(r.start) {
		return r.final(r.start, errPatience)
	}
	return r.skipLine(err)
}

// Reread gives up the row handed out last if it spans lines, so that the next
// one begins on the line after its first: a quote or a backslash that was meant
// otherwise costs one row then, not all those it took in.
func (r *Reader) Reread() {
	if !r.cur.exact {
		return
	}
	first := bytes.IndexByte(r.buf[r.cur.start:r.cur.end], '\n')
	if first < 0 {
		return
	}
	r.wasted += int64(r.cur.end - r.cur.start)
	if r.wasted > r.patience(r.cur.start) {
		r.final(r.cur.start, errPatience) // for the next call of Next
		return
	}
	r.restart(r.cur.start + first + 1)
	r.line = r.cur.line + 1
}

var errPatience = fmt.Errorf("%w: too many rows in which quotes or backslashes do not match; reading stops here", ErrQuote)

// patience is how much may be wasted by the time that the input is read up to at.
func (r *Reader) patience(at int) int64 {
	return patience * (r.base + int64(at) + 8*int64(r.opts.MaxRow))
}

// skipLine sets the reader on the line after the one where the row begins, and
// returns err, or why it could not. A quote that was opened by mistake thus
// costs one row, not all those it seems to take in.
func (r *Reader) skipLine(err error) error {
	for {
		if i := bytes.IndexByte(r.buf[r.start:r.end], '\n'); i >= 0 {
			r.line++
			r.restart(r.start + i + 1)
			return err
		}
		r.restart(r.end)
		if r.eof {
			return err
		}
		if ioErr := r.fill(); ioErr != nil {
			return ioErr
		}
	}
}

func (r *Reader) rowError(cell, at int, err error) error {
	return &Error{Pos: r.posOf(at), Cell: cell, Err: err}
}
