package archive_test

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"hash/crc32"
)

// rawEntry describes one entry byte by byte, so that tests can write what no
// honest program would. The zero value with a name is an empty stored file.
type rawEntry struct {
	name       string
	localName  string // "" means name
	content    string
	deflate    bool
	flags      uint16
	localFlags uint16 // besides flags, in the local header alone
	dirFlags   uint16 // besides flags, in the directory alone
	method     uint16 // besides what deflate says
	attributes uint32
	disk       uint16

	extra, localExtra []byte
	descriptor        []byte // or anything else behind the content

	// What is declared, where it is not the truth.
	declare func(*declared)

	sameAs int // 1 + index of an entry whose bytes this one shares
	gap    int // bytes in front
}

// declared are the numbers of the headers. Sizes and the offset are written as
// they are, so a test that wants zip64 puts the mark there and the number into
// the extra field.
type declared struct {
	sum, packed, size, offset     uint32
	localSum, localPacked, localS uint32
}

// rawZip describes a whole archive.
type rawZip struct {
	entries []rawEntry
	prefix  string
	suffix  string
	comment string
	end     func(*endRecord)
	zip64   bool // write the zip64 end records
	end64   func(*endRecord)
	gap     int // bytes between the directory and the end
}

type endRecord struct {
	disk, dirDisk     uint16
	here, count       uint64
	size, offset      uint64
	comment           int
	locator, signedAt int64  // zip64 alone: added to the locator's offset; the record's length
	disks             uint32 // zip64 alone: all of them, as the locator says
	locatorDisk       uint32 // zip64 alone: where the record is
}

type buffer struct{ bytes.Buffer }

func (b *buffer) u16(n uint16) { b.Write(binary.LittleEndian.AppendUint16(nil, n)) }
func (b *buffer) u32(n uint32) { b.Write(binary.LittleEndian.AppendUint32(nil, n)) }
func (b *buffer) u64(n uint64) { b.Write(binary.LittleEndian.AppendUint64(nil, n)) }

func le16(n uint16) []byte { return binary.LittleEndian.AppendUint16(nil, n) }
func le32(n uint32) []byte { return binary.LittleEndian.AppendUint32(nil, n) }
func le64(n uint64) []byte { return binary.LittleEndian.AppendUint64(nil, n) }

// extraField frames data as the extra field id.
func extraField(id uint16, data ...[]byte) []byte {
	all := bytes.Join(data, nil)
	return bytes.Join([][]byte{le16(id), le16(uint16(len(all))), all}, nil)
}

func deflated(content string) []byte {
	var b bytes.Buffer
	w, err := flate.NewWriter(&b, flate.BestCompression)
	if err != nil {
		panic(err)
	}
	w.Write([]byte(content))
	w.Close()
	return b.Bytes()
}

// numbers are the true ones for content that starts at offset.
func (e *rawEntry) numbers(packed []byte, offset int) declared {
	d := declared{
		sum:    crc32.ChecksumIEEE([]byte(e.content)),
		packed: uint32(len(packed)),
		size:   uint32(len(e.content)),
		offset: uint32(offset),
	}
	if (e.flags|e.localFlags)&8 == 0 {
		d.localSum, d.localPacked, d.localS = d.sum, d.packed, d.size
	}
	if e.declare != nil {
		e.declare(&d)
	}
	return d
}

func (e *rawEntry) methodID() uint16 {
	if e.deflate {
		return 8
	}
	return e.method
}

func (e *rawEntry) pack() []byte {
	if e.deflate {
		return deflated(e.content)
	}
	return []byte(e.content)
}

func (z rawZip) bytes() []byte {
	var b, dir buffer
	b.WriteString(z.prefix)
	offsets := make([]int, len(z.entries))
	for i, e := range z.entries {
		b.Write(make([]byte, e.gap))
		packed := e.pack()
		offsets[i] = b.Len() - len(z.prefix)
		if e.sameAs > 0 {
			offsets[i] = offsets[e.sameAs-1]
		}
		d := e.numbers(packed, offsets[i])
		if e.sameAs == 0 {
			e.writeLocal(&b, d)
			b.Write(packed)
			b.Write(e.descriptor)
		}
		e.writeDirectory(&dir, d)
	}
	start := b.Len() - len(z.prefix)
	b.Write(dir.Bytes())
	b.Write(make([]byte, z.gap))
	z.writeEnd(&b, start, dir.Len())
	return b.Bytes()
}

func (e *rawEntry) writeLocal(b *buffer, d declared) {
	name := e.localName
	if name == "" {
		name = e.name
	}
	b.WriteString("PK\x03\x04")
	b.u16(20)
	b.u16(e.flags | e.localFlags)
	b.u16(e.methodID())
	b.u16(0)
	b.u16(0x21)
	b.u32(d.localSum)
	b.u32(d.localPacked)
	b.u32(d.localS)
	b.u16(uint16(len(name)))
	b.u16(uint16(len(e.localExtra)))
	b.WriteString(name)
	b.Write(e.localExtra)
}

func (e *rawEntry) writeDirectory(b *buffer, d declared) {
	b.WriteString("PK\x01\x02")
	b.u16(3<<8 | 20)
	b.u16(20)
	b.u16(e.flags | e.dirFlags)
	b.u16(e.methodID())
	b.u16(0)
	b.u16(0x21)
	b.u32(d.sum)
	b.u32(d.packed)
	b.u32(d.size)
	b.u16(uint16(len(e.name)))
	b.u16(uint16(len(e.extra)))
	b.u16(0)
	b.u16(e.disk)
	b.u16(0)
	b.u32(e.attributes)
	b.u32(d.offset)
	b.WriteString(e.name)
	b.Write(e.extra)
}

func (z rawZip) writeEnd(b *buffer, start, size int) {
	n := uint64(len(z.entries))
	end := endRecord{here: n, count: n, size: uint64(size), offset: uint64(start), comment: len(z.comment)}
	if z.zip64 {
		z.writeEnd64(b, end)
	}
	if z.end != nil {
		z.end(&end)
	}
	b.WriteString("PK\x05\x06")
	b.u16(end.disk)
	b.u16(end.dirDisk)
	b.u16(uint16(end.here))
	b.u16(uint16(end.count))
	b.u32(uint32(end.size))
	b.u32(uint32(end.offset))
	b.u16(uint16(end.comment))
	b.WriteString(z.comment)
	b.WriteString(z.suffix)
}

func (z rawZip) writeEnd64(b *buffer, end endRecord) {
	at := int64(b.Len())
	end.signedAt, end.disks = 44, 1
	if z.end64 != nil {
		z.end64(&end)
	}
	b.WriteString("PK\x06\x06")
	b.u64(uint64(end.signedAt))
	b.u16(45)
	b.u16(45)
	b.u32(uint32(end.disk))
	b.u32(uint32(end.dirDisk))
	b.u64(end.here)
	b.u64(end.count)
	b.u64(end.size)
	b.u64(end.offset)
	b.WriteString("PK\x06\x07")
	b.u32(end.locatorDisk)
	b.u64(uint64(at + end.locator))
	b.u32(end.disks)
}
