package archive_test

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"math"
	"strings"
	"testing"

	"github.com/seed-21142606/asm/archive"
)

// hostile is an archive that must be refused.
type hostile struct {
	name   string
	why    string // what would go wrong otherwise
	zip    rawZip
	limits *archive.Limits
	want   error
}

func one(e rawEntry) rawZip { return rawZip{entries: []rawEntry{e}} }

func named(names ...string) rawZip {
	var z rawZip
	for _, name := range names {
		z.entries = append(z.entries, rawEntry{name: name})
	}
	return z
}

// lenTail is the size of the directory of a file "a", and of the end record.
const lenTail = 46 + 1 + 22

// zip64Mark is what a 32-bit field holds when the number is in the zip64 field.
const zip64Mark = math.MaxUint32

var hostileNames = []hostile{
	{name: "dot dot", why: "archive/zip serves it as classes.csv", zip: named("../classes.csv"), want: archive.ErrName},
	{name: "dot dot inside", why: "leads to the root", zip: named("a/../classes.csv"), want: archive.ErrName},
	{name: "dot dot alone", why: "names the parent", zip: named(".."), want: archive.ErrName},
	{name: "dot dot folder", why: "names the parent", zip: named("../"), want: archive.ErrName},
	{name: "dot", why: "a second spelling", zip: named("./rosters.csv"), want: archive.ErrName},
	{name: "absolute", why: "archive/zip serves it as courses.csv", zip: named("/courses.csv"), want: archive.ErrName},
	{name: "slash", why: "names the root", zip: named("/"), want: archive.ErrName},
	{name: "double slash", why: "a second spelling", zip: named("a//staff.csv"), want: archive.ErrName},
	{name: "two final slashes", why: "a second spelling", zip: named("a//"), want: archive.ErrName},
	{name: "backslash", why: "a folder on Windows", zip: named(`dir\..\staff.csv`), want: archive.ErrName},
	{name: "drive", why: "absolute on Windows", zip: named("C:staff.csv"), want: archive.ErrName},
	{name: "stream", why: "a hidden stream on Windows", zip: named("staff.csv:x"), want: archive.ErrName},
	{name: "empty", why: "names the folder itself", zip: named(""), want: archive.ErrName},
	{name: "NUL", why: "ends the name for C programs", zip: named("staff.csv\x00.txt"), want: archive.ErrName},
	{name: "line feed", why: "breaks logs", zip: named("a\nb.csv"), want: archive.ErrName},
	{name: "C1 control", why: "steers terminals", zip: named("a\u009bb.csv"), want: archive.ErrName},
	{name: "not UTF-8", why: "means another name everywhere", zip: named("caf\xe9.csv"), want: archive.ErrName},
	{name: "256 bytes", why: "cannot be stored", zip: named(strings.Repeat("n", 256)), want: archive.ErrName},
	{name: "deep path", why: "a thousand folders from one entry",
		zip: named(strings.Repeat("d/", 600) + "f"), want: archive.ErrName},
	{name: "trick in clutter", why: "ignoring must not excuse",
		zip: named("__MACOSX/../students.csv"), want: archive.ErrName},

	{name: "same name", why: "archive/zip serves the first", zip: named("students.csv", "students.csv"), want: archive.ErrDuplicate},
	{name: "other case", why: "one file on Windows and macOS", zip: named("students.csv", "Students.CSV"), want: archive.ErrDuplicate},
	{name: "Kelvin sign", why: "folds to k", zip: named("kurse.csv", "\u212aurse.csv"), want: archive.ErrDuplicate},
	{name: "same folder", why: "listed twice", zip: named("a/", "a/"), want: archive.ErrDuplicate},
	{name: "file then folder", why: "cannot be both", zip: named("a", "a/"), want: archive.ErrDuplicate},
	{name: "folder then file", why: "cannot be both", zip: named("a/", "a"), want: archive.ErrDuplicate},
	{name: "file then file in it", why: "cannot be both", zip: named("a", "a/b"), want: archive.ErrDuplicate},
	{name: "file in it then file", why: "cannot be both", zip: named("a/b", "a"), want: archive.ErrDuplicate},
	{name: "folder case", why: "one folder on Windows and macOS", zip: named("a/x", "A/y"), want: archive.ErrDuplicate},
	{name: "folder entry case", why: "one folder on Windows and macOS", zip: named("a/x", "A/"), want: archive.ErrDuplicate},
	{name: "upper folder case", why: "one folder on Windows and macOS", zip: named("a/b/x", "A/b/y"), want: archive.ErrDuplicate},
	{name: "upper folder entry case", why: "one folder on Windows and macOS", zip: named("a/b/x", "A/b/"), want: archive.ErrDuplicate},
	{name: "clutter folder case", why: "ignoring must not excuse", zip: named("__MACOSX/b/x", "__macosx/b/y"), want: archive.ErrDuplicate},
	{name: "same clutter", why: "ignoring must not excuse", zip: named(".DS_Store", ".DS_Store"), want: archive.ErrDuplicate},
}

var hostileEntries = []hostile{
	{name: "encrypted", why: "bit 0", zip: one(rawEntry{name: "a", flags: 1}), want: archive.ErrEncrypted},
	{name: "strong encryption", why: "bit 6", zip: one(rawEntry{name: "a", flags: 1 << 6}), want: archive.ErrEncrypted},
	{name: "masked header", why: "bit 13", zip: one(rawEntry{name: "a", flags: 1 << 13}), want: archive.ErrEncrypted},
	{name: "WinZip AES", why: "method 99", zip: one(rawEntry{name: "a", method: 99}), want: archive.ErrEncrypted},
	{name: "encrypted in the local header", why: "a front-to-back reader asks for a password",
		zip: one(rawEntry{name: "a", localFlags: 1}), want: archive.ErrFormat},
	{name: "bzip2", why: "cannot be read", zip: one(rawEntry{name: "a", method: 12}), want: archive.ErrMethod},
	{name: "deflate64", why: "cannot be read", zip: one(rawEntry{name: "a", method: 9}), want: archive.ErrMethod},
	{name: "patch data", why: "bit 5", zip: one(rawEntry{name: "a", flags: 1 << 5}), want: archive.ErrMethod},

	{name: "symbolic link", why: "points anywhere", zip: one(rawEntry{name: "a", content: "/etc/hosts", attributes: 0o120777 << 16}), want: archive.ErrNotRegular},
	{name: "character device", why: "no file", zip: one(rawEntry{name: "a", attributes: 0o020666 << 16}), want: archive.ErrNotRegular},
	{name: "fifo", why: "no file", zip: one(rawEntry{name: "a", attributes: 0o010666 << 16}), want: archive.ErrNotRegular},
	{name: "volume label", why: "no file", zip: one(rawEntry{name: "a", attributes: 0x08}), want: archive.ErrNotRegular},
	{name: "link as folder", why: "a way out for what is below", zip: one(rawEntry{name: "a/", attributes: 0o120777 << 16}), want: archive.ErrNotRegular},
	{name: "Unix folder without slash", why: "file or folder?", zip: one(rawEntry{name: "a", attributes: 0o040755 << 16}), want: archive.ErrNotRegular},
	{name: "DOS folder without slash", why: "file or folder?", zip: one(rawEntry{name: "a", attributes: 0x10}), want: archive.ErrNotRegular},
	{name: "Unix file with slash", why: "file or folder?", zip: one(rawEntry{name: "a/", attributes: 0o100644 << 16}), want: archive.ErrNotRegular},
	{name: "folder with content", why: "hides data", zip: one(rawEntry{name: "a/", content: "x"}), want: archive.ErrFormat},

	{name: "local name differs", why: "another file for a front-to-back reader",
		zip: one(rawEntry{name: "a.csv", localName: "b.csv"}), want: archive.ErrFormat},
	{name: "local size differs", why: "other content for a front-to-back reader",
		zip: one(rawEntry{name: "a", content: "abc", declare: func(d *declared) { d.localS = 2 }}), want: archive.ErrFormat},
	{name: "local packed size differs", why: "other content for a front-to-back reader", zip: one(rawEntry{name: "a", content: "abc",
		deflate: true, declare: func(d *declared) { d.localPacked-- }}), want: archive.ErrFormat},
	{name: "local checksum differs", why: "damaged", zip: one(rawEntry{name: "a", content: "abc", declare: func(d *declared) { d.localSum++ }}), want: archive.ErrFormat},
	{name: "local size differs, descriptor in the directory alone", why: "a front-to-back reader sees no descriptor",
		zip: one(rawEntry{name: "a", content: "abc", dirFlags: 8, descriptor: descriptor("abc", 3, true, false),
			declare: func(d *declared) { d.localS = 2 }}), want: archive.ErrFormat},
	{name: "stored with two sizes", why: "which?", zip: one(rawEntry{name: "a", content: "abc",
		declare: func(d *declared) { d.size, d.localS = 9, 9 }}), want: archive.ErrFormat},
	{name: "no descriptor", why: "cut off", zip: one(rawEntry{name: "a", content: "abc", flags: 8}), want: archive.ErrFormat},
	{name: "wrong descriptor", why: "damaged", zip: one(rawEntry{name: "a", content: "abc", flags: 8,
		descriptor: []byte("PK\x07\x08wrong123456")}), want: archive.ErrFormat},
	{name: "descriptor beyond the end", why: "cut off", zip: one(rawEntry{name: "a", method: 8, flags: 8,
		declare: func(d *declared) { d.packed = lenTail - 5 }}), want: archive.ErrFormat},
	{name: "second disk", why: "not here", zip: one(rawEntry{name: "a", disk: 1}), want: archive.ErrFormat},
	{name: "beyond the end", why: "cut off", zip: one(rawEntry{name: "a", declare: func(d *declared) {
		d.packed, d.size, d.localPacked, d.localS = 5000, 5000, 5000, 5000
	}}), want: archive.ErrFormat},
	{name: "header beyond the end", why: "cut off", zip: one(rawEntry{name: "a", declare: func(d *declared) { d.offset = 5000 }}), want: archive.ErrFormat},
	{name: "header elsewhere", why: "no header there", zip: one(rawEntry{name: "a", content: "abc", declare: func(d *declared) { d.offset = 1 }}), want: archive.ErrFormat},
}

// extras are entries with zip64 and other extra fields.
var hostileExtras = []hostile{
	{name: "no zip64 field", why: "a size of 4 GiB by accident", zip: one(rawEntry{name: "a",
		declare: func(d *declared) { d.size = zip64Mark }}), want: archive.ErrFormat},
	{name: "short zip64 field", why: "half a number", zip: one(rawEntry{name: "a", extra: extraField(1, le32(7)),
		declare: func(d *declared) { d.size = zip64Mark }}), want: archive.ErrFormat},
	{name: "two zip64 fields", why: "which?", zip: one(rawEntry{name: "a", extra: append(extraField(1, le64(1)), extraField(1, le64(0))...),
		declare: func(d *declared) { d.size = zip64Mark }}), want: archive.ErrFormat},
	{name: "extra field runs over", why: "cut off", zip: one(rawEntry{name: "a", extra: append(le16(7), le16(9)...)}), want: archive.ErrFormat},
	{name: "huge zip64 offset", why: "overflow", zip: one(rawEntry{name: "a", extra: extraField(1, le64(math.MaxUint64)),
		declare: func(d *declared) { d.offset = zip64Mark }}), want: archive.ErrFormat},
	{name: "negative zip64 size", why: "overflow", limits: &archive.Limits{MaxEntryBytes: -1, MaxTotalBytes: -1, MaxRatio: -1},
		zip: one(rawEntry{name: "a", deflate: true, extra: extraField(1, le64(math.MaxUint64)),
			flags: 8, descriptor: make([]byte, 12),
			declare: func(d *declared) { d.size = zip64Mark }}), want: archive.ErrFormat},
	{name: "largest zip64 packed size", why: "overflow on the way to the descriptor",
		zip: one(rawEntry{name: "a", deflate: true, flags: 8, extra: extraField(1, le64(math.MaxInt64)),
			declare: func(d *declared) { d.packed = zip64Mark }}), want: archive.ErrFormat},
	{name: "negative zip64 packed size", why: "overflow",
		zip: one(rawEntry{name: "a", deflate: true, extra: extraField(1, le64(math.MaxUint64-8)),
			declare: func(d *declared) { d.packed = zip64Mark }}), want: archive.ErrFormat},
	{name: "no zip64 field in front", why: "sizes for the directory alone", zip: one(rawEntry{name: "a", content: "abc",
		declare: func(d *declared) { d.localS = zip64Mark }}), want: archive.ErrFormat},
	{name: "zip64 size lie", why: "bomb", zip: one(rawEntry{name: "a", deflate: true, content: "abc", extra: extraField(1, le64(1<<40)),
		declare: func(d *declared) { d.size = zip64Mark }}), want: archive.ErrTooLarge},
}

var hostileLayouts = []hostile{
	{name: "shared bytes", why: "a bomb of overlapping files", zip: rawZip{entries: []rawEntry{
		{name: "a", content: "abc"}, {name: "a", content: "abc", sameAs: 1}}}, want: archive.ErrFormat},
	{name: "nested", why: "an entry inside another's content", zip: nestedZip(), want: archive.ErrFormat},
	{name: "entry runs into the directory", why: "content that is not content", zip: one(rawEntry{name: "a", content: "abc",
		declare: func(d *declared) { d.packed, d.size, d.localPacked, d.localS = 9, 9, 9, 9 }}), want: archive.ErrFormat},
	{name: "descriptor runs into the next entry", why: "an entry in a descriptor", zip: rawZip{entries: []rawEntry{
		{name: "a", flags: 8, descriptor: make([]byte, 4)}, {name: "b"}}}, want: archive.ErrFormat},
	{name: "prefix", why: "bytes that some programs run", zip: rawZip{prefix: "#!/bin/sh\n", entries: named("a").entries}, want: archive.ErrFormat},
	{name: "adjusted prefix", why: "bytes that some programs run", zip: rawZip{entries: []rawEntry{{name: "a", gap: 9}}}, want: archive.ErrFormat},
	{name: "suffix", why: "a second archive could follow", zip: rawZip{entries: named("a").entries, suffix: "\n"}, want: archive.ErrFormat},
	{name: "end record in the comment", why: "two directories", zip: rawZip{entries: named("a").entries,
		comment: "PK\x05\x06" + strings.Repeat("\x00", 18) + "x"}, want: archive.ErrFormat},
	{name: "comment cut off", why: "incomplete", zip: rawZip{entries: named("a").entries,
		end: func(e *endRecord) { e.comment = 1 }}, want: archive.ErrFormat},
	{name: "unlisted entry", why: "a front-to-back reader finds it", zip: rawZip{entries: []rawEntry{
		{name: "a", content: "abc", descriptor: unlisted()}, {name: "c"}}}, want: archive.ErrFormat},
	{name: "unlisted entry behind a descriptor", why: "a front-to-back reader finds it", zip: rawZip{entries: []rawEntry{
		{name: "a", content: "abc", flags: 8, descriptor: append(descriptor("abc", 3, true, true), unlisted()...)}, {name: "c"}}}, want: archive.ErrFormat},
	{name: "unlisted last entry", why: "a front-to-back reader finds it",
		zip: one(rawEntry{name: "a", content: "abc", descriptor: unlisted()}), want: archive.ErrFormat},
	{name: "gap behind the directory", why: "hides records", zip: rawZip{entries: named("a").entries, gap: 4}, want: archive.ErrFormat},
	{name: "fewer entries than said", why: "cut off", zip: rawZip{entries: named("a").entries,
		end: func(e *endRecord) { e.here, e.count = 2, 2 }}, want: archive.ErrFormat},
	{name: "more entries than said", why: "hidden entries", zip: rawZip{entries: named("a", "b").entries,
		end: func(e *endRecord) { e.here, e.count = 1, 1 }}, want: archive.ErrFormat},
	{name: "several disks", why: "not here", zip: rawZip{entries: named("a").entries,
		end: func(e *endRecord) { e.disk, e.dirDisk = 1, 1 }}, want: archive.ErrFormat},
	{name: "directory on another disk", why: "not here", zip: rawZip{entries: named("a").entries,
		end: func(e *endRecord) { e.here = 0 }}, want: archive.ErrFormat},
	{name: "directory of other records", why: "no directory", zip: rawZip{entries: named("a", "b").entries,
		end: func(e *endRecord) { e.size--; e.offset++ }}, want: archive.ErrFormat},
	{name: "zip64 contradicts a lie", why: "cut off for others", zip: rawZip{entries: named("a").entries, zip64: true,
		end: func(e *endRecord) { e.here, e.count = 2, 2 }}, want: archive.ErrFormat},
	{name: "zip64 offset wraps around", why: "overflow", zip: rawZip{entries: named("a").entries, zip64: true,
		end:   func(e *endRecord) { e.size, e.offset = zip64Mark, zip64Mark },
		end64: func(e *endRecord) { e.size, e.offset = 1<<63, e.size+e.offset-1<<63 }}, want: archive.ErrFormat},
	{name: "zip64 contradiction", why: "two directories", zip: rawZip{entries: named("a", "b").entries, zip64: true,
		end64: func(e *endRecord) { e.here, e.count = 1, 1 }}, want: archive.ErrFormat},
	{name: "zip64 on several disks", why: "not here", zip: rawZip{entries: named("a").entries, zip64: true,
		end64: func(e *endRecord) { e.disks = 2 }}, want: archive.ErrFormat},
	{name: "zip64 record on another disk", why: "not here", zip: rawZip{entries: named("a").entries, zip64: true,
		end64: func(e *endRecord) { e.locatorDisk = 1 }}, want: archive.ErrFormat},
	{name: "zip64 contradicts the size", why: "another directory for others", zip: rawZip{entries: named("a").entries, zip64: true,
		end: func(e *endRecord) { e.size-- }}, want: archive.ErrFormat},
	{name: "zip64 contradicts the offset", why: "another directory for others", zip: rawZip{entries: named("a").entries, zip64: true,
		end: func(e *endRecord) { e.offset-- }}, want: archive.ErrFormat},
	{name: "zip64 record elsewhere", why: "no record there", zip: rawZip{entries: named("a").entries, zip64: true,
		end64: func(e *endRecord) { e.locator = -1 }}, want: archive.ErrFormat},
	{name: "zip64 record beyond", why: "overflow", zip: rawZip{entries: named("a").entries, zip64: true,
		end64: func(e *endRecord) { e.locator = math.MaxInt64 - 1000 }}, want: archive.ErrFormat},
	{name: "zip64 record of wrong length", why: "hides records", zip: rawZip{entries: named("a").entries, zip64: true,
		end64: func(e *endRecord) { e.signedAt = 43 }}, want: archive.ErrFormat},
	{name: "zip64 count lie", why: "memory", zip: rawZip{entries: named("a").entries, zip64: true,
		end:   func(e *endRecord) { e.here, e.count = 0xffff, 0xffff },
		end64: func(e *endRecord) { e.here, e.count = 1<<60, 1<<60 }}, want: archive.ErrTooLarge},
	{name: "zip64 directory size lie", why: "overflow", zip: rawZip{entries: named("a").entries, zip64: true,
		end:   func(e *endRecord) { e.size, e.offset = zip64Mark, zip64Mark },
		end64: func(e *endRecord) { e.size, e.offset = 1<<63, 1<<63 }}, want: archive.ErrFormat},
}

// unlisted is an entry that no directory mentions, to be put behind another.
func unlisted() []byte {
	return one(rawEntry{name: "b"}).bytes()[:31]
}

// nestedZip hides a whole local entry in the content of another, and lists both.
func nestedZip() rawZip {
	return rawZip{entries: []rawEntry{
		{name: "a", content: string(unlisted())},
		{name: "b", sameAs: 1, declare: func(d *declared) { d.offset = 31 }},
	}}
}

func limitCases() []hostile {
	anyRatio := &archive.Limits{MaxRatio: -1}
	zeros := strings.Repeat("0", 2<<20)
	return []hostile{
		{name: "ratio", why: "bomb", zip: one(rawEntry{name: "a", content: zeros, deflate: true}), want: archive.ErrTooLarge},
		{name: "declared ratio", why: "bomb that lies", zip: one(rawEntry{name: "a", content: "abc", deflate: true,
			declare: func(d *declared) { d.size, d.localS = 2<<20, 2<<20 }}), want: archive.ErrTooLarge},
		{name: "entry", why: "large", limits: &archive.Limits{MaxEntryBytes: 2},
			zip: one(rawEntry{name: "a", content: "abc"}), want: archive.ErrTooLarge},
		{name: "total", why: "large", limits: &archive.Limits{MaxTotalBytes: 5},
			zip: rawZip{entries: []rawEntry{{name: "a", content: "abc"}, {name: "b", content: "abc"}}}, want: archive.ErrTooLarge},
		{name: "total overflow", why: "sums to nothing", limits: &archive.Limits{MaxEntryBytes: -1, MaxTotalBytes: math.MaxInt64, MaxRatio: -1},
			zip: rawZip{entries: []rawEntry{largeEntry("a", math.MaxInt64), largeEntry("b", math.MaxInt64), largeEntry("c", math.MaxInt64)}}, want: archive.ErrTooLarge},
		{name: "default entry", why: "large", limits: anyRatio,
			zip: one(largeEntry("a", 4<<30+1)), want: archive.ErrTooLarge},
		{name: "default total", why: "large", limits: anyRatio,
			zip: rawZip{entries: []rawEntry{largeEntry("a", 4<<30), largeEntry("b", 4<<30), largeEntry("c", 4<<30),
				largeEntry("d", 4<<30), largeEntry("e", 1)}}, want: archive.ErrTooLarge},
		{name: "entries", why: "many", limits: &archive.Limits{MaxEntries: 1}, zip: named("a", "b"), want: archive.ErrTooLarge},
		{name: "default entries", why: "many", zip: manyEntries(1001), want: archive.ErrTooLarge},
		{name: "implied folders", why: "folders without entries are folders",
			limits: &archive.Limits{MaxEntries: 3}, zip: named("a/b/c/d"), want: archive.ErrTooLarge},
		{name: "ignored entries", why: "clutter costs memory too",
			limits: &archive.Limits{MaxEntries: 3}, zip: named("__MACOSX/a/b/c"), want: archive.ErrTooLarge},
	}
}

// largeEntry declares size bytes, which it does not have.
func largeEntry(name string, size uint64) rawEntry {
	return rawEntry{name: name, deflate: true, extra: extraField(1, le64(size)), flags: 8, descriptor: make([]byte, 12),
		declare: func(d *declared) { d.size = zip64Mark }}
}

func manyEntries(n int) rawZip {
	var z rawZip
	for i := range n {
		z.entries = append(z.entries, rawEntry{name: string(rune(0x4e00 + i))})
	}
	return z
}

func allHostile() []hostile {
	var all []hostile
	for _, part := range [][]hostile{hostileNames, hostileEntries, hostileExtras, hostileLayouts, limitCases()} {
		all = append(all, part...)
	}
	return all
}

func TestHostile(t *testing.T) {
	for _, tt := range allHostile() {
		t.Run(tt.name, func(t *testing.T) {
			data := tt.zip.bytes()
			r, err := archive.NewReader(bytes.NewReader(data), int64(len(data)), tt.limits)
			if !errors.Is(err, tt.want) {
				t.Fatalf("got error %v, want %v (%s)", err, tt.want, tt.why)
			}
			if r != nil {
				t.Error("a Reader came with the error")
			}
			if fault := new(archive.EntryError); !errors.As(err, &fault) {
				t.Errorf("error is a %T, want an *EntryError", err)
			}
			if text := err.Error(); strings.ContainsFunc(text, func(r rune) bool { return r < ' ' }) || len(text) > 500 {
				t.Errorf("error is not fit to print: %q", text)
			}
		})
	}
}

// Exactly at the default limits an archive passes, and what it claims costs nothing.
func TestAtDefaultLimits(t *testing.T) {
	var z rawZip
	for _, name := range []string{"a", "b", "c", "d"} {
		z.entries = append(z.entries, largeEntry(name, 4<<30))
	}
	data := z.bytes()
	if _, err := archive.NewReader(bytes.NewReader(data), int64(len(data)), &archive.Limits{MaxRatio: -1}); err != nil {
		t.Error(err)
	}
	mustRead(t, manyEntries(1000).bytes())
}

// What is wrong with one entry is said with its name.
func TestErrorName(t *testing.T) {
	for _, e := range []rawEntry{
		{name: "staff.csv", declare: func(d *declared) { d.offset = 5000 }},
		{name: "staff.csv", flags: 1},
		{name: "staff.csv", method: 8, flags: 8, declare: func(d *declared) { d.packed = lenTail + 8 - 5 }},
	} {
		data := one(e).bytes()
		_, err := archive.NewReader(bytes.NewReader(data), int64(len(data)), nil)
		var fault *archive.EntryError
		if !errors.As(err, &fault) || fault.Name != "staff.csv" {
			t.Errorf("got %v, want an error about staff.csv", err)
		}
	}
}

// lies are archives whose directory is in order and whose content is not.
var lies = []hostile{
	{name: "longer than declared", why: "the limits were judged by the declaration", want: archive.ErrFormat,
		zip: one(rawEntry{name: "a", content: strings.Repeat("abc", 1000), deflate: true,
			declare: func(d *declared) { d.size, d.localS = 3, 3 }})},
	{name: "longer than nothing", why: "an empty file that is not", want: archive.ErrFormat,
		zip: one(rawEntry{name: "a", content: "abc", deflate: true, declare: func(d *declared) { d.size, d.localS = 0, 0 }})},
	{name: "shorter than declared", why: "rows are missing", want: archive.ErrFormat,
		zip: one(rawEntry{name: "a", content: "abc", deflate: true, declare: func(d *declared) { d.size, d.localS = 4, 4 }})},
	{name: "wrong checksum", why: "damaged", want: archive.ErrChecksum,
		zip: one(rawEntry{name: "a", content: "abc", declare: func(d *declared) { d.sum++; d.localSum++ }})},
	{name: "wrong checksum, deflated", why: "damaged", want: archive.ErrChecksum,
		zip: one(rawEntry{name: "a", content: "abc", deflate: true, declare: func(d *declared) { d.sum++; d.localSum++ }})},
	{name: "checksum of zero", why: "archive/zip takes it for unknown", want: archive.ErrChecksum,
		zip: one(rawEntry{name: "a", content: "abc", declare: func(d *declared) { d.sum, d.localSum = 0, 0 }})},
	{name: "not deflate", why: "damaged", want: archive.ErrFormat,
		zip: one(rawEntry{name: "a", content: "\xff\xff\xff\xff", method: 8})},
	{name: "deflate cut off", why: "incomplete", want: archive.ErrFormat,
		zip: one(rawEntry{name: "a", content: string(deflated("abcabcabcabcabc")[:4]), method: 8,
			declare: func(d *declared) { d.size, d.localS = 15, 15 }})},
	{name: "bytes behind deflate", why: "hides data", want: archive.ErrFormat,
		zip: one(rawEntry{name: "a", content: string(deflated("abc")) + "hidden", method: 8,
			declare: func(d *declared) { d.size, d.localS = 3, 3 }})},
}

func TestLies(t *testing.T) {
	for _, tt := range lies {
		t.Run(tt.name, func(t *testing.T) {
			r := mustRead(t, tt.zip.bytes())
			info, err := fs.Stat(r, "a")
			if err != nil {
				t.Fatal(err)
			}
			content, err := readSlowly(r, "a")
			if !errors.Is(err, tt.want) {
				t.Errorf("got error %v, want %v (%s)", err, tt.want, tt.why)
			}
			if int64(len(content)) > info.Size() {
				t.Errorf("got %d bytes, declared were %d", len(content), info.Size())
			}
			checkSticky(t, r)
			if content, err := r.ReadFile("a"); !errors.Is(err, tt.want) || content != nil {
				t.Errorf("ReadFile gave %d bytes and %v, want none and %v", len(content), err, tt.want)
			}
		})
	}
}

// checkSticky makes sure that after the first error there is no second opinion.
func checkSticky(t *testing.T, r *archive.Reader) {
	t.Helper()
	f, err := r.Open("a")
	if err != nil {
		t.Fatal(err)
	}
	_, first := io.Copy(io.Discard, f)
	if n, again := f.Read(make([]byte, 9)); n != 0 || again != first {
		t.Errorf("after %v: got %d bytes and %v", first, n, again)
	}
}

// Every byte of a local header that says what the directory says must say the same.
func TestLocalHeader(t *testing.T) {
	data := one(rawEntry{name: "a", content: "abc"}).bytes()
	for at := range 31 {
		switch at {
		case 4, 5, 6, 7, 10, 11, 12, 13, 28, 29: // version, flags, time; the extra field's length
			continue
		}
		damaged := bytes.Clone(data)
		damaged[at] ^= 1
		if _, err := archive.NewReader(bytes.NewReader(damaged), int64(len(data)), nil); !errors.Is(err, archive.ErrFormat) {
			t.Errorf("byte %d of the local header: got %v, want ErrFormat", at, err)
		}
	}
}
