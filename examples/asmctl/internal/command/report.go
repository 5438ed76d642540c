package command

import (
	"strings"

	"github.com/seed-21142606/asm/validate"
)

// report writes a validation for people: findings by rule, the gravest first,
// and what they come to. A delta is checked like anything else, but of no use to
// School Manager.
func (c *runner) report(path string, r *validate.Report, delta bool) {
	rows := 0
	for _, f := range r.Files {
		rows += f.Rows
	}
	c.printf("%s: %s, %s, %s\n", path, c.style.bold(title(r.Format, r.Version)), count(len(r.Files), "file"), count(rows, "row"))
	for severity := validate.Error; severity >= validate.Info; severity-- {
		for _, group := range groups(r.Findings, severity) {
			c.group(group, r.Counts[group[0].Rule.ID])
		}
	}
	s := r.Summary
	c.printf("\n%s, %s, %s\n%s\n", count(s.Errors, "error"), count(s.Warnings, "warning"), count(s.Infos, "note"), c.conclusion(r, delta))
}

// groups returns the findings of one severity by rule, in the order in which
// the rules were first broken.
func groups(all []validate.Finding, severity validate.Severity) [][]validate.Finding {
	var groups [][]validate.Finding
	place := map[string]int{}
	for _, f := range all {
		if f.Rule.Severity != severity {
			continue
		}
		i, ok := place[f.Rule.ID]
		if !ok {
			i = len(groups)
			place[f.Rule.ID] = i
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], f)
	}
	return groups
}

// group writes the findings of one rule, the places in one column and the
// messages in another.
func (c *runner) group(findings []validate.Finding, total int) {
	rule := findings[0].Rule
	doc, _, _ := strings.Cut(rule.Doc, "\n")
	c.printf("\n%s  %s  %s · %s\n", c.paint(rule.Severity), c.style.bold(rule.ID),
		count(total, "finding"), consequenceWords[rule.Consequence])
	c.printf("  %s\n", c.style.dim(doc))
	width := 0
	for _, f := range findings {
		width = max(width, len(f.At.String()))
	}
	for _, f := range findings {
		text := f.Message
		if f.At.Field != "" && !strings.Contains(text, f.At.Field) {
			text = f.At.Field + ": " + text
		}
		c.printf("  %s  %s\n", pad(f.At.String(), width, false), text)
	}
	if more := total - len(findings); more > 0 {
		c.printf("  … and %s more\n", number(more))
	}
}

func (c *runner) paint(severity validate.Severity) string {
	switch severity {
	case validate.Error:
		return c.style.red("error")
	case validate.Warning:
		return c.style.yellow("warning")
	}
	return c.style.cyan("note")
}

var consequenceWords = map[validate.Consequence]string{
	validate.UploadRejected:     "the whole upload is rejected",
	validate.RowDropped:         "the row is not taken",
	validate.AccountDeactivated: "accounts are deactivated",
	validate.AccountMerged:      "one person's account is overwritten with another's data",
	validate.Harmless:           "harmless",
	validate.Unknown:            "effect at School Manager not documented",
}

// conclusion says in one line what the findings come to.
func (c *runner) conclusion(r *validate.Report, delta bool) string {
	rejected := false
	for _, f := range r.Findings {
		rejected = rejected || f.Rule.Severity == validate.Error && f.Rule.Consequence == validate.UploadRejected
	}
	switch {
	case rejected && r.Format == validate.FormatApple:
		return c.style.red("Do not send it: School Manager would reject the whole upload.")
	case r.Summary.Errors > 0:
		return c.style.red("Mend the errors before it is sent.")
	case delta:
		return c.style.yellow("No errors, but it cannot be sent. " + deltaWords)
	case r.Summary.Warnings > 0:
		return c.style.yellow("No errors: it can be sent. Look at the warnings first.")
	}
	return c.style.green("No errors: it can be sent.")
}
