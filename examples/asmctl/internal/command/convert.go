package command

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/seed-21142606/asm/apple"
	"github.com/seed-21142606/asm/convert"
	"github.com/seed-21142606/asm/oneroster"
	"github.com/seed-21142606/asm/validate"
)

func (c *runner) convertCommand() *cobra.Command {
	var to, ledger string
	var year int
	cmd := &cobra.Command{
		Use:   "convert --to FORMAT SRC DST",
		Short: "Turn OneRoster into Apple's six files, or the other way round",
		Long: `convert turns a bundle of one format into one of the other and accounts for every
row: what was written, merged or left out, and why.

It converts what can be converted, whatever else is wrong with the source.
validate tells what is.`,
		Args: takes(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.convert(cmd.Context(), to, ledger, year, args[0], args[1])
		},
	}
	cmd.Flags().StringVar(&to, "to", "", "apple or oneroster-1.1")
	cmd.Flags().StringVar(&ledger, "ledger", "", "file for the full account of rows and values, in JSON")
	cmd.Flags().IntVar(&year, "school-year", 0, "for oneroster-1.1: the year in which the school year ends, which Apple's files do not tell")
	cmd.MarkFlagRequired("to")
	return cmd
}

func (c *runner) convert(ctx context.Context, to, ledgerPath string, year int, src, dst string) error {
	names, err := namesOf(to)
	if err != nil {
		return err
	}
	b, err := c.open(src)
	if err != nil {
		return err
	}
	defer b.close()
	if err := convertible(b, to); err != nil {
		return err
	}
	if same(src, dst) {
		return errors.New("SRC and DST are the same; choose another place to write to")
	}
	account, err := newAccount(ledgerPath)
	if err != nil {
		return err
	}
	defer account.drop()
	m := c.meter("Converting", -1)
	defer m.stop()
	out, err := createOutput(dst, names, m)
	if err != nil {
		return err
	}
	defer out.drop()
	ledger, err := c.convertTo(ctx, to, year, out, b)
	if err != nil {
		return err
	}
	if err := out.finish(); err != nil {
		return err
	}
	m.stop()
	if err := account.save(ledger); err != nil {
		return err
	}
	c.printf("%s: ", dst)
	return ledger.WriteText(c.env.Out)
}

// convertTo converts b and checks that no row got lost on the way.
func (c *runner) convertTo(ctx context.Context, to string, year int, dst convert.Creator, b *bundle) (*convert.Ledger, error) {
	convertBundle := func() (*convert.Ledger, error) { return convert.ToApple(ctx, dst, b, nil) }
	if to == formatOneRoster11 {
		convertBundle = func() (*convert.Ledger, error) {
			return convert.ToOneRoster(ctx, dst, b, &convert.ToOneRosterOptions{SchoolYear: year})
		}
	}
	ledger, err := convertBundle()
	if errors.Is(err, convert.ErrDelta) {
		return nil, fmt.Errorf("%s tells only what has changed (its manifest says delta); School Manager takes whole rosters only, so export in bulk mode", b.path)
	}
	if err != nil {
		return nil, err
	}
	return ledger, ledger.Balanced()
}

// namesOf returns the names of the files of a format that can be converted to.
func namesOf(to string) ([]string, error) {
	switch to {
	case formatApple:
		return apple.FileNames(), nil
	case formatOneRoster11:
		return oneRosterNames(oneroster.V11), nil
	}
	return nil, fmt.Errorf("--to is %s or %s, not %q", formatApple, formatOneRoster11, to)
}

// convertible reports an error if b is in the format already.
func convertible(b *bundle, to string) error {
	format, version, err := validate.Detect(b)
	if err != nil {
		return err
	}
	if (format == validate.FormatApple) == (to == formatApple) {
		return fmt.Errorf("%s cannot be converted to %s: it is %s already", b.path, to, title(format, version))
	}
	return nil
}

// same reports whether both paths lead to one file or directory.
func same(a, b string) bool {
	x, err := os.Stat(a)
	if err != nil {
		return false
	}
	y, err := os.Stat(b)
	return err == nil && os.SameFile(x, y)
}

// An account is the file that a ledger goes to, if it goes to one.
type account struct{ *part }

// newAccount makes sure that a file can be made at path before anything is
// converted. There is none if path is "".
func newAccount(path string) (account, error) {
	if path == "" {
		return account{}, nil
	}
	p, err := newPart(path)
	return account{p}, err
}

func (a account) save(ledger *convert.Ledger) error {
	if a.part == nil {
		return nil
	}
	if err := writeJSON(a.part, ledger); err != nil {
		return err
	}
	return a.finish()
}

func (a account) drop() {
	if a.part != nil {
		a.part.drop()
	}
}

func writeJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}
