package convert

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/seed-21142606/asm/archive"
)

// sampleSets are bundles that other programs have written. They are not part of
// this repository; ASM_SAMPLES names the folder that holds them.
func sampleSets(t *testing.T) map[string]fs.FS {
	root := os.Getenv("ASM_SAMPLES")
	if root == "" {
		root = "../../shared/data/oneroster"
	}
	if _, err := os.Stat(root); err != nil {
		t.Skip("no sample bundles; ASM_SAMPLES names their folder")
	}
	sets := map[string]fs.FS{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		name, _ := filepath.Rel(root, path)
		switch {
		case err != nil:
			return err
		case d.Name() == "users.csv":
			sets[filepath.Dir(name)] = os.DirFS(filepath.Dir(path))
		case strings.HasSuffix(name, ".zip"):
			r, err := archive.OpenReader(path, nil)
			if err != nil {
				return err
			}
			t.Cleanup(func() { r.Close() })
			sets[name] = r
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return sets
}

// TestSamples converts every sample to Apple's files and back, and adds up.
// Nearly all of them have errors; the results must have none.
func TestSamples(t *testing.T) {
	for name, src := range sampleSets(t) {
		t.Run(name, func(t *testing.T) {
			if strings.HasSuffix(name, "oneroster_test_data.zip") {
				_, err := ToApple(t.Context(), new(memory), src, nil)
				if !errors.Is(err, ErrDelta) {
					t.Fatalf("a delta: got %v, want ErrDelta", err)
				}
				return
			}
			out, l := toApple1(t, src, nil)
			t.Logf("\n%v", l)
			if name == "nicelion" {
				noErrors(t, out, "apple/nobody") // headers only
			} else {
				noErrors(t, out)
			}
			back, _ := toOneRoster1(t, out, nil)
			again, _ := toApple1(t, back, &ToAppleOptions{KeepUnused: true})
			sameBundle(t, out, again, false)
		})
	}
}
