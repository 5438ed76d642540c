package command

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/seed-21142606/asm/archive"
	"github.com/seed-21142606/asm/examples/internal/dropbox"
	"github.com/seed-21142606/asm/transport"
)

func (c *runner) demoCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "demo",
		Short: "Show the whole way, from an invented district to an SFTP server in this process",
		Long: `demo invents a district, checks its export, and sends it to an SFTP server that it
starts in its own process. Everything stays on this machine, in a temporary
directory that is removed in the end.`,
		Args: takes(0),
		RunE: func(cmd *cobra.Command, args []string) error { return c.demo(cmd.Context()) },
	}
}

// demoUser looks like the users of School Manager's server.
const demoUser = "demo@sftp.example.org"

// wrongKey is a fingerprint that no key has in practice.
const wrongKey = "SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

// A show runs commands as a person would, and tells what they are for.
type show struct {
	*runner
	dir      string
	server   *dropbox.Server
	receipts []transport.Receipt
	part     int
	err      error // the first thing that went otherwise than it should
}

func (c *runner) demo(ctx context.Context) error {
	dir, err := os.MkdirTemp("", "asm-demo-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	secret := rand.Text()
	server, err := dropbox.Start(demoUser, secret)
	if err != nil {
		return err
	}
	defer server.Close()
	s := &show{runner: c, dir: dir, server: server}
	s.play(ctx, secret)
	return s.err
}

// play shows one thing after another until one goes wrong.
func (s *show) play(ctx context.Context, secret string) {
	outer := s.env.Getenv
	s.runner = &runner{env: s.env, style: s.style, sent: func(r transport.Receipt) { s.receipts = append(s.receipts, r) }}
	s.env.Getenv = func(name string) string {
		if name == passwordVariable {
			return secret
		}
		return outer(name)
	}
	export, broken := filepath.Join(s.dir, "export"), filepath.Join(s.dir, "broken")
	target := "sftp://" + demoUser + "@" + s.server.Addr() + "/" + dropbox.Folder

	s.tell("A school district that does not exist, as its student information system would export it: OneRoster 1.1.")
	s.command(ctx, exitOK, "gen", "--students", "2000", "--seed", "7", "--format", formatOneRoster11, export)
	s.tell("What is this export, and how is it written?")
	s.command(ctx, exitOK, "inspect", export)
	s.tell("Is anything wrong with it? Every column, value and reference is checked.")
	s.command(ctx, exitOK, "validate", export)
	s.tell("Now an accident: the export has lost one school from orgs.csv, and all that refers to it hangs in the air. sync sees it and stops.")
	s.attempt(func() error { return loseSchool(export, broken) })
	s.command(ctx, exitErrors, "sync", "--to", target, "--host-key", s.server.Fingerprint(), broken)
	s.tell("An SFTP server is running in this process. Like School Manager's it takes a file away as soon as it is closed. Were another server to answer in its place, its host key would not fit, and it would learn neither password nor names.")
	s.command(ctx, exitFailed, "sync", "--to", target, "--host-key", wrongKey, export)
	s.tell("With the fingerprint of the right key (here the server's own; in earnest, one you have checked) the whole way is open: check, convert to Apple's six files, check again, pack, send.")
	s.command(ctx, exitOK, "sync", "--to", target, "--host-key", s.server.Fingerprint(), export)
	s.tell("What has arrived on the other side?")
	s.attempt(s.compare)
	if s.err == nil {
		s.printf("\n%s\n", s.style.green("That is all. Nothing left this machine, and nothing of it stays."))
	}
}

// tell says what comes next.
func (s *show) tell(text string) {
	if s.err != nil {
		return
	}
	s.part++
	lead := fmt.Sprintf("%d. ", s.part)
	s.printf("\n%s%s\n", s.style.bold(lead), strings.Join(wrap(text, 76), "\n"+strings.Repeat(" ", len(lead))))
}

// wrap breaks text into lines of at most width bytes.
func wrap(text string, width int) []string {
	var lines []string
	line := ""
	for word := range strings.FieldsSeq(text) {
		if line != "" && len(line)+1+len(word) > width {
			lines, line = append(lines, line), ""
		}
		if line != "" {
			line += " "
		}
		line += word
	}
	return append(lines, line)
}

// command shows and runs a command, which must end with the given exit code.
func (s *show) command(ctx context.Context, want int, args ...string) {
	if s.err != nil {
		return
	}
	s.printf("\n%s\n", s.style.dim("$ asmctl "+strings.Join(args, " ")))
	inner := *s.runner
	inner.env.Err = inner.env.Out // errors are part of the show, in their place
	if got := inner.run(ctx, args); got != want {
		s.err = fmt.Errorf("the demo went wrong: asmctl %s ended with exit code %d, not %d", args[0], got, want)
	}
}

func (s *show) attempt(do func() error) {
	if s.err == nil {
		s.err = do()
	}
}

// loseSchool copies an export without the last line of its orgs.csv.
func loseSchool(from, to string) error {
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		return err
	}
	name := filepath.Join(to, "orgs.csv")
	text, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	last := bytes.LastIndexByte(bytes.TrimRight(text, "\n"), '\n')
	return os.WriteFile(name, text[:last+1], 0o600)
}

// compare checks that the server has what was sent, once, and tells what is in it.
func (s *show) compare() error {
	taken := s.server.Taken()
	if len(taken) != 1 || len(s.receipts) != 1 {
		return fmt.Errorf("the server took %s, and %s came back; there should be one of each", count(len(taken), "file"), count(len(s.receipts), "receipt"))
	}
	file, receipt := taken[0], s.receipts[0]
	digest := sha256.Sum256(file.Data)
	if digest != receipt.SHA256 {
		return errors.New("the server has other bytes than were sent")
	}
	r, err := archive.NewReader(bytes.NewReader(file.Data), int64(len(file.Data)), nil)
	if err != nil {
		return err
	}
	s.printf("\n%s: %s, SHA-256 %x\n%s\n", file.Name, size(int64(len(file.Data))), digest, s.style.green("The same bytes that were sent."))
	s.printf("In it: %s\n", strings.Join(r.Names(), ", "))
	return nil
}
