package validate

import "github.com/seed-21142606/asm/oneroster"

func oneRosterFileMissing() *Rule {
	return &Rule{
		ID: "oneroster/file-missing",
		Doc: `The files that a roster needs are in the bundle.

They are orgs, academicSessions, courses, users, classes and enrollments, from 1.2 on roles, and in 1.0 demographics. A bundle of changes alone may do with fewer, but School Manager wants every file in every upload, changed or not. Files that the manifest announces have a rule of their own.`,
		Severity: Error, Consequence: UploadRejected,
		Sources: []Source{templateInformation, binding12, tables11},
		Setup: func(p *Pass) {
			p.onBundle(func() {
				if p.run.anyDelta() {
					return
				}
				p.eachData(func(f *file) {
					mode := p.run.mode(f.name)
					announced := mode == oneroster.ModeBulk || mode == oneroster.ModeDelta
					if needed(f.name, p.Version()) && !f.present && !announced && !p.run.meant(f.name) {
						p.Report(Position{File: f.name}, "the file is missing; a roster is not complete without it", "")
					}
				})
			})
		},
	}
}

// needed reports whether a roster is not complete without the file.
func needed(name, version string) bool {
	switch name {
	case oneroster.FileName[oneroster.UserProfile]():
		return false
	case oneroster.FileName[oneroster.Demographics]():
		return version == string(oneroster.V10)
	}
	return true
}

func oneRosterFileName() *Rule {
	return &Rule{
		ID: "oneroster/file-name",
		Doc: `Files have exactly the names that the standard gives them.

Letter case counts: academicSessions.csv. A file under another name is not found. The check looks for names that differ from a missing one by a letter or two.`,
		Severity: Error, Consequence: UploadRejected,
		Sources: []Source{binding12, templateInformation},
		Setup:   fileName,
	}
}

func oneRosterFileUnexpected() *Rule {
	return &Rule{
		ID: "oneroster/file-unexpected",
		Doc: `The bundle holds files of its version of OneRoster and nothing else.

Some receivers refuse a bundle with other files, some ignore them. They may be there by mistake, and hold data that was not meant to be sent. Take them out.`,
		Severity: Warning, Consequence: Unknown,
		Sources: []Source{longsight, inferred(binding12)},
		Setup:   fileUnexpected,
	}
}

func oneRosterFolder() *Rule {
	return &Rule{
		ID: "oneroster/folder",
		Doc: `No file is in a folder.

The standard and Apple both want all files at the top level of the archive. Compress the files themselves, not the folder that holds them.`,
		Severity: Error, Consequence: UploadRejected,
		Sources: []Source{templateInformation, binding12},
		Setup:   folder,
	}
}

func oneRosterFileEmpty() *Rule {
	return &Rule{
		ID: "oneroster/file-empty",
		Doc: `Every file that a roster needs has rows.

The standard does not permit a file of a header alone, and without these rows there is no roster. If the export has failed half-way, repeat it. Optional files have a rule of their own.`,
		Severity: Error, Consequence: Unknown,
		Sources: []Source{binding12},
		Setup: func(p *Pass) {
			fileEmpty(func(f *file) bool { return needed(f.name, p.Version()) })(p)
		},
	}
}

func oneRosterFileEmptyOptional() *Rule {
	return &Rule{
		ID: "oneroster/file-empty-optional",
		Doc: `Every optional file has rows, or is left out.

They are userProfiles and, but for 1.0, demographics. The standard does not permit a file of a header alone; exports in use contain them all the same, and nothing is lost by it, so this is no error. Leave the file out and say absent in the manifest.`,
		Severity: Warning, Consequence: Unknown,
		Sources: []Source{binding12, mockRoster},
		Setup: func(p *Pass) {
			fileEmpty(func(f *file) bool { return !needed(f.name, p.Version()) })(p)
		},
	}
}
