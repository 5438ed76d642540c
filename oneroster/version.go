package oneroster

import (
	"errors"
	"strings"
)

// A Version is a version of OneRoster CSV. "" stands for what the documentation
// of the option says.
type Version string

// Versions that are read. All but V10 are written.
const (
	V10  Version = "1.0"
	V11  Version = "1.1"
	V120 Version = "1.2.0" // with users.resourceSourcedIds
	V121 Version = "1.2.1" // without

	V12 = V121 // what a manifest that says 1.2 means unless users.csv shows otherwise
)

// ErrVersion is the cause when a version is not known, cannot be written, or
// does not have the file at hand.
var ErrVersion = errors.New("version not usable")

// ParseVersion returns the version that text names: 1.0, 1.1, 1.2, 1.2.0 or
// 1.2.1, with or without spaces round it. 1.1.1, which only mended the text of
// 1.1, is V11, and 1.2 is V12. Anything else is not ok.
func ParseVersion(text string) (v Version, ok bool) {
	switch strings.TrimSpace(text) {
	case "1.0":
		return V10, true
	case "1.1", "1.1.1":
		return V11, true
	case "1.2", "1.2.1":
		return V12, true
	case "1.2.0":
		return V120, true
	}
	return "", false
}

// manifestText is how manifest.csv names v. Implementations disagree on whether
// 1.2.1 has a name of its own there; one that passes the whole of the official
// test set of 1.2.1 calls it 1.2.
func (v Version) manifestText() string {
	switch v {
	case V120, V121:
		return "1.2"
	}
	return string(v)
}

// A versionSet holds versions, one bit each.
type versionSet uint8

const (
	in10 versionSet = 1 << iota
	in11
	in120
	in121

	in12   = in120 | in121
	upTo11 = in10 | in11
	from11 = in11 | in12
	inAll  = in10 | from11
)

func setOf(v Version) versionSet {
	switch v {
	case V10:
		return in10
	case V11:
		return in11
	case V120:
		return in120
	case V121:
		return in121
	}
	return 0
}

func (s versionSet) has(v Version) bool { return s&setOf(v) != 0 }
