package archive

import (
	"bufio"
	"errors"
	"io"
	"os"
	"path"
	"slices"
)

// A Reader presents a ZIP as a file system. It implements [io/fs.FS],
// [io/fs.ReadDirFS], [io/fs.StatFS] and [io/fs.ReadFileFS].
//
// A Reader may be used by several goroutines at once, and an open file by one at
// a time. It stays usable as long as the io.ReaderAt it was made from.
type Reader struct {
	src     source
	nodes   map[string]*node // by path, "." for the root
	files   []string         // paths in archive order, without ignored ones
	ignored []string
}

// NewReader judges the ZIP of size bytes in r, as the package comment says under
// Security considerations, and returns a Reader for it. It reads the directory
// and the header of each entry, and unpacks nothing. Limits may be nil.
//
// The error is an [*EntryError], or what r returned. If several things are
// wrong, it tells of one.
func NewReader(r io.ReaderAt, size int64, limits *Limits) (*Reader, error) {
	src := source{r, size}
	if size < 0 {
		return nil, refuse("", ErrFormat, "negative size")
	}
	dir, err := findDirectory(src)
	if err != nil {
		return nil, err
	}
	full := limits.orDefault()
	entries, err := readDirectory(src, dir, full)
	if err != nil {
		return nil, err
	}
	if err := checkLayout(src, entries, dir.offset); err != nil {
		return nil, err
	}
	reader := &Reader{src: src}
	if err := reader.index(entries, full); err != nil {
		return nil, err
	}
	return reader, nil
}

// readDirectory reads the entries and applies the limits to what they declare.
func readDirectory(src source, dir directory, limits Limits) ([]*entry, error) {
	if err := limits.checkCount(dir.count); err != nil {
		return nil, err
	}
	var entries []*entry
	var total uint64
	r := bufio.NewReader(io.NewSectionReader(src, int64(dir.offset), int64(dir.size)))
	for range dir.count {
		e, err := readEntry(r)
		if err != nil {
			return nil, err
		}
		if err := limits.checkSize(e); err != nil {
			return nil, err
		}
		total += e.size // at most twice 1<<63 - 1 where there is a limit
		if err := limits.checkTotal(total); err != nil {
			return nil, err
		}
		entries = append(entries, e)
	}
	if _, err := r.ReadByte(); err != io.EOF {
		return nil, refuse("", ErrFormat, "the directory holds more entries than the end record says")
	}
	return entries, nil
}

// checkLayout reads the local headers and makes sure that every entry has its
// bytes to itself, the first one starts the file, and no other one is hidden
// between them and the directory, which starts at limit. Shared bytes are how a
// small archive claims a large content (D. Fifield, "A better zip bomb", 2019).
func checkLayout(src source, entries []*entry, limit uint64) error {
	for _, e := range entries {
		if err := e.locate(src); err != nil {
			return err
		}
	}
	byOffset := slices.Clone(entries)
	slices.SortFunc(byOffset, func(a, b *entry) int {
		if a.header < b.header {
			return -1
		}
		return 1
	})
	var end uint64
	for i, e := range byOffset {
		if i == 0 && e.header != 0 {
			return refuse("", ErrFormat, "foreign bytes before the first entry; remove them")
		}
		if e.header < end || e.end() > limit {
			return refuse(e.name, ErrFormat, "it overlaps another entry or the directory")
		}
		if e.header-end >= lenLocal {
			return errHidden()
		}
		end = e.end()
	}
	if len(entries) > 0 && limit-end >= lenLocal {
		return errHidden()
	}
	return nil
}

// errHidden is about room for an entry that the directory does not list, and
// that a program reading from front to back would find. The rest of a data
// descriptor, at most 12 bytes, is less than that.
func errHidden() error {
	return refuse("", ErrFormat, "bytes between the entries belong to none of them; make the archive again")
}

// Names returns the names of the files at the root, in the archive's order.
func (r *Reader) Names() []string {
	return slices.DeleteFunc(slices.Clone(r.files), inFolder)
}

// InFolder returns the paths of the files that lie in a folder, in the archive's
// order. Neither Apple nor OneRoster allow them.
func (r *Reader) InFolder() []string {
	return slices.DeleteFunc(slices.Clone(r.files), func(name string) bool { return !inFolder(name) })
}

// Ignored returns the paths that were left out, in the archive's order: what a
// desktop computer added, and the unfinished files of a [DirWriter]. Folders
// end in a slash.
func (r *Reader) Ignored() []string { return slices.Clone(r.ignored) }

// CommonFolder returns the folder that directly holds every file of the archive,
// as it happens when someone compresses a folder instead of the files in it. It
// reports false when there is a file elsewhere, such as at the root, or no file
// at all. [io/fs.Sub] with this folder gives the bundle that was meant.
func (r *Reader) CommonFolder() (dir string, ok bool) {
	if len(r.files) == 0 {
		return "", false
	}
	dir = path.Dir(r.files[0])
	for _, name := range r.files {
		if dir == "." || path.Dir(name) != dir {
			return "", false
		}
	}
	return dir, true
}

func inFolder(name string) bool { return path.Dir(name) != "." }

// A ReadCloser is a [Reader] for a file that has to be closed when no longer needed.
type ReadCloser struct {
	*Reader
	file *os.File
}

// OpenReader opens the named ZIP file and judges it as [NewReader] does.
func OpenReader(name string, limits *Limits) (*ReadCloser, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	r, err := readerOf(file, limits)
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return &ReadCloser{r, file}, nil
}

func readerOf(file *os.File, limits *Limits) (*Reader, error) {
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	return NewReader(file, info.Size(), limits)
}

// Close closes the ZIP file. Files opened from it cannot be read any longer.
func (r *ReadCloser) Close() error { return r.file.Close() }
