package convert

import (
	"strings"

	"github.com/seed-21142606/asm/apple"
	"github.com/seed-21142606/asm/oneroster"
)

// A course is what is remembered of a row of courses.csv.
type course struct {
	shut   bool    // the options exclude its location
	school int32   // the location it is at, or -1 if that is no school
	other  int32   // the location that is no school, or -1
	title  uint64  // hash, to tell whether a class has the same
	used   bool    // a class has it under its own id
	copies []place // the schools that have it under an id made up
}

// A place is a school that has a course, and the id of the course there.
type place struct {
	location int32
	id       string
}

func (c *toApple) readCourses() error {
	err := each(&c.run, rosterFile[oneroster.Course](), func(row *oneroster.Course, n int) error {
		if item, ok := c.courses.claim(row.SourcedID, n, deleted(row.Status)); ok {
			c.courses.items[item] = c.newCourse(row)
		}
		return nil
	})
	if c.modes["courses.csv"] == oneroster.ModeAbsent {
		// The manifest says so; classes get courses made up for them.
		return optional(err)
	}
	return err
}

func (c *toApple) newCourse(row *oneroster.Course) course {
	k := course{school: -1, other: -1, title: hashID(row.Title)}
	location, why := c.locationOf(row.OrgSourcedID)
	switch {
	case why != "":
	case !c.orgs.items[location].kept:
		k.shut = true
	case c.orgs.items[location].school:
		k.school = location
	default:
		k.other = location
	}
	return k
}

// settleCourses finds out under which ids the classes have their courses.
func (c *toApple) settleCourses() {
	taken := map[string]bool{}
	unused := func(id string) bool {
		if _, ok := c.courses.index[id]; ok || taken[id] {
			return false
		}
		taken[id] = true
		return true
	}
	for i := range c.classes.items {
		if k := &c.classes.items[i]; c.classes.fates[i] == "" {
			c.settleCourse(int32(i), k, unused)
		}
	}
	for i := range c.courses.items {
		if k := &c.courses.items[i]; c.courses.fates[i] == "" {
			c.courses.fates[i] = c.keepCourse(k)
		}
	}
}

func (c *toApple) settleCourse(i int32, k *class, unused func(string) bool) {
	if k.course < 0 {
		c.warn(WarnNoCourse)
		c.fromClasses = true
		k.courseID = unusedID(c.courses.limit, []string{c.classes.ids[i]}, unused)
		return
	}
	course := &c.courses.items[k.course]
	if course.school >= 0 || course.other >= 0 && c.opts.DistrictCourses == CourseAtDistrict {
		course.used = true
		return
	}
	for _, p := range course.copies {
		if p.location == k.location {
			k.courseID = p.id
			return
		}
	}
	parts := []string{c.courses.ids[k.course], c.orgs.ids[k.location]}
	k.courseID = unusedID(c.courses.limit, parts, unused)
	course.copies = append(course.copies, place{k.location, k.courseID})
}

// keepCourse decides whether a course is written, and reaches its location.
func (c *toApple) keepCourse(k *course) Reason {
	if len(k.copies) > 0 {
		return "" // the classes have reached the schools
	}
	switch at := max(k.school, k.other); {
	case k.shut:
		return ReasonFiltered
	case !k.used && !c.opts.KeepUnused:
		return ReasonUnused
	case at < 0:
		return ReasonNoLocation
	default:
		k.used = true
		c.reach(at)
	}
	return ""
}

func (c *toApple) writeCourses() error {
	out, err := createApple[apple.Course](&c.run, 0)
	if err != nil {
		return err
	}
	w := courseWriter{toApple: c, out: out, sheet: appleSheet[apple.Course](&c.run),
		rest: losses[oneroster.Course](&c.run, "sourcedId", "status", "title", "courseCode", "orgSourcedId")}
	w.id, w.location = c.ids(w.sheet["course_id"]), c.ids(w.sheet["location_id"])
	err = each(&c.run, rosterFile[oneroster.Course](), w.row)
	if c.modes["courses.csv"] == oneroster.ModeAbsent {
		err = optional(err)
	}
	if err != nil {
		return err
	}
	if c.fromClasses {
		if err := each(&c.run, rosterFile[oneroster.Class](), w.fromClass); err != nil {
			return err
		}
	}
	return out.close()
}

type courseWriter struct {
	*toApple
	out          *output[apple.Course]
	sheet        sheet
	rest         func(*oneroster.Course)
	id, location *idMapper
}

func (w *courseWriter) row(row *oneroster.Course, n int) error {
	item, fate := w.courses.row(n)
	if fate != "" {
		w.settle(fate)
		return nil
	}
	k := &w.courses.items[item]
	w.rest(row)
	if k.used {
		id, err := w.id.key(w.courses.ids[item])
		if err != nil {
			return err
		}
		return w.out.row(w.course(row, id, max(k.school, k.other)))
	}
	return w.perSchool(row, k)
}

// perSchool writes a course once for each school that has it. The first row
// stands for the source's.
func (w *courseWriter) perSchool(row *oneroster.Course, k *course) error {
	for i, p := range k.copies {
		id, err := w.made(p.id)
		if err != nil {
			return err
		}
		v := w.course(row, id, p.location)
		if i == 0 {
			err = w.out.row(v)
		} else {
			err = w.out.extra(v)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// made writes an id made up by settleCourses.
func (w *courseWriter) made(id string) (string, error) {
	name, err := w.id.key(id)
	w.id.Mapped--
	w.id.invent(name)
	return name, err
}

func (w *courseWriter) course(row *oneroster.Course, id string, location int32) apple.Course {
	return apple.Course{
		CourseID:     id,
		CourseNumber: w.sheet["course_number"].cut(row.CourseCode),
		CourseName:   w.sheet["course_name"].cut(row.Title),
		LocationID:   w.location.ref(w.orgs.ids[location]),
	}
}

// fromClass writes the course made up for a class that has none.
func (w *courseWriter) fromClass(row *oneroster.Class, n int) error {
	item, fate := w.classes.row(n)
	if fate != "" || w.classes.items[item].course >= 0 {
		return nil
	}
	k := &w.classes.items[item]
	id, err := w.made(k.courseID)
	if err != nil {
		return err
	}
	name := row.Title
	if name == "" {
		name = row.ClassCode
	}
	return w.out.extra(apple.Course{
		CourseID:   id,
		CourseName: w.sheet["course_name"].invent(truncate(strings.Clone(name), w.sheet["course_name"].limit)),
		LocationID: w.location.ref(w.orgs.ids[k.location]),
	})
}
