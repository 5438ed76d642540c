package convert

// A Reason says why a row of the source is not part of the result. The values
// are stable.
type Reason string

// Reasons. [Reason.Text] says in a sentence what each of them means.
const (
	ReasonUnreadable         Reason = "unreadable"
	ReasonDeleted            Reason = "deleted"
	ReasonSuperseded         Reason = "superseded"
	ReasonBlankID            Reason = "blank-id"
	ReasonLongID             Reason = "long-id"
	ReasonUnusableID         Reason = "unusable-id"
	ReasonDuplicateID        Reason = "duplicate-id"
	ReasonDangling           Reason = "dangling-reference"
	ReasonDependent          Reason = "depends-on-left-out"
	ReasonFiltered           Reason = "filtered"
	ReasonNotCurrent         Reason = "not-current"
	ReasonDisabled           Reason = "disabled"
	ReasonRole               Reason = "role"
	ReasonNoRole             Reason = "no-role"
	ReasonNoLocation         Reason = "no-location"
	ReasonUnused             Reason = "unused"
	ReasonEmptyClass         Reason = "empty-class"
	ReasonStaffInRoster      Reason = "staff-in-roster"
	ReasonStudentTeaches     Reason = "student-teaches"
	ReasonTooManyInstructors Reason = "too-many-instructors"
	ReasonNoCounterpart      Reason = "no-counterpart"
)

// merged is the fate of a row that went into another one. It is no Reason that
// a caller gets to see.
const merged Reason = "merged"

var reasonTexts = map[Reason]string{
	ReasonUnreadable:         "the text of the row cannot be read in one way only",
	ReasonDeleted:            "its status is tobedeleted",
	ReasonSuperseded:         "the delta holds a newer row of this sourcedId",
	ReasonBlankID:            "it has no id",
	ReasonLongID:             "its id is over the limit, and an id is never cut",
	ReasonUnusableID:         "its id cannot be written in a list, for it holds a comma or has a space at its end",
	ReasonDuplicateID:        "an earlier row has the same id",
	ReasonDangling:           "it refers to a row that is not there",
	ReasonDependent:          "it refers to a row that was left out",
	ReasonFiltered:           "the options exclude it",
	ReasonNotCurrent:         "its dates do not include the day asked for",
	ReasonDisabled:           "the user is disabled, and the options exclude disabled users",
	ReasonRole:               "people in this role have no place in the result",
	ReasonNoRole:             "nothing says which role the user has",
	ReasonNoLocation:         "nothing says at which school it belongs",
	ReasonUnused:             "nothing in the result refers to it",
	ReasonEmptyClass:         "the class has no students, and the options exclude such classes",
	ReasonStaffInRoster:      "the person is written to staff.csv, and only students can be in a roster",
	ReasonStudentTeaches:     "the person is written to students.csv, and only staff can teach",
	ReasonTooManyInstructors: "the class already has 15 instructors, the most Apple takes",
	ReasonNoCounterpart:      "the other format has no file for such rows",
}

// Text says in a sentence, without its full stop, what the Reason means.
func (r Reason) Text() string { return reasonTexts[r] }

// A Warning names something that somebody should look at, though the rows in
// question were converted. The values are stable.
type Warning string

// Warnings. [Warning.Text] says in a sentence what each of them means.
const (
	WarnNoInstructor     Warning = "class-without-instructor"
	WarnNoStudents       Warning = "class-without-students"
	WarnNoCourse         Warning = "class-without-course"
	WarnManyInstructors  Warning = "more-than-15-instructors"
	WarnTwoPrimaries     Warning = "two-primary-teachers"
	WarnStudentTeaches   Warning = "student-teaches"
	WarnStaffEnrolled    Warning = "staff-enrolled-as-student"
	WarnStudentAndStaff  Warning = "student-and-staff"
	WarnPromoted         Warning = "student-promoted-to-staff"
	WarnBlankRole        Warning = "blank-role"
	WarnBlankName        Warning = "blank-name"
	WarnNull             Warning = "null-text"
	WarnBadDate          Warning = "unreadable-date"
	WarnOrgType          Warning = "unknown-org-type"
	WarnDanglingOrg      Warning = "dangling-org"
	WarnFallbackLocation Warning = "location-guessed"
	WarnOtherSchool      Warning = "enrollment-at-other-school"
	WarnUnreadableFile   Warning = "unreadable-file"
	WarnIDCharacters     Warning = "id-characters"
)

var warningTexts = map[Warning]string{
	WarnNoInstructor:     "classes have no instructor",
	WarnNoStudents:       "classes have no students",
	WarnNoCourse:         "classes name no course that is there; one was made up for each",
	WarnManyInstructors:  "classes have more than 15 instructors; the others were left out",
	WarnTwoPrimaries:     "classes have several primary teachers",
	WarnStudentTeaches:   "enrollments make a student a teacher",
	WarnStaffEnrolled:    "enrollments make a member of staff a student",
	WarnStudentAndStaff:  "people are both student and staff; they were written as staff",
	WarnPromoted:         "students teach, and were written as staff",
	WarnBlankRole:        "users have no role; they were written as students, as Apple reads such rows",
	WarnBlankName:        "people lack a given or a family name, which Apple requires",
	WarnNull:             "cells hold the word NULL; they were read as blank",
	WarnBadDate:          "dates cannot be read; they were taken for blank",
	WarnOrgType:          "orgs have a type that is none of the standard's; they were taken for schools",
	WarnDanglingOrg:      "references to an org lead nowhere",
	WarnFallbackLocation: "people belong to no school; they got one from their classes, or the district",
	WarnOtherSchool:      "enrollments name another school than their class; the class was followed",
	WarnUnreadableFile:   "files without a counterpart could not be read",
	WarnIDCharacters:     "ids hold characters outside those that the target documents",
}

// Text says in a sentence, without its full stop, what the Warning means.
func (w Warning) Text() string { return warningTexts[w] }
