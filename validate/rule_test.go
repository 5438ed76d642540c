package validate

import (
	"slices"
	"strings"
	"testing"
)

// TestCatalogue holds the rules of this package to what Check demands.
func TestCatalogue(t *testing.T) {
	if err := Check(append(Apple(), OneRoster()...)); err != nil {
		t.Error(err)
	}
	for _, r := range Apple() {
		if !strings.HasPrefix(r.ID, "apple/") {
			t.Errorf("rule %s is among those of Apple's format", r.ID)
		}
	}
	for _, r := range OneRoster() {
		if !strings.HasPrefix(r.ID, "oneroster/") {
			t.Errorf("rule %s is among those of OneRoster", r.ID)
		}
	}
}

// TestCatalogueFresh changes what Apple returns and asks again.
func TestCatalogueFresh(t *testing.T) {
	first := Apple()
	want := *first[0]
	*first[0] = Rule{}
	slices.Reverse(first)
	if got := Apple()[0]; got.ID != want.ID || got.Severity != want.Severity {
		t.Errorf("Apple()[0].ID = %q after changes to an earlier result, want %q", got.ID, want.ID)
	}
}

func TestCheck(t *testing.T) {
	source := Source{Title: "A guide", URL: "https://www.example.org/guide", Read: "2026-11-22", Basis: Documented}
	good := Rule{ID: "mine/rule", Doc: "All is well.\n\nWhy, and how to mend it.", Severity: Info,
		Consequence: Unknown, Sources: []Source{source}, Setup: func(*Pass) {}}
	for _, tt := range []struct {
		spoil func(*Rule)
		want  string
	}{
		{func(*Rule) {}, ""},
		{func(r *Rule) { r.ID = "rule" }, "the ID is not of the form"},
		{func(r *Rule) { r.ID = "mine/Rule" }, "the ID is not of the form"},
		{func(r *Rule) { r.Doc = "" }, "begin with a line that is a sentence"},
		{func(r *Rule) { r.Doc = "All is\nwell.\n\nWhy." }, "begin with a line that is a sentence"},
		{func(r *Rule) { r.Doc = "All is well." }, "why and how to mend it"},
		{func(r *Rule) { r.Severity = 0 }, "no severity"},
		{func(r *Rule) { r.Severity = Error + 1 }, "no severity"},
		{func(r *Rule) { r.Consequence = "" }, "no consequence"},
		{func(r *Rule) { r.Sources = nil }, "no source"},
		{func(r *Rule) { r.Setup = nil }, "no Setup"},
		{func(r *Rule) { r.Sources[0].Title = "" }, "no title"},
		{func(r *Rule) { r.Sources[0].URL = "guide" }, "no https URL"},
		{func(r *Rule) { r.Sources[0].Read = "22 November" }, "no date of reading"},
		{func(r *Rule) { r.Sources[0].Basis = "hearsay" }, "no basis"},
	} {
		r := good
		r.Sources = slices.Clone(good.Sources)
		tt.spoil(&r)
		err := Check([]*Rule{&r})
		switch {
		case tt.want == "" && err != nil:
			t.Errorf("Check of a good rule: %v", err)
		case tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)):
			t.Errorf("Check = %v, want %q", err, tt.want)
		}
	}
	if err := Check([]*Rule{&good, &good}); err == nil || !strings.Contains(err.Error(), "used twice") {
		t.Errorf("Check of the same rule twice = %v", err)
	}
	if err := Check([]*Rule{nil}); err == nil {
		t.Error("Check of a nil rule = nil")
	}
}

func TestSeverity(t *testing.T) {
	for s, want := range map[Severity]string{Info: "info", Warning: "warning", Error: "error"} {
		text, err := s.MarshalText()
		if err != nil || string(text) != want || s.String() != want {
			t.Errorf("%d: %q, %v, %q; want %q", int(s), text, err, s, want)
		}
	}
	for _, s := range []Severity{0, Error + 1, -1} {
		if text, err := s.MarshalText(); err == nil {
			t.Errorf("%d: %q, want an error", int(s), text)
		}
		if !strings.HasPrefix(s.String(), "Severity(") {
			t.Errorf("%d: %q", int(s), s)
		}
	}
}
