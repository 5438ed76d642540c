// Package dropbox is an SFTP server in this process that treats files the way
// Apple School Manager's drop folder does: who logs in with the right password
// may write a file, and as soon as it is closed it is taken away. Nothing can
// be listed, looked at, renamed or read back.
//
// It serves demonstrations and tests. It listens on the loopback interface only
// and keeps what it takes in memory.
package dropbox

import (
	"bytes"
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"net"
	"slices"
	"sync"

	sftplib "github.com/pkg/sftp"
	"golang.org/x/crypto/ssh"
)

// Folder is the one folder that files can be written to.
const Folder = "dropbox"

// MaxBytes is the most a file may hold.
const MaxBytes = 1 << 30

// A File is one that was written, closed and taken away.
type File struct {
	Name string
	Data []byte
}

// A Server serves until it is closed. It may be used by several goroutines.
type Server struct {
	listener net.Listener
	config   *ssh.ServerConfig
	hostKey  ssh.PublicKey
	serving  sync.WaitGroup

	mu     sync.Mutex
	users  []ssh.PublicKey // that may log in without a password
	closed bool
	conns  map[net.Conn]struct{}
	taken  []File
}

// Start starts a server on a free port with a new host key and one account.
func Start(user, password string) (*Server, error) {
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	signer, err := ssh.NewSignerFromKey(private)
	if err != nil {
		return nil, err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &Server{listener: listener, hostKey: signer.PublicKey(), conns: map[net.Conn]struct{}{}}
	s.config = &ssh.ServerConfig{
		PasswordCallback: func(meta ssh.ConnMetadata, given []byte) (*ssh.Permissions, error) {
			if meta.User() == user && subtle.ConstantTimeCompare(given, []byte(password)) == 1 {
				return nil, nil
			}
			return nil, errors.New("login refused")
		},
	}
	s.config.PublicKeyCallback = func(meta ssh.ConnMetadata, key ssh.PublicKey) (*ssh.Permissions, error) {
		if meta.User() == user && s.accepts(key) {
			return nil, nil
		}
		return nil, errors.New("login refused")
	}
	s.config.AddHostKey(signer)
	s.serving.Go(s.accept)
	return s, nil
}

// Addr returns the host and port to connect to.
func (s *Server) Addr() string { return s.listener.Addr().String() }

// Fingerprint returns the fingerprint of the host key, as in "SHA256:…".
func (s *Server) Fingerprint() string { return ssh.FingerprintSHA256(s.hostKey) }

// HostKey returns the host key.
func (s *Server) HostKey() ssh.PublicKey { return s.hostKey }

// Accept lets the account log in with a key too. It fails for kinds of key that
// SSH does not know.
func (s *Server) Accept(key crypto.PublicKey) error {
	public, err := ssh.NewPublicKey(key)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.users = append(s.users, public)
	return nil
}

func (s *Server) accepts(key ssh.PublicKey) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.ContainsFunc(s.users, func(k ssh.PublicKey) bool { return bytes.Equal(k.Marshal(), key.Marshal()) })
}

// Taken returns the files taken so far, in the order of their closing.
func (s *Server) Taken() []File {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.taken)
}

// Close breaks all connections and waits until nothing of the server runs.
func (s *Server) Close() error {
	err := s.listener.Close()
	s.mu.Lock()
	s.closed = true
	for conn := range s.conns {
		conn.Close()
	}
	s.mu.Unlock()
	s.serving.Wait()
	return err
}

func (s *Server) accept() {
	for {
		conn, err := s.listener.Accept()
		if err != nil {
			return
		}
		if !s.register(conn) {
			conn.Close()
			return
		}
		s.serving.Go(func() {
			s.serve(conn)
			s.forget(conn)
		})
	}
}

func (s *Server) register(conn net.Conn) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.closed {
		s.conns[conn] = struct{}{}
	}
	return !s.closed
}

func (s *Server) forget(conn net.Conn) {
	conn.Close()
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.conns, conn)
}

// serve handles one connection until it ends.
func (s *Server) serve(conn net.Conn) {
	_, channels, requests, err := ssh.NewServerConn(conn, s.config)
	if err != nil {
		return
	}
	s.serving.Go(func() { ssh.DiscardRequests(requests) })
	for offered := range channels {
		if offered.ChannelType() != "session" {
			offered.Reject(ssh.UnknownChannelType, "only sessions are served")
			continue
		}
		channel, requests, err := offered.Accept()
		if err != nil {
			return
		}
		s.serving.Go(func() { s.session(channel, requests) })
	}
}

// session grants the SFTP subsystem and nothing else.
func (s *Server) session(channel ssh.Channel, requests <-chan *ssh.Request) {
	defer channel.Close()
	for request := range requests {
		granted := request.Type == "subsystem" && string(request.Payload[min(4, len(request.Payload)):]) == "sftp"
		request.Reply(granted, nil)
		if !granted {
			continue
		}
		s.serving.Go(func() { ssh.DiscardRequests(requests) })
		folder := &folder{server: s}
		sftplib.NewRequestServer(channel, sftplib.Handlers{FileGet: folder, FilePut: folder, FileCmd: folder, FileList: folder}).Serve()
		return
	}
}

func (s *Server) take(f File) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.taken = append(s.taken, f)
}
