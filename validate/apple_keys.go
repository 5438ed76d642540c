package validate

import "strings"

func appleUnique() *Rule {
	return &Rule{
		ID: "apple/unique",
		Doc: `No two rows of a file have the same key.

Each row must stand for one location, course, class or seat in a class, and its key for that row alone. Delete one of the rows if they say the same; otherwise give one of them a key of its own. Person_id has a rule of its own.`,
		Severity: Error, Consequence: Unknown,
		Sources: []Source{templateInformation, coursesPage, classesPage, rostersPage, locationsPage},
		Setup: func(p *Pass) {
			p.each(func(f *file) {
				for _, c := range f.columns {
					if c.unique && c.name != "person_id" {
						p.unique(p.run.keysOf(f, c))
					}
				}
			})
		},
	}
}

func applePersonIDUnique() *Rule {
	return &Rule{
		ID: "apple/person-id-unique",
		Doc: `No two people have the same person_id, in students.csv and staff.csv together.

A person who comes with the person_id of another overwrites that one's account, and the account can be changed by upload only from then on. A pupil of two schools is one row with location_id_2. Somebody who is in both files has to be in one. Two people need two keys.`,
		Severity: Error, Consequence: AccountMerged,
		Sources: []Source{templateInformation, editAccountsPage},
		Setup: func(p *Pass) {
			var group []*keys
			p.each(func(f *file) {
				if c := f.column("person_id"); c != nil && c.unique {
					group = append(group, p.run.keysOf(f, c))
				}
			})
			p.unique(group...)
		},
	}
}

func appleReference() *Rule {
	return &Rule{
		ID: "apple/reference",
		Doc: `What a row refers to is in the file it refers to.

A location, course, class, instructor or student that is not defined in its file makes the whole upload fail, not just the row. Letter case counts. Add the missing row, or take the reference out: blank an instructor, drop a roster row. If the referred file is missing or cannot be read, that is reported instead.`,
		Severity: Error, Consequence: UploadRejected,
		Sources: []Source{templateInformation, studentsPage, classesPage},
		Setup: func(p *Pass) {
			p.each(func(f *file) {
				for _, c := range f.columns {
					if target := p.run.target(c.refs); target != nil {
						p.refer(f, c, target)
					}
				}
			})
		},
	}
}

// target returns the keys of a column named as file:column, or nil if there is
// no such column.
func (r *run) target(refs string) *keys {
	name, field, _ := strings.Cut(refs, ":")
	s := r.file(name)
	if s == nil {
		return nil
	}
	c := s.core().column(field)
	if c == nil {
		return nil
	}
	return r.keysOf(s.core(), c)
}
