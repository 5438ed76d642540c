package archive_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// tool returns the path of another ZIP program, or skips the test.
func tool(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Skipf("%s is not installed, so what it makes of our archives is not known", name)
	}
	return path
}

func run(t *testing.T, name string, args ...string) []byte {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s", filepath.Base(name), err, out)
	}
	return out
}

func writeZip(t *testing.T, data []byte) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "bundle.zip")
	if err := os.WriteFile(name, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func TestInfoZip(t *testing.T) {
	unzip := tool(t, "unzip")
	for _, opts := range compressors() {
		name := writeZip(t, packed(t, opts, bundle()...))
		run(t, unzip, "-tqq", name)
		for _, f := range bundle()[:3] { // unzip takes the fourth name for a pattern in some locales
			if got := run(t, unzip, "-p", name, f.name); string(got) != f.content {
				t.Errorf("%s: got %d bytes, want %d", f.name, len(got), len(f.content))
			}
		}
	}
}

const pythonRead = `
import json, sys, zipfile
z = zipfile.ZipFile(sys.argv[1])
assert z.testzip() is None
print(json.dumps([[i.filename, z.read(i).decode(), list(i.date_time)] for i in z.infolist()]))
`

func TestPythonReads(t *testing.T) {
	python := tool(t, "python3")
	for _, opts := range compressors() {
		var got [][]any
		out := run(t, python, "-c", pythonRead, writeZip(t, packed(t, opts, bundle()...)))
		if err := json.Unmarshal(out, &got); err != nil {
			t.Fatal(err)
		}
		if len(got) != len(bundle()) {
			t.Fatalf("got %d files, want %d", len(got), len(bundle()))
		}
		for i, f := range bundle() {
			if got[i][0] != f.name || got[i][1] != f.content {
				t.Errorf("file %d: got %v, want %q", i, got[i][0], f.name)
			}
		}
	}
}

// Files of unknown size, files with room for zip64, and a folder.
const pythonWrite = `
import sys, zipfile
class Pipe:
    def __init__(self, f): self.f = f
    def write(self, b): return self.f.write(b)
    def flush(self): self.f.flush()
content = sys.stdin.buffer.read() or b"person_id\n" * 100
with open(sys.argv[1], "wb") as f, zipfile.ZipFile(Pipe(f), "w", zipfile.ZIP_DEFLATED) as z:
    z.writestr("students.csv", content)
    with z.open("classes.csv", "w", force_zip64=True) as w: w.write(content)
    z.writestr("stored.csv", content, zipfile.ZIP_STORED)
    z.writestr("old/staff.csv", content)
with zipfile.ZipFile(sys.argv[2], "w", zipfile.ZIP_DEFLATED) as z:
    z.writestr("students.csv", content)
    with z.open("classes.csv", "w", force_zip64=True) as w: w.write(content)
    z.writestr("stored.csv", content, zipfile.ZIP_STORED)
    z.mkdir("old") if hasattr(z, "mkdir") else z.writestr("old/", "")
    z.writestr("old/staff.csv", content)
`

func TestPythonWrites(t *testing.T) {
	python := tool(t, "python3")
	dir := t.TempDir()
	piped, seekable := filepath.Join(dir, "piped.zip"), filepath.Join(dir, "seekable.zip")
	run(t, python, "-c", pythonWrite, piped, seekable)
	for _, name := range []string{piped, seekable} {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		r := mustRead(t, data)
		for _, f := range []string{"students.csv", "classes.csv", "stored.csv", "old/staff.csv"} {
			if got, err := readSlowly(r, f); err != nil || len(got) != 1000 {
				t.Errorf("%s: %s: got %d bytes, %v, want 1000", filepath.Base(name), f, len(got), err)
			}
		}
	}
}
