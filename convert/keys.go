package convert

import (
	"hash/fnv"
	"io"
	"slices"
	"strconv"
	"strings"
)

// A keyed holds what is remembered of the rows of a file: a number for each id,
// and for each row what became of it. Rows themselves are not kept.
type keyed[T any] struct {
	index map[string]int32
	ids   []string
	items []T
	fates []Reason // of the item, "" for one that is in
	rows  []int32  // by number of the row: its item, or -1
	owner []int32  // by item: the row that it is of
	lost  map[int]Reason
	limit int // characters in an id
}

func newKeyed[T any](limit int) *keyed[T] {
	return &keyed[T]{index: map[string]int32{}, lost: map[int]Reason{}, limit: limit}
}

// claim makes row n an item under its id, or says why it cannot be one. A row
// with a fate of its own takes the id only if nobody has it, so that the rows
// that refer to it can be told from those that refer to nothing; it loses it to
// a row without.
func (k *keyed[T]) claim(id string, n int, fate Reason) (item int32, ok bool) {
	k.rows = append(k.rows, -1)
	switch {
	case fate == "" && id == "":
		fate = ReasonBlankID
	case fate == "" && over(id, k.limit):
		fate = ReasonLongID
	}
	old, taken := k.index[id]
	switch {
	case id == "":
		k.lost[n] = fate
		return 0, false
	case !taken:
		return k.add(strings.Clone(id), n, fate), fate == ""
	case fate == "" && k.fates[old] != "" && k.fates[old] != ReasonDuplicateID:
		k.lost[int(k.owner[old])] = k.fates[old]
		k.rows[k.owner[old]] = -1
		k.rows[n], k.owner[old], k.fates[old] = old, int32(n), ""
		return old, true
	case fate == "":
		fate = ReasonDuplicateID
	}
	k.lost[n] = fate
	return 0, false
}

func (k *keyed[T]) add(id string, n int, fate Reason) int32 {
	item := int32(len(k.ids))
	var zero T
	k.index[id] = item
	k.ids = append(k.ids, id)
	k.items = append(k.items, zero)
	k.fates = append(k.fates, fate)
	k.owner = append(k.owner, int32(n))
	k.rows[n] = item
	return item
}

// row returns the item of row n and what became of it. The item is -1 if the
// row never was one.
func (k *keyed[T]) row(n int) (int32, Reason) {
	if n >= len(k.rows) {
		return -1, ReasonUnreadable // the file has grown since it was first read
	}
	item := k.rows[n]
	if item < 0 {
		return -1, k.lost[n]
	}
	return item, k.fates[item]
}

// find returns the item that a reference names, or why there is none to use.
func (k *keyed[T]) find(id string) (int32, Reason) {
	item, ok := k.index[id]
	switch {
	case !ok:
		return -1, ReasonDangling
	case k.fates[item] != "" && k.fates[item] != merged:
		return item, ReasonDependent
	}
	return item, ""
}

// in reports whether the item is part of the result.
func (k *keyed[T]) in(item int32) bool { return k.fates[item] == "" }

// An idSet finds out which ids occur twice, and which id is still free, in
// eight bytes an id. What the hashes only suspect is confirmed by the ids
// themselves.
type idSet struct {
	hashes  []uint64
	suspect map[uint64]bool
	used    map[string]bool // of the suspects
}

func hashID(id string) uint64 {
	h := fnv.New64a()
	io.WriteString(h, id) //nolint:errcheck // a hash never fails
	return h.Sum64()
}

// note adds an id.
func (s *idSet) note(id string) { s.hashes = append(s.hashes, hashID(id)) }

// settle ends the noting.
func (s *idSet) settle() {
	slices.Sort(s.hashes)
	s.suspect, s.used = map[uint64]bool{}, map[string]bool{}
	for i := 1; i < len(s.hashes); i++ {
		if s.hashes[i] == s.hashes[i-1] {
			s.suspect[s.hashes[i]] = true
		}
	}
}

// take uses an id that was noted, and reports whether it was still to be had.
func (s *idSet) take(id string) bool {
	if !s.suspect[hashID(id)] {
		return true
	}
	if s.used[id] {
		return false
	}
	s.used[strings.Clone(id)] = true
	return true
}

// invent returns an id that nobody has: base, or base and a number.
func (s *idSet) invent(limit int, parts ...string) string {
	return unusedID(limit, parts, func(id string) bool {
		_, noted := slices.BinarySearch(s.hashes, hashID(id))
		if noted || s.used[id] {
			return false
		}
		s.used[id] = true
		return true
	})
}

// unusedID joins parts, and a number if need be, to an id that take accepts.
func unusedID(limit int, parts []string, take func(string) bool) string {
	id := joinID(limit, parts...)
	for n := 2; !take(id); n++ {
		id = joinID(limit, append(slices.Clone(parts), strconv.Itoa(n))...)
	}
	return id
}
