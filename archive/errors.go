package archive

import (
	"errors"
	"strconv"
)

// Causes of an [EntryError], for use with [errors.Is].
var (
	// ErrFormat means that the data is no ZIP, is cut off, or contradicts itself.
	ErrFormat = errors.New("not a valid ZIP")

	// ErrName means that a name is not plain: it could lead out of the archive,
	// or not every computer can store it.
	ErrName = errors.New("name not allowed")

	// ErrDuplicate means that a name occurs twice. Letter case does not count.
	ErrDuplicate = errors.New("name occurs twice")

	// ErrNotRegular means that something is not a regular file where only
	// regular files are allowed.
	ErrNotRegular = errors.New("not a regular file")

	// ErrEncrypted means that an entry is encrypted.
	ErrEncrypted = errors.New("encrypted")

	// ErrMethod means that an entry is neither stored nor deflated.
	ErrMethod = errors.New("unsupported compression")

	// ErrTooLarge means that one of the [Limits] is exceeded.
	ErrTooLarge = errors.New("over a limit")

	// ErrChecksum means that the content of an entry is damaged.
	ErrChecksum = errors.New("checksum does not match")

	// ErrClosed means that a writer was used after its end: a file's writer
	// after the next Create, or a [Writer] or [DirWriter] after Close.
	ErrClosed = errors.New("already closed")
)

// An EntryError says which entry was refused and why. Failures of the
// underlying reader, writer or file system that concern no single entry are
// passed on as they came.
type EntryError struct {
	Name   string // the entry's name as stored or given, possibly hostile; "" for the archive as a whole
	Reason string // what is wrong and what to do about it; holds neither name nor content
	Err    error  // one of this package's Err variables, or the cause from below

	_ [0]func() // not comparable, so that fields can be added
}

// Error returns the entry's name, quoted and cut short, and the reason.
func (e *EntryError) Error() string {
	msg := e.Reason
	if msg == "" {
		msg = e.Err.Error()
	}
	if e.Name == "" {
		return "archive: " + msg
	}
	return "archive: " + quote(e.Name) + ": " + msg
}

// Unwrap returns e.Err.
func (e *EntryError) Unwrap() error { return e.Err }

// quote makes a name safe to print. It cuts long ones, which say no more than
// their beginning does.
func quote(name string) string {
	const most = 80
	if len(name) <= most {
		return strconv.Quote(name)
	}
	return strconv.Quote(name[:most]) + "…"
}

func refuse(name string, cause error, reason string) error {
	return &EntryError{Name: name, Reason: reason, Err: cause}
}
