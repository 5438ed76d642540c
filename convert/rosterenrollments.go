package convert

import (
	"slices"
	"strings"

	"github.com/seed-21142606/asm/apple"
	"github.com/seed-21142606/asm/oneroster"
)

// An enrollmentWriter writes enrollments.csv: the instructors of classes.csv,
// then the students of rosters.csv.
type enrollmentWriter struct {
	*toOneRoster
	out   *output[oneroster.Enrollment]
	sheet sheet
	list  []string
}

func (c *toOneRoster) writeEnrollments() error {
	out, err := createRoster[oneroster.Enrollment](&c.run, c.encoding)
	if err != nil {
		return err
	}
	w := &enrollmentWriter{toOneRoster: c, out: out, sheet: rosterSheet[oneroster.Enrollment](&c.run)}
	if err := each(&c.run, appleFile[apple.Class](), w.teachers); err != nil {
		return err
	}
	if err := each(&c.run, appleFile[apple.Roster](), w.student); err != nil {
		return err
	}
	return out.close()
}

// teachers writes an enrollment for each instructor of a class. Its id holds
// the instructor's place, so that whoever sorts by id, as ToApple does, gets
// the instructors in their order.
func (w *enrollmentWriter) teachers(row *apple.Class, n int) error {
	item, fate := w.classes.row(n)
	if fate != "" {
		return nil
	}
	w.list = w.list[:0]
	for _, id := range row.InstructorIDs {
		if id == "" {
			continue
		}
		if _, why := w.staff.find(id); why != "" || slices.Contains(w.list, id) {
			w.sheet["userSourcedId"].drop()
			continue
		}
		w.list = append(w.list, id)
	}
	if len(w.list) == 0 {
		w.warn(WarnNoInstructor)
	}
	for i, id := range w.list {
		if err := w.teacher(row, item, i, id); err != nil {
			return err
		}
	}
	return nil
}

func (w *enrollmentWriter) teacher(row *apple.Class, item int32, i int, person string) error {
	primary := oneroster.False
	if i == 0 {
		primary = oneroster.True
	}
	parts := []string{row.ClassID, "teacher", position(i), person}
	if over(strings.Join(parts, "-"), maxGUID-2) {
		parts = []string{"teacher", position(i), HashID(row.ClassID + "-" + person)}
	}
	id := w.rosterIDs.invent(maxGUID, parts...)
	return w.out.extra(w.enrollment(oneroster.Enrollment{
		SourcedID:      w.sheet["sourcedId"].invent(id),
		ClassSourcedID: row.ClassID,
		UserSourcedID:  person,
		Role:           oneroster.RoleTeacher,
		Primary:        oneroster.Bool(w.sheet["primary"].invent(string(primary))),
	}, item))
}

func (w *enrollmentWriter) student(r *apple.Roster, _ int) error {
	class, _, why := w.judge(r)
	if why != "" {
		w.settle(why)
		return nil
	}
	id := r.RosterID
	if id != "" && !over(id, maxGUID) && w.rosterIDs.take(id) {
		w.sheet["sourcedId"].keep(id)
	} else {
		id = w.sheet["sourcedId"].invent(w.rosterIDs.invent(maxGUID, r.ClassID, r.StudentID))
	}
	return w.out.row(w.enrollment(oneroster.Enrollment{
		SourcedID:      id,
		ClassSourcedID: r.ClassID,
		UserSourcedID:  r.StudentID,
		Role:           oneroster.RoleStudent,
	}, class))
}

// enrollment fills in and counts what all enrollments have. The role follows
// from the file that the row is of, and the school from the class.
func (w *enrollmentWriter) enrollment(e oneroster.Enrollment, class int32) oneroster.Enrollment {
	w.sheet["classSourcedId"].keep(e.ClassSourcedID)
	w.sheet["userSourcedId"].keep(e.UserSourcedID)
	w.sheet["role"].keep(e.Role)
	e.SchoolSourcedID = w.sheet["schoolSourcedId"].keep(w.locations.ids[w.classes.items[class].location])
	return e
}
