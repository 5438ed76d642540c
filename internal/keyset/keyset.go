// Package keyset holds very many keys in little memory: for each key a 64-bit
// hash and nothing else.
//
// A set therefore errs in one direction only. A key it does not have was never
// added; a key it has was added, or shares its hash with one that was, which
// for six million keys and a good hash happens once in a million sets. Whoever
// would accuse somebody of a repeated key compares the keys themselves first.
//
// # How it is fast
//
// A table of millions of hashes is larger than any cache, and a look at a
// random place in it costs a hundred times what a hash does. So Add only puts
// hashes down, sorted into 256 parts by their first bits. The first look at a
// part makes a table of all that was put down there; that table is small, and
// is filled in one go while it is in the cache.
package keyset

import (
	"hash/maphash"
	"iter"
	"math/bits"
	"slices"
)

const (
	shardBits = 8
	// chunk is how many hashes are put down in one piece of memory.
	chunk = 512
	// Tables are four fifths full.
	loadNum, loadDen = 4, 5
)

// A Set is a set of hashes. The zero Set is empty and ready for use. It takes 8
// bytes for each hash added, and once it has been looked at 10 bytes for each
// different hash. Whoever adds and looks by turns has a table made anew each
// time; add everything first. It is not safe for concurrent use, not even to
// look at.
type Set struct {
	shards   [1 << shardBits]shard
	repeated []uint64
}

// A shard holds the hashes with the same first bits: those in full and last
// have been put down only, those in slots are in a table. A hash lies at or
// after the slot that its remaining bits point to, as a fraction of the table;
// hence any size of table will do. Free slots hold 0.
type shard struct {
	full  [][]uint64
	last  []uint64
	slots []uint64
	n     int // how many slots are in use
}

// Hash returns a function that hashes keys with a seed of its own, so that
// nobody can prepare keys that collide. It is safe for concurrent use.
func Hash() func(key string) uint64 {
	seed := maphash.MakeSeed()
	return func(key string) uint64 { return maphash.String(seed, key) }
}

// Add puts a hash into the set.
func (s *Set) Add(hash uint64) {
	t := &s.shards[hash>>(64-shardBits)]
	if len(t.last) == cap(t.last) {
		t.more()
	}
	t.last = append(t.last, hash)
}

// Has reports whether a hash is in the set.
func (s *Set) Has(hash uint64) bool {
	i := hash >> (64 - shardBits)
	t := &s.shards[i]
	if len(t.last) > 0 {
		s.settle(t)
	}
	h := nonzero(hash)
	return t.n > 0 && t.slots[t.find(h)] == h
}

// Len returns how many different hashes are in the set.
func (s *Set) Len() int {
	n := 0
	for i := range s.shards {
		s.settle(&s.shards[i])
		n += s.shards[i].n
	}
	return n
}

// Repeated returns the hashes that were added more than once, in no particular
// order. A hash can be in it several times.
func (s *Set) Repeated() []uint64 {
	for i := range s.shards {
		s.settle(&s.shards[i])
	}
	return s.repeated
}

// All yields the different hashes in the set, in no particular order. The hash
// 0 comes as 1, which the set cannot tell from it. The set must not be added to
// meanwhile.
func (s *Set) All() iter.Seq[uint64] {
	return func(yield func(uint64) bool) {
		for i := range s.shards {
			s.settle(&s.shards[i])
			for _, h := range s.shards[i].slots {
				if h != 0 && !yield(h) {
					return
				}
			}
		}
	}
}

// nonzero keeps 0 free for empty slots.
func nonzero(h uint64) uint64 {
	if h == 0 {
		return 1
	}
	return h
}

// more makes room for hashes to be put down.
func (t *shard) more() {
	switch n := cap(t.last); {
	case n == 0:
		t.last = make([]uint64, 0, 8)
	case n < chunk:
		t.last = append(make([]uint64, 0, 2*n), t.last...)
	default:
		t.full = append(t.full, t.last)
		t.last = make([]uint64, 0, chunk)
	}
}

// settle puts the hashes that have been put down into a table, with those that
// are in one already, and takes note of the repeated ones.
func (s *Set) settle(t *shard) {
	if len(t.last) == 0 {
		return
	}
	old, lists := t.slots, append(t.full, t.last)
	n := t.n + len(t.full)*chunk + len(t.last)
	t.slots = make([]uint64, n*loadDen/loadNum+1)
	for _, h := range old {
		if h != 0 {
			t.slots[t.find(h)] = h
		}
	}
	var again []uint64
	for _, list := range lists {
		for _, hash := range list {
			h := nonzero(hash)
			if at := t.find(h); t.slots[at] == h {
				again = append(again, h)
			} else {
				t.slots[at] = h
				t.n++
			}
		}
	}
	t.full, t.last = nil, nil
	t.shrink()
	slices.Sort(again)
	s.repeated = append(s.repeated, slices.Compact(again)...)
}

// shrink makes a smaller table if repeated hashes have left most of it free.
func (t *shard) shrink() {
	size := t.n*loadDen/loadNum + 1
	if len(t.slots) < 2*size {
		return
	}
	old := t.slots
	t.slots = make([]uint64, size)
	for _, h := range old {
		if h != 0 {
			t.slots[t.find(h)] = h
		}
	}
}

// find returns the slot that holds h, or the free one where it belongs. There
// is always a free one.
func (t *shard) find(h uint64) int {
	at, _ := bits.Mul64(h<<shardBits, uint64(len(t.slots)))
	i := int(at)
	for t.slots[i] != h && t.slots[i] != 0 {
		if i++; i == len(t.slots) {
			i = 0
		}
	}
	return i
}
