package sftp

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"os"
	"slices"
	"strings"

	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/knownhosts"
)

// HostKeys says which server is the right one. Make it with [KnownHosts] or
// [Fingerprints]; the zero value trusts nobody. It does not change and may be
// shared by goroutines and Transports.
type HostKeys struct {
	// check returns nil for a key to trust.
	check func(addr string, key ssh.PublicKey) *HostKeyError

	// algorithms are what to negotiate with the server at addr; nil means that
	// nothing is known about it.
	algorithms func(addr string) []string

	// anyType: the key may be of any type, so if the server shows a wrong one
	// it may still have the right one.
	anyType bool
}

// Fingerprints expects a key with one of the given SHA-256 fingerprints, in the
// form "SHA256:…" that ssh-keygen -l prints; a whole line of its output will do
// as well. Give the old and the new one when the server's key is to change.
//
// A fingerprint does not tell the type of the key. Upload therefore asks the
// server for one type after another until one fits, at the cost of a connection
// each, and ends each without logging in.
func Fingerprints(sha256 ...string) (*HostKeys, error) {
	if len(sha256) == 0 {
		return nil, errors.New("sftp: no fingerprint given; ssh-keygen -lf prints them")
	}
	var want []string
	for i, text := range sha256 {
		print, err := parseFingerprint(text)
		if err != nil {
			return nil, fmt.Errorf("sftp: fingerprint %d: %w", i+1, err)
		}
		want = append(want, print)
	}
	return &HostKeys{
		anyType:    true,
		algorithms: func(string) []string { return slices.Clone(allAlgorithms) },
		check: func(addr string, key ssh.PublicKey) *HostKeyError {
			if slices.Contains(want, fingerprint(key)) {
				return nil
			}
			return &HostKeyError{Reason: HostKeyChanged, Host: addr, Want: slices.Clone(want)}
		},
	}, nil
}

// parseFingerprint brings text into the form of ssh.FingerprintSHA256.
func parseFingerprint(text string) (string, error) {
	for word := range strings.FieldsSeq(text) {
		digest, ok := strings.CutPrefix(word, "SHA256:")
		if !ok {
			continue
		}
		digest = strings.TrimRight(digest, "=")
		if raw, err := base64.RawStdEncoding.DecodeString(digest); err != nil || len(raw) != 32 {
			return "", errors.New("what follows SHA256: is not the base64 of 32 bytes; it may be cut off")
		}
		return "SHA256:" + digest, nil
	}
	return "", errors.New("no SHA256: in it; older MD5 fingerprints (aa:bb:…) are not accepted, print one with ssh-keygen -lf")
}

// fingerprint is that of the key itself, also when it comes in a certificate.
func fingerprint(key ssh.PublicKey) string {
	if cert, ok := key.(*ssh.Certificate); ok {
		key = cert.Key
	}
	return ssh.FingerprintSHA256(key)
}

// KnownHosts expects the keys that the given files hold for the server, in the
// format of OpenSSH's known_hosts: plain and hashed names, patterns, and the
// markers @cert-authority and @revoked. The files are read once, here; a line
// that cannot be read is an error that names file and line.
//
// Only the types of key on file are negotiated, so a file that holds one of the
// server's several keys is enough.
func KnownHosts(files ...string) (*HostKeys, error) {
	if len(files) == 0 {
		return nil, errors.New("sftp: no known_hosts file given")
	}
	callback, err := knownhosts.New(files...)
	if err != nil {
		return nil, fmt.Errorf("sftp: reading known_hosts: %w", err)
	}
	authorities, err := authorityLines(files)
	if err != nil {
		return nil, fmt.Errorf("sftp: reading known_hosts: %w", err)
	}
	known := &knownHosts{callback, authorities}
	return &HostKeys{check: known.check, algorithms: known.algorithms}, nil
}

type knownHosts struct {
	callback    ssh.HostKeyCallback
	authorities map[fileLine]bool
}

type fileLine struct {
	file string
	line int
}

// authorityLines finds the lines marked @cert-authority: the library matches
// them but does not tell them from the others.
func authorityLines(files []string) (map[fileLine]bool, error) {
	found := make(map[fileLine]bool)
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		lines := bufio.NewScanner(bytes.NewReader(text))
		for n := 1; lines.Scan(); n++ {
			if bytes.HasPrefix(bytes.TrimLeft(lines.Bytes(), " \t"), []byte("@cert-authority")) {
				found[fileLine{file, n}] = true
			}
		}
		if err := lines.Err(); err != nil {
			return nil, err
		}
	}
	return found, nil
}

func (k *knownHosts) check(addr string, key ssh.PublicKey) *HostKeyError {
	// The address of the peer is of no use: behind a proxy it is the proxy's.
	err := k.callback(addr, &net.TCPAddr{}, key)
	if err == nil {
		return nil
	}
	refused := &HostKeyError{Reason: HostKeyChanged, Host: addr, Err: err}
	if mismatch, ok := errors.AsType[*knownhosts.KeyError](err); ok {
		if len(mismatch.Want) == 0 {
			refused.Reason = HostKeyUnknown
		}
		for _, known := range mismatch.Want {
			refused.Want = append(refused.Want, fingerprint(known.Key))
		}
	}
	if _, ok := errors.AsType[*knownhosts.RevokedError](err); ok {
		refused.Reason = HostKeyRevoked
	}
	return refused
}

// algorithms are those of the keys on file for addr. The library gives them
// away when asked about a key that cannot be among them.
func (k *knownHosts) algorithms(addr string) []string {
	mismatch, ok := errors.AsType[*knownhosts.KeyError](k.callback(addr, &net.TCPAddr{}, nobodysKey{}))
	if !ok {
		return nil
	}
	var plain, certified []string
	for _, known := range mismatch.Want {
		if k.authorities[fileLine{known.Filename, known.Line}] {
			certified = certAlgorithms
		} else {
			plain = append(plain, algorithmsOf(known.Key.Type())...)
		}
	}
	return slices.Compact(append(slices.Clone(certified), plain...))
}

type nobodysKey struct{}

func (nobodysKey) Type() string                        { return "" }
func (nobodysKey) Marshal() []byte                     { return nil }
func (nobodysKey) Verify([]byte, *ssh.Signature) error { return errors.New("sftp: not a key") }

// allAlgorithms is what can be negotiated for a plain host key, in the order in
// which OpenSSH asks. ssh-rsa, with its SHA-1, is the last resort: it is all
// that some old servers have, and the pinned key still has to match.
var allAlgorithms = slices.Concat(
	algorithmsOf(ssh.KeyAlgoED25519),
	algorithmsOf(ssh.KeyAlgoECDSA256),
	algorithmsOf(ssh.KeyAlgoECDSA384),
	algorithmsOf(ssh.KeyAlgoECDSA521),
	algorithmsOf(ssh.KeyAlgoRSA),
)

var certAlgorithms = []string{
	ssh.CertAlgoED25519v01,
	ssh.CertAlgoECDSA256v01, ssh.CertAlgoECDSA384v01, ssh.CertAlgoECDSA521v01,
	ssh.CertAlgoRSASHA512v01, ssh.CertAlgoRSASHA256v01,
}

// algorithmsOf lists the signature algorithms for a type of key. An RSA key has
// three (RFC 8332).
func algorithmsOf(keyType string) []string {
	if keyType == ssh.KeyAlgoRSA {
		return []string{ssh.KeyAlgoRSASHA512, ssh.KeyAlgoRSASHA256, ssh.KeyAlgoRSA}
	}
	return []string{keyType}
}
