// Package bench measures the SDK beside its rivals, in one run and on the same
// data, so that the ratios hold whatever the machine:
//
//	go test -bench . -cpu 1 ./examples/bench
//
// The data are made here, or read from a folder with students.csv and
// rosters.csv named by ASM_BENCH_DATA; its quotes must be doubled, since
// encoding/csv and what is built on it cannot read Apple's \".
package bench

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/seed-21142606/asm/apple"
)

// A student and a roster as rivals see them: tags where they use reflection.
type student struct {
	PersonID       string `csv:"person_id"`
	PersonNumber   string `csv:"person_number"`
	FirstName      string `csv:"first_name"`
	MiddleName     string `csv:"middle_name"`
	LastName       string `csv:"last_name"`
	GradeLevel     string `csv:"grade_level"`
	EmailAddress   string `csv:"email_address"`
	SISUsername    string `csv:"sis_username"`
	PasswordPolicy string `csv:"password_policy"`
	LocationID     string `csv:"location_id"`
}

type roster struct {
	RosterID  string `csv:"roster_id"`
	ClassID   string `csv:"class_id"`
	StudentID string `csv:"student_id"`
}

// The files that are read: as Apple wants them, and with every cell quoted and
// lines ending in CR LF, as many systems export them.
var (
	students       = sync.OnceValue(func() []byte { return workload("students.csv", makeStudents) })
	rosters        = sync.OnceValue(func() []byte { return workload("rosters.csv", makeRosters) })
	studentsQuoted = sync.OnceValue(func() []byte { return quoteAll[apple.Student](students()) })
	rostersQuoted  = sync.OnceValue(func() []byte { return quoteAll[apple.Roster](rosters()) })
)

func workload(name string, generate func() []byte) []byte {
	dir := os.Getenv("ASM_BENCH_DATA")
	if dir == "" {
		return generate()
	}
	data, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		panic(err)
	}
	return data
}

// makeStudents: half the ids are GUIDs and half numbers, one name in five needs
// quotes, one in seventeen is not ASCII, three in a thousand hold a quote.
func makeStudents() []byte {
	firsts := strings.Fields("Ana Ben Carla David Emma Farid Grace Hana Ivan Julia Kofi Lena Mateo Nora Omar Priya Zoë")
	lasts := []string{"Abbott", "Becker", "Costa", "De Luca", "Evans", "Fischer", "Garcia", "Ito", "Jansen", "King, Jr.", "Lopez", "Van Dyk", "Žák", "Nguyen", "Olsen", "Peters", "Quinn"}
	rnd := rand.New(rand.NewPCG(1, 1))
	return encode(100_000, nil, func(i int) apple.Student {
		first, last := firsts[rnd.IntN(len(firsts))], lasts[rnd.IntN(len(lasts))]
		user := fmt.Sprintf("%s.%s%d", strings.ToLower(first[:2]), strings.ToLower(last[:1]), i)
		if rnd.IntN(1000) < 3 {
			first += ` "Ace" B`
		}
		return apple.Student{
			PersonID: id(rnd, i), PersonNumber: fmt.Sprint(100_000 + i), FirstName: first, MiddleName: string(rune('A' + i%26)), LastName: last,
			GradeLevel: fmt.Sprint(1 + i%12), EmailAddress: user + "@appleid.district.example", SISUsername: user,
			PasswordPolicy: apple.PolicyFour, LocationIDs: []string{id(rnd, i%150)},
		}
	})
}

func makeRosters() []byte {
	rnd := rand.New(rand.NewPCG(2, 2))
	return encode(600_000, nil, func(i int) apple.Roster {
		return apple.Roster{RosterID: id(rnd, i), ClassID: id(rnd, i/25), StudentID: id(rnd, i%100_000)}
	})
}

func id(rnd *rand.Rand, i int) string {
	if rnd.IntN(2) == 0 {
		return fmt.Sprint(1000 + i)
	}
	return fmt.Sprintf("%08x-%04x-4%03x-8%03x-%012x", rnd.Uint32(), rnd.IntN(1<<16), rnd.IntN(1<<12), rnd.IntN(1<<12), rnd.Int64N(1<<48))
}

func encode[T apple.Record](n int, opts *apple.EncodeOptions, row func(int) T) []byte {
	if opts == nil {
		opts = &apple.EncodeOptions{DoubleQuotes: true}
	}
	var out bytes.Buffer
	enc := apple.NewEncoder[T](&out, opts)
	for i := range n {
		if err := enc.Encode(row(i)); err != nil {
			panic(err)
		}
	}
	if err := enc.Close(); err != nil {
		panic(err)
	}
	return out.Bytes()
}

func quoteAll[T apple.Record](data []byte) []byte {
	var out bytes.Buffer
	write := func(cells []string) {
		for i, c := range cells {
			if i > 0 {
				out.WriteByte(',')
			}
			out.WriteString(`"` + strings.ReplaceAll(c, `"`, `""`) + `"`)
		}
		out.WriteString("\r\n")
	}
	dec := apple.NewDecoder[T](bytes.NewReader(data), nil)
	header, err := dec.Header()
	if err != nil {
		panic(err)
	}
	write(header)
	columns := apple.Columns[T]()
	for row, err := range dec.All() {
		if err != nil {
			panic(err)
		}
		var cells []string
		for _, c := range columns {
			if list := c.List(&row); list != nil {
				cells = append(cells, *list...)
			} else {
				cells = append(cells, *c.Text(&row))
			}
		}
		write(cells)
	}
	return out.Bytes()
}

// measure times once, which handles all of data and must return want.
func measure(b *testing.B, data []byte, want int, once func() int) {
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if got := once(); got != want {
			b.Fatalf("got %d, want %d", got, want)
		}
	}
	rows := bytes.Count(data, []byte("\n")) - 1
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(rows), "ns/row")
}
