package validate

import (
	"context"
	"errors"
	"io/fs"
	"slices"
	"strings"

	"github.com/seed-21142606/asm/internal/keyset"
	"github.com/seed-21142606/asm/oneroster"
)

// A run is one pass over a bundle.
type run struct {
	ctx   context.Context
	fsys  fs.FS
	opts  *Options
	yield func(Finding, error) bool

	format  Format
	version string
	entries []fs.DirEntry // of the bundle's root
	files   []source      // of the format, each after those it refers to
	untyped []string      // names of files of the format that are not read
	reading *file         // whose rows are being read
	hash    func(string) uint64
	allKeys map[*column]*keys

	manifest *oneroster.Manifest // nil if there is none

	quirks  map[quirkKind][]func(*file, quirk)
	faults  []func(*file, *fault)
	headers []func(*file)
	ends    []func(*file)
	atBegin []func()
	atEnd   []func()

	stopped bool  // the caller has left the loop
	failed  error // a second look failed
}

// A source reads a file of the format.
type source interface {
	core() *file
	read(*run) error
	// again reads the file once more and shows the cells of the columns.
	again(*run, []*column, func(c *column, cell string)) error
}

// ctxEvery is after how many rows the context is asked again.
const ctxEvery = 1024

// all does everything.
func (r *run) all() error {
	if err := r.begin(); err != nil {
		return err
	}
	for _, do := range r.atBegin {
		do()
	}
	for _, s := range r.files {
		f := s.core()
		if !f.present || r.done() {
			continue
		}
		if err := r.read(s); err != nil {
			return err
		}
		if r.opts.OnFile != nil && !r.done() {
			r.opts.OnFile(File{Name: f.name, Rows: f.rows})
		}
	}
	for _, do := range r.atEnd {
		do()
	}
	return r.failed
}

func (r *run) read(s source) error {
	f := s.core()
	r.reading = f
	defer func() { r.reading = nil }()
	if err := s.read(r); err != nil {
		return err
	}
	for _, do := range r.ends {
		do(f)
	}
	return r.failed
}

// begin finds out what there is to read and sets the rules up.
func (r *run) begin() error {
	if err := r.ctx.Err(); err != nil {
		return err
	}
	var err error
	if r.format, r.version, err = r.opts.format(r.fsys); err != nil {
		return err
	}
	if r.entries, err = fs.ReadDir(r.fsys, "."); err != nil {
		return err
	}
	if r.format == FormatApple {
		r.files = appleFiles()
	} else if r.files, err = r.oneRosterFiles(); err != nil {
		return err
	}
	r.hash = r.opts.hash
	if r.hash == nil {
		r.hash = keyset.Hash()
	}
	r.allKeys = map[*column]*keys{}
	for _, s := range r.files {
		s.core().present = r.has(s.core().name)
	}
	rules := r.opts.rules(r.format)
	if err := r.opts.check(rules, r.files); err != nil {
		return err
	}
	for _, rule := range rules {
		rule.Setup(&Pass{run: r, rule: rule})
	}
	return nil
}

// has reports whether the bundle has a file of that name.
func (r *run) has(name string) bool {
	return slices.ContainsFunc(r.entries, func(e fs.DirEntry) bool { return e.Name() == name && !e.IsDir() })
}

// done reports that nothing further is wanted.
func (r *run) done() bool { return r.stopped || r.failed != nil }

func (r *run) emit(f Finding) {
	if r.done() {
		return
	}
	if r.opts.ShowValues {
		f.Value = strings.Clone(f.Value) // the row's memory is used again
	} else {
		f.Value = ""
	}
	r.stopped = !r.yield(f, nil)
}

// file returns the source of that name, or nil.
func (r *run) file(name string) source {
	for _, s := range r.files {
		if s.core().name == name {
			return s
		}
	}
	return nil
}

// quirk passes a deviation on. Those of header names wait until all of the
// header is known.
func (r *run) quirk(f *file, q quirk) {
	switch name := q.at.Field; q.kind {
	case quirkExtraColumn:
		q.at.Field = ""
		f.extras = append(f.extras, extra{name: name, at: q.at})
	case quirkHeaderAlias, quirkHeaderCase, quirkHeaderSpace:
		f.spelling = append(f.spelling, q)
	default:
		q.at.Field = f.known(name)
		for _, do := range r.quirks[q.kind] {
			do(f, q)
		}
	}
}

func (r *run) fault(f *file, e *fault) {
	e.at.Field = f.known(e.at.Field)
	f.broken = f.broken || e.final
	for _, do := range r.faults {
		do(f, e)
	}
}

// known is name if it is that of a column, else "": a name that is not in the
// tables comes from the file.
func (f *file) known(name string) string {
	for _, c := range f.columns {
		rest, ok := strings.CutPrefix(name, c.name)
		if ok && (rest == "" || c.texts != nil && strings.HasPrefix(rest, "_")) {
			return name
		}
	}
	return ""
}

// A fault is text that cannot be read. It holds no cell text.
type fault struct {
	at    Position
	final bool
	err   error
}

func (e *fault) Error() string { return e.err.Error() }

func (e *fault) Unwrap() error { return e.err }

// asFault returns err as a fault, or nil if it is another kind of error.
func asFault(err error) *fault {
	var f *fault
	if errors.As(err, &f) {
		return f
	}
	return nil
}
