package csvtext

import (
	"bytes"
	"encoding/csv"
	"io"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
)

func seed(f *testing.F) {
	for _, c := range cases {
		f.Add([]byte("a,b\n"+c.in), !c.rfc)
		f.Add([]byte("a;b\r\n"+strings.ReplaceAll(strings.Repeat(c.in, 9), "\n", "\r\n")), !c.rfc)
	}
}

// FuzzScan holds the scan against the plain parser: the same rows, quirks and
// errors at the same places, in one piece and in halves, lent and owned.
func FuzzScan(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, in []byte, backslash bool) {
		opts := Options{Backslash: backslash, MaxRow: 2000, MaxCell: 200}
		want, wantErr := readAll(t, bytes.NewReader(in), opts, true)
		for _, borrow := range []bool{false, true} {
			opts.Borrow = borrow
			for _, src := range []io.Reader{bytes.NewReader(in), iotest.HalfReader(bytes.NewReader(in))} {
				got, err := readAll(t, src, opts, false)
				if (err == nil) != (wantErr == nil) || err != nil && err.Error() != wantErr.Error() {
					t.Fatalf("error %v, want %v", err, wantErr)
				}
				if reflect.DeepEqual(want, got) {
					continue
				}
				if diff := cmp.Diff(want, got, cmp.AllowUnexported(reading{})); diff != "" {
					t.Fatalf("borrow=%v (-plain parser +scan):\n%s", borrow, diff)
				}
			}
		}
	})
}

// FuzzReference holds the reader against encoding/csv where both dialects mean
// the same: RFC 4180 text that encoding/csv accepts.
func FuzzReference(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, in []byte, _ bool) {
		r := csv.NewReader(bytes.NewReader(in))
		r.FieldsPerRecord = -1
		want, err := r.ReadAll()
		if err != nil || len(want) == 0 {
			return
		}
		if i := bytes.IndexByte(in, '\r'); i >= 0 || delimiter(in) == ';' || bytes.HasPrefix(in, []byte("\xef\xbb\xbf")) ||
			bytes.HasPrefix(in, []byte("\xff\xfe")) || bytes.HasPrefix(in, []byte("\xfe\xff")) {
			return // encoding/csv drops CR inside quotes, and knows none of these
		}
		got, err := readAll(t, bytes.NewReader(in), Options{}, false)
		if err != nil {
			t.Fatalf("encoding/csv reads it, we do not: %v", err)
		}
		if diff := cmp.Diff(want, got.rows); diff != "" {
			t.Fatalf("(-encoding/csv +ours):\n%s", diff)
		}
	})
}

// FuzzWrite writes cells and reads them back, in each dialect with this
// package and in RFC 4180 with encoding/csv too.
func FuzzWrite(f *testing.F) {
	for _, s := range []string{"", "x", "x y", `"`, `\`, `x\"`, "a,b;c", "l\nm", "l\r\nm\r", "“q”", "\x00\xff", "exactly8", "more than sixteen bytes long", "twelve;chars"} {
		f.Add(s, "tail", byte(','))
		f.Add("head", s, byte(';'))
	}
	f.Fuzz(func(t *testing.T, a, b string, delim byte) {
		if delim != ';' {
			delim = ','
		}
		for _, backslash := range []bool{false, true} {
			var out bytes.Buffer
			w := NewWriter(&out, WriterOptions{Delimiter: delim, Backslash: backslash})
			h1, h2 := "h1", "h2"
			for _, r := range [][]*string{{&h1, &h2}, {&a, &b}, {&b, &a}} {
				if err := w.Row(r); err != nil {
					t.Fatal(err)
				}
			}
			if err := w.Flush(); err != nil {
				t.Fatal(err)
			}
			want := [][]string{{h1, h2}, {a, b}, {b, a}}
			got, err := readAll(t, bytes.NewReader(out.Bytes()), Options{Backslash: backslash}, false)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got.rows); diff != "" {
				t.Fatalf("backslash=%v (-written +read):\n%s\nin\n%s", backslash, diff, out.String())
			}
			for _, p := range got.places {
				if k, _, _ := strings.Cut(p, " "); k == string(BareQuote) || k == string(NeedlessQuotes) || k == string(DoubledQuote) || k == string(Backslash) || k == "error" {
					t.Fatalf("backslash=%v: our own writing is reported: %s in\n%s", backslash, p, out.String())
				}
			}
			if !backslash {
				checkRFC4180(t, out.Bytes(), rune(delim), want)
			}
		}
	})
}

func checkRFC4180(t *testing.T, text []byte, comma rune, want [][]string) {
	if bytes.IndexByte(text, '\r') >= 0 {
		return // encoding/csv drops CR before LF inside quotes
	}
	r := csv.NewReader(bytes.NewReader(text))
	r.Comma = comma
	got, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("(-written +read by encoding/csv):\n%s", diff)
	}
}

// FuzzClassify holds the fast way of finding bytes against the portable one,
// and that against a plain loop.
func FuzzClassify(f *testing.F) {
	f.Add([]byte("a,b;\"c\"\r\n\x00\xff\xac\x8a\xa2"), byte(','))
	f.Add(bytes.Repeat([]byte{',', '\n', '"', ',' | 0x80, '\n' | 0x80, '"' | 0x80, '-', '\v', '#', '!'}, 30), byte(';'))
	f.Fuzz(func(t *testing.T, text []byte, delim byte) {
		delim &= 0x7f
		text = append(text, make([]byte, wordSize-len(text)%wordSize)...)
		n := len(text) / wordSize
		fast, portable, plain := [2][]uint64{}, [2][]uint64{}, [2][]uint64{}
		for i := range 2 {
			fast[i], portable[i], plain[i] = make([]uint64, n), make([]uint64, n), make([]uint64, n)
		}
		classify(text, delim, fast[0], fast[1])
		classifyPortable(text, delim, portable[0], portable[1])
		for i, c := range text {
			if c == delim || c == '\n' {
				plain[0][i/wordSize] |= 1 << (i % wordSize)
			}
			if c == '"' {
				plain[1][i/wordSize] |= 1 << (i % wordSize)
			}
		}
		if !reflect.DeepEqual(fast, plain) || !reflect.DeepEqual(portable, plain) {
			t.Errorf("fast %x, portable %x, want %x", fast, portable, plain)
		}
	})
}
