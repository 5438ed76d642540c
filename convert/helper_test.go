package convert

import (
	"bytes"
	"encoding/json"
	"io"
	"io/fs"
	"slices"
	"testing"
	"testing/fstest"

	"github.com/seed-21142606/asm/apple"
	"github.com/seed-21142606/asm/oneroster"
)

// memory is a Creator that keeps what is written.
type memory struct {
	names []string
	files map[string]*bytes.Buffer
}

func (m *memory) Create(name string) (io.Writer, error) {
	if m.files == nil {
		m.files = map[string]*bytes.Buffer{}
	}
	m.names = append(m.names, name)
	m.files[name] = new(bytes.Buffer)
	return m.files[name], nil
}

func (m *memory) fs() fstest.MapFS {
	fsys := fstest.MapFS{}
	for name, b := range m.files {
		fsys[name] = &fstest.MapFile{Data: b.Bytes()}
	}
	return fsys
}

// bundle is files by name without ".csv".
type bundle map[string]string

func (b bundle) fs() fstest.MapFS {
	fsys := fstest.MapFS{}
	for name, text := range b {
		fsys[name+".csv"] = &fstest.MapFile{Data: []byte(text)}
	}
	return fsys
}

// with returns b with some files replaced; "-" takes one away.
func (b bundle) with(files bundle) bundle {
	all := bundle{}
	for name, text := range b {
		all[name] = text
	}
	for name, text := range files {
		if text == "-" {
			delete(all, name)
		} else {
			all[name] = text
		}
	}
	return all
}

// toApple1 converts and checks what must hold of every conversion.
func toApple1(t *testing.T, src fs.FS, opts *ToAppleOptions) (fstest.MapFS, *Ledger) {
	t.Helper()
	var dst memory
	l, err := ToApple(t.Context(), &dst, src, opts)
	if err != nil {
		t.Fatalf("ToApple: %v", err)
	}
	if !slices.Equal(dst.names, apple.FileNames()) {
		t.Errorf("files written: %v, want %v", dst.names, apple.FileNames())
	}
	out := dst.fs()
	checkLedger(t, l, src, out)
	checkApple(t, out)
	return out, l
}

func toOneRoster1(t *testing.T, src fs.FS, opts *ToOneRosterOptions) (fstest.MapFS, *Ledger) {
	t.Helper()
	var dst memory
	l, err := ToOneRoster(t.Context(), &dst, src, opts)
	if err != nil {
		t.Fatalf("ToOneRoster: %v", err)
	}
	want := []string{"manifest.csv", "orgs.csv", "academicSessions.csv", "courses.csv", "users.csv", "classes.csv", "enrollments.csv"}
	if !slices.Equal(dst.names, want) {
		t.Errorf("files written: %v, want %v", dst.names, want)
	}
	out := dst.fs()
	checkLedger(t, l, src, out)
	return out, l
}

// rows counts the rows of a file, readable or not, by its decoder.
func rows[T apple.Record](fsys fs.FS) int {
	n := 0
	for _, err := range apple.Read[T](fsys, nil) {
		if e, ok := err.(*apple.ParseError); err == nil || ok && !e.Final {
			n++
		}
	}
	return n
}

func rosterRows[T oneroster.Record](fsys fs.FS) int {
	n := 0
	for _, err := range oneroster.Read[T](fsys, nil) {
		if e, ok := err.(*oneroster.ParseError); err == nil || ok && !e.Final {
			n++
		}
	}
	return n
}

// count counts the rows of every file that there is.
func count(fsys fs.FS) map[string]int {
	return map[string]int{
		"locations.csv": rows[apple.Location](fsys), "students.csv": rows[apple.Student](fsys),
		"staff.csv": rows[apple.Staff](fsys), "rosters.csv": rows[apple.Roster](fsys),
		"courses.csv":          max(rows[apple.Course](fsys), rosterRows[oneroster.Course](fsys)),
		"classes.csv":          max(rows[apple.Class](fsys), rosterRows[oneroster.Class](fsys)),
		"orgs.csv":             rosterRows[oneroster.Org](fsys),
		"academicSessions.csv": rosterRows[oneroster.AcademicSession](fsys),
		"users.csv":            rosterRows[oneroster.User](fsys),
		"enrollments.csv":      rosterRows[oneroster.Enrollment](fsys),
		"demographics.csv":     rosterRows[oneroster.Demographics](fsys),
		"roles.csv":            rosterRows[oneroster.Role](fsys),
		"userProfiles.csv":     rosterRows[oneroster.UserProfile](fsys),
	}
}

// checkLedger adds up: by the ledger itself, and against the rows of the files
// as the decoders count them.
func checkLedger(t *testing.T, l *Ledger, src, dst fs.FS) {
	t.Helper()
	if err := l.Balanced(); err != nil {
		t.Error(err)
	}
	read, written := count(src), count(dst)
	for _, s := range l.Sources {
		if n, known := read[s.File]; known && n != s.Read {
			t.Errorf("%s: the ledger has %d rows read, the file has %d", s.File, s.Read, n)
		}
		for _, out := range s.LeftOut {
			if out.Reason.Text() == "" {
				t.Errorf("%s: reason %q has no text", s.File, out.Reason)
			}
		}
		delete(read, s.File)
	}
	for file, n := range read {
		if _, err := fs.Stat(src, file); err == nil && n > 0 {
			t.Errorf("%s: %d rows are in no ledger", file, n)
		}
	}
	for _, target := range l.Targets {
		if n := written[target.File]; n != target.Rows {
			t.Errorf("%s: the ledger has %d rows written, the file has %d", target.File, target.Rows, n)
		}
	}
	if _, err := json.Marshal(l); err != nil {
		t.Error(err)
	}
}

// checkApple checks keys and references of a bundle of Apple's, by plain maps.
func checkApple(t *testing.T, fsys fs.FS) {
	t.Helper()
	locations, people, students, staff := keys{}, keys{}, keys{}, keys{}
	courses, classes, rosters := keys{}, keys{}, keys{}
	for _, v := range all[apple.Location](t, fsys) {
		locations.add(t, "location_id", v.LocationID)
		within(t, "location_name", v.LocationName, 256)
	}
	for _, v := range all[apple.Student](t, fsys) {
		people.add(t, "person_id", v.PersonID)
		students.add(t, "person_id", v.PersonID)
		locations.hold(t, "students location_id", v.LocationIDs...)
		within(t, "first_name", v.FirstName, 32)
		within(t, "last_name", v.LastName, 64)
	}
	for _, v := range all[apple.Staff](t, fsys) {
		people.add(t, "person_id", v.PersonID)
		staff.add(t, "person_id", v.PersonID)
		locations.hold(t, "staff location_id", v.LocationIDs...)
	}
	for _, v := range all[apple.Course](t, fsys) {
		courses.add(t, "course_id", v.CourseID)
		locations.hold(t, "courses location_id", v.LocationID)
		within(t, "course_name", v.CourseName, 128)
	}
	for _, v := range all[apple.Class](t, fsys) {
		classes.add(t, "class_id", v.ClassID)
		courses.hold(t, "classes course_id", v.CourseID)
		locations.hold(t, "classes location_id", v.LocationID)
		if len(v.InstructorIDs) > 1 || v.InstructorIDs[0] != "" {
			staff.hold(t, "classes instructor_id", v.InstructorIDs...)
		}
	}
	pairs := map[[2]string]bool{}
	for _, v := range all[apple.Roster](t, fsys) {
		rosters.add(t, "roster_id", v.RosterID)
		classes.hold(t, "rosters class_id", v.ClassID)
		students.hold(t, "rosters student_id", v.StudentID)
		p := [2]string{v.ClassID, v.StudentID}
		if pairs[p] {
			t.Errorf("rosters: the same student is in a class twice")
		}
		pairs[p] = true
	}
}

func within(t *testing.T, name, s string, limit int) {
	t.Helper()
	if n := len([]rune(truncate(s, 0))); n > limit && over(s, limit) {
		t.Errorf("%s has %d characters, limit %d", name, n, limit)
	}
}

func all[T apple.Record](t *testing.T, fsys fs.FS) []T {
	t.Helper()
	var list []T
	for v, err := range apple.Read[T](fsys, nil) {
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, v)
	}
	return list
}

type keys map[string]bool

func (k keys) add(t *testing.T, name, id string) {
	t.Helper()
	if id == "" || k[id] {
		t.Errorf("%s is blank or occurs twice", name)
	}
	k[id] = true
}

func (k keys) hold(t *testing.T, name string, ids ...string) {
	t.Helper()
	for _, id := range ids {
		if !k[id] {
			t.Errorf("%s %q leads nowhere", name, id)
		}
	}
}
