package csvtext

import (
	"bytes"
	"unsafe"
)

// str makes a string of b: a copy, or in Borrow mode a view.
//
// The view is sound as long as nobody changes b while the string is in use. b
// is part of r.buf, which is written to by this package only, and only inside
// Next (fill), whose documentation says that borrowed strings end there. Growing
// it leaves the old array to the collector, so that a string never points at
// freed memory.
// FuzzScan reads everything in both modes and compares.
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

// A mark is the last place worked out, from which the next one is counted:
// a row may hold as many things to report as bytes.
type mark struct {
	row, at   int64 // offsets in the input
	line      int
	lineStart int64
}

// posOf works out the place of buf[at], which lies in the row handed out last.
func (r *Reader) posOf(at int) Pos {
	row, to := r.base+int64(r.cur.start), r.base+int64(at)
	if m := r.mark; m.line == 0 || m.row != row || m.at > to {
		r.mark = mark{row: row, at: min(row, to), line: max(r.cur.line, 1), lineStart: min(row, to)}
	}
	m := &r.mark
	if from := max(int(m.at-r.base), 0); from < at {
		between := r.buf[from:at]
		if n := bytes.Count(between, []byte("\n")); n > 0 {
			m.line += n
			m.lineStart = m.at + int64(bytes.LastIndexByte(between, '\n')) + 1
		}
		m.at = to
	}
	return Pos{Offset: to, Line: m.line, Column: int(to-m.lineStart) + 1}
}
