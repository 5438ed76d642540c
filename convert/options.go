package convert

import (
	"io/fs"
	"time"

	"github.com/seed-21142606/asm/apple"
	"github.com/seed-21142606/asm/oneroster"
)

// ToAppleOptions adjusts [ToApple]. Nil and the zero value convert everything
// that has a place in Apple's format, as the documentation of each field says.
type ToAppleOptions struct {
	// Base is the whole bundle that a delta is to be applied to. Nil refuses
	// deltas with ErrDelta. A base that is a delta itself is refused too.
	Base fs.FS

	// AsOf keeps what is current on that day, in AsOf's own time zone:
	// enrollments and roles whose beginDate is not after it and whose endDate is;
	// classes of which a term includes it. Blank dates set no limit, and neither
	// do dates that cannot be read. The zero time keeps everything.
	AsOf time.Time

	// Schools names the locations to convert, by the sourcedId of their org. If
	// it is empty all are. People keep the locations among them. An org that is
	// not there is an error.
	Schools []string

	// KeepUser and KeepClass are asked about each row that could be converted,
	// once, and may leave it out: a filter by grade, say, or by classType. The
	// row is valid during the call only. Nil keeps all.
	KeepUser  func(*oneroster.User) bool
	KeepClass func(*oneroster.Class) bool

	// DropDisabled leaves out users whose enabledUser is false. By default they
	// stay, for the standard means by it a person with restricted access, and
	// School Manager deactivates whoever is missing.
	DropDisabled bool

	// DropEmptyClasses leaves out classes without students.
	DropEmptyClasses bool

	// KeepUnused converts courses without classes, and schools that nothing
	// refers to, too.
	KeepUnused bool

	// PersonKey chooses what becomes person_id. It must never change: School
	// Manager takes a person with another person_id for another person.
	PersonKey PersonKey

	// MergeBy makes one person of several users, as systems make one user for
	// each school or role of a person. The first member of staff among them, or
	// else the first student, is the one whose values are written; the locations
	// of all of them are. Blank values never match.
	MergeBy MergeBy

	// StaffRoles are the roles of users.csv and roles.csv whose people are
	// written to staff.csv. Nil means teacher, aide, counselor, principal,
	// administrator, siteAdministrator, districtAdministrator and
	// systemAdministrator. Students are those with the role student; people in
	// other roles, such as parents, are left out. Letter case is ignored.
	StaffRoles []string

	// InstructorRoles are the roles of enrollments.csv that make somebody an
	// instructor besides teacher, such as aide, proctor and administrator. Unless
	// InstructorOrder is FileOrder they come after the teachers. Nil means none.
	InstructorRoles []string

	// PromoteTeachers writes a student who teaches a class, by an enrollment, to
	// staff.csv. By default the person stays a student and the enrollment is
	// left out.
	PromoteTeachers bool

	// InstructorOrder chooses in which order the instructors of a class come.
	InstructorOrder InstructorOrder

	// PreferredNames writes the preferred names of 1.2 where there are any.
	PreferredNames bool

	// StripGradeZero writes the grade 09 as 9.
	StripGradeZero bool

	// StudentPolicy is the password policy of every student. The zero value
	// leaves the choice to the student's location.
	StudentPolicy apple.PasswordPolicy

	// PolicyInPassword takes the values 8, 6 and 4 in the column password for
	// password policies, as School Manager does when it reads OneRoster files;
	// they come before StudentPolicy. By default the column is not looked at.
	// Other values in it are never written anywhere.
	PolicyInPassword bool

	// KeepDistricts keeps the districts, departments and the like among the
	// locations of people who belong to a school as well.
	KeepDistricts bool

	// AddClassLocations adds to a student's locations those of the student's
	// classes.
	AddClassLocations bool

	// DistrictCourses chooses what to do with a course that belongs to no
	// school.
	DistrictCourses DistrictCourses

	// ClassNumber chooses what becomes class_number.
	ClassNumber ClassNumber

	// MapID is asked for another name of each id that holds anything but
	// letters, digits and hyphens, which Apple documents for ids and many systems
	// get away with breaking. It must give the same name each time and different
	// names for different ids; [HashID] does. Nil keeps ids as they are.
	MapID func(id string) string

	// LiteralNull takes the words NULL and null for what they say. By default
	// they are read as blank, for the sake of exports that write them for values
	// that are not there; a person of that name needs LiteralNull.
	LiteralNull bool

	// OnChange hears of everything that is done beyond copying, row by row.
	OnChange func(Change)
}

// A PersonKey is a column that becomes person_id.
type PersonKey int

// Values of [PersonKey].
const (
	BySourcedID  PersonKey = iota // users.sourcedId
	ByIdentifier                  // users.identifier; users without one are left out
)

// A MergeBy is what users have in common who are one person.
type MergeBy int

// Values of [MergeBy].
const (
	MergeNone       MergeBy = iota // every user is a person
	MergeUsername                  // the same username
	MergeEmail                     // the same email, in whatever letter case
	MergeIdentifier                // the same identifier
)

// An InstructorOrder is an order of the instructors of a class.
type InstructorOrder int

// Values of [InstructorOrder].
const (
	// PrimaryFirst puts teachers with primary=true first, in the order of the
	// file, then those who began earlier, then those whose enrollment has the
	// smaller sourcedId, so that a shuffled file gives the same classes.
	PrimaryFirst InstructorOrder = iota
	FileOrder                    // the order of enrollments.csv
)

// DistrictCourses is what to do with a course whose org is no school.
type DistrictCourses int

// Values of [DistrictCourses].
const (
	// CoursePerSchool writes the course once for each school that has a class of
	// it, under the ids of course and school, joined by a hyphen.
	CoursePerSchool  DistrictCourses = iota
	CourseAtDistrict                 // writes it once, with the district as a location
)

// A ClassNumber is what becomes class_number.
type ClassNumber int

// Values of [ClassNumber].
const (
	// CodeElseTitle is classCode or, if that is blank, the title, unless that is
	// the title of the course too: School Manager shows both anyway.
	CodeElseTitle ClassNumber = iota
	CodeOnly                  // classCode
	TitleOnly                 // title
)

// ToOneRosterOptions adjusts [ToOneRoster]. Nil and the zero value write what
// Apple's files say, and of what the standard requires beyond that as little as
// possible.
type ToOneRosterOptions struct {
	// SchoolYear is the year in which the school year ends, and Begin and End
	// are its first day and the day after its last, of which only the date
	// counts. With SchoolYear alone it begins on 1 August of the year before and
	// ends with July. With Begin and End alone SchoolYear is the year of the
	// last day.
	//
	// Apple's files do not say which year they are for, but every class of
	// OneRoster needs a term with dates. If none of the three is set, the year
	// is made to hold for this century: from 2000 to 2099. Nothing is taken from
	// the clock, so that the same source gives the same bytes.
	SchoolYear int
	Begin, End time.Time

	// DistrictID and DistrictName make an org of type district that all
	// locations are part of. A blank DistrictID makes none; a blank DistrictName
	// names it after its id.
	DistrictID, DistrictName string

	// PolicyInPassword writes the password policy into the column password,
	// where School Manager looks for it. By default it is dropped, for any other
	// reader would take it for a password.
	PolicyInPassword bool

	// AppleSpelling writes the names of columns as Apple's guide spells them
	// instead of as the standard does.
	AppleSpelling bool

	// SourceName is the name of the system that the data is from, for the
	// manifest.
	SourceName string

	// OnChange hears of everything that is done beyond copying, row by row.
	OnChange func(Change)
}
