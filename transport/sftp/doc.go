// Package sftp sends an archive to an SFTP server the way Apple School Manager
// wants it: open the file for writing, write it, close it, and nothing else.
//
//	keys, err := sftp.KnownHosts("/etc/asm/known_hosts")
//	…
//	to := &sftp.Transport{User: user, Password: password, HostKeys: keys}
//	receipt, err := to.Upload(ctx, "roster.zip", file, size)
//
// # What is sent
//
// After the login the server sees four kinds of request: the greeting, one open
// (write, create, truncate), writes in ascending order, one close. School
// Manager takes a file away as soon as it is closed, so a look back finds
// nothing and would make a good upload look failed; and the drop folder knows
// no temporary names, no rename and no file times. Hence no stat, mkdir, rename,
// chmod, remove or realpath is ever sent, here or on any server.
//
// # What counts as sent
//
// Upload returns nil only after the server acknowledged every write and then
// the close. The last packet of the file, in a ZIP archive the one without which
// no program can open it, is written only when everything before it is
// acknowledged. So whatever interrupts an upload, what is left on the server is
// either the whole file or lacks its end, and with it the archive's directory.
//
// After a failed write the file is not closed: a close is what tells the server
// that the file is complete. The connection is broken instead, and the error
// says Uncertain, because the server keeps the part it has (writes are many at
// a time, so that part may have holes). From the moment the open is sent until
// the server refuses it or acknowledges the close, every error is Uncertain.
//
// # Host keys
//
// A connection without an expected host key is refused ([HostKeyError]). Expect
// keys by known_hosts files ([KnownHosts]) or by fingerprint ([Fingerprints]),
// several if a change of keys is announced. Apple publishes no fingerprint that
// this package could carry, so it carries none; ask once with
//
//	ssh-keyscan upload.appleschoolcontent.com | ssh-keygen -lf -
//
// from a network you trust, and better from two. Servers have several keys, one
// per type, and show the one that the client asks for: this package asks for
// the types in known_hosts, or, for fingerprints, for one type after another.
//
// # Login
//
// A key if there is one, then a password, asked for only when the server wants
// it and after the host key was accepted; a password is sent once per upload,
// also if the server asks for it as keyboard-interactive. For School Manager's
// own server only passwords are known to work.
//
// # Stopping
//
// When the context ends, the connection is closed at once, whatever the state.
// ConnectTimeout limits the way to an open SFTP session, without the time that
// the Password function takes; IdleTimeout limits the time without any answer of
// the server while the file is sent.
package sftp
