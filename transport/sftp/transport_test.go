package sftp_test

import (
	"crypto/sha256"
	"errors"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	sftplib "github.com/pkg/sftp"
	"golang.org/x/crypto/ssh"

	"github.com/google/go-cmp/cmp"
	"github.com/seed-21142606/asm/transport"
	"github.com/seed-21142606/asm/transport/sftp"
)

const packet = 32 << 10

func TestUploadSendsOpenWriteCloseOnly(t *testing.T) {
	for _, size := range []int{0, 1, packet - 1, packet, packet + 1, 2 * packet, 70 * packet, 5_000_007} {
		noLeaks(t)
		s := newServer(t)
		data := sample(size)
		receipt, err := s.transport(t).Upload(t.Context(), "roster.zip", body(data), int64(size))
		if err != nil {
			t.Fatalf("size %d: %v", size, err)
		}
		if got := s.content("/dropbox/roster.zip"); string(got) != string(data) {
			t.Errorf("size %d: the server has %d bytes, not those sent", size, len(got))
		}
		want := []string{"INIT", "OPEN", "WRITE", "CLOSE"}
		if size == 0 {
			want = []string{"INIT", "OPEN", "CLOSE"}
		}
		soon(t, "the connection is gone", func() bool { return s.live.Load() == 0 })
		soon(t, "all packets are logged", func() bool { return len(s.heard()) >= len(want) })
		if diff := cmp.Diff(want, s.heard()); diff != "" {
			t.Errorf("size %d: requests (-want +got):\n%s", size, diff)
		}
		const writeCreateTruncate = 0x02 | 0x08 | 0x10 // section 6.3 of the SFTP draft
		if s.flags != writeCreateTruncate {
			t.Errorf("size %d: opened with flags %#x, want %#x", size, s.flags, writeCreateTruncate)
		}
		wantReceipt := transport.Receipt{
			Name:    "roster.zip",
			Where:   "sftp://" + s.addr() + "/dropbox/roster.zip",
			Bytes:   int64(size),
			SHA256:  sha256.Sum256(data),
			HostKey: ssh.FingerprintSHA256(s.keys[0].PublicKey()),
		}
		if !receipt.Started.Before(receipt.Ended) {
			t.Errorf("started %v, ended %v", receipt.Started, receipt.Ended)
		}
		receipt.Started, receipt.Ended = time.Time{}, time.Time{}
		if receipt != wantReceipt {
			t.Errorf("receipt %+v, want %+v", receipt, wantReceipt)
		}
	}
}

func TestDir(t *testing.T) {
	for _, test := range []struct{ dir, want, where string }{
		{"", "/dropbox/a.zip", "/dropbox/a.zip"},
		{".", "/a.zip", "/a.zip"},
		{"/", "/a.zip", "/a.zip"},
		{"in/school", "/in/school/a.zip", "/in/school/a.zip"},
		{"/in/school/", "/in/school/a.zip", "/in/school/a.zip"},
	} {
		s := newServer(t)
		to := s.transport(t)
		to.Dir = test.dir
		receipt, err := to.Upload(t.Context(), "a.zip", body([]byte("x")), 1)
		if err != nil {
			t.Fatalf("%q: %v", test.dir, err)
		}
		if string(s.content(test.want)) != "x" {
			t.Errorf("%q: nothing at %s", test.dir, test.want)
		}
		if want := "sftp://" + s.addr() + test.where; receipt.Where != want {
			t.Errorf("%q: Where is %s, want %s", test.dir, receipt.Where, want)
		}
	}
}

// A file that is gone when the close is answered is what School Manager does.
func TestFileVanishesOnClose(t *testing.T) {
	s := newServer(t)
	s.onClose = func(path string) error {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.files, path)
		return nil
	}
	receipt, err := s.transport(t).Upload(t.Context(), "a.zip", body(sample(100_000)), 100_000)
	if err != nil || receipt.Bytes != 100_000 {
		t.Errorf("receipt %+v, error %v", receipt, err)
	}
}

func TestProgress(t *testing.T) {
	s := newServer(t)
	to := s.transport(t)
	data := sample(3_000_001)
	var heard []int64
	ended := false
	s.onClose = func(string) error {
		ended = true
		return nil
	}
	to.Progress = func(acknowledged, total int64) {
		if total != int64(len(data)) {
			t.Errorf("total %d, want %d", total, len(data))
		}
		if acknowledged == total && !ended {
			t.Error("all of it reported before the file was closed")
		}
		heard = append(heard, acknowledged)
	}
	if _, err := to.Upload(t.Context(), "a.zip", body(data), int64(len(data))); err != nil {
		t.Fatal(err)
	}
	if !slices.IsSorted(heard) || len(slices.Compact(slices.Clone(heard))) != len(heard) {
		t.Errorf("not rising: %v", heard)
	}
	if len(heard) < len(data)/packet || heard[len(heard)-1] != int64(len(data)) {
		t.Errorf("%d reports, the last %d", len(heard), heard[len(heard)-1])
	}
}

// The last packet must not leave before all others are acknowledged, and writes
// must be many at a time all the same.
func TestLastPacketIsHeldBack(t *testing.T) {
	s := newServer(t)
	data := sample(44*packet + 5)
	var mu sync.Mutex
	pending, most, ends := map[int64]bool{}, 0, 0
	s.onWrite = func(off int64, n int) error {
		last := off+int64(n) == int64(len(data))
		mu.Lock()
		if last {
			ends++
		}
		pending[off] = true
		most = max(most, len(pending))
		if last && len(pending) > 1 {
			t.Errorf("the last packet came while %d others had no answer", len(pending)-1)
		}
		mu.Unlock()
		time.Sleep(5 * time.Millisecond)
		mu.Lock()
		delete(pending, off)
		mu.Unlock()
		return nil
	}
	if _, err := s.transport(t).Upload(t.Context(), "a.zip", body(data), int64(len(data))); err != nil {
		t.Fatal(err)
	}
	if ends != 1 {
		t.Errorf("the end of the file was written %d times", ends)
	}
	if most < 4 { // the server side works on a few at a time
		t.Errorf("only %d writes under way at once", most)
	}
	if string(s.content("/dropbox/a.zip")) != string(data) {
		t.Error("the server has other bytes")
	}
}

func TestRefusals(t *testing.T) {
	refuse := func(err error) func(string) error { return func(string) error { return err } }
	for _, test := range []struct {
		name      string
		set       func(*server)
		op        string
		want      []error
		uncertain bool
	}{
		{"unknown folder", func(s *server) { s.onOpen = refuse(os.ErrNotExist) },
			"open", []error{transport.ErrPath, fs.ErrNotExist}, false},
		{"no permission", func(s *server) { s.onOpen = refuse(sftplib.ErrSSHFxPermissionDenied) },
			"open", []error{transport.ErrPath, fs.ErrPermission}, false},
		{"open fails", func(s *server) { s.onOpen = refuse(errors.New("full")) },
			"open", []error{transport.ErrPath}, false},
		{"open answered without a handle", func(s *server) { s.onOpen = refuse(sftplib.ErrSSHFxOk) },
			"open", []error{transport.ErrProtocol}, true},
		{"first write refused", func(s *server) {
			s.onWrite = func(off int64, n int) error { return errors.New("full") }
		}, "write", []error{transport.ErrRefused}, true},
		{"one write refused", func(s *server) {
			s.onWrite = func(off int64, n int) error {
				if off == 10*packet {
					return errors.New("full")
				}
				return nil
			}
		}, "write", []error{transport.ErrRefused}, true},
		{"close refused", func(s *server) { s.onClose = refuse(errors.New("full")) },
			"close", []error{transport.ErrRefused}, true},
		{"no SFTP", func(s *server) { s.onSubsystem = func() bool { return false } },
			"start", []error{transport.ErrProtocol}, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			noLeaks(t)
			s := newServer(t)
			test.set(s)
			receipt, err := s.transport(t).Upload(t.Context(), "a.zip", body(sample(20*packet)), 20*packet)
			expect(t, err, test.op, test.uncertain, test.want...)
			if receipt.SHA256 != [32]byte{} {
				t.Error("the receipt of a failure has a digest")
			}
			if test.op == "write" {
				wantNoClose(t, s)
				if lost := int64(packet); receipt.Bytes > 20*packet-lost {
					t.Errorf("%d bytes reported as acknowledged, of which some were refused", receipt.Bytes)
				}
			}
		})
	}
}

// wantNoClose: the connection is gone and no close came over it.
func wantNoClose(t *testing.T, s *server) {
	t.Helper()
	soon(t, "the connection is gone", func() bool { return s.live.Load() == 0 })
	if heard := s.heard(); slices.Contains(heard, "CLOSE") {
		t.Errorf("the file was closed, as if complete: %v", heard)
	}
}

// expect checks the kind of an error, and that it betrays no password.
func expect(t testing.TB, err error, op string, uncertain bool, causes ...error) {
	t.Helper()
	failed, ok := errors.AsType[*transport.Error](err)
	if !ok {
		t.Fatalf("error %v, want a *transport.Error at %s", err, op)
	}
	if failed.Op != op || failed.Uncertain != uncertain {
		t.Errorf("%s uncertain=%v, want %s uncertain=%v (%v)", failed.Op, failed.Uncertain, op, uncertain, err)
	}
	for _, cause := range causes {
		if !errors.Is(err, cause) {
			t.Errorf("not %q: %v", cause, err)
		}
	}
	if strings.Contains(err.Error(), "marker") {
		t.Errorf("the password is in the error: %v", err)
	}
}

// lying is a body that fails at some offset.
type lying struct {
	data []byte
	from int64
	err  error
}

func (l lying) ReadAt(p []byte, off int64) (int, error) {
	if off == int64(len(l.data))-1 { // the end looks well
		return copy(p, l.data[off:]), nil
	}
	if off+int64(len(p)) > l.from {
		return 0, l.err
	}
	return copy(p, l.data[off:]), nil
}

func TestBody(t *testing.T) {
	broken := errors.New("disk broken")
	data := sample(20 * packet)
	for _, test := range []struct {
		name      string
		body      io.ReaderAt
		size      int64
		op        string
		uncertain bool
		cause     error
	}{
		{"shorter than its size", body(data), 20*packet + 1, "prepare", false, io.ErrUnexpectedEOF},
		{"negative size", body(data), -1, "prepare", false, nil},
		{"fails in the middle", lying{data, 7 * packet, broken}, 20 * packet, "write", true, broken},
		{"ends in the middle", lying{data, 7 * packet, io.EOF}, 20 * packet, "write", true, io.ErrUnexpectedEOF},
		{"gives nothing, for ever", lying{data, 7 * packet, nil}, 20 * packet, "write", true, io.ErrNoProgress},
		{"fails in the last packet", lying{data, 20*packet - 10, broken}, 20 * packet, "write", true, broken},
	} {
		t.Run(test.name, func(t *testing.T) {
			noLeaks(t)
			s := newServer(t)
			_, err := s.transport(t).Upload(t.Context(), "a.zip", test.body, test.size)
			expect(t, err, test.op, test.uncertain, transport.ErrBody)
			if test.cause != nil && !errors.Is(err, test.cause) {
				t.Errorf("not %q: %v", test.cause, err)
			}
			wantNoClose(t, s)
			if got := s.content("/dropbox/a.zip"); len(got) == len(data) {
				t.Error("the end of the file was sent")
			}
			if test.op == "prepare" && s.connections() > 0 {
				t.Error("connected all the same")
			}
		})
	}
}

func TestPrepare(t *testing.T) {
	s := newServer(t)
	for _, test := range []struct {
		name string
		file string
		set  func(*sftp.Transport)
		want error
	}{
		{"path for a name", "../a.zip", func(*sftp.Transport) {}, transport.ErrName},
		{"no user", "a.zip", func(to *sftp.Transport) { to.User = "" }, transport.ErrLogin},
		{"no secret", "a.zip", func(to *sftp.Transport) { to.Password = nil }, transport.ErrLogin},
		{"no host keys", "a.zip", func(to *sftp.Transport) { to.HostKeys = nil }, transport.ErrHostKey},
		{"zero host keys", "a.zip", func(to *sftp.Transport) { to.HostKeys = &sftp.HostKeys{} }, transport.ErrHostKey},
		{"no host", "a.zip", func(to *sftp.Transport) { to.Addr = ":22" }, transport.ErrConnection},
		{"bad host", "a.zip", func(to *sftp.Transport) { to.Addr = "a:b:c" }, transport.ErrConnection},
	} {
		to := s.transport(t)
		test.set(to)
		_, err := to.Upload(t.Context(), test.file, body([]byte("x")), 1)
		t.Log(test.name, "-", err)
		expect(t, err, "prepare", false, test.want)
	}
	if s.connections() > 0 {
		t.Error("connected all the same")
	}
}
