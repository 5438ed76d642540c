package sftp_test

import (
	"bufio"
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"github.com/seed-21142606/asm/transport/sftp"
)

// requireSSHD names an environment variable that turns the skipping of tests
// for want of OpenSSH into a failure, for continuous integration.
const requireSSHD = "ASM_TEST_REQUIRE_SSHD"

// An sshd is a real OpenSSH server on loopback, with a configuration, host keys
// and a folder of its own.
type sshd struct {
	dir      string // holds everything below
	root     string // the folder logins start in; has a folder dropbox
	addr     string
	user     string // who runs the tests, and logs in by key
	identity string // private key file of that user
	log      string // file
}

// sshdConfig has no PAM: passwords are then checked against the system's own
// list, without delays, and the subsystem needs no login session.
const sshdConfig = `
ListenAddress %[1]s
HostKey %[2]s/host_ed25519
HostKey %[2]s/host_ecdsa
HostKey %[2]s/host_rsa
AuthorizedKeysFile %[2]s/authorized_keys
PidFile none
StrictModes no
UsePAM no
PermitRootLogin prohibit-password
PasswordAuthentication yes
KbdInteractiveAuthentication no
PubkeyAuthentication yes
LogLevel VERBOSE
Subsystem sftp internal-sftp -d %[2]s/root
`

// startSSHD starts OpenSSH's server for one test, or skips the test.
func startSSHD(t *testing.T) *sshd {
	t.Helper()
	binary := findSSHD(t)
	me, err := user.Current()
	if err != nil {
		t.Fatal(err)
	}
	dir := publicDir(t)
	s := &sshd{dir: dir, root: dir + "/root", user: me.Username, identity: dir + "/identity", log: dir + "/log", addr: freeAddr(t)}
	for _, folder := range []string{s.root, s.root + "/dropbox"} {
		if err := errors.Join(os.Mkdir(folder, 0o777), os.Chmod(folder, 0o777)); err != nil {
			t.Fatal(err)
		}
	}
	for kind, pem := range hostKeys() {
		write(t, dir+"/host_"+kind, pem)
		write(t, dir+"/host_"+kind+".pub", string(run(t, "ssh-keygen", "-y", "-f", dir+"/host_"+kind)))
	}
	run(t, "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", s.identity)
	write(t, dir+"/authorized_keys", string(read(t, s.identity+".pub")))
	host, port, _ := net.SplitHostPort(s.addr)
	write(t, dir+"/config", fmt.Sprintf(sshdConfig, host+":"+port, dir))
	s.start(t, binary)
	return s
}

// hostKeys are made once for all tests: an RSA key takes its time.
var hostKeys = sync.OnceValue(func() map[string]string {
	_, ed, err1 := ed25519.GenerateKey(rand.Reader)
	ec, err2 := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	rs, err3 := rsa.GenerateKey(rand.Reader, 2048)
	if err := errors.Join(err1, err2, err3); err != nil {
		panic(err)
	}
	files := map[string]string{}
	for kind, key := range map[string]crypto.PrivateKey{"ed25519": ed, "ecdsa": ec, "rsa": rs} {
		block, err := ssh.MarshalPrivateKey(key, "")
		if err != nil {
			panic(err)
		}
		files[kind] = string(pem.EncodeToMemory(block))
	}
	return files
})

func findSSHD(t *testing.T) string {
	t.Helper()
	path, err := exec.LookPath("sshd")
	if err != nil {
		path, err = exec.LookPath("/usr/sbin/sshd")
	}
	for _, tool := range []string{"sftp", "ssh-keygen", "ssh-keyscan"} {
		if err == nil {
			_, err = exec.LookPath(tool)
		}
	}
	if err != nil && os.Getenv(requireSSHD) != "" {
		t.Fatalf("OpenSSH is required: %v", err)
	}
	if err != nil {
		t.Skipf("needs OpenSSH's server and client (Debian: openssh-server, openssh-client): %v", err)
	}
	return path
}

// start runs the server in the foreground until the test is over.
func (s *sshd) start(t *testing.T, binary string) {
	t.Helper()
	if os.Getuid() == 0 && os.Mkdir("/run/sshd", 0o755) == nil { // privilege separation wants it to exist
		t.Cleanup(func() { os.Remove("/run/sshd") })
	}
	log, err := os.Create(s.log)
	if err != nil {
		t.Fatal(err)
	}
	server := exec.Command(binary, "-D", "-e", "-f", s.dir+"/config")
	server.Stderr = log
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		server.Process.Kill()
		server.Wait()
		log.Close()
		if t.Failed() {
			t.Logf("sshd's log:\n%s", read(t, s.log))
		}
	})
	soon(t, "sshd answers", func() bool {
		conn, err := net.DialTimeout("tcp", s.addr, time.Second)
		if err != nil {
			return false
		}
		defer conn.Close()
		greeting, _ := bufio.NewReader(io.LimitReader(conn, 100)).ReadString('\n')
		return strings.HasPrefix(greeting, "SSH-2.0-OpenSSH")
	})
}

// knownHosts asks the server for its key of one type, as an operator would.
func (s *sshd) knownHosts(t *testing.T, kind string) string {
	t.Helper()
	host, port, _ := net.SplitHostPort(s.addr)
	return knownHosts(t, string(run(t, "ssh-keyscan", "-t", kind, "-p", port, host)))
}

// transport logs in by key and expects the key of any type by fingerprint.
func (s *sshd) transport(t *testing.T) *sftp.Transport {
	t.Helper()
	key, err := sftp.ParseKey(read(t, s.identity), nil)
	if err != nil {
		t.Fatal(err)
	}
	keys, err := sftp.Fingerprints(string(run(t, "ssh-keygen", "-lf", s.dir+"/host_ed25519.pub")))
	if err != nil {
		t.Fatal(err)
	}
	return &sftp.Transport{Addr: s.addr, User: s.user, Signers: []ssh.Signer{key}, HostKeys: keys}
}

// fetch gets a file with OpenSSH's own client.
func (s *sshd) fetch(t *testing.T, path string) []byte {
	t.Helper()
	to := filepath.Join(t.TempDir(), "fetched")
	host, port, _ := net.SplitHostPort(s.addr)
	client := exec.Command("sftp", "-q", "-b", "-", "-P", port, "-i", s.identity, "-F", "none",
		"-o", "UserKnownHostsFile="+s.knownHosts(t, "ed25519"), "-o", "IdentitiesOnly=yes", s.user+"@"+host)
	client.Stdin = strings.NewReader(fmt.Sprintf("get %s %s\n", path, to))
	if out, err := client.CombinedOutput(); err != nil {
		t.Fatalf("sftp: %v\n%s", err, out)
	}
	return read(t, to)
}

// passwordUser makes a user of the system for one test, or skips the test.
func passwordUser(t *testing.T) (name, password string) {
	t.Helper()
	if os.Getuid() != 0 {
		t.Skip("needs root, to make a user of the system with a password")
	}
	for _, tool := range []string{"useradd", "userdel", "chpasswd"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("needs the tools to make a user: %v", err)
		}
	}
	name, password = "asmtest"+random(4), "marker"+random(16)
	run(t, "useradd", "--no-create-home", "--home-dir", "/", "--shell", "/bin/sh", name)
	t.Cleanup(func() {
		// sshd's process for a connection just broken may still be there.
		soon(t, "the user is removed", func() bool { return exec.Command("userdel", name).Run() == nil })
	})
	set := exec.Command("chpasswd")
	set.Stdin = strings.NewReader(name + ":" + password + "\n")
	if out, err := set.CombinedOutput(); err != nil {
		t.Fatalf("chpasswd: %v\n%s", err, out)
	}
	return name, password
}

func random(n int) string {
	b := make([]byte, n)
	rand.Read(b)
	return hex.EncodeToString(b)
}

// publicDir is a temporary folder that other users may enter.
func publicDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "asm-sshd-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

func freeAddr(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}

func run(t *testing.T, name string, args ...string) []byte {
	t.Helper()
	var complaints bytes.Buffer
	cmd := exec.Command(name, args...)
	cmd.Stderr = &complaints
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s", name, err, complaints.Bytes())
	}
	return out
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), fs.FileMode(0o600)); err != nil {
		t.Fatal(err)
	}
}
