package csvtext

import (
	"io"
	"math"
	"runtime"
)

// This file moves the window along the input: it buffers, scans and, after a
// row that the scan could not cut, begins again.

// advance makes the next window: at least one whole row by the scan. It
// returns false if there is none and the plain parser has to judge: quotes are
// open at the end of the input, or the row is over the limit.
func (r *Reader) advance() (bool, error) {
	r.rebase()
	for {
		if r.indexMore() {
			return true, nil
		}
		if r.scanned >= r.end && (r.eof || r.fail != nil) {
			if r.fail != nil {
				r.err = r.fail
			} else if r.start >= r.end {
				r.err = io.EOF
			}
			return false, r.err
		}
		if r.end-r.win > r.opts.MaxRow {
			return false, nil
		}
		if r.end-r.scanned < wordSize && !r.eof && r.fail == nil {
			if err := r.fill(); err != nil {
				return false, err
			}
		}
	}
}

// rebase makes the window begin at the row to come, keeping what is scanned.
func (r *Reader) rebase() {
	r.cur.n = 0 // the places of its cells are lost
	s, by := &r.scan, uint32(r.start-r.win)
	n := copy(s.ends, s.ends[r.k:s.n])
	for i := range n {
		s.ends[i] -= by
	}
	s.n = n
	d := copy(s.dirty, s.dirty[r.clean:])
	s.dirty = s.dirty[:d]
	for i, w := range s.dirty {
		s.dirty[i] = w - min(w, by)
	}
	r.win, r.k, r.limit, r.clean, r.text = r.start, 0, 0, 0, ""
}

// restart forgets the scan and begins a window at the given place, which must
// be outside quotes.
func (r *Reader) restart(at int) {
	r.start, r.win, r.scanned, r.step = at, at, at, firstWindow
	r.k, r.limit, r.clean, r.text = 0, 0, 0, ""
	r.scan.reset()
}

// indexMore scans up to a window more of what is buffered and reports whether
// the window now holds a whole row.
func (r *Reader) indexMore() bool {
	n := min(r.end-r.scanned, r.step)
	if n <= 0 {
		return false
	}
	if r.eof || r.fail != nil {
		n += wordSize - 1 // the padding fills the last word
	}
	n -= n % wordSize
	before := r.scan.n
	r.scan.index(r.buf[r.scanned:r.scanned+n], r.scanned-r.win, r.delim, r.opts.Backslash)
	r.scanned += n
	r.step = min(2*r.step, windowSize)
	for i := r.scan.n - 1; i >= before; i-- {
		if end := int(r.scan.ends[i]); r.buf[r.win+end] == '\n' {
			r.limit = i + 1
			r.text = r.str(r.buf[r.win : r.win+end+1])
			r.findDirt()
			r.odd = r.opts.OnQuirk != nil && odd(r.buf[r.win:r.win+end+1])
			return true
		}
	}
	return false
}

// touchesDirt reports whether a word that parity may have misread overlaps the
// bytes from s to e of the window.
func (r *Reader) touchesDirt(s, e int) bool {
	dirty := r.scan.dirty
	for r.clean < len(dirty) && int(dirty[r.clean])+wordSize <= s {
		r.clean++
	}
	r.findDirt()
	return r.dirt < e
}

// findDirt sets dirt to where the first word not yet passed begins.
func (r *Reader) findDirt() {
	r.dirt = math.MaxInt
	if r.clean < len(r.scan.dirty) {
		r.dirt = int(r.scan.dirty[r.clean])
	}
}

// fill reads once from the source, after moving the window to the front of the
// buffer. At the end of the input it ends the last line if need be. What the
// source fails with is returned by the next call.
func (r *Reader) fill() error {
	if r.fail != nil {
		r.err = r.fail
		return r.err
	}
	if r.win > 0 {
		copy(r.buf, r.buf[r.win:r.end])
		r.base += int64(r.win)
		r.cur.start, r.cur.cells, r.cur.n = r.cur.start-r.win, r.cur.cells[:0], 0
		r.start, r.end, r.scanned, r.win = r.start-r.win, r.end-r.win, r.scanned-r.win, 0
	}
	if r.end+padding+blockSize/2 > len(r.buf) {
		bigger := make([]byte, max(2*len(r.buf), blockSize+padding))
		copy(bigger, r.buf[:r.end])
		r.buf = bigger
	}
	// While the collector marks, every pointer stored costs more, and on a
	// single core it gets to mark only when somebody makes room for it.
	runtime.Gosched()
	for range 100 {
		n, err := r.src.Read(r.buf[r.end : len(r.buf)-padding])
		r.end += n
		if err != nil {
			r.finish(err)
			return nil
		}
		if n > 0 {
			return nil
		}
	}
	r.finish(io.ErrNoProgress)
	return nil
}

// finish notes that the source has no more, clears the padding and, if that
// was the end of the input, ends the last line.
func (r *Reader) finish(err error) {
	clear(r.buf[r.end : r.end+padding])
	if err != io.EOF {
		r.fail = err
		return
	}
	r.eof = true
	if r.end > r.start && r.buf[r.end-1] != '\n' {
		r.buf[r.end] = '\n'
		r.end++
	}
}
