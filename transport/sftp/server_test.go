package sftp_test

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"os"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	sftplib "github.com/pkg/sftp"
	"golang.org/x/crypto/ssh"

	"github.com/seed-21142606/asm/transport/sftp"
)

// A server is an SSH server in this process with pkg/sftp's server side behind
// it. It writes down every packet the client sends and can misbehave on demand.
type server struct {
	listener net.Listener
	config   *ssh.ServerConfig
	keys     []ssh.Signer
	wg       sync.WaitGroup
	live     atomic.Int32 // connections

	// Hooks, called if set; to be set before the first connection.
	onConn      func()                       // in place of an answer to a new connection
	onSubsystem func() bool                  // whether to grant SFTP
	onOpen      func(path string) error      // before a file is opened
	onWrite     func(off int64, n int) error // before a write is acknowledged
	onClose     func(path string) error      // before a close is acknowledged

	mu      sync.Mutex
	conns   []net.Conn
	logins  []string // methods tried, as in "password: secret"
	packets []string // packets of the client, by name
	flags   uint32   // of the last open
	files   map[string]*file
}

// A file is what the server has of one file.
type file struct {
	server *server
	path   string
	mu     sync.Mutex
	data   []byte
	offs   []int64 // of the writes, as they came
}

const (
	testUser     = "u1@sftp.example.com"
	testPassword = "correct horse marker battery"
)

func newServer(t testing.TB, keys ...ssh.Signer) *server {
	t.Helper()
	if len(keys) == 0 {
		keys = []ssh.Signer{edKey(t)}
	}
	s := &server{keys: keys, files: map[string]*file{}}
	s.config = &ssh.ServerConfig{
		PasswordCallback: func(meta ssh.ConnMetadata, password []byte) (*ssh.Permissions, error) {
			s.login("password: " + string(password))
			if meta.User() == testUser && string(password) == testPassword {
				return nil, nil
			}
			return nil, errors.New("wrong password")
		},
	}
	for _, key := range keys {
		s.config.AddHostKey(key)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.listener = listener
	s.wg.Go(s.accept)
	t.Cleanup(s.stop)
	return s
}

func (s *server) login(tried string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.logins = append(s.logins, tried)
}

// tried returns the logins tried, without repetitions.
func (s *server) tried() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Compact(slices.Clone(s.logins))
}

// connections counts them, broken ones included.
func (s *server) connections() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.conns)
}

func (s *server) addr() string { return s.listener.Addr().String() }

func (s *server) stop() {
	s.listener.Close()
	s.mu.Lock()
	for _, conn := range s.conns {
		conn.Close()
	}
	s.mu.Unlock()
	s.wg.Wait()
}

func (s *server) accept() {
	for {
		conn, err := s.listener.Accept()
		if err != nil {
			return
		}
		s.mu.Lock()
		s.conns = append(s.conns, conn)
		s.live.Add(1)
		s.mu.Unlock()
		s.wg.Go(func() { s.serve(conn) })
	}
}

func (s *server) serve(conn net.Conn) {
	defer s.live.Add(-1)
	defer conn.Close()
	// Waiting for the client to begin orders everything below after what the
	// test set up before it connected.
	start := make([]byte, 4)
	if _, err := io.ReadFull(conn, start); err != nil {
		return
	}
	if s.onConn != nil {
		s.onConn()
		return
	}
	conn = begun{conn, io.MultiReader(bytes.NewReader(start), conn)}
	_, channels, requests, err := ssh.NewServerConn(conn, s.config)
	if err != nil {
		return
	}
	s.wg.Go(func() { ssh.DiscardRequests(requests) })
	for offered := range channels {
		channel, requests, err := offered.Accept()
		if err != nil {
			return
		}
		s.wg.Go(func() { s.session(channel, requests) })
	}
}

// begun is a connection whose first bytes were read already.
type begun struct {
	net.Conn
	reader io.Reader
}

func (b begun) Read(p []byte) (int, error) { return b.reader.Read(p) }

func (s *server) session(channel ssh.Channel, requests <-chan *ssh.Request) {
	defer channel.Close()
	for request := range requests {
		granted := request.Type == "subsystem" && (s.onSubsystem == nil || s.onSubsystem())
		request.Reply(granted, nil)
		if granted {
			s.wg.Go(func() { ssh.DiscardRequests(requests) })
			break
		}
	}
	read, write := io.Pipe()
	s.wg.Go(func() { s.log(read) })
	defer write.Close()
	handlers := sftplib.Handlers{FileGet: s, FilePut: s, FileCmd: s, FileList: s}
	sftplib.NewRequestServer(struct {
		io.Reader
		io.WriteCloser
	}{io.TeeReader(channel, write), channel}, handlers).Serve()
}

// log names the packets of the client. It is written apart from the package's
// own reader of packets, to disagree with it when that is wrong.
func (s *server) log(packets io.Reader) {
	names := map[byte]string{1: "INIT", 3: "OPEN", 4: "CLOSE", 6: "WRITE"}
	for {
		var size uint32
		if binary.Read(packets, binary.BigEndian, &size) != nil {
			return
		}
		body := make([]byte, size)
		if _, err := io.ReadFull(packets, body); err != nil {
			return
		}
		name := names[body[0]]
		if name == "" {
			name = "UNEXPECTED"
		}
		s.mu.Lock()
		s.packets = append(s.packets, name)
		if name == "OPEN" {
			path := binary.BigEndian.Uint32(body[5:])
			s.flags = binary.BigEndian.Uint32(body[9+path:])
		}
		s.mu.Unlock()
	}
}

func (s *server) Fileread(*sftplib.Request) (io.ReaderAt, error)      { return nil, os.ErrPermission }
func (s *server) Filecmd(*sftplib.Request) error                      { return os.ErrPermission }
func (s *server) Filelist(*sftplib.Request) (sftplib.ListerAt, error) { return nil, os.ErrNotExist }
func (s *server) Filewrite(r *sftplib.Request) (io.WriterAt, error) {
	if s.onOpen != nil {
		if err := s.onOpen(r.Filepath); err != nil {
			return nil, err
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	f := &file{server: s, path: r.Filepath}
	s.files[r.Filepath] = f
	return f, nil
}

func (f *file) WriteAt(p []byte, off int64) (int, error) {
	f.mu.Lock()
	f.data = append(f.data, make([]byte, max(0, int(off)+len(p)-len(f.data)))...)
	copy(f.data[off:], p)
	f.offs = append(f.offs, off)
	f.mu.Unlock()
	if f.server.onWrite != nil {
		if err := f.server.onWrite(off, len(p)); err != nil {
			return 0, err
		}
	}
	return len(p), nil
}

func (f *file) Close() error {
	if f.server.onClose != nil {
		return f.server.onClose(f.path)
	}
	return nil
}

// content of a file, or nil.
func (s *server) content(path string) []byte {
	s.mu.Lock()
	f := s.files[path]
	s.mu.Unlock()
	if f == nil {
		return nil
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.data)
}

// heard returns the packets of the client, runs of writes as one.
func (s *server) heard() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Compact(slices.Clone(s.packets))
}

// transport returns one that fits the server.
func (s *server) transport(t testing.TB) *sftp.Transport {
	t.Helper()
	return &sftp.Transport{
		Addr:     s.addr(),
		User:     testUser,
		Password: fixed(testPassword),
		HostKeys: pinned(t, s.keys...),
	}
}

func fixed(password string) func(context.Context) (string, error) {
	return func(context.Context) (string, error) { return password, nil }
}

func pinned(t testing.TB, keys ...ssh.Signer) *sftp.HostKeys {
	t.Helper()
	var prints []string
	for _, key := range keys {
		prints = append(prints, ssh.FingerprintSHA256(key.PublicKey()))
	}
	pins, err := sftp.Fingerprints(prints...)
	if err != nil {
		t.Fatal(err)
	}
	return pins
}

func signer(t testing.TB, key any, err error) ssh.Signer {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	s, err := ssh.NewSignerFromKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func edKey(t testing.TB) ssh.Signer {
	_, key, err := ed25519.GenerateKey(rand.Reader)
	return signer(t, key, err)
}

func ecKey(t testing.TB) ssh.Signer {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	return signer(t, key, err)
}

func rsaKey(t testing.TB) ssh.Signer {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	return signer(t, key, err)
}

// sample returns n bytes that differ from packet to packet.
func sample(n int) []byte {
	data := make([]byte, n)
	for i := range data {
		data[i] = byte(i*7 + i>>8*13 + i>>15)
	}
	return data
}

func body(data []byte) io.ReaderAt { return bytes.NewReader(data) }

// soon waits for cond, since a server learns of things a little later.
func soon(t testing.TB, what string, cond func() bool) {
	t.Helper()
	for end := time.Now().Add(5 * time.Second); time.Now().Before(end); time.Sleep(time.Millisecond) {
		if cond() {
			return
		}
	}
	t.Fatalf("never came true: %s", what)
}
