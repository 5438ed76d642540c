package csvtext

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
)

// marks are characters in a case's input that stand for places: § where a row
// begins, ¶ where a quirk is, ∑ where an error is. They are taken out before
// the text is read.
type reading struct {
	rows   [][]string
	places []string // "row line:column", "kind line:column", "error line:column"
}

func readAll(t testing.TB, src io.Reader, opts Options, plain bool) (reading, error) {
	var got reading
	opts.OnQuirk = func(q Quirk) {
		got.places = append(got.places, fmt.Sprintf("%s %d:%d@%d cell %d", q.Kind, q.Line, q.Column, q.Offset, q.Cell))
	}
	r := NewReader(src, opts)
	r.plainOnly = plain
	header, err := r.Header()
	if err != nil {
		return got, err
	}
	got.rows = append(got.rows, header)
	for {
		cells := make([]string, 12)
		dst := make([]*string, len(cells))
		for i := range cells {
			cells[i] = "unset"
			dst[i] = &cells[i]
		}
		n, err := r.Next(dst)
		if err == io.EOF {
			return got, nil
		}
		var e *Error
		if errors.As(err, &e) {
			got.places = append(got.places, fmt.Sprintf("error %d:%d@%d cell %d: %v", e.Line, e.Column, e.Offset, e.Cell, errors.Unwrap(e)))
			continue
		}
		if err != nil {
			return got, err
		}
		p := r.RowPos()
		got.places = append(got.places, fmt.Sprintf("row %d:%d@%d", p.Line, p.Column, p.Offset))
		row := make([]string, n)
		for i := range row {
			row[i] = strings.Clone(r.Cell(i))
			if i < len(cells) && cells[i] != row[i] {
				t.Fatalf("line %d cell %d: stored %q, Cell returns %q", p.Line, i, cells[i], row[i])
			}
		}
		for i := n; i < len(cells); i++ {
			if cells[i] != "" {
				t.Fatalf("line %d: cell %d beyond the row is %q, not blank", p.Line, i, cells[i])
			}
		}
		got.rows = append(got.rows, row)
	}
}

func of(cells ...string) []string { return cells }

// Each case is read in Apple's dialect unless rfc is set. want leaves out the
// header, which is always "a,b" and so stands at line 1.
var cases = []struct {
	reason string
	rfc    bool
	in     string
	want   [][]string
	events []string // quirks and errors, as "kind line:column"
}{
	{reason: "plain", in: "x,y\nz,\n", want: [][]string{of("x", "y"), of("z", "")}},
	{reason: "no newline at the end", in: "x,y", want: [][]string{of("x", "y")}},
	{reason: "quotes where needed", in: "\"x y\",\"z,z\"\n", want: [][]string{of("x y", "z,z")}},
	{reason: "empty quotes", in: "\"\",y\n", want: [][]string{of("", "y")}, events: []string{"needless-quotes 2:1"}},
	{reason: "escaped quote", in: "\"x \\\"y\\\"\",z\n", want: [][]string{of(`x "y"`, "z")}},
	{reason: "escaped quote at the end of the value", in: "\"x\\\"\",z\n", want: [][]string{of(`x"`, "z")}},
	{reason: "escaped quote without quotes round it", in: "O\\\"Neil,z\n", want: [][]string{of(`O"Neil`, "z")}},
	{reason: "escaped backslash", in: "\"x\\\\\",z\n", want: [][]string{of(`x\`, "z")}},
	{reason: "doubled quote", in: "\"x \"\"y\"\"\",z\n", want: [][]string{of(`x "y"`, "z")}, events: []string{"doubled-quote 2:4", "doubled-quote 2:7"}},
	{reason: "doubled quote is the rule in RFC 4180", rfc: true, in: "\"x \"\"y\"\"\",z\n", want: [][]string{of(`x "y"`, "z")}},
	{reason: "backslash is plain in RFC 4180", rfc: true, in: "\"C:\\\",d\\e\n", want: [][]string{of(`C:\`, `d\e`)}},
	{reason: "backslash quote is tolerated in RFC 4180", rfc: true, in: "\"x \\\"y\\\"\",z\nq,r\n", want: [][]string{of(`x "y"`, "z"), of("q", "r")}, events: []string{"backslash-quote 2:4", "backslash-quote 2:7"}},
	{reason: "backslash before something else stays", in: "x\\y,z\n", want: [][]string{of(`x\y`, "z")}, events: []string{"backslash 2:2"}},
	{reason: "backslash does not escape a delimiter", in: "x\\,z\n", want: [][]string{of(`x\`, "z")}, events: []string{"backslash 2:2"}},
	{reason: "backslash as the very last byte", in: "x,z\\", want: [][]string{of("x", `z\`)}, events: []string{"backslash 2:4"}},
	{reason: "backslash before the last newline", in: "x,z\\\n", want: [][]string{of("x", `z\`)}, events: []string{"backslash 2:4"}},
	{reason: "line break in quotes", in: "\"x\ny\",z\nq,r\n", want: [][]string{of("x\ny", "z"), of("q", "r")}, events: []string{"line-break 2:3"}},
	{reason: "escaped line break in quotes", in: "\"x\\\ny\",z\nq,r\n", want: [][]string{of("x\ny", "z"), of("q", "r")}, events: []string{"line-break 2:3"}},
	{reason: "escaped line break without quotes", in: "x\\\ny,z\nq,r\n", want: [][]string{of("x\ny", "z"), of("q", "r")}, events: []string{"line-break 2:2"}},
	{reason: "escaped CR LF", in: "\"x\\\r\ny\",z\n", want: [][]string{of("x\r\ny", "z")}, events: []string{"line-break 2:3"}},
	{reason: "CR LF", in: "x,y\r\nz,\"w w\"\r\n", want: [][]string{of("x", "y"), of("z", "w w")}, events: []string{"crlf 2:4"}},
	{reason: "CR LF in quotes is kept", in: "\"x\r\ny\",z\n", want: [][]string{of("x\r\ny", "z")}, events: []string{"line-break 2:4"}},
	{reason: "lone CR is kept", in: "x\ry,z\n", want: [][]string{of("x\ry", "z")}},
	{reason: "blank lines", in: "\nx,y\n\r\n", want: [][]string{of("x", "y")}, events: []string{"blank-line 2:1", "crlf 4:1", "blank-line 4:1"}},
	{reason: "ragged rows are handed out as they are", in: "x\nx,y,z\n", want: [][]string{of("x"), of("x", "y", "z")}},
	{reason: "bare quote", in: "5\" disk,y\nx,y\"\n", want: [][]string{of(`5" disk`, "y"), of("x", `y"`)}, events: []string{"bare-quote 2:2", "bare-quote 3:4"}},
	{reason: "blank before a quote is part of the value", in: "x, \"y\"\n", want: [][]string{of("x", ` "y"`)}, events: []string{"bare-quote 2:4", "bare-quote 2:6"}},
	{reason: "text after the closing quote", in: "\"x\"y,z\nq,r\n", want: [][]string{of("q", "r")}, events: []string{"error 2:3"}},
	{reason: "a stray quote costs its row only", in: "\"x,y\nq,\"r\"\ns,t\n", want: [][]string{of("q", "r"), of("s", "t")}, events: []string{"error 3:3", "needless-quotes 3:3"}},
	{reason: "a quote never closed costs its row only", in: "x,\"y\nq,r\ns,t\n", want: [][]string{of("q", "r"), of("s", "t")}, events: []string{"error 2:3"}},
	{reason: "a quote opened at the end", in: "q,r\nx,\"", want: [][]string{of("q", "r")}, events: []string{"error 3:3"}},
	{reason: "curly quotes", in: "“x”,y\n", want: [][]string{of("“x”", "y")}, events: []string{"curly-quotes 2:1"}},
	{reason: "zero byte", in: "x,y\x00z\n", want: [][]string{of("x", "y\x00z")}, events: []string{"nul 2:4"}},
	{reason: "invalid UTF-8", in: "é,x\xffy\n", want: [][]string{of("é", "x\xffy")}, events: []string{"invalid-utf8 2:5"}},
	{reason: "needless quotes are told once", in: "\"x\",\"y\"\n\"z\",w\n", want: [][]string{of("x", "y"), of("z", "w")}, events: []string{"needless-quotes 2:1"}},
}

func TestGrammar(t *testing.T) {
	for _, c := range cases {
		t.Run(strings.ReplaceAll(c.reason, " ", "_"), func(t *testing.T) {
			for _, plain := range []bool{false, true} {
				got, err := readAll(t, strings.NewReader("a,b\n"+c.in), Options{Backslash: !c.rfc}, plain)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(c.want, got.rows[1:]); diff != "" {
					t.Errorf("plain=%v rows (-want +got):\n%s", plain, diff)
				}
				var events []string
				for _, p := range got.places {
					if !strings.HasPrefix(p, "row ") {
						place, _, _ := strings.Cut(p, "@")
						events = append(events, place)
					}
				}
				if diff := cmp.Diff(c.events, events); diff != "" {
					t.Errorf("plain=%v quirks and errors (-want +got):\n%s", plain, diff)
				}
			}
		})
	}
}

func TestHeader(t *testing.T) {
	for _, c := range []struct {
		reason, in string
		want       []string
		quirks     string
		err        error
	}{
		{"plain", "a,b\n", of("a", "b"), "", nil},
		{"byte order mark", "\xef\xbb\xbfa,b\n", of("a", "b"), "bom 1:1", nil},
		{"semicolons", "a;b\n", of("a", "b"), "semicolon 1:2", nil},
		{"comma in a quoted name", "\"a,1\";b;c\n", of("a,1", "b", "c"), "semicolon 1:6", nil},
		{"blank lines first", "\n\na,b", of("a", "b"), "blank-line 1:1 blank-line 2:1", nil},
		{"empty", "", nil, "", ErrHeader},
		{"byte order mark only", "\xef\xbb\xbf", nil, "bom 1:1", ErrHeader},
		{"UTF-16", "\xff\xfea\x00,\x00", nil, "", ErrEncoding},
		{"old Macintosh line ends", "a,b\rc,d\r", nil, "", ErrHeader},
		{"open quote", "\"a,b\nc,d\n", nil, "", ErrQuote},
	} {
		t.Run(strings.ReplaceAll(c.reason, " ", "_"), func(t *testing.T) {
			var quirks []string
			r := NewReader(strings.NewReader(c.in), Options{Backslash: true, OnQuirk: func(q Quirk) {
				quirks = append(quirks, fmt.Sprintf("%s %d:%d", q.Kind, q.Line, q.Column))
			}})
			got, err := r.Header()
			if !errors.Is(err, c.err) {
				t.Fatalf("error %v, want %v", err, c.err)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("names (-want +got):\n%s", diff)
			}
			if q := strings.Join(quirks, " "); q != c.quirks && c.err == nil {
				t.Errorf("quirks %q, want %q", q, c.quirks)
			}
			if _, again := r.Next(nil); c.err != nil && !errors.Is(again, c.err) {
				t.Errorf("after a header that cannot be used Next returns %v", again)
			}
		})
	}
}

// The same text must read the same however the source hands it over, and
// wherever it lies relative to words, windows and blocks.
func TestBoundaries(t *testing.T) {
	for _, c := range cases {
		for _, pad := range []int{0, 1, 31, 57, 58, 59, 60, 61, 62, 63, 64, 65, windowSize - 9, windowSize - 4, windowSize, blockSize - 20} {
			var b strings.Builder
			b.WriteString("a,b\n")
			for b.Len()+100 < pad {
				b.WriteString(strings.Repeat("p", 96) + ",q\n")
			}
			b.WriteString(strings.Repeat("p", max(0, pad-b.Len()-2)) + ",\n")
			in := b.String() + c.in
			want, err := readAll(t, strings.NewReader(in), Options{Backslash: !c.rfc}, true)
			if err != nil {
				t.Fatal(err)
			}
			for name, src := range map[string]io.Reader{
				"whole": strings.NewReader(in), "halves": iotest.HalfReader(strings.NewReader(in)),
				"bytes": iotest.OneByteReader(strings.NewReader(in)), "eof": iotest.DataErrReader(strings.NewReader(in)),
			} {
				if name == "bytes" && pad > windowSize {
					continue
				}
				got, err := readAll(t, src, Options{Backslash: !c.rfc}, false)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(want, got, cmp.AllowUnexported(reading{})); diff != "" {
					t.Fatalf("%s, padded by %d, read as %s (-want +got):\n%s", c.reason, pad, name, diff)
				}
			}
		}
	}
}

func TestLimits(t *testing.T) {
	long := strings.Repeat("x", 5000)
	opts := Options{Backslash: true, MaxRow: 4000, MaxCell: 300}
	for _, c := range []struct {
		reason, in string
		want       [][]string
		cause      error
		line       int
	}{
		{"row", long + ",y\nq,r\n", [][]string{of("q", "r")}, ErrTooLong, 2},
		{"row without end", "q,r\n" + long, [][]string{of("q", "r")}, ErrTooLong, 3},
		{"row beyond a block", strings.Repeat("x", 3*blockSize) + "\nq,r\n", [][]string{of("q", "r")}, ErrTooLong, 2},
		{"cell", "x," + long[:301] + "\nq,r\n", [][]string{of("q", "r")}, ErrTooLong, 2},
		{"cell at the limit", "x," + long[:300] + "\nq,r\n", [][]string{of("x", long[:300]), of("q", "r")}, nil, 0},
		{"open quote", "x,\"y\n" + strings.Repeat("q,r\n", 1200), nil, ErrQuote, 2},
	} {
		t.Run(strings.ReplaceAll(c.reason, " ", "_"), func(t *testing.T) {
			r := NewReader(strings.NewReader("a,b\n"+c.in), opts)
			if _, err := r.Header(); err != nil {
				t.Fatal(err)
			}
			var rows [][]string
			var failed error
			for {
				_, err := r.Next(nil)
				if err == io.EOF {
					break
				}
				var e *Error
				if errors.As(err, &e) {
					if failed != nil || e.Line != c.line {
						t.Errorf("unexpected error %v", err)
					}
					failed = err
					continue
				}
				rows = append(rows, of(r.Cell(0), r.Cell(1)))
			}
			if !errors.Is(failed, c.cause) {
				t.Errorf("error %v, want %v", failed, c.cause)
			}
			if c.want != nil && !cmp.Equal(rows, c.want) || c.want == nil && len(rows) != 1200 {
				t.Errorf("%d rows, want %d", len(rows), len(c.want))
			}
		})
	}
}

// A source that fails is heard of after the rows that came before.
func TestSourceError(t *testing.T) {
	broken := errors.New("broken")
	src := io.MultiReader(strings.NewReader("a,b\nx,y\nz,"), iotest.ErrReader(broken))
	got, err := readAll(t, src, Options{}, false)
	if err != broken {
		t.Errorf("error %v, want the source's", err)
	}
	if diff := cmp.Diff([][]string{of("a", "b"), of("x", "y")}, got.rows); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
}

func TestCellPos(t *testing.T) {
	r := NewReader(strings.NewReader("a,b,c\nx,\"y y\",z\n\"q\\\nq\",r,s\n"), Options{Backslash: true})
	if _, err := r.Header(); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"2:1 2:3 2:9 2:10", "3:1 4:4 4:6 4:7"} {
		if _, err := r.Next(nil); err != nil {
			t.Fatal(err)
		}
		var got []string
		for i := range 4 {
			p := r.CellPos(i)
			got = append(got, fmt.Sprintf("%d:%d", p.Line, p.Column))
		}
		if s := strings.Join(got, " "); s != want {
			t.Errorf("places %s, want %s", s, want)
		}
	}
}
