package sftp

import (
	"errors"
	"fmt"
	"net"
	"strings"
	"testing"
	"unicode"

	"github.com/seed-21142606/asm/transport"
)

func TestHostPort(t *testing.T) {
	for addr, want := range map[string]string{
		"":                      "upload.appleschoolcontent.com:22",
		"sftp.example.org":      "sftp.example.org:22",
		"sftp.example.org:2022": "sftp.example.org:2022",
		"192.0.2.1":             "192.0.2.1:22",
		"2001:db8::1":           "[2001:db8::1]:22",
		"[2001:db8::1]":         "[2001:db8::1]:22",
		"[2001:db8::1]:2022":    "[2001:db8::1]:2022",
		":22":                   "error",
		"sftp.example.org:":     "error",
		"a:b:c":                 "error",
	} {
		got, err := hostPort(addr)
		if err != nil {
			got = "error"
		}
		if got != want {
			t.Errorf("%q: %s, want %s (%v)", addr, got, want, err)
		}
	}
}

// What a server says, at any step, must not steer a terminal, fake a log line or
// repeat the password.
func TestErrorsArePrintable(t *testing.T) {
	u := &upload{watch: newWatch(t.Context()), password: "hunter2"}
	said := &net.OpError{Op: "read", Err: errors.New("disconnect: \x1b[2J\u202ebye\r\nINFO sent hunter2, \xff")}
	failed := u.fail("start", fmt.Errorf("%w: %w", transport.ErrConnection, said))
	for err := failed; err != nil; err = errors.Unwrap(err) {
		text := err.Error()
		if strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) }) || strings.Contains(text, "hunter2") {
			t.Errorf("%q", text)
		}
		if !strings.Contains(text, "bye") {
			t.Errorf("%q: lost what the server said", text)
		}
	}
	got, ok := errors.AsType[*net.OpError](failed)
	if !ok || got != said || !errors.Is(failed, transport.ErrConnection) || !errors.Is(failed, said) {
		t.Errorf("%v: lost its causes", failed)
	}
}

// Servers may say anything in a refusal, even repeat the password.
func TestLoginErrorHidesThePassword(t *testing.T) {
	said := errors.New(`ssh: disconnect, reason 14: "hunter2 is wrong"`)
	c := &connecting{u: &upload{password: "hunter2"}, offered: []string{"password"}}
	for err := c.loginError(fmt.Errorf("failed: %w", said)); err != nil; err = errors.Unwrap(err) {
		if strings.Contains(err.Error(), "hunter2") {
			t.Errorf("the password is in %q", err)
		}
	}
	if err := c.loginError(said); !errors.Is(err, transport.ErrLogin) || !strings.Contains(err.Error(), "is wrong") {
		t.Errorf("%v: lost what the server said", err)
	}
}
