package sftp_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"net"
	"slices"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"github.com/seed-21142606/asm/transport"
	"github.com/seed-21142606/asm/transport/sftp"
)

// Wherever the connection is cut: either the file was delivered exactly, or
// there is an error, and the error says rightly whether anything can be there.
func TestCutAnywhere(t *testing.T) {
	noLeaks(t)
	s := newServer(t)
	data := sample(9*packet + 123)
	whole := newRelay(t, s.addr(), nil)
	to := s.transport(t)
	to.Addr, to.HostKeys = whole.addr(), pinned(t, s.keys...)
	if _, err := to.Upload(t.Context(), "whole.zip", body(data), int64(len(data))); err != nil {
		t.Fatal(err)
	}
	up, down := whole.upBytes.Load(), whole.downSent.Load()
	random := rand.New(rand.NewPCG(1, 2))
	seen := map[string]int{}
	for i := range 120 {
		cutUp, cutDown := int64(-1), int64(-1)
		switch i % 3 {
		case 0:
			cutUp = random.Int64N(up)
		case 1:
			cutDown = random.Int64N(down)
		case 2: // the last bytes are where a mistake would be
			cutDown = max(0, down-int64(i))
		}
		seen[cutOnce(t, data, cutUp, cutDown)]++
	}
	t.Log(seen)
	for _, op := range []string{"handshake", "write"} {
		if seen[op] == 0 {
			t.Errorf("no cut hit the step %s: %v", op, seen)
		}
	}
}

// cutOnce returns the step at which the upload failed, or "delivered".
func cutOnce(t *testing.T, data []byte, up, down int64) string {
	s := newServer(t)
	defer s.stop()
	r := newRelay(t, s.addr(), func(r *relay) { r.up, r.down = up, down })
	defer r.stop()
	to := s.transport(t)
	to.Addr = r.addr()
	last := int64(-1)
	to.Progress = func(acknowledged, total int64) { last = acknowledged }
	receipt, err := to.Upload(t.Context(), "a.zip", body(data), int64(len(data)))
	r.stop()
	s.stop()
	there := s.content("/dropbox/a.zip")
	delivered := bytes.Equal(there, data)
	if err == nil {
		if !delivered || !slices.Contains(s.heard(), "CLOSE") {
			t.Errorf("cut at %d/%d: reported as sent, was not", up, down)
		}
		return "delivered"
	}
	failed, ok := errors.AsType[*transport.Error](err)
	if !ok || !errors.Is(err, transport.ErrConnection) {
		t.Fatalf("cut at %d/%d: %v, want a broken connection", up, down, err)
	}
	if opened := slices.Contains(s.heard(), "OPEN"); opened && !failed.Uncertain {
		t.Errorf("cut at %d/%d: the server opened the file, but: %v", up, down, err)
	}
	if receipt.Bytes > int64(len(there)) || last == int64(len(data)) {
		t.Errorf("cut at %d/%d: %d bytes acknowledged, %d reported, %d there", up, down, receipt.Bytes, last, len(there))
	}
	if len(there) == len(data) && !delivered {
		t.Errorf("cut at %d/%d: the end of the file is there, but not all before it", up, down)
	}
	return failed.Op
}

// The steps at which a server can fall silent, and how to make it.
var stalls = []struct {
	op        string
	uncertain bool
	set       func(s *server, stall func())
}{
	{"handshake", false, func(s *server, stall func()) { s.onConn = stall }},
	{"login", false, func(s *server, stall func()) {
		password := s.config.PasswordCallback
		s.config.PasswordCallback = func(meta ssh.ConnMetadata, given []byte) (*ssh.Permissions, error) {
			stall()
			return password(meta, given)
		}
	}},
	{"start", false, func(s *server, stall func()) {
		s.onSubsystem = func() bool { stall(); return true }
	}},
	{"open", true, func(s *server, stall func()) {
		s.onOpen = func(string) error { stall(); return nil }
	}},
	{"write", true, func(s *server, stall func()) {
		s.onWrite = func(off int64, _ int) error {
			if off >= 3*packet {
				stall()
			}
			return nil
		}
	}},
	{"close", true, func(s *server, stall func()) {
		s.onClose = func(string) error { stall(); return nil }
	}},
}

// stalled starts a server that falls silent at one step, and tells when it has.
func stalled(t *testing.T, set func(*server, func())) (s *server, silent chan struct{}) {
	t.Helper()
	s = newServer(t)
	silent = make(chan struct{}, 100)
	over := make(chan struct{})
	t.Cleanup(func() { close(over) }) // before the server's own clean-up
	set(s, func() {
		select {
		case silent <- struct{}{}:
		default:
		}
		<-over
	})
	return s, silent
}

func TestSilentServerTimesOut(t *testing.T) {
	for _, test := range stalls {
		t.Run(test.op, func(t *testing.T) {
			noLeaks(t)
			s, _ := stalled(t, test.set)
			to := s.transport(t)
			to.ConnectTimeout, to.IdleTimeout = 700*time.Millisecond, time.Hour
			if test.uncertain { // the file is being sent
				to.ConnectTimeout, to.IdleTimeout = time.Hour, 400*time.Millisecond
			}
			start := time.Now()
			_, err := to.Upload(t.Context(), "a.zip", body(sample(20*packet)), 20*packet)
			t.Log(err)
			expect(t, err, test.op, test.uncertain, transport.ErrTimeout)
			if took := time.Since(start); took > 5*time.Second {
				t.Errorf("took %v", took)
			}
		})
	}
}

func TestCancelStopsAtOnce(t *testing.T) {
	enough := errors.New("enough")
	for _, test := range stalls {
		t.Run(test.op, func(t *testing.T) {
			noLeaks(t)
			s, silent := stalled(t, test.set)
			ctx, cancel := context.WithCancelCause(t.Context())
			var stopped time.Time
			go func() {
				<-silent
				stopped = time.Now()
				cancel(enough)
			}()
			_, err := s.transport(t).Upload(ctx, "a.zip", body(sample(20*packet)), 20*packet)
			if took := time.Since(stopped); took > time.Second {
				t.Errorf("returned %v after the cancellation", took)
			}
			expect(t, err, test.op, test.uncertain, enough, context.Canceled)
			if errors.Is(err, transport.ErrTimeout) || errors.Is(err, transport.ErrConnection) {
				t.Errorf("looks like a fault of the server: %v", err)
			}
		})
	}
}

func TestDeadlineOfTheContext(t *testing.T) {
	noLeaks(t)
	s, _ := stalled(t, stalls[0].set)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	_, err := s.transport(t).Upload(ctx, "a.zip", body(nil), 0)
	expect(t, err, "handshake", false, context.DeadlineExceeded)
}

func TestCancelledBefore(t *testing.T) {
	noLeaks(t)
	s := newServer(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := s.transport(t).Upload(ctx, "a.zip", body(nil), 0)
	expect(t, err, "connect", false, context.Canceled)
}

// A dial that hangs, as to a host whose firewall drops everything.
func TestCancelDial(t *testing.T) {
	noLeaks(t)
	s := newServer(t)
	to := s.transport(t)
	dialling := make(chan struct{})
	to.Dial = func(ctx context.Context, network, addr string) (net.Conn, error) {
		close(dialling)
		<-ctx.Done()
		return nil, ctx.Err()
	}
	ctx, cancel := context.WithCancel(t.Context())
	go func() { <-dialling; cancel() }()
	_, err := to.Upload(ctx, "a.zip", body(nil), 0)
	expect(t, err, "connect", false, context.Canceled)
	dialling = make(chan struct{})
	to.ConnectTimeout = 20 * time.Millisecond
	_, err = to.Upload(t.Context(), "a.zip", body(nil), 0)
	expect(t, err, "connect", false, transport.ErrTimeout)
}

// Upload does not wait for a Password that does not listen to its context.
func TestCancelPassword(t *testing.T) {
	noLeaks(t)
	s := newServer(t)
	to := s.transport(t)
	asked, over := make(chan struct{}), make(chan struct{})
	defer close(over)
	to.Password = func(context.Context) (string, error) {
		close(asked)
		<-over
		return "", nil
	}
	ctx, cancel := context.WithCancel(t.Context())
	go func() { <-asked; cancel() }()
	_, err := to.Upload(ctx, "a.zip", body(nil), 0)
	expect(t, err, "login", false, context.Canceled)
}

// The time a person needs for typing a password is not the server's.
func TestSlowPassword(t *testing.T) {
	s := newServer(t)
	to := s.transport(t)
	to.ConnectTimeout = 300 * time.Millisecond
	to.Password = func(context.Context) (string, error) {
		time.Sleep(500 * time.Millisecond)
		return testPassword, nil
	}
	if _, err := to.Upload(t.Context(), "a.zip", body(nil), 0); err != nil {
		t.Error(err)
	}
}

// A slow server is not a silent one: the whole takes longer than IdleTimeout.
func TestSlowServer(t *testing.T) {
	s := newServer(t)
	s.onWrite = func(int64, int) error { time.Sleep(100 * time.Millisecond); return nil }
	to := s.transport(t)
	to.IdleTimeout = time.Second
	const size = 120 * packet
	start := time.Now()
	_, err := to.Upload(t.Context(), "a.zip", body(sample(size)), size)
	if err != nil {
		t.Error(err)
	}
	if took := time.Since(start); took < to.IdleTimeout {
		t.Skipf("done in %v, too fast to prove anything", took)
	}
}

// The network falls silent, both ways, with data under way.
func TestSilentNetwork(t *testing.T) {
	noLeaks(t)
	s := newServer(t)
	r := newRelay(t, s.addr(), func(r *relay) { r.up, r.silent = 20*packet, true })
	to := s.transport(t)
	to.Addr, to.IdleTimeout = r.addr(), 200*time.Millisecond
	const size = 400 * packet
	_, err := to.Upload(t.Context(), "a.zip", body(sample(size)), size)
	expect(t, err, "write", true, transport.ErrTimeout)
}

func TestNotAServer(t *testing.T) {
	noLeaks(t)
	for _, test := range []struct {
		name, says string
		want       error
	}{
		{"hangs up", "", transport.ErrConnection},
		{"speaks HTTP", "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n", transport.ErrConnection},
		{"speaks garbage", string(bytes.Repeat([]byte{'x'}, 1<<17)), transport.ErrProtocol},
	} {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		go func() {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			io.WriteString(conn, test.says)
			conn.(*net.TCPConn).CloseWrite()
			io.Copy(io.Discard, conn)
			conn.Close()
		}()
		to := &sftp.Transport{Addr: listener.Addr().String(), User: "u", Password: fixed("p"), HostKeys: pinned(t, edKey(t))}
		_, err = to.Upload(t.Context(), "a.zip", body(nil), 0)
		t.Log(test.name, "-", err)
		expect(t, err, "handshake", false, test.want)
		listener.Close()
	}
	refused, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	refused.Close()
	to := &sftp.Transport{Addr: refused.Addr().String(), User: "u", Password: fixed("p"), HostKeys: pinned(t, edKey(t))}
	_, err = to.Upload(t.Context(), "a.zip", body(nil), 0)
	expect(t, err, "connect", false, transport.ErrConnection)
}

// Retry over SFTP: a server that drops the first connections, then works.
func TestRetry(t *testing.T) {
	noLeaks(t)
	s := newServer(t)
	to := s.transport(t)
	dials := 0
	to.Dial = func(ctx context.Context, network, addr string) (net.Conn, error) {
		if dials++; dials < 3 {
			return nil, errors.New("no route")
		}
		return (&net.Dialer{}).DialContext(ctx, network, addr)
	}
	retry := transport.Retry(to, 5, func(int) time.Duration { return 0 })
	if _, err := retry.Upload(t.Context(), "a.zip", body([]byte("x")), 1); err != nil || dials != 3 {
		t.Errorf("%d connections, error %v", dials, err)
	}
	s.onWrite = func(int64, int) error { return errors.New("full") }
	dials = 3
	if _, err := retry.Upload(t.Context(), "a.zip", body([]byte("x")), 1); err == nil || dials != 4 {
		t.Errorf("%d connections after a failed write, error %v", dials-3, err)
	}
}
