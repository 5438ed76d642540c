package convert

import (
	"slices"
	"strings"
	"time"

	"github.com/seed-21142606/asm/apple"
	"github.com/seed-21142606/asm/oneroster"
)

// A class is what is remembered of a row of classes.csv.
type class struct {
	course      int32  // or -1 if one has to be made up
	courseID    string // in the result, if not the course's own
	location    int32
	studied     bool // has students
	crowded     bool // has more instructors than Apple takes
	instructors []int32
}

// maxInstructors is how many numbered instructor columns Apple takes.
var maxInstructors = columnMax[apple.Class]("instructor_id")

// columnMax is how many of a numbered column there may be.
func columnMax[T apple.Record](name string) int {
	for _, c := range apple.Columns[T]() {
		if c.Name == name {
			return c.Max
		}
	}
	return 1
}

// readSessions remembers the dates of terms if AsOf is to be held against them.
func (c *toApple) readSessions() error {
	if c.opts.AsOf.IsZero() {
		return nil
	}
	return optional(each(&c.run, rosterFile[oneroster.AcademicSession](), func(s *oneroster.AcademicSession, n int) error {
		if item, ok := c.sessions.claim(s.SourcedID, n, deleted(s.Status)); ok {
			c.sessions.items[item] = c.current(s.StartDate, s.EndDate)
		}
		if why := deleted(s.Status); why != "" {
			c.settle(why)
		} else {
			c.settle(ReasonNoCounterpart)
		}
		return nil
	}))
}

// current reports whether AsOf lies between the two days, the first of which
// counts and the second does not: OneRoster CSV Binding 1.2, enrollments.csv.
func (c *toApple) current(begin, end oneroster.Date) bool {
	if c.opts.AsOf.IsZero() {
		return true
	}
	from, began := c.day(begin)
	to, ends := c.day(end)
	return !(began && c.today.Before(from)) && !(ends && !c.today.Before(to))
}

func (c *toApple) day(d oneroster.Date) (time.Time, bool) {
	if d == "" {
		return time.Time{}, false
	}
	t, err := d.Time()
	if err != nil && c.fresh {
		c.warn(WarnBadDate)
	}
	return t, err == nil
}

// inTerm reports whether one of a class's terms is current. Terms that are not
// there say nothing about it.
func (c *toApple) inTerm(terms oneroster.List) bool {
	known := false
	for id := range terms.All() {
		item, why := c.sessions.find(strings.TrimSpace(id))
		if why != "" {
			continue
		}
		if c.sessions.items[item] {
			return true
		}
		known = true
	}
	return !known
}

func (c *toApple) readClasses() error {
	return each(&c.run, rosterFile[oneroster.Class](), func(row *oneroster.Class, n int) error {
		k, fate := c.newClass(row)
		if item, ok := c.classes.claim(row.SourcedID, n, fate); ok {
			c.classes.items[item] = k
		}
		return nil
	})
}

// newClass judges a row of classes.csv by itself.
func (c *toApple) newClass(row *oneroster.Class) (class, Reason) {
	k := class{course: -1, location: -1}
	if why := deleted(row.Status); why != "" {
		return k, why
	}
	course, why := c.courses.find(row.CourseSourcedID)
	if why == ReasonDependent {
		return k, why
	}
	k.course = course
	k.location, why = c.locationOf(row.SchoolSourcedID)
	switch {
	case why == ReasonDependent:
		return k, why
	case why != "" && course >= 0:
		k.location = c.courses.items[course].school
	}
	switch {
	case k.location < 0:
		return k, ReasonNoLocation
	case !c.orgs.items[k.location].kept:
		return k, ReasonFiltered
	case !c.opts.AsOf.IsZero() && !c.inTerm(row.TermSourcedIDs):
		return k, ReasonNotCurrent
	case c.opts.KeepClass != nil && !c.opts.KeepClass(row):
		return k, ReasonFiltered
	}
	return k, ""
}

// settleClasses finds students and instructors of the classes, and leaves out
// those without students if the options ask for it.
func (c *toApple) settleClasses() {
	for _, p := range c.pairs {
		if c.users.in(p.user()) {
			c.classes.items[p.class()].studied = true
		}
	}
	if c.opts.DropEmptyClasses {
		for i := range c.classes.items {
			if c.classes.fates[i] == "" && !c.classes.items[i].studied {
				c.classes.fates[i] = ReasonEmptyClass
			}
		}
	}
	c.settleInstructors()
	for i := range c.classes.items {
		k := &c.classes.items[i]
		if c.classes.fates[i] != "" {
			continue
		}
		c.reach(k.location)
		if !k.studied {
			c.warn(WarnNoStudents)
		}
		if len(k.instructors) == 0 {
			c.warn(WarnNoInstructor)
		}
		if k.crowded {
			c.warn(WarnManyInstructors)
		}
	}
}

// settleInstructors puts the instructors of each class in order.
func (c *toApple) settleInstructors() {
	order := compareTeachings
	if c.opts.InstructorOrder == FileOrder {
		order = func(a, b teaching) int { return a.row - b.row }
	}
	slices.SortFunc(c.teachings, func(a, b teaching) int {
		if a.class != b.class {
			return int(a.class - b.class)
		}
		return order(a, b)
	})
	primaries := map[int32]int32{} // by class, its first primary teacher
	warned := map[int32]bool{}
	for _, t := range c.teachings {
		p, why := c.person(t.user)
		if why != "" || c.users.items[p].goes != staff || !c.classes.in(t.class) {
			continue
		}
		if first, ok := primaries[t.class]; t.rank == primaryTeacher && !ok {
			primaries[t.class] = p
		} else if ok && t.rank == primaryTeacher && first != p && !warned[t.class] {
			warned[t.class] = true
			c.warn(WarnTwoPrimaries)
		}
		c.classes.items[t.class].instruct(p)
	}
}

func (k *class) instruct(person int32) {
	switch {
	case slices.Contains(k.instructors, person):
	case len(k.instructors) == maxInstructors:
		k.crowded = true
	default:
		k.instructors = append(k.instructors, person)
	}
}

func (c *toApple) writeClasses() error {
	width := 0
	for i := range c.classes.items {
		width = max(width, len(c.classes.items[i].instructors))
	}
	out, err := createApple[apple.Class](&c.run, width)
	if err != nil {
		return err
	}
	w := classWriter{toApple: c, out: out, sheet: appleSheet[apple.Class](&c.run),
		rest: losses[oneroster.Class](&c.run, "sourcedId", "status", "title", "classCode", "courseSourcedId", "schoolSourcedId")}
	w.id, w.teacher = c.ids(w.sheet["class_id"]), c.ids(w.sheet["instructor_id"])
	w.course, w.location = c.ids(w.sheet["course_id"]), c.ids(w.sheet["location_id"])
	if err := each(&c.run, rosterFile[oneroster.Class](), w.row); err != nil {
		return err
	}
	return out.close()
}

type classWriter struct {
	*toApple
	out                           *output[apple.Class]
	sheet                         sheet
	rest                          func(*oneroster.Class)
	id, course, teacher, location *idMapper
	instructors                   []string
}

func (w *classWriter) row(row *oneroster.Class, n int) error {
	item, fate := w.classes.row(n)
	if fate != "" {
		w.settle(fate)
		return nil
	}
	k := &w.classes.items[item]
	v := apple.Class{ClassNumber: w.number(row, k), LocationID: w.location.ref(w.orgs.ids[k.location])}
	var err error
	if v.ClassID, err = w.id.key(w.classes.ids[item]); err != nil {
		return err
	}
	if k.courseID == "" {
		v.CourseID = w.course.ref(w.courses.ids[k.course])
	} else {
		v.CourseID = w.sheet["course_id"].invent(w.course.text(k.courseID))
	}
	w.instructors = w.instructors[:0]
	for _, p := range k.instructors {
		w.instructors = append(w.instructors, w.teacher.ref(w.personID(p)))
	}
	v.InstructorIDs = w.instructors
	w.rest(row)
	return w.out.row(v)
}

// number makes the class_number.
func (w *classWriter) number(row *oneroster.Class, k *class) string {
	text, other := row.ClassCode, row.Title
	switch w.opts.ClassNumber {
	case CodeElseTitle:
		if text == "" {
			other = ""
			if k.course >= 0 && w.courses.items[k.course].title != hashID(row.Title) {
				text = row.Title
			}
		}
	case TitleOnly:
		text, other = row.Title, row.ClassCode
	}
	f := w.sheet["class_number"]
	if other != "" {
		f.drop()
	}
	return f.cut(text)
}
