package validate_test

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing/fstest"

	"github.com/seed-21142606/asm/apple"
	"github.com/seed-21142606/asm/validate"
)

// bundle is a small district. Its roster names a class that does not exist, and
// a teacher has no e-mail address. In a program it would be os.DirFS("export").
var bundle = fstest.MapFS{
	"locations.csv": file("location_id,location_name", "LOC-1,Alder"),
	"students.csv": file("person_id,person_number,first_name,middle_name,last_name,grade_level,email_address,sis_username,password_policy,location_id",
		"S-1,1001,Ada,,Lund,9,ada@alder.example,ada,4,LOC-1"),
	"staff.csv": file("person_id,person_number,first_name,middle_name,last_name,email_address,sis_username,location_id",
		"T-1,2001,Ines,,Costa,,ines,LOC-1"),
	"courses.csv": file("course_id,course_number,course_name,location_id", "C-1,MA9,Mathematics,LOC-1"),
	"classes.csv": file("class_id,class_number,course_id,instructor_id,instructor_id_2,instructor_id_3,location_id",
		"K-1,9a,C-1,T-1,,,LOC-1"),
	"rosters.csv": file("roster_id,class_id,student_id", "R-1,K-1,S-1", "R-2,K-2,S-1"),
}

func file(lines ...string) *fstest.MapFile {
	return &fstest.MapFile{Data: []byte(strings.Join(lines, "\n") + "\n")}
}

func ExampleValidate() {
	report, err := validate.Validate(context.Background(), bundle, nil)
	if err != nil {
		fmt.Println(err) // the bundle could not be read
		return
	}
	for _, f := range report.Findings {
		fmt.Println(f)
	}
	fmt.Printf("%d errors, %d warnings\n", report.Summary.Errors, report.Summary.Warnings)
	// Output:
	// rosters.csv:3:5: error: class_id: the value is the class_id of no row in classes.csv; add the row there, or correct the value here [apple/reference]
	// 1 errors, 0 warnings
}

func ExampleRun() {
	for f, err := range validate.Run(context.Background(), bundle, nil) {
		if err != nil {
			fmt.Println(err)
			return
		}
		if f.Rule.Severity == validate.Error {
			fmt.Println(f.At, f.Rule.ID, f.Rule.Consequence)
			break // one is enough not to send it
		}
	}
	// Output: rosters.csv:3:5 apple/reference upload-rejected
}

func ExampleCollect() {
	seq := validate.Run(context.Background(), bundle, &validate.Options{
		AccountFields: []string{"email_address"},
	})
	report, err := validate.Collect(seq, 10) // of each rule
	fmt.Println(report.Summary, report.Counts["apple/account-field"], err)
	// Output: {2 0 0} 1 <nil>
}

// A rule of a school's own: everybody has an e-mail address there.
func ExampleOnRow() {
	email := &validate.Rule{
		ID:          "alder/email",
		Doc:         "Staff have an e-mail address.\n\nOur mail system makes one for everybody; ask the office.",
		Severity:    validate.Warning,
		Consequence: validate.Unknown,
		Sources: []validate.Source{{
			Title: "Handbook", URL: "https://handbook.alder.example/mail", Read: "2026-11-22", Basis: validate.Documented,
		}},
		Setup: func(p *validate.Pass) {
			blank := 0
			validate.OnRow(p, func(at validate.Position, s *apple.Staff) {
				if s.EmailAddress == "" {
					blank++
					at.Field = "email_address"
					p.Report(at, "no e-mail address; ask the office for one", s.EmailAddress)
				}
			})
			p.AtEnd(func() { fmt.Println(blank, "without") })
		},
	}
	if err := validate.Check([]*validate.Rule{email}); err != nil {
		fmt.Println(err)
	}
	opts := &validate.Options{Rules: []*validate.Rule{email}}
	for f := range validate.Run(context.Background(), bundle, opts) {
		fmt.Println(f)
	}
	// Output:
	// staff.csv:2:22: warning: email_address: no e-mail address; ask the office for one [alder/email]
	// 1 without
}

// Rules are values: a program can leave some out and take others more
// seriously than the sources do.
func ExampleApple() {
	var rules []*validate.Rule
	for _, r := range validate.Apple() {
		switch r.ID {
		case "apple/line-ends", "apple/needless-quotes":
			continue // we know
		case "apple/identifier-characters":
			r.Severity = validate.Error
		}
		rules = append(rules, r)
	}
	report, err := validate.Validate(context.Background(), bundle, &validate.Options{Rules: rules})
	fmt.Println(len(validate.Apple())-len(rules), report.OK(), err)
	// Output: 2 false <nil>
}

func ExampleOneRoster() {
	for _, r := range validate.OneRoster() {
		if r.ID == "oneroster/year" {
			fmt.Println(r.Doc)
			fmt.Println(r.Severity, r.Sources[0].Title)
		}
	}
	// Output:
	// A school year is written as the four digits of the year in which it ends.
	//
	// The year 2025-2026 is 2026.
	// error OneRoster CSV Binding 1.2
}

func ExampleDetect() {
	format, _, err := validate.Detect(bundle)
	fmt.Println(format, err)

	_, _, err = validate.Detect(fstest.MapFS{"export/students.csv": bundle["students.csv"]})
	fmt.Println(err)
	// Output:
	// apple <nil>
	// validate: the files are in the folder "export"; put them at the top level of the bundle
}

func ExampleCheck() {
	err := validate.Check([]*validate.Rule{{ID: "alder/email", Severity: validate.Info, Consequence: validate.Harmless}})
	fmt.Fprintln(os.Stdout, err)
	// Output:
	// rule "alder/email": Doc does not begin with a line that is a sentence
	// rule "alder/email": Doc does not say why and how to mend it after an empty line
	// rule "alder/email": no source
	// rule "alder/email": no Setup
}
