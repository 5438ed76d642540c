package command_test

import (
	"archive/zip"
	"os"
	"path/filepath"
	"testing"
)

// folderZip packs a directory the wrong way, with a folder round the files, and
// with one of the files beside the folder too unless loose is "".
func folderZip(t *testing.T, dir, loose string) string {
	t.Helper()
	stage := t.TempDir()
	if err := os.CopyFS(filepath.Join(stage, "roster"), os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	if loose != "" {
		if err := os.Rename(filepath.Join(stage, "roster", loose), filepath.Join(stage, loose)); err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(t.TempDir(), "folder.zip")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	w := zip.NewWriter(f)
	if err := w.AddFS(os.DirFS(stage)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}
