package district

import (
	"fmt"
	"strconv"
	"strings"
)

// A person has what every format asks about people.
type person struct {
	id     string
	number string // on the badge
	first  string
	middle string
	last   string
	email  string
	login  string // unique in the district
}

// student returns the district's student i.
func (d *District) student(i int) person {
	p, base := d.someone(kindStudent, i)
	p.id = d.studentID(i)
	p.number = strconv.Itoa(1_000_000 + i)
	p.login = base[:1] + base[strings.IndexByte(base, '.')+1:] + strconv.Itoa(100+i)
	p.email = p.login + "@students." + d.domain
	return p
}

// employee returns teacher or principal i.
func (d *District) employee(i int) person {
	p, base := d.someone(kindStaff, i)
	p.id = d.staffID(i)
	p.number = fmt.Sprintf("E%05d", i+1)
	p.login = base + "." + strconv.Itoa(i+1)
	p.email = p.login + "@staff." + d.domain
	return p
}

// guardian returns the guardian of student i, who has the student's last name.
func (d *District) guardian(i int) person {
	p, base := d.someone(kindGuardian, i)
	child, childBase := d.someone(kindStudent, i)
	p.last = child.last
	_, family, _ := strings.Cut(childBase, ".")
	given, _, _ := strings.Cut(base, ".")
	p.id = d.guid(kindGuardian, i)
	p.login = "family." + given + "." + family + strconv.Itoa(100+i)
	p.email = p.login + "@mail." + d.domain
	return p
}

// hasGuardian reports whether the OneRoster export knows a guardian of student i.
func (d *District) hasGuardian(i int) bool { return d.draw(kindGuardian, i, 1)%8 == 0 }

// studentID returns the id of student i. A third of the students have the short
// number, with leading zeros, that an older system gave them.
func (d *District) studentID(i int) string {
	if d.draw(kindStudent, i, 2)%3 == 0 {
		return fmt.Sprintf("%07d", 4711+i)
	}
	return d.guid(kindStudent, i)
}

// staffID returns the id of teacher or principal i: a GUID for a quarter of
// them, else a short one.
func (d *District) staffID(i int) string {
	if d.draw(kindStaff, i, 2)%4 == 0 {
		return d.guid(kindStaff, i)
	}
	return fmt.Sprintf("T-%04d", i+1)
}

// someone returns the names of a person, and "given.family" in ASCII letters.
func (d *District) someone(k kind, i int) (p person, base string) {
	c := d.culture(d.draw(k, i, 11))
	given := c.given[d.draw(k, i, 12)%uint64(len(c.given))]
	family := c.family[d.draw(k, i, 13)%uint64(len(c.family))]
	p = person{first: given.text, middle: d.middleName(c, d.draw(k, i, 14)), last: family.text}
	if luck := d.draw(k, i, 15); luck%100 == 0 {
		p.first += ` "` + nicknames[luck/100%uint64(len(nicknames))] + `"`
	}
	return p, given.login + "." + family.login
}

func (d *District) culture(luck uint64) culture {
	at := int(luck % 100)
	for _, c := range d.cultures {
		if at -= c.weight; at < 0 {
			return c
		}
	}
	return d.cultures[0]
}

func (d *District) middleName(c culture, luck uint64) string {
	switch luck % 10 {
	case 0, 1, 2, 3:
		return ""
	case 4, 5, 6:
		return string(rune('A' + luck/10%26))
	}
	return c.given[luck/10%uint64(len(c.given))].text
}

// studentSchools returns the schools of student i, who is at home, first the own one.
func (d *District) studentSchools(home *school, i int) []*school {
	if host := d.hostOf(home); host != nil && d.isGuest(home, i) {
		return []*school{home, host}
	}
	return []*school{home}
}

// staffSchools returns the schools of teacher or principal i. One teacher in
// twenty divides the week between two schools.
func (d *District) staffSchools(home *school, i int) []*school {
	if i != home.staff && len(d.schools) > 1 && d.draw(kindStaff, i, 1)%20 == 0 {
		return []*school{home, d.schools[(home.index+1)%len(d.schools)]}
	}
	return []*school{home}
}
