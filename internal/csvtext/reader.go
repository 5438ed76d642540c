package csvtext

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"runtime"
	"strings"
)

const (
	// windowSize is how much is scanned, and made a string of, at a time. A
	// caller who keeps one short cell keeps this much memory alive.
	windowSize = 8 << 10
	// firstWindow is the same after a restart, from which it doubles. What a
	// restart throws away is thus no more than what was read since the last.
	firstWindow = 2 * wordSize
	// blockSize is how much is asked of the source at a time.
	blockSize = 128 << 10
	// padding follows the data: one newline that the last line may lack, and
	// zeros to fill the last word.
	padding = 1 + wordSize

	defaultMaxRow  = 1 << 20
	defaultMaxCell = 64 << 10

	// patience is how often the input may be read again after rows that could
	// not be read, on the whole. A row refused late, because of a quote left
	// open, costs all that was read to find out.
	patience = 8
)

// Options adjusts a [Reader].
type Options struct {
	Backslash bool        // a backslash escapes, as in Apple's dialect; otherwise RFC 4180
	Borrow    bool        // strings are valid until the next call of Next only
	MaxRow    int         // bytes in a row; 0 means 1 MiB
	MaxCell   int         // bytes in a cell; 0 means 64 KiB
	OnQuirk   func(Quirk) // hears of every tolerance used; may be nil
}

// A Reader hands out the rows of one file. It is not safe for concurrent use.
type Reader struct {
	src   io.Reader
	opts  Options
	delim byte

	buf  []byte // data is buf[:end], then padding
	end  int
	base int64 // offset of buf[0] in the input
	eof  bool  // the source has no more, and the last line ends in a newline
	fail error // why the source has no more; told after the rows before it
	err  error // final

	win     int // where the window begins, and where scan.ends count from
	scanned int // buf[win:scanned] is in scan
	step    int // how much to scan at a time
	scan    scan
	k       int // first of scan.ends not yet handed out
	limit   int // scan.ends[:limit] are whole rows
	clean   int // scan.dirty[:clean] lie before the row to come
	dirt    int // scan.dirty[clean], or the largest int
	text    string
	odd     bool // the window holds something for oddCell

	start int // where the row to come begins
	line  int // its line
	told  once

	wasted int64 // bytes of refused rows that have to be read again
	mark   mark

	cur row // the row handed out last

	plainOnly bool // tests compare the scan with the plain parser
}

// A row says where the cells of the row handed out last are.
type row struct {
	start, line int
	end         int    // of an exact row
	k, n        int    // n cells end at scan.ends[k:]
	cells       []cell // instead of k, after the plain parser
	exact       bool   // cells holds
}

// NewReader returns a Reader on src. It performs no I/O.
func NewReader(src io.Reader, opts Options) *Reader {
	if opts.MaxRow <= 0 {
		opts.MaxRow = defaultMaxRow
	}
	if opts.MaxCell <= 0 {
		opts.MaxCell = defaultMaxCell
	}
	opts.MaxCell = min(opts.MaxCell, opts.MaxRow)
	r := &Reader{src: src, opts: opts, delim: ',', line: 1, step: firstWindow}
	r.scan.reset()
	return r
}

// Next reads a row and stores its cells where dst points, as far as there are
// both; the strings beyond the row's last cell are set to "". It returns the
// number of cells in the row. At the end it returns io.EOF. After an [*Error]
// that is not final the next call goes on with the next line. [Reader.Header]
// must have been called before.
func (r *Reader) Next(dst []*string) (int, error) {
	if r.k < r.limit && !r.plainOnly {
		if n, ok := r.fastRow(dst); ok && n >= len(dst) && n > 0 {
			return n, nil
		} else if ok && n > 0 {
			blank(dst[n:])
			return n, nil
		} else if ok {
			r.quirk(BlankLine, -1, r.cur.start)
		}
	}
	return r.slowNext(dst)
}

// slowNext is Next where the row is not a plain one of the window at hand.
func (r *Reader) slowNext(dst []*string) (int, error) {
	for {
		if r.err != nil {
			return 0, r.err
		}
		whole := r.k < r.limit
		if !whole {
			var err error
			if whole, err = r.advance(); err != nil {
				return 0, err
			}
		}
		n, ok := 0, false
		if whole && !r.plainOnly {
			n, ok = r.fastRow(dst)
		}
		if !ok {
			var err error
			if n, err = r.exactRow(dst); err != nil {
				return 0, err
			}
		}
		if n > 0 {
			blank(dst[min(n, len(dst)):])
			return n, nil
		}
		r.quirk(BlankLine, -1, r.cur.start)
	}
}

func blank(dst []*string) {
	for _, p := range dst {
		*p = ""
	}
}

// fastRow cuts the next row along the scan. It returns 0 cells after a blank
// line, and false if the row needs the plain parser. This is the hot loop:
// it stores what the cells would be and asks afterwards whether they are.
func (r *Reader) fastRow(dst []*string) (int, bool) {
	text, ends := r.text, r.scan.ends[r.k:r.limit]
	first := r.start - r.win
	s, quotes := first, false
	n := min(len(dst), len(ends))
	for i, p := range dst[:n] {
		e := int(ends[i])
		v := text[s:e]
		if text[e] == '\n' {
			n = i + 1
			v = strings.TrimSuffix(v, "\r")
		}
		if len(v) > 0 && v[0] == '"' {
			if len(v) == 1 || v[len(v)-1] != '"' {
				return 0, false
			}
			v, quotes = v[1:len(v)-1], true
		}
		*p = v
		s = e + 1
		if i+1 == n {
			break
		}
	}
	if n == 0 || text[s-1] != '\n' {
		var ok bool
		if n, s, ok = r.restOfRow(n, s); !ok {
			return 0, false
		}
		quotes = true // perhaps: rowQuirks looks closer
	}
	if s-first > r.opts.MaxCell || s > r.dirt && r.touchesDirt(first, s) {
		return 0, false
	}
	r.cur.start, r.cur.line, r.cur.k, r.cur.n, r.cur.exact = r.start, r.line, r.k, n, false
	r.k += n
	r.start += s - first
	r.line++
	if r.opts.OnQuirk != nil {
		r.rowQuirks(quotes)
	}
	if n == 1 && s-first <= 2 && strings.Trim(text[first:s], "\r\n") == "" {
		return 0, true
	}
	return n, true
}

// restOfRow goes over the cells of the row at hand that have no destination,
// from the one that begins at s. It returns the row's number of cells and the
// beginning of the next row, or false as fastRow does.
func (r *Reader) restOfRow(n, s int) (int, int, bool) {
	for ; ; n++ {
		e := int(r.scan.ends[r.k+n])
		v := r.text[s:e]
		last := r.text[e] == '\n'
		if last {
			v = strings.TrimSuffix(v, "\r")
		}
		if len(v) > 0 && v[0] == '"' && (len(v) == 1 || v[len(v)-1] != '"') {
			return 0, 0, false
		}
		s = e + 1
		if last {
			return n + 1, s, true
		}
	}
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
