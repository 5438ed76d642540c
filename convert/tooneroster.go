package convert

import (
	"cmp"
	"context"
	"io/fs"
	"strings"

	"github.com/seed-21142606/asm/apple"
	"github.com/seed-21142606/asm/oneroster"
)

// ToOneRoster converts a bundle of Apple's six files to OneRoster 1.1 in bulk
// mode: manifest.csv, orgs.csv, academicSessions.csv, courses.csv, users.csv,
// classes.csv and enrollments.csv.
//
// What OneRoster requires and Apple's files do not have is made up and counted
// as such: a school year and a term, titles of classes, user names of people
// without one (the part of the e-mail address before the @, or else the
// person_id), and an enrollment for each instructor, the first of a class being
// the primary one. Locations and instructors that are blank, repeated or
// not there are passed over.
//
// Converted back with KeepUnused and LiteralNull the result gives the same
// records as before, in the same order, but for these values, for the password
// policy without PolicyInPassword, and for a grade with a comma, which OneRoster
// takes for two.
//
// It reads the files of src several times, one row at a time, and remembers ids
// and numbers but no rows. The same source and options give the same bytes.
//
// The Ledger accounts for every row. It is nil if there is an error. Errors are
// a [*FileError], or that of ctx.
func ToOneRoster(ctx context.Context, dst Creator, src fs.FS, opts *ToOneRosterOptions) (*Ledger, error) {
	if opts == nil {
		opts = new(ToOneRosterOptions)
	}
	c := newToOneRoster(ctx, dst, src, opts)
	steps := []func() error{
		c.open,
		c.readLocations, c.readStaff, c.readStudents, c.readCourses, c.readClasses, c.readRosters,
		c.writeManifest, c.writeOrgs, c.writeSessions, c.writeCourses, c.writeUsers,
		c.writeClasses, c.writeEnrollments,
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return c.ledger(), nil
}

// maxGUID is how long a sourcedId may be: OneRoster CSV Binding 1.2, section 2,
// GUID.
const maxGUID = 255

// toOneRoster is the state of one conversion: what is remembered of each file.
type toOneRoster struct {
	run
	opts     *ToOneRosterOptions
	year     schoolYear
	encoding *oneroster.EncodeOptions

	locations *keyed[struct{}]
	staff     *keyed[struct{}]
	students  *keyed[struct{}]
	courses   *keyed[appleCourse]
	classes   *keyed[appleClass]
	rosterIDs idSet
}

// An appleCourse is what is remembered of a row of courses.csv.
type appleCourse struct {
	title    string // never blank
	location int32
}

// An appleClass is what is remembered of a row of classes.csv.
type appleClass struct {
	course, location int32
	studied          bool
}

func newToOneRoster(ctx context.Context, dst Creator, src fs.FS, opts *ToOneRosterOptions) *toOneRoster {
	return &toOneRoster{
		run:       newRun(ctx, dst, src, opts.OnChange),
		opts:      opts,
		encoding:  &oneroster.EncodeOptions{Version: oneroster.V11, AppleSpelling: opts.AppleSpelling},
		locations: newKeyed[struct{}](maxGUID),
		staff:     newKeyed[struct{}](maxGUID),
		students:  newKeyed[struct{}](maxGUID),
		courses:   newKeyed[appleCourse](maxGUID),
		classes:   newKeyed[appleClass](maxGUID),
	}
}

func (c *toOneRoster) open() (err error) {
	c.from, c.to = "Apple", "OneRoster "+string(oneroster.V11)
	c.ignore(c.src, apple.FileNames()...)
	if c.year, err = c.opts.year(); err != nil {
		return &FileError{"write", "academicSessions.csv", err}
	}
	return nil
}

// checkID warns of ids that are no GUIDs. They are written all the same: to
// change an id would make another object of it.
func (c *toOneRoster) checkID(id string) {
	for i := range len(id) {
		if b := id[i : i+1]; !plainID(b) && !strings.Contains("._/@", b) {
			c.warn(WarnIDCharacters)
			return
		}
	}
}

func (c *toOneRoster) readLocations() error {
	return each(&c.run, appleFile[apple.Location](), func(l *apple.Location, n int) error {
		fate := Reason("")
		if strings.Contains(l.LocationID, ",") || strings.TrimSpace(l.LocationID) != l.LocationID {
			fate = ReasonUnusableID // users.orgSourcedIds is a list
		}
		c.locations.claim(l.LocationID, n, fate)
		c.checkID(l.LocationID)
		if c.opts.DistrictID != "" && l.LocationID == c.opts.DistrictID {
			return &FileError{"write", "orgs.csv", ErrIDClash}
		}
		return nil
	})
}

// readStaff comes before readStudents, for who is in both files is staff.
func (c *toOneRoster) readStaff() error {
	return each(&c.run, appleFile[apple.Staff](), func(s *apple.Staff, n int) error {
		c.staff.claim(s.PersonID, n, c.homeless(s.LocationIDs))
		c.checkID(s.PersonID)
		return nil
	})
}

func (c *toOneRoster) readStudents() error {
	return each(&c.run, appleFile[apple.Student](), func(s *apple.Student, n int) error {
		fate := c.homeless(s.LocationIDs)
		if _, why := c.staff.find(s.PersonID); why == "" {
			c.warn(WarnStudentAndStaff)
			fate = ReasonDuplicateID
		}
		c.students.claim(s.PersonID, n, fate)
		c.checkID(s.PersonID)
		return nil
	})
}

// homeless is the fate of somebody none of whose locations is there.
func (c *toOneRoster) homeless(ids []string) Reason {
	for _, id := range ids {
		if _, why := c.locations.find(id); why == "" {
			return ""
		}
	}
	return ReasonNoLocation
}

func (c *toOneRoster) readCourses() error {
	return each(&c.run, appleFile[apple.Course](), func(row *apple.Course, n int) error {
		location, fate := c.locations.find(row.LocationID)
		if item, ok := c.courses.claim(row.CourseID, n, fate); ok {
			c.courses.items[item] = appleCourse{title: strings.Clone(cmp.Or(row.CourseName, row.CourseNumber, row.CourseID)), location: location}
		}
		c.checkID(row.CourseID)
		return nil
	})
}

func (c *toOneRoster) readClasses() error {
	return each(&c.run, appleFile[apple.Class](), func(row *apple.Class, n int) error {
		k := appleClass{}
		var fate Reason
		if k.location, fate = c.locations.find(row.LocationID); fate == "" {
			k.course, fate = c.courses.find(row.CourseID)
		}
		if item, ok := c.classes.claim(row.ClassID, n, fate); ok {
			c.classes.items[item] = k
		}
		c.checkID(row.ClassID)
		return nil
	})
}

// readRosters notes the ids in use, so that those made up differ from them.
func (c *toOneRoster) readRosters() error {
	err := each(&c.run, appleFile[apple.Roster](), func(r *apple.Roster, _ int) error {
		class, _, why := c.judge(r)
		if why == "" {
			c.rosterIDs.note(r.RosterID)
			c.classes.items[class].studied = true
			c.checkID(r.RosterID)
		}
		return nil
	})
	c.rosterIDs.settle()
	return err
}

// judge finds class and student of a roster row, or says why it has no place.
func (c *toOneRoster) judge(r *apple.Roster) (class, student int32, why Reason) {
	if class, why = c.classes.find(r.ClassID); why != "" {
		return -1, -1, why
	}
	if student, why = c.students.find(r.StudentID); why == "" {
		return class, student, ""
	}
	if _, staff := c.staff.find(r.StudentID); staff == "" {
		why = ReasonStaffInRoster
	}
	return -1, -1, why
}
