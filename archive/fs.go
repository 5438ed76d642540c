package archive

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"math"
)

var (
	errIsFolder = errors.New("is a folder")
	errNoFolder = errors.New("is not a folder")
)

// Open opens the named file or folder. A file can be read once, from front to
// back; its content is trustworthy when io.EOF has been reached, see the package
// comment.
func (r *Reader) Open(name string) (fs.File, error) {
	n, err := r.find("open", name)
	if err != nil {
		return nil, err
	}
	if n.isDir {
		return &openFolder{node: n}, nil
	}
	return &openFile{node: n, content: newContent(r.src, n.entry)}, nil
}

// Stat returns what the directory says of the named file or folder. The time of
// a ZIP has no time zone and is given as if it were UTC.
func (r *Reader) Stat(name string) (fs.FileInfo, error) {
	n, err := r.find("stat", name)
	if err != nil {
		return nil, err
	}
	return n, nil
}

// ReadDir lists the named folder, sorted by name.
func (r *Reader) ReadDir(name string) ([]fs.DirEntry, error) {
	n, err := r.find("readdir", name)
	if err != nil {
		return nil, err
	}
	if !n.isDir {
		return nil, &fs.PathError{Op: "readdir", Path: name, Err: errNoFolder}
	}
	return (&openFolder{node: n}).ReadDir(-1)
}

// ReadFile unpacks the named file into memory and returns its content if all of
// it is sound. Memory grows with what is really there, not with what is declared.
func (r *Reader) ReadFile(name string) ([]byte, error) {
	n, err := r.find("readfile", name)
	if err != nil {
		return nil, err
	}
	if n.isDir {
		return nil, &fs.PathError{Op: "readfile", Path: name, Err: errIsFolder}
	}
	var content bytes.Buffer
	if n.entry.size < ratioFree {
		content.Grow(int(n.entry.size) + bytes.MinRead)
	}
	if _, err := content.ReadFrom(newContent(r.src, n.entry)); err != nil {
		return nil, err
	}
	return content.Bytes(), nil
}

func (r *Reader) find(op, name string) (*node, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: op, Path: name, Err: fs.ErrInvalid}
	}
	n := r.nodes[name]
	if n == nil {
		return nil, &fs.PathError{Op: op, Path: name, Err: fs.ErrNotExist}
	}
	return n, nil
}

// openFile is an open file: the node, and the content that is left.
type openFile struct {
	node    *node
	content io.Reader // nil when closed
}

func (f *openFile) Stat() (fs.FileInfo, error) { return f.node, nil }

func (f *openFile) Read(p []byte) (int, error) {
	if f.content == nil {
		return 0, &fs.PathError{Op: "read", Path: f.node.path, Err: fs.ErrClosed}
	}
	return f.content.Read(p)
}

func (f *openFile) Close() error {
	if f.content == nil {
		return &fs.PathError{Op: "close", Path: f.node.path, Err: fs.ErrClosed}
	}
	f.content = nil
	return nil
}

// openFolder is an open folder: the node, and how many children were listed.
type openFolder struct {
	node *node
	next int
}

func (f *openFolder) Stat() (fs.FileInfo, error) { return f.node, nil }
func (f *openFolder) Close() error               { return nil }

func (f *openFolder) Read([]byte) (int, error) {
	return 0, &fs.PathError{Op: "read", Path: f.node.path, Err: errIsFolder}
}

// ReadDir implements [fs.ReadDirFile].
func (f *openFolder) ReadDir(n int) ([]fs.DirEntry, error) {
	rest := f.node.children[f.next:]
	if n > 0 && len(rest) == 0 {
		return nil, io.EOF
	}
	if n <= 0 {
		n = math.MaxInt
	}
	rest = rest[:min(n, len(rest))]
	f.next += len(rest)
	list := make([]fs.DirEntry, len(rest))
	for i, child := range rest {
		list[i] = child
	}
	return list, nil
}
