package oneroster

import (
	"bytes"
	"errors"
	"io"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"
)

var fuzzers = []func(*testing.T, []byte){
	fuzzDecode[Org], fuzzDecode[AcademicSession], fuzzDecode[Course], fuzzDecode[User], fuzzDecode[UserProfile],
	fuzzDecode[Role], fuzzDecode[Demographics], fuzzDecode[Class], fuzzDecode[Enrollment], fuzzManifest,
}

// FuzzDecode reads any text as one of the record types. Nothing may panic, every
// error but the last is one with a place, and what is read when the text comes
// in single bytes, or is borrowed, is the same.
func FuzzDecode(f *testing.F) {
	for kind, name := range append(FileNames(), "manifest.csv") {
		for _, v := range versions {
			if header := headerOf(v, name); header != "" {
				cells := strings.Repeat("x,", strings.Count(header, ",")) + "y\r\n"
				f.Add(byte(kind), []byte(header+"\n"+cells+strings.ReplaceAll(cells, "x", `"a ""b"" \"c"`)))
			}
		}
	}
	f.Add(byte(3), []byte("\ufeffSOURCEDID;metadata.a;metadata.b;;x\nu1;1;2;3;4;;\nu2\n\n\"u3\"x;\n"))
	f.Add(byte(3), []byte("sourcedId,role,role\n"))
	f.Fuzz(func(t *testing.T, kind byte, text []byte) {
		fuzzers[int(kind)%len(fuzzers)](t, text)
	})
}

func fuzzManifest(t *testing.T, text []byte) {
	fuzzDecode[Property](t, text)
	if _, err := ReadManifest(bundle("manifest.csv", string(text))); err != nil && !errors.As(err, new(*ParseError)) {
		t.Errorf("manifest: %v", err)
	}
	if _, err := Detect(bundle("users.csv", string(text), "manifest.csv", string(text))); err != nil && !errors.Is(err, ErrFormat) {
		t.Errorf("detect: %v", err)
	}
}

func fuzzDecode[T Record](t *testing.T, text []byte) {
	opts := DecodeOptions{MaxRowBytes: 1 << 12, MaxCellBytes: 1 << 10, OnQuirk: func(Quirk) {}}
	want, failed := readRows[T](t, bytes.NewReader(text), opts)
	opts.OnQuirk = nil
	opts.Borrow = true
	got, failed2 := readRows[T](t, iotest.OneByteReader(bytes.NewReader(text)), opts)
	if failed != failed2 || !reflect.DeepEqual(got, want) {
		t.Errorf("%s: byte by byte %d rows and %d errors, at once %d and %d", FileName[T](), len(got), failed2, len(want), failed)
	}
}

// readRows keeps clones of the rows, as a caller who borrows has to.
func readRows[T Record](t *testing.T, r io.Reader, opts DecodeOptions) (rows []T, failed int) {
	last := 0 // row; the line of a fault may lie beyond the row that comes next
	d := NewDecoder[T](r, &opts)
	for row, err := range d.All() {
		if err == nil {
			rows = append(rows, clone(row))
			continue
		}
		failed++
		var e *ParseError
		if !errors.As(err, &e) || e.Row < last || e.Line < 1 || e.Column < 1 {
			t.Fatalf("%v after row %d", err, last)
		}
		last = e.Row
	}
	return rows, failed
}

func clone[T Record](row T) T {
	f := fileOf[T]()
	for _, c := range f.columns {
		at := c.Text(&row)
		*at = strings.Clone(*at)
	}
	if f.metadata != nil {
		m := map[string]string{}
		for k, v := range *f.metadata(&row) {
			m[strings.Clone(k)] = strings.Clone(v)
		}
		*f.metadata(&row) = m
	}
	return row
}

// FuzzRoundTrip writes any values and reads them back.
func FuzzRoundTrip(f *testing.F) {
	for i, p := range pieces {
		f.Add(byte(i), "id-1", p, p+"x", "x"+p+"y", "{LDAP:1},"+p, "house", p)
	}
	f.Add(byte(5), "", "", "", "", "", "", "")
	f.Fuzz(func(t *testing.T, kind byte, id, given, family, username, list, name, value string) {
		opts := EncodeOptions{Version: versions[1+kind%3], CRLF: kind&16 != 0, AppleSpelling: kind&32 != 0}
		u := User{SourcedID: id, GivenName: given, FamilyName: family, Username: username, UserIDs: List(list), DateLastModified: DateTime(value)}
		if opts.Version == V11 {
			u.OrgSourcedIDs, u.Role = List(list), value
		} else {
			u.Pronouns = value
		}
		if name = "metadata." + name; metadataName(name) {
			opts.Metadata = []string{name}
			if value != "" {
				u.Metadata = map[string]string{name: value}
			}
		}
		want := []User{u, {SourcedID: id}, {}, u}
		text := encode(t, &opts, want...)
		dec := DecodeOptions{MaxRowBytes: 16 << 20, MaxCellBytes: 16 << 20}
		got, failed := readRows[User](t, strings.NewReader(text), dec)
		for i := range want {
			want[i] = clone(want[i])
		}
		if failed > 0 || !reflect.DeepEqual(got, want) {
			t.Errorf("%q\n%+v\nread back\n%+v", text, want, got)
		}
		checkCSV(t, text, []User{u, {SourcedID: id}, {}, u}, opts)
	})
}
