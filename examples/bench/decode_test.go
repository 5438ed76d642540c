package bench

import (
	"bytes"
	"encoding/csv"
	"io"
	"testing"

	"github.com/gocarina/gocsv"
	"github.com/jszwec/csvutil"
	"github.com/seed-21142606/asm/apple"
)

// Every decoder adds up the lengths of all values, so that none can leave work
// out, and all have to come to the same sum.
func BenchmarkDecode(b *testing.B) {
	b.Run("students", func(b *testing.B) { decodeAll(b, students(), asmStudents, (*student).size, studentOf) })
	b.Run("rosters", func(b *testing.B) { decodeAll(b, rosters(), asmRosters, (*roster).size, rosterOf) })
	b.Run("students-quoted", func(b *testing.B) { decodeAll(b, studentsQuoted(), asmStudents, (*student).size, studentOf) })
	b.Run("rosters-quoted", func(b *testing.B) { decodeAll(b, rostersQuoted(), asmRosters, (*roster).size, rosterOf) })
}

func decodeAll[R any](b *testing.B, data []byte, asm func(*testing.B, []byte, *apple.DecodeOptions) int, size func(*R) int, make func([]string) R) {
	want := asm(b, data, nil)
	for _, decoder := range []struct {
		name string
		sum  func() int
	}{
		{"asm", func() int { return asm(b, data, nil) }},
		{"asm-borrow", func() int { return asm(b, data, &apple.DecodeOptions{Borrow: true}) }},
		{"encoding-csv", func() int { return decodeStd(b, data, make, size) }},
		{"csvutil", func() int { return decodeCSVUtil(b, data, size) }},
		{"gocsv", func() int { return decodeGocsv(b, data, size) }},
	} {
		b.Run(decoder.name, func(b *testing.B) { measure(b, data, want, decoder.sum) })
	}
}

func asmStudents(b *testing.B, data []byte, opts *apple.DecodeOptions) (sum int) {
	for s, err := range apple.NewDecoder[apple.Student](bytes.NewReader(data), opts).All() {
		if err != nil {
			b.Fatal(err)
		}
		sum += len(s.PersonID) + len(s.PersonNumber) + len(s.FirstName) + len(s.MiddleName) + len(s.LastName) + len(s.GradeLevel) +
			len(s.EmailAddress) + len(s.SISUsername) + len(s.PasswordPolicy) + len(s.LocationIDs[0])
	}
	return sum
}

func asmRosters(b *testing.B, data []byte, opts *apple.DecodeOptions) (sum int) {
	for r, err := range apple.NewDecoder[apple.Roster](bytes.NewReader(data), opts).All() {
		if err != nil {
			b.Fatal(err)
		}
		sum += len(r.RosterID) + len(r.ClassID) + len(r.StudentID)
	}
	return sum
}

func (s *student) size() int {
	return len(s.PersonID) + len(s.PersonNumber) + len(s.FirstName) + len(s.MiddleName) + len(s.LastName) + len(s.GradeLevel) +
		len(s.EmailAddress) + len(s.SISUsername) + len(s.PasswordPolicy) + len(s.LocationID)
}

func studentOf(c []string) student {
	return student{c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7], c[8], c[9]}
}

func (r *roster) size() int { return len(r.RosterID) + len(r.ClassID) + len(r.StudentID) }

func rosterOf(c []string) roster { return roster{c[0], c[1], c[2]} }

// reader is encoding/csv at its fastest.
func reader(data []byte) *csv.Reader {
	r := csv.NewReader(bytes.NewReader(data))
	r.ReuseRecord, r.LazyQuotes = true, true
	return r
}

func decodeStd[R any](b *testing.B, data []byte, make func([]string) R, size func(*R) int) (sum int) {
	r := reader(data)
	if _, err := r.Read(); err != nil {
		b.Fatal(err)
	}
	var row R
	for {
		cells, err := r.Read()
		if err == io.EOF {
			return sum
		} else if err != nil {
			b.Fatal(err)
		}
		row = make(cells)
		sum += size(&row)
	}
}

func decodeCSVUtil[R any](b *testing.B, data []byte, size func(*R) int) (sum int) {
	dec, err := csvutil.NewDecoder(reader(data))
	if err != nil {
		b.Fatal(err)
	}
	var row R
	for {
		if err := dec.Decode(&row); err == io.EOF {
			return sum
		} else if err != nil {
			b.Fatal(err)
		}
		sum += size(&row)
	}
}

func decodeGocsv[R any](b *testing.B, data []byte, size func(*R) int) (sum int) {
	if err := gocsv.UnmarshalToCallback(bytes.NewReader(data), func(row R) { sum += size(&row) }); err != nil {
		b.Fatal(err)
	}
	return sum
}
