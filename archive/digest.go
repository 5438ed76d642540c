package archive

import (
	"crypto/sha256"
	"encoding/binary"
	"hash"
	"io/fs"
)

// digestDomain keeps a Digest from ever equalling a SHA-256 made for something
// else, and names the layout below.
const digestDomain = "asm/archive digest 1\n"

// Digest identifies the bundle in fsys by the names and contents of the files at
// its root, whatever their order, times, modes and compression. Two bundles have
// the same Digest only if they have the same files. It is the same on every
// machine and in every release, so it can be stored.
//
// Folders and the names that a [Reader] ignores do not count. A link or device
// at the root is refused with [ErrNotRegular]. Every file is read once, as a
// stream.
//
// Digest is the SHA-256 of the line "asm/archive digest 1" and a line feed,
// followed, for each file in the byte order of the names, by
//
//	length of the name in bytes    8 bytes, big-endian
//	name
//	length of the content          8 bytes, big-endian
//	SHA-256 of the content         32 bytes
func Digest(fsys fs.FS) ([sha256.Size]byte, error) {
	var digest [sha256.Size]byte
	names, err := rootFiles(fsys, true)
	if err != nil {
		return digest, err
	}
	framed := []byte(digestDomain)
	for _, name := range names {
		content := contentHash{Hash: sha256.New()}
		if err := copyFile(&content, fsys, name); err != nil {
			return digest, err
		}
		framed = binary.BigEndian.AppendUint64(framed, uint64(len(name)))
		framed = append(framed, name...)
		framed = binary.BigEndian.AppendUint64(framed, content.size)
		framed = content.Sum(framed)
	}
	return sha256.Sum256(framed), nil
}

// contentHash hashes and counts.
type contentHash struct {
	hash.Hash
	size uint64
}

func (c *contentHash) Write(p []byte) (int, error) {
	c.size += uint64(len(p))
	return c.Hash.Write(p)
}
