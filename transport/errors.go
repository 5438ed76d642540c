package transport

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The causes of a failed delivery, for [errors.Is].
var (
	// ErrName: the name is not a plain file name. Nothing was sent.
	ErrName = errors.New("not a plain file name")

	// ErrBody: the body could not be read, or is shorter than its size says.
	ErrBody = errors.New("the file to send cannot be read in full")

	// ErrHostKey: the server's host key is not one of those expected, or none
	// was given to expect. Nothing was sent, no password either.
	ErrHostKey = errors.New("host key refused")

	// ErrLogin: the server refused the login, or there was nothing to log in
	// with. Nothing was sent.
	ErrLogin = errors.New("login refused")

	// ErrPath: the receiver does not take a file at this place: no such
	// folder, or no permission. Nothing was sent.
	ErrPath = errors.New("path refused")

	// ErrRefused: the receiver took the file but refused a part of it, for
	// instance because its disk is full, or refused to finish it.
	ErrRefused = errors.New("refused by the receiver")

	// ErrConnection: no connection came about, or it broke.
	ErrConnection = errors.New("connection failed")

	// ErrTimeout: the receiver stayed silent for longer than allowed.
	ErrTimeout = errors.New("timed out")

	// ErrProtocol: what answered is not a server this transport can talk to.
	ErrProtocol = errors.New("server not usable")
)

// An Error says at which step a delivery failed, why, and whether the receiver
// may have something of the file all the same.
type Error struct {
	_ struct{} // keyed literals only, so that fields can be added

	// Op is the step that failed. For SFTP: prepare, connect, handshake,
	// login, start, open, write, close. For Dir: prepare, create, write, sync,
	// rename. The words are for people; to act on a cause use errors.Is. Only
	// Retry looks at them: it tries nothing again after prepare or login.
	Op string

	// Uncertain: the receiver may have the file, or a part of it. Look there
	// (for School Manager: under Activity) before sending again. When it is
	// false the receiver has nothing of it.
	Uncertain bool

	// Err is the cause. It wraps one of the sentinels of this package, the
	// context's error, or what a function of the caller's returned.
	Err error
}

// Error gives the step, the cause and, if Uncertain, what to do about it.
func (e *Error) Error() string {
	text := fmt.Sprintf("transport: %s: %v", e.Op, e.Err)
	if e.Uncertain {
		text += "; the receiver may have the file or a part of it: look there before sending again"
	}
	return text
}

// Unwrap returns e.Err.
func (e *Error) Unwrap() error { return e.Err }

// maxName is what common file systems allow for one name, in bytes.
const maxName = 255

// CheckName reports, as an error wrapping [ErrName], why name is not a plain
// file name. A plain file name is valid UTF-8 of 1 to 255 bytes, neither "."
// nor "..", without slash, backslash or control character. Every Uploader of
// this module applies it before anything is sent.
func CheckName(name string) error {
	switch {
	case name == "" || name == "." || name == "..":
		return fmt.Errorf("%w: it is empty or stands for a folder; give a name such as roster.zip", ErrName)
	case len(name) > maxName:
		return fmt.Errorf("%w: it is longer than %d bytes", ErrName, maxName)
	case !utf8.ValidString(name):
		return fmt.Errorf("%w: it is not valid UTF-8", ErrName)
	case strings.ContainsAny(name, `/\`):
		return fmt.Errorf("%w: it holds a slash; the folder is set on the transport", ErrName)
	case strings.ContainsFunc(name, unicode.IsControl):
		return fmt.Errorf("%w: it holds a control character", ErrName)
	}
	return nil
}

// CheckBody reports, as an error wrapping [ErrBody], a negative size or a body
// that ends before size. It reads one byte, the last.
func CheckBody(body io.ReaderAt, size int64) error {
	if size < 0 {
		return fmt.Errorf("%w: its size is given as %d", ErrBody, size)
	}
	if size == 0 {
		return nil
	}
	var last [1]byte
	if n, err := body.ReadAt(last[:], size-1); n < 1 {
		return bodyError(size-1, err)
	}
	return nil
}

// bodyError turns the plain EOF of a body that ends too soon into an
// unexpected one, lest somebody up the chain takes it for a good end.
func bodyError(off int64, err error) error {
	if err == nil || errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	return fmt.Errorf("%w: at byte %d: %w", ErrBody, off, err)
}
