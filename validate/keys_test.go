package validate

import (
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// A district is random rows of Apple's format, in which keys are taken from so
// few that some repeat and some are missing.
type district struct {
	locations, students, staff, courses, classes, rosters [][]string
}

func (d *district) files() map[string]*[][]string {
	return map[string]*[][]string{
		"locations.csv": &d.locations, "students.csv": &d.students, "staff.csv": &d.staff,
		"courses.csv": &d.courses, "classes.csv": &d.classes, "rosters.csv": &d.rosters,
	}
}

func randomDistrict(rnd *rand.Rand) *district {
	key := func(kind string, n int) string { return fmt.Sprintf("%s%d", kind, rnd.IntN(n)) }
	blank := func(s string) string {
		if rnd.IntN(3) == 0 {
			return ""
		}
		return s
	}
	rows := func(n int, row func() []string) [][]string {
		all := [][]string{}
		for range 1 + rnd.IntN(n) {
			all = append(all, row())
		}
		return all
	}
	location := func() string { return key("l", 12) }
	return &district{
		locations: rows(12, func() []string { return []string{location(), "x"} }),
		students: rows(40, func() []string {
			return []string{key("p", 90), "", "a", "", "b", "", "", "", "", location()}
		}),
		staff:   rows(10, func() []string { return []string{key("p", 90), "", "a", "", "b", "", "", location()} }),
		courses: rows(10, func() []string { return []string{key("c", 20), "", "", location()} }),
		classes: rows(10, func() []string {
			return []string{key("k", 30), "", key("c", 20), blank(key("p", 90)), blank(key("p", 90)), blank(key("p", 90)), location()}
		}),
		rosters: rows(60, func() []string { return []string{key("r", 300), key("k", 30), key("p", 90)} }),
	}
}

// bundle writes the rows below the headers of the corpus.
func (d *district) bundle(base bundle) bundle {
	b := bundle{}
	for name, rows := range d.files() {
		lines := []string{base.lines(name)[0]}
		for _, cells := range *rows {
			lines = append(lines, strings.Join(cells, ","))
		}
		b.put(name, lines)
	}
	return b
}

// spots works out with maps of strings what has to be found.
func (d *district) spots() []spot {
	var want []spot
	note := func(rule, file string, row int, cells []string, column int) {
		at := 1
		for _, c := range cells[:column] {
			at += len(c) + 1
		}
		want = append(want, spot{rule, file, row + 2, at})
	}
	keys := func(rows [][]string) map[string]bool {
		set := map[string]bool{}
		for _, cells := range rows {
			set[cells[0]] = true
		}
		return set
	}
	unique := func(rule, file string, rows [][]string, seen map[string]bool) {
		for i, cells := range rows {
			if seen[cells[0]] {
				note(rule, file, i, cells, 0)
			}
			seen[cells[0]] = true
		}
	}
	refer := func(file string, rows [][]string, to map[string]bool, columns ...int) {
		for i, cells := range rows {
			for _, c := range columns {
				if cells[c] != "" && !to[cells[c]] {
					note("apple/reference", file, i, cells, c)
				}
			}
		}
	}
	people := map[string]bool{}
	unique("apple/person-id-unique", "students.csv", d.students, people)
	unique("apple/person-id-unique", "staff.csv", d.staff, people)
	for _, name := range []string{"locations.csv", "courses.csv", "classes.csv", "rosters.csv"} {
		unique("apple/unique", name, *d.files()[name], map[string]bool{})
	}
	locations := keys(d.locations)
	refer("students.csv", d.students, locations, 9)
	refer("staff.csv", d.staff, locations, 7)
	refer("courses.csv", d.courses, locations, 3)
	refer("classes.csv", d.classes, locations, 6)
	refer("classes.csv", d.classes, keys(d.courses), 2)
	refer("classes.csv", d.classes, keys(d.staff), 3, 4, 5)
	refer("rosters.csv", d.rosters, keys(d.classes), 1)
	refer("rosters.csv", d.rosters, keys(d.students), 2)
	return sortSpots(want)
}

// keyFindings are those about keys.
func keyFindings(r *Report) []spot {
	got := []spot{}
	for _, f := range r.Findings {
		switch f.Rule.ID {
		case "apple/unique", "apple/person-id-unique", "apple/reference":
			got = append(got, spotOf(f))
		}
	}
	return sortSpots(got)
}

// TestKeys compares findings about keys with plain maps, on random districts.
func TestKeys(t *testing.T) {
	base, found := base(t, "apple"), 0
	for seed := range uint64(150) {
		d := randomDistrict(rand.New(rand.NewPCG(seed, 1)))
		got, want := keyFindings(validate(t, d.bundle(base), nil)), d.spots()
		if !slices.Equal(got, want) {
			t.Fatalf("seed %d: found\n%v\nwant\n%v", seed, got, want)
		}
		found += len(want)
	}
	if found < 1000 {
		t.Errorf("only %d findings in all districts; the test shows little", found)
	}
}

// TestKeysCollide does so with hashes that nearly all collide. Repeated keys
// must be found all the same, and no key may be accused that is not repeated.
// A reference that leads nowhere may escape, as documented, but none may be
// reported that leads somewhere.
func TestKeysCollide(t *testing.T) {
	base := base(t, "apple")
	for _, hash := range []func(string) uint64{
		func(string) uint64 { return 0 },
		func(s string) uint64 { return uint64(len(s)) << 56 },
		func(s string) uint64 { h := fnv.New64(); h.Write([]byte(s)); return h.Sum64() % 7 },
	} {
		for seed := range uint64(40) {
			d := randomDistrict(rand.New(rand.NewPCG(seed, 2)))
			got, want := keyFindings(validate(t, d.bundle(base), &Options{hash: hash})), d.spots()
			for _, s := range got {
				if !slices.Contains(want, s) {
					t.Fatalf("seed %d: false finding %v", seed, s)
				}
			}
			for _, s := range want {
				if s.Rule != "apple/reference" && !slices.Contains(got, s) {
					t.Fatalf("seed %d: missed %v", seed, s)
				}
			}
		}
	}
}

// TestManyRepeated repeats more keys than are held as text at a time.
func TestManyRepeated(t *testing.T) {
	const n = maxSuspects + maxSuspects/2
	b := base(t, "apple").clone()
	lines := make([]string, 0, 2*n+1)
	lines = append(lines, "roster_id,class_id,student_id")
	for range 2 {
		for i := range n {
			lines = append(lines, fmt.Sprintf("r%d,K-1,S-1", i))
		}
	}
	b.put("rosters.csv", lines)
	got := only(validate(t, b, nil), "apple/unique")
	if len(got) != n {
		t.Fatalf("%d findings, want %d", len(got), n)
	}
	lineOf := map[int]bool{}
	for _, f := range got {
		lineOf[f.At.Line] = true
		if len(f.Related) != 1 || f.Related[0].Line != f.At.Line-n {
			t.Fatalf("line %d is said to repeat %v, want line %d", f.At.Line, f.Related, f.At.Line-n)
		}
	}
	if len(lineOf) != n {
		t.Errorf("%d different lines are reported, want %d", len(lineOf), n)
	}
}

// TestReferenceWithin has users refer to users further down and further up.
func TestReferenceWithin(t *testing.T) {
	b := base(t, "oneroster-1.1").clone()
	agents := b.column(t, "users.csv", "agentSourcedIds")
	b.set("users.csv", 2, agents, "u-4")
	if got := only(validate(t, b, nil), "oneroster/reference"); len(got) != 0 {
		t.Errorf("a user who is further down is reported: %v", got)
	}
	b.set("users.csv", 2, agents, "u-5")
	got := only(validate(t, b, nil), "oneroster/reference")
	if len(got) != 1 || got[0].At.Field != "agentSourcedIds" || got[0].At.Line != 2 || got[0].At.Row != 1 {
		t.Errorf("findings %v, want one in line 2", got)
	}
}

// TestReferenceDelta makes files delta in turn: references from and to them
// may lead to what was sent before.
func TestReferenceDelta(t *testing.T) {
	spoilt := base(t, "oneroster-1.1").clone()
	spoilt.set("enrollments.csv", 2, 5, "u-9")
	for _, tt := range []struct {
		delta string
		want  int
	}{{"", 1}, {"users", 0}, {"enrollments", 0}, {"classes", 1}} {
		b := spoilt.clone()
		manifest := strings.Join(b.lines("manifest.csv"), "\n")
		manifest = strings.Replace(manifest, "file."+tt.delta+",bulk", "file."+tt.delta+",delta", 1)
		b.put("manifest.csv", strings.Split(manifest, "\n"))
		if got := only(validate(t, b, nil), "oneroster/reference"); len(got) != tt.want {
			t.Errorf("with %q delta: %v, want %d findings", tt.delta, got, tt.want)
		}
	}
}

// TestReferenceTypeDangling names a school that is not there: it has no type.
func TestReferenceTypeDangling(t *testing.T) {
	b := base(t, "oneroster-1.1").clone()
	b.set("enrollments.csv", 2, 4, "school-9")
	got := validate(t, b, nil).Findings
	if len(got) != 1 || got[0].Rule.ID != "oneroster/reference" {
		t.Errorf("findings %v, want the reference alone", got)
	}
}

// TestFileMissingDelta leaves a file out of a bundle of changes.
func TestFileMissingDelta(t *testing.T) {
	b := base(t, "oneroster-1.1").clone()
	delete(b, "enrollments.csv")
	manifest := strings.Join(b.lines("manifest.csv"), "\n")
	manifest = strings.Replace(manifest, "file.enrollments,bulk", "file.enrollments,absent", 1)
	for mode, want := range map[string]int{"bulk": 1, "delta": 0} {
		b.put("manifest.csv", strings.Split(strings.Replace(manifest, "file.users,bulk", "file.users,"+mode, 1), "\n"))
		if got := only(validate(t, b, nil), "oneroster/file-missing"); len(got) != want {
			t.Errorf("with users %s: %v, want %d findings", mode, got, want)
		}
	}
}

// TestReferenceUnreadable spoils the header of a file that others refer to.
// That is one finding, not one for each reference.
func TestReferenceUnreadable(t *testing.T) {
	b := base(t, "apple").clone()
	b.put("students.csv", append([]string{"person_id,person_id"}, b.lines("students.csv")[1:]...))
	got := validate(t, b, nil).Findings
	if len(got) != 1 || got[0].Rule.ID != "apple/header-duplicate" {
		t.Errorf("findings %v, want the header alone", got)
	}
}
