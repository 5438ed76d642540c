package transport

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"time"
)

// dirChunk bounds the memory of a delivery, and how much is written between
// two looks at the context.
const dirChunk = 256 << 10

// Dir is an [Uploader] that puts files into a folder of this machine, for a
// vendor's own sending program, a mounted share, or a test.
//
// The file appears under its name whole or not at all: it is written to a
// temporary file beside it (whose name begins with a dot and ends in ".part"),
// flushed to the disk, then renamed, replacing a file of that name. Readers of
// the folder must therefore skip names that begin with a dot. After a failure
// the temporary file is removed; only a process that is killed leaves it behind.
// Files can be read by their owner only.
//
// A Dir may be used by several goroutines if its Progress may.
type Dir struct {
	// Path is the folder. It must exist; it is not created. "" is an error.
	Path string

	// Progress, if set, is told how many of total bytes are written. sent
	// never falls; it equals total once, at the end, and only after success.
	// It is called by the goroutine that called Upload.
	Progress func(sent, total int64)
}

// Upload implements [Uploader]. When the folder itself cannot be flushed after
// the rename, the file is in place but might not outlast a power failure: the
// error then says Uncertain.
func (d *Dir) Upload(ctx context.Context, name string, body io.ReaderAt, size int64) (Receipt, error) {
	receipt := Receipt{Name: name, Started: time.Now()}
	err := d.deliver(ctx, body, size, &receipt)
	receipt.Ended = time.Now()
	if err == nil && d.Progress != nil {
		d.Progress(size, size)
	}
	return receipt, err
}

func (d *Dir) deliver(ctx context.Context, body io.ReaderAt, size int64, receipt *Receipt) error {
	if err := d.check(receipt.Name, body, size); err != nil {
		return &Error{Op: "prepare", Err: err}
	}
	receipt.Where = filepath.Join(d.Path, receipt.Name)
	temp, err := os.CreateTemp(d.Path, ".*.part")
	if err != nil {
		return &Error{Op: "create", Err: diskError(err)}
	}
	defer os.Remove(temp.Name()) // after the rename there is nothing left to remove
	digest := sha256.New()
	if err := d.fill(ctx, temp, digest, body, size); err != nil {
		temp.Close()
		return err
	}
	if err := errors.Join(temp.Sync(), temp.Close()); err != nil {
		return &Error{Op: "sync", Err: diskError(err)}
	}
	if err := stopped(ctx); err != nil {
		return &Error{Op: "rename", Err: err}
	}
	if err := os.Rename(temp.Name(), receipt.Where); err != nil {
		return &Error{Op: "rename", Err: diskError(err)}
	}
	receipt.Bytes = size
	if err := syncDir(d.Path); err != nil {
		return &Error{Op: "sync", Uncertain: true, Err: diskError(err)}
	}
	digest.Sum(receipt.SHA256[:0])
	return nil
}

func (d *Dir) check(name string, body io.ReaderAt, size int64) error {
	if d.Path == "" {
		return fmt.Errorf("%w: no folder is set; set Dir.Path", ErrPath)
	}
	if err := CheckName(name); err != nil {
		return err
	}
	if !filepath.IsLocal(name) { // what the name means is the system's to say: NUL, COM1, a drive
		return fmt.Errorf("%w: it has a special meaning on this system", ErrName)
	}
	return CheckBody(body, size)
}

// fill copies the body. Nothing of it counts as delivered before the rename,
// so none of its errors is uncertain.
func (d *Dir) fill(ctx context.Context, to io.Writer, digest hash.Hash, body io.ReaderAt, size int64) error {
	buf := make([]byte, min(size, dirChunk))
	for sent := int64(0); sent < size; {
		if err := stopped(ctx); err != nil {
			return &Error{Op: "write", Err: err}
		}
		part := buf[:min(size-sent, dirChunk)]
		if n, err := body.ReadAt(part, sent); n < len(part) {
			return &Error{Op: "write", Err: bodyError(sent+int64(n), err)}
		}
		digest.Write(part)
		if _, err := to.Write(part); err != nil {
			return &Error{Op: "write", Err: diskError(err)}
		}
		sent += int64(len(part))
		if d.Progress != nil && sent < size {
			d.Progress(sent, size)
		}
	}
	return nil
}

// stopped returns nil while ctx lives, and afterwards an error that wraps both
// ctx.Err() and the cause.
func stopped(ctx context.Context) error {
	err, cause := ctx.Err(), context.Cause(ctx)
	switch {
	case err == nil:
		return nil
	case errors.Is(cause, err):
		return fmt.Errorf("stopped: %w", cause)
	}
	return fmt.Errorf("stopped: %w (%w)", cause, err)
}

// syncDir makes a rename durable. Windows cannot flush a folder, and some
// network file systems say they cannot: there is then nothing to wait for.
func syncDir(path string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	dir, err := os.Open(path)
	if err != nil {
		return err
	}
	err = dir.Sync()
	if errors.Is(err, syscall.EINVAL) || errors.Is(err, errors.ErrUnsupported) {
		err = nil
	}
	return errors.Join(err, dir.Close())
}

func diskError(err error) error {
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission) {
		return fmt.Errorf("%w: %w; check that the folder exists and may be written", ErrPath, err)
	}
	return fmt.Errorf("%w: %w", ErrRefused, err)
}
