package validate

import "testing"

func TestNearest(t *testing.T) {
	columns := []string{"person_id", "person_number", "first_name", "last_name", "location_id", "sis_username"}
	for _, tt := range []struct{ name, want, why string }{
		{"preson_id", "person_id", "two letters swapped"},
		{"persn_id", "person_id", "a letter missing"},
		{"personn_id", "person_id", "a letter too many"},
		{"pirson_id", "person_id", "a letter exchanged"},
		{"PersonID", "person_id", "letter case and underscore do not count"},
		{"person id", "person_id", "nor does a space"},
		{"firstname", "first_name", "nor its lack"},
		{"locatin_idd", "location_id", "two slips in a long name"},
		{"last", "", "too much is missing"},
		{"prsn", "", "nothing is like it"},
		{"", "", "no name at all"},
		{"id", "", "part of many"},
		{"all_staff_names", "", "a column of another kind"},
	} {
		if got := nearest(tt.name, columns); got != tt.want {
			t.Errorf("nearest(%q) = %q, want %q: %s", tt.name, got, tt.want, tt.why)
		}
	}
	if got := nearest("ab", []string{"ac"}); got != "" {
		t.Errorf("nearest of two letters = %q; one slip in two letters is too many", got)
	}
}

func TestDistance(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want int
	}{
		{"", "", 0}, {"", "abc", 3}, {"abc", "", 3}, {"abc", "abc", 0},
		{"abc", "acb", 1}, {"abc", "adc", 1}, {"abcd", "badc", 2}, {"kitten", "sitting", 3},
	} {
		if got := distance(tt.a, tt.b); got != tt.want {
			t.Errorf("distance(%q, %q) = %d, want %d", tt.a, tt.b, got, tt.want)
		}
		if got := distance(tt.b, tt.a); got != tt.want {
			t.Errorf("distance(%q, %q) = %d, want %d", tt.b, tt.a, got, tt.want)
		}
	}
}
