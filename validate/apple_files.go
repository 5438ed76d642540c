package validate

func appleFileMissing() *Rule {
	return &Rule{
		ID: "apple/file-missing",
		Doc: `All six files are in the bundle.

After the first connection every upload has to hold all six files, even those in which nothing has changed. A list that is not there may be taken for an empty one, and what is missing from a list is deactivated. Add the file; if there is really nothing to say it consists of the header row.`,
		Severity: Error, Consequence: UploadRejected,
		Sources: []Source{templateInformation, inferred(studentsPage)},
		Setup: func(p *Pass) {
			p.onBundle(func() {
				p.each(func(f *file) {
					if !f.present && !p.run.meant(f.name) {
						p.Report(Position{File: f.name}, "the file is missing; every upload must hold all six files", "")
					}
				})
			})
		},
	}
}

func appleFileName() *Rule {
	return &Rule{
		ID: "apple/file-name",
		Doc: `Files have exactly the names of Apple's templates.

A file under another name, or in other letter case, is not found. Rename it. The check looks for names that differ from a missing one by a letter or two.`,
		Severity: Error, Consequence: UploadRejected,
		Sources: []Source{templateInformation},
		Setup:   fileName,
	}
}

func appleFileUnexpected() *Rule {
	return &Rule{
		ID: "apple/file-unexpected",
		Doc: `The bundle holds the six files and nothing else.

Nothing says what happens to other files. They may be there by mistake, and hold data that was not meant to be sent. Take them out.`,
		Severity: Warning, Consequence: Unknown,
		Sources: []Source{inferred(templateInformation)},
		Setup:   fileUnexpected,
	}
}

func appleFolder() *Rule {
	return &Rule{
		ID: "apple/folder",
		Doc: `No file is in a folder.

Apple wants all files at the top level of the archive. Compress the files themselves, not the folder that holds them.`,
		Severity: Error, Consequence: UploadRejected,
		Sources: []Source{templateInformation},
		Setup:   folder,
	}
}

func appleFileEmpty() *Rule {
	return &Rule{
		ID: "apple/file-empty",
		Doc: `Every file has rows.

An empty list says that there is nobody, or nothing, any more: accounts that earlier uploads made are deactivated, and deleted after 120 days. If an export has failed half-way, repeat it before uploading. Some uploaders send files of a header alone for lists that they do not use, so this is no error by itself; if nobody is left at all there is a rule of its own for that.`,
		Severity: Warning, Consequence: AccountDeactivated,
		Sources: []Source{templateInformation, bb2asm, dataMaker},
		Setup:   fileEmpty(func(*file) bool { return true }),
	}
}

func appleNobody() *Rule {
	return &Rule{
		ID: "apple/nobody",
		Doc: `Somebody is in students.csv or staff.csv.

If both lists are empty, everybody whom earlier uploads brought is missing from this one: all their accounts are deactivated, and deleted after 120 days. No school means that; repeat the export. If one of the two files is missing or cannot be read, that is reported instead.`,
		Severity: Error, Consequence: AccountDeactivated,
		Sources: []Source{templateInformation},
		Setup: func(p *Pass) {
			var empty []Position
			p.onEnd(func(f *file) {
				if !f.ofPeople() || !f.empty() {
					return
				}
				if empty = append(empty, f.top("")); len(empty) == 2 {
					p.report(empty[1], "nobody is in this file or in "+empty[0].File+"; repeat the export before every account is deactivated", "", empty[0])
				}
			})
		},
	}
}
