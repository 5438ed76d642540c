package command

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/spf13/cobra"

	"github.com/seed-21142606/asm/transport"
)

// Exit codes.
const (
	exitOK     = 0 // done
	exitErrors = 1 // the data has errors
	exitFailed = 2 // could not run
)

// errFindings ends a command that has already shown the errors in the data.
var errFindings = errors.New("the data has errors")

// A runner runs one command.
type runner struct {
	env   Env
	style style
	// sent, if set, hears of each delivery.
	sent func(transport.Receipt)
}

// Run runs the command that args name and returns its exit code. It stops when
// ctx ends.
func Run(ctx context.Context, args []string, env Env) int {
	if env.restore != nil {
		defer env.restore()
	}
	return (&runner{env: env, style: style{env.Colour}}).run(ctx, args)
}

func (c *runner) run(ctx context.Context, args []string) int {
	root := c.root()
	root.SetArgs(args)
	code, text := verdict(ctx, root.ExecuteContext(ctx))
	if text != "" {
		fmt.Fprintln(c.env.Err, c.style.red("asmctl: ")+text)
	}
	return code
}

// verdict returns the exit code that an error comes to and what is left to say
// about it.
func verdict(ctx context.Context, err error) (code int, text string) {
	switch {
	case err == nil:
		return exitOK, ""
	case errors.Is(err, errFindings):
		return exitErrors, ""
	case ctx.Err() != nil && !isDelivery(err):
		return exitFailed, "interrupted"
	}
	return exitFailed, explain(err)
}

// isDelivery reports whether err tells what became of an archive.
func isDelivery(err error) bool {
	_, ok := errors.AsType[*transport.Error](err)
	return ok
}

// explain words an error for the person at the terminal.
func explain(err error) string {
	text := err.Error()
	for _, prefix := range []string{"apple: ", "oneroster: ", "validate: ", "convert: ", "archive: ", "transport: ", "sftp: "} {
		text = strings.TrimPrefix(text, prefix)
	}
	if strings.HasPrefix(text, "unknown command") || strings.HasPrefix(text, "required flag") {
		text += "; see asmctl help"
	}
	var path *fs.PathError
	if errors.As(err, &path) && errors.Is(path, fs.ErrNotExist) {
		text = strings.Replace(text, path.Error(), path.Path+" does not exist", 1)
	}
	return text
}

func (c *runner) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "asmctl",
		Short: "Check, convert, pack and send rosters for Apple School Manager",
		Long: `asmctl reads the roster files of schools, in Apple's own format or OneRoster,
says what is wrong with them, converts them, and sends them to Apple School
Manager.

A BUNDLE, SRC or DST is a directory with the files, or a .zip of them.
Exit codes: 0 done, 1 the data has errors, 2 could not run.`,
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.SetOut(c.env.Out)
	root.SetErr(c.env.Err)
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return fmt.Errorf("%w; see %s", err, strings.Replace(cmd.CommandPath(), "asmctl", "asmctl help", 1))
	})
	root.CompletionOptions.HiddenDefaultCmd = true
	root.AddCommand(
		c.validateCommand(), c.convertCommand(), c.packCommand(), c.inspectCommand(),
		c.sendCommand(), c.syncCommand(), c.genCommand(), c.demoCommand(),
	)
	return root
}

// takes demands n arguments.
func takes(n int) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) != n {
			return fmt.Errorf("wanted is: %s; see asmctl help %s", cmd.UseLine(), cmd.Name())
		}
		return nil
	}
}

func (c *runner) printf(format string, args ...any) { fmt.Fprintf(c.env.Out, format, args...) }

// notef tells something that is not part of the result.
func (c *runner) notef(format string, args ...any) {
	fmt.Fprintf(c.env.Err, c.style.yellow("note: ")+format+"\n", args...)
}

// open opens a bundle and tells about a folder that should not be there.
func (c *runner) open(path string) (*bundle, error) {
	b, err := openBundle(path)
	switch {
	case err != nil:
	case b.folder != "":
		c.notef("the files lie in the folder %q of the ZIP; School Manager takes them at its top level only", b.folder)
	case len(b.inFolder) > 0:
		c.notef("%s in folders of the ZIP not looked at; School Manager takes files at its top level only", count(len(b.inFolder), "file"))
	}
	return b, err
}
