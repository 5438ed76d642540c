package validate

import (
	"slices"
	"strings"
	"testing"
)

// header leaves nothing of a file but its header.
func (b bundle) header(file string) { b.put(file, b.lines(file)[:1]) }

// replace puts one text in place of another that has to be there.
func (b bundle) replace(t testing.TB, file, text, by string) {
	t.Helper()
	lines := strings.Join(b.lines(file), "\n")
	if !strings.Contains(lines, text) {
		t.Fatalf("%s does not hold %q", file, text)
	}
	b.put(file, strings.Split(strings.ReplaceAll(lines, text, by), "\n"))
}

// TestNobody empties the lists of people in every way that is not reported
// otherwise, and in those that are.
func TestNobody(t *testing.T) {
	for name, tt := range map[string]struct {
		spoil func(b bundle)
		want  int
	}{
		"both":            {func(bundle) {}, 1},
		"somebody":        {func(b bundle) { b.put("staff.csv", append(b.lines("staff.csv"), "T-1,,Ines,,Costa,,,LOC-1")) }, 0},
		"missing":         {func(b bundle) { delete(b, "staff.csv") }, 0},
		"missing first":   {func(b bundle) { delete(b, "students.csv") }, 0},
		"no header":       {func(b bundle) { b.put("students.csv", nil) }, 0},
		"repeated header": {func(b bundle) { b.put("staff.csv", []string{"person_id,person_id"}) }, 0},
		"not readable":    {func(b bundle) { b.put("staff.csv", append(b.lines("staff.csv"), `T-1,"Ines`)) }, 0},
	} {
		b := base(t, "apple").clone()
		b.header("students.csv")
		b.header("staff.csv")
		tt.spoil(b)
		report := validate(t, b, nil)
		if got := only(report, "apple/nobody"); len(got) != tt.want {
			t.Errorf("%s: findings %v, want %d", name, got, tt.want)
		}
		if report.OK() {
			t.Errorf("%s: no error at all", name)
		}
	}
}

// TestFileEmpty tells files that a version needs from those it does not.
func TestFileEmpty(t *testing.T) {
	const needed, optional = "oneroster/file-empty", "oneroster/file-empty-optional"
	for _, tt := range []struct{ base, file, version, want string }{
		{"oneroster-1.1", "users.csv", "1.1", needed},
		{"oneroster-1.1", "manifest.csv", "1.1", needed},
		{"oneroster-1.1", "demographics.csv", "1.1", optional},
		{"oneroster-1.1", "demographics.csv", "1.0", needed},
		{"oneroster-1.2", "demographics.csv", "1.2", optional},
		{"oneroster-1.2", "userProfiles.csv", "1.2", optional},
		{"oneroster-1.2", "roles.csv", "1.2", needed},
	} {
		b := base(t, tt.base).clone()
		b.replace(t, "manifest.csv", "oneroster.version,", "oneroster.version,"+tt.version+"\n,")
		b.header(tt.file)
		report := validate(t, b, nil)
		if !strings.HasPrefix(report.Version, tt.version) && tt.file != "manifest.csv" {
			t.Fatalf("taken for version %s, want %s", report.Version, tt.version)
		}
		var got []string
		for _, f := range report.Findings {
			if f.Rule.ID == needed || f.Rule.ID == optional {
				got = append(got, f.Rule.ID+" "+f.At.File)
			}
		}
		if !slices.Equal(got, []string{tt.want + " " + tt.file}) {
			t.Errorf("%s of %s empty: %v, want %s", tt.file, tt.version, got, tt.want)
		}
	}
}

// TestDelta reports the first of the files that hold changes alone, and none
// that School Manager does not take.
func TestDelta(t *testing.T) {
	for _, tt := range []struct {
		name, text, by string
		line           int
	}{
		{"all", ",bulk", ",delta", 4},
		{"one", "file.users,bulk", "file.users,delta", 16},
		{"in capitals", "file.users,bulk", "file.users,Delta", 16},
		{"said twice", "file.users,bulk", "file.users,bulk\nfile.users,delta", 0},
		{"grades", "file.results,absent", "file.results,delta", 0},
		{"none", "file.users,bulk", "file.users,bulk", 0},
	} {
		b := base(t, "oneroster-1.1").clone()
		b.replace(t, "manifest.csv", tt.text, tt.by)
		got := only(validate(t, b, nil), "oneroster/delta")
		switch {
		case tt.line == 0 && len(got) != 0:
			t.Errorf("%s: findings %v, want none", tt.name, got)
		case tt.line != 0 && (len(got) != 1 || got[0].At.Line != tt.line || got[0].At.Field != "value"):
			t.Errorf("%s: findings %v, want one in line %d", tt.name, got, tt.line)
		}
	}
}
