package archive

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"math"
)

// Records of the ZIP format, after PKWARE's APPNOTE.TXT 6.3.10. The end of an
// archive, read backwards:
//
//	entry … entry | directory | zip64 end | zip64 locator | end record
//	              ^ offset    ^ offset + size             ^ the last 22 bytes,
//	                                                        and a comment
//
// The two zip64 records are there together or not at all.
const (
	sigLocal      = 0x04034b50 // §4.3.7
	sigDescriptor = 0x08074b50 // §4.3.9
	sigDirectory  = 0x02014b50 // §4.3.12
	sigEnd64      = 0x06064b50 // §4.3.14
	sigLocator64  = 0x07064b50 // §4.3.15
	sigEnd        = 0x06054b50 // §4.3.16

	lenLocal      = 30
	lenDescriptor = 12 // the shortest: no signature, 32-bit sizes
	lenDirectory  = 46
	lenEnd64      = 56
	lenLocator64  = 20
	lenEnd        = 22
)

// A field or group of fields of little-endian numbers.
type fields []byte

func (f fields) u16(at int) uint16 { return binary.LittleEndian.Uint16(f[at:]) }
func (f fields) u32(at int) uint32 { return binary.LittleEndian.Uint32(f[at:]) }
func (f fields) u64(at int) uint64 { return binary.LittleEndian.Uint64(f[at:]) }

// source is the archive as bytes.
type source struct {
	io.ReaderAt
	size int64
}

// at reads n bytes, which must lie inside the archive. Neither number may be negative.
func (s source) at(offset, n int64) (fields, error) {
	if offset > s.size-n {
		return nil, refuse("", ErrFormat, "a record lies outside the file, which may be incomplete; send it again")
	}
	buf := make([]byte, n)
	if got, err := s.ReadAt(buf, offset); got < len(buf) {
		if err == nil || err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
		return nil, fmt.Errorf("archive: reading at byte %d: %w", offset, err)
	}
	return buf, nil
}

// directory says where the list of entries is and how many it holds.
type directory struct {
	offset, size, count uint64
}

// findDirectory reads the records at the end of the archive. What follows the
// end record must be its comment exactly, and the directory must reach up to the
// records: otherwise two programs could find two directories in one file.
func findDirectory(src source) (directory, error) {
	at, end, err := findEnd(src)
	if err != nil {
		return directory{}, err
	}
	dir := directory{
		count:  uint64(end.u16(10)),
		size:   uint64(end.u32(12)),
		offset: uint64(end.u32(16)),
	}
	if end.u16(8) != end.u16(10) || end.u16(4) != end.u16(6) || end.u16(4) != 0 && end.u16(4) != math.MaxUint16 {
		return directory{}, errSplit()
	}
	dir, at, err = dir.zip64(src, at)
	if err != nil {
		return directory{}, err
	}
	if dir.size > uint64(at) || dir.offset != uint64(at)-dir.size {
		return directory{}, refuse("", ErrFormat,
			"the directory is not where the end record says; the file has foreign bytes in front or is damaged")
	}
	return dir, nil
}

// findEnd returns the end record and its offset.
func findEnd(src source) (int64, fields, error) {
	n := min(src.size, lenEnd+math.MaxUint16)
	tail, err := src.at(src.size-n, n)
	if err != nil {
		return 0, nil, err
	}
	i := bytes.LastIndex(tail, binary.LittleEndian.AppendUint32(nil, sigEnd))
	if i < 0 || len(tail)-i < lenEnd {
		return 0, nil, refuse("", ErrFormat, "no end of a ZIP found; the file is something else or incomplete")
	}
	end := tail[i:]
	if surplus := len(end) - lenEnd - int(end.u16(20)); surplus > 0 {
		return 0, nil, refuse("", ErrFormat, fmt.Sprintf("%d bytes follow the end of the archive; remove them", surplus))
	} else if surplus < 0 {
		return 0, nil, refuse("", ErrFormat, "the file is incomplete; send it again")
	}
	return src.size - int64(len(end)), end, nil
}

// zip64 replaces the numbers of d that do not fit the end record by those of the
// zip64 end record, if there is one, and returns where the first end record is.
func (d directory) zip64(src source, endAt int64) (directory, int64, error) {
	if endAt < lenLocator64 {
		return d, endAt, nil
	}
	locator, err := src.at(endAt-lenLocator64, lenLocator64)
	if err != nil {
		return d, 0, err
	}
	if locator.u32(0) != sigLocator64 {
		return d, endAt, nil
	}
	if locator.u32(4) != 0 || locator.u32(16) != 1 {
		return d, 0, errSplit()
	}
	at := int64(min(locator.u64(8), math.MaxInt64))
	end, err := src.at(at, lenEnd64)
	if err != nil {
		return d, 0, err
	}
	// The record may be longer by fields that we need not know.
	if end.u32(0) != sigEnd64 || end.u64(4) != uint64(endAt-lenLocator64-at-12) ||
		end.u32(16) != 0 || end.u32(20) != 0 || end.u64(24) != end.u64(32) {
		return d, 0, refuse("", ErrFormat, "the zip64 end record is damaged")
	}
	wide := directory{count: end.u64(32), size: end.u64(40), offset: end.u64(48)}
	if !agree(d.count, wide.count, math.MaxUint16) ||
		!agree(d.size, wide.size, math.MaxUint32) || !agree(d.offset, wide.offset, math.MaxUint32) {
		return d, 0, refuse("", ErrFormat, "the two end records contradict each other")
	}
	return wide, at, nil
}

func errSplit() error {
	return refuse("", ErrFormat, "the archive is split over several disks; make it in one piece")
}

// agree reports whether a narrow number is the wide one or the mark for "see there".
func agree(narrow, wide, mark uint64) bool { return narrow == wide || narrow == mark }
