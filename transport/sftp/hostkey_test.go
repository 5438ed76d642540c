package sftp_test

import (
	"crypto/rand"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/knownhosts"

	"github.com/seed-21142606/asm/transport"
	"github.com/seed-21142606/asm/transport/sftp"
)

// knownHosts writes a known_hosts file of the given lines.
func knownHosts(t testing.TB, lines ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "known_hosts")
	if err := os.WriteFile(path, []byte(strings.Join(lines, "\n")+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func line(host string, key ssh.Signer) string {
	return knownhosts.Line([]string{host}, key.PublicKey())
}

func print(key ssh.Signer) string { return ssh.FingerprintSHA256(key.PublicKey()) }

// send uploads a byte with the given host keys.
func send(t *testing.T, s *server, keys *sftp.HostKeys) (transport.Receipt, error) {
	t.Helper()
	to := s.transport(t)
	to.HostKeys = keys
	return to.Upload(t.Context(), "a.zip", body([]byte("x")), 1)
}

// A server has keys of several types. Knowing one, of whatever type, is enough.
func TestOneOfSeveralHostKeys(t *testing.T) {
	noLeaks(t)
	keys := []ssh.Signer{ecKey(t), rsaKey(t), edKey(t)}
	s := newServer(t, keys...)
	for _, key := range keys {
		known, err := sftp.KnownHosts(knownHosts(t, "# ours", line(s.addr(), key)))
		if err != nil {
			t.Fatal(err)
		}
		for name, hostKeys := range map[string]*sftp.HostKeys{
			"known_hosts": known,
			"fingerprint": pinned(t, key),
			"rotation":    pinned(t, edKey(t), key),
		} {
			receipt, err := send(t, s, hostKeys)
			if err != nil {
				t.Errorf("%s, %s: %v", key.PublicKey().Type(), name, err)
			} else if receipt.HostKey != print(key) {
				t.Errorf("%s, %s: accepted another key, %s", key.PublicKey().Type(), name, receipt.HostKey)
			}
		}
	}
}

func TestKnownHostsForms(t *testing.T) {
	key, authority := edKey(t), edKey(t)
	s := newServer(t, key)
	for name, text := range map[string]string{
		"hashed":         line(knownhosts.HashHostname(knownhosts.Normalize(s.addr())), key),
		"among others":   line("other.example.org", edKey(t)) + "\n" + line(s.addr(), ecKey(t)) + "\n" + line(s.addr(), key),
		"CA for others":  "@cert-authority *.example.org " + keyText(authority) + "\n" + line(s.addr(), key),
		"CA and the key": "@cert-authority " + knownhosts.Normalize(s.addr()) + " " + keyText(authority) + "\n" + line(s.addr(), key),
	} {
		known, err := sftp.KnownHosts(knownHosts(t, text))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if _, err := send(t, s, known); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func keyText(key ssh.Signer) string {
	return strings.TrimSpace(string(ssh.MarshalAuthorizedKey(key.PublicKey())))
}

func TestHostCertificate(t *testing.T) {
	key, authority := edKey(t), ecKey(t)
	cert := &ssh.Certificate{
		Key:             key.PublicKey(),
		CertType:        ssh.HostCert,
		ValidPrincipals: []string{"127.0.0.1"},
		ValidBefore:     ssh.CertTimeInfinity,
	}
	if err := cert.SignCert(rand.Reader, authority); err != nil {
		t.Fatal(err)
	}
	certified, err := ssh.NewCertSigner(cert, key)
	if err != nil {
		t.Fatal(err)
	}
	s := newServer(t, certified, key)
	host := knownhosts.Normalize(s.addr())
	known, err := sftp.KnownHosts(knownHosts(t, "@cert-authority "+host+" "+keyText(authority)))
	if err != nil {
		t.Fatal(err)
	}
	receipt, err := send(t, s, known)
	if err != nil || receipt.HostKey != print(key) {
		t.Errorf("HostKey %s, error %v", receipt.HostKey, err)
	}
	strange, err := sftp.KnownHosts(knownHosts(t, "@cert-authority "+host+" "+keyText(edKey(t))))
	if err != nil {
		t.Fatal(err)
	}
	_, err = send(t, s, strange)
	expect(t, err, "handshake", false, transport.ErrHostKey)
}

func TestRefusedHostKey(t *testing.T) {
	ed, ec := edKey(t), ecKey(t)
	other, otherEC := edKey(t), ecKey(t)
	file := func(lines ...string) func(string) (*sftp.HostKeys, error) {
		return func(addr string) (*sftp.HostKeys, error) {
			text := strings.ReplaceAll(strings.Join(lines, "\n"), "HOST", knownhosts.Normalize(addr))
			return sftp.KnownHosts(knownHosts(t, text))
		}
	}
	pins := func(prints ...string) func(string) (*sftp.HostKeys, error) {
		return func(string) (*sftp.HostKeys, error) { return sftp.Fingerprints(prints...) }
	}
	for _, test := range []struct {
		name   string
		keys   func(addr string) (*sftp.HostKeys, error)
		reason sftp.HostKeyReason
		shown  []string
		want   []string
	}{
		{"empty file", file(), sftp.HostKeyUnknown, []string{print(ed)}, nil},
		{"other hosts only", file("other.example.org " + keyText(ed)), sftp.HostKeyUnknown, []string{print(ed)}, nil},
		{"key of the same type", file("HOST " + keyText(other)), sftp.HostKeyChanged, []string{print(ed)}, []string{print(other)}},
		{"one type changed", file("HOST "+keyText(otherEC), "HOST "+keyText(ed)), sftp.HostKeyChanged, []string{print(ec)}, []string{print(otherEC), print(ed)}},
		{"type that it lacks", file("HOST " + keyText(rsaKey(t))), sftp.HostKeyChanged, []string{print(ed)}, nil},
		{"revoked", file("HOST "+keyText(ed), "@revoked * "+keyText(ed)), sftp.HostKeyRevoked, []string{print(ed)}, nil},
		{"fingerprint of another", pins(print(other), print(otherEC)), sftp.HostKeyChanged, []string{print(ed), print(ec)}, []string{print(other), print(otherEC)}},
	} {
		t.Run(test.name, func(t *testing.T) {
			noLeaks(t)
			s := newServer(t, ed, ec)
			keys, err := test.keys(s.addr())
			if err != nil {
				t.Fatal(err)
			}
			_, err = send(t, s, keys)
			expect(t, err, "handshake", false, transport.ErrHostKey)
			refused, ok := errors.AsType[*sftp.HostKeyError](err)
			if !ok {
				t.Fatalf("not a *HostKeyError: %v", err)
			}
			t.Log(err)
			if refused.Reason != test.reason || refused.Host != s.addr() {
				t.Errorf("reason %s for %s", refused.Reason, refused.Host)
			}
			if !slices.Equal(refused.Shown, test.shown) {
				t.Errorf("shown %v, want %v", refused.Shown, test.shown)
			}
			if test.want != nil && !slices.Equal(refused.Want, test.want) {
				t.Errorf("want %v, want %v", refused.Want, test.want)
			}
			for _, shown := range test.shown {
				if !strings.Contains(err.Error(), shown) {
					t.Errorf("the message does not show %s: %v", shown, err)
				}
			}
			if len(s.tried()) > 0 {
				t.Errorf("a login was tried on it: %v", s.tried())
			}
		})
	}
}

// disguised is a key that is negotiated as its type and shown as something else.
type disguised struct {
	ssh.Signer
	shown []byte
}

type disguisedKey struct {
	ssh.PublicKey
	shown []byte
}

func (d disguised) PublicKey() ssh.PublicKey { return disguisedKey{d.Signer.PublicKey(), d.shown} }
func (k disguisedKey) Marshal() []byte       { return k.shown }

// A server that shows a certificate where a plain key was agreed on is refused
// after one look, not asked again and again.
func TestRefusedCertificateInPlaceOfKey(t *testing.T) {
	noLeaks(t)
	key := edKey(t)
	cert := &ssh.Certificate{Key: key.PublicKey(), CertType: ssh.HostCert, ValidBefore: ssh.CertTimeInfinity}
	if err := cert.SignCert(rand.Reader, edKey(t)); err != nil {
		t.Fatal(err)
	}
	s := newServer(t, disguised{key, cert.Marshal()})
	to := s.transport(t)
	to.HostKeys, to.ConnectTimeout = pinned(t, edKey(t)), 2*time.Second
	_, err := to.Upload(t.Context(), "a.zip", body([]byte("x")), 1)
	expect(t, err, "handshake", false, transport.ErrHostKey)
	if n := s.connections(); n != 1 || len(s.tried()) > 0 {
		t.Errorf("%d connections, logins %v", n, s.tried())
	}
}

func TestFingerprintForms(t *testing.T) {
	key := edKey(t)
	s := newServer(t, key)
	for _, text := range []string{
		print(key),
		print(key) + "=",
		" " + print(key) + "\n",
		"256 " + print(key) + " sftp.example.org (ED25519)",
	} {
		keys, err := sftp.Fingerprints(text)
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		if _, err := send(t, s, keys); err != nil {
			t.Errorf("%q: %v", text, err)
		}
	}
	for _, text := range []string{
		"",
		"MD5:ab:43:44:f6:56:43:32:ae:46:a9:2f:5a:80:b0:41:a4",
		strings.TrimPrefix(print(key), "SHA256:"),
		print(key)[:30],
		print(key) + "AAAA",
		"SHA256:" + strings.Repeat("*", 43),
		"sha256:" + strings.TrimPrefix(print(key), "SHA256:"),
	} {
		if keys, err := sftp.Fingerprints(print(key), text); err == nil || keys != nil {
			t.Errorf("%q: accepted", text)
		}
	}
	if _, err := sftp.Fingerprints(); err == nil {
		t.Error("no fingerprint at all: accepted")
	}
}

func TestKnownHostsErrors(t *testing.T) {
	if _, err := sftp.KnownHosts(); err == nil {
		t.Error("no file: accepted")
	}
	missing := filepath.Join(t.TempDir(), "none")
	if _, err := sftp.KnownHosts(missing); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("missing file: %v", err)
	}
	bad := knownHosts(t, "# first", "host.example.org ssh-ed25519 AAAA")
	if _, err := sftp.KnownHosts(bad); err == nil || !strings.Contains(err.Error(), bad+":2") {
		t.Errorf("bad line: %v, want file and line", err)
	}
}
