package validate

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	gocmp "github.com/google/go-cmp/cmp"
)

// The corpus in testdata/rules has one folder per format with a bundle without
// findings, base, and beside it one folder for each rule, named after its
// subject: the files that differ from base, and in the file expect what has to
// be found, all of it and nothing else. Several folders for one rule are told
// apart by what follows a plus sign.
const corpus = "../testdata/rules"

// corpora are the folders and the rules they are for.
var corpora = map[string]func() []*Rule{
	"apple":         Apple,
	"oneroster-1.1": OneRoster,
	"oneroster-1.2": OneRoster,
}

// A spot is what a line of expect says: rule file line column.
type spot struct {
	Rule, File   string
	Line, Column int
}

func spotOf(f Finding) spot { return spot{f.Rule.ID, f.At.File, f.At.Line, f.At.Column} }

func sortSpots(s []spot) []spot {
	slices.SortFunc(s, func(a, b spot) int {
		return cmp.Or(strings.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line),
			cmp.Compare(a.Column, b.Column), strings.Compare(a.Rule, b.Rule))
	})
	return s
}

// A layer is a bundle of the corpus and what is to be found in it.
type layer struct {
	corpus, name string
	fsys         fstest.MapFS
	opts         Options
	want         []spot
}

// layers reads the corpus.
func layers(t testing.TB) []layer {
	t.Helper()
	var all []layer
	for _, name := range slices.Sorted(maps.Keys(corpora)) {
		dirs, err := os.ReadDir(filepath.Join(corpus, name))
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range dirs {
			l := layer{corpus: name, name: d.Name(), fsys: fstest.MapFS{}}
			l.load(t, "base")
			if l.name != "base" {
				l.load(t, l.name)
				l.expect(t)
			}
			all = append(all, l)
		}
	}
	return all
}

// load puts the files of a folder over those that are there.
func (l *layer) load(t testing.TB, dir string) {
	t.Helper()
	root := os.DirFS(filepath.Join(corpus, l.corpus, dir))
	err := fs.WalkDir(root, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(root, path)
		l.fsys[path] = &fstest.MapFile{Data: data}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// expect reads what is to be found: a line "remove file" takes a file of base
// away, "account column" sets an option, any other is a spot.
func (l *layer) expect(t testing.TB) {
	t.Helper()
	text := l.fsys["expect"]
	if text == nil {
		t.Fatalf("%s/%s has no file expect", l.corpus, l.name)
	}
	delete(l.fsys, "expect")
	for line := range strings.Lines(string(text.Data)) {
		var s spot
		switch words := strings.Fields(line); {
		case len(words) == 2 && words[0] == "remove":
			delete(l.fsys, words[1])
		case len(words) == 2 && words[0] == "account":
			l.opts.AccountFields = append(l.opts.AccountFields, words[1])
		default:
			if _, err := fmt.Sscanf(line, "%s %s %d %d", &s.Rule, &s.File, &s.Line, &s.Column); err != nil {
				t.Fatalf("%s/%s/expect: %q: %v", l.corpus, l.name, line, err)
			}
			l.want = append(l.want, s)
		}
	}
}

func (l *layer) findings(t testing.TB) []Finding {
	t.Helper()
	opts := l.opts
	opts.Limit = -1
	report, err := Validate(context.Background(), l.fsys, &opts)
	if err != nil {
		t.Fatal(err)
	}
	return report.Findings
}

// TestCorpus runs all rules over all bundles of the corpus.
func TestCorpus(t *testing.T) {
	for _, l := range layers(t) {
		t.Run(l.corpus+"/"+l.name, func(t *testing.T) {
			var got []spot
			for _, f := range l.findings(t) {
				got = append(got, spotOf(f))
			}
			if diff := gocmp.Diff(sortSpots(l.want), sortSpots(got)); diff != "" {
				t.Errorf("findings (-want +got):\n%s", diff)
			}
			if subject, _, _ := strings.Cut(l.name, "+"); subject != "base" {
				format, _, _ := strings.Cut(l.corpus, "-")
				if !slices.ContainsFunc(l.want, func(s spot) bool { return s.Rule == format+"/"+subject }) {
					t.Errorf("the folder is named after a rule that it does not expect")
				}
			}
		})
	}
}

// TestCorpusComplete demands a folder for every rule.
func TestCorpusComplete(t *testing.T) {
	there := map[string]bool{}
	for _, l := range layers(t) {
		format, _, _ := strings.Cut(l.corpus, "-")
		subject, _, _ := strings.Cut(l.name, "+")
		there[format+"/"+subject] = true
	}
	for _, r := range append(Apple(), OneRoster()...) {
		if !there[r.ID] {
			t.Errorf("no folder in %s for rule %s", corpus, r.ID)
		}
	}
}

// TestCorpusBytes makes sure that no editor or checkout has changed the bytes
// that matter in the corpus.
func TestCorpusBytes(t *testing.T) {
	for path, want := range map[string]string{
		"apple/line-ends/courses.csv":         "\r\n",
		"apple/byte-order-mark/locations.csv": "\xef\xbb\xbf",
		"apple/nul/staff.csv":                 "\x00",
		"apple/encoding/students.csv":         "Zo\xeb,",
		"apple/length/students.csv":           "e\u0301e\u0301",
	} {
		data, err := os.ReadFile(filepath.Join(corpus, path))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Contains(data, []byte(want)) {
			t.Errorf("%s does not hold %q", path, want)
		}
	}
}
