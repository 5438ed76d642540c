package csvtext

import (
	"bytes"
	"encoding/binary"
	"math/bits"
)

// This file finds the delimiters and newlines of a window, word by word. A
// word is 64 bytes, looked at as eight integers of eight bytes; bit i of a mask
// stands for byte i of the word. Positions go into scan.ends, relative to the
// beginning of the window.
//
// Invariants after each word:
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

	masks [windowSize/wordSize + 1]uint64 // of the words just looked at
}

func (s *scan) reset() {
	s.n, s.dirty = 0, s.dirty[:0]
	s.inside, s.afterEnd, s.afterClose = 0, 1, 0
}

// index scans words, whose length is a multiple of 64 and no more than masks
// takes, and whose first byte is at base relative to the window.
func (s *scan) index(words []byte, base int, delim byte, backslash bool) {
	quote, slash := next(words, 0, '"'), len(words)
	if backslash {
		slash = next(words, 0, '\\')
	}
	sep := uint64(delim) * ones
	masks := s.masks[:len(words)/wordSize]
	for i := range masks {
		at := i * wordSize
		w := (*[wordSize]byte)(words[at:])
		bad := slash < at+wordSize
		if bad {
			slash = next(words, at+wordSize, '\\')
		}
		if quote < at+wordSize || s.inside|s.afterClose != 0 {
			m, q := delimitersAndQuotes(w, sep)
			masks[i], bad = s.quoted(w, m, q, bad)
			// Where quotes are many the next word is likely to have one too.
			quote = at + wordSize
			if q == 0 && s.inside == 0 {
				quote = next(words, quote, '"')
			}
		} else {
			masks[i] = delimiters(w, sep)
			s.afterEnd = masks[i] >> 63
		}
		if bad {
			s.dirty = append(s.dirty, uint32(base+at))
		}
	}
	s.push(masks, uint32(base))
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

const (
	ones = 0x0101010101010101
	low7 = 0x7f7f7f7f7f7f7f7f
	high = 0x8080808080808080
)

// pack gathers the high bits of v's bytes into the low byte: the product
// brings bit 8i+7 to bit 56+i, and no two of its terms meet.
func pack(v uint64) uint64 { return v >> 7 * 0x0102040810204080 >> 56 }

// either has the high bit of each byte set that equals the byte in c1 or c2,
// both below 0x80. Adding 0x7f to a seven-bit number reaches the high bit
// unless the number is zero; v itself rules out bytes of 0x80 and more.
func either(v, c1, c2 uint64) uint64 {
	t := v & low7
	return ^(((t^c1)+low7)&((t^c2)+low7) | v) & high
}

// delimiters has a bit for each byte of w that is sep's or a newline.
func delimiters(w *[wordSize]byte, sep uint64) uint64 {
	const lf = '\n' * ones
	le := binary.LittleEndian
	return pack(either(le.Uint64(w[0:]), sep, lf)) |
		pack(either(le.Uint64(w[8:]), sep, lf))<<8 |
		pack(either(le.Uint64(w[16:]), sep, lf))<<16 |
		pack(either(le.Uint64(w[24:]), sep, lf))<<24 |
		pack(either(le.Uint64(w[32:]), sep, lf))<<32 |
		pack(either(le.Uint64(w[40:]), sep, lf))<<40 |
		pack(either(le.Uint64(w[48:]), sep, lf))<<48 |
		pack(either(le.Uint64(w[56:]), sep, lf))<<56
}

// delimitersAndQuotes has a bit for each byte of w that delimiters has one for,
// and one for each quote.
func delimitersAndQuotes(w *[wordSize]byte, sep uint64) (m, q uint64) {
	le := binary.LittleEndian
	m0, q0 := both(le.Uint64(w[0:]), sep)
	m1, q1 := both(le.Uint64(w[8:]), sep)
	m2, q2 := both(le.Uint64(w[16:]), sep)
	m3, q3 := both(le.Uint64(w[24:]), sep)
	m, q = m0|m1<<8|m2<<16|m3<<24, q0|q1<<8|q2<<16|q3<<24
	m4, q4 := both(le.Uint64(w[32:]), sep)
	m5, q5 := both(le.Uint64(w[40:]), sep)
	m6, q6 := both(le.Uint64(w[48:]), sep)
	m7, q7 := both(le.Uint64(w[56:]), sep)
	return m | m4<<32 | m5<<40 | m6<<48 | m7<<56, q | q4<<32 | q5<<40 | q6<<48 | q7<<56
}

// both is what eight bytes add to the two masks.
func both(v, sep uint64) (m, q uint64) {
	const lf, quote = '\n' * ones, '"' * ones
	t := v & low7
	return pack(^(((t^sep)+low7)&((t^lf)+low7) | v) & high), pack(^((t ^ quote) + low7 | v) & high)
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
