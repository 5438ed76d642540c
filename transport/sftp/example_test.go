package sftp_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"

	"golang.org/x/crypto/ssh"

	"github.com/seed-21142606/asm/transport"
	"github.com/seed-21142606/asm/transport/sftp"
)

// Sending an archive to School Manager, whose address and folder are the
// defaults. The password is the one that School Manager showed when SFTP was
// set up.
func ExampleTransport() {
	keys, err := sftp.KnownHosts("/etc/asm/known_hosts")
	if err != nil {
		log.Fatal(err)
	}
	to := &sftp.Transport{
		User:     "5c6b8a@sftp.apple.com",
		Password: func(context.Context) (string, error) { return os.Getenv("ASM_SFTP_PASSWORD"), nil },
		HostKeys: keys,
		Progress: func(acknowledged, total int64) { fmt.Printf("\r%d of %d bytes", acknowledged, total) },
	}
	file, err := os.Open("roster.zip")
	if err != nil {
		log.Fatal(err)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		log.Fatal(err)
	}
	receipt, err := to.Upload(context.Background(), "roster.zip", file, info.Size())
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("\nsent to %s, SHA-256 %x\n", receipt.Where, receipt.SHA256)
}

// Two fingerprints, while the server's key is being changed.
func ExampleFingerprints() {
	keys, err := sftp.Fingerprints(
		"SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU",
		"256 SHA256:n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg sftp.example.org (ED25519)",
	)
	fmt.Println(keys != nil, err)

	_, err = sftp.Fingerprints("MD5:ab:43:44:f6:56:43:32:ae:46:a9:2f:5a:80:b0:41:a4")
	fmt.Println(err)
	// Output:
	// true <nil>
	// sftp: fingerprint 1: no SHA256: in it; older MD5 fingerprints (aa:bb:…) are not accepted, print one with ssh-keygen -lf
}

func ExampleKnownHosts() {
	file, err := os.CreateTemp("", "known_hosts")
	if err != nil {
		log.Fatal(err)
	}
	defer os.Remove(file.Name())
	fmt.Fprintln(file, "sftp.example.org ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl")
	file.Close()

	keys, err := sftp.KnownHosts(file.Name())
	fmt.Println(keys != nil, err)
	// Output: true <nil>
}

// Logging in with an identity file, where a server takes keys.
func ExampleParseKey() {
	pem, err := os.ReadFile("/etc/asm/identity")
	if err != nil {
		log.Fatal(err)
	}
	key, err := sftp.ParseKey(pem, func() (string, error) { return os.Getenv("ASM_KEY_PASSPHRASE"), nil })
	if err != nil {
		log.Fatal(err)
	}
	keys, err := sftp.KnownHosts("/etc/asm/known_hosts")
	if err != nil {
		log.Fatal(err)
	}
	_ = &sftp.Transport{Addr: "sftp.example.org", User: "district-7", Dir: "incoming", Signers: []ssh.Signer{key}, HostKeys: keys}
}

// Showing the administrator the key of a server seen for the first time.
func ExampleHostKeyError() {
	err := error(&transport.Error{Op: "handshake", Err: &sftp.HostKeyError{
		Reason: sftp.HostKeyUnknown,
		Host:   "sftp.example.org:22",
		Shown:  []string{"SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU"},
	}})

	if refused, ok := errors.AsType[*sftp.HostKeyError](err); ok && refused.Reason == sftp.HostKeyUnknown {
		fmt.Println("New server:", refused.Host, refused.Shown[0])
	}
	fmt.Println(errors.Is(err, transport.ErrHostKey))
	// Output:
	// New server: sftp.example.org:22 SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU
	// true
}
