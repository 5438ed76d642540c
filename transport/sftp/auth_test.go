package sftp_test

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"slices"
	"strings"
	"testing"

	"golang.org/x/crypto/ssh"

	"github.com/seed-21142606/asm/transport"
	"github.com/seed-21142606/asm/transport/sftp"
)

// acceptKey makes the server take key, and note every key it is offered.
func (s *server) acceptKey(key ssh.PublicKey) {
	s.config.PublicKeyCallback = func(meta ssh.ConnMetadata, offered ssh.PublicKey) (*ssh.Permissions, error) {
		s.login("key: " + ssh.FingerprintSHA256(offered))
		if meta.User() == testUser && string(offered.Marshal()) == string(key.Marshal()) {
			return nil, nil
		}
		return nil, errors.New("unknown key")
	}
}

// ask makes the server ask questions, and no password otherwise.
func (s *server) ask(questions []string, echoes []bool) {
	s.config.PasswordCallback = nil
	s.config.KeyboardInteractiveCallback = func(meta ssh.ConnMetadata, ask ssh.KeyboardInteractiveChallenge) (*ssh.Permissions, error) {
		answers, err := ask("", "", questions, echoes)
		if err != nil {
			return nil, err
		}
		s.login("answers: " + strings.Join(answers, " and "))
		if len(answers) != 1 || answers[0] != testPassword {
			return nil, errors.New("wrong answer")
		}
		_, err = ask("", "welcome", nil, nil)
		return nil, err
	}
}

func TestLogin(t *testing.T) {
	mine, other := edKey(t), rsaKey(t)
	key := func(k ssh.Signer) string { return "key: " + print(k) }
	const pass = "password: " + testPassword
	for _, test := range []struct {
		name   string
		server func(*server)
		client func(*sftp.Transport)
		logins []string
		want   error
	}{
		{"password", nil, nil, []string{pass}, nil},
		{"wrong password", nil, func(to *sftp.Transport) { to.Password = fixed("wrong marker") },
			[]string{"password: wrong marker"}, transport.ErrLogin},
		{"wrong user", nil, func(to *sftp.Transport) { to.User = "nobody" }, []string{pass}, transport.ErrLogin},
		{"key", func(s *server) { s.acceptKey(mine.PublicKey()) },
			func(to *sftp.Transport) { to.Signers = []ssh.Signer{mine}; to.Password = nil }, []string{key(mine)}, nil},
		{"RSA key", func(s *server) { s.acceptKey(other.PublicKey()) },
			func(to *sftp.Transport) { to.Signers = []ssh.Signer{other}; to.Password = nil }, []string{key(other)}, nil},
		{"second key", func(s *server) { s.acceptKey(mine.PublicKey()) },
			func(to *sftp.Transport) { to.Signers = []ssh.Signer{other, mine} }, []string{key(other), key(mine)}, nil},
		{"key, then password", func(s *server) { s.acceptKey(mine.PublicKey()) },
			func(to *sftp.Transport) { to.Signers = []ssh.Signer{other} }, []string{key(other), pass}, nil},
		{"wrong key", func(s *server) { s.acceptKey(mine.PublicKey()) },
			func(to *sftp.Transport) { to.Signers = []ssh.Signer{other}; to.Password = nil }, []string{key(other)}, transport.ErrLogin},
		{"key where only passwords are taken", nil,
			func(to *sftp.Transport) { to.Signers = []ssh.Signer{mine}; to.Password = nil }, nil, transport.ErrLogin},
		{"one question", func(s *server) { s.ask([]string{"Password: "}, []bool{false}) }, nil,
			[]string{"answers: " + testPassword}, nil},
		{"one question, wrong password", func(s *server) { s.ask([]string{"Password: "}, []bool{false}) },
			func(to *sftp.Transport) { to.Password = fixed("wrong marker") }, []string{"answers: wrong marker"}, transport.ErrLogin},
		{"two questions", func(s *server) { s.ask([]string{"Password: ", "Code: "}, []bool{false, false}) }, nil,
			nil, transport.ErrLogin},
		{"question with echo", func(s *server) { s.ask([]string{"Password: "}, []bool{true}) }, nil,
			nil, transport.ErrLogin},
		{"password refused, then the question", func(s *server) {
			password := s.config.PasswordCallback
			s.ask([]string{"Password: "}, []bool{false})
			s.config.PasswordCallback = password
		}, func(to *sftp.Transport) { to.Password = fixed("wrong marker") }, []string{"password: wrong marker"}, transport.ErrLogin},
		{"empty password", nil, func(to *sftp.Transport) { to.Password = fixed("") }, nil, transport.ErrLogin},
		{"no password to be had", nil, func(to *sftp.Transport) {
			to.Password = func(context.Context) (string, error) { return "", errVault }
		}, nil, errVault},
	} {
		t.Run(test.name, func(t *testing.T) {
			noLeaks(t)
			s := newServer(t)
			if test.server != nil {
				test.server(s)
			}
			to := s.transport(t)
			if test.client != nil {
				test.client(to)
			}
			receipt, err := to.Upload(t.Context(), "a.zip", body([]byte("x")), 1)
			if test.want == nil && err != nil {
				t.Error(err)
			}
			if test.want != nil {
				t.Log(err)
				expect(t, err, "login", false, test.want)
				if receipt.HostKey != "" || receipt.Bytes != 0 {
					t.Errorf("receipt of a failed login: %+v", receipt)
				}
			}
			if got := s.tried(); !slices.Equal(got, test.logins) {
				t.Errorf("tried %q, want %q", got, test.logins)
			}
			if want := errors.Is(err, transport.ErrLogin); want != (test.want == transport.ErrLogin) {
				t.Errorf("is ErrLogin: %v", want)
			}
		})
	}
}

var errVault = errors.New("vault is sealed")

// Both a key and a password, as some servers demand.
func TestTwoStepLogin(t *testing.T) {
	mine := edKey(t)
	s := newServer(t)
	password := s.config.PasswordCallback
	s.config.PasswordCallback = nil
	s.config.PublicKeyCallback = func(_ ssh.ConnMetadata, key ssh.PublicKey) (*ssh.Permissions, error) {
		return nil, &ssh.PartialSuccessError{Next: ssh.ServerAuthCallbacks{PasswordCallback: password}}
	}
	to := s.transport(t)
	to.Signers = []ssh.Signer{mine}
	if _, err := to.Upload(t.Context(), "a.zip", body([]byte("x")), 1); err != nil {
		t.Error(err)
	}
}

// A server that repeats the password in its refusal must not get it into the
// error.
func TestPasswordIsNotInErrors(t *testing.T) {
	s := newServer(t)
	s.config.MaxAuthTries = 1
	s.config.BannerCallback = func(ssh.ConnMetadata) string { return testPassword }
	to := s.transport(t)
	to.User = "nobody"
	_, err := to.Upload(t.Context(), "a.zip", body([]byte("x")), 1)
	expect(t, err, "login", false, transport.ErrLogin)
}

func TestParseKey(t *testing.T) {
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	plainBlock, err := ssh.MarshalPrivateKey(key, "")
	if err != nil {
		t.Fatal(err)
	}
	lockedBlock, err := ssh.MarshalPrivateKeyWithPassphrase(key, "", []byte("marker"))
	if err != nil {
		t.Fatal(err)
	}
	plain, locked := pem.EncodeToMemory(plainBlock), pem.EncodeToMemory(lockedBlock)
	public := ssh.MarshalAuthorizedKey(signer(t, key, nil).PublicKey())
	says := func(secret string, err error) func() (string, error) {
		return func() (string, error) { return secret, err }
	}
	for _, test := range []struct {
		name       string
		pem        []byte
		passphrase func() (string, error)
		want       error // nil: any
		ok         bool
	}{
		{"plain", plain, nil, nil, true},
		{"plain, passphrase not asked for", plain, says("", errVault), nil, true},
		{"encrypted", locked, says("marker", nil), nil, true},
		{"encrypted, no passphrase", locked, nil, nil, false},
		{"encrypted, wrong passphrase", locked, says("wrong marker", nil), x509.IncorrectPasswordError, false},
		{"encrypted, passphrase not to be had", locked, says("", errVault), errVault, false},
		{"public key", public, nil, nil, false},
		{"nothing", nil, nil, nil, false},
	} {
		got, err := sftp.ParseKey(test.pem, test.passphrase)
		switch {
		case test.ok && err != nil:
			t.Errorf("%s: %v", test.name, err)
		case test.ok && string(got.PublicKey().Marshal()) != string(signer(t, key, nil).PublicKey().Marshal()):
			t.Errorf("%s: another key", test.name)
		case !test.ok && err == nil:
			t.Errorf("%s: accepted", test.name)
		case !test.ok && test.want != nil && !errors.Is(err, test.want):
			t.Errorf("%s: %v, want %v", test.name, err, test.want)
		case err != nil && strings.Contains(err.Error(), "marker"):
			t.Errorf("%s: the passphrase is in the error: %v", test.name, err)
		}
	}
}
