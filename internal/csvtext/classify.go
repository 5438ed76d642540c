package csvtext

import "encoding/binary"

// This file looks at text eight bytes at a time, as integers. On amd64 classify
// is done by its sixteen-byte instructions instead (classify_amd64.s).

const (
	ones = 0x0101010101010101
	low7 = 0x7f7f7f7f7f7f7f7f
	high = 0x8080808080808080
)

// classifyPortable sets bit i of marks[k] if byte i of word k is delim or a
// newline, and bit i of quotes[k] if it is a quote. words has 64 bytes for each
// of marks and of quotes.
func classifyPortable(words []byte, delim byte, marks, quotes []uint64) {
	sep := uint64(delim) * ones
	for k := range marks {
		w := words[k*wordSize:][:wordSize]
		var m, q uint64
		for i := 0; i < wordSize; i += 8 {
			v := binary.LittleEndian.Uint64(w[i:])
			m |= pack(either(v, sep, '\n'*ones)) << i
			q |= pack(either(v, '"'*ones, '"'*ones)) << i
		}
		marks[k], quotes[k] = m, q
	}
}

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
