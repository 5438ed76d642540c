package command_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/seed-21142606/asm/examples/asmctl/internal/command"
)

// A word that must not appear anywhere stands in every cell of these rows, all
// of which break rules or cannot be read.
const marker = "Xyzzyq"

func TestNoValueIsShown(t *testing.T) {
	for _, format := range []string{"apple", "oneroster-1.1", "oneroster-1.2"} {
		dir := gen(t, format)
		for _, name := range names(t, dir) {
			plant(t, filepath.Join(dir, name))
		}
		out := filepath.Join(t.TempDir(), "out")
		ledger := filepath.Join(t.TempDir(), "ledger.json")
		to := "oneroster-1.1"
		if format != "apple" {
			to = "apple"
		}
		for _, args := range [][]string{
			{"validate", dir},
			{"validate", "--format", "json", dir},
			{"inspect", dir},
			{"convert", "--to", to, "--ledger", ledger, dir, out},
			{"sync", "--to", t.TempDir(), dir},
		} {
			o := asmctl(t, nil, args...)
			if args[0] == "validate" && o.code != 1 {
				t.Errorf("%s: validate found nothing: exit code %d\n%s", format, o.code, o.err)
			}
			account, _ := os.ReadFile(ledger) // is written by convert only
			if text := o.out + o.err + string(account); strings.Contains(text, marker) {
				at := strings.Index(text, marker)
				t.Errorf("%s %s shows a cell: %s", format, args[0], text[max(0, at-80):min(len(text), at+20)])
			}
		}
	}
}

// plant adds rows to a file whose every cell holds the marker.
func plant(t *testing.T, file string) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	header, _, _ := strings.Cut(string(text), "\n")
	width := strings.Count(header, ",") + 1
	cells := func(cell string, n int) string { return strings.TrimSuffix(strings.Repeat(cell+",", n), ",") + "\n" }
	text = append(text, cells(marker, width)+cells(marker, width)...)      // dangling, and twice
	text = append(text, cells(marker+" \xff", width)...)                   // not UTF-8
	text = append(text, cells("“"+marker+"”", width)...)                   // curly quotes
	text = append(text, cells(strings.Repeat(marker, 99), width)...)       // too long
	text = append(text, cells(marker, width+2)...)                         // too wide
	text = append(text, cells(marker, 1)...)                               // too narrow
	text = append(text, cells(`"`+marker+`"`+marker, width)+`"`+marker...) // broken quotes
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
}

// No output has colours unless they are asked for.
func TestColour(t *testing.T) {
	dir := gen(t, "oneroster-1.1")
	edit(t, filepath.Join(dir, "orgs.csv"), "school", "scool")
	for _, colour := range []bool{false, true} {
		o := run(t.Context(), command.Env{Colour: colour}, nil, "validate", dir)
		if strings.Contains(o.out, "\x1b[") != colour {
			t.Errorf("colour %v:\n%q", colour, o.out)
		}
	}
}
