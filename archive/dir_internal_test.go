package archive

import (
	"errors"
	"io"
	"os"
	"testing"
)

// A file whose content could not be written, even if the caller overlooks it,
// neither appears nor stays behind.
func TestDirWriterWriteFails(t *testing.T) {
	for _, next := range []bool{false, true} {
		dir := t.TempDir()
		d, err := CreateDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		w, err := d.Create("students.csv")
		if err != nil {
			t.Fatal(err)
		}
		if err := d.temp.Close(); err != nil { // stands for a disk that fails
			t.Fatal(err)
		}
		io.WriteString(w, "overlooked")
		if next {
			if _, err := d.Create("classes.csv"); !errors.Is(err, os.ErrClosed) {
				t.Errorf("Create: got %v, want the failure", err)
			}
		}
		for range 2 {
			if err := d.Close(); !errors.Is(err, os.ErrClosed) {
				t.Errorf("Close: got %v, want the failure", err)
			}
		}
		if entries, err := os.ReadDir(dir); err != nil || len(entries) != 0 {
			t.Errorf("%d files are left, %v", len(entries), err)
		}
	}
}
