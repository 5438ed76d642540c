package sftp

import (
	"fmt"
	"strings"

	"github.com/seed-21142606/asm/transport"
)

// A HostKeyReason says why a host key was refused.
type HostKeyReason string

// The reasons for refusing a host key.
const (
	HostKeyUnset   HostKeyReason = "unset"   // the Transport has no HostKeys
	HostKeyUnknown HostKeyReason = "unknown" // known_hosts has no line for the server
	HostKeyChanged HostKeyReason = "changed" // other keys are expected of the server
	HostKeyRevoked HostKeyReason = "revoked" // known_hosts marks the key @revoked
)

// A HostKeyError says that the server could not be trusted. Nothing was sent to
// it, no password either. It wraps [transport.ErrHostKey]. Host keys and their
// fingerprints are public and may be logged.
type HostKeyError struct {
	_ struct{} // keyed literals only, so that fields can be added

	Reason HostKeyReason
	Host   string   // host:port
	Shown  []string // fingerprints of the keys that the server showed
	Want   []string // fingerprints of the keys expected of it, if any are
	Err    error    // more about the cause, or nil
}

// Error says what was shown, what was expected, and what to do.
func (e *HostKeyError) Error() string {
	shown, want := strings.Join(e.Shown, ", "), strings.Join(e.Want, ", ")
	switch e.Reason {
	case HostKeyUnset:
		return fmt.Sprintf("%v: none is given to expect of %s; set HostKeys with KnownHosts or Fingerprints", transport.ErrHostKey, e.Host)
	case HostKeyUnknown:
		return fmt.Sprintf("%v: known_hosts does not know %s, which showed %s; compare this with what its operator says, then add it", transport.ErrHostKey, e.Host, shown)
	case HostKeyRevoked:
		return fmt.Sprintf("%v: %s showed %s, which known_hosts marks as revoked; ask its operator for the new key", transport.ErrHostKey, e.Host, shown)
	}
	if want == "" {
		return fmt.Sprintf("%v: %s showed %s: %v; ask its operator", transport.ErrHostKey, e.Host, shown, e.Err)
	}
	return fmt.Sprintf("%v: %s showed %s, expected was %s; either its key was changed or somebody is in between: ask its operator before you accept it", transport.ErrHostKey, e.Host, shown, want)
}

// Unwrap returns transport.ErrHostKey and, if set, e.Err.
func (e *HostKeyError) Unwrap() []error {
	if e.Err == nil {
		return []error{transport.ErrHostKey}
	}
	return []error{transport.ErrHostKey, e.Err}
}
