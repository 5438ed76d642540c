package command_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/seed-21142606/asm/archive"
	"github.com/seed-21142606/asm/convert"
	"github.com/seed-21142606/asm/examples/asmctl/internal/command"
)

// An outcome is what a command leaves behind.
type outcome struct {
	code     int
	out, err string
}

// asmctl runs a command without a terminal. vars are environment variables, as
// in "NAME=value".
func asmctl(t *testing.T, vars []string, args ...string) outcome {
	t.Helper()
	return run(t.Context(), command.Env{}, vars, args...)
}

func run(ctx context.Context, env command.Env, vars []string, args ...string) outcome {
	var out, err bytes.Buffer
	env.Out, env.Err = &out, &err
	env.Getenv = func(name string) string {
		for _, v := range vars {
			if value, ok := strings.CutPrefix(v, name+"="); ok {
				return value
			}
		}
		return ""
	}
	code := command.Run(ctx, args, env)
	return outcome{code, out.String(), err.String()}
}

// must runs a command that has to work and returns what it printed.
func must(t *testing.T, args ...string) string {
	t.Helper()
	o := asmctl(t, nil, args...)
	if o.code != 0 {
		t.Fatalf("asmctl %v: exit code %d\n%s%s", args, o.code, o.out, o.err)
	}
	return o.out
}

// gen invents a district of 300 students in a new directory.
func gen(t *testing.T, format string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "export")
	must(t, "gen", "--students", "300", "--seed", "3", "--format", format, dir)
	return dir
}

// edit replaces text in a file, which must be there.
func edit(t *testing.T, name, old, with string) {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	changed := strings.Replace(string(text), old, with, 1)
	if changed == string(text) {
		t.Fatalf("%s does not hold the text to replace", filepath.Base(name))
	}
	if err := os.WriteFile(name, []byte(changed), 0o600); err != nil {
		t.Fatal(err)
	}
}

func names(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	all := []string{}
	for _, e := range entries {
		all = append(all, e.Name())
	}
	return all
}

func digest(t *testing.T, path string) [sha256.Size]byte {
	t.Helper()
	fsys := os.DirFS(path)
	if filepath.Ext(path) == ".zip" {
		r, err := archive.OpenReader(path, nil)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		sum, err := archive.Digest(r)
		if err != nil {
			t.Fatal(err)
		}
		return sum
	}
	sum, err := archive.Digest(fsys)
	if err != nil {
		t.Fatal(err)
	}
	return sum
}

func TestExitCodes(t *testing.T) {
	good, bad, scratch := gen(t, "apple"), gen(t, "oneroster-1.1"), t.TempDir()
	edit(t, filepath.Join(bad, "orgs.csv"), "school", "scool")
	empty := t.TempDir()
	text := filepath.Join(scratch, "text.txt")
	if err := os.WriteFile(text, []byte("no archive"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		reason string
		args   []string
		code   int
		says   string // on standard error
	}{
		{"help is no failure", []string{"help"}, 0, ""},
		{"no errors", []string{"validate", good}, 0, ""},
		{"errors", []string{"validate", bad}, 1, ""},
		{"errors, as JSON", []string{"validate", "--format", "json", bad}, 1, ""},
		{"no bundle there", []string{"validate", filepath.Join(scratch, "nowhere")}, 2, "does not exist"},
		{"nothing in the bundle", []string{"validate", empty}, 2, "no roster files"},
		{"not a ZIP", []string{"validate", text}, 2, "neither a directory nor a ZIP"},
		{"other format of report", []string{"validate", "--format", "xml", good}, 2, "text or json"},
		{"no argument", []string{"validate"}, 2, "asmctl validate BUNDLE"},
		{"unknown command", []string{"frobnicate"}, 2, "asmctl help"},
		{"unknown flag", []string{"validate", "--frobnicate", good}, 2, "asmctl help validate"},
		{"look at one", []string{"inspect", bad}, 0, ""},
		{"look at nothing", []string{"inspect", empty}, 2, "no roster files"},
		{"pack what is there", []string{"pack", good, filepath.Join(scratch, "a.zip")}, 0, ""},
		{"pack nothing", []string{"pack", empty, filepath.Join(scratch, "b.zip")}, 2, "no .csv files"},
		{"pack into no ZIP", []string{"pack", good, filepath.Join(scratch, "b.tar")}, 2, ".zip"},
		{"convert to what it is", []string{"convert", "--to", "apple", good, filepath.Join(scratch, "c")}, 2, "already"},
		{"convert to nothing known", []string{"convert", "--to", "xml", good, filepath.Join(scratch, "c")}, 2, "oneroster-1.1"},
		{"convert to nothing", []string{"convert", good, filepath.Join(scratch, "c")}, 2, `"to" not set`},
		{"convert onto itself", []string{"convert", "--to", "oneroster-1.1", good, good}, 2, "the same"},
		{"gen without students", []string{"gen", "--students", "0", filepath.Join(scratch, "d")}, 2, "students"},
		{"gen of no known format", []string{"gen", "--format", "xml", filepath.Join(scratch, "d")}, 2, "oneroster-1.2"},
		{"gen among other files", []string{"gen", "--format", "oneroster-1.2", good}, 2, "already holds"},
		{"send to a directory", []string{"send", "--to", empty, filepath.Join(scratch, "a.zip")}, 0, ""},
		{"send to no directory", []string{"send", "--to", filepath.Join(scratch, "nowhere"), filepath.Join(scratch, "a.zip")}, 2, "Nothing was sent."},
		{"send no ZIP", []string{"send", "--to", empty, text}, 2, "no ZIP"},
		{"send nowhere", []string{"send", filepath.Join(scratch, "a.zip")}, 2, `"to" not set`},
		{"sync", []string{"sync", "--to", empty, good}, 0, ""},
		{"sync with errors", []string{"sync", "--to", empty, bad}, 1, ""},
		{"sync nowhere", []string{"sync", "--to", filepath.Join(scratch, "nowhere"), good}, 2, "Nothing was sent."},
	} {
		o := asmctl(t, nil, test.args...)
		if o.code != test.code {
			t.Errorf("%s: exit code %d, want %d\n%s%s", test.reason, o.code, test.code, o.out, o.err)
		}
		if !strings.Contains(o.err, test.says) {
			t.Errorf("%s: standard error does not say %q:\n%s", test.reason, test.says, o.err)
		}
		if test.code == 2 && o.out != "" {
			t.Errorf("%s: printed a result:\n%s", test.reason, o.out)
		}
		if test.code != 2 && o.err != "" {
			t.Errorf("%s: standard error is not empty without a terminal:\n%s", test.reason, o.err)
		}
	}
}

func TestGenIsValid(t *testing.T) {
	for _, format := range []string{"apple", "oneroster-1.1", "oneroster-1.2"} {
		zip := filepath.Join(t.TempDir(), "d.zip")
		must(t, "gen", "--format", format, "--seed", "11", zip)
		var report struct {
			Summary struct{ Errors, Warnings int }
		}
		if err := json.Unmarshal([]byte(must(t, "validate", "--format", "json", zip)), &report); err != nil {
			t.Fatal(err)
		}
		if report.Summary.Errors+report.Summary.Warnings > 0 {
			t.Errorf("%s: %+v", format, report.Summary)
		}
	}
}

func TestGenIsRepeatable(t *testing.T) {
	dir := t.TempDir()
	make := func(name, seed string) []byte {
		path := filepath.Join(dir, name)
		must(t, "gen", "--students", "500", "--seed", seed, "--format", "oneroster-1.2", path)
		zip, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return zip
	}
	first := make("a.zip", "1")
	if !bytes.Equal(first, make("b.zip", "1")) {
		t.Error("the same seed gave another archive")
	}
	if bytes.Equal(first, make("c.zip", "2")) {
		t.Error("another seed gave the same archive")
	}
	must(t, "gen", "--students", "500", "--seed", "1", "--format", "oneroster-1.2", filepath.Join(dir, "d"))
	if digest(t, filepath.Join(dir, "a.zip")) != digest(t, filepath.Join(dir, "d")) {
		t.Error("a directory and an archive of one district differ")
	}
}

func TestValidateJSON(t *testing.T) {
	dir := gen(t, "oneroster-1.1")
	edit(t, filepath.Join(dir, "orgs.csv"), "school", "scool")
	o := asmctl(t, nil, "validate", "--format", "json", dir)
	var report struct {
		Format  string
		Version string
		Files   []struct {
			Name string
			Rows int
		}
		Summary  struct{ Errors, Warnings, Infos int }
		Counts   map[string]int
		Findings []map[string]any
	}
	dec := json.NewDecoder(strings.NewReader(o.out))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&report); err != nil {
		t.Fatalf("%v\n%s", err, o.out)
	}
	if dec.More() {
		t.Error("more than one object")
	}
	if report.Format != "oneroster" || report.Version != "1.1" || len(report.Files) != 7 {
		t.Errorf("format %q, version %q, %d files", report.Format, report.Version, len(report.Files))
	}
	total := 0
	for _, n := range report.Counts {
		total += n
	}
	if s := report.Summary; s.Errors == 0 || total != s.Errors+s.Warnings+s.Infos {
		t.Errorf("summary %+v, counts %v", s, report.Counts)
	}
	finding := report.Findings[0]
	for _, key := range []string{"rule", "severity", "consequence", "file", "line", "row", "column", "message"} {
		if finding[key] == nil {
			t.Errorf("a finding has no %s: %v", key, finding)
		}
	}
	if finding["file"] != "orgs.csv" || finding["line"] != 3.0 || finding["row"] != 2.0 {
		t.Errorf("the finding is at %v:%v, row %v; want orgs.csv:3, row 2", finding["file"], finding["line"], finding["row"])
	}
}

func TestValidateText(t *testing.T) {
	dir := gen(t, "apple")
	file := filepath.Join(dir, "students.csv")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	broken := strings.ReplaceAll(string(text), ",4,", ",5,")
	if err := os.WriteFile(file, []byte(broken), 0o600); err != nil {
		t.Fatal(err)
	}
	wrong := strings.Count(broken, ",5,") - strings.Count(string(text), ",5,")
	shown := func(o outcome) int { return strings.Count(o.out, "\n  students.csv:") }
	if n := shown(asmctl(t, nil, "validate", dir)); n != 20 {
		t.Errorf("%d findings shown, want 20", n)
	}
	o := asmctl(t, nil, "validate", "--limit", "3", dir)
	lines := strings.Split(strings.TrimSpace(o.out), "\n")
	if o.code != 1 || wrong <= 20 {
		t.Fatalf("exit code %d with %d wrong policies", o.code, wrong)
	}
	if n := shown(o); n != 3 {
		t.Errorf("%d findings shown, want 3:\n%s", n, o.out)
	}
	for _, want := range []string{"six files", " findings · ", "… and ", "errors, 0 warnings, "} {
		if !strings.Contains(o.out, want) {
			t.Errorf("no %q in\n%s", want, o.out)
		}
	}
	if last := lines[len(lines)-1]; !strings.HasSuffix(last, ".") || strings.Contains(last, "it can be sent.") {
		t.Errorf("the last line is %q", last)
	}
}

func TestFolderInZip(t *testing.T) {
	for _, test := range []struct {
		reason string
		loose  string // a file beside the folder, or ""
		says   string
	}{
		{"the folder was zipped", "", "all files lie in this folder"},
		{"a folder was zipped with the files", "students.csv", "the file lies in a folder"},
	} {
		zip := folderZip(t, gen(t, "apple"), test.loose)
		o := asmctl(t, nil, "validate", zip)
		if o.code != 1 || !strings.Contains(o.out, "archive/folder") || !strings.Contains(o.out, test.says) {
			t.Errorf("%s: exit code %d\n%s%s", test.reason, o.code, o.out, o.err)
		}
	}
}

func TestFolderIsMended(t *testing.T) {
	dir := gen(t, "apple")
	zip := folderZip(t, dir, "")
	if o := asmctl(t, nil, "inspect", zip); o.code != 0 || !strings.Contains(o.err, "folder") || !strings.Contains(o.out, "students.csv") {
		t.Errorf("inspect: exit code %d\n%s%s", o.code, o.out, o.err)
	}
	flat := filepath.Join(t.TempDir(), "flat.zip")
	must(t, "pack", zip, flat)
	if digest(t, flat) != digest(t, dir) {
		t.Error("packing the contents of a folder changed them")
	}
	must(t, "validate", flat)
}

func TestPack(t *testing.T) {
	dir, out := gen(t, "apple"), t.TempDir()
	for _, name := range []string{"notes.txt", ".DS_Store"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(dir, "old"), 0o700); err != nil {
		t.Fatal(err)
	}
	first, second := filepath.Join(out, "a.zip"), filepath.Join(dir, "b.zip")
	if o := asmctl(t, nil, "pack", dir, first); o.code != 0 || !strings.Contains(o.err, "notes.txt, old") || strings.Contains(o.err, ".DS_Store") {
		t.Errorf("exit code %d\n%s%s", o.code, o.out, o.err)
	}
	must(t, "pack", dir, second)
	must(t, "pack", dir, second) // does not pack the first one
	a, errA := os.ReadFile(first)
	b, errB := os.ReadFile(second)
	if errA != nil || errB != nil || !bytes.Equal(a, b) {
		t.Errorf("the same files gave other bytes (%v, %v)", errA, errB)
	}
	r, err := archive.OpenReader(first, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if want := []string{"classes.csv", "courses.csv", "locations.csv", "rosters.csv", "staff.csv", "students.csv"}; !slices.Equal(r.Names(), want) {
		t.Errorf("packed %v, want %v", r.Names(), want)
	}
}

func TestConvert(t *testing.T) {
	for _, test := range []struct{ from, to string }{
		{"oneroster-1.1", "apple"},
		{"oneroster-1.2", "apple"},
		{"apple", "oneroster-1.1"},
	} {
		src, out := gen(t, test.from), t.TempDir()
		dir, zip, ledgerFile := filepath.Join(out, "dir"), filepath.Join(out, "a.zip"), filepath.Join(out, "ledger.json")
		must(t, "convert", "--to", test.to, "--ledger", ledgerFile, src, dir)
		must(t, "convert", "--to", test.to, src, zip)
		must(t, "convert", "--to", test.to, src, dir) // again, over what is there
		if digest(t, dir) != digest(t, zip) {
			t.Errorf("%s to %s: directory and archive differ", test.from, test.to)
		}
		must(t, "validate", zip)
		text, err := os.ReadFile(ledgerFile)
		if err != nil {
			t.Fatal(err)
		}
		var ledger convert.Ledger
		if err := json.Unmarshal(text, &ledger); err != nil {
			t.Fatal(err)
		}
		if err := ledger.Balanced(); err != nil || len(ledger.Sources) == 0 {
			t.Errorf("%s to %s: ledger of %d sources: %v", test.from, test.to, len(ledger.Sources), err)
		}
	}
}

func TestConvertRefusesDelta(t *testing.T) {
	dir := gen(t, "oneroster-1.1")
	edit(t, filepath.Join(dir, "manifest.csv"), "file.academicSessions,bulk", "file.academicSessions,delta")
	sessions := filepath.Join(dir, "academicSessions.csv")
	text, err := os.ReadFile(sessions)
	if err != nil {
		t.Fatal(err)
	}
	changed := strings.ReplaceAll(string(text), ",,,", ",active,2026-01-15T00:00:00.000Z,")
	if err := os.WriteFile(sessions, []byte(changed), 0o600); err != nil {
		t.Fatal(err)
	}
	zip := filepath.Join(t.TempDir(), "a.zip")
	if o := asmctl(t, nil, "convert", "--to", "apple", dir, zip); o.code != 2 || !strings.Contains(o.err, "bulk mode") {
		t.Errorf("exit code %d\n%s", o.code, o.err)
	}
	if left := names(t, filepath.Dir(zip)); len(left) > 0 {
		t.Errorf("left %v behind", left)
	}
	for _, command := range []string{"inspect", "validate"} {
		if out := must(t, command, dir); !strings.Contains(out, "delta") || strings.Contains(out, "it can be sent") {
			t.Errorf("%s does not say that it is a delta:\n%s", command, out)
		}
	}
	if o := asmctl(t, nil, "sync", "--to", filepath.Dir(zip), dir); o.code != 2 || !strings.HasSuffix(o.err, "Nothing was sent.\n") {
		t.Errorf("sync: exit code %d\n%s", o.code, o.err)
	}
}

// Names that 1.0 gave its columns are no quirks of a bundle in 1.0.
func TestInspectOldNames(t *testing.T) {
	dir := t.TempDir()
	for name, header := range map[string]string{
		"users.csv":       "sourcedId,status,dateLastModified,orgSourcedIds,role,username,userId,givenName,familyName,identifier,email,sms,phone,agents",
		"courses.csv":     "sourcedId,status,dateLastModified,schoolYearId,metadata.duration,title,courseCode,grade,orgSourcedId,subjects",
		"enrollments.csv": "sourcedId,classSourcedId,schoolSourcedId,userSourcedId,role,status,dateLastModified,primary",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(header+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	out := must(t, "inspect", dir)
	if !strings.Contains(out, "OneRoster 1.0") || strings.Contains(out, "alias") || strings.Contains(out, "order") {
		t.Error(out)
	}
	edit(t, filepath.Join(dir, "users.csv"), "sourcedId,status", "SourcedID,status")
	if out := must(t, "inspect", dir); !strings.Contains(out, "1 × column name in other letter case") {
		t.Error(out)
	}
}

// What cannot be written is named as it was asked for, before anything is done.
func TestUnwritable(t *testing.T) {
	dir := gen(t, "apple")
	nowhere, zip := filepath.Join(dir, "nowhere", "x"), filepath.Join(t.TempDir(), "a.zip")
	for _, args := range [][]string{
		{"convert", "--to", "oneroster-1.1", dir, nowhere + ".zip"},
		{"convert", "--to", "oneroster-1.1", "--ledger", nowhere + ".json", dir, zip},
		{"pack", dir, nowhere + ".zip"},
	} {
		o := asmctl(t, nil, args...)
		if o.code != 2 || !strings.Contains(o.err, nowhere) || strings.Contains(o.err, ".part") {
			t.Errorf("%v: exit code %d\n%s", args[0], o.code, o.err)
		}
	}
	if left := names(t, filepath.Dir(zip)); len(left) > 0 {
		t.Errorf("left %v behind", left)
	}
}

func TestInspect(t *testing.T) {
	dir := gen(t, "apple")
	edit(t, filepath.Join(dir, "locations.csv"), "location_id,location_name\n", "\ufefflocation_id;Location_Name\r\n")
	if err := os.WriteFile(filepath.Join(dir, "notes.txt"), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	out := must(t, "inspect", dir)
	for _, want := range []string{"six files", "byte order mark", "semicolons", "other letter case", "students.csv", "300", "Not read: notes.txt"} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
}
