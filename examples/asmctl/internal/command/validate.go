package command

import (
	"context"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"github.com/seed-21142606/asm/validate"
)

func (c *runner) validateCommand() *cobra.Command {
	form, limit := "text", 0
	cmd := &cobra.Command{
		Use:   "validate BUNDLE",
		Short: "Check a bundle against the rules of Apple or OneRoster",
		Long: `validate checks every file, row and reference of a bundle and says what is wrong,
where, and what School Manager would make of it.

Exit codes: 0 no errors, 1 errors found, 2 could not run.`,
		Args: takes(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if form != "text" && form != "json" {
				return fmt.Errorf("--format is text or json, not %q", form)
			}
			return c.validate(cmd.Context(), args[0], form == "json", limit)
		},
	}
	cmd.Flags().StringVar(&form, "format", form, "text for people, json for programs")
	cmd.Flags().IntVar(&limit, "limit", limit, "findings to show of each rule (default 20, in JSON 1000)")
	return cmd
}

// How many findings of each rule to show if nothing else is asked for.
const (
	limitText = 20
	limitJSON = 1000
)

func (c *runner) validate(ctx context.Context, path string, asJSON bool, limit int) error {
	if limit <= 0 {
		limit = limitText
		if asJSON {
			limit = limitJSON
		}
	}
	b, err := openBundle(path)
	if err != nil {
		return err
	}
	defer b.close()
	report, err := c.check(ctx, b, limit)
	if err != nil {
		return err
	}
	if asJSON {
		if err := writeJSON(c.env.Out, report); err != nil {
			return err
		}
	} else {
		c.report(path, report, isDelta(b))
	}
	if !report.OK() {
		return errFindings
	}
	return nil
}

// check applies the rules of the bundle's format, and ours about its folders.
func (c *runner) check(ctx context.Context, b *bundle, limit int) (*validate.Report, error) {
	format, _, err := validate.Detect(b)
	if err != nil {
		return nil, err
	}
	rules := validate.OneRoster()
	if format == validate.FormatApple {
		rules = validate.Apple()
	}
	m := c.meter("Checking", weight(b))
	defer m.stop()
	rules = append(rules, folderRule(b))
	return validate.Validate(ctx, meteredFS{b, ctx, m}, &validate.Options{Format: format, Rules: rules, Limit: limit})
}

// folderRule is about the ZIP that the bundle came in.
func folderRule(b *bundle) *validate.Rule {
	return &validate.Rule{
		ID: "archive/folder",
		Doc: `All files are at the top level of the ZIP.

School Manager does not look into folders. They come about when somebody
compresses the folder in place of the files in it: select the files instead.`,
		Severity:    validate.Error,
		Consequence: validate.UploadRejected,
		Sources: []validate.Source{{
			Title: "Apple School Manager User Guide, Template information for importing data",
			URL:   "https://support.apple.com/guide/apple-school-manager/axm46d50f6bf/web",
			Read:  "2026-11-22", Basis: validate.Documented,
		}},
		Setup: func(p *validate.Pass) { p.AtEnd(func() { reportFolders(p, b) }) },
	}
}

func reportFolders(p *validate.Pass, b *bundle) {
	const cure = "; zip the files themselves, not the folder they are in"
	if b.folder != "" {
		p.Report(validate.Position{File: b.folder}, "all files lie in this folder"+cure, "")
		return
	}
	for _, name := range slices.Sorted(slices.Values(b.inFolder)) {
		p.Report(validate.Position{File: name}, "the file lies in a folder"+cure, "")
	}
}
