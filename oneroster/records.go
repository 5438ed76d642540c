package oneroster

// Record is the closed set of row types: one for each file that has a type, and
// [Property] for manifest.csv.
type Record interface {
	AcademicSession | Org | Course | Class | User | Enrollment | Demographics |
		Role | UserProfile | Property
}

// An AcademicSession is a row of academicSessions.csv: a school year, or a
// part of one.
type AcademicSession struct {
	SourcedID        string
	Status           Status
	DateLastModified DateTime
	Title            string
	Type             string // one of the Session words
	StartDate        Date   // the first day
	EndDate          Date   // the day after the last
	ParentSourcedID  string // of the session that this one is part of
	SchoolYear       string // the year in which the school year ends, from 1.1 on
	Metadata         map[string]string
}

// An Org is a row of orgs.csv: a school, a district or another body.
type Org struct {
	SourcedID        string
	Status           Status
	DateLastModified DateTime
	Name             string
	Type             string // one of the Org words
	Identifier       string // as people know it; no other file refers to it
	ParentSourcedID  string // of the org that this one is part of
	Metadata         map[string]string
}

// A Course is a row of courses.csv: what is taught, whenever and to whomever.
type Course struct {
	SourcedID           string
	Status              Status
	DateLastModified    DateTime
	SchoolYearSourcedID string // of an academic session
	Title               string
	CourseCode          string
	Grades              List
	OrgSourcedID        string
	Subjects            List
	SubjectCodes        List // as many as Subjects, in the same order; from 1.1 on
	Metadata            map[string]string
}

// A Class is a row of classes.csv: a course given to a group of students.
type Class struct {
	SourcedID        string
	Status           Status
	DateLastModified DateTime
	Title            string
	Grades           List
	CourseSourcedID  string
	ClassCode        string
	ClassType        string // ClassHomeroom or ClassScheduled
	Location         string // the room
	SchoolSourcedID  string // of an org of type school
	TermSourcedIDs   List   // of academic sessions
	Subjects         List
	SubjectCodes     List // as many as Subjects, in the same order; from 1.1 on
	Periods          List // from 1.1 on
	Metadata         map[string]string
}

// A User is a row of users.csv: a student, a member of staff, a parent.
//
// OrgSourcedIDs and Role are blank in 1.2, where [Role] rows say who somebody
// is and where.
type User struct {
	SourcedID            string
	Status               Status
	DateLastModified     DateTime
	EnabledUser          Bool   // from 1.1 on
	OrgSourcedIDs        List   // up to 1.1
	Role                 string // one of the Role words; up to 1.1
	Username             string
	UserIDs              List // items such as {LDAP:id}
	GivenName            string
	FamilyName           string
	MiddleName           string // several are separated by spaces; from 1.1 on
	Identifier           string // as people know it; no other file refers to it
	Email                string
	SMS                  string
	Phone                string
	AgentSourcedIDs      List   // of users: a child's parents, a parent's children
	Grades               List   // from 1.1 on
	Password             string // to Apple it is the password policy: 8, 6, 4 or blank
	UserMasterIdentifier string // from 1.2 on, as all that follow
	ResourceSourcedIDs   List   // in 1.2.0 only
	PreferredGivenName   string
	PreferredMiddleName  string
	PreferredFamilyName  string
	PrimaryOrgSourcedID  string
	Pronouns             string
	Metadata             map[string]string
}

// An Enrollment is a row of enrollments.csv: one user in one class, as a
// student, as a teacher or otherwise.
type Enrollment struct {
	SourcedID        string
	Status           Status
	DateLastModified DateTime
	ClassSourcedID   string
	SchoolSourcedID  string
	UserSourcedID    string
	Role             string // one of the Role words
	Primary          Bool   // true for the one teacher who answers for the class
	BeginDate        Date   // the first day; from 1.1 on
	EndDate          Date   // the day after the last; from 1.1 on
	Metadata         map[string]string
}

// Demographics is a row of demographics.csv. It describes the user who has the
// same sourcedId.
type Demographics struct {
	SourcedID                            string
	Status                               Status
	DateLastModified                     DateTime
	BirthDate                            Date
	Sex                                  string // one of the Sex words
	AmericanIndianOrAlaskaNative         Bool
	Asian                                Bool
	BlackOrAfricanAmerican               Bool
	NativeHawaiianOrOtherPacificIslander Bool
	White                                Bool
	DemographicRaceTwoOrMoreRaces        Bool
	HispanicOrLatinoEthnicity            Bool
	CountryOfBirthCode                   string
	StateOfBirthAbbreviation             string
	CityOfBirth                          string
	PublicSchoolResidenceStatus          string
	Metadata                             map[string]string
}

// A Role is a row of roles.csv, from 1.2 on: who a user is in one org.
type Role struct {
	SourcedID            string
	Status               Status
	DateLastModified     DateTime
	UserSourcedID        string
	RoleType             string // RoleTypePrimary once for each user and org, or RoleTypeSecondary
	Role                 string // one of the Role words
	BeginDate            Date   // the first day
	EndDate              Date   // the day after the last
	OrgSourcedID         string
	UserProfileSourcedID string
	Metadata             map[string]string
}

// A UserProfile is a row of userProfiles.csv, from 1.2 on: a user's account in
// some system.
type UserProfile struct {
	SourcedID        string
	Status           Status
	DateLastModified DateTime
	UserSourcedID    string
	ProfileType      string
	VendorID         string
	ApplicationID    string
	Description      string
	CredentialType   string
	Username         string
	Password         string
	Metadata         map[string]string
}

// A Property is a row of manifest.csv. [ReadManifest] reads all of them into a
// [Manifest]; a [Decoder] of Property tells where in the file each of them is.
type Property struct {
	Name  string
	Value string
}
