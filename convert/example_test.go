package convert_test

import (
	"bytes"
	"context"
	"fmt"
	"log"
	"testing/fstest"
	"time"

	"github.com/seed-21142606/asm/apple"
	"github.com/seed-21142606/asm/archive"
	"github.com/seed-21142606/asm/convert"
	"github.com/seed-21142606/asm/oneroster"
)

func file(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }

// export stands for the folder or ZIP that a school exports: os.DirFS and
// archive.OpenReader give such file systems.
var export = fstest.MapFS{
	"orgs.csv": file("sourcedId,name,type\ns1,Oak School,school\n"),
	"users.csv": file("sourcedId,enabledUser,orgSourcedIds,role,username,givenName,familyName,grades\n" +
		"u1,true,s1,student,ada,Ada,Birch,09\n" +
		"u2,true,s1,teacher,tom,Tom,Alder,\n" +
		"u3,true,s1,parent,eve,Eve,Birch,\n"),
	"courses.csv": file("sourcedId,title,courseCode,orgSourcedId\nc1,Algebra,ALG,s1\n"),
	"classes.csv": file("sourcedId,title,courseSourcedId,classCode,classType,schoolSourcedId,termSourcedIds\n" +
		"k1,Algebra A,c1,ALG-A,scheduled,s1,t1\n"),
	"enrollments.csv": file("sourcedId,classSourcedId,schoolSourcedId,userSourcedId,role,primary\n" +
		"e1,k1,s1,u2,teacher,true\ne2,k1,s1,u1,student,\n"),
}

func ExampleToApple() {
	var upload bytes.Buffer
	zip := archive.NewWriter(&upload, nil)
	ledger, err := convert.ToApple(context.Background(), zip, export, nil)
	if err != nil {
		log.Fatal(err)
	}
	if err := zip.Close(); err != nil {
		log.Fatal(err)
	}
	fmt.Println(ledger.Target("students.csv").Rows, "student")
	fmt.Println(ledger.Target("staff.csv").Rows, "member of staff")
	fmt.Println(ledger.Left("users.csv", convert.ReasonRole), "left out:", convert.ReasonRole.Text())
	// Output:
	// 1 student
	// 1 member of staff
	// 1 left out: people in this role have no place in the result
}

func ExampleToAppleOptions() {
	dir := fstest.MapFS{}
	_, err := convert.ToApple(context.Background(), files(dir), export, &convert.ToAppleOptions{
		AsOf:           time.Date(2026, 9, 1, 0, 0, 0, 0, time.UTC),
		StudentPolicy:  apple.PolicySix,
		StripGradeZero: true,
		KeepUser:       func(u *oneroster.User) bool { return u.Grades != "KG" },
		OnChange: func(c convert.Change) {
			if c.Kind == convert.RowLeftOut {
				fmt.Println(c.At, c.Reason)
			}
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Print(string(dir["students.csv"].Data))
	// Output:
	// users.csv:4:1 role
	// person_id,person_number,first_name,middle_name,last_name,grade_level,email_address,sis_username,password_policy,location_id
	// u1,,Ada,,Birch,9,,ada,6,s1
}

func ExampleToOneRoster() {
	six, roster := fstest.MapFS{}, fstest.MapFS{}
	if _, err := convert.ToApple(context.Background(), files(six), export, nil); err != nil {
		log.Fatal(err)
	}
	ledger, err := convert.ToOneRoster(context.Background(), files(roster), six, &convert.ToOneRosterOptions{SchoolYear: 2027})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Print(string(roster["enrollments.csv"].Data))
	fmt.Println(ledger.Target("academicSessions.csv").MadeUp, "sessions made up")
	// Output:
	// sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate
	// k1-teacher-01-u2,,,k1,s1,u2,teacher,true,,
	// e2,,,k1,s1,u1,student,,,
	// 2 sessions made up
}

func ExampleLedger_WriteText() {
	ledger, err := convert.ToApple(context.Background(), files(fstest.MapFS{}), export, nil)
	if err != nil {
		log.Fatal(err)
	}
	if err := ledger.Balanced(); err != nil {
		log.Fatal(err)
	}
	fmt.Println(ledger.Source("users.csv").Read, "users read,", ledger.Source("users.csv").Written, "written")
	for _, w := range ledger.Warnings {
		fmt.Println(w.Count, w.Warning.Text())
	}
	// Output:
	// 3 users read, 2 written
}

func ExampleHashID() {
	// Keep a table of the names given if they have to be turned back.
	table := map[string]string{}
	opts := &convert.ToAppleOptions{MapID: func(id string) string {
		name := convert.HashID(id)
		table[name] = id
		return name
	}}
	fmt.Println(opts.MapID("ada@oak.example"))
	// Output:
	// 7334361dc38605d3f9a626ab078e3adc
}
