package validate

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"
)

func files(names ...string) fstest.MapFS {
	fsys := fstest.MapFS{}
	for _, name := range names {
		name, text, _ := strings.Cut(name, "=")
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return fsys
}

func TestDetect(t *testing.T) {
	for _, tt := range []struct {
		why     string
		fsys    fstest.MapFS
		format  Format
		version string
	}{
		{"Apple's files", fstest.MapFS(base(t, "apple")), FormatApple, ""},
		{"OneRoster 1.1", fstest.MapFS(base(t, "oneroster-1.1")), FormatOneRoster, "1.1"},
		{"OneRoster 1.2", fstest.MapFS(base(t, "oneroster-1.2")), FormatOneRoster, "1.2.1"},
		{"one file is enough", files("rosters.csv"), FormatApple, ""},
		{"in any letter case", files("Students.CSV"), FormatApple, ""},
		{"a manifest is enough", files("manifest.csv=propertyName,value\noneroster.version,1.1\n"), FormatOneRoster, "1.1"},
		{"in both formats, by header", files("courses.csv=course_id,course_name\n"), FormatApple, ""},
		{"in both formats, by header", files("courses.csv=sourcedId,title\n"), FormatOneRoster, "1.1"},
		{"unreadable headers", files("users.csv=\x00\n", "orgs.csv"), FormatOneRoster, "1.1"},
		{"other files beside", files("staff.csv", "readme.txt", "old/users.csv"), FormatApple, ""},
	} {
		format, version, err := Detect(tt.fsys)
		if err != nil || format != tt.format || version != tt.version {
			t.Errorf("%s: %s %q, %v; want %s %q", tt.why, format, version, err, tt.format, tt.version)
		}
	}
}

func TestDetectErrors(t *testing.T) {
	for _, tt := range []struct {
		why  string
		fsys fstest.MapFS
		want FormatError
		text string
	}{
		{"nothing", files(), FormatError{}, "no roster files"},
		{"nothing known", files("readme.txt"), FormatError{}, "no roster files"},
		{"all in a folder", files("export/students.csv", "export/staff.csv"), FormatError{Folder: "export"}, `folder "export"`},
		{"not where macOS puts its own", files("__MACOSX/students.csv"), FormatError{}, "no roster files"},
		{"not hidden", files(".git/students.csv"), FormatError{}, "no roster files"},
		{"both formats", files("students.csv", "users.csv"), FormatError{Mixed: true}, "one format"},
	} {
		_, _, err := Detect(tt.fsys)
		var e *FormatError
		if !errors.As(err, &e) || *e != tt.want {
			t.Errorf("%s: %v, want %+v", tt.why, err, tt.want)
			continue
		}
		if !strings.Contains(err.Error(), tt.text) {
			t.Errorf("%s: %q does not say %q", tt.why, err, tt.text)
		}
		if _, err := Validate(t.Context(), tt.fsys, nil); !errors.As(err, &e) {
			t.Errorf("%s: Validate = %v", tt.why, err)
		}
	}
}

// TestFormat checks a bundle as what it is told to be.
func TestFormat(t *testing.T) {
	r, err := Validate(t.Context(), files("courses.csv=course_id\n"), &Options{Format: FormatOneRoster})
	if err != nil || r.Format != FormatOneRoster || r.Counts["oneroster/header"] != 1 {
		t.Errorf("as OneRoster: %+v, %v", r, err)
	}
	r, err = Validate(t.Context(), files(), &Options{Format: FormatApple})
	if err != nil || r.Counts["apple/file-missing"] != 6 {
		t.Errorf("as Apple's: %+v, %v", r, err)
	}
}

// TestIgnored adds what macOS and version control leave in folders.
func TestIgnored(t *testing.T) {
	b := base(t, "apple").clone()
	for _, name := range []string{".DS_Store", "._staff.csv", "__MACOSX/._staff.csv", ".git/config"} {
		b[name] = &fstest.MapFile{}
	}
	if got := validate(t, b, nil).Findings; len(got) != 0 {
		t.Errorf("findings %v, want none", got)
	}
	delete(b, "staff.csv")
	if got := only(validate(t, b, nil), "apple/file-missing"); len(got) != 1 {
		t.Errorf("findings %v, want the missing file: ._staff.csv is not meant to be it", got)
	}
}
