package oneroster_test

import (
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"strings"
	"testing/fstest"
	"time"

	"github.com/seed-21142606/asm/oneroster"
)

// bundle stands for what os.DirFS or an archive gives.
var bundle = fstest.MapFS{
	"manifest.csv": {Data: []byte("propertyName,value\nmanifest.version,1.0\noneroster.version,1.1\nfile.users,bulk\nfile.orgs,absent\nsource.systemName,Example SIS\n")},
	"users.csv": {Data: []byte("sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,givenName,familyName,grades\n" +
		"u-1,,,true,\"s-1,s-2\",student,mia,Mia,Example,09\n" +
		"u-2,,,true,s-1,teacher,tom,Tom,Example,\n")},
}

func ExampleRead() {
	for u, err := range oneroster.Read[oneroster.User](bundle, nil) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(u.SourcedID, u.Role)
		for org := range u.OrgSourcedIDs.All() {
			fmt.Println("  at", org)
		}
	}
	// Output:
	// u-1 student
	//   at s-1
	//   at s-2
	// u-2 teacher
	//   at s-1
}

// A row that cannot be read does not end the file.
func ExampleDecoder() {
	file := strings.NewReader("sourcedID,name,type,metadata.city\n" +
		"s-1,North,school,Springdale\n" +
		"s-2,\"South\"ern,school,\n" +
		"s-3,East,school,\n")
	dec := oneroster.NewDecoder[oneroster.Org](file, &oneroster.DecodeOptions{
		OnQuirk: func(q oneroster.Quirk) { fmt.Println(q.Position, q.Kind, q.Field) },
	})
	for {
		var org oneroster.Org
		err := dec.Decode(&org)
		var bad *oneroster.ParseError
		switch {
		case err == io.EOF:
			fmt.Println("metadata:", dec.Metadata())
			return
		case errors.As(err, &bad) && !bad.Final:
			fmt.Println(bad.Position, bad.Field, errors.Is(err, oneroster.ErrQuote))
		case err != nil:
			log.Fatal(err)
		default:
			fmt.Printf("%v %s %q\n", dec.Pos(""), org.Name, org.Metadata["metadata.city"])
		}
	}
	// Output:
	// orgs.csv:1:1 header-case sourcedId
	// orgs.csv:2:1 North "Springdale"
	// orgs.csv:3:11 name true
	// orgs.csv:4:1 East ""
	// metadata: [metadata.city]
}

func ExampleEncoder() {
	enc := oneroster.NewEncoder[oneroster.Org](os.Stdout, &oneroster.EncodeOptions{
		Version:  oneroster.V12,
		Metadata: []string{"metadata.city"},
	})
	err := enc.Encode(oneroster.Org{
		SourcedID: "s-1",
		Name:      `North "Hill", Springdale`,
		Type:      oneroster.OrgSchool,
		Metadata:  map[string]string{"metadata.city": "Springdale"},
	})
	if err != nil {
		log.Fatal(err)
	}
	if err := enc.Close(); err != nil {
		log.Fatal(err)
	}
	// Output:
	// sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId,metadata.city
	// s-1,,,"North ""Hill"", Springdale",school,,,Springdale
}

// A value that the version has no column for is refused, not dropped.
func ExampleEncoder_version() {
	enc := oneroster.NewEncoder[oneroster.User](io.Discard, &oneroster.EncodeOptions{Version: oneroster.V12})
	err := enc.Encode(oneroster.User{SourcedID: "u-1", Role: oneroster.RoleStudent})
	fmt.Println(errors.Is(err, oneroster.ErrNoColumn), err)
	// Output:
	// true users.csv: role: value without a column in this version
}

func ExampleColumnsIn() {
	for _, c := range oneroster.ColumnsIn[oneroster.Enrollment](oneroster.V11) {
		if c.Format == oneroster.FormatRef {
			fmt.Println(c.Name, c.Refs, c.Required, c.MaxChars)
		}
	}
	// Output:
	// classSourcedId classes.csv always 256
	// schoolSourcedId orgs.csv always 256
	// userSourcedId users.csv always 256
}

func ExampleColumn_ValuesIn() {
	for _, c := range oneroster.Columns[oneroster.Demographics]() {
		if c.Name == "sex" {
			fmt.Println(c.ValuesIn(oneroster.V11), c.ValuesIn(oneroster.V12))
			fmt.Println(c.Allows(oneroster.V11, "ext:x"), c.Allows(oneroster.V12, "ext:x"))
		}
	}
	// Output:
	// [male female] [male female unspecified other]
	// false true
}

func ExampleReadManifest() {
	m, err := oneroster.ReadManifest(bundle)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(m.Version, m.SourceName, m.Mode("users.csv"), m.Mode("orgs.csv"))
	// Output:
	// 1.1 Example SIS bulk absent
}

func ExampleManifest_Encode() {
	m := oneroster.NewManifest(oneroster.V11, "orgs.csv", "users.csv", "courses.csv", "classes.csv", "enrollments.csv")
	m.Files["enrollments.csv"] = oneroster.ModeDelta
	m.SourceName = "Example SIS"
	if err := m.Encode(os.Stdout); err != nil {
		log.Fatal(err)
	}
	// Output:
	// propertyName,value
	// manifest.version,1.0
	// oneroster.version,1.1
	// file.academicSessions,absent
	// file.categories,absent
	// file.classes,bulk
	// file.classResources,absent
	// file.courses,bulk
	// file.courseResources,absent
	// file.demographics,absent
	// file.enrollments,delta
	// file.lineItems,absent
	// file.orgs,bulk
	// file.resources,absent
	// file.results,absent
	// file.users,bulk
	// source.systemName,Example SIS
}

func ExampleDetect() {
	d, err := oneroster.Detect(bundle)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(d.Version, "by", d.Basis, d.Files)
	// Output:
	// 1.1 by manifest [users.csv]
}

func ExampleFileNames() {
	fmt.Println(oneroster.FileNames())
	fmt.Println(len(oneroster.AllFileNames(oneroster.V11)), len(oneroster.AllFileNames(oneroster.V12)))
	// Output:
	// [orgs.csv academicSessions.csv courses.csv users.csv userProfiles.csv roles.csv demographics.csv classes.csv enrollments.csv]
	// 13 21
}

func ExampleJoinList() {
	terms, err := oneroster.JoinList("2026-T1", "2026-T2")
	fmt.Println(terms, err)
	_, err = oneroster.JoinList("Reading, Writing")
	fmt.Println(errors.Is(err, oneroster.ErrListItem))
	// Output:
	// 2026-T1,2026-T2 <nil>
	// true
}

func ExampleBool_Value() {
	for _, b := range []oneroster.Bool{"true", "false", "TRUE", ""} {
		v, ok := b.Value()
		fmt.Println(v, ok)
	}
	// Output:
	// true true
	// false true
	// false false
	// false false
}

func ExampleDate_Time() {
	end, err := oneroster.Date("2026-08-01").Time()
	fmt.Println(end.Weekday(), err)
	_, err = oneroster.Date("8/1/2026").Time()
	fmt.Println(err)
	// Output:
	// Saturday <nil>
	// not a date; write it as YYYY-MM-DD
}

func ExampleDateTimeOf() {
	fmt.Println(oneroster.DateTimeOf(time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)))
	// Output:
	// 2026-01-02T03:04:05.000Z
}

func ExampleParseVersion() {
	fmt.Println(oneroster.ParseVersion("1.2"))
	fmt.Println(oneroster.ParseVersion("3"))
	// Output:
	// 1.2.1 true
	//  false
}
