package transport_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/seed-21142606/asm/transport"
)

func TestCheckName(t *testing.T) {
	for name, ok := range map[string]bool{
		"roster.zip":                     true,
		"Schüler 2026.zip":               true,
		"...":                            true,
		".hidden":                        true,
		strings.Repeat("a", 255):         true,
		"":                               false,
		".":                              false,
		"..":                             false,
		"a/b.zip":                        false,
		"/a.zip":                         false,
		`a\b.zip`:                        false,
		"a\x00.zip":                      false,
		"a\n.zip":                        false,
		"a\u0085.zip":                    false,
		"a\xff.zip":                      false,
		strings.Repeat("a", 256):         false,
		strings.Repeat("ü", 127) + ".z":  false,
		"../" + strings.Repeat("../", 9): false,
	} {
		err := transport.CheckName(name)
		if (err == nil) != ok {
			t.Errorf("%q: %v", name, err)
		}
		if err != nil && !errors.Is(err, transport.ErrName) {
			t.Errorf("%q: not ErrName: %v", name, err)
		}
	}
}

func TestCheckBody(t *testing.T) {
	body := bytes.NewReader([]byte("1234"))
	for size, ok := range map[int64]bool{-1: false, 0: true, 1: true, 3: true, 4: true, 5: false, 1 << 62: false} {
		err := transport.CheckBody(body, size)
		if (err == nil) != ok {
			t.Errorf("size %d: %v", size, err)
		}
		if err != nil && !errors.Is(err, transport.ErrBody) {
			t.Errorf("size %d: not ErrBody: %v", size, err)
		}
	}
}

func TestErrorSaysWhatToDo(t *testing.T) {
	err := &transport.Error{Op: "close", Uncertain: true, Err: transport.ErrConnection}
	const want = "transport: close: connection failed; the receiver may have the file or a part of it: look there before sending again"
	if err.Error() != want {
		t.Errorf("%q, want %q", err, want)
	}
	err.Uncertain = false
	if err.Error() != "transport: close: connection failed" {
		t.Errorf("%q", err)
	}
}
