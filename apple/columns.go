package apple

import "slices"

// A Column is what Apple publishes about one column of T's file, and the way
// to its value in a row. The codec and the validator both work from it.
type Column[T Record] struct {
	Name    string   // as in the template's header
	Aliases []string // other names that are read for it, in lower case

	Required bool     // must not be blank
	Unique   bool     // no two rows of the file may share a value
	MaxChars int      // most characters allowed, 0 if Apple names no limit
	Values   []string // the only values allowed besides blank; nil allows any
	// Identifier is set for keys, which must consist of letters, digits and
	// hyphens.
	Identifier bool
	// Refs names the column that must hold the value too, such as
	// "locations.csv:location_id"; "" for a column that refers to nothing.
	Refs string
	// Max is how many columns a numbered column may have, as in location_id,
	// location_id_2 and so on; 0 for a column that is not numbered. Template
	// is how many the template file has.
	Max, Template int

	Doc    string // what the column holds
	Source string // the page that says so

	text func(*T) *string
	list func(*T) *[]string
}

// Text returns the address of the column's value in row, or nil for a numbered
// column, whose values [Column.List] gives.
func (c Column[T]) Text(row *T) *string {
	if c.text == nil {
		return nil
	}
	return c.text(row)
}

// List returns the address of a numbered column's values in row, or nil for
// any other column.
func (c Column[T]) List(row *T) *[]string {
	if c.list == nil {
		return nil
	}
	return c.list(row)
}

// Columns returns the columns of T's file in the order of the template. The
// slice is the caller's.
func Columns[T Record]() []Column[T] { return slices.Clone(fileOf[T]().columns) }

// FileName returns the only name that T's file may have in an upload.
func FileName[T Record]() string { return fileOf[T]().name }

// FileNames returns the names of the six files, each after those it refers to.
// Every upload must hold all of them, changed or not.
func FileNames() []string {
	return []string{
		locationFile.name, studentFile.name, staffFile.name,
		courseFile.name, classFile.name, rosterFile.name,
	}
}

// Pages of the Apple School Manager User Guide, as of November 2026.
const (
	guide          = "Apple School Manager User Guide, "
	templateInfo   = guide + "Template information for importing data"
	studentsPage   = guide + "Use the Apple Students template"
	staffPage      = guide + "Use the Apple Staff template"
	coursesPage    = guide + "Use the Apple Courses template"
	classesPage    = guide + "Use the Apple Classes template"
	rostersPage    = guide + "Use the Apple Rosters template"
	locationsPage  = guide + "Use the Apple Locations template"
	locationsIDs   = "locations.csv:location_id"
	maxLocations   = 999
	maxInstructors = 15
)

// A file is the one table of a template file.
type file[T Record] struct {
	name    string
	columns []Column[T]
}

var studentFile = file[Student]{"students.csv", []Column[Student]{
	{Name: "person_id", Aliases: []string{"student_id"}, Required: true, Unique: true, Identifier: true, MaxChars: 256,
		Doc:    "Key of the person, unique over all locations and over students.csv and staff.csv together. It must never change: a new one makes a second account, and one that belonged to somebody else overwrites that account.",
		Source: studentsPage, text: func(s *Student) *string { return &s.PersonID }},
	{Name: "person_number", MaxChars: 64,
		Doc:    "Badge or student number. Required if the format of Managed Apple Accounts uses it.",
		Source: studentsPage, text: func(s *Student) *string { return &s.PersonNumber }},
	{Name: "first_name", Required: true, MaxChars: 32, Doc: "Given name.",
		Source: studentsPage, text: func(s *Student) *string { return &s.FirstName }},
	{Name: "middle_name", Aliases: []string{"middle_initial"}, MaxChars: 32, Doc: "Middle name or initial.",
		Source: studentsPage, text: func(s *Student) *string { return &s.MiddleName }},
	{Name: "last_name", Required: true, MaxChars: 64, Doc: "Family name.",
		Source: studentsPage, text: func(s *Student) *string { return &s.LastName }},
	{Name: "grade_level", MaxChars: 64, Doc: "Grade, as free text.",
		Source: studentsPage, text: func(s *Student) *string { return &s.GradeLevel }},
	{Name: "email_address", Aliases: []string{"email"}, MaxChars: 256,
		Doc:    "E-mail address. Required with federated authentication, and unique if its domain is federated.",
		Source: studentsPage, text: func(s *Student) *string { return &s.EmailAddress }},
	{Name: "sis_username", Aliases: []string{"sis_user_name"}, MaxChars: 256,
		Doc:    "User name in the student information system. Required if the format of Managed Apple Accounts uses it.",
		Source: studentsPage, text: func(s *Student) *string { return &s.SISUsername }},
	{Name: "password_policy", Values: []string{"8", "6", "4"},
		Doc:    "How the student signs in: 8 for a standard password, 6 or 4 for that many digits, blank to leave it to the location.",
		Source: studentsPage, text: func(s *Student) *string { return (*string)(&s.PasswordPolicy) }},
	{Name: "location_id", Required: true, Identifier: true, MaxChars: 256, Refs: locationsIDs, Max: maxLocations, Template: 1,
		Doc:    "Where the student belongs; further places in location_id_2 to location_id_999.",
		Source: studentsPage, list: func(s *Student) *[]string { return &s.LocationIDs }},
}}

var staffFile = file[Staff]{"staff.csv", []Column[Staff]{
	{Name: "person_id", Aliases: []string{"instructor_id", "staff_id"}, Required: true, Unique: true, Identifier: true, MaxChars: 256,
		Doc:    "Key of the person, unique over all locations and over students.csv and staff.csv together. It must never change.",
		Source: staffPage, text: func(s *Staff) *string { return &s.PersonID }},
	{Name: "person_number", MaxChars: 64,
		Doc:    "Badge or employee number. Required if the format of Managed Apple Accounts uses it.",
		Source: staffPage, text: func(s *Staff) *string { return &s.PersonNumber }},
	{Name: "first_name", Required: true, MaxChars: 32, Doc: "Given name.",
		Source: staffPage, text: func(s *Staff) *string { return &s.FirstName }},
	{Name: "middle_name", Aliases: []string{"middle_initial"}, MaxChars: 32, Doc: "Middle name or initial.",
		Source: staffPage, text: func(s *Staff) *string { return &s.MiddleName }},
	{Name: "last_name", Required: true, MaxChars: 64, Doc: "Family name.",
		Source: staffPage, text: func(s *Staff) *string { return &s.LastName }},
	{Name: "email_address", Aliases: []string{"email"}, MaxChars: 256,
		Doc:    "E-mail address. Required with federated authentication, and unique if its domain is federated.",
		Source: staffPage, text: func(s *Staff) *string { return &s.EmailAddress }},
	{Name: "sis_username", Aliases: []string{"sis_user_name"}, MaxChars: 256,
		Doc:    "User name in the student information system. Required if the format of Managed Apple Accounts uses it.",
		Source: staffPage, text: func(s *Staff) *string { return &s.SISUsername }},
	{Name: "location_id", Required: true, Identifier: true, MaxChars: 256, Refs: locationsIDs, Max: maxLocations, Template: 1,
		Doc:    "Where the person works; further places in location_id_2 to location_id_999.",
		Source: staffPage, list: func(s *Staff) *[]string { return &s.LocationIDs }},
}}

var courseFile = file[Course]{"courses.csv", []Column[Course]{
	{Name: "course_id", Required: true, Unique: true, Identifier: true, MaxChars: 256, Doc: "Key of the course.",
		Source: coursesPage, text: func(c *Course) *string { return &c.CourseID }},
	{Name: "course_number", Aliases: []string{"course_num"}, MaxChars: 64, Doc: "Code of the course in the catalogue.",
		Source: coursesPage, text: func(c *Course) *string { return &c.CourseNumber }},
	{Name: "course_name", MaxChars: 128, Doc: "Name of the course.",
		Source: coursesPage, text: func(c *Course) *string { return &c.CourseName }},
	{Name: "location_id", Required: true, Identifier: true, MaxChars: 256, Refs: locationsIDs, Doc: "Where the course is given.",
		Source: coursesPage, text: func(c *Course) *string { return &c.LocationID }},
}}

var classFile = file[Class]{"classes.csv", []Column[Class]{
	{Name: "class_id", Required: true, Unique: true, Identifier: true, MaxChars: 256, Doc: "Key of the class.",
		Source: classesPage, text: func(c *Class) *string { return &c.ClassID }},
	{Name: "class_number", Aliases: []string{"class_num"}, MaxChars: 64, Doc: "Code or name shown to teachers.",
		Source: classesPage, text: func(c *Class) *string { return &c.ClassNumber }},
	{Name: "course_id", Required: true, Identifier: true, MaxChars: 256, Refs: "courses.csv:course_id", Doc: "The course that the class is of.",
		Source: classesPage, text: func(c *Class) *string { return &c.CourseID }},
	{Name: "instructor_id", Identifier: true, MaxChars: 256, Refs: "staff.csv:person_id", Max: maxInstructors, Template: 3,
		Doc:    "Who teaches the class; further instructors in instructor_id_2 to instructor_id_15.",
		Source: classesPage, list: func(c *Class) *[]string { return &c.InstructorIDs }},
	{Name: "location_id", Required: true, Identifier: true, MaxChars: 256, Refs: locationsIDs, Doc: "Where the class is held.",
		Source: classesPage, text: func(c *Class) *string { return &c.LocationID }},
}}

var rosterFile = file[Roster]{"rosters.csv", []Column[Roster]{
	{Name: "roster_id", Required: true, Unique: true, Identifier: true, Doc: "Key of the row, unique over the whole organization.",
		Source: rostersPage, text: func(r *Roster) *string { return &r.RosterID }},
	{Name: "class_id", Required: true, Identifier: true, MaxChars: 256, Refs: "classes.csv:class_id", Doc: "The class.",
		Source: rostersPage, text: func(r *Roster) *string { return &r.ClassID }},
	{Name: "student_id", Aliases: []string{"person_id"}, Required: true, Identifier: true, MaxChars: 256, Refs: "students.csv:person_id", Doc: "The student in it, by person_id.",
		Source: rostersPage, text: func(r *Roster) *string { return &r.StudentID }},
}}

var locationFile = file[Location]{"locations.csv", []Column[Location]{
	{Name: "location_id", Required: true, Unique: true, Identifier: true, MaxChars: 256,
		Doc:    "Key of the location. It must not be the organization's original location, where no accounts can be made by upload.",
		Source: locationsPage, text: func(l *Location) *string { return &l.LocationID }},
	{Name: "location_name", Required: true, MaxChars: 256, Doc: "Name of the school or of the part of it.",
		Source: locationsPage, text: func(l *Location) *string { return &l.LocationName }},
}}
