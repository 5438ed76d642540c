package csvtext

import (
	"io"
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
