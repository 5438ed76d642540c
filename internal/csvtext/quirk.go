package csvtext

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// A Kind names a deviation from the dialect that could be read all the same.
type Kind string

// Kinds reported by the [Reader]. Those marked "once" are told at their first
// occurrence in a file only, since they repeat on every line.
const (
	BOM            Kind = "bom"             // byte order mark before the header
	CRLF           Kind = "crlf"            // lines end in CR LF (once)
	Semicolon      Kind = "semicolon"       // cells are separated by semicolons (once)
	NeedlessQuotes Kind = "needless-quotes" // quotes round a value that needs none (once)
	DoubledQuote   Kind = "doubled-quote"   // "" for a quote inside a value
	BackslashQuote Kind = "backslash-quote" // \" for a quote inside a value, in RFC 4180
	Backslash      Kind = "backslash"       // a backslash that escapes nothing, kept as it is
	BareQuote      Kind = "bare-quote"      // a quote inside a value that has none round it
	CurlyQuotes    Kind = "curly-quotes"    // typographic quotes round a value
	LineBreak      Kind = "line-break"      // a line break inside a value
	InvalidUTF8    Kind = "invalid-utf8"    // bytes that are no UTF-8
	NUL            Kind = "nul"             // a zero byte
	BlankLine      Kind = "blank-line"      // a line with nothing on it
)

// A Quirk is one deviation and its place.
type Quirk struct {
	Kind
	Pos
	Cell int // number of the cell from 0, or -1 for the row or file as a whole
}

// once remembers the kinds that are told a single time per file.
type once struct{ crlf, needless bool }

func (r *Reader) quirk(k Kind, cell, at int) {
	if r.opts.OnQuirk != nil {
		r.opts.OnQuirk(Quirk{Kind: k, Pos: r.posOf(at), Cell: cell})
	}
}

func (r *Reader) sawCRLF(cell, at int) {
	if !r.told.crlf {
		r.told.crlf = true
		r.quirk(CRLF, cell, at)
	}
}

// rowQuirks reports the quirks of the row that fastRow has cut.
func (r *Reader) rowQuirks(quotes bool) {
	n := r.cur.n
	for i := 0; quotes && i < n && !r.told.needless; i++ {
		if s, _ := r.bounds(i); r.buf[s] == '"' {
			r.sawQuotes(i, s, r.Cell(i))
		}
	}
	if s, e := r.bounds(n - 1); e > s && r.buf[e-1] == '\r' {
		r.sawCRLF(n-1, e-1)
	}
	if r.odd {
		r.oddRow()
	}
}

// sawQuotes is called for every quoted cell until needless quotes were seen.
func (r *Reader) sawQuotes(cell, at int, value string) {
	if !r.told.needless && strings.IndexFunc(value, mayNeedQuotes) < 0 {
		r.told.needless = true
		r.quirk(NeedlessQuotes, cell, at)
	}
}

// mayNeedQuotes is what the Writer puts quotes for in Apple's dialect.
func mayNeedQuotes(c rune) bool {
	return c <= ' ' || c == '"' || c == ',' || c == ';' || c == '\\'
}

var (
	curlyOpen  = []byte("“")
	curlyClose = []byte("”")
)

// odd reports whether text holds anything that oddRow would look at: a zero
// byte, a curly quote, invalid UTF-8. It runs once per window.
func odd(text []byte) bool {
	return bytes.IndexByte(text, 0) >= 0 || !validUTF8(text) ||
		bytes.IndexByte(text, curlyOpen[0]) >= 0 && (bytes.Contains(text, curlyOpen) || bytes.Contains(text, curlyClose))
}

// validUTF8 is utf8.Valid, eight ASCII bytes at a time wherever they are.
func validUTF8(b []byte) bool {
	for len(b) > 0 {
		for len(b) >= 8 && (b[0]|b[1]|b[2]|b[3]|b[4]|b[5]|b[6]|b[7]) < utf8.RuneSelf {
			b = b[8:]
		}
		for n := min(len(b), 8); n > 0; {
			size := 1
			if b[0] >= utf8.RuneSelf {
				var c rune
				if c, size = utf8.DecodeRune(b); c == utf8.RuneError && size == 1 {
					return false
				}
			}
			b, n = b[size:], n-size
		}
	}
	return true
}

// oddRow reports the odd things in the row handed out last.
func (r *Reader) oddRow() {
	for i := range r.Cells() {
		start, end := r.bounds(i)
		r.oddCell(i, start, r.buf[start:end])
	}
}

// oddCell reports the odd things in one cell's raw text, which begins at buf[at].
func (r *Reader) oddCell(cell, at int, raw []byte) {
	if i := bytes.IndexByte(raw, 0); i >= 0 {
		r.quirk(NUL, cell, at+i)
	}
	if v := bytes.Trim(raw, "\"\r"); bytes.HasPrefix(v, curlyOpen) || bytes.HasSuffix(v, curlyClose) {
		r.quirk(CurlyQuotes, cell, at)
	}
	for i := 0; i < len(raw); {
		c, size := utf8.DecodeRune(raw[i:])
		if c == utf8.RuneError && size == 1 {
			r.quirk(InvalidUTF8, cell, at+i)
			return
		}
		i += size
	}
}
