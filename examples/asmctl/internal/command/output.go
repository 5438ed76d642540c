package command

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/klauspost/compress/flate"

	"github.com/seed-21142606/asm/archive"
)

// An output is a directory or a ZIP that files are written to. A ZIP appears
// under its name only when it is complete.
type output struct {
	creator
	meter *meter
	// finish completes the output. drop gives it up; after finish it does
	// nothing.
	finish, drop func() error
}

// A creator takes files one after another.
type creator interface {
	Create(name string) (io.Writer, error)
}

// Create implements creator.
func (o *output) Create(name string) (io.Writer, error) {
	w, err := o.creator.Create(name)
	if err != nil {
		return nil, err
	}
	return meteredWriter{w, o.meter}, nil
}

// createOutput makes path ready for files of the given names. In a directory it
// accepts no other CSV files, since they would become part of the roster.
func createOutput(path string, names []string, m *meter) (*output, error) {
	if strings.EqualFold(filepath.Ext(path), ".zip") {
		return createZip(path, m)
	}
	entries, err := os.ReadDir(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("cannot write to %s (a directory, or a file name that ends in .zip): %w", path, err)
	}
	for _, entry := range entries {
		if isCSV(entry.Name()) && !slices.Contains(names, entry.Name()) {
			return nil, fmt.Errorf("%s already holds %s, which is not part of what would be written there; choose another directory", path, entry.Name())
		}
	}
	w, err := archive.CreateDir(path)
	if err != nil {
		return nil, err
	}
	return &output{creator: w, meter: m, finish: w.Close, drop: w.Abort}, nil
}

func createZip(path string, m *meter) (*output, error) {
	part, err := newPart(path)
	if err != nil {
		return nil, err
	}
	w := archive.NewWriter(part, zipOptions())
	finish := func() error {
		if err := w.Close(); err != nil {
			return err
		}
		return part.finish()
	}
	return &output{creator: w, meter: m, finish: finish, drop: part.drop}, nil
}

// zipOptions deflates with a compressor that is faster than the standard
// library's at the same size.
func zipOptions() *archive.WriterOptions {
	return &archive.WriterOptions{Compressor: func(w io.Writer) (io.WriteCloser, error) {
		return flate.NewWriter(w, 6)
	}}
}

// A part is a file that gets its name when it is finished. Until then it has one
// that package archive takes for no part of a bundle.
type part struct {
	*os.File
	path string
	over bool
}

func newPart(path string) (*part, error) {
	f, err := os.CreateTemp(filepath.Dir(path), ".asmctl-*.part")
	if err != nil {
		if failed, ok := errors.AsType[*fs.PathError](err); ok {
			err = failed.Err // its path is one that nobody asked for
		}
		return nil, fmt.Errorf("cannot write %s: %w", path, err)
	}
	return &part{File: f, path: path}, nil
}

func (p *part) finish() error {
	if err := p.Sync(); err != nil {
		return err
	}
	if err := p.Close(); err != nil {
		return err
	}
	if err := os.Rename(p.Name(), p.path); err != nil {
		return err
	}
	p.over = true
	return nil
}

func (p *part) drop() error {
	if p.over {
		return nil
	}
	p.over = true
	p.Close()
	return os.Remove(p.Name())
}
