package district_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"runtime"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/seed-21142606/asm/apple"
	"github.com/seed-21142606/asm/archive"
	"github.com/seed-21142606/asm/examples/internal/district"
	"github.com/seed-21142606/asm/oneroster"
	"github.com/seed-21142606/asm/validate"
)

// A memory is a bundle in memory.
type memory struct{ files map[string]*bytes.Buffer }

func (m *memory) Create(name string) (io.Writer, error) {
	if m.files == nil {
		m.files = map[string]*bytes.Buffer{}
	}
	m.files[name] = new(bytes.Buffer)
	return m.files[name], nil
}

func (m *memory) fs() fs.FS {
	fsys := fstest.MapFS{}
	for name, content := range m.files {
		fsys[name] = &fstest.MapFile{Data: content.Bytes(), Mode: 0o600}
	}
	return fsys
}

type format struct {
	name  string
	write func(*district.District, context.Context, district.Creator) error
}

var formats = []format{
	{"apple", (*district.District).WriteApple},
	{"oneroster-1.1", func(d *district.District, ctx context.Context, dst district.Creator) error {
		return d.WriteOneRoster(ctx, dst, oneroster.V11)
	}},
	{"oneroster-1.2.0", func(d *district.District, ctx context.Context, dst district.Creator) error {
		return d.WriteOneRoster(ctx, dst, oneroster.V120)
	}},
	{"oneroster-1.2.1", func(d *district.District, ctx context.Context, dst district.Creator) error {
		return d.WriteOneRoster(ctx, dst, oneroster.V121)
	}},
}

func invent(t *testing.T, f format, students int, seed uint64) fs.FS {
	t.Helper()
	d, err := district.New(students, seed)
	if err != nil {
		t.Fatal(err)
	}
	m := new(memory)
	if err := f.write(d, t.Context(), m); err != nil {
		t.Fatal(err)
	}
	return m.fs()
}

// Whatever the size and the seed, nothing is wrong with an invented district.
func TestNothingToFind(t *testing.T) {
	for _, f := range formats {
		for _, students := range []int{1, 2, 27, 199, 200, 211, 1000, 3001} {
			for seed := range uint64(3) {
				report, err := validate.Validate(t.Context(), invent(t, f, students, seed), nil)
				if err != nil {
					t.Fatalf("%s, %d students, seed %d: %v", f.name, students, seed, err)
				}
				for _, finding := range report.Findings {
					if finding.Rule.Severity != validate.Info {
						t.Errorf("%s, %d students, seed %d: %v", f.name, students, seed, finding)
					}
				}
			}
		}
	}
}

func TestSameSeedSameBytes(t *testing.T) {
	for _, f := range formats {
		digest := func(seed uint64) [32]byte {
			sum, err := archive.Digest(invent(t, f, 300, seed))
			if err != nil {
				t.Fatal(err)
			}
			return sum
		}
		first := digest(1)
		if again := digest(1); again != first {
			t.Errorf("%s: the same seed gave other bytes", f.name)
		}
		if digest(2) == first {
			t.Errorf("%s: another seed gave the same bytes", f.name)
		}
	}
}

func rows[T apple.Record](t *testing.T, fsys fs.FS) []T {
	t.Helper()
	var all []T
	for row, err := range apple.Read[T](fsys, nil) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, row)
	}
	return all
}

// The district has what makes rosters hard.
func TestIsHard(t *testing.T) {
	fsys := invent(t, formats[0], 3000, 1)
	seen := map[string]int{}
	note := func(what string, is bool) {
		if is {
			seen[what]++
		}
	}
	students := rows[apple.Student](t, fsys)
	for _, s := range students {
		name := s.FirstName + s.LastName
		note("non-ASCII name", strings.ContainsFunc(name, func(r rune) bool { return r > 127 }))
		note("quote", strings.Contains(s.FirstName, `"`))
		note("apostrophe", strings.Contains(s.LastName, "'"))
		note("comma", strings.Contains(s.LastName, ","))
		note("GUID", len(s.PersonID) == 36)
		note("short id with leading zero", len(s.PersonID) == 7 && s.PersonID[0] == '0')
		note("two schools", len(s.LocationIDs) == 2)
		note("blank middle name", s.MiddleName == "")
		if !strings.HasSuffix(s.EmailAddress, ".example") {
			t.Errorf("a mail address outside .example")
		}
	}
	for _, s := range rows[apple.Staff](t, fsys) {
		note("teacher at two schools", len(s.LocationIDs) == 2)
	}
	for _, c := range rows[apple.Class](t, fsys) {
		note([]string{"no teacher", "one teacher", "two teachers", "three teachers"}[len(c.InstructorIDs)], true)
	}
	for _, what := range []string{
		"non-ASCII name", "quote", "apostrophe", "comma", "GUID", "short id with leading zero", "two schools",
		"blank middle name", "teacher at two schools", "one teacher", "two teachers", "three teachers",
	} {
		if seen[what] == 0 {
			t.Errorf("no %s", what)
		}
	}
	if len(students) != 3000 {
		t.Errorf("%d students, want 3000", len(students))
	}
}

// Every student has a homeroom, sits in each class once, and only in classes of
// the own schools.
func TestTimetable(t *testing.T) {
	fsys := invent(t, formats[0], 2500, 5)
	school := map[string]string{}
	for _, c := range rows[apple.Class](t, fsys) {
		school[c.ClassID] = c.LocationID
	}
	schools := map[string][]string{}
	for _, s := range rows[apple.Student](t, fsys) {
		schools[s.PersonID] = s.LocationIDs
	}
	homerooms := map[string]int{}
	seats := map[[2]string]bool{}
	taken := map[string]bool{}
	for _, r := range rows[apple.Roster](t, fsys) {
		if seat := [2]string{r.ClassID, r.StudentID}; seats[seat] {
			t.Errorf("a student sits in %s twice", r.ClassID)
		} else {
			seats[seat] = true
		}
		if strings.Contains(r.ClassID, "-HR-") {
			homerooms[r.StudentID]++
		}
		if !strings.Contains(strings.Join(schools[r.StudentID], " "), school[r.ClassID]) {
			t.Errorf("a student is in class %s of another school", r.ClassID)
		}
		taken[r.ClassID] = true
	}
	for id := range schools {
		if homerooms[id] != 1 {
			t.Errorf("a student has %d homerooms", homerooms[id])
		}
	}
	if len(taken) != len(school) {
		t.Errorf("%d classes, %d of them with students", len(school), len(taken))
	}
}

func TestLimits(t *testing.T) {
	for _, students := range []int{0, -1, district.MaxStudents + 1} {
		if _, err := district.New(students, 1); err == nil {
			t.Errorf("New(%d) worked", students)
		}
	}
}

func TestStops(t *testing.T) {
	d, err := district.New(5000, 1)
	if err != nil {
		t.Fatal(err)
	}
	stop := errors.New("stop")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(stop)
	for _, f := range formats {
		if err := f.write(d, ctx, new(memory)); !errors.Is(err, stop) {
			t.Errorf("%s: got %v, want the context's cause", f.name, err)
		}
	}
}

// discard takes files and looks at the heap now and then.
type discard struct {
	written int
	peak    uint64
}

func (d *discard) Create(string) (io.Writer, error) { return d, nil }

func (d *discard) Write(p []byte) (int, error) {
	if before := d.written; before>>25 != (before+len(p))>>25 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		d.peak = max(d.peak, m.HeapAlloc)
	}
	d.written += len(p)
	return len(p), nil
}

// Memory does not grow with the rows.
func TestMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("writes 180 MB")
	}
	d, err := district.New(300_000, 1)
	if err != nil {
		t.Fatal(err)
	}
	sink := new(discard)
	if err := d.WriteApple(t.Context(), sink); err != nil {
		t.Fatal(err)
	}
	if limit := uint64(16 << 20); sink.peak == 0 || sink.peak > limit {
		t.Errorf("%d bytes of heap for %d bytes of rows, want at most %d", sink.peak, sink.written, limit)
	}
}
