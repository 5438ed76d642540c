package validate

import (
	"context"
	"io/fs"
	"iter"
)

// DefaultLimit is how many findings of each rule [Validate] keeps by default.
const DefaultLimit = 100

// A Report is the outcome of a run. Its counts are true totals; of the findings
// themselves only so many are kept for each rule.
type Report struct {
	Format   Format         `json:"format"`
	Version  string         `json:"version"`  // of OneRoster; "" for Apple's format
	Files    []File         `json:"files"`    // those that were there, as they were read
	Summary  Summary        `json:"summary"`  // all findings by severity
	Counts   map[string]int `json:"counts"`   // all findings by rule
	Findings []Finding      `json:"findings"` // in the order they were made
}

// A File says how much was read of a file.
type File struct {
	Name string `json:"name"`
	Rows int    `json:"rows"` // below the header, those that could not be read among them
}

// A Summary counts findings by severity.
type Summary struct {
	Errors   int `json:"errors"`
	Warnings int `json:"warnings"`
	Infos    int `json:"infos"`
}

// OK reports whether there is no finding of severity Error.
func (r *Report) OK() bool { return r.Summary.Errors == 0 }

// Validate runs the rules over the bundle and returns a Report. It is [Run]
// and [Collect] in one, and knows format, version and files besides. An error
// means that the run itself failed; what had been found by then is in the
// Report, which is nil only if nothing could be begun.
func Validate(ctx context.Context, fsys fs.FS, opts *Options) (*Report, error) {
	o := opts.orDefault()
	format, version, err := o.format(fsys)
	if err != nil {
		return nil, err
	}
	report := newReport()
	report.Format, report.Version = format, version
	onFile := o.OnFile
	o.OnFile = func(f File) {
		report.Files = append(report.Files, f)
		if onFile != nil {
			onFile(f)
		}
	}
	return report, report.collect(Run(ctx, fsys, &o), o.Limit)
}

// Collect drains seq into a Report with true totals that keeps at most limit
// findings of each rule, or all if limit is negative. Format, Version and Files
// of the Report stay empty. If seq ends in an error Collect returns it together
// with what came before.
func Collect(seq iter.Seq2[Finding, error], limit int) (*Report, error) {
	report := newReport()
	return report, report.collect(seq, limit)
}

func newReport() *Report {
	return &Report{Files: []File{}, Counts: map[string]int{}, Findings: []Finding{}}
}

func (r *Report) collect(seq iter.Seq2[Finding, error], limit int) error {
	for f, err := range seq {
		if err != nil {
			return err
		}
		r.Counts[f.Rule.ID]++
		r.Summary.add(f.Rule.Severity)
		if limit < 0 || r.Counts[f.Rule.ID] <= limit {
			r.Findings = append(r.Findings, f)
		}
	}
	return nil
}

func (s *Summary) add(severity Severity) {
	switch severity {
	case Error:
		s.Errors++
	case Warning:
		s.Warnings++
	default:
		s.Infos++
	}
}
