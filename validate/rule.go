package validate

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"
)

// A Rule is one check: what must hold, who says so, and what happens otherwise.
// A Rule is a value like any other: take it from [Apple] or [OneRoster], change
// its severity, leave it out, write your own. Run only reads it, so that one
// Rule may serve several runs at the same time.
type Rule struct {
	// ID names the rule as format/subject, such as "apple/reference". It never
	// changes, and is never used for anything else once it has been given up.
	ID string

	// Doc says in its first line what must hold, and after an empty line why,
	// and how to mend it.
	Doc string

	Severity    Severity
	Consequence Consequence
	Sources     []Source // who says so; at least one

	// Setup is called once per run, before anything is read. It subscribes to
	// rows with [OnRow]; its variables are the rule's state, fresh in every run.
	Setup func(*Pass)
}

// A Severity says how much a finding weighs, by the words of its source.
type Severity int

// Severities, from light to grave.
const (
	Info    Severity = iota + 1 // observed practice
	Warning                     // the source says should
	Error                       // the source says must
)

var severityNames = [...]string{Info: "info", Warning: "warning", Error: "error"}

// String returns info, warning or error.
func (s Severity) String() string {
	if s < Info || s > Error {
		return fmt.Sprintf("Severity(%d)", int(s))
	}
	return severityNames[s]
}

// MarshalText returns the same as String, or an error if s is none of the
// severities.
func (s Severity) MarshalText() ([]byte, error) {
	if s < Info || s > Error {
		return nil, fmt.Errorf("validate: no severity: %d", int(s))
	}
	return []byte(s.String()), nil
}

// A Consequence is what School Manager does with an upload in which a rule is
// broken. It is independent of the severity: something that a source forbids
// may turn out to be harmless.
type Consequence string

// Consequences. The set may grow.
const (
	UploadRejected     Consequence = "upload-rejected"     // nothing of the upload is taken
	RowDropped         Consequence = "row-dropped"         // the row is not taken
	AccountDeactivated Consequence = "account-deactivated" // accounts are deactivated, and deleted 120 days later
	AccountMerged      Consequence = "account-merged"      // one person's account is overwritten with another's data
	Harmless           Consequence = "harmless"            // known to be taken as if nothing were wrong
	Unknown            Consequence = "unknown"             // no source says
)

// A Basis says how well a source supports a rule.
type Basis string

// Bases, from firm to soft.
const (
	Documented Basis = "documented" // the source states it
	Observed   Basis = "observed"   // it was seen in files or programs in use
	Inferred   Basis = "inferred"   // it follows from what the source states
)

// A Source is where a rule comes from.
type Source struct {
	Title string
	URL   string
	Read  string // when it was read, as YYYY-MM-DD
	Basis Basis
}

var ruleID = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*/[a-z0-9]+(-[a-z0-9]+)*$`)

// Check reports what is wrong with the rules themselves: an ID of another form
// or used twice, no documentation, no source, no severity, no consequence, no
// Setup. It returns nil if nothing is, and otherwise all problems joined.
// [Run] does not demand that much of a rule; a catalogue's test should.
func Check(rules []*Rule) error {
	var errs []error
	seen := map[string]bool{}
	for i, r := range rules {
		if r == nil {
			errs = append(errs, fmt.Errorf("rule %d is nil", i))
			continue
		}
		for _, problem := range r.problems() {
			errs = append(errs, fmt.Errorf("rule %q: %s", r.ID, problem))
		}
		if seen[r.ID] {
			errs = append(errs, fmt.Errorf("rule %q: the ID is used twice", r.ID))
		}
		seen[r.ID] = true
	}
	return errors.Join(errs...)
}

func (r *Rule) problems() []string {
	var p []string
	note := func(bad bool, problem string) {
		if bad {
			p = append(p, problem)
		}
	}
	first, rest, _ := strings.Cut(r.Doc, "\n\n")
	note(!ruleID.MatchString(r.ID), "the ID is not of the form format/subject, in lower case with hyphens")
	note(!strings.HasSuffix(first, ".") || strings.Contains(first, "\n"), "Doc does not begin with a line that is a sentence")
	note(strings.TrimSpace(rest) == "", "Doc does not say why and how to mend it after an empty line")
	note(r.Severity < Info || r.Severity > Error, "no severity")
	note(r.Consequence == "", "no consequence; Unknown is one")
	note(len(r.Sources) == 0, "no source")
	note(r.Setup == nil, "no Setup")
	for i, s := range r.Sources {
		for _, problem := range s.problems() {
			p = append(p, fmt.Sprintf("source %d: %s", i, problem))
		}
	}
	return p
}

func (s Source) problems() []string {
	var p []string
	if s.Title == "" {
		p = append(p, "no title")
	}
	if !strings.HasPrefix(s.URL, "https://") {
		p = append(p, "no https URL")
	}
	if _, err := time.Parse(time.DateOnly, s.Read); err != nil {
		p = append(p, "no date of reading")
	}
	switch s.Basis {
	case Documented, Observed, Inferred:
	default:
		p = append(p, "no basis")
	}
	return p
}
