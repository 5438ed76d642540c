package archive

import (
	"errors"
	"io"
	"io/fs"
	"slices"
)

// WriteFS packs the bundle in fsys, that is the files at its root, into a ZIP
// written to w, in the byte order of their names. Equal bundles give equal bytes
// with the same build and options.
//
// Names that a [Reader] ignores are left out. Anything else at the root that is
// not a regular file, such as a folder or a link, is refused with
// [ErrNotRegular], before anything is written.
func WriteFS(w io.Writer, fsys fs.FS, opts *WriterOptions) error {
	names, err := rootFiles(fsys, false)
	if err != nil {
		return err
	}
	z := NewWriter(w, opts)
	for _, name := range names {
		content, err := z.Create(name)
		if err != nil {
			return err
		}
		if err := copyFile(content, fsys, name); err != nil {
			return err
		}
	}
	return z.Close()
}

// rootFiles lists the regular files at the root of fsys, sorted, without clutter.
func rootFiles(fsys fs.FS, skipFolders bool) ([]string, error) {
	entries, err := fs.ReadDir(fsys, ".")
	if err != nil {
		return nil, err
	}
	var names []string
	for _, e := range entries {
		switch {
		case isClutter(e.Name()), e.IsDir() && skipFolders:
		case !e.Type().IsRegular():
			return nil, refuse(e.Name(), ErrNotRegular,
				"a folder, link or device; a bundle has only regular files, at its root")
		default:
			names = append(names, e.Name())
		}
	}
	slices.Sort(names) // fs.ReadDir sorts, but a ReadDirFS of someone else's may not
	return names, nil
}

func copyFile(w io.Writer, fsys fs.FS, name string) (err error) {
	f, err := fsys.Open(name)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	_, err = io.Copy(w, f)
	return err
}
