package validate

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
)

// mark is in every cell of the spoilt bundles.
const mark = "Marker"

// spoiltCells are cells with which nearly every rule has something to find.
var spoiltCells = []string{
	mark, " " + mark + "_ü ", strings.Repeat(mark, 45), "“" + mark + "”", mark + `"` + mark,
	`"` + mark + `""` + mark + `"`, `"` + mark + "\n" + mark + `"`, mark + `\` + mark, `"` + mark + `\"` + mark + `"`,
	mark + "\x00", mark + "\xff", `"` + mark + " , " + mark + `"`, `"` + mark + `"` + mark, `"` + mark,
	mark + "," + mark + "," + mark, mark + "\r",
}

// spoilt puts the cells below the headers of a bundle, in every combination of
// row and column, and drops a file or two.
func spoilt(b bundle, shift int) bundle {
	spoilt := bundle{}
	for name := range b {
		if name == "manifest.csv" && shift%2 == 0 {
			spoilt[name] = b[name]
			continue
		}
		header := b.lines(name)[0]
		lines := []string{header}
		for row := range 3 * len(spoiltCells) {
			cells := make([]string, strings.Count(header, ",")+1)
			for i := range cells {
				cells[i] = spoiltCells[(row/2+i*shift)%len(spoiltCells)]
			}
			lines = append(lines, strings.Join(cells, ","))
		}
		spoilt[name] = &fstest.MapFile{Data: []byte(strings.Join(lines, "\n") + "\n")}
	}
	return spoilt
}

// TestPrivacy looks for cell text in all that a run tells.
func TestPrivacy(t *testing.T) {
	rules := map[string]bool{}
	for name := range corpora {
		for shift := range len(spoiltCells) {
			b := spoilt(base(t, name), shift)
			delete(b, []string{"", "locations.csv", "orgs.csv"}[shift%3])
			r := validate(t, b, nil)
			for _, f := range r.Findings {
				rules[f.Rule.ID] = true
				if s := f.String() + fmt.Sprintf("%+v", f.At) + f.Value; strings.Contains(s, mark) {
					t.Fatalf("%s, shift %d: %s", name, shift, s)
				}
			}
			text, err := json.Marshal(r)
			if err != nil || strings.Contains(string(text), mark) {
				t.Fatalf("%s, shift %d: cell text in the report, %v", name, shift, err)
			}
		}
	}
	if len(rules) < 30 {
		t.Errorf("only %d rules had something to find: %v", len(rules), rules)
	}
}

// TestValuesShown makes sure that the cells are there when asked for.
func TestValuesShown(t *testing.T) {
	for name := range corpora {
		n := 0
		for _, f := range validate(t, spoilt(base(t, name), 1), &Options{ShowValues: true}).Findings {
			if strings.Contains(f.Value, mark) {
				n++
			}
			if strings.Contains(f.Message, mark) {
				t.Errorf("%s: cell text in the message %q", name, f.Message)
			}
		}
		if n == 0 {
			t.Errorf("%s: no finding shows its value", name)
		}
	}
}

// TestHeaderShown shortens names in headers, since a header may turn out to be
// a row.
func TestHeaderShown(t *testing.T) {
	long := strings.Repeat("x", 200)
	b := base(t, "apple").clone()
	b.put("locations.csv", []string{"location_id,location_name," + long, "LOC-1,a,", "LOC-2,b,"})
	got := only(validate(t, b, nil), "apple/header-unknown")
	if len(got) != 1 || got[0].At.Field != "" || strings.Contains(got[0].String(), strings.Repeat("x", 41)) || !strings.Contains(got[0].Message, strings.Repeat("x", 40)+"…") {
		t.Errorf("findings %v", got)
	}
}

// TestFieldShown reports a cell of a column that is not known. The column's
// name is from the file, and no Field.
func TestFieldShown(t *testing.T) {
	b := base(t, "apple").clone()
	b.put("locations.csv", []string{"location_id,location_name," + mark, "LOC-1,a,x\x00", "LOC-2,b,"})
	got := only(validate(t, b, nil), "apple/nul")
	if len(got) != 1 || got[0].At.Field != "" || got[0].At.Line != 2 {
		t.Errorf("findings %v, want one in line 2 without a field", got)
	}
}
