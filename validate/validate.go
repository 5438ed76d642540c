package validate

import (
	"context"
	"fmt"
	"io/fs"
	"iter"
	"slices"
)

// A Format is a family of roster files.
type Format string

// Formats.
const (
	FormatApple     Format = "apple"     // the six template files of Apple School Manager
	FormatOneRoster Format = "oneroster" // OneRoster CSV
)

// Options adjusts [Run] and [Validate]. Nil and the zero value apply every rule
// of the format that the files show.
type Options struct {
	// Format is what the bundle is checked as; "" means what Detect says.
	Format Format

	// Rules are the rules to apply; nil means those of Apple or OneRoster,
	// by the format. Rules about another format's rows find nothing.
	Rules []*Rule

	// AccountFields names the optional columns that the organization's format
	// of Managed Apple Accounts is made from, such as "person_number" or
	// "sis_username" (in OneRoster "identifier" or "username"). A blank one
	// makes the upload fail.
	AccountFields []string

	// ShowValues puts the text of the cell into each finding's Value. It is
	// personal data of children; keep such findings out of logs.
	ShowValues bool

	// Limit is how many findings of each rule Validate keeps: 0 means
	// DefaultLimit, a negative number means all. Run pays no heed to it.
	Limit int

	// OnFile is called when a file has been read; may be nil.
	OnFile func(File)

	hash func(string) uint64 // tests make hashes collide with it
}

// orDefault returns a copy with the defaults filled in.
func (o *Options) orDefault() Options {
	var d Options
	if o != nil {
		d = *o
	}
	if d.Limit == 0 {
		d.Limit = DefaultLimit
	}
	return d
}

// format returns what the bundle is to be checked as.
func (o *Options) format(fsys fs.FS) (Format, string, error) {
	switch o.Format {
	case "":
		return Detect(fsys)
	case FormatApple:
		return FormatApple, "", nil
	case FormatOneRoster:
		version, err := oneRosterVersion(fsys)
		return FormatOneRoster, version, err
	}
	return "", "", fmt.Errorf("validate: no such format: %q", string(o.Format))
}

func (o *Options) rules(format Format) []*Rule {
	switch {
	case o.Rules != nil:
		return o.Rules
	case format == FormatApple:
		return Apple()
	}
	return OneRoster()
}

// check refuses options that cannot be meant, and rules that cannot be run.
func (o *Options) check(rules []*Rule, files []source) error {
	for i, r := range rules {
		if r == nil || r.Setup == nil {
			return fmt.Errorf("validate: rule %d has no Setup", i)
		}
	}
	for _, name := range o.AccountFields {
		known := slices.ContainsFunc(files, func(s source) bool {
			return s.core().ofPeople() && s.core().column(name) != nil
		})
		if !known {
			return fmt.Errorf("validate: AccountFields: no file about people has a column %q", name)
		}
	}
	return nil
}

// Run applies rules to a bundle and yields what they find while it reads.
//
// Each file is read once, from beginning to end, one row at a time, and files
// come after those they refer to. A file is read a second time only where a key
// seems to be repeated or a reference within a file seems to lead nowhere, to
// be sure of it and to name the places.
//
// The loop's error is about the run, never about the data: the bundle could not
// be read, is in no known format ([*FormatError]), or ctx has ended. It comes
// last, with a zero Finding. Leaving the loop stops the reading at once. Each
// loop over the sequence is a run of its own. The bundle must not change in the
// meantime.
func Run(ctx context.Context, fsys fs.FS, opts *Options) iter.Seq2[Finding, error] {
	o := opts.orDefault()
	return func(yield func(Finding, error) bool) {
		r := &run{ctx: ctx, fsys: fsys, opts: &o, yield: yield}
		if err := r.all(); err != nil && !r.stopped {
			yield(Finding{}, err)
		}
	}
}
