package archive

import (
	"errors"
	"io"
	"os"
	"path/filepath"
)

// A DirWriter writes the files of a bundle into a directory. A file appears
// under its name only when it is complete: it is written under a temporary name,
// flushed to the disk and renamed, by the next Create or by Close. So a run that
// is cut off leaves whole files only, besides at most one temporary file, which
// [WriteFS], [Digest] and [Reader] ignore.
//
// A file that exists already is replaced; other files in the directory stay. So
// a run that is cut off over an older bundle leaves a mixture of both: write into
// a new or empty directory, or finish the run before anyone reads it.
//
// Files are made readable by their owner alone, since they hold pupils' data.
//
// A DirWriter is not safe for concurrent use.
type DirWriter struct {
	dir     string
	names   names
	current *fileWriter
	temp    *os.File // what current is written to, or nil
	err     error    // what keeps the bundle from being finished
}

// CreateDir returns a DirWriter for dir, which it makes when it is missing,
// together with its parents, for the owner alone (mode 0700).
func CreateDir(dir string) (*DirWriter, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	return &DirWriter{dir: dir, names: names{}}, nil
}

// Create completes the file before and begins the next one, whose content is
// then written to the returned io.Writer, until the next call of Create or
// Close. Names are judged as by [Writer.Create]; a refused name changes nothing.
// Any other error is final, and the file it concerns does not appear.
func (d *DirWriter) Create(name string) (io.Writer, error) {
	if d.err != nil {
		return nil, d.err
	}
	if err := d.names.check(name); err != nil {
		return nil, err
	}
	if d.err = d.finish(); d.err != nil {
		return nil, d.err
	}
	temp, err := os.CreateTemp(d.dir, tempPrefix+"*"+tempSuffix)
	if err != nil {
		d.err = err
		return nil, err
	}
	d.names.add(name)
	d.temp = temp
	d.current = &fileWriter{name: name, w: temp}
	return d.current, nil
}

// Close completes the last file. It fails when any write to that file has
// failed, after an error from Create, and when called again.
func (d *DirWriter) Close() error {
	if d.err != nil {
		return d.err
	}
	if d.err = d.finish(); d.err != nil {
		return d.err
	}
	d.err = refuse("", ErrClosed, "the directory is already closed")
	return nil
}

// Abort drops the file being written, if any; files completed before stay. After
// Close it does nothing, so that it can be deferred to run on every way out.
func (d *DirWriter) Abort() error {
	if d.err == nil {
		d.err = refuse("", ErrClosed, "the directory was given up by Abort")
	}
	return d.discard()
}

// finish brings the current file under its name, or removes it.
func (d *DirWriter) finish() error {
	if d.temp == nil {
		return nil
	}
	err := d.current.end()
	if err == nil {
		err = d.temp.Sync()
	}
	if err != nil {
		return errors.Join(err, d.discard())
	}
	temp := d.temp
	d.temp = nil
	if err := temp.Close(); err != nil {
		return errors.Join(err, os.Remove(temp.Name()))
	}
	if err := os.Rename(temp.Name(), filepath.Join(d.dir, d.current.name)); err != nil {
		return errors.Join(err, os.Remove(temp.Name()))
	}
	return nil
}

// discard removes the temporary file, if there is one.
func (d *DirWriter) discard() error {
	if d.temp == nil {
		return nil
	}
	d.current.ended = true
	temp := d.temp
	d.temp = nil
	return errors.Join(temp.Close(), os.Remove(temp.Name()))
}
