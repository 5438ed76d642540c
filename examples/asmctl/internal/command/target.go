package command

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/crypto/ssh"

	"github.com/seed-21142606/asm/transport"
	"github.com/seed-21142606/asm/transport/sftp"
)

// passwordVariable holds the SFTP password.
const passwordVariable = "ASM_SFTP_PASSWORD"

// A target says where to send an archive and how to trust and to log in there.
type target struct {
	to         string
	knownHosts []string
	hostKeys   []string
	identity   string
}

func (t *target) flags(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&t.to, "to", "", "where to: sftp://user@host[:port]/folder, or a directory")
	flags.StringArrayVar(&t.knownHosts, "known-hosts", nil, "file with the server's host key (default ~/.ssh/known_hosts)")
	flags.StringArrayVar(&t.hostKeys, "host-key", nil, "fingerprint of the server's host key, as in SHA256:…; give two while it changes")
	flags.StringVar(&t.identity, "identity", "", "file with a private key to log in with")
	cmd.MarkFlagRequired("to")
	cmd.MarkFlagsMutuallyExclusive("known-hosts", "host-key")
}

// A route is the way to a target.
type route struct {
	transport.Uploader
	name  string // that the archive gets there
	meter *meter // hears of the progress, if not nil
}

func (r *route) progress(done, total int64) {
	if r.meter != nil {
		r.meter.reach(done, total)
	}
}

// route returns the way to the target for an archive of the given name, which
// counts unless the target ends in another one.
func (t *target) route(ctx context.Context, env Env, name string) (*route, error) {
	if !strings.Contains(t.to, "://") {
		return t.toDirectory(name)
	}
	u, err := parseTarget(t.to)
	if err != nil {
		return nil, err
	}
	keys, err := t.trust(env)
	if err != nil {
		return nil, err
	}
	signers, err := t.signers(ctx, env)
	if err != nil {
		return nil, err
	}
	dir, name := remote(u.Path, name)
	r := &route{name: name}
	r.Uploader = &sftp.Transport{
		Addr: address(u), User: u.User.Username(), Dir: dir,
		HostKeys: keys, Signers: signers, Password: t.password(env, u.User.Username(), u.Hostname()),
		Progress: r.progress,
	}
	return r, nil
}

// parseTarget reads sftp://user@host[:port]/folder. The user may contain an @;
// the last one counts.
func parseTarget(to string) (*url.URL, error) {
	u, err := url.Parse(to)
	switch {
	case err != nil || u.Scheme != "sftp" || u.Hostname() == "" || u.RawQuery != "" || u.Fragment != "":
		return nil, errors.New("--to takes sftp://user@host[:port]/folder or a directory")
	case u.User.Username() == "":
		return nil, errors.New("--to names no user; it takes sftp://user@host[:port]/folder")
	}
	if _, given := u.User.Password(); given {
		return nil, fmt.Errorf("a password does not belong on the command line, where others can see it; put it into %s", passwordVariable)
	}
	return u, nil
}

// toDirectory returns the way to the directory, or the file in it, that a path
// names.
func (t *target) toDirectory(name string) (*route, error) {
	if len(t.knownHosts)+len(t.hostKeys) > 0 || t.identity != "" {
		return nil, errors.New("--known-hosts, --host-key and --identity are for sftp:// targets only")
	}
	dir := t.to
	if strings.EqualFold(filepath.Ext(dir), ".zip") {
		dir, name = filepath.Dir(dir), filepath.Base(dir)
	}
	if info, err := os.Stat(dir); err != nil {
		return nil, err
	} else if !info.IsDir() {
		return nil, fmt.Errorf("%s is not a directory", dir)
	}
	r := &route{name: name}
	r.Uploader = &transport.Dir{Path: dir, Progress: r.progress}
	return r, nil
}

// remote splits the path of an sftp URL. Nothing means the drop folder,
// /~/folder one below the folder that the login starts in.
func remote(urlPath, name string) (dir, file string) {
	if strings.EqualFold(path.Ext(urlPath), ".zip") {
		urlPath, name = path.Dir(urlPath), path.Base(urlPath)
	}
	dir = path.Clean(urlPath)
	switch {
	case urlPath == "":
		return "", name
	case dir == "/~":
		return ".", name
	case strings.HasPrefix(dir, "/~/"):
		return strings.TrimPrefix(dir, "/~/"), name
	}
	return dir, name
}

func address(u *url.URL) string {
	port := u.Port()
	if port == "" {
		port = "22"
	}
	return net.JoinHostPort(u.Hostname(), port)
}

// trust returns the host keys to expect. There is no way to expect any.
func (t *target) trust(env Env) (*sftp.HostKeys, error) {
	if len(t.hostKeys) > 0 {
		return sftp.Fingerprints(t.hostKeys...)
	}
	if len(t.knownHosts) > 0 {
		return sftp.KnownHosts(t.knownHosts...)
	}
	standard := filepath.Join(env.Getenv("HOME"), ".ssh", "known_hosts")
	if home := env.Getenv("USERPROFILE"); env.Getenv("HOME") == "" && home != "" {
		standard = filepath.Join(home, ".ssh", "known_hosts")
	}
	if _, err := os.Stat(standard); err != nil {
		return nil, errors.New("nothing says which server to trust; give --host-key SHA256:… or --known-hosts FILE (ssh-keyscan HOST | ssh-keygen -lf - prints fingerprints)")
	}
	return sftp.KnownHosts(standard)
}

func (t *target) signers(ctx context.Context, env Env) ([]ssh.Signer, error) {
	if t.identity == "" {
		return nil, nil
	}
	text, err := os.ReadFile(t.identity)
	if err != nil {
		return nil, err
	}
	signer, err := sftp.ParseKey(text, func() (string, error) {
		if env.Ask == nil {
			return "", errors.New("the key is locked with a passphrase and there is no terminal to ask for it")
		}
		return env.Ask(ctx, "Passphrase for "+t.identity+": ")
	})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", t.identity, err)
	}
	return []ssh.Signer{signer}, nil
}

// password takes the password from the environment or else asks for it. A server
// that takes the key alone never gets as far.
func (t *target) password(env Env, user, host string) func(context.Context) (string, error) {
	return func(ctx context.Context) (string, error) {
		if secret := env.Getenv(passwordVariable); secret != "" {
			return secret, nil
		}
		switch {
		case env.Ask == nil && t.identity != "":
			return "", fmt.Errorf("the server did not take the key of %s alone and asks for a password; look whether it is the right key, or put the password into %s", t.identity, passwordVariable)
		case env.Ask == nil:
			return "", fmt.Errorf("the server asks for a password; put it into %s", passwordVariable)
		}
		return env.Ask(ctx, fmt.Sprintf("Password of %s at %s: ", user, host))
	}
}
