package command

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"strings"
	"testing"

	"github.com/seed-21142606/asm/transport"
)

func TestVerdict(t *testing.T) {
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	cut := &transport.Error{Op: "write", Uncertain: true, Err: context.Canceled}
	for _, test := range []struct {
		reason string
		ctx    context.Context
		err    error
		code   int
		says   string
	}{
		{"all went well", t.Context(), nil, 0, ""},
		{"all went well before the interrupt", ended, nil, 0, ""},
		{"errors in the data", t.Context(), errFindings, 1, ""},
		{"a failure", t.Context(), errors.New("convert: no room"), 2, "no room"},
		{"a missing file", t.Context(), &fs.PathError{Op: "open", Path: "x.zip", Err: fs.ErrNotExist}, 2, "x.zip does not exist"},
		{"an interrupt", ended, context.Canceled, 2, "interrupted"},
		{"an interrupt in the middle of sending", ended, notSent(cut, true), 2, "may have arrived"},
	} {
		code, text := verdict(test.ctx, test.err)
		if strings.Contains(text, "may have the file") {
			t.Errorf("%s: says twice that it may have arrived: %q", test.reason, text)
		}
		if code != test.code || !strings.Contains(text, test.says) || (text == "") != (test.says == "") {
			t.Errorf("%s: %d, %q; want %d, %q", test.reason, code, text, test.code, test.says)
		}
	}
}

// A writerFunc is a writer.
type writerFunc func()

func (f writerFunc) Write(p []byte) (int, error) {
	f()
	return len(p), nil
}

// The terminal is put right at the very end.
func TestRestore(t *testing.T) {
	restored := 0
	env := Env{Out: writerFunc(func() {
		if restored > 0 {
			t.Error("the command still writes after the terminal was restored")
		}
	}), Err: io.Discard, Getenv: func(string) string { return "" }, restore: func() { restored++ }}
	if code := Run(t.Context(), []string{"help"}, env); code != exitOK || restored != 1 {
		t.Errorf("exit code %d, restored %d times", code, restored)
	}
}
