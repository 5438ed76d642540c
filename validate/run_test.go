package validate

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/seed-21142606/asm/apple"
	"github.com/seed-21142606/asm/oneroster"
)

// A countingFS counts how often each file is opened, and fails where told to.
type countingFS struct {
	fs.FS
	opened map[string]int
	fail   string // name of a file that fails after its header
}

var errDisk = errors.New("disk on fire")

func (c *countingFS) Open(name string) (fs.File, error) {
	c.opened[name]++
	f, err := c.FS.Open(name)
	if name == c.fail && err == nil {
		return &failingFile{File: f}, nil
	}
	return f, err
}

// A failingFile gives one line and fails then.
type failingFile struct {
	fs.File
	given bool
}

func (f *failingFile) Read(p []byte) (int, error) {
	if f.given {
		return 0, errDisk
	}
	f.given = true
	return copy(p, "class_id,class_number,course_id,instructor_id,instructor_id_2,instructor_id_3,location_id\n"), nil
}

func counting(b bundle) *countingFS {
	return &countingFS{FS: fstest.MapFS(b), opened: map[string]int{}}
}

// TestOnePass reads clean bundles, and opens each file once. (Detecting the
// version of OneRoster reads headers beforehand.)
func TestOnePass(t *testing.T) {
	c := counting(base(t, "apple"))
	if _, err := Validate(context.Background(), c, nil); err != nil {
		t.Fatal(err)
	}
	for _, name := range apple.FileNames() {
		if c.opened[name] != 1 {
			t.Errorf("%s opened %d times, want once", name, c.opened[name])
		}
	}
}

// TestSecondLook repeats a key: only the files that may have it are read again.
func TestSecondLook(t *testing.T) {
	b := base(t, "apple").clone()
	b.set("rosters.csv", 4, 0, "R-1")
	c := counting(b)
	if _, err := Validate(context.Background(), c, nil); err != nil {
		t.Fatal(err)
	}
	for _, name := range apple.FileNames() {
		want := 1
		if name == "rosters.csv" {
			want = 2
		}
		if c.opened[name] != want {
			t.Errorf("%s opened %d times, want %d", name, c.opened[name], want)
		}
	}
}

// TestNoSecondLook has users refer to each other, all of them there: no need to
// read the file again. What tells the version opens every file once more.
func TestNoSecondLook(t *testing.T) {
	c := counting(base(t, "oneroster-1.1"))
	if _, err := Validate(context.Background(), c, nil); err != nil {
		t.Fatal(err)
	}
	if c.opened["users.csv"] != c.opened["enrollments.csv"] {
		t.Errorf("users.csv opened %d times, enrollments.csv %d times", c.opened["users.csv"], c.opened["enrollments.csv"])
	}
}

func TestReadError(t *testing.T) {
	c := counting(base(t, "apple"))
	c.fail = "classes.csv"
	report, err := Validate(context.Background(), c, nil)
	if !errors.Is(err, errDisk) {
		t.Errorf("Validate = %v, want the reader's error", err)
	}
	if report == nil || len(report.Files) != 4 {
		t.Errorf("the report holds %v, want the files read before", report)
	}
	if c.opened["rosters.csv"] != 0 {
		t.Error("reading went on after the error")
	}
}

func TestContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	b := base(t, "apple").clone()
	lines := b.lines("rosters.csv")
	for i := range 5 * ctxEvery {
		lines = append(lines, fmt.Sprintf("X-%d,K-9,S-1", i))
	}
	b.put("rosters.csv", lines)
	n := 0
	var last error
	for _, err := range Run(ctx, fstest.MapFS(b), nil) {
		n++
		last = err
		cancel()
	}
	if !errors.Is(last, context.Canceled) {
		t.Errorf("the loop ends with %v, want context.Canceled", last)
	}
	if n > ctxEvery+1 {
		t.Errorf("%d findings after the context had ended", n)
	}
	if _, err := Validate(ctx, fstest.MapFS(b), nil); !errors.Is(err, context.Canceled) {
		t.Errorf("Validate with an ended context = %v", err)
	}
}

// TestBreak leaves the loop at each finding in turn. Nothing may come after.
func TestBreak(t *testing.T) {
	for _, l := range layers(t) {
		total := len(l.findings(t))
		for stop := 1; stop <= total; stop++ {
			n := 0
			c := counting(bundle(l.fsys))
			for _, err := range Run(context.Background(), c, &l.opts) {
				if err != nil {
					t.Fatal(err)
				}
				if n++; n == stop {
					break
				}
			}
			if n != stop {
				t.Fatalf("%s/%s: %d findings, left at %d", l.corpus, l.name, n, stop)
			}
		}
	}
	c := counting(bundle{"students.csv": &fstest.MapFile{}})
	for range Run(context.Background(), c, nil) {
		break
	}
	if n := c.opened["students.csv"]; n != 0 {
		t.Errorf("students.csv was opened %d times after the loop was left at a missing file", n)
	}
}

// TestRunTwice uses one sequence twice, and one set of rules at the same time.
func TestRunTwice(t *testing.T) {
	b := base(t, "apple").clone()
	b.set("rosters.csv", 4, 0, "R-1")
	b.set("rosters.csv", 3, 2, "S-9")
	rules := Apple()
	seq := Run(context.Background(), fstest.MapFS(b), &Options{Rules: rules})
	var wg sync.WaitGroup
	results := make([]*Report, 4)
	for i := range results {
		wg.Go(func() { results[i], _ = Collect(seq, -1) })
	}
	wg.Wait()
	for i, r := range results {
		if len(r.Findings) != 2 {
			t.Errorf("run %d found %v, want two findings", i, r.Findings)
		}
	}
}

// ownRule reports students without an e-mail address.
func ownRule(clean func()) *Rule {
	return &Rule{ID: "mine/email", Severity: Warning, Consequence: Unknown, Setup: func(p *Pass) {
		n := 0
		OnRow(p, func(at Position, s *apple.Student) {
			if n++; s.EmailAddress == "" {
				at.Field = "email_address"
				p.Report(at, "no e-mail address", s.PersonID)
			}
		})
		OnRow(p, func(Position, *oneroster.User) { p.Report(Position{}, "not in this bundle", "") })
		p.AtEnd(func() {
			if n == 3 {
				p.Report(Position{File: "students.csv", Row: 3, Field: "email_address"}, "three students", "")
			}
			clean()
		})
	}}
}

func TestOwnRule(t *testing.T) {
	ended := 0
	opts := &Options{Rules: append(Apple(), ownRule(func() { ended++ })), Limit: -1}
	report, err := Validate(context.Background(), fstest.MapFS(base(t, "apple")), opts)
	if err != nil {
		t.Fatal(err)
	}
	if len(report.Findings) != 2 || ended != 1 {
		t.Fatalf("findings %v, ended %d times; want two and one", report.Findings, ended)
	}
	f := report.Findings[0]
	want := Position{File: "students.csv", Row: 3, Line: 4, Column: 22, Field: "email_address"}
	if f.At != want || f.Value != "" || f.Rule.ID != "mine/email" {
		t.Errorf("finding %v at %+v, value %q; want it at %+v without a value", f, f.At, f.Value, want)
	}
	if s := f.String(); s != "students.csv:4:22: warning: email_address: no e-mail address [mine/email]" {
		t.Errorf("String() = %q", s)
	}
	if f := report.Findings[1]; f.At.Line != 0 {
		t.Errorf("a report at the end got the place %v of a row that is no longer at hand", f.At)
	}
}

func TestShowValues(t *testing.T) {
	opts := &Options{Rules: []*Rule{ownRule(func() {})}, ShowValues: true}
	report, err := Validate(context.Background(), fstest.MapFS(base(t, "apple")), opts)
	if err != nil || report.Findings[0].Value != "S-3" {
		t.Errorf("Value = %q, %v; want the cell", report.Findings[0].Value, err)
	}
}

// TestValuesKept looks at values when the rows they were in are long gone.
func TestValuesKept(t *testing.T) {
	b := base(t, "apple").clone()
	lines := b.lines("rosters.csv")[:1]
	for i := range 20_000 {
		lines = append(lines, fmt.Sprintf("R-%d,K-1,X-%d", i+1, i+1))
	}
	b.put("rosters.csv", lines)
	for _, f := range only(validate(t, b, &Options{ShowValues: true}), "apple/reference") {
		if want := fmt.Sprintf("X-%d", f.At.Row); f.Value != want {
			t.Fatalf("value %q in row %d, want %q", f.Value, f.At.Row, want)
		}
	}
}

func TestOptionErrors(t *testing.T) {
	fsys := fstest.MapFS(base(t, "apple"))
	for name, opts := range map[string]*Options{
		"nil rule":       {Rules: []*Rule{nil}},
		"no Setup":       {Rules: []*Rule{{ID: "mine/rule"}}},
		"account field":  {AccountFields: []string{"shoe_size"}},
		"not of people":  {AccountFields: []string{"course_number"}},
		"unknown format": {Format: "xml"},
	} {
		if _, err := Validate(context.Background(), fsys, opts); err == nil {
			t.Errorf("%s: no error", name)
		}
		n := 0
		for f, err := range Run(context.Background(), fsys, opts) {
			if n++; err == nil {
				t.Errorf("%s: finding %v", name, f)
			}
		}
		if n != 1 {
			t.Errorf("%s: the loop ran %d times, want once for the error", name, n)
		}
	}
}

// TestOtherFormat runs the rules of the other format: they have nothing to say.
func TestOtherFormat(t *testing.T) {
	for name, rules := range map[string][]*Rule{"apple": OneRoster(), "oneroster-1.1": Apple()} {
		b := base(t, name).clone()
		delete(b, "classes.csv")
		if r := validate(t, b, &Options{Rules: rules}); len(r.Findings) != 0 {
			t.Errorf("%s: %v", name, r.Findings)
		}
	}
}

func TestCollect(t *testing.T) {
	b := base(t, "apple").clone()
	for line := 2; line <= 4; line++ {
		b.set("rosters.csv", line, 2, "S-9")
		b.set("rosters.csv", line, 1, "K_9")
	}
	for _, limit := range []int{0, 1, 2, 100, -1} {
		r, err := Collect(Run(context.Background(), fstest.MapFS(b), nil), limit)
		if err != nil {
			t.Fatal(err)
		}
		if r.Counts["apple/reference"] != 6 || r.Counts["apple/identifier-characters"] != 3 || r.Summary != (Summary{Errors: 6, Warnings: 3}) {
			t.Errorf("limit %d: counts %v, summary %v are not the totals", limit, r.Counts, r.Summary)
		}
		want := min(6, limit) + min(3, limit)
		if limit < 0 {
			want = 9
		}
		if len(r.Findings) != want {
			t.Errorf("limit %d: %d findings kept, want %d", limit, len(r.Findings), want)
		}
		if r.OK() {
			t.Errorf("limit %d: OK although there are errors", limit)
		}
	}
	boom := errors.New("boom")
	r, err := Collect(func(yield func(Finding, error) bool) {
		_ = yield(Finding{Rule: Apple()[0]}, nil) && yield(Finding{}, boom)
	}, -1)
	if err != boom || len(r.Findings) != 1 {
		t.Errorf("Collect = %v, %v; want the error and what came before", r, err)
	}
}

// TestJSON holds the shape that other programs rely on.
func TestJSON(t *testing.T) {
	b := base(t, "apple").clone()
	b.set("rosters.csv", 4, 0, "R-1")
	b["locations.csv"].Data = append([]byte("\ufeff"), b["locations.csv"].Data...)
	got, err := json.Marshal(validate(t, b, nil))
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"format":"apple","version":"",` +
		`"files":[{"name":"locations.csv","rows":2},{"name":"students.csv","rows":3},{"name":"staff.csv","rows":2},` +
		`{"name":"courses.csv","rows":2},{"name":"classes.csv","rows":2},{"name":"rosters.csv","rows":3}],` +
		`"summary":{"errors":1,"warnings":0,"infos":1},` +
		`"counts":{"apple/byte-order-mark":1,"apple/unique":1},` +
		`"findings":[{"rule":"apple/byte-order-mark","severity":"info","consequence":"unknown","file":"locations.csv","line":1,"row":0,"column":1,` +
		`"message":"a byte order mark; save the file without it"},` +
		`{"rule":"apple/unique","severity":"error","consequence":"unknown","file":"rosters.csv","line":4,"row":3,"column":1,"field":"roster_id",` +
		`"message":"the same roster_id is in rosters.csv, line 2; give every row its own",` +
		`"related":[{"file":"rosters.csv","line":2,"row":1,"column":1}]}]}`
	if string(got) != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	empty, err := json.Marshal(validate(t, base(t, "oneroster-1.2"), nil))
	if err != nil || !strings.Contains(string(empty), `"counts":{},"findings":[]}`) || !strings.HasPrefix(string(empty), `{"format":"oneroster","version":"1.2.1"`) {
		t.Errorf("without findings: %s, %v", empty, err)
	}
}

// TestOnFile hears of files in the order of their references.
func TestOnFile(t *testing.T) {
	var names []string
	opts := &Options{OnFile: func(f File) { names = append(names, f.Name) }}
	if _, err := Validate(context.Background(), fstest.MapFS(base(t, "apple")), opts); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(names, apple.FileNames()) {
		t.Errorf("files %v, want %v", names, apple.FileNames())
	}
}

// TestAllocations holds the promise that rows cost no memory of their own.
func TestAllocations(t *testing.T) {
	for name, row := range map[string]string{
		"apple":         "%d,K-1,S-1\n",
		"oneroster-1.1": "%d,,,k-1,school-1,u-1,student,,2025-08-15,2026-01-15\n",
	} {
		file := map[string]string{"apple": "rosters.csv", "oneroster-1.1": "enrollments.csv"}[name]
		measure := func(rows int) float64 {
			b := base(t, name).clone()
			var text strings.Builder
			text.WriteString(b.lines(file)[0] + "\n")
			for i := range rows {
				fmt.Fprintf(&text, row, 1_000_000+i)
			}
			b[file] = &fstest.MapFile{Data: []byte(text.String())}
			return testing.AllocsPerRun(3, func() {
				for f, err := range Run(context.Background(), fstest.MapFS(b), nil) {
					t.Fatal(f, err)
				}
			})
		}
		few, many := measure(1_000), measure(41_000)
		if per := (many - few) / 40_000; per > 0.05 {
			t.Errorf("%s: %.3f allocations a row", name, per)
		}
	}
}

// TestBadReaders reads through readers that give a byte at a time or data
// together with the end of the file.
func TestBadReaders(t *testing.T) {
	for _, l := range layers(t) {
		want := len(l.findings(t))
		opts := l.opts
		opts.Limit = -1
		r, err := Validate(context.Background(), slowFS{l.fsys}, &opts)
		if err != nil || len(r.Findings) != want {
			t.Errorf("%s/%s: %d findings, %v; want %d", l.corpus, l.name, len(r.Findings), err, want)
		}
	}
}

type slowFS struct{ fs.FS }

func (s slowFS) Open(name string) (fs.File, error) {
	f, err := s.FS.Open(name)
	if d, ok := f.(fs.ReadDirFile); ok || err != nil {
		return d, err
	}
	return slowFile{f}, nil
}

type slowFile struct{ fs.File }

func (f slowFile) Read(p []byte) (int, error) {
	n, err := f.File.Read(p[:min(1, len(p))])
	if n == 0 && err == nil {
		err = io.ErrNoProgress
	}
	return n, err
}
