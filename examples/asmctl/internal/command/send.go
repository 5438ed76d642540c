package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/seed-21142606/asm/archive"
	"github.com/seed-21142606/asm/transport"
)

func (c *runner) sendCommand() *cobra.Command {
	var t target
	cmd := &cobra.Command{
		Use:   "send --to TARGET ZIP",
		Short: "Send an archive by SFTP, or put it into a directory",
		Long: `send delivers an archive as School Manager wants it: open, write, close, and
nothing else. It refuses an archive that is damaged or has its files in a folder,
but does not look into the files; sync does.

The target is sftp://user@host[:port]/folder/, or a directory. The user may
contain an @, as those of School Manager do. If the target ends in .zip, that is
the name the archive gets. A folder that begins with ~/ is below the one that the
login starts in.

The server's host key must be known, from --host-key, --known-hosts or
~/.ssh/known_hosts. The password comes from ASM_SFTP_PASSWORD or a question.`,
		Example: `  asmctl send --to sftp://id@sftp.apple.com@upload.appleschoolcontent.com/dropbox --host-key SHA256:… roster.zip`,
		Args:    takes(1),
		RunE:    func(cmd *cobra.Command, args []string) error { return c.send(cmd.Context(), &t, args[0]) },
	}
	t.flags(cmd)
	return cmd
}

func (c *runner) send(ctx context.Context, t *target, path string) error {
	to, err := t.route(ctx, c.env, filepath.Base(path))
	if err != nil {
		return notSent(err, false)
	}
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := sendable(f); err != nil {
		return notSent(err, false)
	}
	receipt, err := c.deliver(ctx, to, f)
	if err != nil {
		return err
	}
	for _, line := range c.receiptLines(receipt) {
		c.printf("%s\n", line)
	}
	return nil
}

// sendable refuses what is no archive, is not whole, or has no files where School
// Manager looks for them.
func sendable(f *os.File) error {
	info, err := f.Stat()
	if err != nil {
		return err
	}
	var head [4]byte
	if _, err := f.ReadAt(head[:], 0); err != nil || string(head[:]) != "PK\x03\x04" {
		return fmt.Errorf("%s is no ZIP archive with files in it; make one with asmctl pack", f.Name())
	}
	r, err := archive.NewReader(f, info.Size(), nil)
	if err != nil {
		return fmt.Errorf("%s: %w", f.Name(), err)
	}
	if inFolder := r.InFolder(); len(inFolder) > 0 {
		return fmt.Errorf("%s has %s in a folder, and School Manager rejects that; asmctl pack makes a ZIP without folders", f.Name(), count(len(inFolder), "file"))
	}
	if _, err := archive.Digest(r); err != nil { // reads every file to its checksum
		return fmt.Errorf("%s: %w", f.Name(), err)
	}
	return nil
}

// deliver sends f.
func (c *runner) deliver(ctx context.Context, to *route, f *os.File) (transport.Receipt, error) {
	size, err := f.Seek(0, io.SeekEnd)
	if err != nil {
		return transport.Receipt{}, err
	}
	to.meter = c.meter("Sending", size)
	defer to.meter.stop()
	receipt, err := to.Upload(ctx, to.name, f, size)
	if err != nil {
		failure, ok := errors.AsType[*transport.Error](err)
		return receipt, notSent(err, !ok || failure.Uncertain)
	}
	if c.sent != nil {
		c.sent(receipt)
	}
	return receipt, nil
}

// notSent adds to an error what became of the archive.
func notSent(err error, uncertain bool) error { return &undelivered{err, uncertain} }

// An undelivered error says why an archive was not delivered, or may not have
// been.
type undelivered struct {
	err       error
	uncertain bool
}

func (u *undelivered) Error() string {
	if u.uncertain {
		text := u.err.Error()
		if failure, ok := errors.AsType[*transport.Error](u.err); ok {
			text = failure.Op + ": " + failure.Err.Error() // without its own words for what follows
		}
		return text + "\nThe archive may have arrived, or a part of it. Look there before it is sent again."
	}
	return u.err.Error() + "\nNothing was sent."
}

func (u *undelivered) Unwrap() error { return u.err }

// receiptLines says what is known about a delivery.
func (c *runner) receiptLines(r transport.Receipt) []string {
	lines := []string{fmt.Sprintf("%s %s in %s to %s", c.style.green("Sent"), size(r.Bytes), duration(r.Ended.Sub(r.Started)), r.Where)}
	if r.HostKey != "" {
		lines = append(lines, "host key "+r.HostKey)
	}
	return append(lines, fmt.Sprintf("SHA-256  %x", r.SHA256))
}

func duration(d time.Duration) string {
	if d < time.Second {
		return d.Round(time.Millisecond).String()
	}
	return d.Round(100 * time.Millisecond).String()
}
