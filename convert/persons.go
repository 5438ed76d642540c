package convert

import (
	"strings"

	"github.com/seed-21142606/asm/apple"
	"github.com/seed-21142606/asm/oneroster"
)

// personFields are the columns of users.csv that both files of people have.
var personFields = []string{
	"sourcedId", "status", "orgSourcedIds", "role", "username",
	"givenName", "middleName", "familyName", "identifier", "email",
}

// A personWriter writes students.csv or staff.csv.
type personWriter struct {
	*toApple
	sheet        sheet
	rest         func(*oneroster.User)
	id, location *idMapper
	places       []string
}

func (c *toApple) personWriter(s sheet, also ...string) personWriter {
	mapped := append(append([]string{}, personFields...), also...)
	if c.opts.PreferredNames {
		mapped = append(mapped, "preferredGivenName", "preferredMiddleName", "preferredFamilyName")
	}
	w := personWriter{toApple: c, sheet: s, rest: losses[oneroster.User](&c.run, append(mapped, "primaryOrgSourcedId")...)}
	w.id, w.location = c.ids(s["person_id"]), c.ids(s["location_id"])
	if c.personNames == nil {
		c.personNames = w.id.names
	}
	w.id.names = c.personNames // a person is in one of the two files
	return w
}

// widest returns how many location columns people of that kind need.
func (c *toApple) widest(k kind) int {
	width := 0
	for i := range c.users.items {
		if u := &c.users.items[i]; u.goes == k && c.users.in(int32(i)) {
			width = max(width, len(u.places))
		}
	}
	return min(width, maxLocations)
}

var maxLocations = columnMax[apple.Student]("location_id")

// writeStudents writes the students, and accounts for all users but staff.
func (c *toApple) writeStudents() error {
	out, err := createApple[apple.Student](&c.run, c.widest(student))
	if err != nil {
		return err
	}
	w := c.personWriter(appleSheet[apple.Student](&c.run), "grades", "password")
	err = each(&c.run, rosterFile[oneroster.User](), func(u *oneroster.User, n int) error {
		item, fate := c.users.row(n)
		if fate != "" {
			c.settle(fate)
			return nil
		}
		if c.users.items[item].goes != student {
			return nil
		}
		p, err := w.person(u, item)
		if err != nil {
			return err
		}
		return out.row(apple.Student{
			PersonID: p.PersonID, PersonNumber: p.PersonNumber,
			FirstName: p.FirstName, MiddleName: p.MiddleName, LastName: p.LastName,
			GradeLevel:   w.grade(u.Grades),
			EmailAddress: p.EmailAddress, SISUsername: p.SISUsername,
			PasswordPolicy: w.policy(u.Password),
			LocationIDs:    p.LocationIDs,
		})
	})
	if err != nil {
		return err
	}
	return out.close()
}

// writeStaff writes the staff.
func (c *toApple) writeStaff() error {
	out, err := createApple[apple.Staff](&c.run, c.widest(staff))
	if err != nil {
		return err
	}
	w := c.personWriter(appleSheet[apple.Staff](&c.run))
	err = each(&c.run, rosterFile[oneroster.User](), func(u *oneroster.User, n int) error {
		item, fate := c.users.row(n)
		if fate != "" || c.users.items[item].goes != staff {
			return nil
		}
		p, err := w.person(u, item)
		if err != nil {
			return err
		}
		return out.row(p)
	})
	if err != nil {
		return err
	}
	return out.close()
}

// person fills the columns that students and staff share.
func (w *personWriter) person(u *oneroster.User, item int32) (apple.Staff, error) {
	given, middle, family := w.name(u)
	if given == "" || family == "" {
		w.warn(WarnBlankName)
	}
	w.rest(u)
	id, err := w.id.key(w.personID(item))
	return apple.Staff{
		PersonID:     id,
		PersonNumber: w.sheet["person_number"].fit(u.Identifier),
		FirstName:    w.sheet["first_name"].cut(given),
		MiddleName:   w.sheet["middle_name"].cut(middle),
		LastName:     w.sheet["last_name"].cut(family),
		EmailAddress: w.sheet["email_address"].fit(u.Email),
		SISUsername:  w.sheet["sis_username"].fit(u.Username),
		LocationIDs:  w.locations(&w.users.items[item]),
	}, err
}

// name chooses between the names on paper and those that the person goes by.
func (w *personWriter) name(u *oneroster.User) (given, middle, family string) {
	given, middle, family = u.GivenName, u.MiddleName, u.FamilyName
	if !w.opts.PreferredNames {
		return given, middle, family
	}
	prefer := func(field string, name *string, preferred string) {
		if preferred == "" {
			return
		}
		if *name != "" && *name != preferred {
			w.sheet[field].drop()
		}
		*name = preferred
	}
	prefer("first_name", &given, u.PreferredGivenName)
	prefer("middle_name", &middle, u.PreferredMiddleName)
	prefer("last_name", &family, u.PreferredFamilyName)
	return given, middle, family
}

func (w *personWriter) locations(u *user) []string {
	for range u.lost {
		w.sheet["location_id"].drop()
	}
	w.places = w.places[:0]
	for i, p := range u.places {
		if i >= maxLocations {
			w.sheet["location_id"].drop()
			continue
		}
		w.places = append(w.places, w.location.ref(w.orgs.ids[p]))
	}
	return w.places
}

// grade takes the first grade of the list; Apple has room for one.
func (w *personWriter) grade(grades oneroster.List) string {
	f, first := w.sheet["grade_level"], ""
	for g := range grades.All() {
		switch g = strings.TrimSpace(g); {
		case g == "":
		case first == "":
			first = g
		default:
			f.drop()
		}
	}
	if w.opts.StripGradeZero {
		if short := strings.TrimLeft(first, "0"); short != "" && short[0] >= '1' && short[0] <= '9' {
			first = short
		}
	}
	return f.cut(first)
}

// policy never lets anything but a policy through: the column may hold a real
// password.
func (w *personWriter) policy(password string) apple.PasswordPolicy {
	f, p := w.sheet["password_policy"], apple.PasswordPolicy(password)
	if w.opts.PolicyInPassword && p != "" && p.Valid() {
		return apple.PasswordPolicy(f.keep(password))
	}
	if password != "" {
		f.drop()
	}
	return apple.PasswordPolicy(f.invent(string(w.opts.StudentPolicy)))
}
