package apple_test

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"testing/fstest"

	"github.com/seed-21142606/asm/apple"
)

// A bundle is any fs.FS: os.DirFS for a folder, archive.OpenReader for a ZIP.
func ExampleRead() {
	bundle := fstest.MapFS{"students.csv": {Data: []byte(
		"person_id,first_name,last_name,grade_level,location_id,location_id_2\n" +
			"S-1,Ana,\"De Luca\",9,NORTH,\n" +
			"S-2,Bo,Li,10,NORTH,SOUTH\n")}}

	for s, err := range apple.Read[apple.Student](bundle, nil) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("%s, grade %s, at %d\n", s.PersonID, s.GradeLevel, len(s.LocationIDs))
	}
	// Output:
	// S-1, grade 9, at 1
	// S-2, grade 10, at 2
}

// A row that cannot be read is reported with its place, and the others are read.
func ExampleDecoder() {
	file := strings.NewReader("location_id,location_name\n" +
		"NORTH,North High\n" +
		"SOUTH,South, East and West\n" +
		"WEST,\"West \\\"Old\\\" High\"\n")

	dec := apple.NewDecoder[apple.Location](file, nil)
	for {
		var l apple.Location
		err := dec.Decode(&l)
		if err == io.EOF {
			break
		}
		var unreadable *apple.ParseError
		if errors.As(err, &unreadable) && !unreadable.Final {
			fmt.Println(err)
			continue
		}
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(l.LocationName)
	}
	// Output:
	// North High
	// locations.csv:3:13: more cells than the header has columns: 3 cells under 2 columns; a value with a delimiter in it needs quotes
	// West "Old" High
}

// OnQuirk hears of everything that is not as Apple wants it and could be read.
func ExampleDecodeOptions_quirks() {
	file := strings.NewReader("Roster_ID;class_id;student_id\r\n\"R1\";C1;S1\r\n")

	opts := &apple.DecodeOptions{OnQuirk: func(q apple.Quirk) {
		fmt.Println(q.Position, q.Kind)
	}}
	for r, err := range apple.NewDecoder[apple.Roster](file, opts).All() {
		fmt.Println(r.RosterID, err)
	}
	// Output:
	// rosters.csv:1:10 semicolon
	// rosters.csv:1:30 crlf
	// rosters.csv:1:1 header-case
	// rosters.csv:2:1 needless-quotes
	// R1 <nil>
}

// An Encoder writes the template's columns, in its order and Apple's dialect.
func ExampleEncoder() {
	enc := apple.NewEncoder[apple.Class](os.Stdout, nil)
	err := enc.Encode(apple.Class{
		ClassID:       "C-1",
		ClassNumber:   `The "Owls"`,
		CourseID:      "MATH",
		InstructorIDs: []string{"T-1", "T-2"},
		LocationID:    "NORTH",
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := enc.Close(); err != nil {
		fmt.Println(err)
	}
	// Output:
	// class_id,class_number,course_id,instructor_id,instructor_id_2,instructor_id_3,location_id
	// C-1,"The \"Owls\"",MATH,T-1,T-2,,NORTH
}

// Columns tells what Apple publishes, and reaches into rows without reflection.
func ExampleColumns() {
	row := apple.Location{LocationID: "NORTH", LocationName: "North High"}
	for _, c := range apple.Columns[apple.Location]() {
		fmt.Printf("%s: at most %d characters, has %d\n", c.Name, c.MaxChars, len(*c.Text(&row)))
	}
	// Output:
	// location_id: at most 256 characters, has 5
	// location_name: at most 256 characters, has 10
}

func ExampleFileNames() {
	for _, name := range apple.FileNames() {
		fmt.Println(name)
	}
	// Output:
	// locations.csv
	// students.csv
	// staff.csv
	// courses.csv
	// classes.csv
	// rosters.csv
}
