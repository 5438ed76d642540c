package keyset

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
)

// TestSet compares a Set with a map, on hashes chosen to crowd: few parts, few
// low bits, and 0. Looks come now and then, so that parts are added to again
// after they have become tables.
func TestSet(t *testing.T) {
	masks := map[string]uint64{
		"spread":       ^uint64(0),
		"one part":     1<<56 - 1,
		"end of table": 0xff<<48 | 7<<60,
		"low bits":     0xfff,
		"two values":   1,
	}
	for name, mask := range masks {
		t.Run(name, func(t *testing.T) {
			rnd := rand.New(rand.NewPCG(1, mask))
			var s Set
			times := map[uint64]int{}
			for i := range 4_000 {
				h := rnd.Uint64() & mask
				if i%37 == 0 && s.Has(h) != (times[nonzero(h)] > 0) {
					t.Fatalf("Has(%#x) = %v, added %d times", h, s.Has(h), times[nonzero(h)])
				}
				s.Add(h)
				times[nonzero(h)]++
			}
			check(t, &s, times)
		})
	}
}

// check compares all that the set tells with what was added.
func check(t *testing.T, s *Set, times map[uint64]int) {
	t.Helper()
	var want, wantTwice []uint64
	for h, n := range times {
		if want = append(want, h); n > 1 {
			wantTwice = append(wantTwice, h)
		}
		if !s.Has(h) {
			t.Fatalf("Has(%#x) = false", h)
		}
	}
	if s.Len() != len(times) {
		t.Errorf("Len() = %d, want %d", s.Len(), len(times))
	}
	slices.Sort(want)
	slices.Sort(wantTwice)
	if got := slices.Sorted(s.All()); !slices.Equal(got, want) {
		t.Errorf("All() yields %d hashes, want %d", len(got), len(want))
	}
	got := slices.Clone(s.Repeated())
	slices.Sort(got)
	if got = slices.Compact(got); !slices.Equal(got, wantTwice) {
		t.Errorf("Repeated() has %d hashes, want %d", len(got), len(wantTwice))
	}
}

func TestSetZero(t *testing.T) {
	var s Set
	if s.Has(0) || s.Has(1) || s.Len() != 0 || len(s.Repeated()) != 0 {
		t.Error("the zero Set is not empty")
	}
	s.Add(0)
	if !s.Has(0) || s.Len() != 1 || len(s.Repeated()) != 0 {
		t.Error("the hash 0 is not kept like any other")
	}
	s.Add(0)
	if s.Len() != 1 || len(s.Repeated()) != 1 {
		t.Error("the hash 0 is not seen to be repeated")
	}
}

// bytes is the size of the set's tables and lists.
func (s *Set) bytes() int {
	n := 0
	for i := range s.shards {
		t := &s.shards[i]
		n += 8 * (cap(t.last) + cap(t.slots))
		for _, list := range t.full {
			n += 8*cap(list) + 24
		}
	}
	return n
}

// TestMemory holds the promise about memory, when keys are put down and when
// they have been looked at.
func TestMemory(t *testing.T) {
	const n = 1_000_000
	hash := Hash()
	var s Set
	for i := range n {
		s.Add(hash(strconv.Itoa(i)))
	}
	if per := float64(s.bytes()) / n; per > 9 {
		t.Errorf("%.1f bytes a key before the first look", per)
	}
	if s.Len() != n {
		t.Errorf("Len() = %d; a 64-bit hash of a million keys should not collide", s.Len())
	}
	if per := float64(s.bytes()) / n; per > 10.1 {
		t.Errorf("%.1f bytes a key after it", per)
	}
}

// TestMemoryRepeated does so for a million rows that repeat few keys.
func TestMemoryRepeated(t *testing.T) {
	hash := Hash()
	var s Set
	for i := range 1_000_000 {
		s.Add(hash(strconv.Itoa(i % 1000)))
	}
	if s.Len() != 1000 || len(s.Repeated()) != 1000 {
		t.Errorf("Len() = %d, %d repeated, want 1000 each", s.Len(), len(s.Repeated()))
	}
	if n := s.bytes(); n > 32_000 {
		t.Errorf("%d bytes for 1000 keys", n)
	}
}

func TestHash(t *testing.T) {
	a, b := Hash(), Hash()
	if first, second := a("x"), a("x"); first != second {
		t.Error("a key has two hashes")
	}
	if a("x") == a("y") {
		t.Error("two keys have one hash")
	}
	if a("x") == b("x") {
		t.Error("two functions share a seed")
	}
}

func BenchmarkAdd(b *testing.B) {
	hash := Hash()
	keys := make([]string, 1<<16)
	for i := range keys {
		keys[i] = strconv.Itoa(i * 7919)
	}
	for b.Loop() {
		var s Set
		for _, k := range keys {
			s.Add(hash(k))
		}
		s.Repeated()
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(keys)), "ns/key")
}
