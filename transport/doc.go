// Package transport delivers a finished archive and says exactly what is known
// about the delivery.
//
// An [Uploader] takes one file under a plain name. [Dir] puts it into a folder
// of this machine, atomically; package transport/sftp sends it to a server, as
// Apple School Manager wants it. [Retry] wraps either one.
//
// # What a result means
//
// A nil error means that the receiver acknowledged every byte and the end of
// the file. It does not mean that School Manager imported the file: that shows
// under Activity, and in the log that can be downloaded there.
//
// An error is an [*Error]. Its Uncertain field answers the one question that
// matters before sending again: may the receiver have the file, or a part of
// it, all the same? When it is false, nothing was delivered. Sentinels such as
// [ErrHostKey], [ErrLogin], [ErrPath], [ErrConnection] and [ErrTimeout] tell
// the causes apart with [errors.Is]; when the context ended the call, the
// context's own error is in the chain.
//
// # Why the body is an io.ReaderAt
//
// Reading at offsets lets [Retry] start again from the first byte, which a
// stream could not do. [os.File], [bytes.Reader] and [io.SectionReader] fit.
//
// # Privacy
//
// No error and no [Receipt] holds a byte of the body, a user name or a
// password. They do hold the name under which the file was sent, the folder
// and the server's address, and errors quote what the server said, which may
// repeat the user name.
package transport
