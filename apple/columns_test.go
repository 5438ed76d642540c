package apple

import (
	"reflect"
	"strings"
	"testing"
)

// What Apple publishes, typed by hand from the pages and from template files
// written by others: column, then R for required, U for unique, the limit.
var published = map[string]string{
	"students.csv":  "person_id RU 256,person_number - 64,first_name R 32,middle_name - 32,last_name R 64,grade_level - 64,email_address - 256,sis_username - 256,password_policy - 0,location_id R 256",
	"staff.csv":     "person_id RU 256,person_number - 64,first_name R 32,middle_name - 32,last_name R 64,email_address - 256,sis_username - 256,location_id R 256",
	"courses.csv":   "course_id RU 256,course_number - 64,course_name - 128,location_id R 256",
	"classes.csv":   "class_id RU 256,class_number - 64,course_id R 256,instructor_id - 256,location_id R 256",
	"rosters.csv":   "roster_id RU 0,class_id R 256,student_id R 256",
	"locations.csv": "location_id RU 256,location_name R 256",
}

var references = map[string]string{
	"students.csv:location_id":  "locations.csv:location_id",
	"staff.csv:location_id":     "locations.csv:location_id",
	"courses.csv:location_id":   "locations.csv:location_id",
	"classes.csv:course_id":     "courses.csv:course_id",
	"classes.csv:instructor_id": "staff.csv:person_id",
	"classes.csv:location_id":   "locations.csv:location_id",
	"rosters.csv:class_id":      "classes.csv:class_id",
	"rosters.csv:student_id":    "students.csv:person_id",
}

func TestColumns(t *testing.T) {
	testColumns[Student](t)
	testColumns[Staff](t)
	testColumns[Course](t)
	testColumns[Class](t)
	testColumns[Roster](t)
	testColumns[Location](t)
}

func testColumns[T Record](t *testing.T) {
	name := FileName[T]()
	var got []string
	addresses := map[any]string{}
	var row T
	for _, c := range Columns[T]() {
		flags := ""
		if c.Required {
			flags += "R"
		}
		if c.Unique {
			flags += "U"
		}
		if flags == "" {
			flags = "-"
		}
		got = append(got, c.Name+" "+flags+" "+itoa(c.MaxChars))
		if want := references[name+":"+c.Name]; c.Refs != want {
			t.Errorf("%s %s refers to %q, want %q", name, c.Name, c.Refs, want)
		}
		if c.Doc == "" || !strings.HasPrefix(c.Source, "Apple School Manager User Guide, ") {
			t.Errorf("%s %s: no documentation or no source", name, c.Name)
		}
		text, list := c.Text(&row), c.List(&row)
		if (text == nil) == (list == nil) || (list != nil) != (c.Max > 0) {
			t.Errorf("%s %s: has to be either numbered or not", name, c.Name)
		}
		for _, address := range []any{text, list} {
			if reflect.ValueOf(address).IsNil() {
				continue
			}
			if other := addresses[address]; other != "" {
				t.Errorf("%s: %s and %s are the same field", name, other, c.Name)
			}
			addresses[address] = c.Name
		}
	}
	if s := strings.Join(got, ","); s != published[name] {
		t.Errorf("%s has\n%s, want\n%s", name, s, published[name])
	}
	if n := reflect.TypeFor[T]().NumField(); n != len(addresses) {
		t.Errorf("%s: %d fields, %d of them have a column", name, n, len(addresses))
	}
}

func itoa(n int) string {
	if n == 0 {
		return "0"
	}
	return strings.TrimLeft(itoa(n/10), "0") + string(rune('0'+n%10))
}

// The slice that Columns returns may be changed without harm.
func TestColumnsAreCopies(t *testing.T) {
	Columns[Student]()[0].Name = "changed"
	if name := Columns[Student]()[0].Name; name != "person_id" {
		t.Errorf("first column is now %q", name)
	}
}

func TestFileNames(t *testing.T) {
	seen := map[string]bool{}
	for _, name := range FileNames() {
		seen[name] = true
		for from, to := range references {
			if file, _, _ := strings.Cut(from, ":"); file == name {
				if target, _, _ := strings.Cut(to, ":"); !seen[target] {
					t.Errorf("%s comes before %s, to which it refers", name, target)
				}
			}
		}
	}
	if len(seen) != 6 {
		t.Errorf("%d files, want 6", len(seen))
	}
}
