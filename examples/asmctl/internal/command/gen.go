package command

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/seed-21142606/asm/apple"
	"github.com/seed-21142606/asm/examples/internal/district"
	"github.com/seed-21142606/asm/oneroster"
)

// Formats that files can be made in.
const (
	formatApple       = "apple"
	formatOneRoster11 = "oneroster-1.1"
	formatOneRoster12 = "oneroster-1.2"
)

func (c *runner) genCommand() *cobra.Command {
	g := generation{students: 2000, seed: 1, format: formatOneRoster11}
	cmd := &cobra.Command{
		Use:   "gen DST",
		Short: "Invent a school district, for trying things out",
		Long: `gen writes the files of a school district that does not exist: its schools,
teachers, classes and students. The same seed gives the same district, byte for
byte.`,
		Args: takes(1),
		RunE: func(cmd *cobra.Command, args []string) error { return c.gen(cmd.Context(), g, args[0]) },
	}
	cmd.Flags().IntVar(&g.students, "students", g.students, "how many students")
	cmd.Flags().Uint64Var(&g.seed, "seed", g.seed, "any number; another one gives another district")
	cmd.Flags().StringVar(&g.format, "format", g.format, "apple, oneroster-1.1 or oneroster-1.2")
	return cmd
}

// A generation says which district to invent.
type generation struct {
	students int
	seed     uint64
	format   string
}

func (c *runner) gen(ctx context.Context, g generation, dst string) error {
	write, names, err := g.writer()
	if err != nil {
		return err
	}
	d, err := district.New(g.students, g.seed)
	if err != nil {
		return err
	}
	m := c.meter("Writing", -1)
	defer m.stop()
	out, err := createOutput(dst, names, m)
	if err != nil {
		return err
	}
	defer out.drop()
	if err := write(d, ctx, out); err != nil {
		return err
	}
	if err := out.finish(); err != nil {
		return err
	}
	m.stop()
	c.printf("%s: %s, which is invented: %s, %s, %s of staff\n", dst, c.style.bold(d.Name()),
		count(d.Schools(), "school"), count(d.Students(), "student"), count(d.Staff(), "member"))
	return nil
}

// writer returns what writes the format, and the names of its files.
func (g generation) writer() (write func(*district.District, context.Context, district.Creator) error, names []string, err error) {
	switch g.format {
	case formatApple:
		return (*district.District).WriteApple, apple.FileNames(), nil
	case formatOneRoster11:
		return oneRosterWriter(oneroster.V11), oneRosterNames(oneroster.V11), nil
	case formatOneRoster12:
		return oneRosterWriter(oneroster.V12), oneRosterNames(oneroster.V12), nil
	}
	return nil, nil, fmt.Errorf("--format is %s, %s or %s, not %q", formatApple, formatOneRoster11, formatOneRoster12, g.format)
}

func oneRosterWriter(v oneroster.Version) func(*district.District, context.Context, district.Creator) error {
	return func(d *district.District, ctx context.Context, dst district.Creator) error {
		return d.WriteOneRoster(ctx, dst, v)
	}
}

func oneRosterNames(v oneroster.Version) []string {
	return append(oneroster.AllFileNames(v), oneroster.FileName[oneroster.Property]())
}
