package apple

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var fuzzSeeds = []string{
	"person_id,person_number,first_name,middle_name,last_name,grade_level,email_address,sis_username,password_policy,location_id\nA,1,\"Mary Ann\",,\"O\\\"Neil\",9,m@school.example,m,4,L1\n",
	"\xef\xbb\xbfPerson_ID;location_id;location_id_3\r\n\"A\";\"B \"\"C\"\"\";D\r\n\r\nE\r\n",
	"person_id,location_id\n\"A,\nB,\"C\"\nD,\\\n,\n",
	"person_id,person_id\nA,B\n",
	"location_id 2,person_id,,location_id\n1,2,3,4,5\n",
}

// FuzzDecode reads anything: no panic, no endless loop, every row below the
// header either read or refused with a place in the file.
func FuzzDecode(f *testing.F) {
	for _, s := range fuzzSeeds {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		lines := bytes.Count(in, []byte("\n")) + 1
		dec := NewDecoder[Student](bytes.NewReader(in), &DecodeOptions{MaxRowBytes: 1000, MaxCellBytes: 300, OnQuirk: func(q Quirk) {
			if q.Line < 1 || q.Line > lines || q.Column < 1 || q.Offset > int64(len(in)) {
				t.Fatalf("quirk outside the file: %+v", q)
			}
		}})
		n := 0
		for s, err := range dec.All() {
			if n++; n > lines {
				t.Fatal("more rows than lines")
			}
			if e, ok := err.(*ParseError); ok {
				if e.Line < 1 || e.Line > lines || e.Column < 1 || e.Offset > int64(len(in)) {
					t.Fatalf("error outside the file: %+v", e)
				}
			} else if err != nil {
				t.Fatal(err)
			} else if len(s.LocationIDs) == 0 || dec.Pos("").Row != n {
				t.Fatalf("row %d: %+v", n, s)
			}
		}
	})
}

// FuzzRoundTrip writes whatever was read and reads it again: the same rows.
func FuzzRoundTrip(f *testing.F) {
	for _, s := range fuzzSeeds {
		f.Add([]byte(s), byte(','), false)
		f.Add([]byte(strings.ReplaceAll(s, "\n", "\r\n")), byte(';'), true)
	}
	f.Fuzz(func(t *testing.T, in []byte, delimiter byte, doubled bool) {
		if delimiter != ';' {
			delimiter = ','
		}
		rows, _ := decode[Student](string(in), DecodeOptions{})
		repeat := 1
		for _, s := range rows {
			repeat = max(repeat, len(s.LocationIDs))
		}
		text := encode(t, &EncodeOptions{Delimiter: delimiter, DoubleQuotes: doubled, Repeat: repeat}, rows...)
		again, events := decode[Student](text, DecodeOptions{PlainBackslash: doubled})
		if diff := cmp.Diff(rows, again); diff != "" {
			t.Fatalf("(-read +read again):\n%s\n%q\n%q", diff, text, events)
		}
	})
}
