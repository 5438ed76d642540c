package convert

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/seed-21142606/asm/apple"
	"github.com/seed-21142606/asm/oneroster"
)

// A pair is a student in a class: what a roster row says, in eight bytes. The
// user is the person's once settlePairs is done.
type pair uint64

func pairOf(class, user int32) pair { return pair(class)<<32 | pair(user) }

func (p pair) class() int32 { return int32(p >> 32) }
func (p pair) user() int32  { return int32(p & math.MaxUint32) }

// A teaching is an enrollment that may make somebody an instructor.
type teaching struct {
	class, user int32
	rank        uint8
	begin       int64 // Unix seconds; an unknown one counts as the earliest
	row         int
	id          string // sourcedId
}

// Ranks of a teaching, in order.
const (
	primaryTeacher uint8 = iota
	otherTeacher
	helper // in one of InstructorRoles
	noTeacher
)

// compareTeachings is the order PrimaryFirst within a class.
func compareTeachings(a, b teaching) int {
	if c := cmp.Compare(a.rank, b.rank); c != 0 || a.rank == primaryTeacher {
		return cmp.Or(c, cmp.Compare(a.row, b.row))
	}
	return cmp.Or(cmp.Compare(a.begin, b.begin), cmp.Compare(a.id, b.id), cmp.Compare(a.row, b.row))
}

// judge finds class and user of an enrollment, or says why it has no place.
func (c *toApple) judge(e *oneroster.Enrollment) (class, user int32, why Reason) {
	if why = deleted(e.Status); why != "" {
		return -1, -1, why
	}
	if class, why = c.classes.find(e.ClassSourcedID); why != "" {
		return -1, -1, why
	}
	if user, why = c.users.find(e.UserSourcedID); why != "" {
		return -1, -1, why
	}
	switch {
	case !isStudent(e) && c.rank(e) == noTeacher:
		return -1, -1, ReasonRole
	case !c.current(e.BeginDate, e.EndDate):
		return -1, -1, ReasonNotCurrent
	}
	return class, user, ""
}

func isStudent(e *oneroster.Enrollment) bool {
	return strings.EqualFold(e.Role, oneroster.RoleStudent)
}

func (c *toApple) rank(e *oneroster.Enrollment) uint8 {
	switch {
	case strings.EqualFold(e.Role, oneroster.RoleTeacher) && strings.EqualFold(string(e.Primary), string(oneroster.True)):
		return primaryTeacher
	case strings.EqualFold(e.Role, oneroster.RoleTeacher):
		return otherTeacher
	case has(c.opts.InstructorRoles, e.Role):
		return helper
	}
	return noTeacher
}

// readEnrollments remembers who is in which class, as numbers.
func (c *toApple) readEnrollments() error {
	err := each(&c.run, rosterFile[oneroster.Enrollment](), func(e *oneroster.Enrollment, n int) error {
		class, user, why := c.judge(e)
		if why != "" {
			return nil
		}
		if at, why := c.locationOf(e.SchoolSourcedID); why == "" && at != c.classes.items[class].location {
			c.warn(WarnOtherSchool)
		}
		if isStudent(e) {
			c.rosterIDs.note(e.SourcedID)
			c.pairs = append(c.pairs, pairOf(class, user))
			return nil
		}
		c.users.items[user].teaches = true
		c.teachings = append(c.teachings, teaching{class, user, c.rank(e), since(e.BeginDate), n, strings.Clone(e.SourcedID)})
		return nil
	})
	c.rosterIDs.settle()
	return err
}

func since(d oneroster.Date) int64 {
	t, err := d.Time()
	if err != nil {
		return math.MinInt64
	}
	return t.Unix()
}

// settlePairs follows the users of pairs to their persons, leaves out those
// who are no students, and collapses pairs that occur twice.
func (c *toApple) settlePairs() {
	kept := c.pairs[:0]
	for _, p := range c.pairs {
		person, why := c.person(p.user())
		if why == "" && c.users.items[person].goes == student {
			kept = append(kept, pairOf(p.class(), person))
		}
	}
	slices.Sort(kept)
	c.pairs = slices.Compact(kept)
	c.rostered = make([]bool, len(c.pairs))
}

func (c *toApple) writeRosters() error {
	out, err := createApple[apple.Roster](&c.run, 0)
	if err != nil {
		return err
	}
	w := rosterWriter{toApple: c, out: out, sheet: appleSheet[apple.Roster](&c.run),
		rest: losses[oneroster.Enrollment](&c.run, "sourcedId", "status", "classSourcedId", "userSourcedId", "role", "primary")}
	w.id, w.class, w.student = c.ids(w.sheet["roster_id"]), c.ids(w.sheet["class_id"]), c.ids(w.sheet["student_id"])
	if err := each(&c.run, rosterFile[oneroster.Enrollment](), w.row); err != nil {
		return err
	}
	return out.close()
}

type rosterWriter struct {
	*toApple
	out                *output[apple.Roster]
	sheet              sheet
	rest               func(*oneroster.Enrollment)
	id, class, student *idMapper
}

func (w *rosterWriter) row(e *oneroster.Enrollment, _ int) error {
	class, user, why := w.judge(e)
	if why != "" {
		w.settle(why)
		return nil
	}
	person, why := w.person(user)
	goes := nobody
	if why == "" {
		goes = w.users.items[person].goes
	}
	switch student := isStudent(e); {
	case why != "":
		w.settle(why)
	case student && goes == staff:
		w.warn(WarnStaffEnrolled)
		w.settle(ReasonStaffInRoster)
	case student:
		return w.roster(e, pairOf(class, person))
	default:
		w.settleTeaching(e, class, person)
	}
	return nil
}

// roster writes a row, unless there is one already.
func (w *rosterWriter) roster(e *oneroster.Enrollment, p pair) error {
	i, known := slices.BinarySearch(w.pairs, p)
	if !known {
		w.settle(ReasonDependent) // the file has changed since it was first read
		return nil
	}
	w.rest(e)
	if w.rostered[i] {
		w.settle(merged)
		return nil
	}
	w.rostered[i] = true
	v := apple.Roster{
		ClassID:   w.class.ref(w.classes.ids[p.class()]),
		StudentID: w.student.ref(w.personID(p.user())),
	}
	var err error
	if v.RosterID, err = w.rosterID(e, p); err != nil {
		return err
	}
	return w.out.row(v)
}

// rosterID is the enrollment's sourcedId. If that is blank or taken it is made
// of class and student, which stays the same from one export to the next.
func (w *rosterWriter) rosterID(e *oneroster.Enrollment, p pair) (string, error) {
	if e.SourcedID != "" && w.rosterIDs.take(e.SourcedID) {
		return w.id.key(e.SourcedID)
	}
	id := w.rosterIDs.invent(w.classes.limit, w.classes.ids[p.class()], w.personID(p.user()))
	name, err := w.id.key(id)
	w.id.Mapped--
	w.id.invent(name)
	return name, err
}

// settleTeaching accounts for the enrollment of a teacher.
func (w *rosterWriter) settleTeaching(e *oneroster.Enrollment, class, person int32) {
	switch {
	case w.users.items[person].goes == student:
		w.warn(WarnStudentTeaches)
		w.settle(ReasonStudentTeaches)
	case slices.Contains(w.classes.items[class].instructors, person):
		w.rest(e)
		w.settle(merged)
	default:
		w.settle(ReasonTooManyInstructors)
	}
}
