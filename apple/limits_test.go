package apple

import (
	"errors"
	"io"
	"runtime"
	"strings"
	"testing"
)

const locationHeader = "location_id,location_name\n"

// Text made to be read again and again is read in time all the same: each of
// these took hours when every refused row was paid for in full, and would run
// into the test's own time limit.
func TestHostileText(t *testing.T) {
	for reason, text := range map[string]string{
		"quotes left open on every line": locationHeader + strings.Repeat("a\",\"b\n", 150_000),
		"quotes that open every line":    locationHeader + strings.Repeat("\"a\n", 500_000),
		"a backslash at every line end":  locationHeader + strings.Repeat("\\\n", 500_000),
		"bare quotes on every line":      locationHeader + strings.Repeat("1,5\" ruler\n", 500_000),
		"a quirk at every other byte":    locationHeader + strings.Repeat("a\",", 300_000) + "\n",
		"blank lines":                    locationHeader + strings.Repeat("\n", 3_000_000),
		"a wide header":                  strings.TrimSpace(locationHeader) + strings.Repeat(",a", 30_000) + "\n" + strings.Repeat("a\n", 500_000),
	} {
		t.Run(strings.ReplaceAll(reason, " ", "_"), func(t *testing.T) {
			quirks := 0
			dec := NewDecoder[Location](strings.NewReader(text), &DecodeOptions{OnQuirk: func(Quirk) { quirks++ }})
			rows, refused := 0, 0
			for _, err := range dec.All() {
				var e *ParseError
				if rows++; errors.As(err, &e) {
					refused++
				} else if err != nil {
					t.Fatal(err)
				}
			}
			if quirks+rows+refused == 0 {
				t.Error("it passed without a word")
			}
		})
	}
}

// A kept string keeps no more than its neighbours, even where the plain parser
// reads every row.
func TestKeptMemory(t *testing.T) {
	text := locationHeader + strings.Repeat("12,5\" ruler\n", 20_000)
	var kept []Location
	for l, err := range NewDecoder[Location](strings.NewReader(text), nil).All() {
		if err != nil {
			t.Fatal(err)
		}
		kept = append(kept, l)
	}
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	if m.HeapAlloc > 60<<20 {
		t.Errorf("%d kB of rows keep %d MB", len(text)>>10, m.HeapAlloc>>20)
	}
	runtime.KeepAlive(kept)
}

func TestRowLimitAlone(t *testing.T) {
	dec := NewDecoder[Location](strings.NewReader(locationHeader+"a,"+strings.Repeat("x", 500)+"\n"), &DecodeOptions{MaxRowBytes: 100})
	if err := dec.Decode(new(Location)); !errors.Is(err, ErrTooLong) {
		t.Errorf("a row of 502 bytes under a limit of 100: %v", err)
	}
}

func TestPosAtEnd(t *testing.T) {
	dec := NewDecoder[Location](strings.NewReader(locationHeader+"abc,def\n"), nil)
	for l := new(Location); dec.Decode(l) != io.EOF; {
	}
	if p := dec.Pos("location_name"); p.Line != 2 {
		t.Errorf("the last row is on line %d", p.Line)
	}
}

// Rows that a quote or backslash seems to join come apart again if the whole
// does not fit the header.
func TestJoinedRows(t *testing.T) {
	rows, events := decode[Location](locationHeader+"L1,C:\\\nL2,South\n\"L3,\nL4\",East,\"x\"\nL5,West\n", DecodeOptions{})
	want := []Location{{"L2", "South"}, {"L5", "West"}}
	if len(rows) < 2 || rows[0] != want[0] || rows[len(rows)-1] != want[1] || len(events) < 2 {
		t.Errorf("rows %v, events %q", rows, events)
	}
}

// Where that would go on for ever, reading ends with an error: no row is lost
// without one.
func TestJoinedRowsWithoutEnd(t *testing.T) {
	text := locationHeader + strings.Repeat("a\\\n", 3000) + "b,c,d\nL1,North\n"
	dec := NewDecoder[Location](strings.NewReader(text), &DecodeOptions{MaxRowBytes: 10_000})
	var last *ParseError
	rows := 0
	for _, err := range dec.All() {
		if rows++; !errors.As(err, &last) {
			t.Fatalf("row %d: %v", rows, err)
		}
	}
	if !last.Final || !errors.Is(last, ErrQuote) || dec.Decode(new(Location)) != error(last) {
		t.Errorf("after %d rows the last error is %v", rows, last)
	}
}

func TestHeaderAfterBlankLine(t *testing.T) {
	rows, _ := decode[Location]("\r\n\nlocation_id;location_name\nL1;North\n", DecodeOptions{})
	if len(rows) != 1 || rows[0] != (Location{"L1", "North"}) {
		t.Errorf("rows %v", rows)
	}
}

func TestEncodeDelimiter(t *testing.T) {
	enc := NewEncoder[Location](io.Discard, &EncodeOptions{Delimiter: '|'})
	if enc.Encode(Location{"L1", "North"}) == nil || enc.Close() == nil {
		t.Error("a file with | between values would be no use to anybody")
	}
}
