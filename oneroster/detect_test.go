package oneroster

import (
	"errors"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

// bundle makes a bundle of pairs of a name and a text.
func bundle(pairs ...string) fstest.MapFS {
	fsys := fstest.MapFS{}
	for i := 0; i < len(pairs); i += 2 {
		fsys[pairs[i]] = &fstest.MapFile{Data: []byte(pairs[i+1])}
	}
	return fsys
}

// whole makes a bundle of the headers of a version.
func whole(v Version, more ...string) fstest.MapFS {
	fsys := bundle(more...)
	for _, name := range FileNames() {
		if header := headerOf(v, name); header != "" {
			fsys[name] = &fstest.MapFile{Data: []byte(header + "\n")}
		}
	}
	return fsys
}

func says(version string) string { return "propertyName,value\noneroster.version," + version + "\n" }

func TestDetect(t *testing.T) {
	const manifest, users, roles = "manifest.csv", "users.csv", "roles.csv"
	lower := func(fsys fstest.MapFS) fstest.MapFS {
		for _, f := range fsys {
			f.Data = []byte(strings.ToLower(string(f.Data)))
		}
		return fsys
	}
	for _, test := range []struct {
		name    string
		fsys    fs.FS
		version Version
		basis   Basis
	}{
		{"1.0 as it should be", whole(V10), V10, BasisColumns},
		{"1.0 in lower case", lower(whole(V10)), V10, BasisColumns},
		{"1.1 without a manifest", whole(V11), V11, BasisColumns},
		{"1.1 in lower case", lower(whole(V11)), V11, BasisColumns},
		{"1.2.0 without a manifest", whole(V120), V120, BasisColumns},
		{"1.2.1 without a manifest", whole(V121), V121, BasisColumns},
		{"1.1", whole(V11, manifest, says("1.1")), V11, BasisManifest},
		{"1.1 with names of 1.0", whole(V10, manifest, says("1.1")), V11, BasisManifest},
		{"1.2.1", whole(V121, manifest, says("1.2")), V121, BasisManifest},
		{"1.2.1 in full", whole(V121, manifest, says("1.2.1")), V121, BasisManifest},
		{"1.2.0 called 1.2", whole(V120, manifest, says("1.2")), V120, BasisColumns},
		{"1.2.0 called 1.2.1", whole(V120, manifest, says("1.2.1")), V120, BasisColumns},
		{"1.1 called 1.2", whole(V11, manifest, says("1.2")), V11, BasisColumns},
		{"1.2.1 called 1.1", whole(V121, manifest, says("1.1")), V121, BasisColumns},
		{"1.2.0 called 1.1", whole(V120, manifest, says("1.1")), V120, BasisColumns},
		{"roles in both places", bundle(manifest, says("1.1"), users, headerOf(V11, users)+"\n", roles, headerOf(V12, roles)+"\n"), V11, BasisManifest},
		{"a version nobody knows", whole(V11, manifest, says("7")), V11, BasisColumns},
		{"a manifest that cannot be read", whole(V12, manifest, "\"\n"), V12, BasisColumns},
		{"a manifest alone", bundle(manifest, says("1.2")), V12, BasisManifest},
		{"users of 1.2 alone", bundle(users, headerOf(V12, users)+"\n"), V12, BasisColumns},
		{"users of 1.1 with a column of 1.2", bundle(users, headerOf(V11, users)+",pronouns\n"), V11, BasisColumns},
		{"1.0 with one column of 1.1", bundle("classes.csv", headerOf(V10, "classes.csv")+"\n", users, "sourcedId,userId,agents,enabledUser\n"), V10, BasisColumns},
		{"a 1.1 file with one name of 1.0", bundle("classes.csv", strings.Replace(headerOf(V11, "classes.csv"), "grades", "grade", 1)+"\n"), V11, BasisColumns},
		{"Apple's spelling", bundle("orgs.csv", "sourcedID,name,type,parentSourceId\n", "enrollments.csv", "sourcedID,classSourcedID,userSourcedID,role,beginDate\n"), V11, BasisColumns},
		{"the same in all versions", bundle("orgs.csv", headerOf(V11, "orgs.csv")+"\n"), V11, BasisDefault},
	} {
		d, err := Detect(test.fsys)
		if err != nil || d.Version != test.version || d.Basis != test.basis {
			t.Errorf("%s: %+v, %v; want %s by %s", test.name, d, err, test.version, test.basis)
		}
	}
}

func TestDetectFiles(t *testing.T) {
	d, err := Detect(bundle("results.csv", "", "orgs.csv", "sourcedId\n", "Users.csv", "sourcedId\n", "other.csv", "", "manifest.csv", says(" 1.1")))
	want := Detection{Version: V11, Basis: BasisManifest, Manifest: true, Stated: " 1.1", Files: []string{"orgs.csv", "results.csv"}}
	if diff := cmp.Diff(want, d); diff != "" || err != nil {
		t.Error(err, diff)
	}
}

func TestDetectNot(t *testing.T) {
	for _, test := range []struct {
		name string
		fsys fs.FS
	}{
		{"nothing", bundle()},
		{"Apple's six files", bundle("students.csv", "person_id\n", "courses.csv", "course_id,course_number,course_name,location_id\n",
			"classes.csv", "class_id,class_number,course_id,instructor_id,location_id\n")},
		{"other users", bundle("users.csv", "username,role\n")},
		{"no text", bundle("users.csv", "\xff\xfe\x00")},
		{"file names in other case", bundle("Orgs.csv", "sourcedId,name\n")},
		{"a manifest of something else", bundle("manifest.csv", "propertyName,value\n")},
	} {
		if d, err := Detect(test.fsys); !errors.Is(err, ErrFormat) || d.Version != "" {
			t.Errorf("%s: %+v, %v", test.name, d, err)
		}
	}
}

// failingFS fails to open one name.
type failingFS struct {
	fs.FS
	name string
}

var errIO = errors.New("input/output error")

func (f failingFS) Open(name string) (fs.File, error) {
	if name == f.name {
		return nil, errIO
	}
	return f.FS.Open(name)
}

func TestDetectReadErrors(t *testing.T) {
	for _, name := range []string{"manifest.csv", "users.csv", "results.csv"} {
		if d, err := Detect(failingFS{whole(V11), name}); !errors.Is(err, errIO) || d.Version != "" {
			t.Errorf("%s: %+v, %v", name, d, err)
		}
	}
}

func TestFileNames(t *testing.T) {
	// Each file comes after those it refers to, itself and untyped files apart.
	seen := map[string]bool{}
	for _, name := range FileNames() {
		forEach(t, func(t *testing.T, f anyFile) {
			for _, c := range f.columns {
				known := c.Refs == "" || c.Refs == f.name || seen[c.Refs] || c.Refs == "resources.csv"
				if f.name == name && !known {
					t.Errorf("%s comes before %s", name, c.Refs)
				}
			}
		})
		seen[name] = true
	}
	if len(seen) != 9 {
		t.Errorf("%d files", len(seen))
	}
	for v, want := range map[Version]int{V10: 7, V11: 13, V120: 21, V121: 21, "": 21, "2.0": 0} {
		if got := len(AllFileNames(v)); got != want {
			t.Errorf("%q has %d files, want %d", v, got, want)
		}
	}
	for _, f := range knownFiles {
		if f.typed != seen[f.name] {
			t.Errorf("%s: typed is %v", f.name, f.typed)
		}
	}
	forEach(t, func(t *testing.T, f anyFile) {
		for _, v := range versions {
			inTable := len(f.in(v)) > 0
			for _, k := range knownFiles {
				if k.name == f.name && k.versions.has(v) != inTable {
					t.Errorf("%s in %s: %v", f.name, v, inTable)
				}
			}
		}
	})
}
