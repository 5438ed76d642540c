package transport

import (
	"context"
	"crypto/sha256"
	"io"
	"time"
)

// An Uploader delivers size bytes of body under name.
//
// name is a plain file name (see [CheckName]). Upload reads body at offsets
// from 0 up to size and nothing beyond. It blocks until the receiver has
// acknowledged the whole file, or until the delivery failed; when ctx ends it
// gives up at once, save that it waits for a ReadAt of body already under way.
//
// With a nil error the receipt is complete. With an error, which is an
// [*Error], the receipt says how far the delivery got.
type Uploader interface {
	Upload(ctx context.Context, name string, body io.ReaderAt, size int64) (Receipt, error)
}

// A Receipt is what is known for sure about one delivery. It is plain data and
// may be logged: it names no user and holds nothing of the body but its digest.
type Receipt struct {
	// Name is the name the file was given.
	Name string

	// Where is the place it was sent to: a path for Dir, a URL of the form
	// sftp://host:port/folder/name, without the user, for SFTP.
	Where string

	// Bytes counts what the receiver acknowledged. After a success it equals
	// the size given to Upload.
	Bytes int64

	// SHA256 is the digest of the bytes delivered. After an error it is zero.
	SHA256 [sha256.Size]byte

	// Started and Ended enclose the whole call, connecting included.
	Started, Ended time.Time

	// HostKey is the fingerprint, as in "SHA256:…", of the host key that was
	// accepted. It is "" when no host key was involved or none was accepted.
	HostKey string
}
