package validate

import (
	"fmt"

	"github.com/seed-21142606/asm/internal/keyset"
	"github.com/seed-21142606/asm/oneroster"
)

func oneRosterUnique() *Rule {
	return &Rule{
		ID: "oneroster/unique",
		Doc: `No two rows of a file have the same sourcedId.

Of two rows with one key a receiver takes one, or overwrites the one with the other: a user's account then becomes another's. Delete one of the rows if they say the same; otherwise give one of them a key of its own.`,
		Severity: Error, Consequence: AccountMerged,
		Sources: []Source{binding12, templateInformation},
		Setup: func(p *Pass) {
			p.eachData(func(f *file) {
				for _, c := range f.columns {
					if c.unique && !c.other {
						p.unique(p.run.keysOf(f, c))
					}
				}
			})
		},
	}
}

// eachReference calls do for each column that refers to the rows of a file.
// Files of changes are left out, since what they refer to may have been sent
// before.
func (p *Pass) eachReference(do func(f *file, c *column, target *keys)) {
	p.eachData(func(f *file) {
		for _, c := range f.columns {
			target := p.run.target(c.refs)
			if target == nil || c.other || p.run.mode(f.name) == oneroster.ModeDelta || p.run.mode(target.file.name) == oneroster.ModeDelta {
				continue
			}
			do(f, c, target)
		}
	})
}

func oneRosterReference() *Rule {
	return &Rule{
		ID: "oneroster/reference",
		Doc: `What a row refers to is in the file it refers to.

Every object that a bulk file names by its sourcedId has to be in the bundle; for School Manager a reference that leads nowhere makes the whole upload fail. Letter case counts. Add the missing row, or take the reference out. Files that the manifest calls delta are not checked, since what they refer to may have been sent before.`,
		Severity: Error, Consequence: UploadRejected,
		Sources: []Source{binding12, templateInformation},
		Setup:   func(p *Pass) { p.eachReference(p.refer) },
	}
}

func oneRosterReferenceFile() *Rule {
	return &Rule{
		ID: "oneroster/reference-file",
		Doc: `The file that a column refers to is in the bundle.

Without it none of the references can be followed. It is reported at the column's first value, once for the column. Add the file.`,
		Severity: Error, Consequence: UploadRejected,
		Sources: []Source{binding12, templateInformation},
		Setup: func(p *Pass) {
			p.eachReference(func(f *file, c *column, target *keys) {
				told := false
				p.onCell(f, c, func(cell string) {
					if cell == "" || told || target.file.present {
						return
					}
					told = true
					p.cell(f, c, fmt.Sprintf("%s is not in the bundle, so none of the values of this column lead anywhere", target.file.name), cell)
				})
			})
		},
	}
}

func oneRosterReferenceType() *Rule {
	return &Rule{
		ID: "oneroster/reference-type",
		Doc: `The school of a class or an enrollment is an org of type school, and the school year of a course is a session of type schoolYear.

A type that begins with ext: will do as well. Refer to the school that the department belongs to, or to the year that the term belongs to; or correct the type.`,
		Severity: Error, Consequence: Unknown,
		Sources: []Source{binding12, tables11, longsight},
		Setup: func(p *Pass) {
			var schools, years keyset.Set
			OnRow(p, func(_ Position, row *oneroster.Org) { p.typed(&schools, row.SourcedID, row.Type, oneroster.OrgSchool) })
			OnRow(p, func(_ Position, row *oneroster.AcademicSession) {
				p.typed(&years, row.SourcedID, row.Type, oneroster.SessionSchoolYear)
			})
			p.eachReference(func(f *file, c *column, target *keys) {
				switch c.name {
				case "schoolSourcedId":
					p.referTyped(f, c, target, &schools, oneroster.OrgSchool)
				case "schoolYearSourcedId":
					p.referTyped(f, c, target, &years, oneroster.SessionSchoolYear)
				}
			})
		},
	}
}

// typed adds the key of a row that is of the wanted type, or of one that two
// parties have agreed upon.
func (p *Pass) typed(set *keyset.Set, key, is, wanted string) {
	if is == wanted || len(is) > len(oneroster.ExtensionPrefix) && is[:len(oneroster.ExtensionPrefix)] == oneroster.ExtensionPrefix {
		set.Add(p.run.hash(key))
	}
}

// referTyped demands of the cells of c that lead to a row that its type is the
// wanted one.
func (p *Pass) referTyped(f *file, c *column, target *keys, good *keyset.Set, wanted string) {
	p.onCell(f, c, func(cell string) {
		kind := target.file.column("type")
		if cell == "" || !target.file.usable(target.column) || !target.file.usable(kind) {
			return
		}
		if h := p.run.hash(cell); target.set.Has(h) && !good.Has(h) {
			p.cell(f, c, fmt.Sprintf("the row it names in %s is not of type %s", target.file.name, wanted), cell)
		}
	})
}

func oneRosterUserRole() *Rule {
	return &Rule{
		ID: "oneroster/user-role",
		Doc: `Every user has a role.

From 1.2 on only roles.csv says what somebody is, and at which school; nobody can tell whether a user without a row there is a student or a teacher. Add the row, or take the user out. If roles.csv is missing or cannot be read, that is reported instead. Nothing is checked if the manifest calls users or roles delta, since the role may have been sent before.`,
		Severity: Error, Consequence: Unknown,
		Sources: []Source{binding12},
		Setup: func(p *Pass) {
			users, roles := oneroster.FileName[oneroster.User](), oneroster.FileName[oneroster.Role]()
			if p.run.file(roles) == nil || p.run.mode(users) == oneroster.ModeDelta || p.run.mode(roles) == oneroster.ModeDelta {
				return
			}
			p.referredTo(p.run.target(users+":sourcedId"), p.run.target(roles+":userSourcedId"), "the user has no role; add a row to "+roles)
		},
	}
}
