package convert

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/seed-21142606/asm/oneroster"
)

// broken fails to create a file, or to take its bytes.
type broken struct {
	create, write string
}

var errBroken = errors.New("disk full")

func (b broken) Create(name string) (io.Writer, error) {
	if name == b.create {
		return nil, errBroken
	}
	if name == b.write {
		return failing{}, nil
	}
	return io.Discard, nil
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, errBroken }

func TestErrors(t *testing.T) {
	manifest := func(file, mode string) bundle {
		return bundle{"manifest": fmt.Sprintf("propertyName,value\noneroster.version,1.1\nfile.%s,%s\n", file, mode)}
	}
	for _, c := range []struct {
		name  string
		files bundle
		dst   Creator
		opts  ToAppleOptions
		want  error
		file  string
	}{
		{name: "a delta", files: manifest("users", "delta"), want: ErrDelta, file: "manifest.csv"},
		{name: "a delta on a delta", files: manifest("users", "delta"), opts: ToAppleOptions{Base: base.with(manifest("users", "delta")).fs()}, want: ErrDelta, file: "base/manifest.csv"},
		{name: "no users", files: bundle{"users": "-"}, want: ErrMissingFile, file: "users.csv"},
		{name: "no orgs", files: bundle{"orgs": "-"}, want: ErrMissingFile, file: "orgs.csv"},
		{name: "no classes", files: bundle{"classes": "-"}, want: ErrMissingFile, file: "classes.csv"},
		{name: "no enrollments", files: bundle{"enrollments": "-"}, want: fs.ErrNotExist, file: "enrollments.csv"},
		{name: "no courses, and no word of it", files: bundle{"courses": "-"}, want: ErrMissingFile, file: "courses.csv"},
		{name: "1.2 without roles", files: base12().with(bundle{"roles": "-"}), want: ErrMissingFile, file: "roles.csv"},
		{name: "a header that says nothing", files: bundle{"classes": "a,b\n1,2\n"}, want: oneroster.ErrHeader, file: "classes.csv"},
		{name: "an empty file", files: bundle{"enrollments": ""}, want: oneroster.ErrHeader, file: "enrollments.csv"},
		{name: "a file that cannot be created", dst: broken{create: "staff.csv"}, want: errBroken, file: "staff.csv"},
		{name: "a file that cannot be written", dst: broken{write: "rosters.csv"}, want: errBroken, file: "rosters.csv"},
		{name: "a name that is blank", opts: ToAppleOptions{MapID: func(string) string { return "" }},
			files: users("a/1,,true,s1,student,,A,B,,,,,"), want: ErrOptions, file: "students.csv"},
		{name: "a name over the limit", opts: ToAppleOptions{MapID: func(string) string { return strings.Repeat("x", 257) }},
			files: users("a/1,,true,s1,student,,A,B,,,,,"), want: ErrOptions, file: "students.csv"},
		{name: "a policy that there is not", opts: ToAppleOptions{StudentPolicy: "5"}, want: ErrOptions, file: "students.csv"},
		{name: "a school that there is not", opts: ToAppleOptions{Schools: []string{"s1", "s9"}}, want: ErrOptions, file: "orgs.csv"},
		{name: "users without the column role", files: bundle{"users": csv("sourcedId,orgSourcedIds,username,givenName,familyName", "st1,s1,ada,Ada,Birch")},
			want: ErrMissingColumn, file: "users.csv"},
		{name: "enrollments without the users", files: bundle{"enrollments": csv("sourcedId,classSourcedId,user,role", "e2,k1,st1,student")},
			want: ErrMissingColumn, file: "enrollments.csv"},
		{name: "orgs without keys", files: bundle{"orgs": csv("name,type", "Oak,school")}, want: ErrMissingColumn, file: "orgs.csv"},
		{name: "roles without users", files: base12().with(bundle{"roles": csv("sourcedId,role,orgSourcedId", "r1,student,s1")}), want: ErrMissingColumn, file: "roles.csv"},
		{name: "names that are no names", opts: ToAppleOptions{MapID: func(string) string { return "same" }},
			files: users("a/1,,true,s1,student,,A,B,,,,,", "a/2,,true,s1,student,,A,B,,,,,"), want: ErrIDClash, file: "students.csv"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.dst == nil {
				c.dst = new(memory)
			}
			l, err := ToApple(t.Context(), c.dst, base.with(c.files).fs(), &c.opts)
			if l != nil || !errors.Is(err, c.want) {
				t.Fatalf("got %v, %v; want an error that is %v", l, err, c.want)
			}
			if e, ok := errors.AsType[*FileError](err); !ok || e.File != c.file {
				t.Errorf("got %v; want a FileError for %s", err, c.file)
			}
		})
	}
}

func TestToOneRosterErrors(t *testing.T) {
	for _, name := range []string{"locations", "students", "staff", "courses", "classes", "rosters"} {
		_, err := ToOneRoster(t.Context(), new(memory), appleBase.with(bundle{name: "-"}).fs(), nil)
		if e, ok := errors.AsType[*FileError](err); !ok || e.File != name+".csv" || !errors.Is(err, ErrMissingFile) {
			t.Errorf("without %s: %v", name, err)
		}
	}
	for _, name := range []string{"manifest", "orgs", "academicSessions", "courses", "users", "classes", "enrollments"} {
		for _, dst := range []Creator{broken{create: name + ".csv"}, broken{write: name + ".csv"}} {
			_, err := ToOneRoster(t.Context(), dst, appleBase.fs(), nil)
			if e, ok := errors.AsType[*FileError](err); !ok || e.File != name+".csv" || !errors.Is(err, errBroken) {
				t.Errorf("%+v: %v", dst, err)
			}
		}
	}
	for file, column := range map[string]string{"locations": "location_id", "students": "location_id", "staff": "person_id",
		"courses": "location_id", "classes": "course_id", "rosters": "student_id"} {
		text := strings.Replace(appleBase[file], column, "other", 1)
		_, err := ToOneRoster(t.Context(), new(memory), appleBase.with(bundle{file: text}).fs(), nil)
		if e, ok := errors.AsType[*FileError](err); !ok || e.File != file+".csv" || !errors.Is(err, ErrMissingColumn) {
			t.Errorf("%s without %s: %v", file, column, err)
		}
	}
	_, err := ToOneRoster(t.Context(), new(memory), appleBase.fs(), &ToOneRosterOptions{DistrictID: "s1"})
	if !errors.Is(err, ErrIDClash) {
		t.Errorf("a district with the id of a location: %v", err)
	}
}

// hook calls a function whenever a file is opened.
type hook struct {
	fs.FS
	opened func(name string)
}

func (h hook) Open(name string) (fs.File, error) {
	h.opened(name)
	return h.FS.Open(name)
}

func TestCancel(t *testing.T) {
	for _, at := range []string{"orgs.csv", "enrollments.csv"} {
		ctx, cancel := context.WithCancel(t.Context())
		src := hook{base.fs(), func(name string) {
			if name == at {
				cancel()
			}
		}}
		if _, err := ToApple(ctx, new(memory), src, nil); !errors.Is(err, context.Canceled) {
			t.Errorf("cancelled at %s: %v", at, err)
		}
		cancel()
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := ToOneRoster(ctx, new(memory), appleBase.fs(), nil); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled before: %v", err)
	}
}

// TestBase applies a delta: a user changed, one added, one deleted; classes
// in bulk replace the base's; files that are absent stay as they were.
func TestBase(t *testing.T) {
	old := base.with(users(adaRow, tomRow, "st2,,true,s1,student,,Eda,Elm,,,,,")).and(enrolled(tomTeaches, adaStudies, "e3,,k1,s1,st2,student,,,")).
		and(bundle{"classes": csv(classesHead, "k1,,Old,c1,,scheduled,s1,y", "k9,,Gone,c1,,scheduled,s1,y")})
	src := bundle{
		"manifest":    "propertyName,value\noneroster.version,1.1\nfile.users,delta\nfile.enrollments,delta\nfile.classes,bulk\n",
		"users":       csv(usersHead, strings.Replace(adaRow, "st1,", "st1,active", 1)+"", "st2,tobedeleted,true,s1,student,,Eda,Elm,,,,,", "st3,active,true,s1,student,,Ida,Ivy,,,,,"),
		"enrollments": csv(enrollHead, "e4,active,k1,s1,st3,student,,,"),
		"classes":     csv(classesHead, classRow),
	}
	src["users"] = strings.Replace(src["users"], "Birch", "Beech", 1)
	var dst memory
	l, err := ToApple(t.Context(), &dst, src.fs(), &ToAppleOptions{Base: old.fs()})
	if err != nil {
		t.Fatal(err)
	}
	want := baseOut.with(bundle{
		"students": strings.Replace(adaOut, "Birch", "Beech", 1) + "\nst3,,Ida,,Ivy,,,,,s1",
		"rosters":  adaIn + "\ne4,k1,st3",
	})
	if d := cmp.Diff(map[string]string(want), bodies(dst.fs())); d != "" {
		t.Errorf("rows written (-want +got):\n%s", d)
	}
	checkApple(t, dst.fs())
	if err := l.Balanced(); err != nil {
		t.Error(err)
	}
	if n := l.Left("base/users.csv", ReasonSuperseded); n != 2 {
		t.Errorf("%d rows of the base superseded, want 2", n)
	}
	if n := l.Left("base/enrollments.csv", ReasonDependent); n != 1 {
		t.Errorf("%d enrollments of the deleted user left out, want 1", n)
	}
	if s := l.Source("users.csv"); s.Read != 3 || s.Left() != 1 || s.Written != 2 {
		t.Errorf("users.csv: %+v", s)
	}
}

// TestNoCellText plants a word in every cell that may hold text, and looks for
// it in all that is told about a conversion.
func TestNoCellText(t *testing.T) {
	const marker = "Marker"
	var told bytes.Buffer
	for seed := range uint64(30) {
		d := newDistrict(seed, true, seed%2 == 0)
		src := d.fs(t)
		for name, f := range src {
			if name != "manifest.csv" {
				src[name] = &fstest.MapFile{Data: plant(f.Data, marker)}
			}
		}
		opts := d.options()
		opts.PersonKey = BySourcedID
		opts.Schools = nil
		opts.OnChange = func(c Change) { fmt.Fprintf(&told, "%+v %v\n", c, c.At) }
		var dst memory
		l, err := ToApple(t.Context(), &dst, src, opts)
		if err != nil {
			t.Fatal(err)
		}
		if text := dst.files["locations.csv"].String(); strings.Count(text, marker) < strings.Count(text, "\n")-2 {
			t.Fatal("the word was not planted in ids")
		}
		text, err := json.Marshal(l)
		if err != nil {
			t.Fatal(err)
		}
		told.Write(text)
		told.WriteString(l.String())
	}
	if told.Len() < 10000 {
		t.Errorf("only %d bytes were told", told.Len())
	}
	if i := strings.Index(told.String(), marker); i >= 0 {
		t.Errorf("cell text in %q", told.String()[max(0, i-100):i+20])
	}
}

// plant puts the word behind every id and name of the generated districts.
func plant(text []byte, word string) []byte {
	head, rows, _ := bytes.Cut(text, []byte("\n"))
	for _, s := range []string{"Ada", "Zoë", "李雷", "x y", "gone"} {
		rows = bytes.ReplaceAll(rows, []byte(s), []byte(s+word))
	}
	for _, s := range []string{"s", "u", "c", "k", "e", "n"} {
		for i := range 10 {
			rows = bytes.ReplaceAll(rows, fmt.Appendf(nil, ",%s%d", s, i), fmt.Appendf(nil, ",%s%s%d", word, s, i))
			rows = bytes.ReplaceAll(rows, fmt.Appendf(nil, "\n%s%d", s, i), fmt.Appendf(nil, "\n%s%s%d", word, s, i))
		}
	}
	return append(append(head, '\n'), rows...)
}

func TestLedgerText(t *testing.T) {
	src := base.with(users(adaRow, tomRow+"s3cret", "p1,,true,s1,parent,,A,B,,,,,")).with(bundle{"extra": "x\n"})
	_, l := toApple1(t, src.fs(), nil)
	want := `OneRoster 1.1 to Apple

Read                  rows  written  merged  left out
orgs.csv              3     1        0       2
users.csv             3     2        0       1
courses.csv           1     1        0       0
classes.csv           1     1        0       0
enrollments.csv       2     1        1       0
academicSessions.csv  1     0        0       1

Left out              rows  first at  because
orgs.csv              2     line 2    nothing in the result refers to it
users.csv             1     line 4    people in this role have no place in the result
academicSessions.csv  1     line 2    the other format has no file for such rows

Written        rows  made up
locations.csv  1     0
students.csv   1     0
staff.csv      1     0
courses.csv    1     0
classes.csv    1     0
rosters.csv    1     0

Values                           mapped  made up  dropped  truncated
orgs.csv type                    0       0        1        0
orgs.csv parentSourcedId         0       0        1        0
users.csv enabledUser            0       0        2        0
users.csv password               0       0        1        0
classes.csv class_number         1       0        1        0
classes.csv classType            0       0        1        0
classes.csv termSourcedIds       0       0        1        0
enrollments.csv schoolSourcedId  0       0        2        0

Not looked at: extra.csv
`
	if d := cmp.Diff(want, l.String()); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

// TestLedgerJSON holds the names that programs rely on.
func TestLedgerJSON(t *testing.T) {
	l := &Ledger{From: "a", To: "b",
		Sources:  []Source{{File: "f", Read: 1, LeftOut: []LeftOut{{Reason: ReasonRole, Rows: 1, At: []Position{{File: "f", Row: 1, Line: 2, Column: 1}}}}}},
		Targets:  []Target{{File: "g", Rows: 1, MadeUp: 1}},
		Fields:   []Field{{File: "g", Name: "n", Mapped: 1}},
		Warnings: []WarningCount{{WarnNull, 2}}, Ignored: []string{}}
	got, err := json.Marshal(l)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"from":"a","to":"b","sources":[{"file":"f","read":1,"written":0,"merged":0,"leftOut":[{"reason":"role","rows":1,"at":[{"file":"f","row":1,"line":2,"column":1}]}]}],` +
		`"targets":[{"file":"g","rows":1,"fromRows":0,"madeUp":1}],"fields":[{"file":"g","name":"n","mapped":1,"madeUp":0,"dropped":0,"truncated":0}],` +
		`"warnings":[{"warning":"null-text","count":2}],"ignored":[]}`
	if string(got) != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestBalanced(t *testing.T) {
	good := func() *Ledger {
		return &Ledger{
			Sources: []Source{{File: "a", Read: 3, Written: 1, Merged: 1, LeftOut: []LeftOut{{Reason: ReasonRole, Rows: 1}}}},
			Targets: []Target{{File: "b", Rows: 2, FromRows: 1, MadeUp: 1}},
		}
	}
	if err := good().Balanced(); err != nil {
		t.Error(err)
	}
	for name, spoil := range map[string]func(*Ledger){
		"a row lost":           func(l *Ledger) { l.Sources[0].Read++ },
		"a row twice":          func(l *Ledger) { l.Sources[0].Merged++ },
		"a row from nowhere":   func(l *Ledger) { l.Targets[0].Rows++ },
		"a row for no source":  func(l *Ledger) { l.Targets[0].Rows++; l.Targets[0].FromRows++ },
		"a source without row": func(l *Ledger) { l.Sources[0].Written++; l.Sources[0].Read++ },
	} {
		l := good()
		spoil(l)
		if err := l.Balanced(); !errors.Is(err, ErrUnbalanced) {
			t.Errorf("%s: got %v, want ErrUnbalanced", name, err)
		}
	}
}

// TestTexts makes sure that every Reason and Warning explains itself.
func TestTexts(t *testing.T) {
	for r, s := range reasonTexts {
		if s == "" || strings.HasSuffix(s, ".") {
			t.Errorf("reason %s: %q", r, s)
		}
	}
	if ReasonUnused.Text() == "" || WarnNull.Text() == "" || len(warningTexts) < 19 || len(reasonTexts) != 21 {
		t.Errorf("%d reasons and %d warnings have texts", len(reasonTexts), len(warningTexts))
	}
}

func TestTruncate(t *testing.T) {
	for _, c := range []struct {
		in    string
		limit int
		want  string
		why   string
	}{
		{"abc", 3, "abc", "within the limit"},
		{"abcd", 3, "abc", "over it"},
		{"abcd", 0, "abcd", "no limit"},
		{"äöü", 3, "äöü", "characters, not bytes"},
		{"äöüß", 3, "äöü", "characters, not bytes"},
		{"a\u0308bc", 3, "a\u0308bc", "composed it is within the limit, and stays as it is"},
		{"a\u0308bcd", 3, "äbc", "over it the composed form is cut"},
		{"abx\u0323\u0307", 3, "ab", "a letter is not parted from its accents"},
	} {
		if got := truncate(c.in, c.limit); got != c.want {
			t.Errorf("truncate(%q, %d) = %q, want %q: %s", c.in, c.limit, got, c.want, c.why)
		}
	}
}

// TestIDSet forces what hashes only suspect.
func TestIDSet(t *testing.T) {
	var s idSet
	for _, id := range []string{"a", "b", "a", "x-y"} {
		s.note(id)
	}
	s.settle()
	s.suspect[hashID("b")] = true // as if another id had the same hash
	for _, c := range []struct {
		id   string
		want bool
	}{{"a", true}, {"a", false}, {"b", true}, {"x-y", true}} {
		if got := s.take(c.id); got != c.want {
			t.Errorf("take(%q) = %v", c.id, got)
		}
	}
	if got := s.invent(0, "x", "y"); got != "x-y-2" {
		t.Errorf("invent: %q, want one that nobody has", got)
	}
	if got := s.invent(0, "x", "y"); got != "x-y-3" {
		t.Errorf("invent: %q, want one that nobody has", got)
	}
	if got := s.invent(10, strings.Repeat("x", 11)); got != HashID(strings.Repeat("x", 11)) {
		t.Errorf("invent: %q, want a hash in place of a long id", got)
	}
}

// TestSourceChanges reads files that grow between two readings.
func TestSourceChanges(t *testing.T) {
	files := base.fs()
	n := 0
	src := hook{files, func(name string) {
		if name == "users.csv" || name == "enrollments.csv" {
			n++
			files[name] = &fstest.MapFile{Data: fmt.Appendf(bytes.Clone(files[name].Data), "z%d\n", n)}
		}
	}}
	l, err := ToApple(t.Context(), new(memory), src, nil)
	if err == nil && l.Balanced() == nil {
		t.Error("the source changed while it was read, and nobody noticed")
	}
}
