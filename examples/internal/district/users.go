package district

import (
	"iter"
	"strings"

	"github.com/seed-21142606/asm/oneroster"
)

// A member is a user with a role at some schools.
type member struct {
	kind    kind
	index   int
	person  person
	role    string // as in 1.1
	schools []*school
}

// members yields principals and teachers, then students, each after the
// guardian if there is one.
func (d *District) members() iter.Seq[member] {
	return func(yield func(member) bool) {
		for i, home := range d.allStaff() {
			m := member{kindStaff, i, d.employee(i), oneroster.RoleTeacher, d.staffSchools(home, i)}
			if i == home.staff {
				m.role = oneroster.RoleAdministrator
			}
			if !yield(m) {
				return
			}
		}
		for i, home := range d.allStudents() {
			if d.hasGuardian(i) && !yield(member{kindGuardian, i, d.guardian(i), oneroster.RoleGuardian, []*school{home}}) {
				return
			}
			if !yield(member{kindStudent, i, d.student(i), oneroster.RoleStudent, d.studentSchools(home, i)}) {
				return
			}
		}
	}
}

// users yields users.csv. From 1.2 on, roles.csv tells their roles and schools.
func (d *District) users(with12 bool) iter.Seq[oneroster.User] {
	return func(yield func(oneroster.User) bool) {
		for m := range d.members() {
			p := m.person
			row := oneroster.User{
				SourcedID: p.id, EnabledUser: "true", Username: p.login,
				GivenName: p.first, MiddleName: p.middle, FamilyName: p.last,
				Identifier: p.number, Email: p.email,
			}
			d.describe(&row, m)
			if with12 {
				row.PrimaryOrgSourcedID = m.schools[0].id
			} else {
				row.Role = m.role
				row.OrgSourcedIDs = oneroster.List(strings.Join(ids(m.schools), ","))
			}
			if !yield(row) {
				return
			}
		}
	}
}

// describe adds what only students have, and links them with their guardians.
func (d *District) describe(row *oneroster.User, m member) {
	switch m.kind {
	case kindStudent:
		row.Grades = oneroster.List(gradeCode(m.schools[0].gradeOf(m.index)))
		row.UserIDs = oneroster.List("{LDAP:" + m.person.login + "}")
		if d.hasGuardian(m.index) {
			row.AgentSourcedIDs = oneroster.List(d.guid(kindGuardian, m.index))
		}
	case kindGuardian:
		row.AgentSourcedIDs = oneroster.List(d.studentID(m.index))
	}
}

// roles yields one row for each user and school. The first school's comes first.
func (d *District) roles() iter.Seq[oneroster.Role] {
	return func(yield func(oneroster.Role) bool) {
		for m := range d.members() {
			for _, s := range m.schools {
				row := oneroster.Role{
					SourcedID: m.person.id + "." + s.id, UserSourcedID: m.person.id, OrgSourcedID: s.id,
					RoleType: oneroster.RoleTypePrimary, Role: m.role,
				}
				if m.role == oneroster.RoleAdministrator {
					row.Role = oneroster.RolePrincipal
				}
				if !yield(row) {
					return
				}
			}
		}
	}
}
