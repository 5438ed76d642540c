package sftp

import (
	"errors"
	"fmt"
	"strings"
	"testing"

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
