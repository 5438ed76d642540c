package apple

// Record is the closed set of row types, one for each template file.
type Record interface {
	Student | Staff | Course | Class | Roster | Location
}

// A Student is a row of students.csv.
type Student struct {
	PersonID       string // unique over students.csv and staff.csv together, and for ever
	PersonNumber   string // badge or student number; no other file refers to it
	FirstName      string
	MiddleName     string
	LastName       string
	GradeLevel     string // free text, such as "9"
	EmailAddress   string // required with federated authentication
	SISUsername    string
	PasswordPolicy PasswordPolicy
	// LocationIDs holds location_id at index 0 and location_id_N at N-1.
	// Blank cells between others keep their place, those at the end are cut,
	// and a decoded row has at least one.
	LocationIDs []string
}

// A Staff is a row of staff.csv: a teacher or another adult.
type Staff struct {
	PersonID     string // unique over students.csv and staff.csv together, and for ever
	PersonNumber string
	FirstName    string
	MiddleName   string
	LastName     string
	EmailAddress string // required with federated authentication
	SISUsername  string
	LocationIDs  []string // as in Student
}

// A Course is a row of courses.csv.
type Course struct {
	CourseID     string
	CourseNumber string
	CourseName   string
	LocationID   string
}

// A Class is a row of classes.csv.
type Class struct {
	ClassID     string
	ClassNumber string // the code that teachers see; if blank, Apple names the class after its course
	CourseID    string
	// InstructorIDs holds instructor_id at index 0 and instructor_id_N at N-1,
	// up to 15. They are PersonIDs of staff.csv. Blanks are as in LocationIDs
	// of Student.
	InstructorIDs []string
	LocationID    string
}

// A Roster is a row of rosters.csv: one student in one class.
type Roster struct {
	RosterID  string // unique over the whole organization
	ClassID   string
	StudentID string // PersonID of a row of students.csv
}

// A Location is a row of locations.csv: a school, or a part of one.
type Location struct {
	LocationID   string
	LocationName string
}

// A PasswordPolicy says how a student signs in. In a file it beats the policy
// of the student's location. Only students have one; everybody else signs in
// with a standard password.
type PasswordPolicy string

// Values of [PasswordPolicy]. No others are allowed.
const (
	PolicyDefault  PasswordPolicy = ""  // new students get their location's policy, others keep theirs
	PolicyStandard PasswordPolicy = "8" // eight or more letters and digits
	PolicySix      PasswordPolicy = "6" // six digits
	PolicyFour     PasswordPolicy = "4" // four digits
)

// Valid reports whether p is one of the values Apple allows.
func (p PasswordPolicy) Valid() bool {
	switch p {
	case PolicyDefault, PolicyStandard, PolicySix, PolicyFour:
		return true
	}
	return false
}
