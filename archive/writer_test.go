package archive_test

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"errors"
	"io"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/seed-21142606/asm/archive"
)

// file is a name and content for a sink that is written in order.
type file struct{ name, content string }

// creator is what both writers are.
type creator interface {
	Create(name string) (io.Writer, error)
	Close() error
}

func fill(c creator, files []file) error {
	for _, f := range files {
		w, err := c.Create(f.name)
		if err != nil {
			return err
		}
		if _, err := io.WriteString(w, f.content); err != nil {
			return err
		}
	}
	return c.Close()
}

func packed(t testing.TB, opts *archive.WriterOptions, files ...file) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := fill(archive.NewWriter(&b, opts), files); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func bundle() []file {
	return []file{
		{"students.csv", sample},
		{"classes.csv", strings.Repeat("c-1,Chemistry\n", 5000)},
		{"rosters.csv", ""},
		{"ünïcode ~.csv", "x"},
	}
}

// fastest and stored are other compressors; both write what RFC 1951 allows.
func fastest(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestSpeed) }
func stored(w io.Writer) (io.WriteCloser, error)  { return flate.NewWriter(w, flate.NoCompression) }

func compressors() map[string]*archive.WriterOptions {
	return map[string]*archive.WriterOptions{
		"nil": nil, "zero": {}, "fastest": {Compressor: fastest}, "stored": {Compressor: stored},
	}
}

func TestWriterRoundTrip(t *testing.T) {
	for name, opts := range compressors() {
		r := mustRead(t, packed(t, opts, bundle()...))
		var names []string
		for _, f := range bundle() {
			names = append(names, f.name)
			if got, err := r.ReadFile(f.name); err != nil || string(got) != f.content {
				t.Errorf("%s: %s: got %d bytes, %v, want %d", name, f.name, len(got), err, len(f.content))
			}
		}
		if !slices.Equal(r.Names(), names) {
			t.Errorf("%s: names are %q, want %q", name, r.Names(), names)
		}
	}
}

func TestWriterRepeats(t *testing.T) {
	first := packed(t, nil, bundle()...)
	for range 3 {
		if !bytes.Equal(packed(t, nil, bundle()...), first) {
			t.Fatal("the same files gave other bytes")
		}
	}
	// However the content arrives, in one piece or in many.
	var b bytes.Buffer
	z := archive.NewWriter(&b, nil)
	for _, f := range bundle() {
		w, err := z.Create(f.name)
		if err != nil {
			t.Fatal(err)
		}
		for i := range len(f.content) {
			if _, err := w.Write([]byte{f.content[i]}); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(b.Bytes(), first) {
		t.Error("the same files in small pieces gave other bytes")
	}
}

// Nothing but names, order and content may get into the bytes, so every other
// field is checked to be constant. No golden file: compress/flate may change.
func TestWriterFields(t *testing.T) {
	data := packed(t, nil, bundle()...)
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range z.File {
		if !f.Modified.Equal(time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)) || f.ModifiedTime != 0 || f.ModifiedDate != 0x21 {
			t.Errorf("%s: modified %v", f.Name, f.Modified)
		}
		if len(f.Extra) != 0 || f.Comment != "" {
			t.Errorf("%s: extra %x, comment %q", f.Name, f.Extra, f.Comment)
		}
		if f.Mode() != 0o644 || f.CreatorVersion != 3<<8|20 || f.ReaderVersion != 20 || f.Method != zip.Deflate {
			t.Errorf("%s: mode %v, versions %x %x, method %d", f.Name, f.Mode(), f.CreatorVersion, f.ReaderVersion, f.Method)
		}
	}
	if z.Comment != "" {
		t.Errorf("comment %q", z.Comment)
	}
}

var badNames = []struct {
	name string
	want error
}{
	{"", archive.ErrName}, {".", archive.ErrName}, {"..", archive.ErrName}, {"a/b", archive.ErrName},
	{"/a", archive.ErrName}, {"a/", archive.ErrName}, {`a\b`, archive.ErrName}, {"C:a", archive.ErrName},
	{"a\x00", archive.ErrName}, {"a\tb", archive.ErrName}, {"a\x7f", archive.ErrName}, {"\xff", archive.ErrName},
	{strings.Repeat("n", 256), archive.ErrName}, {".DS_Store", archive.ErrName}, {"__MACOSX", archive.ErrName},
	{"._a", archive.ErrName}, {".asm-1.part", archive.ErrName},
	{"first.csv", archive.ErrDuplicate}, {"FIRST.csv", archive.ErrDuplicate}, {"fir\u017ft.csv", archive.ErrDuplicate},
}

// A refused name leaves the file before open and the archive whole.
func TestWriterNames(t *testing.T) {
	var b bytes.Buffer
	checkNames(t, archive.NewWriter(&b, nil))
	r := mustRead(t, b.Bytes())
	if got, err := r.ReadFile("first.csv"); err != nil || string(got) != "12" {
		t.Errorf("got %q, %v", got, err)
	}
}

func checkNames(t *testing.T, c creator) {
	t.Helper()
	w, err := c.Create("first.csv")
	if err != nil {
		t.Fatal(err)
	}
	io.WriteString(w, "1")
	for _, tt := range badNames {
		_, err := c.Create(tt.name)
		if !errors.Is(err, tt.want) {
			t.Errorf("%q: got %v, want %v", tt.name, err, tt.want)
		}
		var fault *archive.EntryError
		if errors.As(err, &fault) && fault.Name != tt.name {
			t.Errorf("%q: the error is about %q", tt.name, fault.Name)
		}
	}
	if _, err := io.WriteString(w, "2"); err != nil {
		t.Errorf("writing after a refused name: %v", err)
	}
	for _, name := range []string{strings.Repeat("n", 255), "other.csv", ".hidden", "a b", "…"} {
		if _, err := c.Create(name); err != nil {
			t.Errorf("%q: %v", name, err)
		}
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestWriterClosed(t *testing.T) { checkClosed(t, archive.NewWriter(io.Discard, nil)) }

func checkClosed(t *testing.T, c creator) {
	t.Helper()
	first, err := c.Create("first.csv")
	if err != nil {
		t.Fatal(err)
	}
	second, err := c.Create("second.csv")
	if err != nil {
		t.Fatal(err)
	}
	_, err = io.WriteString(first, "late")
	var fault *archive.EntryError
	if !errors.As(err, &fault) || !errors.Is(err, archive.ErrClosed) || fault.Name != "first.csv" {
		t.Errorf("writing to the file before: got %v, want ErrClosed about first.csv", err)
	}
	if err := c.Close(); err != nil {
		t.Errorf("Close after a refused write: %v", err)
	}
	if _, err := io.WriteString(second, "late"); !errors.Is(err, archive.ErrClosed) {
		t.Errorf("writing after Close: got %v, want ErrClosed", err)
	}
	if _, err := c.Create("third.csv"); !errors.Is(err, archive.ErrClosed) {
		t.Errorf("Create after Close: got %v, want ErrClosed", err)
	}
	if err := c.Close(); !errors.Is(err, archive.ErrClosed) {
		t.Errorf("second Close: got %v, want ErrClosed", err)
	}
}

// failingWriter takes room bytes and then fails.
type failingWriter struct {
	room int
	err  error
}

func (f *failingWriter) Write(p []byte) (int, error) {
	n := min(f.room, len(p))
	f.room -= n
	if n < len(p) {
		return n, f.err
	}
	return n, nil
}

// Wherever the disk fills up, the run ends with its error and never as a success.
func TestWriterFails(t *testing.T) {
	full := errors.New("disk full")
	whole := len(packed(t, nil, bundle()...))
	for room := range whole {
		err := fill(archive.NewWriter(&failingWriter{room, full}, nil), bundle())
		if !errors.Is(err, full) {
			t.Fatalf("room for %d of %d bytes: got %v", room, whole, err)
		}
	}
	if err := fill(archive.NewWriter(&failingWriter{whole, full}, nil), bundle()); err != nil {
		t.Fatal(err)
	}
}

// A caller that overlooks a failed write must hear of it from Close.
func TestWriterRemembersFailure(t *testing.T) {
	full := errors.New("compressor broken")
	opts := &archive.WriterOptions{Compressor: func(io.Writer) (io.WriteCloser, error) {
		return nopCloser{&failingWriter{2, full}}, nil
	}}
	for _, next := range []bool{false, true} {
		z := archive.NewWriter(io.Discard, opts)
		w, err := z.Create("a.csv")
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(w, "overlooked")
		if n, err := io.WriteString(w, "again"); n != 0 || !errors.Is(err, full) {
			t.Errorf("second write: got %d, %v", n, err)
		}
		if next {
			if _, err := z.Create("b.csv"); !errors.Is(err, full) {
				t.Errorf("Create: got %v", err)
			}
		}
		for range 2 {
			if err := z.Close(); !errors.Is(err, full) {
				t.Errorf("Close: got %v", err)
			}
		}
	}
}

type nopCloser struct{ io.Writer }

func (nopCloser) Close() error { return nil }

func TestCompressorFails(t *testing.T) {
	broken := errors.New("no memory")
	z := archive.NewWriter(io.Discard, &archive.WriterOptions{
		Compressor: func(io.Writer) (io.WriteCloser, error) { return nil, broken }})
	if _, err := z.Create("a.csv"); !errors.Is(err, broken) {
		t.Errorf("Create: got %v", err)
	}
	if err := z.Close(); !errors.Is(err, broken) {
		t.Errorf("Close: got %v", err)
	}
}

func mapFS(files ...file) fstest.MapFS {
	m := fstest.MapFS{}
	for _, f := range files {
		m[f.name] = &fstest.MapFile{Data: []byte(f.content), ModTime: time.Now()}
	}
	return m
}

func TestWriteFS(t *testing.T) {
	clutter := append(bundle(), file{".DS_Store", "x"}, file{"__MACOSX/._students.csv", "x"}, file{".asm-9.part", "half"})
	var plain, cluttered bytes.Buffer
	if err := archive.WriteFS(&plain, mapFS(bundle()...), nil); err != nil {
		t.Fatal(err)
	}
	if err := archive.WriteFS(&cluttered, reversed{mapFS(clutter...)}, nil); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(plain.Bytes(), cluttered.Bytes()) {
		t.Error("clutter or order changed the bytes")
	}
	r := mustRead(t, plain.Bytes())
	if want := []string{"classes.csv", "rosters.csv", "students.csv", "ünïcode ~.csv"}; !slices.Equal(r.Names(), want) {
		t.Errorf("names are %q, want %q", r.Names(), want)
	}
	var again bytes.Buffer
	if err := archive.WriteFS(&again, r, nil); err != nil || !bytes.Equal(again.Bytes(), plain.Bytes()) {
		t.Errorf("packing what was unpacked: %v, %d bytes, want %d", err, again.Len(), plain.Len())
	}
}

// reversed lists its files in the wrong order.
type reversed struct{ fstest.MapFS }

func (r reversed) ReadDir(name string) ([]fs.DirEntry, error) {
	list, err := r.MapFS.ReadDir(name)
	slices.Reverse(list)
	return list, err
}

func TestWriteFSFails(t *testing.T) {
	full := errors.New("disk full")
	for _, room := range []int{0, 100} {
		if err := archive.WriteFS(&failingWriter{room, full}, mapFS(bundle()...), nil); !errors.Is(err, full) {
			t.Errorf("room for %d bytes: got %v", room, err)
		}
	}
}

func TestWriteFSRefuses(t *testing.T) {
	broken := errors.New("gone")
	for name, tt := range map[string]struct {
		fsys fs.FS
		want error
	}{
		"folder":      {mapFS(file{"a.csv", ""}, file{"export/b.csv", ""}), archive.ErrNotRegular},
		"link":        {fstest.MapFS{"a.csv": {Mode: fs.ModeSymlink}}, archive.ErrNotRegular},
		"device":      {fstest.MapFS{"a.csv": {Mode: fs.ModeDevice}}, archive.ErrNotRegular},
		"same name":   {mapFS(file{"a.csv", ""}, file{"A.csv", ""}), archive.ErrDuplicate},
		"bad name":    {mapFS(file{"a:b.csv", ""}), archive.ErrName},
		"no listing":  {brokenFS{fstest.MapFS{}, broken}, broken},
		"broken file": {brokenFS{mapFS(file{"a.csv", ""}), broken}, broken},
	} {
		if err := archive.WriteFS(io.Discard, tt.fsys, nil); !errors.Is(err, tt.want) {
			t.Errorf("%s: got %v, want %v", name, err, tt.want)
		}
	}
}

// brokenFS lists its files, if there are any, and fails to open them.
type brokenFS struct {
	fstest.MapFS
	err error
}

func (b brokenFS) Open(string) (fs.File, error) { return nil, b.err }

func (b brokenFS) ReadDir(name string) ([]fs.DirEntry, error) {
	if len(b.MapFS) == 0 {
		return nil, b.err
	}
	return b.MapFS.ReadDir(name)
}
