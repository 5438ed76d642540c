package command

import (
	"context"
	"fmt"
	"io"
	"os"

	"golang.org/x/term"
)

// An Env is what a command sees of the world around it.
type Env struct {
	Out, Err io.Writer
	Getenv   func(string) string

	// Colour and Progress allow colours on Out and moving bars on Err.
	Colour, Progress bool

	// Ask asks the person at the terminal for a secret. It is nil when there is
	// nobody to ask.
	Ask func(ctx context.Context, prompt string) (string, error)

	// restore, if set, undoes in the end what an unanswered question has done to
	// the terminal.
	restore func()
}

// System returns the Env of this process. Colours need a terminal and no
// NO_COLOR in the environment (no-color.org), bars and questions a terminal.
func System() Env {
	env := Env{
		Out: os.Stdout, Err: os.Stderr, Getenv: os.Getenv,
		Colour:   isTerminal(os.Stdout) && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb",
		Progress: isTerminal(os.Stderr) && os.Getenv("TERM") != "dumb",
	}
	fd := int(os.Stdin.Fd())
	if before, err := term.GetState(fd); err == nil && isTerminal(os.Stderr) {
		env.Ask = askTerminal
		env.restore = func() { term.Restore(fd, before) }
	}
	return env
}

func isTerminal(f *os.File) bool { return term.IsTerminal(int(f.Fd())) }

// askTerminal reads a line without showing it. When ctx ends it does not wait
// for the line.
func askTerminal(ctx context.Context, prompt string) (string, error) {
	fmt.Fprint(os.Stderr, prompt)
	defer fmt.Fprintln(os.Stderr)
	type answer struct {
		text []byte
		err  error
	}
	answers := make(chan answer, 1)
	go func() {
		text, err := term.ReadPassword(int(os.Stdin.Fd()))
		answers <- answer{text, err}
	}()
	select {
	case a := <-answers:
		return string(a.text), a.err
	case <-ctx.Done():
		return "", context.Cause(ctx)
	}
}
