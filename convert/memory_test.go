package convert

import (
	"fmt"
	"io"
	"io/fs"
	"runtime"
	"testing"
	"testing/fstest"
)

// manyEnrollments is the base bundle with n students, each in four classes out
// of a thousand, whose rows are made while they are read.
type manyEnrollments struct {
	fstest.MapFS
	students int
}

func (m manyEnrollments) Open(name string) (fs.File, error) {
	switch name {
	case "users.csv":
		return &generated{head: usersHead + "\n" + tomRow + "\n", n: m.students, row: func(b []byte, i int) []byte {
			return fmt.Appendf(b, "st%d,,true,s1,student,name%d,Ada,Birch,,%d,name%d@oak.example,09,\n", i, i, i, i)
		}}, nil
	case "classes.csv":
		return &generated{head: classesHead + "\n", n: 1000, row: func(b []byte, i int) []byte {
			return fmt.Appendf(b, "k%d,,Algebra %d,c1,,scheduled,s1,y\n", i, i)
		}}, nil
	case "enrollments.csv":
		return &generated{head: enrollHead + "\n", n: 4 * m.students, row: func(b []byte, i int) []byte {
			return fmt.Appendf(b, "enrollment-number-%d,,k%d,s1,st%d,student,,2025-08-01,2026-07-01\n", i, i*7%1000, i/4)
		}}, nil
	}
	return m.MapFS.Open(name)
}

type generated struct {
	head string
	n, i int
	row  func([]byte, int) []byte
	buf  []byte
}

func (g *generated) Read(p []byte) (int, error) {
	if g.head != "" {
		g.buf, g.head = append(g.buf, g.head...), ""
	}
	for len(g.buf) < len(p) && g.i < g.n {
		g.buf = g.row(g.buf, g.i)
		g.i++
	}
	if len(g.buf) == 0 {
		return 0, io.EOF
	}
	n := copy(p, g.buf)
	g.buf = g.buf[:copy(g.buf, g.buf[n:])]
	return n, nil
}

func (g *generated) Stat() (fs.FileInfo, error) { return nil, fs.ErrInvalid }
func (g *generated) Close() error               { return nil }

// peak is a Creator that throws everything away and looks at the heap each time
// a file begins, which is when most is remembered.
type peak struct{ heap uint64 }

func (p *peak) Create(string) (io.Writer, error) {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	p.heap = max(p.heap, m.HeapAlloc)
	return io.Discard, nil
}

// TestMemory converts 50,000 students and 200,000 enrollments, some 20 MB, and
// holds what is remembered of them to 300 bytes a student and 20 an enrollment.
func TestMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a second")
	}
	const students = 50_000
	var before, after peak
	if _, err := before.Create(""); err != nil {
		t.Fatal(err)
	}
	l, err := ToApple(t.Context(), &after, manyEnrollments{base.fs(), students}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if n := l.Target("rosters.csv").Rows; n != 4*students {
		t.Errorf("%d roster rows, want %d", n, 4*students)
	}
	limit := uint64(students*300 + 4*students*20 + 2<<20)
	if used := after.heap - min(before.heap, after.heap); used > limit {
		t.Errorf("remembers %d KiB, want at most %d KiB", used>>10, limit>>10)
	} else {
		t.Logf("remembers %d KiB", used>>10)
	}
}

func BenchmarkToApple(b *testing.B) {
	src := manyEnrollments{base.fs(), 20_000}
	for b.Loop() {
		if _, err := ToApple(b.Context(), new(discard), src, nil); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)*100_000/b.Elapsed().Seconds(), "rows/s")
}

type discard struct{}

func (discard) Create(string) (io.Writer, error) { return io.Discard, nil }
