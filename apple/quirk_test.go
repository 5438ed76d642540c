package apple

import (
	"bytes"
	"os"
	"regexp"
	"strings"
	"testing"
)

// The documentation promises that a kind is its constant's name.
func TestQuirkNames(t *testing.T) {
	source, err := os.ReadFile("quirk.go")
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[string]QuirkKind{
		"BOM":            QuirkBOM,
		"CRLF":           QuirkCRLF,
		"Semicolon":      QuirkSemicolon,
		"NeedlessQuotes": QuirkNeedlessQuotes,
		"DoubledQuote":   QuirkDoubledQuote,
		"Backslash":      QuirkBackslash,
		"BareQuote":      QuirkBareQuote,
		"CurlyQuotes":    QuirkCurlyQuotes,
		"LineBreak":      QuirkLineBreak,
		"InvalidUTF8":    QuirkInvalidUTF8,
		"NUL":            QuirkNUL,
		"BlankLine":      QuirkBlankLine,
		"HeaderCase":     QuirkHeaderCase,
		"HeaderAlias":    QuirkHeaderAlias,
		"HeaderSpace":    QuirkHeaderSpace,
		"ColumnOrder":    QuirkColumnOrder,
		"ExtraColumn":    QuirkExtraColumn,
		"BlankColumn":    QuirkBlankColumn,
		"ShortRow":       QuirkShortRow,
		"TrailingCell":   QuirkTrailingCell,
	}
	word := regexp.MustCompile("[A-Z]+[a-z0-9]*")
	for name, kind := range kinds {
		if !bytes.Contains(source, []byte("Quirk"+name+" ")) {
			t.Errorf("Quirk%s is no constant", name)
		}
		want := strings.ToLower(strings.Join(word.FindAllString(name, -1), "-"))
		if string(kind) != want {
			t.Errorf("Quirk%s is %q, want %q", name, kind, want)
		}
	}
	if n := bytes.Count(source, []byte(" = QuirkKind(")); n != len(kinds) {
		t.Errorf("%d constants, %d are tested", n, len(kinds))
	}
}
