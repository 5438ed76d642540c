package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/seed-21142606/asm/apple"
	"github.com/seed-21142606/asm/convert"
	"github.com/seed-21142606/asm/validate"
)

// archiveName is the name of what sync sends, if the target gives no other.
const archiveName = "roster.zip"

func (c *runner) syncCommand() *cobra.Command {
	var t target
	cmd := &cobra.Command{
		Use:   "sync --to TARGET SRC",
		Short: "Check, convert, check again, pack and send; nothing is sent when there are errors",
		Long: `sync takes an export in Apple's format or OneRoster all the way to School
Manager. It stops at the first step that finds an error in the data (exit code 1)
or cannot do its work (exit code 2), and then nothing is sent.

For targets, host keys and passwords see asmctl help send.`,
		Args: takes(1),
		RunE: func(cmd *cobra.Command, args []string) error { return c.sync(cmd.Context(), &t, args[0]) },
	}
	t.flags(cmd)
	return cmd
}

// A passage is one way of a bundle from its source to its target.
type passage struct {
	*runner
	to      *route
	scratch string // a directory for what is made on the way
	step    int
	steps   int
}

func (c *runner) sync(ctx context.Context, t *target, src string) error {
	b, err := c.open(src)
	if err != nil {
		return err
	}
	defer b.close()
	format, version, err := validate.Detect(b)
	if err != nil {
		return err
	}
	to, err := t.route(ctx, c.env, archiveName)
	if err != nil {
		return notSent(err, false)
	}
	scratch, err := os.MkdirTemp("", "asmctl-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(scratch)
	p := &passage{runner: c, to: to, scratch: scratch, steps: 6}
	if format == validate.FormatApple {
		p.steps = 4
	}
	p.done("Read", "%s: %s", src, c.style.bold(title(format, version)))
	packed, err := p.prepare(ctx, b, format)
	if errors.Is(err, errFindings) {
		return err
	} else if err != nil {
		return notSent(err, false)
	}
	defer packed.Close()
	return p.send(ctx, packed)
}

// prepare takes the bundle through the steps before it is sent. What has errors
// goes no further.
func (p *passage) prepare(ctx context.Context, b *bundle, format validate.Format) (*os.File, error) {
	if err := p.gate(ctx, b); err != nil {
		return nil, err
	}
	if format == validate.FormatOneRoster {
		converted, err := p.convert(ctx, b)
		if err != nil {
			return nil, err
		}
		defer converted.close()
		b = converted
		if err := p.gate(ctx, b); err != nil {
			return nil, err
		}
	}
	return p.pack(ctx, b)
}

// done tells that a step is done and what it came to.
func (p *passage) done(name, format string, args ...any) {
	p.step++
	p.printf("%s  %s %s\n", p.style.dim(fmt.Sprintf("%d/%d", p.step, p.steps)), pad(name, 8, false), fmt.Sprintf(format, args...))
}

func (p *passage) more(text string) { p.printf("              %s\n", text) }

// gate lets a bundle without errors pass. A folder in the ZIP does not matter,
// since the files are packed anew.
func (p *passage) gate(ctx context.Context, b *bundle) error {
	report, err := p.check(ctx, &bundle{FS: b.FS, path: b.path}, limitSync)
	if err != nil {
		return err
	}
	s := report.Summary
	result := p.style.green("no errors")
	if s.Errors > 0 {
		result = p.style.red(count(s.Errors, "error"))
	}
	p.done("Check", "%s, %s, %s", result, count(s.Warnings, "warning"), count(s.Infos, "note"))
	if s.Errors == 0 {
		for _, group := range groups(report.Findings, validate.Warning) {
			p.more(p.warning(group[0], report))
		}
		return nil
	}
	p.printf("\n")
	p.report(b.path, report, false)
	p.printf("%s\n", p.style.bold("Nothing was sent."))
	return errFindings
}

// warning says in one line how often a rule was broken, where first, and what
// follows from it.
func (p *passage) warning(first validate.Finding, report *validate.Report) string {
	return fmt.Sprintf("%s %s × %s, first at %v: %s", p.paint(validate.Warning), first.Rule.ID,
		number(report.Counts[first.Rule.ID]), first.At, consequenceWords[first.Rule.Consequence])
}

// limitSync is how many findings of each rule sync shows.
const limitSync = 5

// convert makes Apple's six files of OneRoster's.
func (p *passage) convert(ctx context.Context, b *bundle) (*bundle, error) {
	m := p.meter("Converting", -1)
	defer m.stop()
	dir := filepath.Join(p.scratch, "converted")
	out, err := createOutput(dir, apple.FileNames(), m)
	if err != nil {
		return nil, err
	}
	defer out.drop()
	ledger, err := p.convertTo(ctx, formatApple, 0, out, b)
	if err != nil {
		return nil, err
	}
	if err := out.finish(); err != nil {
		return nil, err
	}
	m.stop()
	p.done("Convert", "%s", written(ledger))
	for _, line := range leftOut(ledger) {
		p.more(p.style.dim(line))
	}
	converted, err := openBundle(dir)
	if err == nil {
		converted.path = "What was converted"
	}
	return converted, err
}

// written sums up the result of a conversion.
func written(l *convert.Ledger) string {
	var parts []string
	for _, t := range l.Targets {
		parts = append(parts, number(t.Rows)+" "+strings.TrimSuffix(t.File, ".csv"))
	}
	return strings.Join(parts, ", ")
}

// leftOut says what a conversion left out and why.
func leftOut(l *convert.Ledger) []string {
	var lines []string
	for _, s := range l.Sources {
		for _, out := range s.LeftOut {
			lines = append(lines, fmt.Sprintf("%s of %s left out: %s", count(out.Rows, "row"), s.File, out.Reason.Text()))
		}
	}
	for _, w := range l.Warnings {
		lines = append(lines, fmt.Sprintf("%s × %s", number(w.Count), w.Warning.Text()))
	}
	return lines
}

// pack packs the six files as they are.
func (p *passage) pack(ctx context.Context, b *bundle) (*os.File, error) {
	others, err := b.named(apple.FileNames(), false)
	if err != nil {
		return nil, err
	}
	if len(others) > 0 {
		p.notef("not sent, being none of the six files: %s", strings.Join(others, ", "))
	}
	f, err := os.Create(filepath.Join(p.scratch, archiveName))
	if err != nil {
		return nil, err
	}
	isOurs := func(name string) bool { return slices.Contains(apple.FileNames(), name) }
	if err := p.packInto(ctx, f, b, isOurs); err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

func (p *passage) packInto(ctx context.Context, f *os.File, b *bundle, keep func(string) bool) error {
	before, err := p.packTo(ctx, f, b, keep)
	if err != nil {
		return err
	}
	after, err := f.Seek(0, io.SeekCurrent)
	if err != nil {
		return err
	}
	p.done("Pack", "%s: %s, %s unpacked", archiveName, size(after), size(before))
	return nil
}

func (p *passage) send(ctx context.Context, f *os.File) error {
	receipt, err := p.deliver(ctx, p.to, f)
	if err != nil {
		return err
	}
	lines := p.receiptLines(receipt)
	p.done("Send", "%s", lines[0])
	for _, line := range lines[1:] {
		p.more(p.style.dim(line))
	}
	return nil
}
