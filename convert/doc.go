// Package convert turns OneRoster bundles into Apple's six files ([ToApple])
// and Apple's files into OneRoster 1.1 ([ToOneRoster]). Both read from an
// [fs.FS] and write to a [Creator], which an archive.Writer is.
//
//	zip := archive.NewWriter(w, nil)
//	ledger, err := convert.ToApple(ctx, zip, os.DirFS("export"), nil)
//	if err = errors.Join(err, zip.Close()); err != nil {
//		return err
//	}
//	fmt.Println(ledger) // what was written, and who was left out and why
//
// # The mapping
//
//	Apple                            OneRoster
//	locations.location_id            orgs.sourcedId, of schools that something refers to
//	locations.location_name          orgs.name
//	students.person_id, staff.…      users.sourcedId, by role: users.role, in 1.2 roles.role
//	….person_number                  users.identifier
//	….first, middle, last_name       users.givenName, middleName, familyName
//	….email_address                  users.email
//	….sis_username                   users.username
//	….location_id, location_id_2 …   users.orgSourcedIds in order; in 1.2 users.primaryOrgSourcedId,
//	                                 then roles.orgSourcedId, primary roles first
//	students.grade_level             users.grades, the first
//	students.password_policy         nothing, but see PolicyInPassword
//	courses.course_id                courses.sourcedId
//	courses.course_number, _name     courses.courseCode, title
//	courses.location_id              courses.orgSourcedId
//	classes.class_id                 classes.sourcedId
//	classes.class_number             classes.classCode, else title
//	classes.course_id                classes.courseSourcedId
//	classes.location_id              classes.schoolSourcedId
//	classes.instructor_id …          enrollments of teachers
//	rosters.roster_id                enrollments.sourcedId, of students
//	rosters.class_id, student_id     enrollments.classSourcedId, userSourcedId
//
// Where that leaves a choice, the fields of [ToAppleOptions] say what happens
// by default and how to have it otherwise.
//
// # Nothing gets lost without a word
//
// The [Ledger] accounts for each row of the source: it was written, merged into
// a row of the result, or left out for a [Reason]. It counts for each column how
// many values were mapped, made up, dropped or truncated, and what somebody
// should look at ([Warning]). [Ledger.Balanced] adds up. Who wants to hear of
// each change as it happens sets OnChange.
//
// Names, titles, grades and codes over Apple's limits are cut, at a character;
// other values over them are dropped; a row whose id is over them is left out, for half an
// id is the id of something else. References in the result always lead
// somewhere, since School Manager refuses a whole upload for one that does not.
// School Manager deactivates whoever is missing from an upload, so a source that
// is not whole is refused: one that lacks a file that its manifest does not call
// absent, or a column of keys, or a delta without its base.
//
// # Memory
//
// The files are read several times, a row at a time. What is kept is an id and
// some numbers for each org, user, course and class, and 16 bytes for each
// enrollment. No goroutines are started.
//
// # Privacy
//
// The rows are about children. No error, no Change and no Ledger holds the text
// of a cell; they hold places, counts and names of columns and files. The
// column password of OneRoster may hold real passwords: nothing but 8, 6 or 4 is
// ever copied from it, and that on request only. The contents of demographics.csv
// and userProfiles.csv are never written anywhere.
//
// # Security considerations
//
// Ids are compared byte by byte. A row that has the id of an earlier one is left
// out, whatever else it says, unless the earlier one was left out itself. A role
// that makes a student a member of staff, who may reset passwords, is believed;
// whoever can write the source can do worse.
package convert
