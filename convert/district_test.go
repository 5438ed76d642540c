package convert

import (
	"bytes"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"slices"
	"testing"
	"testing/fstest"
	"time"

	"github.com/seed-21142606/asm/apple"
	"github.com/seed-21142606/asm/oneroster"
	"github.com/seed-21142606/asm/validate"
)

// A district is an invented bundle in the making. With faults it has all that
// goes wrong in real ones: rows twice, deleted, without ids, leading nowhere.
type district struct {
	*rand.Rand
	faults bool
	roles  bool // in the shape of 1.2

	orgs        []oneroster.Org
	sessions    []oneroster.AcademicSession
	users       []oneroster.User
	roleRows    []oneroster.Role
	courses     []oneroster.Course
	classes     []oneroster.Class
	enrollments []oneroster.Enrollment
	demographic []oneroster.Demographics
}

func newDistrict(seed uint64, faults, roles bool) *district {
	d := &district{Rand: rand.New(rand.NewPCG(seed, 1)), faults: faults, roles: roles}
	d.addOrgs()
	d.addUsers()
	d.addClasses()
	return d
}

// fault reports whether something goes wrong, about one time in n.
func (d *district) fault(n int) bool { return d.faults && d.IntN(n) == 0 }

func (d *district) one(list ...string) string { return list[d.IntN(len(list))] }

// status is blank but for a fault.
func (d *district) status() oneroster.Status {
	if d.fault(15) {
		return oneroster.StatusToBeDeleted
	}
	return ""
}

// ref is an id, unless a fault makes it lead nowhere.
func (d *district) ref(id string) string {
	switch {
	case d.fault(40):
		return ""
	case d.fault(40):
		return "gone"
	}
	return id
}

func (d *district) text() string {
	return d.one("Ada", "Zoë", "O'Neill", `Bob "B"`, "Ng, Li", "李雷", "a;b", `back\slash`, "Müller-Lüdenscheidt", "x y")
}

func (d *district) addOrgs() {
	d.orgs = append(d.orgs, oneroster.Org{SourcedID: "d", Name: "District", Type: oneroster.OrgDistrict})
	for i := range 1 + d.IntN(4) {
		id := fmt.Sprint("s", i)
		d.orgs = append(d.orgs, oneroster.Org{SourcedID: id, Status: d.status(), Name: d.text(), Type: oneroster.OrgSchool, ParentSourcedID: d.ref("d")})
		if d.faults && d.IntN(3) == 0 {
			d.orgs = append(d.orgs, oneroster.Org{SourcedID: id + "m", Name: d.text(), Type: oneroster.OrgDepartment, ParentSourcedID: d.ref(id)})
		}
	}
	d.sessions = append(d.sessions,
		oneroster.AcademicSession{SourcedID: "y", Title: "Year", Type: oneroster.SessionSchoolYear, StartDate: "2025-08-01", EndDate: "2026-07-01", SchoolYear: "2026"},
		oneroster.AcademicSession{SourcedID: "t1", Title: "Autumn", Type: oneroster.SessionTerm, StartDate: "2025-08-01", EndDate: "2026-01-01", ParentSourcedID: "y", SchoolYear: "2026"})
}

// school is a school, or in a faulty district any org.
func (d *district) school() string {
	for {
		o := d.orgs[d.IntN(len(d.orgs))]
		if o.Type == oneroster.OrgSchool || d.fault(4) {
			return o.SourcedID
		}
	}
}

func (d *district) addUsers() {
	for i := range 5 + d.IntN(30) {
		role := d.one("student", "student", "student", "teacher", "aide", "administrator")
		if role == oneroster.RoleAdministrator && d.roles {
			role = oneroster.RoleSiteAdministrator // 1.2 has other words
		}
		if d.fault(8) {
			role = d.one("parent", "proctor", "", "wizard")
		}
		id := fmt.Sprint("u", i)
		if d.fault(12) {
			id = d.one("", "u0", "u1")
		}
		u := oneroster.User{SourcedID: id, Status: d.status(), EnabledUser: "true", Username: fmt.Sprint("n", d.IntN(40)),
			GivenName: d.text(), FamilyName: d.text(), Identifier: fmt.Sprint(i), Email: fmt.Sprint("n", i, "@x.example"), Grades: "09"}
		if d.fault(10) {
			u.Email, u.MiddleName = "NULL", "null"
		}
		d.addUser(u, role)
	}
}

// addUser gives a user places, the way the version does.
func (d *district) addUser(u oneroster.User, role string) {
	places := []string{d.ref(d.school())}
	if other := d.school(); d.IntN(4) == 0 && other != places[0] {
		places = append(places, other)
	}
	if d.roles {
		d.demographic = append(d.demographic, oneroster.Demographics{SourcedID: u.SourcedID})
		for i, place := range places {
			kind := oneroster.RoleTypePrimary
			if i > 0 && d.IntN(2) == 0 {
				kind = oneroster.RoleTypeSecondary
			}
			d.roleRows = append(d.roleRows, oneroster.Role{SourcedID: fmt.Sprint("r", len(d.roleRows)), Status: d.status(),
				UserSourcedID: d.ref(u.SourcedID), RoleType: kind, Role: role, OrgSourcedID: place})
			if d.fault(6) {
				role = d.one("teacher", "student", "parent")
			}
		}
	} else {
		u.Role = role
		u.OrgSourcedIDs = oneroster.List(places[0])
		for _, p := range places[1:] {
			u.OrgSourcedIDs += oneroster.List("," + p)
		}
	}
	d.users = append(d.users, u)
}

func (d *district) addClasses() {
	for i := range 1 + d.IntN(6) {
		org := d.school()
		if d.IntN(3) == 0 {
			org = "d"
		}
		d.courses = append(d.courses, oneroster.Course{SourcedID: fmt.Sprint("c", i), Status: d.status(), Title: d.text(), CourseCode: fmt.Sprint("C", i), OrgSourcedID: d.ref(org)})
	}
	for i := range 1 + d.IntN(12) {
		id := fmt.Sprint("k", i)
		if d.fault(15) {
			id = d.one("", "k0")
		}
		k := oneroster.Class{SourcedID: id, Status: d.status(), Title: d.text(), CourseSourcedID: d.ref(d.courses[d.IntN(len(d.courses))].SourcedID),
			ClassType: d.one("homeroom", "scheduled"), SchoolSourcedID: d.ref(d.school()), TermSourcedIDs: oneroster.List(d.one("y", "t1", "y,t1"))}
		d.classes = append(d.classes, k)
		d.enroll(k)
	}
}

func (d *district) enroll(k oneroster.Class) {
	for range d.IntN(30) {
		u := d.users[d.IntN(len(d.users))]
		e := oneroster.Enrollment{SourcedID: fmt.Sprint("e", len(d.enrollments)), Status: d.status(), ClassSourcedID: d.ref(k.SourcedID),
			SchoolSourcedID: k.SchoolSourcedID, UserSourcedID: d.ref(u.SourcedID), Role: "student"}
		if d.kind(u) != "student" {
			e.Role, e.Primary = "teacher", oneroster.Bool(d.one("", "false"))
		}
		if d.fault(8) {
			e.Role = d.one("teacher", "student", "aide", "")
		}
		if d.faults && d.IntN(3) == 0 {
			e.BeginDate, e.EndDate = oneroster.Date(d.one("2025-08-01", "2026-02-01", "soon")), oneroster.Date(d.one("", "2025-12-01", "2026-06-01"))
		}
		if d.fault(20) {
			e.SourcedID = d.one("", "e0", "e1")
		}
		if d.faults || !d.enrolled(k.SourcedID, u.SourcedID) {
			d.enrollments = append(d.enrollments, e)
		}
	}
}

func (d *district) enrolled(class, user string) bool {
	for _, e := range d.enrollments {
		if e.ClassSourcedID == class && e.UserSourcedID == user {
			return true
		}
	}
	return false
}

func (d *district) kind(u oneroster.User) string {
	for _, r := range d.roleRows {
		if r.UserSourcedID == u.SourcedID {
			return r.Role
		}
	}
	return u.Role
}

func (d *district) fs(t *testing.T) fstest.MapFS {
	t.Helper()
	fsys := fstest.MapFS{}
	v := oneroster.V11
	if d.roles {
		v = oneroster.V121
		rosterText(t, fsys, v, d.roleRows)
		rosterText(t, fsys, v, d.demographic)
	}
	rosterText(t, fsys, v, d.orgs)
	rosterText(t, fsys, v, d.sessions)
	rosterText(t, fsys, v, d.users)
	rosterText(t, fsys, v, d.courses)
	rosterText(t, fsys, v, d.classes)
	rosterText(t, fsys, v, d.enrollments)
	var names []string
	for name := range fsys {
		names = append(names, name)
	}
	var b bytes.Buffer
	if err := oneroster.NewManifest(v, names...).Encode(&b); err != nil {
		t.Fatal(err)
	}
	fsys["manifest.csv"] = &fstest.MapFile{Data: b.Bytes()}
	return fsys
}

func rosterText[T oneroster.Record](t *testing.T, fsys fstest.MapFS, v oneroster.Version, rows []T) {
	t.Helper()
	var b bytes.Buffer
	enc := oneroster.NewEncoder[T](&b, &oneroster.EncodeOptions{Version: v})
	for _, row := range rows {
		if err := enc.Encode(row); err != nil {
			t.Fatal(err)
		}
	}
	if err := enc.Close(); err != nil {
		t.Fatal(err)
	}
	fsys[oneroster.FileName[T]()] = &fstest.MapFile{Data: b.Bytes()}
}

// options are drawn at random, each with even odds.
func (d *district) options() *ToAppleOptions {
	o := &ToAppleOptions{
		DropDisabled: d.IntN(2) == 0, DropEmptyClasses: d.IntN(2) == 0, KeepUnused: d.IntN(2) == 0,
		PersonKey: PersonKey(d.IntN(2)), MergeBy: MergeBy(d.IntN(4)), PromoteTeachers: d.IntN(2) == 0,
		InstructorOrder: InstructorOrder(d.IntN(2)), PreferredNames: d.IntN(2) == 0, StripGradeZero: d.IntN(2) == 0,
		StudentPolicy: apple.PasswordPolicy(d.one("", "4")), KeepDistricts: d.IntN(2) == 0,
		AddClassLocations: d.IntN(2) == 0, DistrictCourses: DistrictCourses(d.IntN(2)), ClassNumber: ClassNumber(d.IntN(3)),
	}
	if d.IntN(2) == 0 {
		o.AsOf = time.Date(2025, 12, 15, 0, 0, 0, 0, time.UTC)
	}
	if d.IntN(3) == 0 {
		o.Schools = []string{"s0", d.orgs[len(d.orgs)-1].SourcedID}
	}
	if d.IntN(3) == 0 {
		o.InstructorRoles = []string{"aide"}
	}
	return o
}

// TestDistrictsWithFaults converts districts in which everything goes wrong,
// with any options, there and back again.
func TestDistrictsWithFaults(t *testing.T) {
	for seed := range uint64(100) {
		d := newDistrict(seed, true, seed%2 == 0)
		src, opts := d.fs(t), d.options()
		left, mergedRows, madeUp := 0, 0, 0
		opts.OnChange = func(c Change) {
			switch c.Kind {
			case RowLeftOut:
				left++
			case RowMerged:
				mergedRows++
			case RowMadeUp:
				madeUp++
			}
		}
		out, l := toApple1(t, src, opts)
		for _, s := range l.Sources {
			left, mergedRows = left-s.Left(), mergedRows-s.Merged
		}
		for _, target := range l.Targets {
			madeUp -= target.MadeUp
		}
		if left != 0 || mergedRows != 0 || madeUp != 0 {
			t.Errorf("OnChange and the ledger differ by %d left out, %d merged, %d made up", left, mergedRows, madeUp)
		}
		opts.OnChange = nil
		again, _ := toApple1(t, src, opts)
		for name := range out {
			if !bytes.Equal(out[name].Data, again[name].Data) {
				t.Errorf("%s: not the same bytes twice", name)
			}
		}
		back, _ := toOneRoster1(t, out, nil)
		final, _ := toApple1(t, back, &ToAppleOptions{KeepUnused: true})
		sameBundle(t, out, final, false)
		if t.Failed() {
			t.Fatalf("seed %d, options %+v", seed, *opts)
		}
	}
}

// TestDistricts converts districts without faults: nothing gets lost, and the
// result has no errors.
func TestDistricts(t *testing.T) {
	for seed := range uint64(60) {
		d := newDistrict(seed, false, seed%2 == 0)
		src := d.fs(t)
		noErrors(t, src)
		out, l := toApple1(t, src, nil)
		noErrors(t, out)
		if got, want := l.Target("students.csv").Rows+l.Target("staff.csv").Rows, len(d.users); got != want {
			t.Errorf("%d people, want %d", got, want)
		}
		if got, want := l.Target("classes.csv").Rows, len(d.classes); got != want {
			t.Errorf("%d classes, want %d", got, want)
		}
		students := 0
		for _, e := range d.enrollments {
			if e.Role == oneroster.RoleStudent {
				students++
			}
		}
		if got := l.Target("rosters.csv").Rows; got != students {
			t.Errorf("%d roster rows, want %d", got, students)
		}
		back, _ := toOneRoster1(t, out, &ToOneRosterOptions{SchoolYear: 2026, DistrictID: "district", DistrictName: "District"})
		noErrors(t, back)
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
}

func noErrors(t *testing.T, fsys fs.FS, but ...string) {
	t.Helper()
	r, err := validate.Validate(t.Context(), fsys, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range r.Findings {
		if f.Rule.Severity == validate.Error && !slices.Contains(but, f.Rule.ID) {
			t.Errorf("%s %v: %s", f.Rule.ID, f.At, f.Message)
		}
	}
}
