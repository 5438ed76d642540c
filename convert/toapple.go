package convert

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"time"

	"github.com/seed-21142606/asm/apple"
	"github.com/seed-21142606/asm/oneroster"
)

// ToApple converts the OneRoster bundle src, of version 1.0, 1.1 or 1.2, to
// Apple's six files, and writes all of them to dst: locations.csv first, then
// the others, each after those it refers to. A file without rows has its header.
//
// It reads the files of src several times, one row at a time, and remembers ids
// and numbers but no rows. The same source and options give the same bytes.
//
// The Ledger accounts for every row. It is nil if there is an error. Errors are
// a [*FileError], or that of ctx. What has been written by then is not a whole
// bundle and must not be uploaded.
//
// References in the result always lead somewhere; what the source lacks, such
// as a name, the result lacks too. Whether it may be uploaded is for package
// validate to say.
func ToApple(ctx context.Context, dst Creator, src fs.FS, opts *ToAppleOptions) (*Ledger, error) {
	if opts == nil {
		opts = new(ToAppleOptions)
	}
	c := newToApple(ctx, dst, src, opts)
	steps := []func() error{
		c.open,
		c.readOrgs, c.readSessions, c.readUsers, c.readRoles, c.checkRoles,
		c.readCourses, c.readClasses, c.readEnrollments, c.settleAll,
		c.writeLocations, c.writeStudents, c.writeStaff, c.settleRoles,
		c.writeCourses, c.writeClasses, c.writeRosters, c.countRest,
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return c.ledger(), nil
}

// toApple is the state of one conversion: what is remembered of each file.
type toApple struct {
	run
	opts     *ToAppleOptions
	today    time.Time
	version  oneroster.Version
	hasRoles bool // there is a roles.csv

	orgs        *keyed[org]
	sessions    *keyed[bool] // whether current
	users       *keyed[user]
	names       []names // of users, if the options ask for them
	courses     *keyed[course]
	classes     *keyed[class]
	pairs       []pair // students in classes, sorted once settled
	rostered    []bool // by pair: has its row
	teachings   []teaching
	rosterIDs   idSet
	fromClasses bool              // some classes have courses made up for them
	personNames map[string]string // by name that MapID gave, the id
}

func newToApple(ctx context.Context, dst Creator, src fs.FS, opts *ToAppleOptions) *toApple {
	y, m, d := opts.AsOf.Date()
	return &toApple{
		run:      newRun(ctx, dst, src, opts.OnChange),
		opts:     opts,
		today:    time.Date(y, m, d, 0, 0, 0, 0, time.UTC),
		orgs:     newKeyed[org](limitOf[apple.Location]("location_id")),
		sessions: newKeyed[bool](0),
		users:    newKeyed[user](limitOf[apple.Student]("person_id")),
		courses:  newKeyed[course](limitOf[apple.Course]("course_id")),
		classes:  newKeyed[class](limitOf[apple.Class]("class_id")),
	}
}

// limitOf is Apple's limit on a column, in characters.
func limitOf[T apple.Record](name string) int {
	for _, c := range apple.Columns[T]() {
		if c.Name == name {
			return c.MaxChars
		}
	}
	return 0
}

// open looks at the manifests and at what is there.
func (c *toApple) open() error {
	c.keepNull, c.base = c.opts.LiteralNull, c.opts.Base
	if !c.opts.StudentPolicy.Valid() {
		return &FileError{"write", "students.csv", fmt.Errorf("%w: StudentPolicy is none of 8, 6 and 4", ErrOptions)}
	}
	found, err := oneroster.Detect(c.src)
	if err != nil && !errors.Is(err, oneroster.ErrFormat) {
		return &FileError{"read", "manifest.csv", err}
	}
	c.version = found.Version
	c.from, c.to = strings.TrimSpace("OneRoster "+string(found.Version)), "Apple"
	if err := c.openManifests(); err != nil {
		return err
	}
	for _, in := range c.inputs("roles.csv") {
		if _, err := fs.Stat(in.fsys, "roles.csv"); err == nil {
			c.hasRoles = true
		}
	}
	known := []string{"manifest.csv"}
	for _, name := range oneroster.FileNames() {
		if own := c.inputs(name); own[len(own)-1].prefix == "" {
			known = append(known, name)
		}
	}
	c.ignore(c.src, known...)
	return nil
}

// openManifests refuses a delta that there is no base for.
func (c *toApple) openManifests() error {
	modes, delta, err := modesOf(c.src)
	if err != nil {
		return err
	}
	c.modes = modes
	if !delta {
		// A whole bundle needs no base.
		c.base = nil
		return nil
	}
	if c.base == nil {
		return &FileError{"read", "manifest.csv", ErrDelta}
	}
	_, delta, err = modesOf(c.base)
	if err == nil && delta {
		err = &FileError{"read", basePrefix + "manifest.csv", ErrDelta}
	}
	return err
}

// modesOf reads the manifest. It is a delta if it says so of any file that
// matters here. Without a manifest nothing is: 1.0 has none, and it has bulk
// files only. One that cannot be read is an error, for it may say delta.
func modesOf(fsys fs.FS) (modes map[string]oneroster.Mode, delta bool, err error) {
	m, err := oneroster.ReadManifest(fsys)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, &FileError{"read", "manifest.csv", err}
	}
	modes = map[string]oneroster.Mode{}
	for _, name := range oneroster.FileNames() {
		modes[name] = m.Mode(name)
		delta = delta || modes[name] == oneroster.ModeDelta
	}
	return modes, delta, nil
}

// is12 reports whether roles are in a file of their own.
func (c *toApple) is12() bool { return c.version == oneroster.V120 || c.version == oneroster.V121 }

// checkRoles refuses a 1.2 bundle that does not say who anybody is.
func (c *toApple) checkRoles() error {
	if !c.hasRoles && c.is12() && c.warnings[WarnBlankRole] > 0 {
		return &FileError{"read", "roles.csv", ErrMissingFile}
	}
	return nil
}

// settleAll decides about all rows but those of enrollments.csv, which are
// decided about while they are written.
func (c *toApple) settleAll() error {
	c.settlePeople()
	c.settleClasses()
	c.settleCourses()
	for i := range c.users.items {
		if c.users.fates[i] == "" {
			for _, location := range c.users.items[i].places {
				c.reach(location)
			}
		}
	}
	c.settleOrgs()
	return c.ctx.Err()
}

// countRest accounts for the rows of files that Apple has no counterpart of.
func (c *toApple) countRest() error {
	if err := countOnly[oneroster.AcademicSession](&c.run); err != nil {
		return err
	}
	if err := countOnly[oneroster.Demographics](&c.run); err != nil {
		return err
	}
	return countOnly[oneroster.UserProfile](&c.run)
}

func countOnly[T oneroster.Record](r *run) error {
	if !r.first(oneroster.FileName[T]()) {
		return nil
	}
	err := optional(each(r, rosterFile[T](), func(*T, int) error {
		r.settle(ReasonNoCounterpart)
		return nil
	}))
	if _, _, ok := fault(err); ok {
		r.warn(WarnUnreadableFile)
		return nil
	}
	return err
}

// optional makes nothing of an error that says that a file is not there.
func optional(err error) error {
	if errors.Is(err, ErrMissingFile) {
		return nil
	}
	return err
}
