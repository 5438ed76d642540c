package archive

import (
	"bufio"
	"compress/flate"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
)

// readBlock is how many packed bytes are read at once; the source may be far away.
const readBlock = 64 << 10

// content unpacks one file and holds it to what the directory declared. It never
// gives more bytes than that, and io.EOF only if count and checksum agree.
type content struct {
	entry  *entry
	packed *bufio.Reader // what is left of the packed bytes
	plain  io.Reader
	sum    uint32
	left   uint64 // bytes declared and not read yet
	err    error  // sticky
}

func newContent(src source, e *entry) *content {
	packed := bufio.NewReaderSize(
		io.NewSectionReader(src, int64(e.data), int64(e.packed)), int(min(e.packed, readBlock)))
	c := &content{entry: e, packed: packed, plain: packed, left: e.size}
	// QUIRK: some writers declare deflate for an empty file and write no bytes,
	// which archive/zip would report as cut off.
	if e.method == methodDeflate && e.packed > 0 {
		c.plain = flate.NewReader(packed)
	}
	return c
}

func (c *content) Read(p []byte) (int, error) {
	if c.err != nil || len(p) == 0 {
		return 0, c.err
	}
	n, err := c.plain.Read(p)
	if uint64(n) > c.left {
		n, err = int(c.left), c.fault(ErrFormat, "more content than declared; the archive is damaged or a trap")
	}
	c.left -= uint64(n)
	c.sum = crc32.Update(c.sum, crc32.IEEETable, p[:n])
	if err != nil {
		c.err = c.judge(err)
	}
	return n, c.err
}

// judge turns what the decompressor returned into what the reader is told.
func (c *content) judge(err error) error {
	var (
		corrupt flate.CorruptInputError
		fault   *EntryError
	)
	switch {
	case err == io.EOF:
		return c.atEnd()
	case err == io.ErrUnexpectedEOF:
		return c.fault(ErrFormat, "its compressed data is cut off; make the archive again")
	case errors.As(err, &corrupt):
		return c.fault(ErrFormat, "its compressed data is damaged; make the archive again")
	case errors.As(err, &fault):
		return err
	}
	return &EntryError{Name: c.entry.name, Reason: "reading: " + err.Error(), Err: err}
}

// atEnd tells a sound end from a false one.
func (c *content) atEnd() error {
	if c.left > 0 {
		return c.fault(ErrFormat, fmt.Sprintf("%d bytes less than declared; the archive is damaged", c.left))
	}
	if _, err := c.packed.ReadByte(); err == nil {
		return c.fault(ErrFormat, "bytes left over behind its compressed data; the archive is damaged")
	}
	if c.sum != c.entry.sum {
		return c.fault(ErrChecksum, "its checksum does not match; the archive is damaged, make it again")
	}
	return io.EOF
}

func (c *content) fault(cause error, reason string) error {
	return refuse(c.entry.name, cause, reason)
}
