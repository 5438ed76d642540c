package csvtext

import (
	"bytes"
	"fmt"
	"io"
	"strings"
)

// This file holds the plain parser: one byte after another, the whole grammar.
// It reads the rows that the scan marked dirty, and it is the authority on them.

// A cell is one cell of a row read by it.
type cell struct {
	start int    // in buf, with its opening quote
	value string // unescaped
}

// errMore says that the row goes on beyond what is buffered.
var errMore = io.ErrShortBuffer

// A parser reads one row. Places are in buf.
type parser struct {
	r      *Reader
	at     int // the byte to come; after row: the newline that ends it
	cells  []cell
	open   int // the quote that is open, or -1
	quirks []found
	// slashes is set once a backslash was seen to escape a quote in the cell
	// at hand: then the rest of it is read likewise, in RFC 4180 text too.
	slashes bool
	cuts    bool   // the cell's text differs from the input:
	value   []byte // it is value,
	from    int    // then the input from here on
}

// A found quirk waits until it is known that the row counts.
type found struct {
	kind Kind
	cell int
	at   int
}

func (p *parser) begin() {
	p.at, p.open = p.r.start, -1
	p.cells, p.quirks = p.r.cur.cells[:0], p.quirks[:0]
}

// tell reports the quirks found.
func (p *parser) tell() {
	if p.r.opts.OnQuirk == nil {
		return
	}
	for _, q := range p.quirks {
		switch {
		case q.kind == CRLF:
			p.r.sawCRLF(q.cell, q.at)
		case q.kind == NeedlessQuotes && p.r.told.needless: // earlier in the row
		default:
			p.r.told.needless = p.r.told.needless || q.kind == NeedlessQuotes
			p.r.quirk(q.kind, q.cell, q.at)
		}
	}
	if odd(p.r.buf[p.r.start:p.at]) {
		p.r.oddRow()
	}
}

func (p *parser) found(k Kind, at int) {
	p.quirks = append(p.quirks, found{k, len(p.cells), at})
}

// row reads cells up to the newline outside quotes that ends the row.
func (p *parser) row() error {
	for {
		p.from, p.value, p.cuts, p.slashes = p.at, p.value[:0], false, false
		var err error
		if p.at < p.r.end && p.r.buf[p.at] == '"' {
			err = p.quoted()
		} else {
			err = p.plain()
		}
		if err != nil {
			return err
		}
		if p.r.buf[p.at] == '\n' {
			return nil
		}
		p.at++
	}
}

// plain reads a cell without quotes round it, up to its delimiter or newline.
func (p *parser) plain() error {
	buf, start := p.r.buf, p.at
	for ; ; p.at++ {
		if p.at >= p.r.end {
			return p.short()
		}
		switch c := buf[p.at]; {
		case c == '"':
			p.found(BareQuote, p.at)
		case c == '\\' && p.r.opts.Backslash:
			if err := p.escape(); err != nil {
				return err
			}
		case c == p.r.delim:
			p.add(start, p.at)
			return nil
		case c == '\n':
			end := p.at
			if end > p.from && buf[end-1] == '\r' {
				end--
				p.found(CRLF, end)
			}
			p.add(start, end)
			return nil
		}
	}
}

// quoted reads a cell that begins with a quote, up to its delimiter or newline.
func (p *parser) quoted() error {
	buf, start := p.r.buf, p.at
	p.open = start
	p.at++
	p.from = p.at
	for ; ; p.at++ {
		if p.at >= p.r.end {
			return p.short()
		}
		switch c := buf[p.at]; {
		case c == '"':
			if closed, err := p.quote(start); closed || err != nil {
				return err
			}
		case c == '\\' && (p.r.opts.Backslash || p.slashes):
			if err := p.escape(); err != nil {
				return err
			}
		case c == '\n':
			p.found(LineBreak, p.at)
		}
	}
}

// quote judges a quote inside a quoted cell: it closes the cell, or it is one
// half of a doubled quote, or (in RFC 4180 text) a backslash escapes it.
func (p *parser) quote(start int) (closed bool, err error) {
	buf := p.r.buf
	if p.at+1 >= p.r.end {
		return false, errMore
	}
	switch next := buf[p.at+1]; {
	case next == '"':
		if p.r.opts.Backslash {
			p.found(DoubledQuote, p.at)
		}
		p.cut(p.at, p.at+1)
		p.at++
		return false, nil
	case next == p.r.delim, next == '\n':
		p.close(start, p.at+1)
		return true, nil
	case next == '\r':
		if p.at+2 >= p.r.end {
			return false, errMore
		}
		if buf[p.at+2] == '\n' {
			cr := p.at + 1
			p.close(start, cr+1)
			p.quirks = append(p.quirks, found{CRLF, len(p.cells) - 1, cr})
			return true, nil
		}
	}
	if !p.r.opts.Backslash && p.at > p.from && buf[p.at-1] == '\\' {
		p.found(BackslashQuote, p.at-1)
		p.slashes = true
		p.cut(p.at-1, p.at)
		return false, nil
	}
	return false, p.r.rowError(len(p.cells), p.at, fmt.Errorf(
		"%w: text follows the quote that closes the cell; escape quotes inside a value", ErrQuote))
}

// close ends a quoted cell whose closing quote is at p.at.
func (p *parser) close(start, next int) {
	p.add(start, p.at)
	if !p.r.told.needless && strings.IndexFunc(p.cells[len(p.cells)-1].value, mayNeedQuotes) < 0 {
		p.quirks = append(p.quirks, found{NeedlessQuotes, len(p.cells) - 1, start})
	}
	p.open, p.at = -1, next
}

// escape judges a backslash: it is taken out before a quote, a backslash or a
// line break, and kept before anything else. At the very end of the input the
// newline ends the row: a value that ends in a backslash shall not take it in.
func (p *parser) escape() error {
	buf, next := p.r.buf[:p.r.end], p.at+1
	if next+2 >= p.r.end && !p.r.eof {
		return errMore
	}
	size := 1
	if bytes.HasPrefix(buf[next:], []byte("\r\n")) {
		size = 2
	}
	switch c := buf[next]; {
	case c == '"' || c == '\\':
		if !p.r.opts.Backslash {
			p.found(BackslashQuote, p.at)
		}
	case (c == '\n' || c == '\r') && next+size < p.r.end:
		p.found(LineBreak, p.at)
	default:
		p.found(Backslash, p.at)
		return nil
	}
	p.cut(p.at, next)
	p.at += size
	return nil
}

// cut leaves the input between two places out of the value.
func (p *parser) cut(from, to int) {
	p.value = append(p.value, p.r.buf[p.from:from]...)
	p.from, p.cuts = to, true
}

// add appends the cell that began at start and whose text ends at end.
func (p *parser) add(start, end int) {
	if p.cuts {
		p.value = append(p.value, p.r.buf[p.from:end]...)
		p.cells = append(p.cells, cell{start, string(p.value)})
		return
	}
	p.cells = append(p.cells, cell{start, p.r.textOf(p.from, end)})
}

// textOf is buf[from:end] as a string, cut from the window's if that has it.
func (r *Reader) textOf(from, end int) string {
	if end-r.win <= len(r.text) {
		return r.text[from-r.win : end-r.win]
	}
	return r.str(r.buf[from:end])
}

// short says that the row does not end in what is buffered. At the end of the
// input only an open quote can be the reason, since a newline is there.
func (p *parser) short() error {
	if !p.r.eof {
		return errMore
	}
	return p.unclosed()
}

func (p *parser) unclosed() error {
	return p.r.rowError(len(p.cells), p.open, fmt.Errorf("%w: it is never closed", ErrQuote))
}
