package command

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/seed-21142606/asm/archive"
)

func (c *runner) packCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "pack DIR DST.zip",
		Short: "Pack the CSV files of a directory into one flat ZIP",
		Long: `pack puts the .csv files of a directory, or of a badly made ZIP, into one ZIP
without folders, dates or names of owners, so that the same files always give the
same bytes. It does not look into the files; validate does.`,
		Args: takes(2),
		RunE: func(cmd *cobra.Command, args []string) error { return c.pack(cmd.Context(), args[0], args[1]) },
	}
}

func (c *runner) pack(ctx context.Context, src, dst string) error {
	if !strings.EqualFold(filepath.Ext(dst), ".zip") {
		return fmt.Errorf("the name of the archive has to end in .zip, not %q", filepath.Ext(dst))
	}
	b, err := c.open(src)
	if err != nil {
		return err
	}
	defer b.close()
	names, err := c.packable(b)
	if err != nil {
		return err
	}
	p, err := newPart(dst)
	if err != nil {
		return err
	}
	defer p.drop()
	before, err := c.packTo(ctx, p, b, isCSV)
	if err != nil {
		return err
	}
	after, err := p.Seek(0, io.SeekCurrent)
	if err != nil {
		return err
	}
	if err := p.finish(); err != nil {
		return err
	}
	c.printf("%s: %s, %s (%s unpacked)\n", dst, count(len(names), "file"), size(after), size(before))
	return nil
}

// packable returns the names of the CSV files, and tells what is left out.
func (c *runner) packable(b *bundle) (names []string, err error) {
	entries, err := fs.ReadDir(b, ".")
	if err != nil {
		return nil, err
	}
	var others []string
	for _, entry := range entries {
		if entry.Type().IsRegular() && isCSV(entry.Name()) {
			names = append(names, entry.Name())
		} else if !strings.HasPrefix(entry.Name(), ".") {
			others = append(others, entry.Name())
		}
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("%s has no .csv files at its top level", b.path)
	}
	if len(others) > 0 {
		c.notef("left out, being no .csv files: %s", strings.Join(others, ", "))
	}
	return names, nil
}

// packTo packs the files that keep says into w and returns how many bytes they
// hold.
func (c *runner) packTo(ctx context.Context, w io.Writer, b *bundle, keep func(string) bool) (int64, error) {
	files := selection{b, keep}
	total := weight(files)
	m := c.meter("Packing", total)
	defer m.stop()
	err := archive.WriteFS(w, selection{meteredFS{b, ctx, m}, keep}, zipOptions())
	return total, err
}
