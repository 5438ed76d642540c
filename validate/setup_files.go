package validate

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"
)

// This file holds what the rules about files do, for both formats.

// ignored reports whether a name in the bundle is none of its files: what
// macOS adds to folders and archives, and hidden files.
func ignored(e fs.DirEntry) bool {
	return strings.HasPrefix(e.Name(), ".") || e.Name() == "__MACOSX"
}

// knownNames are the names that files of the format may have.
func (r *run) knownNames() []string {
	var names []string
	for _, s := range r.files {
		names = append(names, s.core().name)
	}
	return append(names, r.untyped...)
}

// misnamed returns the names of files that may be meant to be one that is
// missing, with what that one is called.
func (r *run) misnamed() map[string]string {
	known := r.knownNames()
	absent := slices.DeleteFunc(slices.Clone(known), r.has)
	misnamed := map[string]string{}
	for _, e := range r.entries {
		if e.IsDir() || ignored(e) || slices.Contains(known, e.Name()) {
			continue
		}
		if name := nearest(e.Name(), absent); name != "" {
			misnamed[e.Name()] = name
		}
	}
	return misnamed
}

// meant reports whether a misnamed file may be the one of that name.
func (r *run) meant(name string) bool {
	for _, m := range r.misnamed() {
		if m == name {
			return true
		}
	}
	return false
}

func fileName(p *Pass) {
	p.onBundle(func() {
		misnamed := p.run.misnamed()
		for _, e := range p.run.entries {
			if name := misnamed[e.Name()]; name != "" {
				p.report(Position{File: e.Name()}, fmt.Sprintf("the file is not read under this name; rename it to %s", name), "")
			}
		}
	})
}

func fileUnexpected(p *Pass) {
	p.onBundle(func() {
		known, misnamed := p.run.knownNames(), p.run.misnamed()
		for _, e := range p.run.entries {
			if e.IsDir() || ignored(e) || slices.Contains(known, e.Name()) || misnamed[e.Name()] != "" {
				continue
			}
			p.report(Position{File: e.Name()}, "the file is not part of the format and is not read; take it out", "")
		}
	})
}

func folder(p *Pass) {
	p.onBundle(func() {
		for _, e := range p.run.entries {
			if e.IsDir() && !ignored(e) {
				p.report(Position{File: e.Name()}, "a folder; put all files at the top level of the bundle", "")
			}
		}
	})
}

// empty reports whether a file that has been read is a header and nothing else.
func (f *file) empty() bool { return f.rows == 0 && !f.broken }

// fileEmpty reports the empty files of which the rule wants to hear.
func fileEmpty(wanted func(f *file) bool) func(*Pass) {
	return func(p *Pass) {
		p.onEnd(func(f *file) {
			if f.empty() && wanted(f) {
				p.report(f.top(""), "the file has a header but no rows", "")
			}
		})
	}
}
