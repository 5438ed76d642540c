package main

import (
	"bytes"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/seed-21142606/asm/archive"
	"github.com/seed-21142606/asm/examples/internal/district"
	"github.com/seed-21142606/asm/examples/internal/dropbox"
	"github.com/seed-21142606/asm/oneroster"
	"github.com/seed-21142606/asm/validate"
)

// export writes an invented district into a directory and returns it.
func export(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	d, err := district.New(250, 1)
	if err != nil {
		t.Fatal(err)
	}
	w, err := archive.CreateDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.WriteOneRoster(t.Context(), w, oneroster.V11); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return dir
}

func serve(t *testing.T) *dropbox.Server {
	t.Helper()
	s, err := dropbox.Start("user", "secret")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	t.Setenv("ASM_SFTP_ADDR", s.Addr())
	t.Setenv("ASM_SFTP_USER", "user")
	t.Setenv("ASM_SFTP_PASSWORD", "secret")
	t.Setenv("ASM_HOST_KEY", s.Fingerprint())
	return s
}

func TestSend(t *testing.T) {
	server := serve(t)
	if err := send(t.Context(), os.DirFS(export(t))); err != nil {
		t.Fatal(err)
	}
	taken := server.Taken()
	if len(taken) != 1 {
		t.Fatalf("the server took %d files", len(taken))
	}
	r, err := archive.NewReader(bytes.NewReader(taken[0].Data), int64(len(taken[0].Data)), nil)
	if err != nil {
		t.Fatal(err)
	}
	if report, err := validate.Validate(t.Context(), r, nil); err != nil || !report.OK() {
		t.Errorf("what arrived: %+v, %v", report, err)
	}
}

func TestSendsNothing(t *testing.T) {
	good, bad := os.DirFS(export(t)), fstest.MapFS{}
	for _, name := range []string{"orgs.csv", "users.csv"} {
		bad[name] = &fstest.MapFile{Data: []byte("sourcedId\n1\n1\n")}
	}
	server := serve(t)
	if err := send(t.Context(), bad); err == nil || !strings.Contains(err.Error(), "nothing was sent") {
		t.Errorf("errors in the export: %v", err)
	}
	for variable, value := range map[string]string{"ASM_HOST_KEY": "SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "ASM_SFTP_PASSWORD": "wrong"} {
		right := os.Getenv(variable)
		t.Setenv(variable, value)
		if err := send(t.Context(), good); err == nil {
			t.Errorf("wrong %s: no error", variable)
		}
		t.Setenv(variable, right)
	}
	if n := len(server.Taken()); n > 0 {
		t.Errorf("the server took %d files", n)
	}
}

// The example is meant to be copied, so it has to stay short.
func TestIsShort(t *testing.T) {
	text, err := os.ReadFile("main.go")
	if err != nil {
		t.Fatal(err)
	}
	if n := bytes.Count(text, []byte("\n")); n >= 60 {
		t.Errorf("main.go has %d lines, want fewer than 60", n)
	}
}

// What the README shows is this program.
func TestREADME(t *testing.T) {
	source, err := os.ReadFile("main.go")
	if err != nil {
		t.Fatal(err)
	}
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(readme, source) {
		t.Error("README.md does not hold main.go as it is")
	}
}
