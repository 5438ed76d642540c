package sftp

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/crypto/ssh"

	"github.com/seed-21142606/asm/transport"
)

// ParseKey reads a private key from the text of an identity file, in any of the
// formats that ssh-keygen writes. passphrase is called only if the key is
// encrypted; it may be nil if it is not. No error holds any part of either.
func ParseKey(pem []byte, passphrase func() (string, error)) (ssh.Signer, error) {
	key, err := ssh.ParsePrivateKey(pem)
	if err == nil {
		return key, nil
	}
	if _, encrypted := errors.AsType[*ssh.PassphraseMissingError](err); !encrypted {
		return nil, fmt.Errorf("sftp: not a private key: %w; give the file without .pub", err)
	}
	if passphrase == nil {
		return nil, fmt.Errorf("sftp: the private key is encrypted and no passphrase is at hand: %w", err)
	}
	secret, err := passphrase()
	if err != nil {
		return nil, fmt.Errorf("sftp: asking for the key's passphrase: %w", err)
	}
	key, err = ssh.ParsePrivateKeyWithPassphrase(pem, []byte(secret))
	if err != nil {
		return nil, fmt.Errorf("sftp: opening the private key: %w; check its passphrase", err)
	}
	return key, nil
}

// The login methods of RFC 4252 and RFC 4256.
const (
	byKey      = "publickey"
	byPassword = "password"
	byQuestion = "keyboard-interactive"
)

// next picks the login method to try after what state says. The password goes
// out at most once: a server that refused it as a password is not offered it as
// an answer, since every refusal counts towards locking the account.
func (c *connecting) next(state *ssh.ClientAuthContext) (ssh.AuthMethod, error) {
	c.began(state.AllowedMethods)
	if c.asking != nil {
		return nil, c.asking
	}
	over := slices.Concat(state.TriedMethods, state.PartialSuccessMethods)
	may := func(method string) bool {
		return slices.Contains(state.AllowedMethods, method) && !slices.Contains(over, method)
	}
	t := c.u.t
	switch {
	case len(t.Signers) > 0 && may(byKey):
		return ssh.PublicKeys(t.Signers...), nil
	case t.Password == nil || slices.Contains(over, byPassword):
		return nil, nil
	case may(byPassword):
		return ssh.PasswordCallback(c.secret), nil
	case may(byQuestion):
		return ssh.KeyboardInteractive(c.answer), nil
	}
	return nil, nil
}

// secret asks the caller for the password, without the clock of the connection
// running.
func (c *connecting) secret() (string, error) {
	if c.u.password != "" {
		return c.u.password, nil
	}
	defer c.u.watch.pause()()
	c.u.password, c.asking = ask(c.u.watch.ctx, c.u.t.Password)
	return c.u.password, c.asking
}

// ask calls password without waiting for it beyond the end of ctx.
func ask(ctx context.Context, password func(context.Context) (string, error)) (string, error) {
	type reply struct {
		secret string
		err    error
	}
	replied := make(chan reply, 1)
	go func() {
		secret, err := password(ctx)
		replied <- reply{secret, err}
	}()
	select {
	case <-ctx.Done():
		return "", context.Cause(ctx)
	case r := <-replied:
		if r.err == nil && r.secret == "" {
			r.err = fmt.Errorf("%w: it is empty", transport.ErrLogin)
		}
		return r.secret, r.err
	}
}

// answer gives the password to a server that asks exactly one question, once,
// and does not echo the answer. Anything else (a second factor, a change of
// password) is for a person.
func (c *connecting) answer(_, _ string, questions []string, echoes []bool) ([]string, error) {
	switch {
	case len(questions) == 0:
		return nil, nil
	case len(questions) > 1 || echoes[0] || c.answered:
		c.asking = fmt.Errorf("%w: the server asks for more than a password", transport.ErrLogin)
		return nil, c.asking
	}
	c.answered = true
	secret, err := c.secret()
	return []string{secret}, err
}

// loginError explains why the server did not let us in. The server's own words
// are quoted, without the password should it repeat it.
func (c *connecting) loginError(err error) error {
	words := err.Error()
	if c.u.password != "" {
		words = strings.ReplaceAll(words, c.u.password, "…")
	}
	return fmt.Errorf("%w: %s; the server accepts %q; check User and Password or Signers", transport.ErrLogin, words, c.offered)
}
