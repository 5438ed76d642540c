package oneroster

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

// decodeAll reads all rows and the kinds of quirk met.
func decodeAll[T Record](t *testing.T, text string) ([]T, []QuirkKind) {
	t.Helper()
	var kinds []QuirkKind
	var rows []T
	d := NewDecoder[T](strings.NewReader(text), &DecodeOptions{OnQuirk: func(q Quirk) { kinds = append(kinds, q.Kind) }})
	for row, err := range d.All() {
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, row)
	}
	return rows, kinds
}

// Each header of each version is read without a tolerance but those for the
// names and the order of 1.0, and every cell gets to its field.
func TestDecodeVersions(t *testing.T) {
	t.Run("orgs", decodeVersions[Org])
	t.Run("academicSessions", decodeVersions[AcademicSession])
	t.Run("courses", decodeVersions[Course])
	t.Run("classes", decodeVersions[Class])
	t.Run("users", decodeVersions[User])
	t.Run("enrollments", decodeVersions[Enrollment])
	t.Run("demographics", decodeVersions[Demographics])
	t.Run("roles", decodeVersions[Role])
	t.Run("userProfiles", decodeVersions[UserProfile])
	t.Run("manifest", decodeVersions[Property])
}

func decodeVersions[T Record](t *testing.T) {
	for _, v := range versions {
		header := headerOf(v, FileName[T]())
		if header == "" {
			continue
		}
		names := strings.Split(header, ",")
		cells := make([]string, len(names))
		for i, name := range names {
			cells[i] = "cell of " + name
		}
		rows, quirks := decodeAll[T](t, header+"\n"+strings.Join(cells, ",")+"\n")
		if len(rows) != 1 {
			t.Fatalf("%s: %d rows", v, len(rows))
		}
		for _, c := range Columns[T]() {
			want := ""
			if c.In(v) {
				want = "cell of " + c.NameIn(v)
			}
			if got := *c.Text(&rows[0]); got != want {
				t.Errorf("%s: %s is %q, want %q", v, c.Name, got, want)
			}
		}
		for _, k := range quirks {
			if v != V10 || k != QuirkHeaderAlias && k != QuirkHeaderCase {
				t.Errorf("%s: quirk %s", v, k)
			}
		}
	}
}

func TestDecodeHeaders(t *testing.T) {
	want := []Enrollment{{SourcedID: "e1", ClassSourcedID: "c1", SchoolSourcedID: "s1", UserSourcedID: "u1", Role: RoleTeacher, Primary: True}}
	for _, test := range []struct {
		name, text string
		quirks     []QuirkKind
	}{
		{"the standard's, in part", "sourcedId,classSourcedId,schoolSourcedId,userSourcedId,role,primary\ne1,c1,s1,u1,teacher,true\n", nil},
		{"Apple's spelling", "sourcedID,classSourcedID,schoolSourcedID,userSourcedID,role,primary\ne1,c1,s1,u1,teacher,true\n",
			[]QuirkKind{QuirkHeaderCase, QuirkHeaderCase, QuirkHeaderCase, QuirkHeaderCase}},
		{"capitals", "SOURCEDID,classSourcedId,schoolSourcedId,userSourcedId,Role,primary\ne1,c1,s1,u1,teacher,true\n",
			[]QuirkKind{QuirkHeaderCase, QuirkHeaderCase}},
		{"another order", "role,sourcedId,classSourcedId,schoolSourcedId,userSourcedId,primary\nteacher,e1,c1,s1,u1,true\n",
			[]QuirkKind{QuirkColumnOrder}},
		{"as Windows writes it", "\ufeffsourcedId,classSourcedId,schoolSourcedId,userSourcedId,role,primary\r\ne1,c1,s1,u1,teacher,true\r\n",
			[]QuirkKind{QuirkBOM, QuirkCRLF}},
		{"semicolons", "sourcedId;classSourcedId;schoolSourcedId;userSourcedId;role;primary\ne1;c1;s1;u1;teacher;true\n",
			[]QuirkKind{QuirkSemicolon}},
		{"quotes round everything", "\"sourcedId\",\"classSourcedId\",\"schoolSourcedId\",\"userSourcedId\",\"role\",\"primary\"\n\"e1\",\"c1\",\"s1\",\"u1\",\"teacher\",\"true\"\n", nil},
		{"unknown and nameless columns", "sourcedId,classSourcedId,ext_x,schoolSourcedId,userSourcedId,role,primary,\ne1,c1,lost,s1,u1,teacher,true,\n",
			[]QuirkKind{QuirkExtraColumn, QuirkBlankColumn}},
		{"rows too short and too long", "sourcedId,classSourcedId,schoolSourcedId,userSourcedId,role,primary,endDate\ne1,c1,s1,u1,teacher,true\n",
			[]QuirkKind{QuirkShortRow}},
		{"no last line end", "sourcedId,classSourcedId,schoolSourcedId,userSourcedId,role,primary\ne1,c1,s1,u1,teacher,true,,", []QuirkKind{QuirkTrailingCell}},
	} {
		rows, quirks := decodeAll[Enrollment](t, test.text)
		if diff := cmp.Diff(want, rows); diff != "" {
			t.Errorf("%s: %s", test.name, diff)
		}
		if diff := cmp.Diff(test.quirks, quirks); diff != "" {
			t.Errorf("%s: quirks: %s", test.name, diff)
		}
	}
}

func TestDecodeAppleOrgs(t *testing.T) {
	rows, quirks := decodeAll[Org](t, "sourcedID,status,dateLastModified,name,type,identifier,parentSourceId\ns1,,,North,school,,d1\n")
	if diff := cmp.Diff([]Org{{SourcedID: "s1", Name: "North", Type: OrgSchool, ParentSourcedID: "d1"}}, rows); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]QuirkKind{QuirkHeaderCase, QuirkHeaderAlias}, quirks); diff != "" {
		t.Error(diff)
	}
}

func TestDecodeMetadata(t *testing.T) {
	d := NewDecoder[Org](strings.NewReader("sourcedId,metadata.city,name,Metadata.X,other\ns1,Springdale,North,,lost\ns2,,South,,\n"), nil)
	if d.Metadata() != nil || d.Columns() != nil {
		t.Error("columns before the header is read")
	}
	var rows []Org
	for row, err := range d.All() {
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, row)
	}
	want := []Org{
		{SourcedID: "s1", Name: "North", Metadata: map[string]string{"metadata.city": "Springdale"}},
		{SourcedID: "s2", Name: "South"},
	}
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"metadata.city", "Metadata.X"}, d.Metadata()); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"other"}, d.Unknown()); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"sourcedId", "", "name", "", ""}, d.Columns()); diff != "" {
		t.Error(diff)
	}
	p := NewDecoder[Property](strings.NewReader("propertyName,value,metadata.x\n"), nil)
	if _, err := p.Header(); err != nil || p.Metadata() != nil || len(p.Unknown()) != 1 {
		t.Errorf("a manifest takes no metadata: %v, %v, %v", err, p.Metadata(), p.Unknown())
	}
}

// Values in the wrong letter case or form are kept.
func TestDecodeJudgesNothing(t *testing.T) {
	rows, quirks := decodeAll[User](t, "sourcedId,status,enabledUser,role,grades\n s 1 ,Inactive,TRUE,Headmaster,\"9, 10\"\n")
	want := []User{{SourcedID: " s 1 ", Status: "Inactive", EnabledUser: "TRUE", Role: "Headmaster", Grades: "9, 10"}}
	if diff := cmp.Diff(want, rows); diff != "" || quirks != nil {
		t.Error(diff, quirks)
	}
}

func TestDecodeQuotes(t *testing.T) {
	for _, test := range []struct{ name, cell, want string }{
		{"doubled quote", `"Ann ""Nan"" Lee"`, `Ann "Nan" Lee`},
		{"backslash before a quote", `"Ann \"Nan\" Lee"`, `Ann "Nan" Lee`},
		{"a backslash is a character", `C:\Lee`, `C:\Lee`},
		{"a backslash at the end", `"Lee,\"`, `Lee,\`},
		{"line break", "\"Ann\nLee\"", "Ann\nLee"},
		{"comma", `"Lee, Ann"`, "Lee, Ann"},
	} {
		rows, _ := decodeAll[User](t, "sourcedId,givenName,familyName\nu1,"+test.cell+",x\n")
		if len(rows) != 1 || rows[0].GivenName != test.want || rows[0].FamilyName != "x" {
			t.Errorf("%s: %q", test.name, rows)
		}
	}
}

func TestDecodeErrors(t *testing.T) {
	const header = "sourcedId,givenName,familyName\n"
	for _, test := range []struct {
		name, text string
		cause      error
		at         Position
		final      bool
		rows       int
	}{
		{"empty file", "", ErrHeader, Position{"users.csv", "", 0, 1, 1, 0}, true, 0},
		{"no known column", "a,b\n1,2\n", ErrHeader, Position{"users.csv", "", 0, 1, 1, 0}, true, 0},
		{"column twice", "sourcedId,role,role\n", ErrDuplicate, Position{"users.csv", "", 0, 1, 16, 15}, true, 0},
		{"UTF-16", "\xff\xfes\x00", ErrEncoding, Position{"users.csv", "", 0, 1, 1, 0}, true, 0},
		{"too many cells", header + "u1,MARKER,x,y\nu2,b,c\n", ErrFieldCount, Position{"users.csv", "", 1, 2, 13, 43}, false, 1},
		{"text after a quote", header + "u1,\"MARKER\"x,y\nu2,b,c\n", ErrQuote, Position{"users.csv", "givenName", 1, 2, 11, 41}, false, 1},
		{"quote never closed", header + "u1,b,c\nu2,\"MARKER,c\nu3,b,c\n", ErrQuote, Position{"users.csv", "givenName", 2, 3, 4, 41}, false, 2},
		{"cell too long", header + "u1," + strings.Repeat("MARKER", 20) + ",c\nu2,b,c\n", ErrTooLong, Position{"users.csv", "givenName", 1, 2, 4, 34}, false, 1},
	} {
		d := NewDecoder[User](strings.NewReader(test.text), &DecodeOptions{MaxCellBytes: 100})
		var found []*ParseError
		rows := 0
		for u, err := range d.All() {
			var e *ParseError
			if err == nil {
				rows++
			} else if !errors.As(err, &e) || u.SourcedID != "" {
				t.Fatalf("%s: %v beside a row", test.name, err)
			} else {
				found = append(found, e)
			}
		}
		if len(found) != 1 || rows != test.rows {
			t.Errorf("%s: %d rows, errors %v", test.name, rows, found)
			continue
		}
		e := found[0]
		if !errors.Is(e, test.cause) || e.Final != test.final || e.Position != test.at {
			t.Errorf("%s: %+v, final %v: %v", test.name, e.Position, e.Final, e)
		}
		if text := e.Error(); strings.Contains(text, "MARKER") || !strings.HasPrefix(text, fmt.Sprintf("users.csv:%d:%d: ", e.Line, e.Column)) {
			t.Errorf("%s: message %q", test.name, text)
		}
	}
}

// No quirk and no name in it shows what a cell holds.
func TestQuirksHoldNoText(t *testing.T) {
	n := 0
	text := "sourcedId,givenName\n“MARKER”,\"a\\\"MARKER\"\nMARKER\n\nMARKER,a\"MARKER,,\r\nMARKER,\x00\xff\n"
	d := NewDecoder[User](strings.NewReader(text), &DecodeOptions{File: "other.csv", OnQuirk: func(q Quirk) {
		n++
		if s := fmt.Sprintf("%+v", q); strings.Contains(s, "MARKER") || q.File != "other.csv" {
			t.Error(s)
		}
	}})
	for _, err := range d.All() {
		if err != nil {
			t.Fatal(err)
		}
	}
	if n < 7 {
		t.Errorf("only %d quirks", n)
	}
}

func TestDecoderPos(t *testing.T) {
	d := NewDecoder[User](strings.NewReader("SourcedID,userId,givenName\nu1,,a\n\"u2\",\"x\ny\",b\n"), nil)
	var u User
	for range 2 {
		if err := d.Decode(&u); err != nil {
			t.Fatal(err)
		}
	}
	for field, want := range map[string]Position{
		"":          {"users.csv", "", 2, 3, 1, 33},
		"userIds":   {"users.csv", "userIds", 2, 3, 6, 38},
		"givenName": {"users.csv", "givenName", 2, 4, 4, 44},
	} {
		if got := d.Pos(field); got != want {
			t.Errorf("%q: %+v", field, got)
		}
	}
	if err := d.Decode(&u); err != io.EOF {
		t.Errorf("at the end: %v", err)
	}
}

func TestBorrow(t *testing.T) {
	const text = "sourcedId,metadata.x\nu1,a\nu2,b\n"
	d := NewDecoder[User](strings.NewReader(text), &DecodeOptions{Borrow: true})
	var got []string
	for u, err := range d.All() {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, strings.Clone(u.SourcedID)+strings.Clone(u.Metadata["metadata.x"]))
	}
	if diff := cmp.Diff([]string{"u1a", "u2b"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestRead(t *testing.T) {
	bundle := fstest.MapFS{"orgs.csv": {Data: []byte("sourcedId,name\ns1,North\ns2,South\n")}, "Users.csv": {Data: []byte("sourcedId\nu1\n")}}
	n := 0
	for o, err := range Read[Org](bundle, nil) {
		if err != nil || o.SourcedID == "" {
			t.Errorf("%+v, %v", o, err)
		}
		n++
		break
	}
	if n != 1 {
		t.Errorf("%d rows", n)
	}
	for u, err := range Read[User](bundle, nil) {
		if !errors.Is(err, fs.ErrNotExist) || u.SourcedID != "" {
			t.Errorf("a file in other letter case: %+v, %v", u, err)
		}
	}
}

type brokenReader struct{ err error }

func (r brokenReader) Read([]byte) (int, error) { return 0, r.err }

func TestReaderError(t *testing.T) {
	broken := errors.New("broken pipe")
	d := NewDecoder[Role](io.MultiReader(strings.NewReader("sourcedId\nr1\n"), brokenReader{broken}), nil)
	var r Role
	if err := d.Decode(&r); err != nil || r.SourcedID != "r1" {
		t.Fatalf("%+v, %v", r, err)
	}
	for range 2 {
		var e *ParseError
		if err := d.Decode(&r); !errors.Is(err, broken) || errors.As(err, &e) {
			t.Errorf("%v", err)
		}
	}
}
