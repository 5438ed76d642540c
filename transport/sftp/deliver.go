package sftp

import (
	"cmp"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"

	sftplib "github.com/pkg/sftp"
	"golang.org/x/crypto/ssh"

	"github.com/seed-21142606/asm/transport"
)

// packet is the data in one write. Servers should take packets of 34000 bytes
// (draft-ietf-secsh-filexfer-02, section 3), so 32 KiB of data fit; with the
// library's 64 requests under way that makes 2 MiB per round trip, which is
// OpenSSH's window too, so neither more nor larger ones would be faster.
const packet = 32 << 10

// deliver opens, writes and closes the file.
func (u *upload) deliver(s *session) error {
	if err := u.start(s); err != nil {
		return err
	}
	u.watch.limit(cmp.Or(u.t.IdleTimeout, DefaultIdleTimeout), "no answer from the server")
	file, err := s.files.OpenFile(u.path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC)
	if err != nil {
		return u.fail("open", u.explain(transport.ErrPath, err))
	}
	if file == nil { // the library's answer to an OK in place of a handle
		return u.fail("open", fmt.Errorf("%w: it answered the open without a file handle", transport.ErrProtocol))
	}
	digest := sha256.New()
	if err := u.write(file, digest); err != nil {
		return u.fail("write", err)
	}
	if err := file.Close(); err != nil {
		return u.fail("close", u.explain(transport.ErrRefused, err))
	}
	if got := u.meter.acknowledged(); got != u.size {
		return u.fail("close", fmt.Errorf("%w: %d bytes acknowledged of %d", transport.ErrProtocol, got, u.size))
	}
	digest.Sum(u.receipt.SHA256[:0])
	return nil
}

// start begins an SFTP session, with the meter on both its ends.
func (u *upload) start(s *session) error {
	u.meter.onReply = u.progress
	err := s.start(&u.meter)
	if err == nil {
		return nil
	}
	// Only these two are answers. For a connection that breaks here the SSH
	// library has errors of many kinds.
	kind := transport.ErrConnection
	if _, refused := errors.AsType[*ssh.OpenChannelError](err); refused || errors.Is(err, errNoSFTP) {
		kind = transport.ErrProtocol
	}
	return u.fail("start", fmt.Errorf("%w: %w", kind, err))
}

var errNoSFTP = errors.New("the server does not offer SFTP to this login")

// sftpSubsystem is the payload of the request that starts SFTP on a channel
// (RFC 4254, section 6.5).
var sftpSubsystem = ssh.Marshal(struct{ Name string }{"sftp"})

func (s *session) start(m *meter) error {
	shell, err := s.NewSession()
	if err != nil {
		return err
	}
	in, err1 := shell.StdinPipe()
	out, err2 := shell.StdoutPipe()
	complaints, err3 := shell.StderrPipe()
	if err := errors.Join(err1, err2, err3); err != nil {
		return err
	}
	granted, err := shell.SendRequest("subsystem", true, sftpSubsystem)
	if err != nil {
		return err
	}
	if !granted {
		return errNoSFTP
	}
	// Unread complaints would fill the window and stop the answers. The
	// goroutine ends with the connection, which ends with Upload.
	go io.Copy(io.Discard, complaints)
	s.files, err = sftplib.NewClientPipe(
		&meteredReader{Reader: out, frames: frames{report: m.received}},
		&meteredWriter{WriteCloser: in, frames: frames{report: m.sent}},
		sftplib.MaxPacketChecked(packet),
	)
	return err
}

// progress is called for every answer of the server, one at a time.
func (u *upload) progress(acknowledged int64) {
	u.watch.touch()
	if u.t.Progress != nil && acknowledged > u.reported && acknowledged < u.size {
		u.reported = acknowledged
		u.t.Progress(acknowledged, u.size)
	}
}

// write sends the body, and keeps back its last packet until everything before
// it is acknowledged: without its end no ZIP archive can be opened, so a file
// with holes cannot be taken for one.
//
// ReadFromWithConcurrency is the one method of the library that always has many
// writes under way; the others wait for an answer after each packet unless
// several conditions are met. It sends them in order.
func (u *upload) write(file *sftplib.File, digest hash.Hash) error {
	last := max(0, u.size-packet)
	if err := u.writePart(file, digest, 0, last, 0); err != nil {
		return err
	}
	return u.writePart(file, digest, last, u.size, 1)
}

func (u *upload) writePart(file *sftplib.File, digest hash.Hash, from, to int64, concurrency int) error {
	part := &part{body: io.NewSectionReader(u.body, from, to-from), digest: digest, watch: u.watch}
	n, err := file.ReadFromWithConcurrency(part, concurrency)
	switch {
	case part.err != nil:
		return fmt.Errorf("%w: at byte %d: %w", transport.ErrBody, from+part.read, part.err)
	case err != nil:
		return u.explain(transport.ErrRefused, err)
	case n != to-from:
		return fmt.Errorf("%w: at byte %d: %w", transport.ErrBody, from+n, io.ErrUnexpectedEOF)
	}
	return nil
}

// A part is a stretch of the body on its way to the library.
type part struct {
	body   *io.SectionReader
	digest hash.Hash
	watch  *watch
	read   int64
	err    error // of the body, apart from its end
}

func (p *part) Read(b []byte) (int, error) {
	if ended := p.watch.ended(); ended != nil {
		return 0, ended
	}
	n, err := p.body.Read(b)
	p.digest.Write(b[:n])
	p.read += int64(n)
	if n == 0 && err == nil {
		err = io.ErrNoProgress // the library would ask for ever
	}
	if err != nil && !errors.Is(err, io.EOF) {
		p.err = err
	}
	return n, err
}

// explain sorts the error of a request: refused by an answer of the server, or
// left without one.
func (u *upload) explain(refusal, err error) error {
	if !u.meter.wasRefused() {
		return fmt.Errorf("%w: %w", transport.ErrConnection, err)
	}
	hint := "the server did not take the whole file"
	if refusal == transport.ErrPath {
		hint = "check that the folder in Dir exists and may be written"
	}
	return fmt.Errorf("%w: %s: %w; %s", refusal, u.path, err, hint)
}
