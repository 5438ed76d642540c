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

func BenchmarkEncode(b *testing.B) {
	b.Run("students", func(b *testing.B) {
		encodeAll(b, students(), func(s apple.Student) student {
			return student{s.PersonID, s.PersonNumber, s.FirstName, s.MiddleName, s.LastName, s.GradeLevel, s.EmailAddress, s.SISUsername, string(s.PasswordPolicy), s.LocationIDs[0]}
		}, func(s *student, c []string) []string {
			return append(c, s.PersonID, s.PersonNumber, s.FirstName, s.MiddleName, s.LastName, s.GradeLevel, s.EmailAddress, s.SISUsername, s.PasswordPolicy, s.LocationID)
		})
	})
	b.Run("rosters", func(b *testing.B) {
		encodeAll(b, rosters(), func(r apple.Roster) roster { return roster(r) },
			func(r *roster, c []string) []string { return append(c, r.RosterID, r.ClassID, r.StudentID) })
	})
}

func encodeAll[T apple.Record, R any](b *testing.B, data []byte, convert func(T) R, cells func(*R, []string) []string) {
	var ours []T
	var theirs []R
	for row, err := range apple.NewDecoder[T](bytes.NewReader(data), nil).All() {
		if err != nil {
			b.Fatal(err)
		}
		ours, theirs = append(ours, row), append(theirs, convert(row))
	}
	b.Run("asm", func(b *testing.B) { measure(b, data, len(ours), func() int { return encodeASM(b, ours) }) })
	b.Run("encoding-csv", func(b *testing.B) { measure(b, data, len(ours), func() int { return encodeStd(b, theirs, cells) }) })
	b.Run("csvutil", func(b *testing.B) { measure(b, data, len(ours), func() int { return encodeCSVUtil(b, theirs) }) })
	b.Run("gocsv", func(b *testing.B) {
		measure(b, data, len(ours), func() int {
			if err := gocsv.Marshal(theirs, io.Discard); err != nil {
				b.Fatal(err)
			}
			return len(theirs)
		})
	})
}

func encodeASM[T apple.Record](b *testing.B, rows []T) int {
	enc := apple.NewEncoder[T](io.Discard, nil)
	for i := range rows {
		if err := enc.Encode(rows[i]); err != nil {
			b.Fatal(err)
		}
	}
	if err := enc.Close(); err != nil {
		b.Fatal(err)
	}
	return len(rows)
}

func encodeStd[R any](b *testing.B, rows []R, cells func(*R, []string) []string) int {
	w := csv.NewWriter(io.Discard)
	var row []string
	for i := range rows {
		row = cells(&rows[i], row[:0])
		if err := w.Write(row); err != nil {
			b.Fatal(err)
		}
	}
	w.Flush()
	return len(rows)
}

func encodeCSVUtil[R any](b *testing.B, rows []R) int {
	w := csv.NewWriter(io.Discard)
	enc := csvutil.NewEncoder(w)
	for i := range rows {
		if err := enc.Encode(&rows[i]); err != nil {
			b.Fatal(err)
		}
	}
	w.Flush()
	return len(rows)
}
