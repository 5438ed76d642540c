package dropbox_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"testing"

	sftplib "github.com/pkg/sftp"
	"golang.org/x/crypto/ssh"

	"github.com/seed-21142606/asm/examples/internal/dropbox"
	"github.com/seed-21142606/asm/transport"
	"github.com/seed-21142606/asm/transport/sftp"
)

func start(t *testing.T) *dropbox.Server {
	t.Helper()
	s, err := dropbox.Start("user", "right")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func to(t *testing.T, s *dropbox.Server, password string) *sftp.Transport {
	t.Helper()
	keys, err := sftp.Fingerprints(s.Fingerprint())
	if err != nil {
		t.Fatal(err)
	}
	return &sftp.Transport{
		Addr: s.Addr(), User: "user", HostKeys: keys,
		Password: func(context.Context) (string, error) { return password, nil },
	}
}

func TestTakesWhatIsClosed(t *testing.T) {
	s := start(t)
	data := bytes.Repeat([]byte("roster "), 100_000)
	if _, err := to(t, s, "right").Upload(t.Context(), "a.zip", bytes.NewReader(data), int64(len(data))); err != nil {
		t.Fatal(err)
	}
	taken := s.Taken()
	if len(taken) != 1 || taken[0].Name != "a.zip" || !bytes.Equal(taken[0].Data, data) {
		t.Errorf("took %d files, want a.zip as it was sent", len(taken))
	}
}

func TestRefuses(t *testing.T) {
	s := start(t)
	body := bytes.NewReader([]byte("x"))
	if _, err := to(t, s, "wrong").Upload(t.Context(), "a.zip", body, 1); !errors.Is(err, transport.ErrLogin) {
		t.Errorf("wrong password: %v", err)
	}
	elsewhere := to(t, s, "right")
	elsewhere.Dir = "elsewhere"
	if _, err := elsewhere.Upload(t.Context(), "a.zip", body, 1); !errors.Is(err, transport.ErrPath) {
		t.Errorf("other folder: %v", err)
	}
	if n := len(s.Taken()); n != 0 {
		t.Errorf("took %d files", n)
	}
}

// A client that looks back, as many do, finds nothing.
func TestNothingToSee(t *testing.T) {
	s := start(t)
	conn, err := ssh.Dial("tcp", s.Addr(), &ssh.ClientConfig{
		User: "user", Auth: []ssh.AuthMethod{ssh.Password("right")}, HostKeyCallback: ssh.InsecureIgnoreHostKey(),
	})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	client, err := sftplib.NewClient(conn)
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	half, err := client.OpenFile("dropbox/half.zip", os.O_WRONLY|os.O_CREATE|os.O_TRUNC)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := half.Write([]byte("half")); err != nil {
		t.Fatal(err)
	}
	if _, err := client.Stat("dropbox/half.zip"); err == nil {
		t.Error("stat of a file in the drop folder worked")
	}
	if _, err := client.ReadDir("dropbox"); err == nil {
		t.Error("listing the drop folder worked")
	}
	if err := client.Rename("dropbox/half.zip", "dropbox/b.zip"); err == nil {
		t.Error("rename worked")
	}
	conn.Close()
	s.Close()
	if n := len(s.Taken()); n != 0 {
		t.Errorf("took %d files whose writing broke off", n)
	}
}
