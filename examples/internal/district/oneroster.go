package district

import (
	"context"
	"fmt"
	"iter"
	"strconv"

	"github.com/seed-21142606/asm/oneroster"
)

// The school year of every district. Being fixed, it lets the same seed give
// the same bytes in any year.
const (
	schoolYear = "2027"
	yearID     = "SY2027"
	autumnID   = "SY2027-S1"
	springID   = "SY2027-S2"
	firstDay   = oneroster.Date("2026-08-17")
	midYear    = oneroster.Date("2027-01-11")
	afterLast  = oneroster.Date("2027-06-12")
	districtID = "0001"
)

// WriteOneRoster writes the district as a OneRoster package of the given
// version, 1.1 or later. It stops with the context's error when ctx ends.
func (d *District) WriteOneRoster(ctx context.Context, dst Creator, version oneroster.Version) error {
	w := &oneRosterWriter{ctx: ctx, dst: dst, opts: &oneroster.EncodeOptions{Version: version}}
	with12 := version != oneroster.V11
	w.manifest(with12, d.Name())
	writeOneRoster(w, d.orgs())
	writeOneRoster(w, d.sessions())
	writeOneRoster(w, d.oneRosterCourses())
	writeOneRoster(w, d.users(with12))
	if with12 {
		writeOneRoster(w, d.roles())
	}
	writeOneRoster(w, d.oneRosterClasses())
	writeOneRoster(w, d.enrollments())
	return w.err
}

// A oneRosterWriter writes files until one fails.
type oneRosterWriter struct {
	ctx  context.Context
	dst  Creator
	opts *oneroster.EncodeOptions
	err  error
}

func (w *oneRosterWriter) manifest(with12 bool, source string) {
	files := []string{"academicSessions.csv", "classes.csv", "courses.csv", "enrollments.csv", "orgs.csv", "users.csv"}
	if with12 {
		files = append(files, "roles.csv")
	}
	m := oneroster.NewManifest(w.opts.Version, files...)
	m.SourceName = source
	out, err := w.dst.Create("manifest.csv")
	if err == nil {
		err = m.Encode(out)
	}
	w.err = err
}

func writeOneRoster[T oneroster.Record](w *oneRosterWriter, rows iter.Seq[T]) {
	if w.err != nil {
		return
	}
	out, err := w.dst.Create(oneroster.FileName[T]())
	if err != nil {
		w.err = err
		return
	}
	enc := oneroster.NewEncoder[T](out, w.opts)
	if w.err = encode(w.ctx, enc, rows); w.err == nil {
		w.err = enc.Close()
	}
}

func (d *District) orgs() iter.Seq[oneroster.Org] {
	return func(yield func(oneroster.Org) bool) {
		if !yield(oneroster.Org{SourcedID: districtID, Name: d.Name(), Type: oneroster.OrgDistrict}) {
			return
		}
		for _, s := range d.schools {
			row := oneroster.Org{
				SourcedID: s.id, Name: s.name, Type: oneroster.OrgSchool,
				Identifier: fmt.Sprintf("72%05d", s.index+1), ParentSourcedID: districtID,
			}
			if !yield(row) {
				return
			}
		}
	}
}

func (d *District) sessions() iter.Seq[oneroster.AcademicSession] {
	return func(yield func(oneroster.AcademicSession) bool) {
		for _, row := range []oneroster.AcademicSession{
			{SourcedID: yearID, Title: "2026–27", Type: oneroster.SessionSchoolYear, StartDate: firstDay, EndDate: afterLast},
			{SourcedID: autumnID, Title: "Autumn, 2026", Type: oneroster.SessionTerm, StartDate: firstDay, EndDate: midYear, ParentSourcedID: yearID},
			{SourcedID: springID, Title: "Spring, 2027", Type: oneroster.SessionTerm, StartDate: midYear, EndDate: afterLast, ParentSourcedID: yearID},
		} {
			row.SchoolYear = schoolYear
			if !yield(row) {
				return
			}
		}
	}
}

func (d *District) oneRosterCourses() iter.Seq[oneroster.Course] {
	return func(yield func(oneroster.Course) bool) {
		for c := range d.courses() {
			row := oneroster.Course{
				SourcedID: c.id(), SchoolYearSourcedID: yearID, Title: c.title(), CourseCode: c.number(),
				Grades: oneroster.List(gradeCode(c.grade)), OrgSourcedID: c.school.id,
			}
			if !yield(row) {
				return
			}
		}
	}
}

func (d *District) oneRosterClasses() iter.Seq[oneroster.Class] {
	return func(yield func(oneroster.Class) bool) {
		for c := range d.classes() {
			row := oneroster.Class{
				SourcedID: c.id(), Title: c.title() + " (" + strconv.Itoa(c.section) + ")",
				Grades: oneroster.List(gradeCode(c.grade)), CourseSourcedID: c.course.id(), ClassCode: c.number(),
				ClassType: oneroster.ClassScheduled, Location: fmt.Sprintf("Room %d", 100+c.index%80),
				SchoolSourcedID: c.school.id, TermSourcedIDs: autumnID + "," + springID,
				Periods: oneroster.List(strconv.Itoa(1 + c.index%7)),
			}
			if c.subject.homeroom {
				row.ClassType = oneroster.ClassHomeroom
			}
			if c.guests != nil {
				row.TermSourcedIDs = springID
			}
			if !yield(row) {
				return
			}
		}
	}
}

// enrollments yields each class's teachers, then its students.
func (d *District) enrollments() iter.Seq[oneroster.Enrollment] {
	return func(yield func(oneroster.Enrollment) bool) {
		for c := range d.classes() {
			row := oneroster.Enrollment{ClassSourcedID: c.id(), SchoolSourcedID: c.school.id, Role: oneroster.RoleTeacher}
			for k, t := range d.teachers(c) {
				row.SourcedID, row.UserSourcedID = d.guid(kindTeaching, c.index*4+k), d.staffID(t)
				row.Primary = oneroster.Bool(strconv.FormatBool(k == 0))
				if !yield(row) {
					return
				}
			}
			row.Role, row.Primary = oneroster.RoleStudent, ""
			place := 0
			for i := range c.students() {
				row.SourcedID, row.UserSourcedID = d.seat(c, place), d.studentID(i)
				if !yield(row) {
					return
				}
				place++
			}
		}
	}
}

// gradeCode returns a grade in the codes of CEDS, which OneRoster 1.1 names.
func gradeCode(grade int) string {
	if grade == 0 {
		return "KG"
	}
	return fmt.Sprintf("%02d", grade)
}
