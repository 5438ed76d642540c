package sftp_test

import (
	"bytes"
	"io"
	"os"
	"testing"
	"time"

	sftplib "github.com/pkg/sftp"
	"golang.org/x/crypto/ssh"
)

const benchSize = 16 << 20

// BenchmarkUpload measures one upload of 16 MiB, login included, over loopback
// and over a relay that adds 10 ms to each answer.
func BenchmarkUpload(b *testing.B) {
	data := sample(benchSize)
	overLinks(b, func(b *testing.B, s *server, addr string) {
		to := s.transport(b)
		to.Addr = addr
		for b.Loop() {
			if _, err := to.Upload(b.Context(), "a.zip", bytes.NewReader(data), benchSize); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkCopy is the plain way to do it: io.Copy of a stream, which waits for
// an answer after every packet.
func BenchmarkCopy(b *testing.B) {
	data := sample(benchSize)
	overLinks(b, func(b *testing.B, s *server, addr string) {
		for b.Loop() {
			if err := plainCopy(addr, s.keys[0].PublicKey(), data); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func overLinks(b *testing.B, run func(b *testing.B, s *server, addr string)) {
	for name, delay := range map[string]time.Duration{"loopback": 0, "distant": 10 * time.Millisecond} {
		b.Run(name, func(b *testing.B) {
			s := newServer(b)
			addr := s.addr()
			if delay > 0 {
				addr = newRelay(b, addr, func(r *relay) { r.delay = delay }).addr()
			}
			b.SetBytes(benchSize)
			b.ReportAllocs()
			run(b, s, addr)
		})
	}
}

func plainCopy(addr string, host ssh.PublicKey, data []byte) error {
	conn, err := ssh.Dial("tcp", addr, &ssh.ClientConfig{
		User:            testUser,
		Auth:            []ssh.AuthMethod{ssh.Password(testPassword)},
		HostKeyCallback: ssh.FixedHostKey(host),
	})
	if err != nil {
		return err
	}
	defer conn.Close()
	client, err := sftplib.NewClient(conn)
	if err != nil {
		return err
	}
	defer client.Close()
	file, err := client.OpenFile("/dropbox/a.zip", os.O_WRONLY|os.O_CREATE|os.O_TRUNC)
	if err != nil {
		return err
	}
	if _, err := io.Copy(file, struct{ io.Reader }{bytes.NewReader(data)}); err != nil {
		return err
	}
	return file.Close()
}
