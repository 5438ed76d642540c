package archive_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/seed-21142606/asm/archive"
)

// fuzzLimits keep a run short; the rules are the same.
var fuzzLimits = &archive.Limits{MaxEntries: 50, MaxEntryBytes: 1 << 20, MaxTotalBytes: 2 << 20}

// FuzzReader opens anything. What is refused is refused with an *EntryError. What
// is accepted is a sound file system within the limits, in which every name is
// harmless, and means to archive/zip what it means to us.
func FuzzReader(f *testing.F) {
	for _, h := range allHostile() {
		if data := h.zip.bytes(); len(data) < 4096 {
			f.Add(data)
		}
	}
	for _, l := range lies {
		f.Add(l.zip.bytes())
	}
	for _, z := range shapes() {
		if data := z.bytes(); len(data) < 4096 {
			f.Add(data)
		}
	}
	f.Add(mixed().bytes())
	f.Add(packed(f, nil, bundle()...))
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := archive.NewReader(bytes.NewReader(data), int64(len(data)), fuzzLimits)
		if err != nil {
			if fault := new(archive.EntryError); !errors.As(err, &fault) || r != nil {
				t.Fatalf("got %v of type %T", err, err)
			}
			return
		}
		files := append(r.Names(), r.InFolder()...)
		checkTotal(t, r, files)
		checkSame(t, r, files, data)
		if allSound(r, files) {
			if err := fstest.TestFS(r, append(files, rootOf(t, r)...)...); err != nil {
				t.Fatal(err)
			}
		}
	})
}

func checkTotal(t *testing.T, r *archive.Reader, files []string) {
	var total int
	for _, name := range files {
		if !fs.ValidPath(name) || strings.ContainsAny(name, "\\:\x00") {
			t.Fatalf("harmful name %q", name)
		}
		content, err := readSlowly(r, name)
		if fault := new(archive.EntryError); err != nil && !errors.As(err, &fault) {
			t.Fatalf("%q: got %v of type %T", name, err, err)
		}
		if len(content) > 1<<20 {
			t.Fatalf("%q unpacked to %d bytes", name, len(content))
		}
		total += len(content)
	}
	if total > 2<<20 || len(files) > 50 {
		t.Fatalf("%d files unpacked to %d bytes", len(files), total)
	}
}

// rootOf lists the root, whose folders TestFS wants to be told of when there is no file.
func rootOf(t *testing.T, r *archive.Reader) []string {
	entries, err := r.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func allSound(r *archive.Reader, files []string) bool {
	for _, name := range files {
		if _, err := r.ReadFile(name); err != nil {
			return false
		}
	}
	return true
}

// checkSame compares with archive/zip, which is laxer: it must find the same
// files, and what we call sound must have the same content.
func checkSame(t *testing.T, r *archive.Reader, files []string, data []byte) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		// archive/zip looks for zip64 records when the directory's size is
		// 0xffff, not 0xffffffff as the format has it, and misses some.
		if !bytes.Contains(data, []byte("PK\x06\x07")) {
			t.Fatalf("archive/zip refuses what we accept: %v", err)
		}
		return
	}
	stored := map[string]*zip.File{}
	for _, f := range z.File {
		stored[f.Name] = f
	}
	for _, name := range files {
		content, err := r.ReadFile(name)
		if err != nil {
			continue
		}
		theirs, err := contentOf(stored[name])
		if len(content) == 0 && err != nil {
			continue // the empty deflated file, see TestEmptyDeflate
		}
		if err != nil || !bytes.Equal(theirs, content) {
			t.Fatalf("%q: we read %d bytes, archive/zip %d, %v", name, len(content), len(theirs), err)
		}
	}
}

func contentOf(f *zip.File) ([]byte, error) {
	if f == nil {
		return nil, errors.New("no such entry")
	}
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(r)
}

// FuzzWriterReader writes two files of any names and contents. Either the writer
// refuses a name, or the reader gives everything back, and writing it once more
// gives the same bytes.
func FuzzWriterReader(f *testing.F) {
	f.Add("students.csv", []byte(sample), "classes.csv", []byte("class_id\n"))
	for _, bad := range badNames {
		f.Add("first.csv", []byte(sample), bad.name, []byte{0, 255})
	}
	f.Add("a", bytes.Repeat([]byte("ab"), 70_000), "ä~", []byte(nil))
	f.Fuzz(func(t *testing.T, name1 string, content1 []byte, name2 string, content2 []byte) {
		files := []file{{name1, string(content1)}, {name2, string(content2)}}
		var b bytes.Buffer
		if err := fill(archive.NewWriter(&b, nil), files); err != nil {
			if !errors.Is(err, archive.ErrName) && !errors.Is(err, archive.ErrDuplicate) {
				t.Fatal(err)
			}
			return
		}
		none := &archive.Limits{MaxRatio: -1}
		r, err := archive.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()), none)
		if err != nil {
			t.Fatalf("%q and %q: %v", name1, name2, err)
		}
		for _, f := range files {
			if got, err := r.ReadFile(f.name); err != nil || string(got) != f.content {
				t.Fatalf("%q: got %d bytes, %v, want %d", f.name, len(got), err, len(f.content))
			}
		}
		if !bytes.Equal(packed(t, nil, files...), b.Bytes()) {
			t.Fatal("the same files gave other bytes")
		}
		if digest(t, r) != digest(t, mapFS(files...)) {
			t.Fatal("the digest changed on the way")
		}
	})
}
