package sftp

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"strings"
	"time"
	"unicode"

	"golang.org/x/crypto/ssh"

	"github.com/seed-21142606/asm/transport"
)

// The values that zero fields of a Transport stand for. Address and folder are
// those of Apple School Manager, as its users' scripts and the handbooks of
// several student information systems give them.
const (
	DefaultAddr           = "upload.appleschoolcontent.com:22"
	DefaultDir            = "dropbox"
	DefaultConnectTimeout = 30 * time.Second
	DefaultIdleTimeout    = 2 * time.Minute
)

// A Transport is a [transport.Uploader] over SFTP. Each Upload makes a
// connection of its own and ends it.
//
// Set the fields before the first Upload and leave them; several goroutines may
// then call Upload, if Password, Dial and Progress allow it. User, HostKeys,
// and Password or Signers are required.
type Transport struct {
	_ struct{} // keyed literals only, so that fields can be added

	// Addr is host or host:port; the port is 22 if missing. "" is DefaultAddr.
	Addr string

	// User is the login name; for School Manager it ends in @sftp.apple.com.
	User string

	// Dir is the folder on the server, "" for DefaultDir and "." for the one
	// that the login starts in. A name without a leading slash is relative to
	// that one. The folder must exist.
	Dir string

	// Password, if set, is called at most once per Upload, when the server
	// asks for a password. Its context ends with Upload's; Upload does not wait
	// for a Password that outlasts it. An error, or "", ends the upload.
	Password func(context.Context) (string, error)

	// Signers are private keys to log in with, tried in this order and before
	// the password. See ParseKey.
	Signers []ssh.Signer

	// HostKeys says which server to trust. Without it Upload fails.
	HostKeys *HostKeys

	// ConnectTimeout limits everything before the file is opened, without the
	// time spent in Password. 0 means DefaultConnectTimeout.
	ConnectTimeout time.Duration

	// IdleTimeout limits the time without any answer of the SFTP server while
	// the file is opened, written and closed. Time in which nothing is asked
	// of it, since body or Progress is slow, counts too. 0 means
	// DefaultIdleTimeout.
	IdleTimeout time.Duration

	// Dial, if set, makes the TCP connection, for instance through a proxy. It
	// must return when its context ends. Nil means a net.Dialer.
	Dial func(ctx context.Context, network, addr string) (net.Conn, error)

	// Progress, if set, is told how many of total bytes the server has
	// acknowledged. acknowledged never falls; it equals total once, at the end,
	// and only after success. Calls for one Upload do not overlap and none
	// comes after Upload returned; the transfer waits for each to return.
	Progress func(acknowledged, total int64)
}

var _ transport.Uploader = (*Transport)(nil)

// Upload implements [transport.Uploader]. It replaces a file of that name. The
// memory it needs, about 5 MB, does not depend on size.
func (t *Transport) Upload(ctx context.Context, name string, body io.ReaderAt, size int64) (transport.Receipt, error) {
	u := &upload{t: t, body: body, size: size, watch: newWatch(ctx)}
	u.receipt = transport.Receipt{Name: name, Started: time.Now()}
	err := u.run()
	u.watch.stop()
	u.receipt.Bytes = u.meter.acknowledged()
	u.receipt.Ended = time.Now()
	if err == nil && t.Progress != nil {
		t.Progress(size, size)
	}
	return u.receipt, err
}

// An upload is the state of one call of Upload.
type upload struct {
	t        *Transport
	addr     string // host:port
	path     string // of the file, on the server
	body     io.ReaderAt
	size     int64
	watch    *watch
	meter    meter
	reported int64  // what Progress heard last
	password string // once asked for
	receipt  transport.Receipt
}

func (u *upload) run() error {
	if err := u.prepare(); err != nil {
		return &transport.Error{Op: "prepare", Err: err}
	}
	u.watch.limit(cmp.Or(u.t.ConnectTimeout, DefaultConnectTimeout), "the server did not finish connecting")
	s, err := u.connect()
	if err != nil {
		return err
	}
	if err := u.deliver(s); err != nil {
		s.abort()
		return err
	}
	s.hangUp()
	return nil
}

// prepare refuses, before anything is sent, what cannot end well.
func (u *upload) prepare() error {
	if err := transport.CheckName(u.receipt.Name); err != nil {
		return err
	}
	if err := u.t.checkLogin(); err != nil {
		return err
	}
	addr, err := hostPort(u.t.Addr)
	if err != nil {
		return err
	}
	u.addr, u.path = addr, remotePath(u.t.Dir, u.receipt.Name)
	u.receipt.Where = (&url.URL{Scheme: "sftp", Host: addr, Path: "/" + strings.TrimPrefix(u.path, "/")}).String()
	if u.t.HostKeys == nil || u.t.HostKeys.check == nil {
		return &HostKeyError{Reason: HostKeyUnset, Host: addr}
	}
	return transport.CheckBody(u.body, u.size)
}

func (t *Transport) checkLogin() error {
	switch {
	case t.User == "":
		return fmt.Errorf("%w: no user is set; set User", transport.ErrLogin)
	case t.Password == nil && len(t.Signers) == 0:
		return fmt.Errorf("%w: nothing to log in with; set Password or Signers", transport.ErrLogin)
	}
	return nil
}

// hostPort completes addr; an IPv6 address may come with or without brackets.
func hostPort(addr string) (string, error) {
	if addr == "" {
		return DefaultAddr, nil
	}
	if host, port, err := net.SplitHostPort(addr); err == nil {
		if host == "" || port == "" {
			return "", fmt.Errorf("%w: Addr lacks its host or port; write host or host:port", transport.ErrConnection)
		}
		return addr, nil
	}
	host := strings.TrimSuffix(strings.TrimPrefix(addr, "["), "]")
	if strings.Contains(host, ":") && net.ParseIP(host) == nil {
		return "", fmt.Errorf("%w: Addr is neither host nor host:port", transport.ErrConnection)
	}
	return net.JoinHostPort(host, "22"), nil
}

// remotePath does not clean: on a server with links, a/../b need not be b.
func remotePath(dir, name string) string {
	switch dir {
	case "":
		return DefaultDir + "/" + name
	case ".":
		return name
	}
	return strings.TrimSuffix(dir, "/") + "/" + name
}

// fail makes the error of one step. When the watch ended the call, what the
// libraries say about the connection it closed is beside the point.
func (u *upload) fail(op string, err error) error {
	if ended := u.watch.ended(); ended != nil {
		err = ended
	}
	return &transport.Error{Op: op, Uncertain: u.meter.uncertain(), Err: u.fit(err)}
}

// fit makes the text of err fit for a terminal and a line of a log: much of it
// may be a server's own words, even those of one that is not trusted, and they
// may repeat the password.
func (u *upload) fit(err error) error {
	text := err.Error()
	safe := text
	if u.password != "" {
		safe = strings.ReplaceAll(safe, u.password, "…")
	}
	safe = strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return unicode.ReplacementChar
	}, safe)
	if safe == text {
		return err
	}
	return &reworded{safe, err}
}

// A reworded error is err for errors.Is and errors.As, but says something else.
// It does not unwrap, so that whoever prints a whole chain sees no more.
type reworded struct {
	text string
	err  error
}

func (r *reworded) Error() string        { return r.text }
func (r *reworded) Is(target error) bool { return errors.Is(r.err, target) }
func (r *reworded) As(target any) bool   { return errors.As(r.err, target) }
