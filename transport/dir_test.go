package transport_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"

	"github.com/seed-21142606/asm/transport"
)

func sample(n int) []byte {
	data := make([]byte, n)
	for i := range data {
		data[i] = byte(i*7 + i>>8*13 + i>>16)
	}
	return data
}

// names of everything in a folder, hidden files included.
func names(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, entry := range entries {
		found = append(found, entry.Name())
	}
	return found
}

func TestDirDelivers(t *testing.T) {
	for _, size := range []int{0, 1, 256 << 10, 256<<10 + 1, 3_000_000} {
		folder := t.TempDir()
		data := sample(size)
		var heard []int64
		dir := &transport.Dir{Path: folder, Progress: func(sent, total int64) {
			if total != int64(size) {
				t.Errorf("total %d, want %d", total, size)
			}
			if _, err := os.Stat(folder + "/roster.zip"); (err == nil) != (sent == total) {
				t.Errorf("%d of %d reported, file there: %v", sent, total, err == nil)
			}
			heard = append(heard, sent)
		}}
		receipt, err := dir.Upload(t.Context(), "roster.zip", bytes.NewReader(data), int64(size))
		if err != nil {
			t.Fatalf("size %d: %v", size, err)
		}
		got, err := os.ReadFile(filepath.Join(folder, "roster.zip"))
		if err != nil || !bytes.Equal(got, data) {
			t.Errorf("size %d: %d bytes there, error %v", size, len(got), err)
		}
		if found := names(t, folder); !slices.Equal(found, []string{"roster.zip"}) {
			t.Errorf("size %d: the folder holds %q", size, found)
		}
		if receipt.Name != "roster.zip" || receipt.Where != filepath.Join(folder, "roster.zip") ||
			receipt.Bytes != int64(size) || receipt.SHA256 != sha256.Sum256(data) ||
			receipt.Ended.Before(receipt.Started) || receipt.HostKey != "" {
			t.Errorf("size %d: receipt %+v", size, receipt)
		}
		if !slices.IsSorted(heard) || len(heard) != max(1, (size+256<<10-1)/(256<<10)) || heard[len(heard)-1] != int64(size) {
			t.Errorf("size %d: progress %v", size, heard)
		}
	}
}

func TestDirIsPrivate(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no such permissions")
	}
	folder := t.TempDir()
	dir := &transport.Dir{Path: folder}
	if _, err := dir.Upload(t.Context(), "a.zip", bytes.NewReader(nil), 0); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(folder + "/a.zip")
	if err != nil || info.Mode() != 0o600 {
		t.Errorf("mode %v, error %v", info.Mode(), err)
	}
}

// failing is a body whose middle cannot be read. onRead is called before.
type failing struct {
	io.ReaderAt
	from   int64
	err    error
	onRead func(off int64)
}

func (f failing) ReadAt(p []byte, off int64) (int, error) {
	if f.onRead != nil {
		f.onRead(off)
	}
	if f.err != nil && len(p) > 1 && off+int64(len(p)) > f.from {
		return 0, f.err
	}
	return f.ReaderAt.ReadAt(p, off)
}

// Whatever fails: the folder holds what it held before, and nothing else.
func TestDirFailures(t *testing.T) {
	broken := errors.New("disk broken")
	data := sample(1_000_000)
	good := bytes.NewReader(data)
	for _, test := range []struct {
		name string
		set  func(t *testing.T, dir *transport.Dir)
		file string
		body io.ReaderAt
		size int64
		op   string
		want []error
	}{
		{name: "no folder set", set: func(t *testing.T, dir *transport.Dir) { dir.Path = "" }, op: "prepare", want: []error{transport.ErrPath}},
		{name: "missing folder", set: func(t *testing.T, dir *transport.Dir) { dir.Path += "/none" }, op: "create", want: []error{transport.ErrPath, fs.ErrNotExist}},
		{name: "a file for a folder", set: func(t *testing.T, dir *transport.Dir) { dir.Path += "/old.zip" }, op: "create", want: []error{transport.ErrRefused}},
		{name: "path for a name", file: "../a.zip", op: "prepare", want: []error{transport.ErrName}},
		{name: "a folder of that name", file: "folder", op: "rename", want: []error{transport.ErrRefused}},
		{name: "short body", size: 1_000_001, op: "prepare", want: []error{transport.ErrBody, io.ErrUnexpectedEOF}},
		{name: "negative size", size: -1, op: "prepare", want: []error{transport.ErrBody}},
		{name: "broken body", body: failing{ReaderAt: good, from: 600_000, err: broken}, op: "write", want: []error{transport.ErrBody, broken}},
		{name: "body that ends", body: failing{ReaderAt: good, from: 600_000, err: io.EOF}, op: "write", want: []error{transport.ErrBody, io.ErrUnexpectedEOF}},
	} {
		t.Run(test.name, func(t *testing.T) {
			folder := t.TempDir()
			if err := errors.Join(os.WriteFile(folder+"/old.zip", []byte("old"), 0o600), os.Mkdir(folder+"/folder", 0o700)); err != nil {
				t.Fatal(err)
			}
			dir := &transport.Dir{Path: folder, Progress: func(sent, total int64) {
				if sent >= total {
					t.Error("all of it reported as sent")
				}
			}}
			if test.set != nil {
				test.set(t, dir)
			}
			if test.file == "" {
				test.file = "old.zip"
			}
			if test.body == nil {
				test.body = good
			}
			if test.size == 0 {
				test.size = int64(len(data))
			}
			receipt, err := dir.Upload(t.Context(), test.file, test.body, test.size)
			expect(t, err, test.op, test.want...)
			if receipt.Bytes != 0 || receipt.SHA256 != [32]byte{} {
				t.Errorf("receipt %+v", receipt)
			}
			if found := names(t, folder); !slices.Equal(found, []string{"folder", "old.zip"}) {
				t.Errorf("the folder holds %q", found)
			}
			if old, err := os.ReadFile(folder + "/old.zip"); string(old) != "old" {
				t.Errorf("the old file was touched: %v", err)
			}
		})
	}
}

func expect(t *testing.T, err error, op string, causes ...error) {
	t.Helper()
	failed, ok := errors.AsType[*transport.Error](err)
	if !ok || failed.Op != op || failed.Uncertain {
		t.Fatalf("error %v, want a certain one at %s", err, op)
	}
	for _, cause := range causes {
		if !errors.Is(err, cause) {
			t.Errorf("not %q: %v", cause, err)
		}
	}
}

func TestDirReplaces(t *testing.T) {
	folder := t.TempDir()
	dir := &transport.Dir{Path: folder}
	for _, text := range []string{"first, longer", "second"} {
		if _, err := dir.Upload(t.Context(), "a.zip", bytes.NewReader([]byte(text)), int64(len(text))); err != nil {
			t.Fatal(err)
		}
		if got, _ := os.ReadFile(folder + "/a.zip"); string(got) != text {
			t.Errorf("%q, want %q", got, text)
		}
	}
}

func TestDirStops(t *testing.T) {
	enough := errors.New("enough")
	data := sample(1_000_000)
	for _, at := range []int64{-1, 0, 512 << 10} { // before, at the first and at a later read
		folder := t.TempDir()
		ctx, cancel := context.WithCancelCause(t.Context())
		if at < 0 {
			cancel(enough)
		}
		reads := 0
		body := failing{ReaderAt: bytes.NewReader(data), onRead: func(off int64) {
			if off != int64(len(data))-1 { // the look at its end
				reads++
			}
			if off == at {
				cancel(enough)
			}
		}}
		_, err := (&transport.Dir{Path: folder}).Upload(ctx, "a.zip", body, int64(len(data)))
		expect(t, err, "write", enough, context.Canceled)
		if want := int(at/(256<<10)) + 1; at >= 0 && reads != want {
			t.Errorf("stopped at %d: %d reads, want %d", at, reads, want)
		}
		if found := names(t, folder); len(found) > 0 {
			t.Errorf("stopped at %d: the folder holds %q", at, found)
		}
	}
}

// A stop during the last read must not deliver either.
func TestDirStopsBeforeRename(t *testing.T) {
	folder := t.TempDir()
	ctx, cancel := context.WithCancel(t.Context())
	data := sample(1000)
	body := failing{ReaderAt: bytes.NewReader(data), onRead: func(off int64) {
		if off == 0 {
			cancel()
		}
	}}
	_, err := (&transport.Dir{Path: folder}).Upload(ctx, "a.zip", body, 1000)
	expect(t, err, "rename", context.Canceled)
	if found := names(t, folder); len(found) > 0 {
		t.Errorf("the folder holds %q", found)
	}
}
