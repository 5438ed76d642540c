package convert

import (
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seed-21142606/asm/apple"
	"github.com/seed-21142606/asm/oneroster"
)

// Headers of the bundles that the cases are made of. Columns that no case needs
// are not there; ToApple reads by name.
const (
	orgsHead    = "sourcedId,status,name,type,parentSourcedId"
	usersHead   = "sourcedId,status,enabledUser,orgSourcedIds,role,username,givenName,familyName,middleName,identifier,email,grades,password"
	users12Head = "sourcedId,status,enabledUser,username,givenName,familyName,middleName,identifier,email,grades,password,userMasterIdentifier,preferredGivenName,primaryOrgSourcedId"
	rolesHead   = "sourcedId,status,userSourcedId,roleType,role,beginDate,endDate,orgSourcedId"
	coursesHead = "sourcedId,status,title,courseCode,orgSourcedId"
	classesHead = "sourcedId,status,title,courseSourcedId,classCode,classType,schoolSourcedId,termSourcedIds"
	enrollHead  = "sourcedId,status,classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate"
	sessionHead = "sourcedId,status,title,type,startDate,endDate,schoolYear"
)

// csv joins rows to a file.
func csv(rows ...string) string { return strings.Join(rows, "\n") + "\n" }

// Rows of the base bundle: one teacher, one student, one class.
const (
	districtRow = "d,,Elm District,district,"
	oakRow      = "s1,,Oak,school,d"
	ashRow      = "s2,,Ash,school,d"
	adaRow      = "st1,,true,s1,student,ada,Ada,Birch,,100,ada@oak.example,09,"
	tomRow      = "t1,,true,s1,teacher,tom,Tom,Alder,,200,tom@oak.example,,"
	algebraRow  = "c1,,Algebra,ALG,s1"
	classRow    = "k1,,Algebra A,c1,ALG-A,scheduled,s1,y"
	tomTeaches  = "e1,,k1,s1,t1,teacher,true,,"
	adaStudies  = "e2,,k1,s1,st1,student,,,"
	yearRow     = "y,,Year,schoolYear,2025-08-01,2026-07-01,2026"
)

var base = bundle{
	"orgs":             csv(orgsHead, districtRow, oakRow, ashRow),
	"users":            csv(usersHead, adaRow, tomRow),
	"courses":          csv(coursesHead, algebraRow),
	"classes":          csv(classesHead, classRow),
	"enrollments":      csv(enrollHead, tomTeaches, adaStudies),
	"academicSessions": csv(sessionHead, yearRow),
}

// Rows that the base bundle gives.
const (
	oakOut     = "s1,Oak"
	ashOut     = "s2,Ash"
	adaOut     = "st1,100,Ada,,Birch,09,ada@oak.example,ada,,s1"
	tomOut     = "t1,200,Tom,,Alder,tom@oak.example,tom,s1"
	algebraOut = "c1,ALG,Algebra,s1"
	classOut   = "k1,ALG-A,c1,t1,,,s1"
	adaIn      = "e2,k1,st1"
)

var baseOut = bundle{
	"locations": oakOut, "students": adaOut, "staff": tomOut,
	"courses": algebraOut, "classes": classOut, "rosters": adaIn,
}

func enrolled(rows ...string) bundle {
	return bundle{"enrollments": csv(append([]string{enrollHead}, rows...)...)}
}

func users(rows ...string) bundle {
	return bundle{"users": csv(append([]string{usersHead}, rows...)...)}
}

func orgs(rows ...string) bundle { return bundle{"orgs": csv(append([]string{orgsHead}, rows...)...)} }

func (b bundle) and(more bundle) bundle { return b.with(more) }

// base12 is the base bundle in the shape of 1.2.
func base12(roles ...string) bundle {
	return bundle{
		"users": csv(users12Head,
			"st1,,true,ada,Ada,Birch,,100,ada@oak.example,09,,,,",
			"t1,,true,tom,Tom,Alder,,200,tom@oak.example,,,,,"),
		"roles": csv(append([]string{rolesHead}, roles...)...),
	}
}

const (
	adaRole = "r1,,st1,primary,student,,,s1"
	tomRole = "r2,,t1,primary,teacher,,,s1"
)

// A corner is one corner case: what is in the source instead of the base
// bundle's files, and what is in the result instead of its rows.
type corner struct {
	name  string
	files bundle
	opts  ToAppleOptions
	want  bundle
	left  map[Reason]int // over all files but academicSessions.csv
	warn  []Warning      // all that must be there
}

var day = time.Date(2026, 1, 15, 23, 0, 0, 0, time.FixedZone("", -5*3600))

// The cases follow the life of a bundle: people, courses and classes,
// enrollments, dates, ids. Each default and each option has one.
var corners = []corner{
	{name: "nothing unusual; orgs that nothing refers to are not written"},

	// Orgs.
	{name: "unused schools on request", opts: ToAppleOptions{KeepUnused: true}, want: bundle{"locations": oakOut + "\n" + ashOut}},
	{name: "a department belongs to the school above it", files: orgs(districtRow, oakRow, "m,,Maths,department,s1").and(users(strings.Replace(adaRow, "s1", "m", 1), tomRow))},
	{name: "a department below no school is a location itself", files: orgs(oakRow, "m,,Maths,department,").and(users(strings.Replace(adaRow, "s1", "m", 1), tomRow)).and(enrolled(tomTeaches)),
		want: bundle{"locations": oakOut + "\nm,Maths", "students": strings.Replace(adaOut, "s1", "m", 1), "rosters": ""}, warn: []Warning{WarnFallbackLocation}},
	{name: "parents in a ring end nowhere", files: orgs("a,,A,department,b", "b,,B,department,a", oakRow).and(users(strings.Replace(adaRow, "s1", "a", 1), tomRow)),
		warn: []Warning{WarnFallbackLocation}},
	{name: "a type agreed upon by two parties is taken for a school", files: orgs("s1,,Oak,ext:academy,"), warn: []Warning{WarnOrgType}},
	{name: "a school without a name is named after its id", files: orgs("s1,,,school,"), want: bundle{"locations": "s1,s1"}},
	{name: "a deleted school takes its classes with it", files: orgs("s1,tobedeleted,Oak,school,", ashRow).and(users(strings.Replace(adaRow, "s1", "s2", 1))),
		want: bundle{"locations": ashOut, "students": strings.Replace(adaOut, "s1", "s2", 1), "staff": "", "courses": "", "classes": "", "rosters": ""},
		left: map[Reason]int{ReasonDeleted: 1, ReasonDependent: 3, ReasonUnused: 1}},
	{name: "only the schools asked for", files: users(strings.Replace(adaRow, "s1", `"s2,s1"`, 1), tomRow, "st9,,true,s2,student,x,X,Y,,,,,"),
		opts: ToAppleOptions{Schools: []string{"s1"}}, left: map[Reason]int{ReasonFiltered: 3, ReasonUnused: 0}},

	// People.
	{name: "administrators and aides are staff, but teach nothing", files: users(adaRow, tomRow, "a1,,true,s1,administrator,,Eve,Elder,,,,,", "a2,,true,s1,Aide,,Max,Maple,,,,,"),
		want: bundle{"staff": tomOut + "\na1,,Eve,,Elder,,,s1\na2,,Max,,Maple,,,s1"}},
	{name: "parents, guardians, relatives and proctors are left out", files: users(adaRow, tomRow, "p1,,true,s1,parent,,A,B,,,,,", "p2,,true,s1,guardian,,A,B,,,,,", "p3,,true,s1,relative,,A,B,,,,,", "p4,,true,s1,proctor,,A,B,,,,,"),
		left: map[Reason]int{ReasonRole: 4}},
	{name: "staff roles of one's own", files: users(adaRow, tomRow, "p4,,true,s1,proctor,,A,B,,,,,"), opts: ToAppleOptions{StaffRoles: []string{"teacher", "proctor"}},
		want: bundle{"staff": tomOut + "\np4,,A,,B,,,s1"}},
	{name: "a blank role is a student, as Apple reads it", files: users(strings.Replace(adaRow, "student", "", 1), tomRow), warn: []Warning{WarnBlankRole}},
	{name: "several schools, in order, each once", files: users(strings.Replace(adaRow, "s1", `"s2, s1,s2"`, 1), tomRow),
		want: bundle{"locations": oakOut + "\n" + ashOut, "students": strings.Replace(adaOut, ",s1", ",s2,s1", 1)}},
	{name: "a district beside a school is no location", files: users(strings.Replace(adaRow, "s1", `"d,s1"`, 1), tomRow)},
	{name: "a district beside a school on request", files: users(strings.Replace(adaRow, "s1", `"d,s1"`, 1), tomRow), opts: ToAppleOptions{KeepDistricts: true},
		want: bundle{"locations": `d,"Elm District"` + "\n" + oakOut, "students": strings.Replace(adaOut, ",s1", ",d,s1", 1)}},
	{name: "no school: that of the classes", files: users(strings.Replace(adaRow, "s1", "", 1), strings.Replace(tomRow, "s1", "d", 1)), warn: []Warning{WarnFallbackLocation}},
	{name: "no school and no class: the district", files: users(adaRow, tomRow, "a1,,true,d,administrator,,Eve,Elder,,,,,"),
		want: bundle{"locations": `d,"Elm District"` + "\n" + oakOut, "staff": tomOut + "\na1,,Eve,,Elder,,,d"}, warn: []Warning{WarnFallbackLocation}},
	{name: "no school, no class, no district", files: users(adaRow, tomRow, "st9,,true,,student,,A,B,,,,,", "st8,,true,gone,student,,A,B,,,,,"),
		left: map[Reason]int{ReasonNoLocation: 2}, warn: []Warning{WarnDanglingOrg}},
	{name: "a disabled user stays", files: users(strings.Replace(adaRow, "true", "false", 1), tomRow)},
	{name: "a disabled user goes on request", files: users(strings.Replace(adaRow, "true", "FALSE", 1), tomRow), opts: ToAppleOptions{DropDisabled: true},
		want: bundle{"students": "", "rosters": ""}, left: map[Reason]int{ReasonDisabled: 1, ReasonDependent: 1}, warn: []Warning{WarnNoStudents}},
	{name: "a deleted user takes the enrollments along", files: users(strings.Replace(adaRow, "st1,", "st1,toBeDeleted", 1), tomRow),
		want: bundle{"students": "", "rosters": ""}, left: map[Reason]int{ReasonDeleted: 1, ReasonDependent: 1}},
	{name: "the second row of an id is left out", files: users(adaRow, tomRow, strings.Replace(adaRow, "Ada", "Eda", 1)), left: map[Reason]int{ReasonDuplicateID: 1}},
	{name: "a live row beats a deleted one of the same id", files: users("st1,tobedeleted,true,s1,student,ada,Ada,Birch,,,,,", adaRow, tomRow), left: map[Reason]int{ReasonDeleted: 1}},
	{name: "no id", files: users(adaRow, tomRow, ",,true,s1,student,,A,B,,,,,"), left: map[Reason]int{ReasonBlankID: 1}},
	{name: "an id over the limit is never cut", files: users(adaRow, tomRow, strings.Repeat("x", 257)+",,true,s1,student,,A,B,,,,,"), left: map[Reason]int{ReasonLongID: 1}},
	{name: "ids differ by case, zeros and spaces count", files: users(adaRow, tomRow, "ST1,,true,s1,student,,A,B,,,,,", "007,,true,s1,student,,A,B,,,,,", "7,,true,s1,student,,A,B,,,,,"),
		want: bundle{"students": adaOut + "\nST1,,A,,B,,,,,s1\n007,,A,,B,,,,,s1\n7,,A,,B,,,,,s1"}},
	{name: "NULL is blank", files: users(strings.Replace(adaRow, "ada@oak.example", "NULL", 1), strings.Replace(tomRow, "200", "null", 1)),
		want: bundle{"students": strings.Replace(adaOut, "ada@oak.example", "", 1), "staff": strings.Replace(tomOut, "200", "", 1)}, warn: []Warning{WarnNull, WarnNull}},
	{name: "NULL is a name on request", files: users(strings.Replace(adaRow, "Birch", "NULL", 1), tomRow), opts: ToAppleOptions{LiteralNull: true},
		want: bundle{"students": strings.Replace(adaOut, "Birch", "NULL", 1)}},
	{name: "a name is cut, an e-mail address is not", files: users(strings.NewReplacer("Ada", strings.Repeat("ä", 33), "ada@", strings.Repeat("a", 256)+"@").Replace(adaRow), tomRow),
		want: bundle{"students": strings.NewReplacer("Ada", strings.Repeat("ä", 32), "ada@oak.example", "").Replace(adaOut)}},
	{name: "the first grade counts", files: users(strings.Replace(adaRow, "09", `" 09, 10"`, 1), tomRow)},
	{name: "leading zeros of grades on request", files: users(strings.Replace(adaRow, "09", "09", 1), tomRow, strings.NewReplacer("st1", "st2", "09", "00").Replace(adaRow), strings.NewReplacer("st1", "st3", "09", "0K").Replace(adaRow)),
		opts: ToAppleOptions{StripGradeZero: true},
		want: bundle{"students": strings.Replace(adaOut, ",09,", ",9,", 1) + "\n" + strings.NewReplacer("st1", "st2", "09", "00").Replace(adaOut) + "\n" + strings.NewReplacer("st1", "st3", "09", "0K").Replace(adaOut)}},
	{name: "a password is never written", files: users(adaRow+"s3cret", tomRow+"4")},
	{name: "the policy of all students", opts: ToAppleOptions{StudentPolicy: apple.PolicySix}, want: bundle{"students": strings.Replace(adaOut, ",,s1", ",6,s1", 1)}},
	{name: "the policy in the password column, before that of all students", files: users(adaRow+"4", strings.Replace(adaRow, "st1", "st2", 1)+"s3cret", tomRow),
		opts: ToAppleOptions{PolicyInPassword: true, StudentPolicy: apple.PolicyStandard},
		want: bundle{"students": strings.Replace(adaOut, ",,s1", ",4,s1", 1) + "\n" + strings.NewReplacer("st1", "st2", ",,s1", ",8,s1").Replace(adaOut)}},
	{name: "the identifier as person_id", files: users(adaRow, tomRow, "st9,,true,s1,student,,A,B,,,,,", "st8,,true,s1,student,,A,B,,100,,,", "st7,,true,s1,student,,A,B,,"+strings.Repeat("7", 257)+",,,"), opts: ToAppleOptions{PersonKey: ByIdentifier},
		want: bundle{"students": strings.Replace(adaOut, "st1", "100", 1), "staff": strings.Replace(tomOut, "t1", "200", 1), "classes": "k1,ALG-A,c1,200,,,s1", "rosters": "e2,k1,100"},
		left: map[Reason]int{ReasonBlankID: 1, ReasonDuplicateID: 1, ReasonLongID: 1}},
	{name: "a teacher's second user stays a second person", files: users(adaRow, tomRow, "t2,,true,s2,teacher,tom,Tom,Alder,,200,tom@oak.example,,"),
		want: bundle{"locations": oakOut + "\n" + ashOut, "staff": tomOut + "\nt2,200,Tom,,Alder,tom@oak.example,tom,s2"}},
	{name: "merged by username, with the locations of both", files: users(adaRow, "st7,,true,s2,student,tom,T,A,,,,,", tomRow, "p7,,true,s2,parent,tom,T,A,,,,,").and(enrolled(tomTeaches, adaStudies, "e3,,k1,s1,st7,student,,,")),
		opts: ToAppleOptions{MergeBy: MergeUsername},
		want: bundle{"locations": oakOut + "\n" + ashOut, "staff": tomOut + ",s2"},
		left: map[Reason]int{ReasonRole: 1, ReasonStaffInRoster: 1}, warn: []Warning{WarnStudentAndStaff, WarnStaffEnrolled}},
	{name: "merged by e-mail whatever the case; blank ones are nobody's", files: users(adaRow, strings.NewReplacer("st1", "st2", "ada@", "ADA@").Replace(adaRow), "st8,,true,s1,student,,A,B,,,,,", "st9,,true,s1,student,,A,B,,,,,", tomRow).and(enrolled(tomTeaches, adaStudies, "e3,,k1,s1,st2,student,,,")),
		opts: ToAppleOptions{MergeBy: MergeEmail}, want: bundle{"students": adaOut + "\nst8,,A,,B,,,,,s1\nst9,,A,,B,,,,,s1"}},
	{name: "merged users of whom one has an identifier have it", files: users(adaRow, strings.NewReplacer("t1", "t0", "200", "").Replace(tomRow), tomRow).and(enrolled("e1,,k1,s1,t0,teacher,true,,", adaStudies)),
		opts: ToAppleOptions{MergeBy: MergeUsername, PersonKey: ByIdentifier},
		want: bundle{"students": strings.Replace(adaOut, "st1", "100", 1), "staff": strings.Replace(tomOut, "t1", "200", 1), "classes": "k1,ALG-A,c1,200,,,s1", "rosters": "e2,k1,100"}},
	{name: "merged users none of whom has an identifier are left out", files: users(adaRow, tomRow, "t8,,true,s1,teacher,tim,T,A,,,,,", "t9,,true,s1,teacher,tim,T,A,,,,,", "g1,,true,s1,guardian,tim,T,A,,,,,"),
		opts: ToAppleOptions{MergeBy: MergeUsername, PersonKey: ByIdentifier},
		want: bundle{"students": strings.Replace(adaOut, "st1", "100", 1), "staff": strings.Replace(tomOut, "t1", "200", 1), "classes": "k1,ALG-A,c1,200,,,s1", "rosters": "e2,k1,100"},
		left: map[Reason]int{ReasonBlankID: 2, ReasonRole: 1}},
	{name: "merging passes over rows that were left out, up to the last", files: users(adaRow, tomRow, "t9,tobedeleted,true,s1,teacher,tom,T,A,,,,,"), opts: ToAppleOptions{MergeBy: MergeUsername}, left: map[Reason]int{ReasonDeleted: 1}},
	{name: "no schools asked for are all schools", opts: ToAppleOptions{Schools: []string{}}},
	{name: "a filter on users", opts: ToAppleOptions{KeepUser: func(u *oneroster.User) bool { return u.Grades != "09" }},
		want: bundle{"students": "", "rosters": ""}, left: map[Reason]int{ReasonFiltered: 1, ReasonDependent: 1}},
	{name: "a name is missing", files: users(strings.Replace(adaRow, "Ada", "", 1), tomRow), want: bundle{"students": strings.Replace(adaOut, "Ada", "", 1)}, warn: []Warning{WarnBlankName}},
	{name: "a row that cannot be read", files: users(adaRow, tomRow, "st9,,true,s1,student,,A,B,,,,,,,too,many"), left: map[Reason]int{ReasonUnreadable: 1}},

	// People of 1.2.
	{name: "1.2: roles say who is who", files: base12(adaRole, tomRole)},
	{name: "1.2: the primary org first, then primary roles, then the others", files: base12(adaRole, tomRole, "r3,,st1,secondary,student,,,s2", "r4,,st1,primary,student,,,s3", "r5,,st1,secondary,student,,,s4").
		and(orgs(oakRow, ashRow, "s3,,Elm,school,", "s4,,Yew,school,")).and(bundle{"users": csv(users12Head, "st1,,true,ada,Ada,Birch,,100,ada@oak.example,09,,,,s4", "t1,,true,tom,Tom,Alder,,200,tom@oak.example,,,,,s1")}),
		want: bundle{"locations": "s1,Oak\ns2,Ash\ns3,Elm\ns4,Yew", "students": strings.Replace(adaOut, ",s1", ",s4,s1,s3,s2", 1)}},
	{name: "1.2: student and staff is staff", files: base12(adaRole, tomRole, "r3,,st1,secondary,aide,,,s1"),
		want: bundle{"students": "", "staff": "st1,100,Ada,,Birch,ada@oak.example,ada,s1\n" + tomOut, "rosters": ""},
		left: map[Reason]int{ReasonStaffInRoster: 1}, warn: []Warning{WarnStudentAndStaff, WarnStaffEnrolled}},
	{name: "1.2: a parent's role adds neither person nor place", files: base12(adaRole, tomRole, "r3,,t1,secondary,parent,,,s2"), left: map[Reason]int{ReasonRole: 1}},
	{name: "1.2: a role of nobody, of a deleted one, and a deleted role", files: base12(adaRole, tomRole, "r3,,gone,primary,student,,,s1", "r4,tobedeleted,t1,primary,student,,,s1"),
		left: map[Reason]int{ReasonDangling: 1, ReasonDeleted: 1}},
	{name: "1.2: a user without a role", files: base12(tomRole), want: bundle{"students": "", "rosters": ""}, left: map[Reason]int{ReasonNoRole: 1, ReasonDependent: 1}},
	{name: "1.2: a role that has ended", files: base12(adaRole, tomRole, "r3,,st1,secondary,aide,,2025-12-31,s2"), opts: ToAppleOptions{AsOf: day}, left: map[Reason]int{ReasonNotCurrent: 1}},
	{name: "1.2: preferred names on request", files: base12(adaRole, tomRole).and(bundle{"users": csv(users12Head, "st1,,true,ada,Ada,Birch,,100,ada@oak.example,09,,,Addie,", "t1,,true,tom,Tom,Alder,,200,tom@oak.example,,,,,")}),
		opts: ToAppleOptions{PreferredNames: true}, want: bundle{"students": strings.Replace(adaOut, "Ada", "Addie", 1)}},

	{name: "1.2: no role names a school that is there: the primary org", files: base12("r1,,st1,primary,student,,,gone", tomRole).
		and(bundle{"users": csv(users12Head, "st1,,true,ada,Ada,Birch,,100,ada@oak.example,09,,,,s2", "t1,,true,tom,Tom,Alder,,200,tom@oak.example,,,,,")}),
		want: bundle{"locations": oakOut + "\n" + ashOut, "students": strings.Replace(adaOut, "s1", "s2", 1)}, warn: []Warning{WarnDanglingOrg}},
	{name: "1.2: roles at the district alone: the primary org if it is a school, before those of classes", files: base12("r1,,st1,primary,student,,,d", tomRole).
		and(bundle{"users": csv(users12Head, "st1,,true,ada,Ada,Birch,,100,ada@oak.example,09,,,,s2", "t1,,true,tom,Tom,Alder,,200,tom@oak.example,,,,,")}),
		want: bundle{"locations": oakOut + "\n" + ashOut, "students": strings.Replace(adaOut, "s1", "s2", 1)}},
	{name: "1.2: a parent and nothing else", files: base12(adaRole, "r2,,t1,primary,parent,,,s1"),
		want: bundle{"staff": "", "classes": "k1,ALG-A,c1,,,,s1"}, left: map[Reason]int{ReasonRole: 2, ReasonDependent: 1}},

	// Courses and classes.
	{name: "a course of a school not asked for", files: bundle{"courses": csv(coursesHead, algebraRow, "c2,,Latin,,s2")}, opts: ToAppleOptions{Schools: []string{"s1"}},
		left: map[Reason]int{ReasonFiltered: 3}},
	{name: "a class without a course and a title", files: bundle{"classes": csv(classesHead, classRow, "k2,,,,CHO,,s1,y")},
		want: bundle{"courses": algebraOut + "\nk2,,CHO,s1", "classes": classOut + "\nk2,CHO,k2,,,,s1"}},
	{name: "a course of the district is written for each school", files: bundle{
		"courses": csv(coursesHead, "c1,,Algebra,ALG,d"),
		"classes": csv(classesHead, classRow, "k2,,Algebra B,c1,ALG-B,scheduled,s1,y", "k3,,Algebra C,c1,ALG-C,scheduled,s2,y")},
		want: bundle{"locations": oakOut + "\n" + ashOut, "courses": "c1-s1,ALG,Algebra,s1\nc1-s2,ALG,Algebra,s2",
			"classes": "k1,ALG-A,c1-s1,t1,,,s1\nk2,ALG-B,c1-s1,,,,s1\nk3,ALG-C,c1-s2,,,,s2"}, warn: []Warning{WarnNoStudents, WarnNoStudents, WarnNoInstructor, WarnNoInstructor}},
	{name: "an id made up gets out of the way of others", files: bundle{"courses": csv(coursesHead, "c1,,Algebra,ALG,d", "c1-s1,,Other,,s1")},
		want: bundle{"courses": "c1-s1-2,ALG,Algebra,s1", "classes": "k1,ALG-A,c1-s1-2,t1,,,s1"}, left: map[Reason]int{ReasonUnused: 1}},
	{name: "a course of the district, at the district on request", files: bundle{"courses": csv(coursesHead, "c1,,Algebra,ALG,d")}, opts: ToAppleOptions{DistrictCourses: CourseAtDistrict},
		want: bundle{"locations": `d,"Elm District"` + "\n" + oakOut, "courses": "c1,ALG,Algebra,d"}},
	{name: "a course that leads to no org", files: bundle{"courses": csv(coursesHead, "c1,,Algebra,ALG,gone")},
		want: bundle{"courses": "c1-s1,ALG,Algebra,s1", "classes": "k1,ALG-A,c1-s1,t1,,,s1"}},
	{name: "a course without classes", files: bundle{"courses": csv(coursesHead, algebraRow, "c2,,Latin,,s1")}, left: map[Reason]int{ReasonUnused: 1}},
	{name: "a course without classes on request", files: bundle{"courses": csv(coursesHead, algebraRow, "c2,,Latin,,s1")}, opts: ToAppleOptions{KeepUnused: true},
		want: bundle{"locations": oakOut + "\n" + ashOut, "courses": algebraOut + "\nc2,,Latin,s1"}},
	{name: "a class without a course gets one", files: bundle{"classes": csv(classesHead, classRow, "k2,,Choir,,,homeroom,s1,y", "c1,,Chess,gone,,homeroom,s1,y")},
		want: bundle{"courses": algebraOut + "\nk2,,Choir,s1\nc1-2,,Chess,s1", "classes": classOut + "\nk2,,k2,,,,s1\nc1,,c1-2,,,,s1"}, warn: []Warning{WarnNoCourse, WarnNoCourse}},
	{name: "a deleted course takes its classes along", files: bundle{"courses": csv(coursesHead, "c1,tobedeleted,Algebra,ALG,s1")},
		want: bundle{"courses": "", "classes": "", "rosters": ""}, left: map[Reason]int{ReasonDeleted: 1, ReasonDependent: 3}},
	{name: "a deleted class takes its enrollments along", files: bundle{"classes": csv(classesHead, "k1,tobedeleted,Algebra A,c1,ALG-A,scheduled,s1,y")},
		want: bundle{"courses": "", "classes": "", "rosters": ""}, left: map[Reason]int{ReasonDeleted: 1, ReasonDependent: 2, ReasonUnused: 1}},
	{name: "a class without a school is at that of its course", files: bundle{"classes": csv(classesHead, "k1,,Algebra A,c1,ALG-A,scheduled,,y")}},
	{name: "a class without a school, of a course without one", files: bundle{"courses": csv(coursesHead, "c1,,Algebra,ALG,d"), "classes": csv(classesHead, "k1,,Algebra A,c1,ALG-A,scheduled,gone,y")},
		want: bundle{"courses": "", "classes": "", "rosters": ""}, left: map[Reason]int{ReasonNoLocation: 1, ReasonDependent: 2, ReasonUnused: 1}},
	{name: "the title for a blank code, unless the course has the same", files: bundle{"classes": csv(classesHead, "k1,,Algebra A,c1,,scheduled,s1,y", "k2,,Algebra,c1,,scheduled,s1,y")},
		want: bundle{"classes": "k1,\"Algebra A\",c1,t1,,,s1\nk2,,c1,,,,s1"}},
	{name: "the code only", files: bundle{"classes": csv(classesHead, "k1,,Algebra A,c1,,scheduled,s1,y")}, opts: ToAppleOptions{ClassNumber: CodeOnly}, want: bundle{"classes": "k1,,c1,t1,,,s1"}},
	{name: "the title only", opts: ToAppleOptions{ClassNumber: TitleOnly}, want: bundle{"classes": "k1,\"Algebra A\",c1,t1,,,s1"}},
	{name: "a class without a teacher", files: enrolled(adaStudies), want: bundle{"classes": "k1,ALG-A,c1,,,,s1"}, warn: []Warning{WarnNoInstructor}},
	{name: "a class without students", files: enrolled(tomTeaches), want: bundle{"rosters": ""}, warn: []Warning{WarnNoStudents}},
	{name: "a class without students goes on request", files: enrolled(tomTeaches), opts: ToAppleOptions{DropEmptyClasses: true},
		want: bundle{"courses": "", "classes": "", "rosters": ""}, left: map[Reason]int{ReasonEmptyClass: 1, ReasonDependent: 1, ReasonUnused: 1}},
	{name: "a filter on classes", opts: ToAppleOptions{KeepClass: func(k *oneroster.Class) bool { return k.ClassType == oneroster.ClassHomeroom }},
		want: bundle{"courses": "", "classes": "", "rosters": ""}, left: map[Reason]int{ReasonFiltered: 1, ReasonDependent: 2, ReasonUnused: 1}},
	{name: "no courses.csv, as the manifest says", files: bundle{"courses": "-", "manifest": "propertyName,value\noneroster.version,1.1\nfile.courses,absent\n"},
		want: bundle{"courses": "k1,,\"Algebra A\",s1", "classes": "k1,ALG-A,k1,t1,,,s1"}, warn: []Warning{WarnNoCourse}},

	// Enrollments.
	{name: "primary first, then who began earlier, then by id", files: users(adaRow, tomRow, teacher("t2"), teacher("t3"), teacher("t4"), teacher("t5")).and(
		enrolled("e9,,k1,s1,t2,teacher,false,,", "e8,,k1,s1,t3,teacher,,2025-09-01,", "e7,,k1,s1,t4,teacher,,2025-08-01,", "e6,,k1,s1,t5,teacher,,,", tomTeaches, adaStudies)),
		want: bundle{"staff": tomOut + teachersOut("t2", "t3", "t4", "t5"), "classes": "k1,ALG-A,c1,t1,t5,t2,t4,t3,s1"}},
	{name: "in the order of the file on request", files: users(adaRow, tomRow, teacher("t2")).and(enrolled("e9,,k1,s1,t2,teacher,,,", tomTeaches, adaStudies)), opts: ToAppleOptions{InstructorOrder: FileOrder},
		want: bundle{"staff": tomOut + teachersOut("t2"), "classes": "k1,ALG-A,c1,t2,t1,,s1"}},
	{name: "two primaries keep the order of the file", files: users(adaRow, tomRow, teacher("t2")).and(enrolled("e9,,k1,s1,t2,teacher,true,2026-01-01,", tomTeaches, adaStudies)),
		want: bundle{"staff": tomOut + teachersOut("t2"), "classes": "k1,ALG-A,c1,t2,t1,,s1"}, warn: []Warning{WarnTwoPrimaries}},
	{name: "fifteen instructors and no more", files: users(append([]string{adaRow, tomRow}, many("t%d,,true,s1,teacher,,A,B,,,,,")...)...).and(enrolled(append([]string{tomTeaches, adaStudies}, many("f%d,,k1,s1,t%d,teacher,,,")...)...)),
		want: bundle{"staff": tomOut + strings.Join(append([]string{""}, many("t%d,,A,,B,,,s1")...), "\n"),
			"classes": "k1,ALG-A,c1,t1,t10,t11,t12,t13,t14,t15,t16,t17,t18,t19,t20,t21,t22,t23,s1"},
		left: map[Reason]int{ReasonTooManyInstructors: 2}, warn: []Warning{WarnManyInstructors}},
	{name: "aides do not teach", files: enrolled(tomTeaches, adaStudies, "e3,,k1,s1,t1,aide,,,"), left: map[Reason]int{ReasonRole: 1}},
	{name: "aides teach on request, after teachers", files: users(adaRow, tomRow, teacher("t2")).and(enrolled("e0,,k1,s1,t2,aide,true,,", strings.Replace(tomTeaches, "true", "", 1), adaStudies)),
		opts: ToAppleOptions{InstructorRoles: []string{"aide"}}, want: bundle{"staff": tomOut + teachersOut("t2"), "classes": "k1,ALG-A,c1,t1,t2,,s1"}},
	{name: "a student who teaches stays a student", files: enrolled(tomTeaches, adaStudies, "e3,,k1,s1,st1,teacher,,,"), left: map[Reason]int{ReasonStudentTeaches: 1}, warn: []Warning{WarnStudentTeaches}},
	{name: "a student who teaches becomes staff on request", files: enrolled(tomTeaches, adaStudies, "e3,,k1,s1,st1,teacher,,,"), opts: ToAppleOptions{PromoteTeachers: true},
		want: bundle{"students": "", "staff": "st1,100,Ada,,Birch,ada@oak.example,ada,s1\n" + tomOut, "classes": "k1,ALG-A,c1,t1,st1,,s1", "rosters": ""},
		left: map[Reason]int{ReasonStaffInRoster: 1}, warn: []Warning{WarnPromoted, WarnStaffEnrolled, WarnNoStudents}},
	{name: "the same student twice in a class, the first id stays", files: enrolled(tomTeaches, adaStudies, "e3,,k1,s1,st1,student,,2026-01-01,")},
	{name: "enrollments that lead nowhere", files: enrolled(tomTeaches, adaStudies, "e3,,gone,s1,st1,student,,,", "e4,,k1,s1,gone,student,,,", "e5,,,s1,st1,student,,,"), left: map[Reason]int{ReasonDangling: 3}},
	{name: "an enrollment without an id of its own", files: enrolled(tomTeaches, strings.Replace(adaStudies, "e2", "", 1)), want: bundle{"rosters": "k1-st1,k1,st1"}},
	{name: "two enrollments of one id", files: users(adaRow, strings.Replace(adaRow, "st1", "st2", 1), tomRow).and(enrolled(tomTeaches, adaStudies, strings.Replace(adaStudies, "st1", "st2", 1))),
		want: bundle{"students": adaOut + "\n" + strings.Replace(adaOut, "st1", "st2", 1), "rosters": adaIn + "\nk1-st2,k1,st2"}},
	{name: "the class's school counts, not the enrollment's", files: enrolled(tomTeaches, strings.Replace(adaStudies, "s1", "s2", 1)), warn: []Warning{WarnOtherSchool}},
	{name: "a student of another school", files: users(strings.Replace(adaRow, "s1", "s2", 1), tomRow), want: bundle{"locations": oakOut + "\n" + ashOut, "students": strings.Replace(adaOut, "s1", "s2", 1)}},
	{name: "a student of another school gets both on request", files: users(strings.Replace(adaRow, "s1", "s2", 1), tomRow), opts: ToAppleOptions{AddClassLocations: true},
		want: bundle{"locations": oakOut + "\n" + ashOut, "students": strings.Replace(adaOut, "s1", "s2,s1", 1)}},

	// Dates.
	{name: "without a day all dates count", files: enrolled(tomTeaches, strings.Replace(adaStudies, ",,,", ",,2030-01-01,2031-01-01", 1))},
	{name: "the first day counts", files: enrolled(tomTeaches, "e2,,k1,s1,st1,student,,2026-01-15,"), opts: ToAppleOptions{AsOf: day}},
	{name: "the day after the last does not", files: enrolled(tomTeaches, "e2,,k1,s1,st1,student,,,2026-01-15"), opts: ToAppleOptions{AsOf: day},
		want: bundle{"rosters": ""}, left: map[Reason]int{ReasonNotCurrent: 1}},
	{name: "a date that cannot be read sets no limit", files: enrolled(tomTeaches, "e2,,k1,s1,st1,student,,8/27/2030,"), opts: ToAppleOptions{AsOf: day}, warn: []Warning{WarnBadDate}},
	{name: "a class whose terms are all over", files: bundle{"academicSessions": csv(sessionHead, "y,,Year,schoolYear,2024-08-01,2025-07-01,2025")}, opts: ToAppleOptions{AsOf: day},
		want: bundle{"courses": "", "classes": "", "rosters": ""}, left: map[Reason]int{ReasonNotCurrent: 1, ReasonDependent: 2, ReasonUnused: 1}},
	{name: "a class one of whose terms is current, or none of which is known", files: bundle{
		"academicSessions": csv(sessionHead, "old,,Old,term,2024-08-01,2025-07-01,2025", yearRow),
		"classes":          csv(classesHead, strings.Replace(classRow, ",y", `,"old, y"`, 1), "k2,,B,c1,B,scheduled,s1,gone", "k3,,C,c1,C,scheduled,s1,")}, opts: ToAppleOptions{AsOf: day},
		want: bundle{"classes": classOut + "\nk2,B,c1,,,,s1\nk3,C,c1,,,,s1"}},

	// Ids and dialect.
	{name: "ids with characters that Apple does not document stay", files: users(strings.Replace(adaRow, "st1", "ada@oak/1", 1), tomRow).and(enrolled(tomTeaches, strings.Replace(adaStudies, "st1", "ada@oak/1", 1))),
		want: bundle{"students": strings.Replace(adaOut, "st1", "ada@oak/1", 1), "rosters": "e2,k1,ada@oak/1"}},
	{name: "ids with characters that Apple does not document, renamed", files: users(strings.Replace(adaRow, "st1", "ada@oak/1", 1), tomRow).and(enrolled(tomTeaches, strings.Replace(adaStudies, "st1", "ada@oak/1", 1))),
		opts: ToAppleOptions{MapID: func(id string) string { return strings.NewReplacer("@", "-", "/", "-").Replace(id) }},
		want: bundle{"students": strings.Replace(adaOut, "st1", "ada-oak-1", 1), "rosters": "e2,k1,ada-oak-1"}},
	{name: "quotes, commas and accents", files: users(strings.Replace(adaRow, "Ada", `"Zoë ""Zo"", Ñ\"`, 1), tomRow), want: bundle{"students": strings.Replace(adaOut, "Ada", `"Zoë \"Zo\", Ñ\\"`, 1)}},
}

// many is a row for each of the numbers 10 to 25.
func many(format string) []string {
	var rows []string
	for i := 10; i < 26; i++ {
		rows = append(rows, strings.ReplaceAll(format, "%d", strconv.Itoa(i)))
	}
	return rows
}

func teacher(id string) string { return id + ",,true,s1,teacher,,A,B,,,,," }

func teachersOut(ids ...string) string {
	s := ""
	for _, id := range ids {
		s += "\n" + id + ",,A,,B,,,s1"
	}
	return s
}

func TestCorners(t *testing.T) {
	for _, c := range corners {
		t.Run(c.name, func(t *testing.T) {
			out, l := toApple1(t, base.with(c.files).fs(), &c.opts)
			if d := cmp.Diff(map[string]string(baseOut.with(c.want)), bodies(out)); d != "" {
				t.Errorf("rows written (-want +got):\n%s", d)
			}
			checkReasons(t, l, c)
		})
	}
}

// TestMerged: rows that went into others are merged, unless those are left out.
func TestMerged(t *testing.T) {
	src := base.with(orgs(districtRow, oakRow, "m,,Maths,department,s1", ashRow, "n,,Music,department,s2")).
		with(users(adaRow, strings.Replace(adaRow, "st1", "st2", 1), tomRow, "x1,,true,,student,x,A,B,,,,,", "x2,,true,,student,x,A,B,,,,,")).
		with(enrolled(tomTeaches, adaStudies, "e3,,k1,s1,st2,student,,,", "e4,,k1,s1,t1,teacher,true,,"))
	_, l := toApple1(t, src.fs(), &ToAppleOptions{MergeBy: MergeUsername, InstructorOrder: FileOrder})
	for file, want := range map[string][3]int{ // written, merged, left out
		"orgs.csv":        {1, 1, 3},
		"users.csv":       {2, 1, 2},
		"enrollments.csv": {1, 3, 0},
	} {
		s := l.Source(file)
		if got := [3]int{s.Written, s.Merged, s.Left()}; got != want {
			t.Errorf("%s: got %v, want %v", file, got, want)
		}
	}
	if n := l.Left("users.csv", ReasonNoLocation); n != 2 {
		t.Errorf("%d users without a location, want the two of one person", n)
	}
	if n := l.Warned(WarnTwoPrimaries); n != 0 {
		t.Errorf("one primary teacher, twice in the class, counts as %d", n)
	}
}

// TestWidths: a person has as many location columns as the one with the most,
// and 999 at most; a class has three instructor columns or as many as needed.
func TestWidths(t *testing.T) {
	schools, ids := []string{orgsHead}, []string{}
	for i := range 1001 {
		ids = append(ids, "s"+strconv.Itoa(i))
		schools = append(schools, ids[i]+",,School,school,")
	}
	src := base.with(bundle{"orgs": csv(schools...)}).with(users(strings.Replace(adaRow, "s1", `"`+strings.Join(ids, ",")+`"`, 1), strings.Replace(tomRow, "s1", `"s1,s2"`, 1)))
	out, l := toApple1(t, src.fs(), nil)
	if s := all[apple.Student](t, out)[0]; len(s.LocationIDs) != 999 || s.LocationIDs[998] != "s998" {
		t.Errorf("%d locations", len(s.LocationIDs))
	}
	if n := l.Field("students.csv", "location_id").Dropped; n != 2 {
		t.Errorf("%d locations dropped, want 2", n)
	}
	for name, want := range map[string]string{
		"staff.csv":   "person_id,person_number,first_name,middle_name,last_name,email_address,sis_username,location_id,location_id_2",
		"classes.csv": "class_id,class_number,course_id,instructor_id,instructor_id_2,instructor_id_3,location_id",
	} {
		if head, _, _ := strings.Cut(string(out[name].Data), "\n"); head != want {
			t.Errorf("%s begins with %s", name, head)
		}
	}
}

// TestFieldCounts: each value is counted for what became of it.
func TestFieldCounts(t *testing.T) {
	src := base.with(orgs(districtRow, oakRow, ashRow, "s3,,,school,")).with(users(
		strings.NewReplacer("Ada", strings.Repeat("A", 40), "s1", `"d,s1,gone,s3"`, "09", `"09,10"`, "ada@", strings.Repeat("a", 260)+"@").Replace(adaRow)+"s3cret", tomRow))
	_, l := toApple1(t, src.fs(), &ToAppleOptions{StudentPolicy: apple.PolicyFour})
	for _, want := range []Field{
		{"students.csv", "person_id", 1, 0, 0, 0},
		{"students.csv", "first_name", 1, 0, 0, 1},
		{"students.csv", "grade_level", 1, 0, 1, 0},
		{"students.csv", "email_address", 0, 0, 1, 0},
		{"students.csv", "location_id", 2, 0, 2, 0},
		{"students.csv", "password_policy", 0, 1, 1, 0},
		{"locations.csv", "location_name", 1, 1, 0, 0},
		{"users.csv", "enabledUser", 0, 0, 2, 0},
		{"classes.csv", "instructor_id", 1, 0, 0, 0},
	} {
		if got := l.Field(want.File, want.Name); got != want {
			t.Errorf("got %+v, want %+v", got, want)
		}
	}
}

// bodies are the rows below the headers.
func bodies(fsys fstest.MapFS) map[string]string {
	out := map[string]string{}
	for name, f := range fsys {
		_, rows, _ := strings.Cut(strings.TrimSuffix(string(f.Data), "\n"), "\n")
		out[strings.TrimSuffix(name, ".csv")] = rows
	}
	return out
}

func checkReasons(t *testing.T, l *Ledger, c corner) {
	t.Helper()
	left := map[Reason]int{}
	for _, s := range l.Sources {
		for _, out := range s.LeftOut {
			// Orgs that nobody refers to are part of nearly every case.
			if s.File != "academicSessions.csv" && (s.File != "orgs.csv" || out.Reason != ReasonUnused) {
				left[out.Reason] += out.Rows
			}
		}
	}
	want := map[Reason]int{}
	for r, n := range c.left {
		if n > 0 {
			want[r] = n
		}
	}
	if d := cmp.Diff(want, left); d != "" {
		t.Errorf("rows left out (-want +got):\n%s", d)
	}
	warned := map[Warning]int{}
	for _, w := range c.warn {
		warned[w]++
	}
	if n := l.Warned(WarnTwoPrimaries); n != warned[WarnTwoPrimaries] {
		t.Errorf("%d classes with two primary teachers, want %d", n, warned[WarnTwoPrimaries])
	}
	for w, n := range warned {
		if l.Warned(w) < n {
			t.Errorf("warnings %q: %d, want %d", w, l.Warned(w), n)
		}
	}
}

// TestLongChain: departments one below the other, in a ring or below a school,
// take no longer than as many side by side.
func TestLongChain(t *testing.T) {
	const depth = 200_000
	for _, top := range []string{"s1", "m1", "", "gone"} {
		rows := []string{orgsHead}
		for i := depth; i > 0; i-- {
			parent := "m" + strconv.Itoa(i+1)
			if i == depth {
				parent = top
			}
			rows = append(rows, "m"+strconv.Itoa(i)+",,M,department,"+parent)
		}
		rows = append(rows, oakRow)
		src := base.with(bundle{"orgs": csv(rows...)}).with(users(strings.Replace(adaRow, "s1", "m1", 1), tomRow)).with(enrolled(tomTeaches))
		began := time.Now()
		out, _ := toApple1(t, src.fs(), nil)
		if d := time.Since(began); d > 20*time.Second {
			t.Errorf("below %q: %v", top, d)
		}
		want := "m1"
		if top == "s1" {
			want = "s1"
		}
		if s := all[apple.Student](t, out)[0]; s.LocationIDs[0] != want {
			t.Errorf("below %q: the student is at %s, want %s", top, s.LocationIDs[0], want)
		}
	}
}
