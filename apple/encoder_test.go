package apple

import (
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func encode[T Record](t testing.TB, opts *EncodeOptions, rows ...T) string {
	t.Helper()
	var out bytes.Buffer
	enc := NewEncoder[T](&out, opts)
	for _, r := range rows {
		if err := enc.Encode(r); err != nil {
			t.Fatal(err)
		}
	}
	if err := enc.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// The headers are those of the template files, typed by hand.
func TestEncodeHeaders(t *testing.T) {
	for want, got := range map[string]string{
		"person_id,person_number,first_name,middle_name,last_name,grade_level,email_address,sis_username,password_policy,location_id\n": encode[Student](t, nil),
		"person_id,person_number,first_name,middle_name,last_name,email_address,sis_username,location_id\n":                             encode[Staff](t, nil),
		"course_id,course_number,course_name,location_id\n":                                                                             encode[Course](t, nil),
		"class_id,class_number,course_id,instructor_id,instructor_id_2,instructor_id_3,location_id\n":                                   encode[Class](t, nil),
		"roster_id,class_id,student_id\n": encode[Roster](t, nil),
		"location_id,location_name\n":     encode[Location](t, nil),
		"person_id,person_number,first_name,middle_name,last_name,email_address,sis_username,location_id,location_id_2,location_id_3\n": encode[Staff](t, &EncodeOptions{Repeat: 3}),
		"class_id,class_number,course_id,instructor_id,instructor_id_2,instructor_id_3,instructor_id_4,location_id\n":                   encode[Class](t, &EncodeOptions{Repeat: 4}),
		"location_id;location_name\n": encode[Location](t, &EncodeOptions{Delimiter: ';', Repeat: 9}),
	} {
		if got != want {
			t.Errorf("header\n%s, want\n%s", got, want)
		}
	}
	if n := strings.Count(encode[Class](t, &EncodeOptions{Repeat: 99}), "instructor_id"); n != 15 {
		t.Errorf("%d instructor columns, Apple allows 15", n)
	}
}

// Bytes typed by hand from the rules of the page "Template information for
// importing data".
func TestEncodeDialect(t *testing.T) {
	for _, c := range []struct{ reason, value, apple, doubled string }{
		{"plain", "North", `North`, `North`},
		{"space", "North High", `"North High"`, `North High`},
		{"comma", "North,South", `"North,South"`, `"North,South"`},
		{"semicolon", "North;South", `"North;South"`, `North;South`},
		{"quote", `North "High"`, `"North \"High\""`, `"North ""High"""`},
		{"backslash", `North\`, `"North\\"`, `North\`},
		{"line break", "North\nHigh", "\"North\\\nHigh\"", "\"North\nHigh\""},
		{"apostrophe", "O'Brien", `O'Brien`, `O'Brien`},
		{"curly quotes are letters", "“North”", "“North”", "“North”"},
		{"non-ASCII", "学校", "学校", "学校"},
		{"blank", "", "", ""},
	} {
		if got, want := encode(t, nil, Location{"L", c.value}), "location_id,location_name\nL,"+c.apple+"\n"; got != want {
			t.Errorf("%s: wrote %q, want %q", c.reason, got, want)
		}
		if got, want := encode(t, &EncodeOptions{DoubleQuotes: true}, Location{"L", c.value}), "location_id,location_name\nL,"+c.doubled+"\n"; got != want {
			t.Errorf("%s, doubled: wrote %q, want %q", c.reason, got, want)
		}
	}
}

// A row that does not fit is refused as a whole.
func TestEncodeRefuses(t *testing.T) {
	var out bytes.Buffer
	enc := NewEncoder[Student](&out, &EncodeOptions{Repeat: 2})
	const secret = "Xyzzy"
	err := enc.Encode(Student{PersonID: secret, LocationIDs: []string{"L1", "L2", secret}})
	if !errors.Is(err, ErrNoColumn) || strings.Contains(err.Error(), secret) {
		t.Errorf("error %v", err)
	}
	if err := enc.Encode(Student{PersonID: "B", LocationIDs: []string{"L1", "", ""}}); err != nil {
		t.Errorf("blanks beyond the columns are no loss: %v", err)
	}
	if err := enc.Close(); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(out.String(), secret) || strings.Count(out.String(), "\n") != 2 {
		t.Errorf("wrote %q", out.String())
	}
}

// failAfter fails once n bytes are written.
type failAfter struct{ n int }

var errFull = errors.New("full")

func (w *failAfter) Write(p []byte) (int, error) {
	if w.n -= len(p); w.n < 0 {
		return 0, errFull
	}
	return len(p), nil
}

func TestEncodeWriteError(t *testing.T) {
	enc := NewEncoder[Location](&failAfter{100_000}, nil)
	var err error
	for range 20_000 {
		if err = enc.Encode(Location{"L", "North"}); err != nil {
			break
		}
	}
	if err != errFull || enc.Encode(Location{}) != errFull || enc.Close() != errFull {
		t.Errorf("error %v, and later %v", err, enc.Close())
	}
}

func TestEncodeAllocations(t *testing.T) {
	s := Student{PersonID: "A-1", FirstName: "Mary Ann", LastName: `O"Neil`, EmailAddress: "mary@school.example", LocationIDs: []string{"L1"}}
	enc := NewEncoder[Student](io.Discard, nil)
	encodeMany := func() {
		for range 3000 {
			if err := enc.Encode(s); err != nil {
				t.Fatal(err)
			}
		}
	}
	encodeMany()
	if n := testing.AllocsPerRun(5, encodeMany); n > 0 {
		t.Errorf("%v allocations in 3000 rows", n)
	}
}

// anything makes text of the kind that breaks CSV code.
func anything(rnd *rand.Rand) string {
	pieces := []string{"a", "Zoë", " ", ",", ";", `"`, `\`, "\n", "\r", "\r\n", "“", "学", "0049", "\t", "'", "\u00a0", "\ufeff"}
	var b strings.Builder
	for range rnd.IntN(6) {
		b.WriteString(pieces[rnd.IntN(len(pieces))])
	}
	return b.String()
}

// What is written is read back equal, whatever the rows hold.
func TestRoundTrip(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	roundTrip(t, rnd, func() Student {
		return Student{anything(rnd), anything(rnd), anything(rnd), anything(rnd), anything(rnd), anything(rnd), anything(rnd), anything(rnd),
			PasswordPolicy(anything(rnd)), []string{anything(rnd), anything(rnd), "last"}}
	})
	roundTrip(t, rnd, func() Staff {
		return Staff{anything(rnd), anything(rnd), anything(rnd), anything(rnd), anything(rnd), anything(rnd), anything(rnd), []string{anything(rnd)}}
	})
	roundTrip(t, rnd, func() Course { return Course{anything(rnd), anything(rnd), anything(rnd), anything(rnd)} })
	roundTrip(t, rnd, func() Class {
		return Class{anything(rnd), anything(rnd), anything(rnd), []string{"", anything(rnd), "x"}, anything(rnd)}
	})
	roundTrip(t, rnd, func() Roster { return Roster{anything(rnd), anything(rnd), anything(rnd)} })
	roundTrip(t, rnd, func() Location { return Location{anything(rnd), anything(rnd)} })
}

func roundTrip[T Record](t *testing.T, rnd *rand.Rand, random func() T) {
	t.Helper()
	for range 300 {
		rows := make([]T, rnd.IntN(8))
		for i := range rows {
			rows[i] = random()
		}
		opts := &EncodeOptions{Repeat: 3}
		if rnd.IntN(2) == 0 {
			opts.Delimiter = ';'
		}
		text := encode(t, opts, rows...)
		got, events := decode[T](text, DecodeOptions{})
		if diff := cmp.Diff(rows, got, cmp.Transformer("nil", func(s []T) []T { return append([]T{}, s...) })); diff != "" {
			t.Fatalf("(-written +read):\n%s\n%s\n%q", diff, text, events)
		}
	}
}
