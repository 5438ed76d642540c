package csvtext

import (
	"bytes"
	"unsafe"
)

// str makes a string of b: a copy, or in Borrow mode a view.
//
// The view is sound as long as nobody changes b while the string is in use. b
// is part of r.buf or r.scratch. Both are written to by this package only, and
// only inside Next (fill, the plain parser), whose documentation says that
// borrowed strings end there. Growing either leaves the old array to the
// collector, so that a string never points at freed memory.
// FuzzBorrow reads everything in both modes and compares.
func (r *Reader) str(b []byte) string {
	if r.opts.Borrow {
		return unsafe.String(unsafe.SliceData(b), len(b))
	}
	return string(b)
}

// Cells returns the number of cells in the row handed out last.
func (r *Reader) Cells() int {
	if r.cur.exact {
		return len(r.cur.cells)
	}
	return r.cur.n
}

// Cell returns cell i of the row handed out last.
func (r *Reader) Cell(i int) string {
	if r.cur.exact {
		return r.cur.cells[i].value
	}
	s, e := r.bounds(i)
	b := r.buf[s:e]
	if i == r.cur.n-1 {
		b = bytes.TrimSuffix(b, []byte("\r"))
	}
	if len(b) > 1 && b[0] == '"' {
		b = b[1 : len(b)-1]
	}
	return r.str(b)
}

// bounds returns where cell i of the row handed out last begins and ends in
// buf, with its quotes.
func (r *Reader) bounds(i int) (start, end int) {
	if r.cur.exact {
		end = r.cur.end
		if i+1 < len(r.cur.cells) {
			end = r.cur.cells[i+1].start - 1
		}
		return r.cur.cells[i].start, end
	}
	start = r.cur.start
	if i > 0 {
		start = r.win + int(r.scan.ends[r.cur.k+i-1]) + 1
	}
	return start, r.win + int(r.scan.ends[r.cur.k+i])
}

// RowPos returns where the row handed out last, or refused last, begins.
func (r *Reader) RowPos() Pos { return r.posOf(r.cur.start) }

// CellPos returns where cell i of that row begins, or where it would have
// begun: the end of the row if it has fewer cells.
func (r *Reader) CellPos(i int) Pos {
	n := r.Cells()
	if n == 0 {
		return r.RowPos()
	}
	start, end := r.bounds(min(i, n-1))
	if i >= n {
		start = end
	}
	return r.posOf(start)
}

// posOf works out the place of buf[at], which lies in the row handed out last.
func (r *Reader) posOf(at int) Pos {
	before := r.buf[min(r.cur.start, at):at]
	p := Pos{Offset: r.base + int64(at), Line: max(r.cur.line, 1) + bytes.Count(before, []byte("\n"))}
	p.Column = len(before) - bytes.LastIndexByte(before, '\n')
	return p
}
