package archive

import (
	"fmt"
	"io"
	"math"
	"strings"
	"time"
)

// Bits of the general purpose flag (APPNOTE.TXT §4.4.4).
const (
	flagEncrypted  = 1 << 0
	flagDescriptor = 1 << 3 // sizes and checksum follow the data
	flagPatch      = 1 << 5
	flagStrong     = 1 << 6
	flagMasked     = 1 << 13
)

// Compression methods (APPNOTE.TXT §4.4.5).
const (
	methodStore   = 0
	methodDeflate = 8
	methodAES     = 99 // WinZip's mark for an encrypted entry
)

const extraZip64 = 0x0001 // APPNOTE.TXT §4.5.3

// An entry is what the directory says of one file or folder.
type entry struct {
	name         string // as stored
	isDir        bool
	flags        uint16
	method       uint16
	date, time   uint16
	sum          uint32
	packed, size uint64
	header       uint64 // offset of the local header
	data         uint64 // offset of the content
	attributes   uint32
}

// readEntry reads the next record of the directory and judges it on its own.
func readEntry(r io.Reader) (*entry, error) {
	var buf [lenDirectory]byte
	if _, err := io.ReadFull(r, buf[:]); err != nil {
		return nil, directoryFault(err)
	}
	f := fields(buf[:])
	if f.u32(0) != sigDirectory {
		return nil, refuse("", ErrFormat, "the directory is damaged")
	}
	variable := make([]byte, int(f.u16(28))+int(f.u16(30))+int(f.u16(32))) // name, extra, comment
	if _, err := io.ReadFull(r, variable); err != nil {
		return nil, directoryFault(err)
	}
	e := &entry{
		name:       string(variable[:f.u16(28)]),
		flags:      f.u16(8),
		method:     f.u16(10),
		time:       f.u16(12),
		date:       f.u16(14),
		sum:        f.u32(16),
		packed:     uint64(f.u32(20)),
		size:       uint64(f.u32(24)),
		attributes: f.u32(38),
		header:     uint64(f.u32(42)),
	}
	e.isDir = strings.HasSuffix(e.name, "/")
	extra := variable[f.u16(28):][:f.u16(30)]
	if err := widen(e.name, extra, &e.size, &e.packed, &e.header); err != nil {
		return nil, err
	}
	return e, e.check(f.u16(34))
}

// directoryFault tells a directory that is too short from a failing reader.
func directoryFault(err error) error {
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		return refuse("", ErrFormat, "the directory holds fewer entries than the end record says")
	}
	return fmt.Errorf("archive: reading the directory: %w", err)
}

// widen replaces those numbers that have the mark for "see there" by the ones in
// the zip64 extra field, where they stand in the same order without gaps.
func widen(name string, extra fields, numbers ...*uint64) error {
	wide, err := findExtra(name, extra, extraZip64)
	if err != nil {
		return err
	}
	for _, n := range numbers {
		if *n != math.MaxUint32 {
			continue
		}
		if len(wide) < 8 {
			return refuse(name, ErrFormat, "its zip64 field is missing or too short")
		}
		*n, wide = wide.u64(0), wide[8:]
	}
	return nil
}

// findExtra returns the content of the extra field with this id, or nil. That a
// field occurs twice or runs over the end would leave its meaning open. Up to
// three bytes too few for a field are padding.
func findExtra(name string, extra fields, id uint16) (found fields, err error) {
	for len(extra) >= 4 {
		n := int(extra.u16(2))
		if n > len(extra)-4 {
			return nil, refuse(name, ErrFormat, "its extra field is damaged")
		}
		if extra.u16(0) == id {
			if found != nil {
				return nil, refuse(name, ErrFormat, "it has two zip64 fields")
			}
			found = extra[4 : 4+n : 4+n]
		}
		extra = extra[4+n:]
	}
	return found, nil
}

// check judges what the directory says of an entry, apart from others and from limits.
func (e *entry) check(disk uint16) error {
	if fault := pathFault(strings.TrimSuffix(e.name, "/")); fault != "" {
		return refuse(e.name, ErrName, fault)
	}
	switch {
	case e.flags&(flagEncrypted|flagStrong|flagMasked) != 0, e.method == methodAES:
		return refuse(e.name, ErrEncrypted, "encrypted; make the archive without a password")
	case e.flags&flagPatch != 0, e.method != methodStore && e.method != methodDeflate:
		return refuse(e.name, ErrMethod, fmt.Sprintf(
			"compression method %d; only store (0) and deflate (8) can be read", e.method))
	case disk != 0 && disk != math.MaxUint16:
		return refuse(e.name, ErrFormat, "it lies on another disk; make the archive in one piece")
	case e.size > math.MaxInt64:
		return refuse(e.name, ErrFormat, "an impossible size")
	case e.isDir && e.size != 0:
		return refuse(e.name, ErrFormat, "a folder with content")
	case e.method == methodStore && e.size != e.packed:
		return refuse(e.name, ErrFormat, "stored, but its two sizes differ")
	}
	return e.checkType()
}

// checkType compares the attributes with the name. The upper half holds a Unix
// mode or zero, the lower MS-DOS attributes; which of them counts depends on the
// writer's system, and programs do not agree on it, so neither may object.
func (e *entry) checkType() error {
	const (
		dosVolume, dosFolder              = 0x08, 0x10
		unixType, unixFolder, unixRegular = 0xf000, 0x4000, 0x8000
	)
	unix, dos := e.attributes>>16&unixType, e.attributes&0xff
	switch {
	case unix != 0 && unix != unixRegular && unix != unixFolder, dos&dosVolume != 0:
		return refuse(e.name, ErrNotRegular, "a link or device; put the file itself into the archive")
	case !e.isDir && (unix == unixFolder || dos&dosFolder != 0), e.isDir && unix == unixRegular:
		return refuse(e.name, ErrNotRegular, "name and attributes disagree whether it is a folder")
	}
	return nil
}

// locate finds the content by the local header, which must tell the same as the
// directory: a program that reads from front to back believes the one, others
// the other.
func (e *entry) locate(src source) error {
	at := int64(min(e.header, math.MaxInt64))
	f, err := src.at(at, lenLocal)
	if err != nil {
		return e.named(err)
	}
	variable, err := src.at(at+lenLocal, int64(f.u16(26))+int64(f.u16(28)))
	if err != nil {
		return e.named(err)
	}
	name, extra := string(variable[:f.u16(26)]), variable[f.u16(26):]
	if f.u32(0) != sigLocal || name != e.name || f.u16(8) != e.method {
		return refuse(e.name, ErrFormat, "its local header disagrees with the directory")
	}
	e.data = e.header + lenLocal + uint64(len(variable))
	if e.packed > uint64(src.size)-e.data {
		return refuse(e.name, ErrFormat, "it lies outside the file, which may be incomplete; send it again")
	}
	const bits = flagEncrypted | flagStrong | flagMasked | flagPatch
	if f.u16(6)&bits != e.flags&bits {
		return refuse(e.name, ErrFormat, "its local header disagrees with the directory")
	}
	if f.u16(6)&flagDescriptor == 0 {
		if err := e.checkLocalSizes(f, extra); err != nil {
			return err
		}
	}
	e.flags |= f.u16(6) & flagDescriptor
	if e.flags&flagDescriptor != 0 {
		return e.checkDescriptor(src)
	}
	return nil
}

// checkLocalSizes compares sizes and checksum of a local header f.
func (e *entry) checkLocalSizes(f, extra fields) error {
	packed, size := uint64(f.u32(18)), uint64(f.u32(22))
	// In the local header the zip64 field holds both sizes (§4.5.3).
	if err := widen(e.name, extra, &size, &packed); err != nil {
		return err
	}
	if f.u32(14) != e.sum || packed != e.packed || size != e.size {
		return refuse(e.name, ErrFormat, "its local header disagrees with the directory")
	}
	return nil
}

// checkDescriptor looks for the checksum behind the content, with or without a
// signature. Its sizes have 4 or 8 bytes, which nothing tells for sure, so
// they are not compared.
func (e *entry) checkDescriptor(src source) error {
	f, err := src.at(int64(e.data+e.packed), lenDescriptor)
	if err != nil {
		return e.named(err)
	}
	if f.u32(0) != e.sum && (f.u32(0) != sigDescriptor || f.u32(4) != e.sum) {
		return refuse(e.name, ErrFormat, "the data descriptor behind it disagrees with the directory")
	}
	return nil
}

// end is the first byte behind what the entry surely takes up.
func (e *entry) end() uint64 {
	if e.flags&flagDescriptor != 0 {
		return e.data + e.packed + lenDescriptor
	}
	return e.data + e.packed
}

// named puts the entry's name into an error about the archive.
func (e *entry) named(err error) error {
	if fault, ok := err.(*EntryError); ok {
		return refuse(e.name, fault.Err, fault.Reason)
	}
	return err
}

// modified is the entry's time, which the format gives without a time zone, as
// if it were UTC; the zero time when the fields hold none.
func (e *entry) modified() time.Time {
	year, month, day := int(e.date>>9)+1980, time.Month(e.date>>5&15), int(e.date&31)
	if month == 0 || day == 0 {
		return time.Time{}
	}
	return time.Date(year, month, day, int(e.time>>11), int(e.time>>5&63), int(e.time&31)*2, 0, time.UTC)
}
