package sftp

import (
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"
	"sync"
	"time"

	sftplib "github.com/pkg/sftp"
	"golang.org/x/crypto/ssh"

	"github.com/seed-21142606/asm/transport"
)

// connect makes a connection to a server whose host key is accepted, and logs
// in. It takes more than one try only to find the right one of several keys of
// the server, or to report which key it has in place of the expected one.
func (u *upload) connect() (*session, error) {
	keys := u.t.HostKeys
	algorithms := keys.algorithms(u.addr)
	if len(algorithms) == 0 {
		algorithms = allAlgorithms // nothing known: see what it has, to name it
	}
	var refusal *HostKeyError
	var shown []string
	for {
		try := &connecting{u: u}
		s, err := try.login(algorithms)
		refused, key := try.verdict()
		if err == nil {
			u.receipt.HostKey = fingerprint(key)
			return s, nil
		}
		switch {
		case refused != nil:
			refusal, shown = refused, append(shown, fingerprint(key))
			refusal.Shown = shown
			left := without(algorithms, key.Type())
			// A server that shows what was not asked for could go on for ever.
			if !keys.anyType || len(left) == 0 || len(left) == len(algorithms) {
				return nil, u.fail("handshake", refusal)
			}
			algorithms = left
		case !noCommonHostKey(err):
			return nil, err
		case refusal != nil: // all that the server has was shown and refused
			return nil, u.fail("handshake", refusal)
		case !slices.Equal(algorithms, allAlgorithms):
			algorithms = allAlgorithms // none of the known types: look what it has
		default:
			return nil, err
		}
	}
}

func without(algorithms []string, keyType string) []string {
	gone := algorithmsOf(keyType)
	return slices.DeleteFunc(slices.Clone(algorithms), func(a string) bool { return slices.Contains(gone, a) })
}

func noCommonHostKey(err error) bool {
	failed, ok := errors.AsType[*ssh.AlgorithmNegotiationError](err)
	return ok && failed.What == "host key"
}

// connecting is one connection on its way to a login. The SSH library checks
// the host key on a goroutine of its own, hence the lock.
type connecting struct {
	u *upload

	offered  []string // login methods of the server
	asking   error    // why there is no password
	answered bool     // a keyboard-interactive question was answered

	mu      sync.Mutex
	op      string
	key     ssh.PublicKey // shown by the server
	refused *HostKeyError
}

// A session is a logged-in connection.
type session struct {
	*ssh.Client
	conn    net.Conn
	release func() bool     // ends the watch over conn
	files   *sftplib.Client // nil before start
}

func (c *connecting) login(algorithms []string) (*session, error) {
	c.step("connect")
	conn, err := c.dial()
	if err != nil {
		return nil, c.fail(fmt.Errorf("%w: %w", transport.ErrConnection, err))
	}
	release := c.u.watch.guard(conn)
	c.step("handshake")
	ssh1, channels, requests, err := ssh.NewClientConn(conn, c.u.addr, &ssh.ClientConfig{
		User:              c.u.t.User,
		HostKeyAlgorithms: algorithms,
		HostKeyCallback:   c.check,
		AuthCallback:      c.next,
	})
	if err != nil {
		release()
		return nil, c.fail(c.explain(err))
	}
	return &session{Client: ssh.NewClient(ssh1, channels, requests), conn: conn, release: release}, nil
}

func (c *connecting) dial() (net.Conn, error) {
	dial := c.u.t.Dial
	if dial == nil {
		dial = (&net.Dialer{}).DialContext
	}
	return dial(c.u.watch.ctx, "tcp", c.u.addr)
}

// check is called again when keys are exchanged anew during a long transfer.
func (c *connecting) check(_ string, _ net.Addr, key ssh.PublicKey) error {
	refused := c.u.t.HostKeys.check(c.u.addr, key)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.key, c.refused = key, refused
	if refused != nil {
		return refused
	}
	return nil
}

func (c *connecting) verdict() (*HostKeyError, ssh.PublicKey) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.refused, c.key
}

func (c *connecting) began(methods []string) {
	c.step("login")
	c.offered = methods
}

func (c *connecting) step(op string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.op = op
}

func (c *connecting) fail(err error) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.u.fail(c.op, err)
}

// explain sorts what the SSH library says about a failed handshake or login.
func (c *connecting) explain(err error) error {
	c.mu.Lock()
	op := c.op
	c.mu.Unlock()
	switch {
	case c.asking != nil:
		return fmt.Errorf("no password to log in with: %w", c.asking)
	case isBroken(err):
		return fmt.Errorf("%w: %w", transport.ErrConnection, err)
	case op == "login":
		return c.loginError(err)
	case strings.Contains(err.Error(), "ssh: disconnect, reason"): // the type is not exported
		return fmt.Errorf("%w: the server hung up: %w", transport.ErrConnection, err)
	}
	return fmt.Errorf("%w: %w; check Addr", transport.ErrProtocol, err)
}

// isBroken tells a lost connection from an answer that was not wanted.
func isBroken(err error) bool {
	_, network := errors.AsType[net.Error](err)
	return network || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) ||
		errors.Is(err, io.ErrClosedPipe) || errors.Is(err, net.ErrClosed)
}

// abort ends a session that did not deliver: at once, and without the close
// that would make the file on the server look complete.
func (s *session) abort() {
	s.release()
	reset(s.conn)
	s.join()
}

// goodbye is how long the end of a session may take after a delivery.
const goodbye = time.Second

func (s *session) hangUp() {
	s.release()
	s.conn.SetDeadline(time.Now().Add(goodbye))
	s.Close()
	s.join()
}

// join waits until the libraries' readers are done, and with them the calls of
// Progress. The connection is closed by then, so it does not wait long.
func (s *session) join() {
	if s.files != nil {
		s.files.Close()
	}
	s.Wait()
}
