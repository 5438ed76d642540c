package archive

import "fmt"

// Defaults of [Limits]. A district of a million pupils fits well below them.
const (
	DefaultMaxEntries    int   = 1_000
	DefaultMaxEntryBytes int64 = 4 << 30
	DefaultMaxTotalBytes int64 = 16 << 30
	DefaultMaxRatio      int   = 200
)

// ratioFree is the unpacked size up to which no ratio is too high: a short file
// of equal bytes may shrink a thousandfold and harms nobody.
const ratioFree = 1 << 20

// Limits bounds what an archive may claim and deliver. Nil and the zero value
// mean the defaults; in each field 0 means the default and a negative number
// no limit.
type Limits struct {
	// MaxEntries is the most files and folders, counting those that are
	// ignored and the folders that occur only inside paths.
	// The default is [DefaultMaxEntries].
	MaxEntries int

	// MaxEntryBytes is the most bytes one file may unpack to.
	// The default is [DefaultMaxEntryBytes], 4 GiB.
	MaxEntryBytes int64

	// MaxTotalBytes is the most bytes all files together may unpack to.
	// The default is [DefaultMaxTotalBytes], 16 GiB.
	MaxTotalBytes int64

	// MaxRatio is how many times its packed size a file may unpack to. It
	// applies to files of more than 1 MiB unpacked. Roster data deflates 2 to
	// 10 times where identifiers are random, and up to 40 times where they are
	// counted and columns are empty; deflate itself ends near 1,030.
	// The default is [DefaultMaxRatio].
	MaxRatio int
}

// orDefault returns limits in which every field is positive or negative.
func (l *Limits) orDefault() Limits {
	var full Limits
	if l != nil {
		full = *l
	}
	if full.MaxEntries == 0 {
		full.MaxEntries = DefaultMaxEntries
	}
	if full.MaxEntryBytes == 0 {
		full.MaxEntryBytes = DefaultMaxEntryBytes
	}
	if full.MaxTotalBytes == 0 {
		full.MaxTotalBytes = DefaultMaxTotalBytes
	}
	if full.MaxRatio == 0 {
		full.MaxRatio = DefaultMaxRatio
	}
	return full
}

// over reports whether n exceeds a limit in which negative means none.
func over(n uint64, limit int64) bool { return limit >= 0 && n > uint64(limit) }

func (l Limits) checkCount(n uint64) error {
	if !over(n, int64(l.MaxEntries)) {
		return nil
	}
	return refuse("", ErrTooLarge, fmt.Sprintf(
		"more than %d entries (Limits.MaxEntries); a bundle has a few dozen files at most", l.MaxEntries))
}

// checkSize judges the declared sizes of one entry.
func (l Limits) checkSize(e *entry) error {
	switch {
	case over(e.size, l.MaxEntryBytes):
		return refuse(e.name, ErrTooLarge, fmt.Sprintf(
			"unpacks to %d bytes, more than %d (Limits.MaxEntryBytes)", e.size, l.MaxEntryBytes))
	case e.size > ratioFree && l.MaxRatio >= 0 && e.size/uint64(l.MaxRatio) > e.packed:
		return refuse(e.name, ErrTooLarge, fmt.Sprintf(
			"unpacks to more than %d times its size (Limits.MaxRatio); packed %d bytes, unpacked %d",
			l.MaxRatio, e.packed, e.size))
	}
	return nil
}

func (l Limits) checkTotal(n uint64) error {
	if !over(n, l.MaxTotalBytes) {
		return nil
	}
	return refuse("", ErrTooLarge, fmt.Sprintf(
		"unpacks to more than %d bytes in all (Limits.MaxTotalBytes)", l.MaxTotalBytes))
}
