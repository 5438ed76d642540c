package oneroster

import (
	"bytes"
	"errors"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

const manifest11 = `propertyName,value
manifest.version,1.0
oneroster.version,1.1
file.academicSessions,bulk
file.categories,absent
file.classes,bulk
file.classResources,absent
file.courses,bulk
file.courseResources,absent
file.demographics,absent
file.enrollments,bulk
file.lineItems,absent
file.orgs,bulk
file.resources,absent
file.results,absent
file.users,bulk
source.systemName,Example SIS
source.systemCode,ex-1
`

const manifest12 = `propertyName,value
manifest.version,1.0
oneroster.version,1.2
file.academicSessions,absent
file.categories,absent
file.classes,absent
file.classResources,absent
file.courses,absent
file.courseResources,absent
file.demographics,absent
file.enrollments,delta
file.lineItemLearningObjectiveIds,absent
file.lineItems,absent
file.lineItemScoreScales,absent
file.orgs,absent
file.resources,absent
file.resultLearningObjectiveIds,absent
file.results,absent
file.resultScoreScales,absent
file.roles,bulk
file.scoreScales,absent
file.userProfiles,absent
file.userResources,absent
file.users,bulk
`

func TestManifestEncode(t *testing.T) {
	m11 := NewManifest(V11, "academicSessions.csv", "orgs.csv", "courses.csv", "classes.csv", "users.csv", "enrollments.csv")
	m11.SourceName, m11.SourceCode = "Example SIS", "ex-1"
	m12 := NewManifest(V120, "users.csv", "roles.csv")
	m12.Files["enrollments.csv"] = ModeDelta
	bare := Manifest{Version: "1.2", Files: map[string]Mode{"users.csv": ModeBulk, "roles.csv": ModeBulk, "enrollments.csv": ModeDelta}}
	for _, test := range []struct {
		name string
		m    Manifest
		want string
	}{{"1.1", m11, manifest11}, {"1.2", m12, manifest12}, {"modes left out", bare, manifest12}} {
		var b bytes.Buffer
		if err := test.m.Encode(&b); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(test.want, b.String()); diff != "" {
			t.Errorf("%s: %s", test.name, diff)
		}
		back, err := ReadManifest(fstest.MapFS{"manifest.csv": {Data: b.Bytes()}})
		if err != nil {
			t.Fatal(err)
		}
		var again bytes.Buffer
		if err := back.Encode(&again); err != nil || again.String() != b.String() {
			t.Errorf("%s: not the same when read and written: %v\n%s", test.name, err, again.String())
		}
	}
}

func TestManifestEncodeRefuses(t *testing.T) {
	for _, test := range []struct {
		name string
		m    Manifest
		want error
	}{
		{"no version", Manifest{}, ErrVersion},
		{"1.0", NewManifest(V10), ErrVersion},
		{"a version of the future", Manifest{Version: "2.0"}, ErrVersion},
		{"a file of 1.2 in 1.1", NewManifest(V11, "roles.csv"), ErrVersion},
		{"a file of no version", NewManifest(V12, "students.csv"), ErrVersion},
		{"rows it cannot place", Manifest{Version: "1.1", Unrecognized: []Property{{"x", "MARKER"}}}, ErrNoColumn},
	} {
		var b bytes.Buffer
		err := test.m.Encode(&b)
		if !errors.Is(err, test.want) || b.Len() > 0 || strings.Contains(err.Error(), "MARKER") {
			t.Errorf("%s: %v, wrote %q", test.name, err, b.String())
		}
	}
	m := NewManifest(V11)
	m.Files["roles.csv"] = ModeAbsent
	if err := m.Encode(new(bytes.Buffer)); err != nil {
		t.Errorf("an absent file of another version: %v", err)
	}
}

func TestReadManifest(t *testing.T) {
	plain := Manifest{
		ManifestVersion: "1.0", Version: "1.1", SourceName: "Example SIS",
		Files: map[string]Mode{"users.csv": "bulk", "classResources.csv": "absent"},
	}
	for _, test := range []struct {
		name, text string
		want       Manifest
	}{
		{"plain", "propertyName,value\nmanifest.version,1.0\noneroster.version,1.1\nfile.users,bulk\nfile.classResources,absent\nsource.systemName,Example SIS\n", plain},
		{"quoted, CR LF, BOM, no last line end", "\ufeff\"propertyName\",\"value\"\r\n\"manifest.version\",\"1.0\"\r\n\"oneroster.version\",\"1.1\"\r\n\"file.users\",\"bulk\"\r\n\"file.classResources\",\"absent\"\r\n\"source.systemName\",\"Example SIS\"", plain},
		{"another order and case", "value,PropertyName\nExample SIS,Source.SystemName\nbulk,file.Users\n1.1,oneroster.version\n1.0,manifest.version\nabsent, file.classresources\n", plain},
		{"value column named otherwise", "propertyName,propertyValue\nmanifest.version,1.0\noneroster.version,1.1\nfile.users,bulk\nfile.classResources,absent\nsource.systemName,Example SIS\n", plain},
		{"value column named otherwise again", "propertyName,Wert\nmanifest.version,1.0\noneroster.version,1.1\nfile.users,bulk\nfile.classResources,absent\nsource.systemName,Example SIS\n", plain},
		{"value column without a name", "propertyName,\nmanifest.version,1.0\noneroster.version,1.1\nfile.users,bulk\nfile.classResources,absent\nsource.systemName,Example SIS\n", plain},
		{"rows missing and blank", "propertyName,value\noneroster.version,1.2\nfile.orgs,\n,\n\n", Manifest{Version: "1.2", Files: map[string]Mode{"orgs.csv": ""}}},
		{"a number that a spreadsheet cut", "propertyName,value\nmanifest.version,1\n", Manifest{ManifestVersion: "1", Files: map[string]Mode{}}},
		{"no value column", "propertyName\nfile.users\n", Manifest{Files: map[string]Mode{"users.csv": ""}}},
		{"header alone", "propertyName,value\n", Manifest{Files: map[string]Mode{}}},
		{"unknown and repeated", "propertyName,value\nfile.users,bulk\nfile.students,bulk\nFILE.users,delta\nnote,\n", Manifest{
			Files:        map[string]Mode{"users.csv": "bulk"},
			Unrecognized: []Property{{"file.students", "bulk"}, {"FILE.users", "delta"}, {"note", ""}},
		}},
	} {
		got, err := ReadManifest(fstest.MapFS{"manifest.csv": {Data: []byte(test.text)}})
		if diff := cmp.Diff(test.want, got); diff != "" || err != nil {
			t.Errorf("%s: %v %s", test.name, err, diff)
		}
	}
}

func TestReadManifestErrors(t *testing.T) {
	if _, err := ReadManifest(fstest.MapFS{"Manifest.csv": {}}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no manifest: %v", err)
	}
	for _, test := range []struct {
		name, text string
		want       error
	}{
		{"empty", "", ErrHeader},
		{"no header", "manifest.version,1.0\n", ErrHeader},
		{"a row that cannot be read", "propertyName,value\nfile.users,\"bulk\nfile.orgs,bulk\n", ErrQuote},
		{"far too long", "propertyName,value\n" + strings.Repeat("file.users,bulk\n", 1<<16), ErrTooLong},
	} {
		m, err := ReadManifest(fstest.MapFS{"manifest.csv": {Data: []byte(test.text)}})
		var e *ParseError
		if !errors.Is(err, test.want) || !errors.As(err, &e) || e.File != "manifest.csv" || m.Files != nil {
			t.Errorf("%s: %+v, %v", test.name, m, err)
		}
	}
}

func TestManifestMode(t *testing.T) {
	m := Manifest{Files: map[string]Mode{"users.csv": " Delta", "orgs.csv": "BULK", "roles.csv": "absent", "classes.csv": "", "courses.csv": "yes"}}
	for file, want := range map[string]Mode{
		"users.csv": ModeDelta, "orgs.csv": ModeBulk, "roles.csv": ModeAbsent, "classes.csv": "", "courses.csv": "", "enrollments.csv": "",
	} {
		if got := m.Mode(file); got != want {
			t.Errorf("%s: %q, want %q", file, got, want)
		}
	}
	if got := (Manifest{}).Mode("users.csv"); got != "" {
		t.Errorf("zero Manifest: %q", got)
	}
}

// The rows of a manifest have places like those of any other file.
func TestManifestPositions(t *testing.T) {
	d := NewDecoder[Property](strings.NewReader(manifest11), nil)
	var p Property
	for p.Name != "file.orgs" {
		if err := d.Decode(&p); err != nil {
			t.Fatal(err)
		}
	}
	if at := d.Pos("value"); at.File != "manifest.csv" || at.Row != 12 || at.Line != 13 || at.Column != 11 {
		t.Errorf("%+v", at)
	}
}
