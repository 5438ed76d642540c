package validate

import (
	"context"
	"maps"
	"slices"
	"testing"
	"testing/fstest"
)

// FuzzValidate puts any bytes in place of a file. No run may fail or panic,
// every place must lie in the file it names, and a second run with other hashes
// must find the same.
func FuzzValidate(f *testing.F) {
	formats := slices.Sorted(maps.Keys(corpora))
	var bases []bundle
	for _, format := range formats {
		bases = append(bases, base(f, format))
	}
	for _, l := range layers(f) {
		which := slices.Index(formats, l.corpus)
		for i, name := range slices.Sorted(maps.Keys(bases[which])) {
			if file := l.fsys[name]; file != nil && string(file.Data) != string(bases[which][name].Data) {
				f.Add(which, i, file.Data)
			}
		}
	}
	f.Fuzz(func(t *testing.T, which, i int, data []byte) {
		if which < 0 || which >= len(bases) {
			return
		}
		b := bases[which].clone()
		names := slices.Sorted(maps.Keys(b))
		if i < 0 || i >= len(names) {
			return
		}
		b[names[i]] = &fstest.MapFile{Data: data}
		first := fuzzRun(t, b)
		for _, f := range first {
			checkPlace(t, b, f)
		}
		if second := fuzzRun(t, b); len(second) != len(first) {
			t.Fatalf("%d findings, then %d", len(first), len(second))
		}
	})
}

func fuzzRun(t *testing.T, b bundle) []Finding {
	r, err := Validate(context.Background(), fstest.MapFS(b), &Options{Limit: -1})
	if err != nil {
		t.Fatal(err)
	}
	return r.Findings
}

// checkPlace demands that a finding's line and column are in the file. A row
// may lack the cell that is reported, in which case its end stands for it.
func checkPlace(t *testing.T, b bundle, f Finding) {
	t.Helper()
	if f.At.Line == 0 {
		return
	}
	file := b[f.At.File]
	if file == nil {
		t.Fatalf("%v is in a file that is not there", f)
	}
	line, from := 1, 0
	for i, c := range file.Data {
		if line == f.At.Line {
			break
		}
		if c == '\n' {
			line, from = line+1, i+1
		}
	}
	rest := len(file.Data) - from
	if i := slices.Index(file.Data[from:], '\n'); i >= 0 {
		rest = i
	}
	if line != f.At.Line || f.At.Column < 1 || f.At.Column > rest+1 {
		t.Fatalf("%v is at no place of the file", f)
	}
}
