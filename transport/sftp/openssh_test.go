package sftp_test

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"io/fs"
	"os"
	"runtime"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"github.com/seed-21142606/asm/transport"
	"github.com/seed-21142606/asm/transport/sftp"
)

// The tests in this file run against OpenSSH itself, see startSSHD.

func TestOpenSSHDelivers(t *testing.T) {
	s := startSSHD(t)
	for _, size := range []int{0, 1, packet, packet + 1, 20_000_003} {
		data := sample(size)
		receipt, err := s.transport(t).Upload(t.Context(), "roster.zip", body(data), int64(size))
		if err != nil {
			t.Fatalf("size %d: %v", size, err)
		}
		if receipt.Bytes != int64(size) || receipt.SHA256 != sha256.Sum256(data) {
			t.Errorf("size %d: receipt %+v", size, receipt)
		}
		if got := s.fetch(t, "dropbox/roster.zip"); !bytes.Equal(got, data) {
			t.Errorf("size %d: OpenSSH's sftp fetched %d bytes, not those sent", size, len(got))
		}
	}
}

func TestOpenSSHHostKeys(t *testing.T) {
	s := startSSHD(t)
	for _, kind := range []string{"ed25519", "ecdsa", "rsa"} {
		to := s.transport(t)
		want := string(run(t, "ssh-keygen", "-lf", s.dir+"/host_"+kind+".pub"))
		known, err := sftp.KnownHosts(s.knownHosts(t, kind))
		if err != nil {
			t.Fatal(err)
		}
		print, err := sftp.Fingerprints(want)
		if err != nil {
			t.Fatal(err)
		}
		for name, keys := range map[string]*sftp.HostKeys{"known_hosts": known, "fingerprint": print} {
			to.HostKeys = keys
			receipt, err := to.Upload(t.Context(), "a.zip", body([]byte("x")), 1)
			if err != nil {
				t.Errorf("%s, %s: %v", kind, name, err)
			} else if !bytes.Contains([]byte(want), []byte(receipt.HostKey)) {
				t.Errorf("%s, %s: accepted %s, ssh-keygen says %s", kind, name, receipt.HostKey, want)
			}
		}
	}
}

func TestOpenSSHWrongHostKey(t *testing.T) {
	s := startSSHD(t)
	changed, err := sftp.KnownHosts(knownHosts(t, line(s.addr, edKey(t))))
	if err != nil {
		t.Fatal(err)
	}
	unknown, err := sftp.KnownHosts(knownHosts(t, line("other.example.org", edKey(t))))
	if err != nil {
		t.Fatal(err)
	}
	for reason, keys := range map[sftp.HostKeyReason][]*sftp.HostKeys{
		sftp.HostKeyChanged: {changed, pinned(t, edKey(t), rsaKey(t))},
		sftp.HostKeyUnknown: {unknown},
	} {
		for _, keys := range keys {
			to := s.transport(t)
			to.HostKeys = keys
			_, err := to.Upload(t.Context(), "a.zip", body([]byte("x")), 1)
			expect(t, err, "handshake", false, transport.ErrHostKey)
			refused, ok := errors.AsType[*sftp.HostKeyError](err)
			if !ok || refused.Reason != reason || len(refused.Shown) == 0 {
				t.Errorf("%v, want it %s", err, reason)
			}
		}
	}
	s.wantEmpty(t)
}

// wantEmpty: nothing was delivered.
func (s *sshd) wantEmpty(t *testing.T) {
	t.Helper()
	entries, err := os.ReadDir(s.root + "/dropbox")
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		t.Errorf("the server has a file: %s", entry.Name())
	}
}

func TestOpenSSHLogin(t *testing.T) {
	s := startSSHD(t)
	wrong := s.transport(t)
	wrong.Signers = []ssh.Signer{edKey(t), ecKey(t)}
	_, err := wrong.Upload(t.Context(), "a.zip", body([]byte("x")), 1)
	t.Log(err)
	expect(t, err, "login", false, transport.ErrLogin)
	wrong.Password = fixed("wrong marker")
	_, err = wrong.Upload(t.Context(), "a.zip", body([]byte("x")), 1)
	expect(t, err, "login", false, transport.ErrLogin)
	wrong.User = "nobody-of-this-name"
	_, err = wrong.Upload(t.Context(), "a.zip", body([]byte("x")), 1)
	expect(t, err, "login", false, transport.ErrLogin)
	// More keys than the server lets anybody try (6): it hangs up.
	for range 8 {
		wrong.Signers = append(wrong.Signers, edKey(t))
	}
	_, err = wrong.Upload(t.Context(), "a.zip", body([]byte("x")), 1)
	t.Log(err)
	expect(t, err, "login", false, transport.ErrLogin)
	s.wantEmpty(t)
}

func TestOpenSSHEncryptedKey(t *testing.T) {
	s := startSSHD(t)
	run(t, "ssh-keygen", "-q", "-p", "-N", "open sesame", "-f", s.identity)
	key, err := sftp.ParseKey(read(t, s.identity), func() (string, error) { return "open sesame", nil })
	if err != nil {
		t.Fatal(err)
	}
	keys, err := sftp.KnownHosts(s.knownHosts(t, "ecdsa"))
	if err != nil {
		t.Fatal(err)
	}
	to := &sftp.Transport{Addr: s.addr, User: s.user, Signers: []ssh.Signer{key}, HostKeys: keys}
	if _, err := to.Upload(t.Context(), "a.zip", body([]byte("x")), 1); err != nil {
		t.Error(err)
	}
}

func TestOpenSSHPassword(t *testing.T) {
	s := startSSHD(t)
	name, password := passwordUser(t)
	data := sample(3_000_000)
	to := s.transport(t)
	to.User, to.Signers = name, nil
	to.Password = fixed("wrong " + password)
	_, err := to.Upload(t.Context(), "roster.zip", body(data), int64(len(data)))
	t.Log(err)
	expect(t, err, "login", false, transport.ErrLogin)
	s.wantEmpty(t)
	to.Password = fixed(password)
	if _, err := to.Upload(t.Context(), "roster.zip", body(data), int64(len(data))); err != nil {
		t.Fatal(err)
	}
	if got := s.fetch(t, "dropbox/roster.zip"); !bytes.Equal(got, data) {
		t.Error("OpenSSH's sftp fetched other bytes")
	}
	closed := s.root + "/closed"
	if err := os.Mkdir(closed, 0o755); err != nil {
		t.Fatal(err)
	}
	to.Dir = "closed"
	_, err = to.Upload(t.Context(), "a.zip", body(data), int64(len(data)))
	expect(t, err, "open", false, transport.ErrPath, fs.ErrPermission)
}

func TestOpenSSHPath(t *testing.T) {
	s := startSSHD(t)
	to := s.transport(t)
	to.Dir = "no/such/folder"
	_, err := to.Upload(t.Context(), "a.zip", body([]byte("x")), 1)
	t.Log(err)
	expect(t, err, "open", false, transport.ErrPath, fs.ErrNotExist)
	to.Dir = "."
	_, err = to.Upload(t.Context(), "dropbox", body([]byte("x")), 1) // there is a folder of that name
	expect(t, err, "open", false, transport.ErrPath)
	to.Dir = s.root + "/dropbox/"
	if _, err = to.Upload(t.Context(), "a.zip", body([]byte("x")), 1); err != nil {
		t.Errorf("absolute folder: %v", err)
	}
	if _, err := os.Stat("/dev/full"); err == nil {
		to.Dir = "/dev"
		_, err = to.Upload(t.Context(), "full", body([]byte("x")), 1)
		t.Log(err)
		expect(t, err, "write", true, transport.ErrRefused)
	}
}

func TestOpenSSHCut(t *testing.T) {
	noLeaks(t)
	s := startSSHD(t)
	data := sample(2_000_000)
	for _, limit := range []int64{500, 3_000, 100_000, 1_000_000, 1_990_000} {
		os.Remove(s.root + "/dropbox/a.zip")
		r := newRelay(t, s.addr, func(r *relay) { r.up = limit })
		to := s.transport(t)
		to.Addr = r.addr()
		finished := false
		to.Progress = func(acknowledged, total int64) { finished = acknowledged == total }
		receipt, err := to.Upload(t.Context(), "a.zip", body(data), int64(len(data)))
		failed, ok := errors.AsType[*transport.Error](err)
		if !ok || !errors.Is(err, transport.ErrConnection) {
			t.Fatalf("cut after %d: %v", limit, err)
		}
		if finished || receipt.Bytes >= int64(len(data)) {
			t.Errorf("cut after %d: reported as sent: %+v", limit, receipt)
		}
		info, err := os.Stat(s.root + "/dropbox/a.zip")
		if err == nil && (!failed.Uncertain || info.Size() >= int64(len(data))) {
			t.Errorf("cut after %d: %d bytes there, uncertain %v", limit, info.Size(), failed.Uncertain)
		}
		if err == nil && info.Size() < receipt.Bytes {
			t.Errorf("cut after %d: %d bytes there, %d acknowledged", limit, info.Size(), receipt.Bytes)
		}
		if limit >= 100_000 && failed.Op != "write" {
			t.Errorf("cut after %d at step %s", limit, failed.Op)
		}
	}
}

func TestOpenSSHSilent(t *testing.T) {
	noLeaks(t)
	s := startSSHD(t)
	data := sample(8_000_000)
	r := newRelay(t, s.addr, func(r *relay) { r.up, r.silent = 1_000_000, true })
	to := s.transport(t)
	to.Addr, to.IdleTimeout = r.addr(), 200*time.Millisecond
	_, err := to.Upload(t.Context(), "a.zip", body(data), int64(len(data)))
	expect(t, err, "write", true, transport.ErrTimeout)
}

// generated is a body of any size that takes no memory.
type generated struct{}

func (generated) ReadAt(p []byte, off int64) (int, error) {
	for i := range p {
		p[i] = byte(off + int64(i)*31)
	}
	return len(p), nil
}

func TestOpenSSHMemory(t *testing.T) {
	s := startSSHD(t)
	to := s.transport(t)
	heap := func() uint64 {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapInuse + m.StackInuse
	}
	runtime.GC()
	before, most, calls := heap(), uint64(0), 0
	to.Progress = func(int64, int64) {
		if calls++; calls%50 == 0 {
			most = max(most, heap())
		}
	}
	const size, limit = 150_000_000, 32 << 20
	if _, err := to.Upload(t.Context(), "a.zip", generated{}, size); err != nil {
		t.Fatal(err)
	}
	if most-min(most, before) > limit {
		t.Errorf("%d MiB more in use while sending %d MB", (most-before)>>20, size/1_000_000)
	}
	t.Logf("%d MiB before, %d MiB at most", before>>20, most>>20)
}
