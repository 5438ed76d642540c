package oneroster

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// encode writes rows and returns the text.
func encode[T Record](t *testing.T, opts *EncodeOptions, rows ...T) string {
	t.Helper()
	var b bytes.Buffer
	enc := NewEncoder[T](&b, opts)
	for _, row := range rows {
		if err := enc.Encode(row); err != nil {
			t.Fatal(err)
		}
	}
	if err := enc.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestEncodeHeaders(t *testing.T) {
	t.Run("orgs", encodeHeaders[Org])
	t.Run("academicSessions", encodeHeaders[AcademicSession])
	t.Run("courses", encodeHeaders[Course])
	t.Run("classes", encodeHeaders[Class])
	t.Run("users", encodeHeaders[User])
	t.Run("enrollments", encodeHeaders[Enrollment])
	t.Run("demographics", encodeHeaders[Demographics])
	t.Run("roles", encodeHeaders[Role])
	t.Run("userProfiles", encodeHeaders[UserProfile])
	t.Run("manifest", encodeHeaders[Property])
}

func encodeHeaders[T Record](t *testing.T) {
	for _, v := range append([]Version{"", "1.2"}, versions...) {
		want := headerOf(v, FileName[T]())
		switch v {
		case "":
			want = headerOf(V11, FileName[T]())
		case "1.2": // the constant is V12
			want = ""
		case V10:
			want = ""
		}
		var b bytes.Buffer
		enc := NewEncoder[T](&b, &EncodeOptions{Version: v})
		if want == "" {
			var none T
			if err1, err2 := enc.Encode(none), enc.Close(); !errors.Is(err1, ErrVersion) || err2 != err1 || b.Len() > 0 {
				t.Errorf("%s: %v, %v, %q", v, err1, err2, b.String())
			}
			continue
		}
		if err := enc.Close(); err != nil || b.String() != want+"\n" {
			t.Errorf("%s: %v\n got %s\nwant %s", v, err, b.String(), want)
		}
	}
}

func TestEncodeRows(t *testing.T) {
	teacher := User{
		SourcedID: "u-1", EnabledUser: True, OrgSourcedIDs: "s1,s2", Role: RoleTeacher, Username: "ann", UserIDs: "{LDAP:ann}",
		GivenName: `Ann "Nan"`, FamilyName: "Müller; Lee", Email: "ann@school.example", Phone: `C:\`, Password: "two\nlines",
		Metadata: map[string]string{"metadata.house": "Red, Blue"},
	}
	const head = "sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,userIds,givenName,familyName,middleName,identifier,email,sms,phone,agentSourcedIds,grades,password"
	const cells = `u-1,,,true,"s1,s2",teacher,ann,{LDAP:ann},"Ann ""Nan""",Müller; Lee,,,ann@school.example,,C:\,,,"two` + "\n" + `lines",`
	for _, test := range []struct {
		name string
		opts *EncodeOptions
		want string
	}{
		{"one metadata column", &EncodeOptions{Metadata: []string{"metadata.house"}}, head + ",metadata.house\n" + cells + "\"Red, Blue\"\n"},
		{"two, in the order named", &EncodeOptions{Metadata: []string{"metadata.z", "metadata.house"}}, head + ",metadata.z,metadata.house\n" + cells + ",\"Red, Blue\"\n"},
		{"CR LF", &EncodeOptions{CRLF: true, Metadata: []string{"metadata.house"}}, head + ",metadata.house\r\n" + cells + "\"Red, Blue\"\r\n"},
		{"Apple's spelling", &EncodeOptions{AppleSpelling: true, Metadata: []string{"metadata.house"}},
			strings.NewReplacer("orgSourcedIds", "orgSourcedIDs", "userIds", "userIDs", "agentSourcedIds", "agentSourcedIDs").Replace(head) +
				",metadata.house\n" + cells + "\"Red, Blue\"\n"},
	} {
		if got := encode(t, test.opts, teacher); got != test.want {
			t.Errorf("%s:\n got %s\nwant %s", test.name, got, test.want)
		}
	}
}

func TestEncodeAppleSpelling(t *testing.T) {
	opts := &EncodeOptions{AppleSpelling: true}
	for _, test := range []struct{ got, want string }{
		{encode[Org](t, opts), "sourcedID,status,dateLastModified,name,type,identifier,parentSourceId\n"},
		{encode[Course](t, opts), "sourcedID,status,dateLastModified,schoolYearSourcedId,title,courseCode,grades,orgSourcedID,subjects,subjectCodes\n"},
		{encode[Class](t, opts), "sourcedID,status,dateLastModified,title,grades,courseSourcedID,classCode,classType,location,schoolSourcedID,termSourcedIds,subjects,subjectCodes,periods\n"},
		{encode[Enrollment](t, opts), "sourcedID,status,dateLastModified,classSourcedID,schoolSourcedID,userSourcedID,role,primary,beginDate,endDate\n"},
		{encode[Demographics](t, opts), headerOf(V11, "demographics.csv") + "\n"},
	} {
		if test.got != test.want {
			t.Errorf("got %s, want %s", test.got, test.want)
		}
	}
}

// What no column takes is an error, and the row is not written.
func TestEncodeLosesNothing(t *testing.T) {
	for _, test := range []struct {
		name string
		opts *EncodeOptions
		row  User
	}{
		{"a field of 1.2 in 1.1", nil, User{SourcedID: "u1", Pronouns: "MARKER"}},
		{"a field of 1.1 in 1.2", &EncodeOptions{Version: V12}, User{SourcedID: "u1", Role: "MARKER"}},
		{"a list of 1.1 in 1.2", &EncodeOptions{Version: V120}, User{SourcedID: "u1", OrgSourcedIDs: "MARKER"}},
		{"a field of 1.2.0 in 1.2.1", &EncodeOptions{Version: V121}, User{SourcedID: "u1", ResourceSourcedIDs: "MARKER"}},
		{"metadata not named", nil, User{SourcedID: "u1", Metadata: map[string]string{"metadata.x": "MARKER"}}},
		{"other metadata named", &EncodeOptions{Metadata: []string{"metadata.y"}}, User{SourcedID: "u1", Metadata: map[string]string{"metadata.x": "MARKER"}}},
	} {
		var b bytes.Buffer
		enc := NewEncoder[User](&b, test.opts)
		err := enc.Encode(test.row)
		if !errors.Is(err, ErrNoColumn) || strings.Contains(err.Error(), "MARKER") || !strings.HasPrefix(err.Error(), "users.csv: ") {
			t.Errorf("%s: %v", test.name, err)
		}
		if err := enc.Encode(User{SourcedID: "u2"}); err != nil {
			t.Errorf("%s: the row after it: %v", test.name, err)
		}
		if err := enc.Close(); err != nil {
			t.Error(err)
		}
		if lines := strings.Split(b.String(), "\n"); len(lines) != 3 || !strings.HasPrefix(lines[1], "u2,") {
			t.Errorf("%s: wrote %q", test.name, lines)
		}
	}
}

func TestEncodeMetadataNames(t *testing.T) {
	for _, test := range []struct {
		names []string
		ok    bool
	}{
		{nil, true},
		{[]string{"metadata.jp.homeClass", "metadata.a-b_c", "metadata.Größe"}, true},
		{[]string{"house"}, false},
		{[]string{"Metadata.house"}, true},
		{[]string{"metadata."}, false},
		{[]string{"metadata.a;b"}, false},
		{[]string{"metadata.a,b"}, false},
		{[]string{"metadata.a\nb"}, false},
		{[]string{"metadata.a", "metadata.a"}, false},
	} {
		var b bytes.Buffer
		enc := NewEncoder[Org](&b, &EncodeOptions{Metadata: test.names})
		err := enc.Encode(Org{SourcedID: "s1"})
		if test.ok != (err == nil) || !test.ok && (!errors.Is(err, ErrMetadata) || enc.Close() != err || b.Len() > 0) {
			t.Errorf("%q: %v, wrote %q", test.names, err, b.String())
		}
	}
	enc := NewEncoder[Property](new(bytes.Buffer), &EncodeOptions{Metadata: []string{"metadata.x"}})
	if err := enc.Close(); !errors.Is(err, ErrMetadata) {
		t.Errorf("a manifest with metadata: %v", err)
	}
}

type brokenWriter struct{ err error }

func (w brokenWriter) Write([]byte) (int, error) { return 0, w.err }

func TestWriterError(t *testing.T) {
	full := errors.New("disk full")
	enc := NewEncoder[Org](brokenWriter{full}, nil)
	var err error
	for range 10_000 {
		if err = enc.Encode(Org{SourcedID: "s1", Name: "North"}); err != nil {
			break
		}
	}
	if !errors.Is(err, full) || !errors.Is(enc.Close(), full) {
		t.Errorf("%v, %v", err, enc.Close())
	}
	if err := NewManifest(V11).Encode(brokenWriter{full}); !errors.Is(err, full) {
		t.Errorf("manifest: %v", err)
	}
}

// All columns of a file as decoded can be written again.
func TestReencode(t *testing.T) {
	const text = "sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId,metadata.city,Metadata.X\ns1,,,North,school,,,Springdale,\ns2,,,South,,,,,y\n"
	d := NewDecoder[Org](strings.NewReader(text), nil)
	if _, err := d.Header(); err != nil {
		t.Fatal(err)
	}
	var rows []Org
	for row, err := range d.All() {
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, row)
	}
	if diff := cmp.Diff(text, encode(t, &EncodeOptions{Metadata: d.Metadata()}, rows...)); diff != "" {
		t.Error(diff)
	}
}
