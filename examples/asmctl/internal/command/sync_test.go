package command_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/pem"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/crypto/ssh"

	"github.com/seed-21142606/asm/archive"
	"github.com/seed-21142606/asm/examples/asmctl/internal/command"
	"github.com/seed-21142606/asm/examples/internal/dropbox"
	"github.com/seed-21142606/asm/validate"
)

const (
	user     = "s1@sftp.example.org"
	password = "right horse"
)

func serve(t *testing.T) (s *dropbox.Server, target string) {
	t.Helper()
	s, err := dropbox.Start(user, password)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s, "sftp://" + user + "@" + s.Addr()
}

func TestSyncToServer(t *testing.T) {
	for _, format := range []string{"apple", "oneroster-1.1", "oneroster-1.2"} {
		src := gen(t, format)
		server, target := serve(t)
		o := asmctl(t, []string{"ASM_SFTP_PASSWORD=" + password}, "sync", src, "--to", target, "--host-key", server.Fingerprint())
		if o.code != 0 {
			t.Errorf("%s: exit code %d\n%s%s", format, o.code, o.out, o.err)
			continue
		}
		if strings.Contains(o.out+o.err, password) {
			t.Errorf("%s: the password is shown", format)
		}
		taken := server.Taken()
		if len(taken) != 1 || taken[0].Name != "roster.zip" {
			t.Fatalf("%s: the server took %d files", format, len(taken))
		}
		r, err := archive.NewReader(bytes.NewReader(taken[0].Data), int64(len(taken[0].Data)), nil)
		if err != nil {
			t.Fatal(err)
		}
		report, err := validate.Validate(t.Context(), r, nil)
		if err != nil || report.Format != validate.FormatApple || report.Summary.Errors+report.Summary.Warnings > 0 {
			t.Errorf("%s: what arrived: %+v, %v", format, report, err)
		}
		if sum, err := archive.Digest(r); format == "apple" && (err != nil || sum != digest(t, src)) {
			t.Errorf("files in Apple's format were changed on the way (%v)", err)
		}
	}
}

// Whatever goes wrong, the server has nothing and the command says so.
func TestNothingIsSent(t *testing.T) {
	good, broken := gen(t, "oneroster-1.1"), gen(t, "oneroster-1.1")
	edit(t, filepath.Join(broken, "orgs.csv"), "school", "scool")
	other, _ := serve(t)
	for _, test := range []struct {
		reason   string
		src      string
		password string
		path     string
		key      func(*dropbox.Server) string
		code     int
		says     string
	}{
		{"errors in the data", broken, password, "", (*dropbox.Server).Fingerprint, 1, "scool"},
		{"wrong password", good, "wrong", "", (*dropbox.Server).Fingerprint, 2, "login"},
		{"no password and nobody to ask", good, "", "", (*dropbox.Server).Fingerprint, 2, "ASM_SFTP_PASSWORD"},
		{"wrong host key", good, password, "", func(*dropbox.Server) string { return other.Fingerprint() }, 2, "host key"},
		{"no fingerprint", good, password, "", func(*dropbox.Server) string { return "SHA256:x" }, 2, "fingerprint"},
		{"unknown folder", good, password, "/elsewhere", (*dropbox.Server).Fingerprint, 2, "path"},
	} {
		server, target := serve(t)
		o := asmctl(t, []string{"ASM_SFTP_PASSWORD=" + test.password}, "sync", "--to", target+test.path, "--host-key", test.key(server), test.src)
		if o.code != test.code {
			t.Errorf("%s: exit code %d, want %d\n%s%s", test.reason, o.code, test.code, o.out, o.err)
		}
		if n := len(server.Taken()); n > 0 {
			t.Errorf("%s: the server has %d files", test.reason, n)
		}
		text := o.out + o.err
		if !strings.HasSuffix(text, "Nothing was sent.\n") || strings.Contains(text, "Sent ") {
			t.Errorf("%s: does not end in Nothing was sent.\n%s", test.reason, text)
		}
		if test.code == 2 && !strings.Contains(o.err, test.says) {
			t.Errorf("%s: does not say %q:\n%s", test.reason, test.says, o.err)
		}
	}
	dir := t.TempDir()
	if o := asmctl(t, nil, "sync", "--to", dir, broken); o.code != 1 || len(names(t, dir)) > 0 {
		t.Errorf("to a directory: exit code %d, %v there", o.code, names(t, dir))
	}
}

func TestSyncToDirectory(t *testing.T) {
	src, dir := gen(t, "oneroster-1.2"), t.TempDir()
	must(t, "sync", src, "--to", dir)
	must(t, "sync", src, "--to", filepath.Join(dir, "tuesday.zip"))
	if got := names(t, dir); !slices.Equal(got, []string{"roster.zip", "tuesday.zip"}) {
		t.Fatalf("the directory holds %v", got)
	}
	if digest(t, filepath.Join(dir, "roster.zip")) != digest(t, filepath.Join(dir, "tuesday.zip")) {
		t.Error("the same export gave other contents")
	}
	must(t, "validate", filepath.Join(dir, "roster.zip"))
}

// What is not one of the six files is not sent.
func TestSyncLeavesOutTheRest(t *testing.T) {
	src, dir := gen(t, "apple"), t.TempDir()
	if err := os.WriteFile(filepath.Join(src, "notes.txt"), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	if o := asmctl(t, nil, "sync", src, "--to", dir); o.code != 0 || !strings.Contains(o.err, "notes.txt") {
		t.Errorf("exit code %d\n%s%s", o.code, o.out, o.err)
	}
	r, err := archive.OpenReader(filepath.Join(dir, "roster.zip"), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if slices.Contains(r.Names(), "notes.txt") || len(r.Names()) != 6 {
		t.Errorf("sent %v", r.Names())
	}
}

// Warnings do not stop it, but they are told.
func TestSyncTellsWarnings(t *testing.T) {
	src, dir := gen(t, "oneroster-1.1"), t.TempDir()
	edit(t, filepath.Join(src, "users.csv"), ",,,true,", ",tobedeleted,,true,")
	o := asmctl(t, nil, "sync", "--to", dir, src)
	if o.code != 0 || !strings.Contains(o.out, "warning oneroster/status-in-bulk × 1, first at users.csv:2:") {
		t.Errorf("exit code %d\n%s%s", o.code, o.out, o.err)
	}
}

// An archive that School Manager would refuse is not sent, even if it looks like one.
func TestSendBadArchive(t *testing.T) {
	src, scratch, dir := gen(t, "apple"), t.TempDir(), t.TempDir()
	whole := filepath.Join(scratch, "whole.zip")
	must(t, "pack", src, whole)
	text, err := os.ReadFile(whole)
	if err != nil {
		t.Fatal(err)
	}
	save := func(name string, text []byte) string {
		path := filepath.Join(scratch, name)
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	damaged := bytes.Clone(text)
	damaged[len(damaged)/2] ^= 0xff
	for _, test := range []struct{ reason, zip, says string }{
		{"cut off", save("cut.zip", text[:len(text)/2]), "incomplete"},
		{"damaged", save("damaged.zip", damaged), ".csv"},
		{"files in a folder", folderZip(t, src, ""), "in a folder"},
	} {
		o := asmctl(t, nil, "send", "--to", dir, test.zip)
		if o.code != 2 || !strings.Contains(o.err, test.says) || !strings.HasSuffix(o.err, "Nothing was sent.\n") {
			t.Errorf("%s: exit code %d\n%s%s", test.reason, o.code, o.out, o.err)
		}
	}
	if sent := names(t, dir); len(sent) > 0 {
		t.Errorf("sent %v", sent)
	}
}

// Files that hold nobody would deactivate everybody.
func TestSyncStopsWhenNobodyIsLeft(t *testing.T) {
	src, dir := gen(t, "oneroster-1.1"), t.TempDir()
	users := filepath.Join(src, "users.csv")
	text, err := os.ReadFile(users)
	if err != nil {
		t.Fatal(err)
	}
	gone := strings.ReplaceAll(string(text), ",,,true,", ",tobedeleted,,true,")
	if err := os.WriteFile(users, []byte(gone), 0o600); err != nil {
		t.Fatal(err)
	}
	must(t, "validate", src)
	o := asmctl(t, nil, "sync", "--to", dir, src)
	if o.code != 1 || !strings.Contains(o.out, "nobody") || !strings.HasSuffix(o.out, "Nothing was sent.\n") {
		t.Errorf("exit code %d\n%s%s", o.code, o.out, o.err)
	}
	if sent := names(t, dir); len(sent) > 0 {
		t.Errorf("sent %v", sent)
	}
}

// Each way to know the server works with each way to give the name.
func TestSend(t *testing.T) {
	zip := filepath.Join(t.TempDir(), "mine.zip")
	must(t, "pack", gen(t, "apple"), zip)
	server, target := serve(t)
	host, port, err := net.SplitHostPort(server.Addr())
	if err != nil {
		t.Fatal(err)
	}
	home := t.TempDir()
	known := filepath.Join(home, ".ssh", "known_hosts")
	if err := os.Mkdir(filepath.Dir(known), 0o700); err != nil {
		t.Fatal(err)
	}
	line := fmt.Sprintf("[%s]:%s %s", host, port, ssh.MarshalAuthorizedKey(server.HostKey()))
	if err := os.WriteFile(known, []byte(line), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		reason string
		vars   []string
		args   []string
		name   string
	}{
		{"a fingerprint", nil, []string{"--to", target, "--host-key", server.Fingerprint()}, "mine.zip"},
		{"several fingerprints", nil, []string{"--to", target, "--host-key", "SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "--host-key", server.Fingerprint()}, "mine.zip"},
		{"a file of known hosts", nil, []string{"--to", target + "/dropbox", "--known-hosts", known}, "mine.zip"},
		{"the usual file of known hosts", []string{"HOME=" + home}, []string{"--to", target + "/dropbox/"}, "mine.zip"},
		{"a name in the target", []string{"HOME=" + home}, []string{"--to", target + "/dropbox/yours.zip"}, "yours.zip"},
		{"a folder below the login's", []string{"HOME=" + home}, []string{"--to", target + "/~/dropbox"}, "mine.zip"},
		{"an escaped @", []string{"HOME=" + home}, []string{"--to", strings.Replace(target, "@", "%40", 1)}, "mine.zip"},
	} {
		o := asmctl(t, append(test.vars, "ASM_SFTP_PASSWORD="+password), append(append([]string{"send"}, test.args...), zip)...)
		if o.code != 0 || !strings.Contains(o.out, server.Fingerprint()) {
			t.Errorf("%s: exit code %d\n%s%s", test.reason, o.code, o.out, o.err)
			continue
		}
		if taken := server.Taken(); taken[len(taken)-1].Name != test.name {
			t.Errorf("%s: arrived as %s, want %s", test.reason, taken[len(taken)-1].Name, test.name)
		}
	}
}

func TestPasswordIsAskedFor(t *testing.T) {
	zip := filepath.Join(t.TempDir(), "a.zip")
	must(t, "pack", gen(t, "apple"), zip)
	server, target := serve(t)
	asked := ""
	env := command.Env{Ask: func(_ context.Context, prompt string) (string, error) {
		asked = prompt
		return password, nil
	}}
	o := run(t.Context(), env, nil, "send", "--to", target, "--host-key", server.Fingerprint(), zip)
	if o.code != 0 || !strings.Contains(asked, user) {
		t.Errorf("exit code %d, asked %q\n%s", o.code, asked, o.err)
	}
}

func TestIdentity(t *testing.T) {
	dir := t.TempDir()
	zip, key := filepath.Join(dir, "a.zip"), filepath.Join(dir, "id")
	must(t, "pack", gen(t, "apple"), zip)
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	block, err := ssh.MarshalPrivateKeyWithPassphrase(private, "", []byte("open sesame"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(key, pem.EncodeToMemory(block), 0o600); err != nil {
		t.Fatal(err)
	}
	server, target := serve(t)
	if err := server.Accept(private.Public()); err != nil {
		t.Fatal(err)
	}
	send := func(ask func(context.Context, string) (string, error)) outcome {
		return run(t.Context(), command.Env{Ask: ask}, nil, "send", "--to", target, "--host-key", server.Fingerprint(), "--identity", key, zip)
	}
	if o := send(nil); o.code != 2 || !strings.Contains(o.err, "passphrase") {
		t.Errorf("nobody to ask: exit code %d\n%s", o.code, o.err)
	}
	if o := send(func(context.Context, string) (string, error) { return "wrong", nil }); o.code != 2 || strings.Contains(o.err, "wrong") {
		t.Errorf("wrong passphrase: exit code %d\n%s", o.code, o.err)
	}
	if n := len(server.Taken()); n > 0 {
		t.Errorf("took %d files", n)
	}
	if o := send(func(context.Context, string) (string, error) { return "open sesame", nil }); o.code != 0 || len(server.Taken()) != 1 {
		t.Errorf("right passphrase: exit code %d\n%s", o.code, o.err)
	}
}

func TestBadTargets(t *testing.T) {
	dir := t.TempDir()
	zip := filepath.Join(dir, "a.zip")
	must(t, "pack", gen(t, "apple"), zip)
	for _, test := range []struct {
		reason string
		args   []string
		says   string
	}{
		{"a password on the command line", []string{"--to", "sftp://u:hunter2@h.example/x"}, "ASM_SFTP_PASSWORD"},
		{"no user", []string{"--to", "sftp://h.example/x"}, "user"},
		{"no host", []string{"--to", "sftp:///x"}, "sftp://user@host"},
		{"another protocol", []string{"--to", "ftp://u@h.example/x"}, "sftp://user@host"},
		{"no known host", []string{"--to", "sftp://u@h.example/x"}, "--host-key"},
		{"both ways to know the host", []string{"--to", "sftp://u@h.example/x", "--host-key", "SHA256:x", "--known-hosts", "f"}, "none of the others"},
		{"a host key for a directory", []string{"--to", dir, "--host-key", "SHA256:x"}, "sftp://"},
		{"no such identity", []string{"--to", "sftp://u@h.example/x", "--host-key", "SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "--identity", filepath.Join(dir, "nokey")}, "does not exist"},
	} {
		o := asmctl(t, nil, append(append([]string{"send"}, test.args...), zip)...)
		if o.code != 2 || !strings.Contains(o.err, test.says) || strings.Contains(o.err, "hunter2") {
			t.Errorf("%s: exit code %d\n%s", test.reason, o.code, o.err)
		}
	}
}

// A command that is stopped leaves nothing half done.
func TestInterrupted(t *testing.T) {
	src, dir := gen(t, "oneroster-1.1"), t.TempDir()
	server, target := serve(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, args := range [][]string{
		{"gen", filepath.Join(dir, "gen.zip")},
		{"convert", "--to", "apple", src, filepath.Join(dir, "convert.zip")},
		{"pack", src, filepath.Join(dir, "pack.zip")},
		{"validate", src},
		{"inspect", src},
		{"sync", "--to", target, "--host-key", server.Fingerprint(), src},
		{"sync", "--to", dir, src},
	} {
		o := run(ctx, command.Env{}, []string{"ASM_SFTP_PASSWORD=" + password}, args...)
		if o.code != 2 || !strings.Contains(o.err, "interrupted") {
			t.Errorf("%v: exit code %d\n%s%s", args[0], o.code, o.out, o.err)
		}
	}
	if left := names(t, dir); len(left)+len(server.Taken()) > 0 {
		t.Errorf("left behind: %v and %d files on the server", left, len(server.Taken()))
	}
}

func TestDemo(t *testing.T) {
	scratch := t.TempDir()
	t.Setenv("TMPDIR", scratch)
	o := asmctl(t, nil, "demo")
	if o.code != 0 {
		t.Fatalf("exit code %d\n%s%s", o.code, o.out, o.err)
	}
	for _, want := range []string{"Nothing was sent.", "host key refused", "2,000 students", "Sent ", "The same bytes that were sent."} {
		if !strings.Contains(o.out, want) {
			t.Errorf("the demo does not show %q", want)
		}
	}
	if left := names(t, scratch); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}
