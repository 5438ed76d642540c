package oneroster

import (
	"archive/zip"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// samples are the bundles of others, folders and archives, by their names. They
// are not part of this repository.
func samples(t *testing.T) map[string]fs.FS {
	root := os.Getenv("ONEROSTER_SAMPLES")
	if root == "" {
		root = filepath.Join("..", "..", "shared", "data", "oneroster")
	}
	found := map[string]fs.FS{}
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case strings.HasSuffix(path, ".zip"):
			z, err := zip.OpenReader(path)
			if err != nil {
				return err
			}
			t.Cleanup(func() { z.Close() })
			found[entry.Name()] = z
		case entry.IsDir():
			found[entry.Name()] = os.DirFS(path)
		}
		return nil
	})
	if err != nil {
		t.Skipf("no samples; name a folder of them in ONEROSTER_SAMPLES: %v", err)
	}
	return found
}

func TestSamples(t *testing.T) {
	bundles := samples(t)
	for name, want := range map[string]struct {
		version Version
		basis   Basis
		mode    Mode // of users.csv
		users   int
	}{
		"edfi-1.0":                     {V10, BasisColumns, "", 10},
		"edfi-1.1":                     {V11, BasisManifest, ModeBulk, 10},
		"gospelnerd-school-small":      {V11, BasisManifest, ModeBulk, 79},
		"oneroster-district-small.zip": {V11, BasisManifest, ModeBulk, 268},
		"nicelion":                     {V11, BasisManifest, ModeBulk, 0},
		"supremelord-templates":        {V11, BasisManifest, ModeBulk, 2},
		"Test_full_data_set.zip":       {V11, BasisManifest, ModeBulk, 6},
		"oneroster_test_data.zip":      {V121, BasisManifest, ModeDelta, 1},
		"rjeike-5-snapshots":           {V11, BasisColumns, "", 4},
		"Step1-UpdateCourse":           {V11, BasisColumns, "", 4},
		"Step4-AddClass":               {V11, BasisColumns, "", 4},
	} {
		fsys, ok := bundles[name]
		if !ok {
			t.Errorf("%s is missing", name)
			continue
		}
		d, err := Detect(fsys)
		if err != nil || d.Version != want.version || d.Basis != want.basis {
			t.Errorf("%s: %+v, %v", name, d, err)
		}
		users := 0
		for u, err := range Read[User](fsys, nil) {
			if err != nil || u.SourcedID == "" || u.Username == "" || (u.Role == "") != (want.version == V121) {
				t.Errorf("%s: user %d: %v", name, users, err)
			}
			users++
		}
		if users != want.users {
			t.Errorf("%s: %d users", name, users)
		}
		m, err := ReadManifest(fsys)
		if want.mode != "" && err != nil || want.mode == "" && !errors.Is(err, fs.ErrNotExist) ||
			m.Mode(usersName) != want.mode || len(m.Unrecognized) > 0 {
			t.Errorf("%s: manifest: %+v, %v", name, m, err)
		}
	}
}
