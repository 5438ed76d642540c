package convert

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seed-21142606/asm/apple"
)

var appleBase = bundle{
	"locations": csv("location_id,location_name", "s1,Oak", "s2,Ash"),
	"students": csv("person_id,person_number,first_name,middle_name,last_name,grade_level,email_address,sis_username,password_policy,location_id,location_id_2",
		"st1,100,Ada,,Birch,9,ada@oak.example,ada,,s2,s1"),
	"staff": csv("person_id,person_number,first_name,middle_name,last_name,email_address,sis_username,location_id",
		"t1,200,Tom,,Alder,tom@oak.example,tom,s1", "t2,,Eve,,Elder,eve@oak.example,,s1", "t3,,Max,,Maple,,,s1"),
	"courses": csv("course_id,course_number,course_name,location_id", "c1,ALG,Algebra,s1"),
	"classes": csv("class_id,class_number,course_id,instructor_id,instructor_id_2,instructor_id_3,location_id", "k1,ALG-A,c1,t3,t1,t2,s1"),
	"rosters": csv("roster_id,class_id,student_id", "e2,k1,st1"),
}

const sessionsOut = "school-year-2099,,,School year 2099,schoolYear,2000-01-01,2100-01-01,,2099\n" +
	"term-2099,,,Whole year 2099,term,2000-01-01,2100-01-01,school-year-2099,2099"

var rosterOut = bundle{
	"orgs":             "s1,,,Oak,school,,\ns2,,,Ash,school,,",
	"academicSessions": sessionsOut,
	"courses":          "c1,,,school-year-2099,Algebra,ALG,,s1,,",
	"users": "st1,,,true,\"s2,s1\",student,ada,,Ada,Birch,,100,ada@oak.example,,,,9,\n" +
		"t1,,,true,s1,teacher,tom,,Tom,Alder,,200,tom@oak.example,,,,,\n" +
		"t2,,,true,s1,teacher,eve,,Eve,Elder,,,eve@oak.example,,,,,\n" +
		"t3,,,true,s1,teacher,t3,,Max,Maple,,,,,,,,",
	"classes": "k1,,,ALG-A,,c1,ALG-A,scheduled,,s1,term-2099,,,",
	"enrollments": "k1-teacher-01-t3,,,k1,s1,t3,teacher,true,,\nk1-teacher-02-t1,,,k1,s1,t1,teacher,false,,\n" +
		"k1-teacher-03-t2,,,k1,s1,t2,teacher,false,,\ne2,,,k1,s1,st1,student,,,",
	"manifest": "manifest.version,1.0\noneroster.version,1.1\nfile.academicSessions,bulk\nfile.categories,absent\nfile.classes,bulk\n" +
		"file.classResources,absent\nfile.courses,bulk\nfile.courseResources,absent\nfile.demographics,absent\nfile.enrollments,bulk\n" +
		"file.lineItems,absent\nfile.orgs,bulk\nfile.resources,absent\nfile.results,absent\nfile.users,bulk",
}

func edit(b bundle, file, old, new string) bundle {
	if !strings.Contains(b[file], old) {
		panic("no " + old + " in " + file)
	}
	return bundle{file: strings.Replace(b[file], old, new, 1)}
}

func add(b bundle, file string, rows ...string) bundle {
	return bundle{file: b[file] + csv(rows...)}
}

func TestToOneRoster(t *testing.T) {
	long := strings.Repeat("k", 256)
	for _, c := range []struct {
		name  string
		files bundle
		opts  ToOneRosterOptions
		want  bundle
		left  map[string]map[Reason]int
		warn  []Warning
	}{
		{name: "nothing unusual"},
		{name: "the school year asked for", opts: ToOneRosterOptions{SchoolYear: 2026}, want: bundle{
			"academicSessions": "school-year-2026,,,School year 2026,schoolYear,2025-08-01,2026-08-01,,2026\nterm-2026,,,Whole year 2026,term,2025-08-01,2026-08-01,school-year-2026,2026",
			"courses":          "c1,,,school-year-2026,Algebra,ALG,,s1,,", "classes": "k1,,,ALG-A,,c1,ALG-A,scheduled,,s1,term-2026,,,"}},
		{name: "a year that ends with December", opts: ToOneRosterOptions{Begin: date(2026, time.February), End: date(2027, time.January)}, want: bundle{
			"academicSessions": "school-year-2026,,,School year 2026,schoolYear,2026-02-01,2027-01-01,,2026\nterm-2026,,,Whole year 2026,term,2026-02-01,2027-01-01,school-year-2026,2026",
			"courses":          "c1,,,school-year-2026,Algebra,ALG,,s1,,", "classes": "k1,,,ALG-A,,c1,ALG-A,scheduled,,s1,term-2026,,,"}},
		{name: "a district above", opts: ToOneRosterOptions{DistrictID: "d", DistrictName: "Elm"}, want: bundle{"orgs": "d,,,Elm,district,,\ns1,,,Oak,school,,d\ns2,,,Ash,school,,d"}},
		{name: "a district without a name is named after its id", opts: ToOneRosterOptions{DistrictID: "d"}, want: bundle{"orgs": "d,,,d,district,,\ns1,,,Oak,school,,d\ns2,,,Ash,school,,d"}},
		{name: "a policy is no password", files: edit(appleBase, "students", "ada,,", "ada,4,")},
		{name: "a policy in the password column on request", files: edit(appleBase, "students", "ada,,", "ada,4,"), opts: ToOneRosterOptions{PolicyInPassword: true},
			want: edit(rosterOut, "users", ",9,", ",9,4")},
		{name: "the source's name", opts: ToOneRosterOptions{SourceName: "SIS"}, want: bundle{"manifest": rosterOut["manifest"] + "\nsource.systemName,SIS"}},
		{name: "no class number: the course's title", files: edit(appleBase, "classes", "ALG-A", ""), want: bundle{"classes": "k1,,,Algebra,,c1,,scheduled,,s1,term-2099,,,"}},
		{name: "no course name: its number", files: edit(appleBase, "courses", "Algebra", ""), want: bundle{"courses": "c1,,,school-year-2099,ALG,ALG,,s1,,"}},
		{name: "no course name and number: its id", files: edit(appleBase, "courses", "ALG,Algebra", ",").with(edit(appleBase, "classes", "ALG-A", "")),
			want: bundle{"courses": "c1,,,school-year-2099,c1,,,s1,,", "classes": "k1,,,c1,,c1,,scheduled,,s1,term-2099,,,"}},
		{name: "a location without a name", files: edit(appleBase, "locations", "Oak", ""), want: edit(rosterOut, "orgs", "Oak", "s1")},
		{name: "blank, repeated and dangling instructors", files: edit(appleBase, "classes", "t3,t1,t2", "t3,,t3"),
			want: bundle{"enrollments": "k1-teacher-01-t3,,,k1,s1,t3,teacher,true,,\ne2,,,k1,s1,st1,student,,,"}},
		{name: "a class with nobody", files: edit(appleBase, "classes", "t3,t1,t2", "gone,,").with(bundle{"rosters": "roster_id,class_id,student_id\n"}),
			want: bundle{"enrollments": ""}, warn: []Warning{WarnNoInstructor, WarnNoStudents}},
		{name: "a location that is not there, twice, and blank", files: edit(appleBase, "students", "s2,s1", "gone,s1").with(add(appleBase, "staff", "t4,,A,B,,,,gone")),
			want: edit(rosterOut, "users", `"s2,s1"`, "s1"), left: map[string]map[Reason]int{"staff.csv": {ReasonNoLocation: 1}}, warn: []Warning{WarnDanglingOrg}},
		{name: "an id with a comma cannot be listed", files: add(appleBase, "locations", `"a,b",Elm`), left: map[string]map[Reason]int{"locations.csv": {ReasonUnusableID: 1}}},
		{name: "an id over the limit", files: add(appleBase, "classes", long+",,c1,,,,s1").with(add(appleBase, "rosters", "e3,"+long+",st1")),
			left: map[string]map[Reason]int{"classes.csv": {ReasonLongID: 1}, "rosters.csv": {ReasonDependent: 1}}},
		{name: "ids of other characters stay, with a warning", files: add(appleBase, "locations", "ñ,Elm"), want: bundle{"orgs": rosterOut["orgs"] + "\nñ,,,Elm,school,,"}, warn: []Warning{WarnIDCharacters}},
		{name: "in both files of people: staff", files: add(appleBase, "students", "t1,,A,,B,,,,,s1,").with(add(appleBase, "rosters", "e3,k1,t1")),
			left: map[string]map[Reason]int{"students.csv": {ReasonDuplicateID: 1}, "rosters.csv": {ReasonStaffInRoster: 1}}, warn: []Warning{WarnStudentAndStaff}},
		{name: "references that lead nowhere", files: add(appleBase, "courses", "c2,,X,gone").with(add(appleBase, "classes", "k2,,c2,,,,s1", "k3,,gone,,,,s1")).with(add(appleBase, "rosters", "e3,k1,gone", "e4,gone,st1", "e5,k2,st1")),
			left: map[string]map[Reason]int{"courses.csv": {ReasonDangling: 1}, "classes.csv": {ReasonDependent: 1, ReasonDangling: 1}, "rosters.csv": {ReasonDangling: 2, ReasonDependent: 1}}},
		{name: "roster ids that are blank, taken, too long or look made up", files: bundle{"rosters": csv("roster_id,class_id,student_id", "k1-teacher-01-t3,k1,st1", ",k1,st1", "k1-teacher-01-t3,k1,st1", long+",k1,st1")},
			want: bundle{"enrollments": "k1-teacher-01-t3-2,,,k1,s1,t3,teacher,true,,\nk1-teacher-02-t1,,,k1,s1,t1,teacher,false,,\nk1-teacher-03-t2,,,k1,s1,t2,teacher,false,,\n" +
				"k1-teacher-01-t3,,,k1,s1,st1,student,,,\nk1-st1,,,k1,s1,st1,student,,,\nk1-st1-2,,,k1,s1,st1,student,,,\nk1-st1-3,,,k1,s1,st1,student,,,"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			out, l := toOneRoster1(t, appleBase.with(c.files).fs(), &c.opts)
			if d := cmp.Diff(map[string]string(rosterOut.with(c.want)), bodies(out)); d != "" {
				t.Errorf("rows written (-want +got):\n%s", d)
			}
			for _, s := range l.Sources {
				got := map[Reason]int{}
				for _, out := range s.LeftOut {
					got[out.Reason] = out.Rows
				}
				want := c.left[s.File]
				if len(got)+len(want) > 0 && !cmp.Equal(want, got) {
					t.Errorf("%s: left out %v, want %v", s.File, got, want)
				}
			}
			for _, w := range c.warn {
				if l.Warned(w) == 0 {
					t.Errorf("no warning %q", w)
				}
			}
		})
	}
}

func TestAppleSpelling(t *testing.T) {
	out, _ := toOneRoster1(t, appleBase.fs(), &ToOneRosterOptions{AppleSpelling: true})
	if head, _, _ := strings.Cut(string(out["users.csv"].Data), "\n"); !strings.Contains(head, "orgSourcedIDs") {
		t.Errorf("users.csv begins with %s", head)
	}
}

func TestSchoolYearOptions(t *testing.T) {
	for _, opts := range []ToOneRosterOptions{
		{SchoolYear: -1}, {SchoolYear: 10000}, {SchoolYear: 1}, {Begin: date(2026, 1)}, {End: date(2026, 1)},
		{Begin: date(2026, 2), End: date(2026, 1)}, {Begin: date(2026, 2), End: date(2026, 2)},
	} {
		if _, err := ToOneRoster(t.Context(), new(memory), appleBase.fs(), &opts); !errors.Is(err, ErrSchoolYear) {
			t.Errorf("%+v: got %v, want ErrSchoolYear", opts, err)
		}
	}
}

// TestRoundTrip converts random Apple bundles to OneRoster and back.
func TestRoundTrip(t *testing.T) {
	for seed := range uint64(50) {
		src := randomApple(t, rand.New(rand.NewPCG(seed, 2)))
		mid, l := toOneRoster1(t, src, &ToOneRosterOptions{PolicyInPassword: true})
		for _, s := range l.Sources {
			if s.Read != s.Written {
				t.Errorf("%s: %d rows read, %d written", s.File, s.Read, s.Written)
			}
		}
		out, _ := toApple1(t, mid, &ToAppleOptions{KeepUnused: true, PolicyInPassword: true})
		sameBundle(t, src, out, true)
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
}

// randomApple is a bundle in which every value that may be blank is so now and
// then, and text holds what needs quotes.
func randomApple(t *testing.T, r *rand.Rand) fstest.MapFS {
	one := func(list ...string) string { return list[r.IntN(len(list))] }
	text := func() string {
		return one("Ada", "Zoë", `Bob "B"`, "Ng, Li", "李雷", "a;b", `back\slash`, `\"`, "x y", "two\nlines", "'", "José María")
	}
	blank := func(s string) string { return one("", s) }
	var locations []apple.Location
	var ids []string
	for i := range 2 + r.IntN(20) {
		ids = append(ids, fmt.Sprint("s", i))
		locations = append(locations, apple.Location{LocationID: ids[i], LocationName: text()})
	}
	places := func() []string {
		r.Shuffle(len(ids), func(i, j int) { ids[i], ids[j] = ids[j], ids[i] })
		return append([]string(nil), ids[:1+r.IntN(len(ids))]...)
	}
	var students []apple.Student
	var staff []apple.Staff
	for i := range 40 {
		p := apple.Staff{PersonID: fmt.Sprint("p", i), PersonNumber: blank(fmt.Sprint(i)), FirstName: text(), MiddleName: blank(text()), LastName: text(),
			EmailAddress: blank("p@x.example"), SISUsername: blank(text()), LocationIDs: places()}
		if i%2 == 0 {
			staff = append(staff, p)
			continue
		}
		students = append(students, apple.Student{PersonID: p.PersonID, PersonNumber: p.PersonNumber, FirstName: p.FirstName, MiddleName: p.MiddleName, LastName: p.LastName,
			GradeLevel: one("", "9", "KG", "Jahrgang 5"), EmailAddress: p.EmailAddress, SISUsername: p.SISUsername, PasswordPolicy: apple.PasswordPolicy(one("", "4", "6", "8")), LocationIDs: p.LocationIDs})
	}
	var courses []apple.Course
	var classes []apple.Class
	var rosters []apple.Roster
	for i := range 10 {
		course := apple.Course{CourseID: fmt.Sprint("c", i), CourseNumber: blank(text()), CourseName: blank(text()), LocationID: one(ids...)}
		courses = append(courses, course)
		k := apple.Class{ClassID: fmt.Sprint("k", i), ClassNumber: blank(text()), CourseID: fmt.Sprint("c", r.IntN(i+1)), LocationID: one(ids...), InstructorIDs: []string{""}}
		r.Shuffle(len(staff), func(i, j int) { staff[i], staff[j] = staff[j], staff[i] })
		for n := range r.IntN(16) {
			if n == 0 {
				k.InstructorIDs = nil
			}
			k.InstructorIDs = append(k.InstructorIDs, staff[n].PersonID)
		}
		classes = append(classes, k)
		for n, s := range students[:r.IntN(len(students))] {
			rosters = append(rosters, apple.Roster{RosterID: fmt.Sprintf("e%d.%d", i, n), ClassID: k.ClassID, StudentID: s.PersonID})
		}
	}
	fsys := fstest.MapFS{}
	appleText(t, fsys, 1, locations)
	appleText(t, fsys, len(ids), students)
	appleText(t, fsys, len(ids), staff)
	appleText(t, fsys, 1, courses)
	appleText(t, fsys, 15, classes)
	appleText(t, fsys, 1, rosters)
	return fsys
}

func appleText[T apple.Record](t *testing.T, fsys fstest.MapFS, repeat int, rows []T) {
	t.Helper()
	var b bytes.Buffer
	enc := apple.NewEncoder[T](&b, &apple.EncodeOptions{Repeat: repeat})
	for _, row := range rows {
		if err := enc.Encode(row); err != nil {
			t.Fatal(err)
		}
	}
	if err := enc.Close(); err != nil {
		t.Fatal(err)
	}
	fsys[apple.FileName[T]()] = &fstest.MapFile{Data: b.Bytes()}
}
