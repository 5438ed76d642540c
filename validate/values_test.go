package validate

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"unicode"
)

// TestRunesNFC holds what the check of lengths relies on: in form C no string
// has more characters than it has bytes.
func TestRunesNFC(t *testing.T) {
	for r := rune(0); r <= unicode.MaxRune; r++ {
		s := string(r)
		if n := runesNFC(s); n > len(s) {
			t.Fatalf("%U has %d characters and %d bytes", r, n, len(s))
		}
	}
	for s, want := range map[string]int{
		"":                              0,
		"Zoe\u0308":                     3, // composed
		"Zo\u00eb":                      3,
		"\u0958":                        2, // decomposed, since form C excludes it
		"a\xffb":                        3, // a byte that is no UTF-8 counts as one
		strings.Repeat("e\u0301", 1000): 1000,
	} {
		if got := runesNFC(s); got != want {
			t.Errorf("runesNFC(%+q) = %d, want %d", s, got, want)
		}
	}
}

// TestLengthLimits checks every limit of Apple's tables at the limit and one
// beyond, in letters of two bytes.
func TestLengthLimits(t *testing.T) {
	base := base(t, "apple")
	for _, s := range appleFiles() {
		f := s.core()
		for _, c := range f.columns {
			if c.maxChars == 0 || c.values != nil {
				continue
			}
			for over := range 2 {
				fsys := base.clone()
				fsys.set(f.name, 2, fsys.column(t, f.name, c.name), strings.Repeat("é", c.maxChars+over))
				n := len(only(validate(t, fsys, nil), "apple/length"))
				if n != over {
					t.Errorf("%s %s: %d findings with %d characters over %d", f.name, c.name, n, over, c.maxChars)
				}
			}
		}
	}
}

// TestRequired blanks every column of Apple's files in turn.
func TestRequired(t *testing.T) {
	base := base(t, "apple")
	for _, s := range appleFiles() {
		f := s.core()
		for _, c := range f.columns {
			fsys := base.clone()
			fsys.set(f.name, 2, fsys.column(t, f.name, c.name), "")
			got := only(validate(t, fsys, nil), "apple/required")
			if want := c.need == always; (len(got) == 1) != want || len(got) > 1 {
				t.Errorf("%s: %d findings with a blank %s", f.name, len(got), c.name)
			}
			for _, g := range got {
				if g.At.Field != c.name || g.At.Line != 2 || g.At.Row != 1 {
					t.Errorf("blank %s in %s reported at %v, row %d, %s", c.name, f.name, g.At, g.At.Row, g.At.Field)
				}
			}
		}
	}
}

func TestWords(t *testing.T) {
	for _, tt := range []struct {
		version, file, field, value string
		rule                        string // "" if the value is right
	}{
		{"1.1", "orgs.csv", "type", "school", ""},
		{"1.1", "orgs.csv", "type", "School", "oneroster/enum"},
		{"1.1", "orgs.csv", "type", "ext:campus", "oneroster/enum"},
		{"1.2", "orgs.csv", "type", "ext:campus", ""},
		{"1.2", "orgs.csv", "type", "ext:", "oneroster/enum"},
		{"1.1", "demographics.csv", "sex", "other", "oneroster/enum"},
		{"1.2", "demographics.csv", "sex", "other", ""},
		{"1.1", "demographics.csv", "asian", "false", ""},
		{"1.1", "demographics.csv", "asian", "0", "oneroster/boolean"},
		{"1.1", "demographics.csv", "asian", "False", "oneroster/boolean"},
		{"1.1", "demographics.csv", "birthDate", "2011-02-28", ""},
		{"1.1", "demographics.csv", "birthDate", "2011-02-29", "oneroster/date-form"},
		{"1.1", "demographics.csv", "birthDate", "2011-3-4", "oneroster/date-form"},
		{"1.1", "academicSessions.csv", "schoolYear", "26", "oneroster/year"},
		{"1.1", "academicSessions.csv", "schoolYear", "20x6", "oneroster/year"},
		{"1.1", "users.csv", "role", "principal", "oneroster/enum"},
		{"1.2", "roles.csv", "role", "principal", ""},
		{"1.2", "roles.csv", "roleType", "ext:x", "oneroster/enum"},
	} {
		name := fmt.Sprintf("%s %s %s=%s", tt.version, tt.file, tt.field, tt.value)
		fsys := base(t, "oneroster-"+tt.version).clone()
		fsys.set(tt.file, 2, fsys.column(t, tt.file, tt.field), tt.value)
		var got string
		for _, f := range validate(t, fsys, nil).Findings {
			if f.At.File == tt.file && f.At.Field == tt.field {
				got = f.Rule.ID
			}
		}
		if got != tt.rule {
			t.Errorf("%s: rule %q, want %q", name, got, tt.rule)
		}
	}
}

// TestDates has dates follow each other that are nearly the same, since the
// last good one is remembered.
func TestDates(t *testing.T) {
	b := base(t, "oneroster-1.1").clone()
	lines := b.lines("enrollments.csv")[:1]
	dates := []string{"2025-08-15", "2025-08-15", "2025-08-1", "2025-08-15", "2025-08-150", "2025-08-16", "2025-08-36", "", "2025-08-16"}
	for i, d := range dates {
		lines = append(lines, fmt.Sprintf("e-%d,,,k-1,school-1,u-1,student,,%s,", i, d))
	}
	b.put("enrollments.csv", lines)
	var got []int
	for _, f := range only(validate(t, b, nil), "oneroster/date-form") {
		got = append(got, f.At.Row)
	}
	if want := []int{3, 5, 7}; !slices.Equal(got, want) {
		t.Errorf("rows %v are reported, want %v", got, want)
	}
}

// TestMoreLocations: the guide allows numbered locations in locations.csv, but
// no other columns.
func TestMoreLocations(t *testing.T) {
	for header, want := range map[string]int{
		"location_id,location_name,location_id_2,location_id_999": 0,
		"location_id,location_name,location_id_1":                 1,
		"location_id,location_name,location_id_1000":              1,
		"location_id,location_name,location_id_x":                 1,
		"location_id,location_name,instructor_id_2":               1,
	} {
		fsys := base(t, "apple").clone()
		fsys["locations.csv"] = &fstest.MapFile{Data: []byte(header + "\n")}
		if n := len(only(validate(t, fsys, nil), "apple/header-unknown")); n != want {
			t.Errorf("%s: %d findings, want %d", header, n, want)
		}
	}
	fsys := base(t, "apple").clone()
	fsys["rosters.csv"] = &fstest.MapFile{Data: []byte("roster_id,class_id,student_id,location_id_2\n")}
	if n := len(only(validate(t, fsys, nil), "apple/header-unknown")); n != 1 {
		t.Errorf("location_id_2 in rosters.csv: %d findings, want 1", n)
	}
}

// TestManifestNames: a misspelt row counts as unknown, not as missing too; two
// rows of a name that means nothing are unknown, and no repetition.
func TestManifestNames(t *testing.T) {
	b := base(t, "oneroster-1.1").clone()
	text := strings.Replace(string(b["manifest.csv"].Data), "file.orgs", "file.orgz", 1)
	b["manifest.csv"] = &fstest.MapFile{Data: []byte(text + "x,1\nx,2\n")}
	r := validate(t, b, nil)
	for rule, want := range map[string]int{"unknown": 3, "missing": 0, "duplicate": 0} {
		if n := len(only(r, "oneroster/manifest-property-"+rule)); n != want {
			t.Errorf("%s: %d findings, want %d", rule, n, want)
		}
	}
}
