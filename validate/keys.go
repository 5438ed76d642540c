package validate

import (
	"fmt"
	"strings"

	"github.com/seed-21142606/asm/internal/keyset"
)

// keys are the values of one column, as hashes. All rules share them.
//
// A hash that is not in the set proves that no row has the key. One that is
// proves nothing beyond doubt: a repeated key is compared as text in a second
// reading before it is reported, and a reference that leads nowhere can escape
// notice once in a million runs over files of millions of rows.
type keys struct {
	file   *file
	column *column
	set    keyset.Set
}

// keysOf returns the keys of a column, which are collected from now on.
func (r *run) keysOf(f *file, c *column) *keys {
	if k := r.allKeys[c]; k != nil {
		return k
	}
	k := &keys{file: f, column: c}
	r.allKeys[c] = k
	f.checks = append(f.checks, check{column: c, test: func(cell string) {
		if cell != "" {
			k.set.Add(r.hash(cell))
		}
	}})
	return k
}

// A group is one or more columns that must not have a value in common or twice.
type group struct {
	pass     *Pass
	keys     []*keys
	suspects keyset.Set
}

// unique demands that all cells of the columns differ. The columns are in
// different files, in the order in which those are read.
func (p *Pass) unique(columns ...*keys) {
	g := &group{pass: p, keys: columns}
	p.onEnd(func(f *file) {
		if f != g.last() {
			return
		}
		if g.suspect(); g.suspects.Len() > 0 {
			p.run.fail(g.confirm())
		}
	})
}

// suspect collects the keys that seem to be there more than once.
func (g *group) suspect() {
	for i, k := range g.keys {
		for _, h := range k.set.Repeated() {
			g.suspects.Add(h)
		}
		if i == 0 {
			continue
		}
		for h := range k.set.All() {
			if g.before(i, h) {
				g.suspects.Add(h)
			}
		}
	}
}

// before reports whether a file before the i-th may have the key.
func (g *group) before(i int, h uint64) bool {
	for _, k := range g.keys[:i] {
		if k.set.Has(h) {
			return true
		}
	}
	return false
}

// last is the last file of the group that the bundle has.
func (g *group) last() *file {
	var last *file
	for _, k := range g.keys {
		if k.file.present {
			last = k.file
		}
	}
	return last
}

// maxSuspects is how many suspected keys are held as text at a time. If there
// are more the files are read several times, so that memory stays bounded.
const maxSuspects = 1 << 16

// confirm reads the files of the group again, compares the suspected keys as
// text, and reports each that was there before.
func (g *group) confirm() error {
	parts := uint64(g.suspects.Len()/maxSuspects + 1)
	for part := range parts {
		first := map[string]Position{}
		for _, k := range g.keys {
			if !k.file.present {
				continue
			}
			err := g.pass.run.file(k.file.name).again(g.pass.run, []*column{k.column}, func(c *column, cell string) {
				if cell == "" {
					return
				}
				h := g.pass.run.hash(cell)
				if h%parts == part && g.suspects.Has(h) {
					g.look(k.file, c, cell, first)
				}
			})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// look reports a key that is in first, and adds it if it is not.
func (g *group) look(f *file, c *column, cell string, first map[string]Position) {
	at := f.pos(c.field(f.item))
	before, again := first[cell]
	if !again {
		first[strings.Clone(cell)] = at
		return
	}
	g.pass.report(at, fmt.Sprintf("the same %s is in %s, line %d; give every row its own", before.Field, before.File, before.Line), cell, before)
}

func (r *run) fail(err error) {
	if r.failed == nil {
		r.failed = err
	}
}

// refer demands that the cells of c are among the target's keys. Blank cells
// refer to nothing. If the target's file, or its column, could not be read in
// full there is nothing to compare with; that has been reported by then.
func (p *Pass) refer(f *file, c *column, target *keys) {
	if target.file == f {
		p.referWithin(f, c, target)
		return
	}
	var known uint64 // the hash found last: rows often refer to the same as the row before
	p.onCell(f, c, func(cell string) {
		if cell == "" || !target.file.usable(target.column) {
			return
		}
		p.items(c, cell, func(item string, n int) {
			switch h := p.run.hash(item); {
			case h == known && h != 0:
			case target.set.Has(h):
				known = h
			default:
				p.dangling(f, c, target, n, cell)
			}
		})
	})
}

// referWithin is refer for a file that refers to itself, which can only be
// judged when all of it has been read. The file is read again if it has to be.
func (p *Pass) referWithin(f *file, c *column, target *keys) {
	var open keyset.Set // what is referred to
	p.onCell(f, c, func(cell string) {
		p.items(c, cell, func(item string, _ int) { open.Add(p.run.hash(item)) })
	})
	p.onEnd(func(end *file) {
		if end != f || !f.usable(target.column) || !anyMissing(&open, &target.set) {
			return
		}
		p.run.fail(p.run.file(f.name).again(p.run, []*column{c}, func(c *column, cell string) {
			p.items(c, cell, func(item string, n int) {
				if !target.set.Has(p.run.hash(item)) {
					p.dangling(f, c, target, n, cell)
				}
			})
		}))
	})
}

// referredTo demands of each key that a cell of from refers to it. The file of
// from is read after that of the keys, which is read again if one is missing.
func (p *Pass) referredTo(target, from *keys, msg string) {
	p.onEnd(func(end *file) {
		if end != from.file || !end.usable(from.column) || !anyMissing(&target.set, &from.set) {
			return
		}
		p.run.fail(p.run.file(target.file.name).again(p.run, []*column{target.column}, func(c *column, key string) {
			if key != "" && !from.set.Has(p.run.hash(key)) {
				p.cell(target.file, c, msg, key)
			}
		}))
	})
}

// anyMissing reports whether a hash of open is not in set.
func anyMissing(open, set *keyset.Set) bool {
	for h := range open.All() {
		if !set.Has(h) {
			return true
		}
	}
	return false
}

// items calls do with each value in a cell that is not blank: the items of a
// list with their numbers from 1, or the cell itself, and the only item of a
// list, with 0. Spaces round an item are not part of it; another rule reports them.
func (p *Pass) items(c *column, cell string, do func(item string, n int)) {
	if !c.list || strings.IndexByte(cell, ',') < 0 {
		if item := c.item(cell); item != "" {
			do(item, 0)
		}
		return
	}
	n := 0
	for item := range strings.SplitSeq(cell, ",") {
		n++
		if item = strings.TrimSpace(item); item != "" {
			do(item, n)
		}
	}
}

func (c *column) item(cell string) string {
	if c.list {
		return strings.TrimSpace(cell)
	}
	return cell
}

func (p *Pass) dangling(f *file, c *column, target *keys, n int, cell string) {
	p.cell(f, c, fmt.Sprintf("%s is the %s of no row in %s; add the row there, or correct the value here",
		itemName(n), target.column.name, target.file.name), cell)
}
