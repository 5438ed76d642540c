package oneroster

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"math/rand/v2"
	"os/exec"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// pieces make up values that are hard to write.
var pieces = []string{
	"a", "B7", "é", "日本", " ", "\t", ",", ";", `"`, `""`, `\`, `\"`, "\n", "\r", "\r\n", "'", "=", "“x”", "\ufeff", "\x00", "\xff",
}

func randomValue(r *rand.Rand, pieces []string) string {
	var b strings.Builder
	for range r.IntN(4) {
		b.WriteString(pieces[r.IntN(len(pieces))])
	}
	return b.String()
}

// randomRow fills every column that version v has.
func randomRow[T Record](r *rand.Rand, v Version, metadata []string, pieces []string) T {
	var row T
	for _, c := range ColumnsIn[T](v) {
		*c.Text(&row) = randomValue(r, pieces)
	}
	f := fileOf[T]()
	for _, name := range metadata {
		if s := randomValue(r, pieces); s != "" && f.metadata != nil {
			at := f.metadata(&row)
			if *at == nil {
				*at = map[string]string{}
			}
			(*at)[name] = s
		}
	}
	return row
}

// cellsOf is the row as the file holds it.
func cellsOf[T Record](row T, v Version, metadata []string) []string {
	var cells []string
	for _, c := range ColumnsIn[T](v) {
		cells = append(cells, *c.Text(&row))
	}
	for _, name := range metadata {
		cells = append(cells, (*fileOf[T]().metadata(&row))[name])
	}
	return cells
}

func TestRoundTrip(t *testing.T) {
	t.Run("orgs", roundTrip[Org])
	t.Run("academicSessions", roundTrip[AcademicSession])
	t.Run("courses", roundTrip[Course])
	t.Run("classes", roundTrip[Class])
	t.Run("users", roundTrip[User])
	t.Run("enrollments", roundTrip[Enrollment])
	t.Run("demographics", roundTrip[Demographics])
	t.Run("roles", roundTrip[Role])
	t.Run("userProfiles", roundTrip[UserProfile])
	t.Run("manifest", roundTrip[Property])
}

// What is written is read back equal, by this package and by encoding/csv.
func roundTrip[T Record](t *testing.T) {
	for seed := range uint64(60) {
		r := rand.New(rand.NewPCG(seed, 1))
		opts := EncodeOptions{Version: versions[1+seed%3], AppleSpelling: seed%2 == 0, CRLF: seed%5 == 0}
		f := fileOf[T]()
		if f.metadata != nil && seed%3 > 0 {
			opts.Metadata = []string{"metadata.a", "metadata.b c"}[:seed%3]
		}
		if !f.versions.has(opts.Version) {
			continue
		}
		rows := make([]T, r.IntN(20))
		for i := range rows {
			rows[i] = randomRow[T](r, opts.Version, opts.Metadata, pieces)
		}
		text := encode(t, &opts, rows...)
		got, quirks := decodeAll[T](t, text)
		if diff := cmp.Diff(rows, got); diff != "" && len(rows)+len(got) > 0 {
			t.Fatalf("seed %d: %s\n%q", seed, diff, text)
		}
		checkQuirks(t, quirks, opts)
		checkCSV(t, text, rows, opts)
	}
}

// checkQuirks allows only those that come from the values and the options.
func checkQuirks(t *testing.T, quirks []QuirkKind, opts EncodeOptions) {
	t.Helper()
	for _, k := range quirks {
		switch k {
		case QuirkLineBreak, QuirkInvalidUTF8, QuirkNUL, QuirkCurlyQuotes:
		case QuirkCRLF:
			if !opts.CRLF {
				t.Errorf("quirk %s", k)
			}
		case QuirkHeaderCase, QuirkHeaderAlias:
			if !opts.AppleSpelling {
				t.Errorf("quirk %s", k)
			}
		default:
			t.Errorf("quirk %s in what this package writes", k)
		}
	}
}

func checkCSV[T Record](t *testing.T, text string, rows []T, opts EncodeOptions) {
	t.Helper()
	records, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil || len(records) != 1+len(rows) {
		t.Fatalf("encoding/csv: %d records of %d rows, %v", len(records), len(rows), err)
	}
	for i, row := range rows {
		want := cellsOf(row, opts.Version, opts.Metadata)
		for k := range want {
			want[k] = strings.ReplaceAll(want[k], "\r\n", "\n") // encoding/csv turns every CR LF into LF
		}
		if diff := cmp.Diff(want, records[i+1]); diff != "" {
			t.Fatalf("encoding/csv: %s", diff)
		}
	}
}

// Python's csv module reads what is written to the same values.
func TestPythonReads(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("python3 is not installed")
	}
	var valid []string
	for _, p := range pieces {
		if p != "\xff" && p != "\x00" { // JSON cannot hold the one, older versions of Python the other
			valid = append(valid, p)
		}
	}
	const program = `import csv, io, json, sys
text = sys.stdin.buffer.read().decode("utf-8")
json.dump(list(csv.reader(io.StringIO(text, newline=""), strict=True)), sys.stdout)`
	for _, opts := range []EncodeOptions{{Version: V11}, {Version: V12, CRLF: true, Metadata: []string{"metadata.x"}}} {
		r := rand.New(rand.NewPCG(7, 7))
		rows := make([]User, 200)
		for i := range rows {
			rows[i] = randomRow[User](r, opts.Version, opts.Metadata, valid)
		}
		cmd := exec.Command(python, "-c", program)
		cmd.Stdin = strings.NewReader(encode(t, &opts, rows...))
		var stderr bytes.Buffer
		cmd.Stderr = &stderr
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("%v: %s", err, stderr.String())
		}
		var records [][]string
		if err := json.Unmarshal(out, &records); err != nil || len(records) != 1+len(rows) {
			t.Fatalf("%d records, %v", len(records), err)
		}
		for i, row := range rows {
			if diff := cmp.Diff(cellsOf(row, opts.Version, opts.Metadata), records[i+1]); diff != "" {
				t.Fatal(diff)
			}
		}
	}
}
