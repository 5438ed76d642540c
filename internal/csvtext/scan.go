package csvtext

import (
	"bytes"
	"math/bits"
)

// This file finds the delimiters and newlines of a window. The text is taken in
// words of 64 bytes; classify makes masks of them, in which bit i stands for
// byte i of the word, and what lies inside quotes is then taken out. Positions
// go into scan.ends, relative to the beginning of the window.
//
// Invariants after each call of index:
//   - ends holds, in order, every delimiter and newline outside quotes so far,
//     by the parity of quotes;
//   - inside is all ones if the next byte is inside quotes, else zero;
//   - a word in which parity may not be the truth is listed in dirty.

const wordSize = 64

// scan is the state carried from word to word.
type scan struct {
	ends   []uint32 // places of delimiters and newlines; longer than n by slack
	n      int      // how many of ends are set
	dirty  []uint32 // where words begin that need the plain parser
	inside uint64   // all ones inside quotes
	// The byte before the next word: bit 0 says that it is a delimiter or
	// newline outside quotes (or that there is none), that it closes quotes.
	afterEnd, afterClose uint64

	// Masks of the words just looked at: the delimiters and newlines, of which
	// those inside quotes are then taken out, and the quotes.
	marks, quotes [windowSize/wordSize + 1]uint64
}

func (s *scan) reset() {
	s.n, s.dirty = 0, s.dirty[:0]
	s.inside, s.afterEnd, s.afterClose = 0, 1, 0
}

// index scans words, whose length is a multiple of 64 and no more than marks
// takes, and whose first byte is at base relative to the window.
func (s *scan) index(words []byte, base int, delim byte, backslash bool) {
	slash := len(words)
	if backslash {
		slash = next(words, 0, '\\')
	}
	n := len(words) / wordSize
	marks, quotes := s.marks[:n], s.quotes[:n]
	classify(words, delim, marks, quotes)
	for i, q := range quotes {
		at := i * wordSize
		bad := slash < at+wordSize
		if bad {
			slash = next(words, at+wordSize, '\\')
		}
		if q|s.inside|s.afterClose != 0 {
			marks[i], bad = s.quoted((*[wordSize]byte)(words[at:]), marks[i], q, bad)
		} else {
			s.afterEnd = marks[i] >> 63
		}
		if bad {
			s.dirty = append(s.dirty, uint32(base+at))
		}
	}
	s.push(marks, uint32(base))
}

// next returns the place of c in b at or after from, or len(b).
func next(b []byte, from int, c byte) int {
	if i := bytes.IndexByte(b[from:], c); i >= 0 {
		return from + i
	}
	return len(b)
}

// quoted takes the delimiters inside the quotes q out of m, and tells whether parity
// may be wrong: a quote that opens must follow a delimiter, one that closes
// must come before a delimiter or a line end, and no line may end inside.
func (s *scan) quoted(w *[wordSize]byte, m, q uint64, bad bool) (uint64, bool) {
	in := prefixXor(q) ^ s.inside
	opens, closes := q&in, q&^in
	out, hidden := m&^in, m&in
	bad = bad || opens&^(out<<1|s.afterEnd) != 0
	for follow := (closes<<1 | s.afterClose) &^ out; follow != 0 && !bad; follow &= follow - 1 {
		bad = w[bits.TrailingZeros64(follow)] != '\r'
	}
	for ; hidden != 0 && !bad; hidden &= hidden - 1 {
		bad = w[bits.TrailingZeros64(hidden)] == '\n'
	}
	s.inside = -(in >> 63)
	s.afterEnd, s.afterClose = out>>63, closes>>63
	return out, bad
}

// push appends the place of each bit of the masks, of which the first stands
// for the word at base. It writes four at a time, whatever the number of bits,
// and counts only the real ones: fewer branches to mispredict.
func (s *scan) push(masks []uint64, base uint32) {
	if need := s.n + len(masks)*wordSize + 4; need > len(s.ends) {
		s.ends = append(s.ends, make([]uint32, need)...)
	}
	ends, n := s.ends, s.n
	for _, m := range masks {
		count := bits.OnesCount64(m)
		for i := 0; i < count; i += 4 {
			e := (*[4]uint32)(ends[n+i:])
			e[0] = base + uint32(bits.TrailingZeros64(m))
			m &= m - 1
			e[1] = base + uint32(bits.TrailingZeros64(m))
			m &= m - 1
			e[2] = base + uint32(bits.TrailingZeros64(m))
			m &= m - 1
			e[3] = base + uint32(bits.TrailingZeros64(m))
			m &= m - 1
		}
		n += count
		base += wordSize
	}
	s.n = n
}

// prefixXor sets bit i to the parity of bits 0 to i.
func prefixXor(x uint64) uint64 {
	x ^= x << 1
	x ^= x << 2
	x ^= x << 4
	x ^= x << 8
	x ^= x << 16
	return x ^ x<<32
}
