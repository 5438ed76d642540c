package archive_test

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"

	"github.com/seed-21142606/asm/archive"
)

func mustCreateDir(t *testing.T, dir string) *archive.DirWriter {
	t.Helper()
	d, err := archive.CreateDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func listing(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func TestDirWriter(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "bundle")
	if err := fill(mustCreateDir(t, dir), bundle()); err != nil {
		t.Fatal(err)
	}
	for _, f := range bundle() {
		got, err := os.ReadFile(filepath.Join(dir, f.name))
		if err != nil || string(got) != f.content {
			t.Errorf("%s: got %d bytes, %v, want %d", f.name, len(got), err, len(f.content))
		}
	}
	if got := listing(t, dir); len(got) != len(bundle()) {
		t.Errorf("the directory holds %q", got)
	}
	if runtime.GOOS == "windows" {
		return
	}
	for name, want := range map[string]fs.FileMode{dir: 0o700, filepath.Join(dir, "students.csv"): 0o600} {
		if info, err := os.Stat(name); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: mode %v, %v, want %v", filepath.Base(name), info.Mode().Perm(), err, want)
		}
	}
}

func TestDirWriterNames(t *testing.T)  { checkNames(t, mustCreateDir(t, t.TempDir())) }
func TestDirWriterClosed(t *testing.T) { checkClosed(t, mustCreateDir(t, t.TempDir())) }

// A file is there whole or not at all, at every step, and so is the one it replaces.
func TestDirWriterSteps(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "students.csv")
	if err := os.WriteFile(name, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	d := mustCreateDir(t, dir)
	w, err := d.Create("students.csv")
	if err != nil {
		t.Fatal(err)
	}
	io.WriteString(w, "new")
	expect := func(step, want string) {
		t.Helper()
		if got, err := os.ReadFile(name); err != nil || string(got) != want {
			t.Errorf("%s: got %q, %v, want %q", step, got, err, want)
		}
	}
	expect("while writing", "old")
	// A run that ends here leaves a temporary file, which nobody takes for data.
	if got, want := digest(t, os.DirFS(dir)), digest(t, mapFS(file{"students.csv", "old"})); got != want {
		t.Error("an unfinished file counts")
	}
	if _, err := d.Create("classes.csv"); err != nil {
		t.Fatal(err)
	}
	expect("after the next Create", "new")
	if _, err := os.Stat(filepath.Join(dir, "classes.csv")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("classes.csv before Close: %v", err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	if got := listing(t, dir); !slices.Equal(got, []string{"classes.csv", "students.csv"}) {
		t.Errorf("the directory holds %q", got)
	}
}

func TestDirWriterAbort(t *testing.T) {
	dir := t.TempDir()
	d := mustCreateDir(t, dir)
	var half io.Writer
	for _, name := range []string{"whole.csv", "half.csv"} {
		var err error
		if half, err = d.Create(name); err != nil {
			t.Fatal(err)
		}
	}
	for range 2 {
		if err := d.Abort(); err != nil {
			t.Error(err)
		}
	}
	if got := listing(t, dir); !slices.Equal(got, []string{"whole.csv"}) {
		t.Errorf("the directory holds %q", got)
	}
	if _, err := io.WriteString(half, "late"); !errors.Is(err, archive.ErrClosed) {
		t.Errorf("writing after Abort: got %v, want ErrClosed", err)
	}
	if _, err := d.Create("next.csv"); !errors.Is(err, archive.ErrClosed) {
		t.Errorf("Create after Abort: got %v, want ErrClosed", err)
	}
	if err := d.Close(); !errors.Is(err, archive.ErrClosed) {
		t.Errorf("Close after Abort: got %v, want ErrClosed", err)
	}
}

func TestDirWriterAbortAfterClose(t *testing.T) {
	dir := t.TempDir()
	d := mustCreateDir(t, dir)
	if err := fill(d, bundle()); err != nil {
		t.Fatal(err)
	}
	if err := d.Abort(); err != nil {
		t.Error(err)
	}
	if got := listing(t, dir); len(got) != len(bundle()) {
		t.Errorf("the directory holds %q", got)
	}
}

// A file that cannot get its name leaves nothing behind, and the run has failed.
func TestDirWriterFails(t *testing.T) {
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "students.csv"), 0o700); err != nil {
		t.Fatal(err)
	}
	d := mustCreateDir(t, dir)
	if _, err := d.Create("students.csv"); err != nil {
		t.Fatal(err)
	}
	_, err := d.Create("classes.csv")
	if err == nil {
		t.Fatal("a folder was replaced by a file")
	}
	if got := d.Close(); !errors.Is(got, err) {
		t.Errorf("Close: got %v, want %v", got, err)
	}
	if got := listing(t, dir); !slices.Equal(got, []string{"students.csv"}) {
		t.Errorf("the directory holds %q", got)
	}

	d = mustCreateDir(t, filepath.Join(dir, "gone"))
	if err := os.Remove(filepath.Join(dir, "gone")); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Create("students.csv"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("Create without the directory: got %v", err)
	}
	if err := d.Close(); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("Close without the directory: got %v", err)
	}
	if err := os.WriteFile(filepath.Join(dir, "file"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := archive.CreateDir(filepath.Join(dir, "file")); err == nil {
		t.Error("CreateDir took a file for a directory")
	}
}
