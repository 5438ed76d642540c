package convert

import (
	"io/fs"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seed-21142606/asm/apple"
)

// sameBundle compares two Apple bundles row by row, but for what OneRoster
// requires and was made up, and the password policy if it was not kept.
func sameBundle(t *testing.T, want, got fs.FS, policy bool) {
	t.Helper()
	same(t, want, got, func(a, b *apple.Location) { b.LocationName = pick(a.LocationName, b.LocationName) })
	same(t, want, got, func(a, b *apple.Student) {
		b.SISUsername = pick(a.SISUsername, b.SISUsername)
		if !policy {
			a.PasswordPolicy = ""
		}
	})
	same(t, want, got, func(a, b *apple.Staff) { b.SISUsername = pick(a.SISUsername, b.SISUsername) })
	same(t, want, got, func(a, b *apple.Course) { b.CourseName = pick(a.CourseName, b.CourseName) })
	same(t, want, got, func(a, b *apple.Class) {})
	same(t, want, got, func(a, b *apple.Roster) {})
}

// pick blanks what was made up for a blank.
func pick(was, is string) string {
	if was == "" {
		return ""
	}
	return is
}

func same[T apple.Record](t *testing.T, want, got fs.FS, allow func(a, b *T)) {
	t.Helper()
	a, b := all[T](t, want), all[T](t, got)
	for i := range min(len(a), len(b)) {
		allow(&a[i], &b[i])
	}
	if d := cmp.Diff(a, b); d != "" {
		t.Errorf("%s (-want +got):\n%s", apple.FileName[T](), d)
	}
}
