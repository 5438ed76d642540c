package oneroster

// ExtensionPrefix begins a word that two parties have agreed upon, where
// [Column.Extensible] allows one.
const ExtensionPrefix = "ext:"

// Words for [User.Role], [Enrollment.Role] and [Role.Role]. Each of the three
// columns has its own choice of them; see [Column.ValuesIn].
const (
	RoleAdministrator         = "administrator" // up to 1.1, and in enrollments
	RoleAide                  = "aide"
	RoleCounselor             = "counselor"             // from 1.2 on
	RoleDistrictAdministrator = "districtAdministrator" // from 1.2 on
	RoleGuardian              = "guardian"
	RoleParent                = "parent"
	RolePrincipal             = "principal" // from 1.2 on
	RoleProctor               = "proctor"
	RoleRelative              = "relative"
	RoleSiteAdministrator     = "siteAdministrator" // from 1.2 on
	RoleStudent               = "student"
	RoleSystemAdministrator   = "systemAdministrator" // from 1.2 on
	RoleTeacher               = "teacher"
)

// Words for [Role.RoleType].
const (
	RoleTypePrimary   = "primary"
	RoleTypeSecondary = "secondary"
)

// Words for [Org.Type].
const (
	OrgDepartment = "department"
	OrgSchool     = "school"
	OrgDistrict   = "district"
	OrgLocal      = "local"
	OrgState      = "state"
	OrgNational   = "national"
)

// Words for [AcademicSession.Type].
const (
	SessionGradingPeriod = "gradingPeriod"
	SessionSemester      = "semester"
	SessionSchoolYear    = "schoolYear"
	SessionTerm          = "term"
)

// Words for [Class.ClassType].
const (
	ClassHomeroom  = "homeroom"
	ClassScheduled = "scheduled"
)

// Words for [Demographics.Sex].
const (
	SexMale        = "male"
	SexFemale      = "female"
	SexUnspecified = "unspecified" // from 1.2 on
	SexOther       = "other"       // from 1.2 on
)
