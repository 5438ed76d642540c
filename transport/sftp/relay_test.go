package sftp_test

import (
	"io"
	"net"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// A relay stands between client and server. After limit bytes in one direction
// it cuts both, or goes silent: then it keeps the connection and passes nothing
// in either direction.
type relay struct {
	listener net.Listener
	target   string
	up, down int64 // limits, towards server and client; -1 for none
	silent   bool
	delay    time.Duration // before each portion towards the client

	wg       sync.WaitGroup
	mu       sync.Mutex
	conns    []net.Conn
	upBytes  atomic.Int64 // passed on, by all connections
	downSent atomic.Int64
}

func newRelay(t testing.TB, target string, set func(*relay)) *relay {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	r := &relay{listener: listener, target: target, up: -1, down: -1}
	if set != nil {
		set(r)
	}
	r.wg.Go(r.accept)
	t.Cleanup(r.stop)
	return r
}

func (r *relay) addr() string { return r.listener.Addr().String() }

func (r *relay) stop() {
	r.listener.Close()
	r.cut()
	r.wg.Wait()
}

func (r *relay) cut() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, conn := range r.conns {
		conn.Close()
	}
}

func (r *relay) accept() {
	for {
		client, err := r.listener.Accept()
		if err != nil {
			return
		}
		server, err := net.Dial("tcp", r.target)
		if err != nil {
			client.Close()
			continue
		}
		r.mu.Lock()
		r.conns = append(r.conns, client, server)
		r.mu.Unlock()
		end := sync.OnceFunc(func() { client.Close(); server.Close() })
		quiet := make(chan struct{})
		hush := sync.OnceFunc(func() { close(quiet) })
		reached := end
		if r.silent {
			reached = hush
		}
		r.wg.Go(func() { r.pass(server, client, r.up, &r.upBytes, 0, quiet, reached, end) })
		r.wg.Go(func() { r.pass(client, server, r.down, &r.downSent, r.delay, quiet, reached, end) })
	}
}

func (r *relay) pass(to, from net.Conn, limit int64, passed *atomic.Int64, delay time.Duration, quiet chan struct{}, reached, end func()) {
	buf := make([]byte, 16<<10)
	left := limit
	for {
		n, err := from.Read(buf)
		if limit >= 0 && int64(n) > left {
			n = int(left)
		}
		left -= int64(n)
		select {
		case <-quiet:
			io.Copy(io.Discard, from) // until the connection is cut
			end()
			return
		case <-time.After(delay):
		}
		if n > 0 {
			passed.Add(int64(n))
			if _, err := to.Write(buf[:n]); err != nil {
				end()
				return
			}
		}
		if limit >= 0 && left == 0 {
			reached()
			if r.silent {
				continue
			}
			return
		}
		if err != nil {
			end()
			return
		}
	}
}
