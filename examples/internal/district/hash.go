package district

// A kind keeps the random draws about different things apart.
type kind uint64

const (
	kindDistrict kind = iota + 1
	kindSchool
	kindStudent
	kindStaff
	kindGuardian
	kindClass
	kindRoster
	kindTeaching
)

// draw returns 64 random bits about the ith thing of a kind. salt tells several
// draws about one thing apart. The mixing is the finalizer of SplitMix64.
func (d *District) draw(k kind, i int, salt uint64) uint64 {
	z := d.seed + uint64(i)*0x9E3779B97F4A7C15 + uint64(k)*0xD1B54A32D192ED03 + salt*0x8CB92BA72F3D8DD7
	for range 2 {
		z = (z ^ z>>30) * 0xBF58476D1CE4E5B9
		z = (z ^ z>>27) * 0x94D049BB133111EB
		z ^= z >> 31
	}
	return z
}

// guid returns an id in the form of a random UUID (RFC 9562, version 4). Two
// of them are as unlikely to meet as two random ones.
func (d *District) guid(k kind, i int) string {
	high, low := d.draw(k, i, 101), d.draw(k, i, 102)
	high = high&^0xf000 | 0x4000
	low = low&^(3<<62) | 2<<62
	var text [36]byte
	for at, shift := 0, 0; at < len(text); at++ {
		if at == 8 || at == 13 || at == 18 || at == 23 {
			text[at] = '-'
			continue
		}
		word := high
		if shift >= 64 {
			word = low
		}
		text[at] = "0123456789abcdef"[word>>(60-shift%64)&15]
		shift += 4
	}
	return string(text[:])
}
