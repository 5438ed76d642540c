package district

import (
	"context"
	"fmt"
	"io"
	"iter"
	"strconv"

	"github.com/seed-21142606/asm/apple"
)

// A Creator takes the files of a bundle one after another.
type Creator interface {
	Create(name string) (io.Writer, error)
}

// WriteApple writes the district as the six files of Apple's format. It stops
// with the context's error when ctx ends.
func (d *District) WriteApple(ctx context.Context, dst Creator) error {
	schools := &apple.EncodeOptions{Repeat: 2}
	for _, write := range []func() error{
		func() error { return writeApple(ctx, dst, nil, d.appleLocations()) },
		func() error { return writeApple(ctx, dst, schools, d.appleStudents()) },
		func() error { return writeApple(ctx, dst, schools, d.appleStaff()) },
		func() error { return writeApple(ctx, dst, nil, d.appleCourses()) },
		func() error { return writeApple(ctx, dst, nil, d.appleClasses()) },
		func() error { return writeApple(ctx, dst, nil, d.appleRosters()) },
	} {
		if err := write(); err != nil {
			return err
		}
	}
	return nil
}

func writeApple[T apple.Record](ctx context.Context, dst Creator, opts *apple.EncodeOptions, rows iter.Seq[T]) error {
	w, err := dst.Create(apple.FileName[T]())
	if err != nil {
		return err
	}
	enc := apple.NewEncoder[T](w, opts)
	if err := encode(ctx, enc, rows); err != nil {
		return err
	}
	return enc.Close()
}

// encode writes rows until ctx ends.
func encode[T any](ctx context.Context, enc interface{ Encode(T) error }, rows iter.Seq[T]) error {
	n := 0
	for row := range rows {
		if n++; n%1024 == 0 && ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if err := enc.Encode(row); err != nil {
			return err
		}
	}
	return context.Cause(ctx)
}

func (d *District) appleLocations() iter.Seq[apple.Location] {
	return func(yield func(apple.Location) bool) {
		for _, s := range d.schools {
			if !yield(apple.Location{LocationID: s.id, LocationName: s.name}) {
				return
			}
		}
	}
}

func (d *District) appleStudents() iter.Seq[apple.Student] {
	return func(yield func(apple.Student) bool) {
		for i, home := range d.allStudents() {
			p, grade := d.student(i), home.gradeOf(i)
			row := apple.Student{
				PersonID: p.id, PersonNumber: p.number,
				FirstName: p.first, MiddleName: p.middle, LastName: p.last,
				GradeLevel: appleGrade(grade), EmailAddress: p.email, SISUsername: p.login,
				PasswordPolicy: policy(grade), LocationIDs: ids(d.studentSchools(home, i)),
			}
			if !yield(row) {
				return
			}
		}
	}
}

func (d *District) appleStaff() iter.Seq[apple.Staff] {
	return func(yield func(apple.Staff) bool) {
		for i, home := range d.allStaff() {
			p := d.employee(i)
			row := apple.Staff{
				PersonID: p.id, PersonNumber: p.number,
				FirstName: p.first, MiddleName: p.middle, LastName: p.last,
				EmailAddress: p.email, SISUsername: p.login, LocationIDs: ids(d.staffSchools(home, i)),
			}
			if !yield(row) {
				return
			}
		}
	}
}

func (d *District) appleCourses() iter.Seq[apple.Course] {
	return func(yield func(apple.Course) bool) {
		for c := range d.courses() {
			row := apple.Course{CourseID: c.id(), CourseNumber: c.number(), CourseName: c.title(), LocationID: c.school.id}
			if !yield(row) {
				return
			}
		}
	}
}

func (d *District) appleClasses() iter.Seq[apple.Class] {
	return func(yield func(apple.Class) bool) {
		for c := range d.classes() {
			row := apple.Class{ClassID: c.id(), ClassNumber: c.number(), CourseID: c.course.id(), LocationID: c.school.id}
			for _, t := range d.teachers(c) {
				row.InstructorIDs = append(row.InstructorIDs, d.staffID(t))
			}
			if !yield(row) {
				return
			}
		}
	}
}

func (d *District) appleRosters() iter.Seq[apple.Roster] {
	return func(yield func(apple.Roster) bool) {
		for c := range d.classes() {
			place, id := 0, c.id()
			for i := range c.students() {
				row := apple.Roster{RosterID: d.seat(c, place), ClassID: id, StudentID: d.studentID(i)}
				if !yield(row) {
					return
				}
				place++
			}
		}
	}
}

// allStudents yields the students' indexes and schools.
func (d *District) allStudents() iter.Seq2[int, *school] {
	return func(yield func(int, *school) bool) {
		for _, s := range d.schools {
			for i := s.first; i < s.first+s.size; i++ {
				if !yield(i, s) {
					return
				}
			}
		}
	}
}

// allStaff yields the indexes and schools of principals and teachers.
func (d *District) allStaff() iter.Seq2[int, *school] {
	return func(yield func(int, *school) bool) {
		for _, s := range d.schools {
			for i := s.staff; i < s.staff+s.posts; i++ {
				if !yield(i, s) {
					return
				}
			}
		}
	}
}

func (c course) id() string     { return fmt.Sprintf("%s-%s", c.school.id, c.number()) }
func (c course) number() string { return fmt.Sprintf("%s-%02d", c.subject.code, c.grade) }
func (c course) title() string  { return c.subject.title(c.grade) }

func (c class) id() string     { return c.course.id() + "-" + strconv.Itoa(c.section) }
func (c class) number() string { return c.course.number() + "-" + strconv.Itoa(c.section) }

// seat returns the id of a student's place in a class.
func (d *District) seat(c class, place int) string {
	return d.guid(kindRoster, c.index*2*groupSize+place)
}

// appleGrade returns a grade as Apple's template shows it; policy gives the
// youngest a short passcode.
func appleGrade(grade int) string {
	if grade == 0 {
		return "KG"
	}
	return strconv.Itoa(grade)
}

func policy(grade int) apple.PasswordPolicy {
	switch {
	case grade <= 2:
		return apple.PolicyFour
	case grade <= 5:
		return apple.PolicySix
	case grade <= 8:
		return apple.PolicyStandard
	}
	return apple.PolicyDefault
}

func ids(schools []*school) []string {
	var all []string
	for _, s := range schools {
		all = append(all, s.id)
	}
	return all
}
