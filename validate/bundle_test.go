package validate

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// A bundle is a bundle to be spoilt, cell by cell. Its cells need no quotes.
type bundle fstest.MapFS

// base returns the bundle without findings from the corpus, with the quotes of
// Apple's format left out.
func base(t testing.TB, name string) bundle {
	t.Helper()
	l := layer{corpus: name, fsys: fstest.MapFS{}}
	l.load(t, "base")
	return bundle(l.fsys)
}

func (b bundle) clone() bundle {
	c := bundle{}
	for name, f := range b {
		c[name] = &fstest.MapFile{Data: bytes.Clone(f.Data)}
	}
	return c
}

// lines are the lines of a file without their ends.
func (b bundle) lines(file string) []string {
	return strings.Split(strings.TrimSuffix(string(b[file].Data), "\n"), "\n")
}

func (b bundle) put(file string, lines []string) {
	b[file] = &fstest.MapFile{Data: []byte(strings.Join(lines, "\n") + "\n")}
}

// set changes a cell, by line from 1 and column from 0. The cells before it
// must hold no delimiter.
func (b bundle) set(file string, line, column int, value string) {
	lines := b.lines(file)
	cells := strings.Split(lines[line-1], ",")
	cells[column] = value
	lines[line-1] = strings.Join(cells, ",")
	b.put(file, lines)
}

// column is the number of a column, from 0.
func (b bundle) column(t testing.TB, file, name string) int {
	t.Helper()
	i := slices.Index(strings.Split(b.lines(file)[0], ","), name)
	if i < 0 {
		t.Fatalf("%s has no column %s", file, name)
	}
	return i
}

// validate runs all rules and keeps all findings.
func validate(t testing.TB, b bundle, opts *Options) *Report {
	t.Helper()
	o := opts.orDefault()
	o.Limit = -1
	report, err := Validate(context.Background(), fstest.MapFS(b), &o)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// only returns the findings of one rule.
func only(r *Report, rule string) []Finding {
	return slices.DeleteFunc(slices.Clone(r.Findings), func(f Finding) bool { return f.Rule.ID != rule })
}
