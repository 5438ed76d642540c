package apple

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

// decode reads all rows, and lists quirks and errors by place.
func decode[T Record](in string, opts DecodeOptions) (rows []T, events []string) {
	opts.OnQuirk = func(q Quirk) {
		events = append(events, fmt.Sprintf("%s %s row %d %v", q.Kind, q.Field, q.Row, q.Position))
	}
	for row, err := range NewDecoder[T](strings.NewReader(in), &opts).All() {
		if err != nil {
			events = append(events, err.Error())
			continue
		}
		rows = append(rows, row)
	}
	return rows, events
}

func TestDecodeStudents(t *testing.T) {
	rows, events := decode[Student](
		"person_id,person_number,first_name,middle_name,last_name,grade_level,email_address,sis_username,password_policy,location_id,location_id_2\n"+
			"A-1,0049,\"Mary Ann\",,\"O\\\"Neil\",9,mary@school.example,mary,4,L1,L2\n"+
			"A-2,,Zoë,M,Žák,,,,,L1,\n", DecodeOptions{})
	want := []Student{
		{PersonID: "A-1", PersonNumber: "0049", FirstName: "Mary Ann", LastName: `O"Neil`, GradeLevel: "9", EmailAddress: "mary@school.example",
			SISUsername: "mary", PasswordPolicy: PolicyFour, LocationIDs: []string{"L1", "L2"}},
		{PersonID: "A-2", FirstName: "Zoë", MiddleName: "M", LastName: "Žák", LocationIDs: []string{"L1"}},
	}
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	if events != nil {
		t.Errorf("a file by the book has quirks: %q", events)
	}
}

func TestDecodeHeaders(t *testing.T) {
	for _, c := range []struct {
		reason, in string
		want       Class
		events     []string
	}{
		{"any order", "location_id,class_id,course_id,instructor_id\nL,C,K,T\n",
			Class{ClassID: "C", CourseID: "K", InstructorIDs: []string{"T"}, LocationID: "L"},
			[]string{"column-order class_id row 0 classes.csv:1:13"}},
		{"numbers in any order, blanks keep their place", "class_id,class_number,course_id,instructor_id_4,instructor_id,location_id\nC,,K,T4,T1,L\n",
			Class{ClassID: "C", CourseID: "K", InstructorIDs: []string{"T1", "", "", "T4"}, LocationID: "L"},
			[]string{"column-order instructor_id row 0 classes.csv:1:49"}},
		{"letter case and spaces", "Class_ID,class_number,course_id, instructor_id,location_id\nC,,K,T,L\n",
			Class{ClassID: "C", CourseID: "K", InstructorIDs: []string{"T"}, LocationID: "L"},
			[]string{"header-case class_id row 0 classes.csv:1:1", "header-space instructor_id row 0 classes.csv:1:33"}},
		{"numbers as exports write them", "class_id,class_number,course_id,instructor_id1,instructor_id 2,location_id\nC,,K,T,U,L\n",
			Class{ClassID: "C", CourseID: "K", InstructorIDs: []string{"T", "U"}, LocationID: "L"},
			[]string{"header-alias instructor_id row 0 classes.csv:1:33", "header-alias instructor_id_2 row 0 classes.csv:1:48"}},
		{"unknown and nameless columns", "class_id,class_number,course_id,class_name,instructor_id,location_id,\nC,,K,Name,T,L,\n",
			Class{ClassID: "C", CourseID: "K", InstructorIDs: []string{"T"}, LocationID: "L"},
			[]string{"extra-column class_name row 0 classes.csv:1:33", "blank-column  row 0 classes.csv:1:70"}},
		{"a sixteenth instructor has no column", "class_id,course_id,instructor_id_16,location_id\nC,K,T,L\n",
			Class{ClassID: "C", CourseID: "K", InstructorIDs: []string{""}, LocationID: "L"},
			[]string{"extra-column instructor_id_16 row 0 classes.csv:1:20"}},
		{"columns left out are blank", "class_id\nC\n", Class{ClassID: "C", InstructorIDs: []string{""}}, nil},
		{"the better name wins", "class_number,CLASS_ID,class_id\nN,D,C\n", Class{ClassID: "C", ClassNumber: "N", InstructorIDs: []string{""}},
			[]string{"extra-column CLASS_ID row 0 classes.csv:1:14", "column-order class_id row 0 classes.csv:1:23"}},
	} {
		t.Run(strings.ReplaceAll(c.reason, " ", "_"), func(t *testing.T) {
			rows, events := decode[Class](c.in, DecodeOptions{})
			if diff := cmp.Diff([]Class{c.want}, rows); diff != "" {
				t.Errorf("rows (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(c.events, events); diff != "" {
				t.Errorf("quirks (-want +got):\n%s", diff)
			}
		})
	}
}

func TestDecodeErrors(t *testing.T) {
	header := "location_id,location_name\n"
	for _, c := range []struct {
		reason, in string
		cause      error
		place      string
		field      string
		row        int
		final      bool
		after      int // rows read besides
	}{
		{"no header", "", ErrHeader, "locations.csv:1:1", "", 0, true, 0},
		{"rows without a header", "L1,North\nL2,South\n", ErrHeader, "locations.csv:1:1", "", 0, true, 0},
		{"a column twice", "location_id,location_name,location_id\nL1,North,L2\n", ErrDuplicate, "locations.csv:1:27", "", 0, true, 0},
		{"UTF-16", "\xfe\xff\x00l", ErrEncoding, "locations.csv:1:1", "", 0, true, 0},
		{"text after a quote", header + "L1,\"North\"x\nL2,South\n", ErrQuote, "locations.csv:2:10", "location_name", 1, false, 1},
		{"open quote", header + "L1,North\nL2,\"South\nL3,East\n", ErrQuote, "locations.csv:3:4", "location_name", 2, false, 2},
		{"too many cells", header + "L1,King, Jr.\nL2,South\n", ErrFieldCount, "locations.csv:2:9", "", 1, false, 1},
		{"too long", header + "L1," + strings.Repeat("x", 70000) + "\nL2,South\n", ErrTooLong, "locations.csv:2:4", "location_name", 1, false, 1},
	} {
		t.Run(strings.ReplaceAll(c.reason, " ", "_"), func(t *testing.T) {
			dec := NewDecoder[Location](strings.NewReader(c.in), nil)
			var found *ParseError
			rows := 0
			for _, err := range dec.All() {
				if err == nil {
					rows++
				} else if !errors.As(err, &found) {
					t.Fatalf("not a ParseError: %v", err)
				}
			}
			if found == nil || !errors.Is(found, c.cause) {
				t.Fatalf("error %v, want %v", found, c.cause)
			}
			if found.Position.String() != c.place || found.Field != c.field || found.Row != c.row || found.Final != c.final {
				t.Errorf("at %v field %q row %d final %v, want %s %q %d %v", found.Position, found.Field, found.Row, found.Final, c.place, c.field, c.row, c.final)
			}
			if rows != c.after {
				t.Errorf("%d rows besides, want %d", rows, c.after)
			}
			var l Location
			if err := dec.Decode(&l); c.final && !errors.Is(err, c.cause) || !c.final && err != io.EOF {
				t.Errorf("a later call returns %v", err)
			}
		})
	}
}

// Rows of the wrong width count, and so do those that cannot be read.
func TestDecodeWidth(t *testing.T) {
	rows, events := decode[Roster]("roster_id,class_id,student_id\nR1,C1\nR2,C2,S2,,\nR3,C3,S3,x\nR4,C4,S4\n", DecodeOptions{})
	if diff := cmp.Diff([]Roster{{RosterID: "R1", ClassID: "C1"}, {"R2", "C2", "S2"}, {"R4", "C4", "S4"}}, rows); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	want := []string{
		"short-row  row 1 rosters.csv:2:6",
		"trailing-cell  row 2 rosters.csv:3:10",
		"rosters.csv:4:10: more cells than the header has columns: 4 cells under 3 columns; a value with a delimiter in it needs quotes",
	}
	if diff := cmp.Diff(want, events); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
}

// Decode sets all of its argument, so that no value of an earlier row stays.
func TestDecodeSetsAll(t *testing.T) {
	dec := NewDecoder[Student](strings.NewReader("person_id,location_id,location_id_2\nA,L,M\nB\n"), nil)
	s := Student{FirstName: "left over"}
	for _, want := range []Student{{PersonID: "A", LocationIDs: []string{"L", "M"}}, {PersonID: "B", LocationIDs: []string{""}}} {
		if err := dec.Decode(&s); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, s); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
	if err := dec.Decode(&s); err != io.EOF {
		t.Errorf("at the end: %v", err)
	}
}

// Rows that are kept stay as they are while others are read.
func TestRowsMayBeKept(t *testing.T) {
	var in strings.Builder
	in.WriteString("person_id,location_id,location_id_2\n")
	for i := range 5000 {
		fmt.Fprintf(&in, "P%d,\"L \\\"%d\\\"\",M%d\n", i, i, i)
	}
	i := 0
	kept := map[int]Student{}
	for s, err := range NewDecoder[Student](strings.NewReader(in.String()), nil).All() {
		if err != nil {
			t.Fatal(err)
		}
		kept[i] = s
		i++
	}
	for i, s := range kept {
		if want := (Student{PersonID: fmt.Sprint("P", i), LocationIDs: []string{fmt.Sprintf(`L "%d"`, i), fmt.Sprint("M", i)}}); !cmp.Equal(want, s) {
			t.Fatalf("row %d is now %v", i, s)
		}
	}
	if len(kept) != 5000 {
		t.Errorf("%d rows", len(kept))
	}
}

func TestPos(t *testing.T) {
	dec := NewDecoder[Student](strings.NewReader("person_id;location_id;location_id_2\n\nA;\"L\\\nL\";M\n"), nil)
	var s Student
	if err := dec.Decode(&s); err != nil {
		t.Fatal(err)
	}
	for column, want := range map[string]string{"": "3:1", "person_id": "3:1", "location_id": "3:3", "location_id_2": "4:4", "grade_level": "3:1"} {
		p := dec.Pos(column)
		if got := fmt.Sprintf("%d:%d", p.Line, p.Column); got != want || p.Row != 1 || p.Field != column || p.File != "students.csv" {
			t.Errorf("%q is at %+v, want %s", column, p, want)
		}
	}
}

func TestRead(t *testing.T) {
	fsys := fstest.MapFS{"locations.csv": {Data: []byte("location_id,location_name\nL1,North\nL2,South\n")}}
	n := 0
	for _, err := range Read[Location](fsys, nil) {
		if err != nil {
			t.Fatal(err)
		}
		n++
		break
	}
	if n != 1 {
		t.Errorf("%d rows before the break", n)
	}
	for _, err := range Read[Course](fsys, nil) {
		if !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("a file that is not there: %v", err)
		}
		n++
	}
	if n != 2 {
		t.Error("the missing file was not told once")
	}
}

// No error or quirk may hold what stands in a cell.
func TestPrivacy(t *testing.T) {
	const marker = "Xyzzy"
	in := "person_id,first_name,location_id\n" +
		"\"" + marker + "\"" + marker + ",a,b\n" + marker + "," + marker + "," + marker + "," + marker + "\n" +
		"\"" + marker + ",\n" + "“" + marker + "”," + marker + "\"\"" + marker + ",\"" + marker + "\"\"\"\n" + marker + strings.Repeat(marker, 20000) + ",,\n"
	_, events := decode[Student](in, DecodeOptions{})
	if len(events) < 6 {
		t.Fatalf("only %q", events)
	}
	for _, e := range events {
		if strings.Contains(e, marker) {
			t.Errorf("cell text in %q", e)
		}
	}
}

func TestDecodeAllocations(t *testing.T) {
	const rows = 40_000
	var in strings.Builder
	in.WriteString("person_id,person_number,first_name,middle_name,last_name,grade_level,email_address,sis_username,password_policy,location_id\n")
	for i := range rows {
		fmt.Fprintf(&in, "%08d-aaaa-bbbb,%d,\"Mary Ann\",,Žák,9,person%d@school.example,person%d,4,%d\n", i, i, i, i, i%7)
	}
	for _, c := range []struct {
		borrow bool
		most   float64
	}{{false, 0.05}, {true, 0.005}} {
		got := testing.AllocsPerRun(3, func() {
			for _, err := range NewDecoder[Student](strings.NewReader(in.String()), &DecodeOptions{Borrow: c.borrow}).All() {
				if err != nil {
					t.Fatal(err)
				}
			}
		}) / rows
		if got > c.most {
			t.Errorf("borrow=%v: %.4f allocations a row, want at most %v", c.borrow, got, c.most)
		}
	}
}
