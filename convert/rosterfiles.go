package convert

import (
	"cmp"
	"slices"
	"strings"

	"github.com/seed-21142606/asm/apple"
	"github.com/seed-21142606/asm/oneroster"
)

func (c *toOneRoster) writeOrgs() error {
	out, err := createRoster[oneroster.Org](&c.run, c.encoding)
	if err != nil {
		return err
	}
	f := rosterSheet[oneroster.Org](&c.run)
	if c.opts.DistrictID != "" {
		err := out.extra(oneroster.Org{
			SourcedID: f["sourcedId"].invent(c.opts.DistrictID),
			Name:      f["name"].invent(cmp.Or(c.opts.DistrictName, c.opts.DistrictID)),
			Type:      f["type"].invent(oneroster.OrgDistrict),
		})
		if err != nil {
			return err
		}
	}
	err = each(&c.run, appleFile[apple.Location](), func(l *apple.Location, n int) error {
		if _, fate := c.locations.row(n); fate != "" {
			c.settle(fate)
			return nil
		}
		return out.row(oneroster.Org{
			SourcedID:       f["sourcedId"].keep(l.LocationID),
			Name:            f["name"].orElse(l.LocationName, l.LocationID),
			Type:            f["type"].invent(oneroster.OrgSchool),
			ParentSourcedID: f["parentSourcedId"].invent(c.opts.DistrictID),
		})
	})
	if err != nil {
		return err
	}
	return out.close()
}

func (c *toOneRoster) writeCourses() error {
	out, err := createRoster[oneroster.Course](&c.run, c.encoding)
	if err != nil {
		return err
	}
	f := rosterSheet[oneroster.Course](&c.run)
	err = each(&c.run, appleFile[apple.Course](), func(row *apple.Course, n int) error {
		item, fate := c.courses.row(n)
		if fate != "" {
			c.settle(fate)
			return nil
		}
		number := f["courseCode"].keep(row.CourseNumber)
		return out.row(oneroster.Course{
			SourcedID:           f["sourcedId"].keep(row.CourseID),
			SchoolYearSourcedID: f["schoolYearSourcedId"].invent(c.year.id()),
			Title:               f["title"].orElse(row.CourseName, number, row.CourseID),
			CourseCode:          number,
			OrgSourcedID:        f["orgSourcedId"].keep(c.locations.ids[c.courses.items[item].location]),
		})
	})
	if err != nil {
		return err
	}
	return out.close()
}

func (c *toOneRoster) writeClasses() error {
	out, err := createRoster[oneroster.Class](&c.run, c.encoding)
	if err != nil {
		return err
	}
	f := rosterSheet[oneroster.Class](&c.run)
	err = each(&c.run, appleFile[apple.Class](), func(row *apple.Class, n int) error {
		item, fate := c.classes.row(n)
		if fate != "" {
			c.settle(fate)
			return nil
		}
		k := &c.classes.items[item]
		if !k.studied {
			c.warn(WarnNoStudents)
		}
		return out.row(oneroster.Class{
			SourcedID:       f["sourcedId"].keep(row.ClassID),
			Title:           f["title"].invent(c.title(row, k)),
			CourseSourcedID: f["courseSourcedId"].keep(row.CourseID),
			ClassCode:       f["classCode"].keep(row.ClassNumber),
			ClassType:       f["classType"].invent(oneroster.ClassScheduled),
			SchoolSourcedID: f["schoolSourcedId"].keep(row.LocationID),
			TermSourcedIDs:  oneroster.List(f["termSourcedIds"].invent(c.year.termID())),
		})
	})
	if err != nil {
		return err
	}
	return out.close()
}

// title makes a title for a class, which Apple's files do not have. If there is
// no class number it is the title of the course, from which ToApple knows that
// there was none.
func (c *toOneRoster) title(row *apple.Class, k *appleClass) string {
	return cmp.Or(row.ClassNumber, c.courses.items[k.course].title)
}

func (c *toOneRoster) writeUsers() error {
	out, err := createRoster[oneroster.User](&c.run, c.encoding)
	if err != nil {
		return err
	}
	w := &userWriter{toOneRoster: c, out: out, sheet: rosterSheet[oneroster.User](&c.run),
		policy: &field{c.field("students.csv", "password_policy"), &c.run, 0}}
	if err := each(&c.run, appleFile[apple.Student](), w.student); err != nil {
		return err
	}
	if err := each(&c.run, appleFile[apple.Staff](), w.staffRow); err != nil {
		return err
	}
	return out.close()
}

type userWriter struct {
	*toOneRoster
	out    *output[oneroster.User]
	sheet  sheet
	policy *field // has no place but with PolicyInPassword
	list   []string
}

func (w *userWriter) student(s *apple.Student, n int) error {
	if _, fate := w.students.row(n); fate != "" {
		w.settle(fate)
		return nil
	}
	u := w.user(&apple.Staff{
		PersonID: s.PersonID, PersonNumber: s.PersonNumber,
		FirstName: s.FirstName, MiddleName: s.MiddleName, LastName: s.LastName,
		EmailAddress: s.EmailAddress, SISUsername: s.SISUsername, LocationIDs: s.LocationIDs,
	})
	u.Role = w.sheet["role"].keep(oneroster.RoleStudent)
	u.Grades = oneroster.List(w.sheet["grades"].keep(s.GradeLevel))
	switch policy := string(s.PasswordPolicy); {
	case policy == "":
	case w.opts.PolicyInPassword && s.PasswordPolicy.Valid():
		u.Password = w.sheet["password"].keep(policy)
	default:
		w.policy.drop()
	}
	return w.out.row(u)
}

func (w *userWriter) staffRow(s *apple.Staff, n int) error {
	if _, fate := w.staff.row(n); fate != "" {
		w.settle(fate)
		return nil
	}
	u := w.user(s)
	u.Role = w.sheet["role"].keep(oneroster.RoleTeacher)
	return w.out.row(u)
}

// user fills the columns that students and staff share.
func (w *userWriter) user(s *apple.Staff) oneroster.User {
	if s.FirstName == "" || s.LastName == "" {
		w.warn(WarnBlankName)
	}
	f := w.sheet
	local, _, _ := strings.Cut(s.EmailAddress, "@")
	return oneroster.User{
		SourcedID:     f["sourcedId"].keep(s.PersonID),
		EnabledUser:   oneroster.Bool(f["enabledUser"].invent(string(oneroster.True))),
		OrgSourcedIDs: w.orgs(s.LocationIDs),
		Username:      f["username"].orElse(s.SISUsername, local, s.PersonID),
		GivenName:     f["givenName"].keep(s.FirstName),
		FamilyName:    f["familyName"].keep(s.LastName),
		MiddleName:    f["middleName"].keep(s.MiddleName),
		Identifier:    f["identifier"].keep(s.PersonNumber),
		Email:         f["email"].keep(s.EmailAddress),
	}
}

// orgs lists the locations that are there, each once.
func (w *userWriter) orgs(ids []string) oneroster.List {
	f := w.sheet["orgSourcedIds"]
	w.list = w.list[:0]
	for _, id := range ids {
		if id == "" {
			continue
		}
		if _, why := w.locations.find(id); why != "" || slices.Contains(w.list, id) {
			if why == ReasonDangling {
				w.warn(WarnDanglingOrg)
			}
			f.drop()
			continue
		}
		w.list = append(w.list, f.keep(id))
	}
	return oneroster.List(strings.Join(w.list, ","))
}

// orElse is value if there is one, else the first of others that is not blank.
func (f *field) orElse(value string, others ...string) string {
	if value != "" {
		return f.keep(value)
	}
	for _, other := range others {
		if other != "" {
			return f.invent(other)
		}
	}
	return ""
}
