package oneroster

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestBool(t *testing.T) {
	for _, test := range []struct {
		b     Bool
		v, ok bool
	}{
		{"true", true, true}, {"false", false, true}, {"", false, false},
		{"TRUE", false, false}, {"1", false, false}, {" true", false, false},
	} {
		if v, ok := test.b.Value(); v != test.v || ok != test.ok {
			t.Errorf("%q: %v, %v", test.b, v, ok)
		}
	}
}

func TestList(t *testing.T) {
	for _, test := range []struct {
		list List
		want []string
	}{
		{"", nil},
		{"a", []string{"a"}},
		{"a,b", []string{"a", "b"}},
		{"a, b", []string{"a", " b"}},
		{",", []string{"", ""}},
		{"{LDAP:1},{LTI:2}", []string{"{LDAP:1}", "{LTI:2}"}},
	} {
		got := slices.Collect(test.list.All())
		if !slices.Equal(got, test.want) {
			t.Errorf("%q: %q, want %q", test.list, got, test.want)
		}
		if back, err := JoinList(got...); back != test.list || err != nil {
			t.Errorf("%q: joined again it is %q, %v", test.list, back, err)
		}
	}
	for range List("a,b").All() {
		break // must not call yield again
	}
	if l, err := JoinList("a", "b,c"); l != "" || !errors.Is(err, ErrListItem) {
		t.Errorf("an item with a comma: %q, %v", l, err)
	}
}

func TestDate(t *testing.T) {
	day := time.Date(2026, 2, 28, 0, 0, 0, 0, time.UTC)
	if got, err := Date("2026-02-28").Time(); !got.Equal(day) || err != nil {
		t.Errorf("%v, %v", got, err)
	}
	if got := DateOf(day.Add(23 * time.Hour)); got != "2026-02-28" {
		t.Errorf("DateOf: %s", got)
	}
	for _, d := range []Date{"", "2026-02-29", "2026-2-3", "28.02.2026", "2026-02-28T00:00:00Z", " 2026-02-28", "2026"} {
		if got, err := d.Time(); !errors.Is(err, ErrDate) || !got.IsZero() {
			t.Errorf("%q: %v, %v", d, got, err)
		}
	}
}

func TestDateTime(t *testing.T) {
	at := func(h, m, s, ms int) time.Time {
		return time.Date(2012, 4, 23, h, m, s, ms*int(time.Millisecond), time.UTC)
	}
	for _, test := range []struct {
		d    DateTime
		want time.Time
	}{
		{"2012-04-23T18:25:43.511Z", at(18, 25, 43, 511)},
		{"2012-04-23T18:25:43Z", at(18, 25, 43, 0)},
		{"2012-04-23T18:25:43.5+02:00", at(16, 25, 43, 500)},
		{"2012-04-23T18:25Z", at(18, 25, 0, 0)},
		{"2012-04-23", at(0, 0, 0, 0)},
	} {
		if got, err := test.d.Time(); !got.Equal(test.want) || err != nil {
			t.Errorf("%q: %v, %v", test.d, got, err)
		}
	}
	for _, d := range []DateTime{
		"", "2012", "2012-04", "2012-04-23 18:25:43", "2012-04-23T18:25:43", "2012-04-23T8:25:43Z", "2012-04-23T",
		"2012-04-23T18:25:43,5Z", "2012-04-31", "2012-04-23T24:00:01Z", "23.04.2012", "2012-04-23T18",
	} {
		if got, err := d.Time(); !errors.Is(err, ErrDateTime) || !got.IsZero() {
			t.Errorf("%q: %v, %v", d, got, err)
		}
	}
	zone := time.FixedZone("", 2*60*60)
	if got := DateTimeOf(time.Date(2026, 1, 2, 1, 4, 5, 6_700_000, zone)); got != "2026-01-01T23:04:05.006Z" {
		t.Errorf("DateTimeOf: %s", got)
	}
}

// A date of birth must not get into a log by way of an error.
func TestValueErrorsHoldNoText(t *testing.T) {
	_, err1 := Date("2012-MARKER").Time()
	_, err2 := DateTime("2012-04-23T1MARKER").Time()
	_, err3 := JoinList("MARKER,")
	for _, err := range []error{err1, err2, err3} {
		if err == nil || strings.Contains(err.Error(), "MARKER") {
			t.Errorf("%v", err)
		}
	}
}

func TestParseVersion(t *testing.T) {
	for text, want := range map[string]Version{
		"1.0": V10, "1.1": V11, "1.1.1": V11, "1.2": V121, "1.2.0": V120, "1.2.1": V121, " 1.2 ": V121,
		"": "", "1": "", "1.3": "", "v1.1": "",
	} {
		if v, ok := ParseVersion(text); v != want || ok != (want != "") {
			t.Errorf("%q: %q, %v", text, v, ok)
		}
	}
}
