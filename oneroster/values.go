package oneroster

import (
	"errors"
	"iter"
	"strings"
	"time"
)

// Errors of the methods that read what a cell's text means. None holds the text.
var (
	ErrDate     = errors.New("not a date; write it as YYYY-MM-DD")
	ErrDateTime = errors.New("not a date with time; write it as YYYY-MM-DDThh:mm:ss.sssZ")
	ErrListItem = errors.New("a list item holds a comma, which ends an item; take it out")
)

// A Status says what to do with a record in a delta file. In a bulk file it
// must be blank.
type Status string

// Values of [Status].
const (
	StatusActive      Status = "active"      // add it, or change it
	StatusToBeDeleted Status = "tobedeleted" // delete it
	StatusInactive    Status = "inactive"    // in 1.0 only
)

// A Bool is the text of a cell that holds true or false.
type Bool string

// Values of [Bool].
const (
	True  Bool = "true"
	False Bool = "false"
)

// Value returns what b says. It is ok only for the two words in lower case;
// blank is neither.
func (b Bool) Value() (v, ok bool) { return b == True, b == True || b == False }

// A List is the text of a cell that holds items separated by commas. There is
// no way to write an item that holds a comma.
type List string

// JoinList makes a List of items. If one of them holds a comma it returns
// ErrListItem; a single blank item makes the same List as none.
func JoinList(items ...string) (List, error) {
	for _, item := range items {
		if strings.Contains(item, ",") {
			return "", ErrListItem
		}
	}
	return List(strings.Join(items, ",")), nil
}

// All yields the items as they are, with any spaces round them. A blank List
// has none.
func (l List) All() iter.Seq[string] {
	return func(yield func(string) bool) {
		for item := range strings.SplitSeq(string(l), ",") {
			if l == "" || !yield(item) {
				return
			}
		}
	}
}

// A Date is the text of a cell that holds a day as YYYY-MM-DD.
type Date string

// DateOf returns the day that t is, in t's own time zone.
func DateOf(t time.Time) Date { return Date(t.Format(time.DateOnly)) }

// Time returns the midnight UTC with which the day begins, or ErrDate if d is
// blank or no date.
func (d Date) Time() (time.Time, error) {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return time.Time{}, ErrDate
	}
	return t, nil
}

// A DateTime is the text of a cell that holds a moment.
type DateTime string

// DateTimeOf returns t in UTC with milliseconds, as the standard's examples are.
func DateTimeOf(t time.Time) DateTime {
	return DateTime(t.UTC().Format("2006-01-02T15:04:05.000Z"))
}

// Time returns the moment, or ErrDateTime if d is blank or none. It reads the
// forms of ISO 8601 that the W3C note "Date and Time Formats" lists and that
// name a day: with or without fractions of a second, with seconds or without,
// in UTC or with an offset, and the day alone, which is its midnight UTC.
func (d DateTime) Time() (time.Time, error) {
	s := string(d)
	const hours = len("2006-01-02T15")
	// time.Parse lets hours of one digit and a decimal comma pass.
	if len(s) > len(time.DateOnly) && (len(s) <= hours || s[hours] != ':') || strings.Contains(s, ",") {
		return time.Time{}, ErrDateTime
	}
	for _, layout := range [...]string{time.RFC3339, "2006-01-02T15:04Z07:00", time.DateOnly} {
		if t, err := time.Parse(layout, s); err == nil {
			return t, nil
		}
	}
	return time.Time{}, ErrDateTime
}
