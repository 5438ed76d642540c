package archive_test

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"testing/fstest"

	"github.com/seed-21142606/asm/archive"
)

func digest(t testing.TB, fsys fs.FS) string {
	t.Helper()
	sum, err := archive.Digest(fsys)
	if err != nil {
		t.Fatal(err)
	}
	return hex.EncodeToString(sum[:])
}

// The values were computed from the documented layout with Python's hashlib and
// struct, so that Digest stays what stored digests were made with.
func TestDigestValue(t *testing.T) {
	for want, files := range map[string][]file{
		"708453f11de6d7b75f9d447c8c132989c6d83064e86456e3bf2b81e1b9274800": {},
		"c1fd13f4e95f157007c10d1d98eacc9c7daa7e758702fc875a9f268e23cd264c": {
			{"students.csv", sample}, {"classes.csv", "class_id\n"},
		},
	} {
		if got := digest(t, mapFS(files...)); got != want {
			t.Errorf("%d files: got %s, want %s", len(files), got, want)
		}
	}
}

// Order, compressor, times, clutter, folders and the kind of file system do not count.
func TestDigestEqual(t *testing.T) {
	want := digest(t, mapFS(bundle()...))
	backwards := bundle()
	slices.Reverse(backwards)

	dir := t.TempDir()
	d, err := archive.CreateDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := fill(d, bundle()); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, ".DS_Store"), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, fsys := range map[string]fs.FS{
		"directory":  os.DirFS(dir),
		"zip":        mustRead(t, packed(t, nil, bundle()...)),
		"other way":  mustRead(t, packed(t, &archive.WriterOptions{Compressor: fastest}, backwards...)),
		"unsorted":   reversed{mapFS(bundle()...)},
		"foreign":    mustRead(t, foreignZip(t, bundle())),
		"folder too": mapFS(append(bundle(), file{"old/students.csv", "x"}, file{"__MACOSX/x", "x"})...),
	} {
		if got := digest(t, fsys); got != want {
			t.Errorf("%s: got %s, want %s", name, got, want)
		}
	}
}

// foreignZip packs with the standard library alone and its own ideas of headers.
func foreignZip(t *testing.T, files []file) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, f := range files {
		w, err := z.CreateHeader(&zip.FileHeader{Name: f.name, Method: zip.Store})
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(w, f.content)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// Whatever differs in names or contents differs in the digest, above all where
// the same bytes are divided in another way.
func TestDigestDiffers(t *testing.T) {
	seen := map[string]string{}
	for why, files := range map[string][]file{
		"none":                  {},
		"one":                   {{"ab", "cd"}},
		"content from the name": {{"a", "bcd"}},
		"name from the content": {{"abc", "d"}},
		"other case":            {{"AB", "cd"}},
		"empty":                 {{"ab", ""}},
		"empty with a zero":     {{"ab", "\x00"}},
		"two":                   {{"ab", "cd"}, {"ef", "gh"}},
		"swapped":               {{"ab", "gh"}, {"ef", "cd"}},
		"joined":                {{"ab", "cdefgh"}},
		"two empty":             {{"ab", ""}, {"ef", ""}},
	} {
		sum := digest(t, mapFS(files...))
		if other, ok := seen[sum]; ok {
			t.Errorf("%q and %q have the same digest", why, other)
		}
		seen[sum] = why
	}
}

func TestDigestFails(t *testing.T) {
	broken := errors.New("gone")
	damaged := one(rawEntry{name: "a", content: "abc", declare: func(d *declared) { d.sum++; d.localSum++ }}).bytes()
	for name, tt := range map[string]struct {
		fsys fs.FS
		want error
	}{
		"link":       {fstest.MapFS{"a.csv": {Mode: fs.ModeSymlink}}, archive.ErrNotRegular},
		"no listing": {brokenFS{fstest.MapFS{}, broken}, broken},
		"no file":    {brokenFS{mapFS(file{"a.csv", ""}), broken}, broken},
		"damaged":    {mustRead(t, damaged), archive.ErrChecksum},
	} {
		sum, err := archive.Digest(tt.fsys)
		if !errors.Is(err, tt.want) || sum != [sha256.Size]byte{} {
			t.Errorf("%s: got %x, %v, want none and %v", name, sum, err, tt.want)
		}
	}
}
