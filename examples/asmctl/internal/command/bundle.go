package command

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/seed-21142606/asm/archive"
)

// A bundle is the set of files in a directory or a ZIP.
type bundle struct {
	fs.FS
	path     string
	folder   string   // the folder of the ZIP that holds all the files, or ""
	inFolder []string // the files of the ZIP that lie in a folder
	close    func() error
}

// openBundle opens a directory or a ZIP. If the files of a ZIP lie in one folder
// that should not be there, the bundle is that folder.
func openBundle(path string) (*bundle, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		return &bundle{FS: os.DirFS(path), path: path, close: func() error { return nil }}, nil
	}
	if info.Size() == 0 || !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is neither a directory nor a ZIP", path)
	}
	r, err := archive.OpenReader(path, nil)
	if err != nil {
		if errors.Is(err, archive.ErrFormat) && !strings.EqualFold(filepath.Ext(path), ".zip") {
			return nil, fmt.Errorf("%s is neither a directory nor a ZIP", path)
		}
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	b := &bundle{FS: r, path: path, inFolder: r.InFolder(), close: r.Close}
	if folder, ok := r.CommonFolder(); ok {
		inner, err := fs.Sub(r, folder)
		if err != nil {
			return nil, errors.Join(err, r.Close())
		}
		b.FS, b.folder = inner, folder
	}
	return b, nil
}

// names returns the names of the regular files at the root, in byte order.
func (b *bundle) names() ([]string, error) {
	entries, err := fs.ReadDir(b.FS, ".")
	if err != nil {
		return nil, err
	}
	var names []string
	for _, entry := range entries {
		if entry.Type().IsRegular() {
			names = append(names, entry.Name())
		}
	}
	slices.Sort(names)
	return names, nil
}

// named returns the regular files of the bundle that are listed, or are not.
func (b *bundle) named(list []string, listed bool) ([]string, error) {
	names, err := b.names()
	return slices.DeleteFunc(names, func(name string) bool { return slices.Contains(list, name) != listed }), err
}

// A selection shows only some files of a file system, at its root.
type selection struct {
	fs.FS
	keep func(name string) bool
}

func (s selection) ReadDir(name string) ([]fs.DirEntry, error) {
	entries, err := fs.ReadDir(s.FS, name)
	return slices.DeleteFunc(entries, func(entry fs.DirEntry) bool {
		return name != "." || !entry.Type().IsRegular() || !s.keep(entry.Name())
	}), err
}

// isCSV reports whether a file of that name may be part of a roster.
func isCSV(name string) bool {
	return strings.EqualFold(filepath.Ext(name), ".csv") && !strings.HasPrefix(name, ".")
}
