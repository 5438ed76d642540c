package archive

import (
	"cmp"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"
)

// A node is a file or folder of the file system, and tells about itself as both
// [fs.FileInfo] and [fs.DirEntry].
type node struct {
	path     string
	entry    *entry // nil for a folder that has no entry of its own
	isDir    bool
	children []*node // of a folder, by name
}

func (n *node) Name() string               { return path.Base(n.path) }
func (n *node) IsDir() bool                { return n.isDir }
func (n *node) Type() fs.FileMode          { return n.Mode().Type() }
func (n *node) Info() (fs.FileInfo, error) { return n, nil }
func (n *node) Sys() any                   { return nil }
func (n *node) String() string             { return fs.FormatFileInfo(n) }

func (n *node) Mode() fs.FileMode {
	if n.isDir {
		return fs.ModeDir | 0o555
	}
	return 0o444
}

func (n *node) Size() int64 {
	if n.isDir {
		return 0
	}
	return int64(n.entry.size)
}

func (n *node) ModTime() time.Time {
	if n.entry == nil {
		return time.Time{}
	}
	return n.entry.modified()
}

// index builds the tree, and refuses what cannot be one.
func (r *Reader) index(entries []*entry, limits Limits) error {
	t := tree{
		nodes:  map[string]*node{".": {path: ".", isDir: true}},
		folded: map[string]*node{},
		room:   limits,
	}
	for _, e := range entries {
		name := strings.TrimSuffix(e.name, "/")
		if err := t.add(name, e, isClutter(name)); err != nil {
			return err
		}
		switch {
		case isClutter(name):
			r.ignored = append(r.ignored, e.name)
		case !e.isDir:
			r.files = append(r.files, name)
		}
	}
	r.nodes = t.finish()
	return nil
}

// tree is the file system while it is being built.
type tree struct {
	nodes  map[string]*node // by path, without clutter
	folded map[string]*node // by folded path, with clutter
	room   Limits
}

// add puts an entry into the tree, with the folders above it.
func (t *tree) add(name string, e *entry, clutter bool) error {
	if n := t.folded[fold(name)]; n != nil {
		// A folder may be mentioned by what is in it before it has its entry.
		if !n.isDir || !e.isDir || n.entry != nil || n.path != name {
			return refuse(e.name, ErrDuplicate, "the name occurs twice; letter case makes no difference")
		}
		n.entry = e
		return nil
	}
	if err := t.addFolder(path.Dir(name), e); err != nil {
		return err
	}
	return t.insert(&node{path: name, entry: e, isDir: e.isDir}, clutter)
}

// addFolder makes sure that dir and what is above it are folders, for the sake of e.
func (t *tree) addFolder(dir string, e *entry) error {
	if dir == "." {
		return nil
	}
	if n := t.folded[fold(dir)]; n != nil {
		if !n.isDir || n.path != dir {
			return refuse(e.name, ErrDuplicate, "its folder has the name of something else; letter case makes no difference")
		}
		return nil
	}
	if err := t.addFolder(path.Dir(dir), e); err != nil {
		return err
	}
	return t.insert(&node{path: dir, isDir: true}, isClutter(dir))
}

// insert adds a node whose parent is there already, in the same spelling, and is
// clutter only if the node is.
func (t *tree) insert(n *node, clutter bool) error {
	t.folded[fold(n.path)] = n
	if !clutter {
		t.nodes[n.path] = n
		parent := t.nodes[path.Dir(n.path)]
		parent.children = append(parent.children, n)
	}
	return t.room.checkCount(uint64(len(t.folded)))
}

// finish sorts the folders as [fs.ReadDirFS] wants them.
func (t *tree) finish() map[string]*node {
	for _, n := range t.nodes {
		slices.SortFunc(n.children, func(a, b *node) int { return cmp.Compare(a.path, b.path) })
	}
	return t.nodes
}
