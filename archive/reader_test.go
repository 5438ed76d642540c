package archive_test

import (
	"bytes"
	"errors"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"testing/iotest"
	"time"

	"github.com/seed-21142606/asm/archive"
)

func mustRead(t testing.TB, data []byte) *archive.Reader {
	t.Helper()
	r, err := archive.NewReader(bytes.NewReader(data), int64(len(data)), nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// readSlowly reads a file in small pieces, so that errors in the middle show.
func readSlowly(fsys fs.FS, name string) ([]byte, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(iotest.OneByteReader(f))
}

const sample = "person_id,first_name\np-1,Zoë\np-2,Ali\n"

func descriptor(content string, packed int, signed, wide bool) []byte {
	var b buffer
	if signed {
		b.WriteString("PK\x07\x08")
	}
	b.u32(crc32.ChecksumIEEE([]byte(content)))
	if wide {
		b.u64(uint64(packed))
		b.u64(uint64(len(content)))
	} else {
		b.u32(uint32(packed))
		b.u32(uint32(len(content)))
	}
	return b.Bytes()
}

// shapes are the ways in which honest programs write the file "a" holding sample.
func shapes() map[string]rawZip {
	all := map[string]rawZip{
		"stored":            one(rawEntry{name: "a", content: sample}),
		"deflated":          one(rawEntry{name: "a", content: sample, deflate: true}),
		"with comment":      {entries: []rawEntry{{name: "a", content: sample}}, comment: "made by hand"},
		"longest comment":   {entries: []rawEntry{{name: "a", content: sample}}, comment: strings.Repeat("c", 65535)},
		"zip64 end":         {entries: []rawEntry{{name: "a", content: sample}}, zip64: true},
		"Unix mode":         one(rawEntry{name: "a", content: sample, attributes: 0o100600 << 16}),
		"read-only on DOS":  one(rawEntry{name: "a", content: sample, attributes: 0x21}),
		"unknown extra":     one(rawEntry{name: "a", content: sample, extra: extraField(0x5455, []byte("\x01abcd")), localExtra: extraField(0x7875, []byte("xyz"))}),
		"padded extra":      one(rawEntry{name: "a", content: sample, extra: []byte{0, 0, 0}, localExtra: []byte{0}}),
		"space before next": {entries: []rawEntry{{name: "a", content: sample}, {name: "b", gap: 5}}},
		"zip64 end with marks": {entries: []rawEntry{{name: "a", content: sample}}, zip64: true, end: func(e *endRecord) {
			e.disk, e.dirDisk, e.here, e.count, e.size, e.offset = 0xffff, 0xffff, 0xffff, 0xffff, zip64Mark, zip64Mark
		}},
		"zip64 sizes": one(rawEntry{name: "a", content: sample,
			extra:      extraField(1, le64(uint64(len(sample))), le64(uint64(len(sample))), le64(0)),
			localExtra: extraField(1, le64(uint64(len(sample))), le64(uint64(len(sample)))),
			declare: func(d *declared) {
				d.size, d.packed, d.offset = zip64Mark, zip64Mark, zip64Mark
				d.localS, d.localPacked = zip64Mark, zip64Mark
			}}),
	}
	packed := len(deflated(sample))
	for name, d := range map[string][]byte{
		"descriptor":                    descriptor(sample, packed, true, false),
		"descriptor without signature":  descriptor(sample, packed, false, false),
		"wide descriptor":               descriptor(sample, packed, true, true),
		"wide descriptor, no signature": descriptor(sample, packed, false, true),
	} {
		all[name] = one(rawEntry{name: "a", content: sample, deflate: true, flags: 8, descriptor: d})
		all[name+", flagged in front alone"] = one(rawEntry{name: "a", content: sample, deflate: true, localFlags: 8, descriptor: d})
	}
	return all
}

func TestShapes(t *testing.T) {
	for name, z := range shapes() {
		t.Run(name, func(t *testing.T) {
			r := mustRead(t, z.bytes())
			got, err := readSlowly(r, "a")
			if err != nil || string(got) != sample {
				t.Errorf("got %q, %v", got, err)
			}
		})
	}
}

// An empty file may be declared as deflated and have no packed bytes at all.
func TestEmptyDeflate(t *testing.T) {
	for _, e := range []rawEntry{{name: "a", deflate: true}, {name: "a", method: 8}, {name: "a"}} {
		got, err := readSlowly(mustRead(t, one(e).bytes()), "a")
		if err != nil || len(got) != 0 {
			t.Errorf("method %d: got %q, %v", e.methodID(), got, err)
		}
	}
}

func TestNotAZip(t *testing.T) {
	valid := one(rawEntry{name: "a", content: sample}).bytes()
	for name, data := range map[string][]byte{
		"empty": {}, "text": []byte("person_id\n"), "long text": bytes.Repeat([]byte("PK"), 99_999),
		"only the start": valid[:40], "only a signature": []byte("PK\x05\x06"),
	} {
		_, err := archive.NewReader(bytes.NewReader(data), int64(len(data)), nil)
		if !errors.Is(err, archive.ErrFormat) {
			t.Errorf("%s: got %v, want ErrFormat", name, err)
		}
	}
	if _, err := archive.NewReader(bytes.NewReader(nil), -1, nil); !errors.Is(err, archive.ErrFormat) {
		t.Errorf("negative size: got %v, want ErrFormat", err)
	}
}

// However much is cut from the end, the archive is refused.
func TestTruncated(t *testing.T) {
	data := rawZip{entries: []rawEntry{{name: "a", content: sample, deflate: true}, {name: "b"}}, comment: "c"}.bytes()
	for n := range len(data) {
		if _, err := archive.NewReader(bytes.NewReader(data[:n]), int64(n), nil); !errors.Is(err, archive.ErrFormat) {
			t.Errorf("first %d of %d bytes: got %v, want ErrFormat", n, len(data), err)
		}
	}
}

func TestNoLimits(t *testing.T) {
	data := rawZip{entries: append(manyEntries(1001).entries,
		rawEntry{name: "zeros", content: strings.Repeat("0", 2<<20), deflate: true})}.bytes()
	none := &archive.Limits{MaxEntries: -1, MaxEntryBytes: -1, MaxTotalBytes: -1, MaxRatio: -1}
	r, err := archive.NewReader(bytes.NewReader(data), int64(len(data)), none)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := r.ReadFile("zeros"); err != nil || len(got) != 2<<20 {
		t.Errorf("got %d bytes, %v", len(got), err)
	}
}

// What is exactly at a limit passes.
func TestAtLimits(t *testing.T) {
	data := named("a/b", "c").bytes()
	for _, l := range []*archive.Limits{{MaxEntries: 3}, {MaxEntryBytes: 1}, {MaxTotalBytes: 1}} {
		if _, err := archive.NewReader(bytes.NewReader(data), int64(len(data)), l); err != nil {
			t.Errorf("%+v: %v", *l, err)
		}
	}
	small := one(rawEntry{name: "a", content: strings.Repeat("0", 1<<20), deflate: true}).bytes()
	mustRead(t, small) // one MiB may shrink as far as it likes
	exact := one(rawEntry{name: "a", content: "abcdef"}).bytes()
	for _, l := range []*archive.Limits{{MaxEntryBytes: 6}, {MaxTotalBytes: 6}} {
		if _, err := archive.NewReader(bytes.NewReader(exact), int64(len(exact)), l); err != nil {
			t.Errorf("%+v: %v", *l, err)
		}
	}
}

func mixed() rawZip {
	return rawZip{entries: []rawEntry{
		{name: "students.csv", content: sample},
		{name: "__MACOSX/"}, {name: "__MACOSX/._students.csv", content: "x"},
		{name: ".DS_Store"}, {name: "export/.DS_Store"}, {name: "._staff.csv"}, {name: ".asm-123.part"},
		{name: "export/staff.csv", content: sample, deflate: true}, {name: "export/"},
		{name: "export/deep/er/courses.csv"}, {name: "empty/"},
		{name: "classes.csv"},
	}}
}

func TestLists(t *testing.T) {
	r := mustRead(t, mixed().bytes())
	for what, pair := range map[string][2][]string{
		"Names":    {r.Names(), {"students.csv", "classes.csv"}},
		"InFolder": {r.InFolder(), {"export/staff.csv", "export/deep/er/courses.csv"}},
		"Ignored": {r.Ignored(), {"__MACOSX/", "__MACOSX/._students.csv", ".DS_Store", "export/.DS_Store",
			"._staff.csv", ".asm-123.part"}},
	} {
		if !slices.Equal(pair[0], pair[1]) {
			t.Errorf("%s: got %q, want %q", what, pair[0], pair[1])
		}
	}
	if _, err := r.Open("__MACOSX/._students.csv"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("ignored file: got %v, want ErrNotExist", err)
	}
	r.Names()[0] = "spoilt"
	if r.Names()[0] != "students.csv" {
		t.Error("Names gave away the Reader's own memory")
	}
}

func TestTestFS(t *testing.T) {
	if err := fstest.TestFS(mustRead(t, mixed().bytes()),
		"students.csv", "classes.csv", "export/staff.csv", "export/deep/er/courses.csv", "empty"); err != nil {
		t.Error(err)
	}
	if err := fstest.TestFS(mustRead(t, rawZip{}.bytes())); err != nil {
		t.Errorf("empty archive: %v", err)
	}
}

func TestCommonFolder(t *testing.T) {
	for _, tt := range []struct {
		why   string
		names []string
		want  string
	}{
		{"folder zipped whole", []string{"export/", "export/a.csv", "export/b.csv", "export/.DS_Store", "__MACOSX/x"}, "export"},
		{"folder in a folder", []string{"x/y/a.csv", "x/y/b.csv"}, "x/y"},
		{"one file at the root", []string{"export/a.csv", "b.csv"}, ""},
		{"as it should be", []string{"a.csv", "b.csv"}, ""},
		{"two folders", []string{"x/a.csv", "y/b.csv"}, ""},
		{"two depths", []string{"x/a.csv", "x/y/b.csv"}, ""},
		{"no file", []string{"x/"}, ""},
	} {
		r := mustRead(t, named(tt.names...).bytes())
		dir, ok := r.CommonFolder()
		if dir != tt.want || ok != (tt.want != "") {
			t.Errorf("%s: got %q, %v, want %q", tt.why, dir, ok, tt.want)
		}
		if !ok {
			continue
		}
		sub, err := fs.Sub(r, dir)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := fs.ReadFile(sub, "a.csv"); err != nil {
			t.Errorf("%s: %v", tt.why, err)
		}
	}
}

func TestFileErrors(t *testing.T) {
	r := mustRead(t, mixed().bytes())
	for _, name := range []string{"/students.csv", "../students.csv", "", "export/"} {
		_, open := r.Open(name)
		_, stat := r.Stat(name)
		_, list := r.ReadDir(name)
		_, read := r.ReadFile(name)
		for _, err := range []error{open, stat, list, read} {
			if !errors.Is(err, fs.ErrInvalid) {
				t.Errorf("%q: got %v, want ErrInvalid", name, err)
			}
		}
	}
	folder, err := r.Open("export")
	if err != nil {
		t.Fatal(err)
	}
	if n, err := folder.Read(make([]byte, 1)); n != 0 || err == nil || err == io.EOF {
		t.Errorf("Read of a folder: got %d, %v", n, err)
	}
	if _, err := r.ReadFile("export"); err == nil {
		t.Error("ReadFile of a folder succeeded")
	}
	if _, err := r.ReadDir("students.csv"); err == nil {
		t.Error("ReadDir of a file succeeded")
	}
	f, err := r.Open("students.csv")
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Error(err)
	}
	if _, err := f.Read(make([]byte, 1)); !errors.Is(err, fs.ErrClosed) {
		t.Errorf("Read after Close: got %v, want ErrClosed", err)
	}
	if err := f.Close(); !errors.Is(err, fs.ErrClosed) {
		t.Errorf("second Close: got %v, want ErrClosed", err)
	}
}

// The date was set by other programs to all kinds of things, zero among them.
func TestNoDate(t *testing.T) {
	data := one(rawEntry{name: "a"}).bytes()
	at := bytes.Index(data, []byte("PK\x01\x02")) + 12
	copy(data[at:], "\xff\xff\x00\x00")
	info, err := mustRead(t, data).Stat("a")
	if err != nil || !info.ModTime().IsZero() {
		t.Errorf("got %v, %v, want the zero time", info.ModTime(), err)
	}
	copy(data[at:], le32(46<<25|11<<21|22<<16|5<<11|11<<5|15))
	info, err = mustRead(t, data).Stat("a")
	if want := time.Date(2026, 11, 22, 5, 11, 30, 0, time.UTC); err != nil || !info.ModTime().Equal(want) {
		t.Errorf("got %v, %v, want %v", info.ModTime(), err, want)
	}
}

func TestTimes(t *testing.T) {
	r := mustRead(t, mixed().bytes())
	for name, want := range map[string]time.Time{
		"students.csv": time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC),
		"export/deep":  {},
	} {
		info, err := r.Stat(name)
		if err != nil || !info.ModTime().Equal(want) {
			t.Errorf("%s: got %v, %v, want %v", name, info.ModTime(), err, want)
		}
	}
}

// faultyReaderAt fails from some offset on, and cuts reads short before it.
type faultyReaderAt struct {
	data []byte
	from int
	err  error
}

func (f faultyReaderAt) ReadAt(p []byte, at int64) (int, error) {
	if int(at)+len(p) <= f.from {
		return copy(p, f.data[at:]), nil
	}
	if int(at) >= f.from {
		return 0, f.err
	}
	return copy(p, f.data[at:f.from]), f.err
}

// A failing disk is reported as such, and never taken for a short archive.
func TestFaultyReader(t *testing.T) {
	broken := errors.New("disk on fire")
	data := mixed().bytes()
	for from := range data {
		_, err := archive.NewReader(faultyReaderAt{data, from, broken}, int64(len(data)), nil)
		if !errors.Is(err, broken) {
			t.Fatalf("reading fails at byte %d: got %v", from, err)
		}
	}
	for from := range data {
		swap := &switchableReaderAt{ReaderAt: bytes.NewReader(data)}
		r, err := archive.NewReader(swap, int64(len(data)), nil)
		if err != nil {
			t.Fatal(err)
		}
		swap.ReaderAt = faultyReaderAt{data, from, broken}
		if _, err := r.ReadFile("export/staff.csv"); err != nil && !errors.Is(err, broken) {
			t.Fatalf("content fails at byte %d: got %v", from, err)
		}
	}
}

type switchableReaderAt struct{ io.ReaderAt }

// A source that is shorter than the size given for it has been cut since.
func TestShrunkSource(t *testing.T) {
	data := mixed().bytes()
	_, err := archive.NewReader(bytes.NewReader(data[:9]), int64(len(data)), nil)
	if !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("got %v, want ErrUnexpectedEOF", err)
	}
}

func TestConcurrentReads(t *testing.T) {
	r := mustRead(t, mixed().bytes())
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 20 {
				for _, name := range []string{"students.csv", "export/staff.csv"} {
					if got, err := readSlowly(r, name); err != nil || string(got) != sample {
						t.Errorf("%s: got %q, %v", name, got, err)
					}
				}
			}
		})
	}
	all.Wait()
}

func TestOpenReader(t *testing.T) {
	name := filepath.Join(t.TempDir(), "bundle.zip")
	if _, err := archive.OpenReader(name, nil); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("missing file: got %v", err)
	}
	if err := os.WriteFile(name, mixed().bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := archive.OpenReader(name, &archive.Limits{MaxEntries: 1}); !errors.Is(err, archive.ErrTooLarge) {
		t.Errorf("limits: got %v", err)
	}
	r, err := archive.OpenReader(name, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := fs.ReadFile(r, "students.csv"); err != nil || string(got) != sample {
		t.Errorf("got %q, %v", got, err)
	}
	if err := r.Close(); err != nil {
		t.Error(err)
	}
	if _, err := fs.ReadFile(r, "students.csv"); !errors.Is(err, os.ErrClosed) {
		t.Errorf("after Close: got %v, want ErrClosed", err)
	}
}

// A lying size must not make ReadFile reserve memory for it.
func TestReadFileMemory(t *testing.T) {
	e := rawEntry{name: "a", content: "abc", deflate: true, declare: func(d *declared) { d.size, d.localS = 3<<30, 3<<30 }}
	data := one(e).bytes()
	r, err := archive.NewReader(bytes.NewReader(data), int64(len(data)), &archive.Limits{MaxRatio: -1})
	if err != nil {
		t.Fatal(err)
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if _, err := r.ReadFile("a"); !errors.Is(err, archive.ErrFormat) {
		t.Fatal(err)
	}
	runtime.ReadMemStats(&after)
	if got := after.TotalAlloc - before.TotalAlloc; got > 1<<20 {
		t.Errorf("ReadFile allocated %d bytes for 3 real ones", got)
	}
}

// Long names are cut in messages and whole in the error's field.
func TestErrorText(t *testing.T) {
	long := strings.Repeat("n", 300)
	data := named(long).bytes()
	_, err := archive.NewReader(bytes.NewReader(data), int64(len(data)), nil)
	var fault *archive.EntryError
	if !errors.As(err, &fault) || fault.Name != long || len(err.Error()) > 200 {
		t.Errorf("got %v", err)
	}
	plain := &archive.EntryError{Name: "a\nb", Err: archive.ErrName}
	if got, want := plain.Error(), `archive: "a\nb": name not allowed`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
