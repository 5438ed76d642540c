// Package archive writes and reads the flat ZIP files in which school rosters
// travel. It knows nothing of what is in the files.
//
// Both takers of such archives want one ZIP with every file at its root and no
// folder: Apple School Manager (Apple School Manager User Guide, Template
// information for importing data) and OneRoster (1EdTech, OneRoster 1.2 CSV
// Binding). The words used here: an entry is one item of a ZIP, a file or a
// folder; a bundle is the set of files at the root of an [io/fs.FS].
//
// # Writing
//
// A [Writer] makes a ZIP and a [DirWriter] a directory; both have the one method
// Create(name) (io.Writer, error) for callers that only want somewhere to put
// files. [WriteFS] packs a whole bundle. A Writer's bytes depend on names, order,
// contents and compressor alone: no clock, owner or machine gets in, so packing
// the same records twice with the same build gives the same bytes. Another
// release of Go may deflate differently; whether two bundles are equal is a
// question for [Digest], never for the bytes of the ZIP.
//
// # Reading
//
// A [Reader] presents a ZIP as an [io/fs.FS]. What a desktop computer adds
// (the folder __MACOSX, .DS_Store, names that begin with "._") is left out and
// listed by [Reader.Ignored]. Folders stay in the file system, and the files in
// them are listed by [Reader.InFolder], because a file in a folder is a mistake
// its sender has to hear about. [Reader.CommonFolder] tells when someone zipped
// the folder in place of its files.
//
// # Security considerations
//
// A ZIP from elsewhere is untrusted input, and the format lets one file mean
// different things to different programs. [NewReader] looks at every entry
// before anything is unpacked and refuses the whole archive, with an
// [*EntryError], when there is a doubt:
//
//   - Names are judged as stored. An absolute path, a "..", ".", or empty part,
//     a backslash, a colon, a control character, bytes that are not UTF-8, or a
//     name too long is [ErrName]. Nothing is cleaned up and served.
//   - Two entries of one name, also when only the letter case differs or one is
//     a file and one a folder, are [ErrDuplicate]: which of them counts is
//     anyone's guess. Names that differ only in Unicode normalization are not
//     recognized as equal.
//   - Links, devices, and entries whose type contradicts their name are
//     [ErrNotRegular].
//   - Encrypted entries are [ErrEncrypted]; compression other than store and
//     deflate is [ErrMethod].
//   - Declared counts, sizes and compression ratios over the [Limits] are
//     [ErrTooLarge].
//   - Overlapping entries, a local header that disagrees with the directory,
//     several disks, a directory that does not end where the end record begins,
//     bytes before the first or after the last record, room for an entry that
//     the directory does not list: [ErrFormat]. Where the directory and
//     something else could both be believed, neither is.
//
// Declared sizes can lie. While reading, a file never yields more than its
// declared size, which is within the limits; a stream that is longer, shorter or
// damaged ends with ErrFormat or [ErrChecksum] in place of io.EOF. What was read
// before such an error must not be used.
//
// A declared size is a claim, so do not allocate by it; [Reader.ReadFile] does
// not either.
//
// Errors quote names of entries, cut short, and never contents.
package archive
