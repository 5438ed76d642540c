package convert

import (
	"context"
	"io"
	"io/fs"
	"slices"

	"github.com/seed-21142606/asm/apple"
	"github.com/seed-21142606/asm/oneroster"
)

// A Creator takes files one after another: what Create returns is written to
// until the next call of Create, and not closed. *archive.Writer,
// *archive.DirWriter and *zip.Writer are Creators.
type Creator interface {
	Create(name string) (io.Writer, error)
}

// A run is what one conversion knows apart from the rows.
type run struct {
	book
	ctx      context.Context
	dst      Creator
	src      fs.FS
	base     fs.FS // what src is a delta to, or nil
	modes    map[string]oneroster.Mode
	keepNull bool
	onChange func(Change)

	read  map[string]bool                // files read through once, whose rows are counted
	old   map[string]map[string]struct{} // by file, the sourcedIds that a delta replaces
	fresh bool                           // the file at hand is read for the first time
	now   *Source                        // of the row at hand
	at    func(string) Position          // its place
}

func newRun(ctx context.Context, dst Creator, src fs.FS, onChange func(Change)) run {
	return run{
		book: book{warnings: map[Warning]int{}},
		ctx:  ctx, dst: dst, src: src, onChange: onChange,
		read: map[string]bool{}, old: map[string]map[string]struct{}{},
	}
}

// first reports whether the file is read for the first time. Only then are its
// rows counted.
func (r *run) first(file string) bool { return !r.read[file] }

func (r *run) warn(w Warning) { r.warnings[w]++ }

// change tells the caller, if anybody listens. The place is worked out only then.
func (r *run) change(c Change, field string) {
	if r.onChange == nil {
		return
	}
	if r.at != nil {
		c.At = r.at(field)
	}
	r.onChange(c)
}

// settle accounts for the row at hand: why is "" if it was written.
func (r *run) settle(why Reason) {
	switch why {
	case "":
		r.now.Written++
	case merged:
		r.now.Merged++
		r.change(Change{Kind: RowMerged}, "")
	default:
		r.now.leave(why, r.at(""))
		r.change(Change{Kind: RowLeftOut, Reason: why}, "")
	}
}

// ignore lists the files at the root that are none of those known.
func (r *run) ignore(fsys fs.FS, known ...string) {
	entries, err := fs.ReadDir(fsys, ".")
	if err != nil {
		return // not every fs.FS can list itself, and nothing depends on it
	}
	for _, e := range entries {
		if !slices.Contains(known, e.Name()) {
			r.ignored = append(r.ignored, e.Name())
		}
	}
}

// An output is one file of the result.
type output[T any] struct {
	run    *run
	enc    encoder[T]
	target *Target
}

type encoder[T any] interface {
	Encode(T) error
	Close() error
}

// createApple begins a file of Apple's. repeat is how many of its numbered
// column are needed.
func createApple[T apple.Record](r *run, repeat int) (*output[T], error) {
	return create(r, apple.FileName[T](), func(w io.Writer) encoder[T] {
		return apple.NewEncoder[T](w, &apple.EncodeOptions{Repeat: repeat})
	})
}

// createRoster begins a file of OneRoster 1.1.
func createRoster[T oneroster.Record](r *run, opts *oneroster.EncodeOptions) (*output[T], error) {
	return create(r, oneroster.FileName[T](), func(w io.Writer) encoder[T] {
		return oneroster.NewEncoder[T](w, opts)
	})
}

func create[T any](r *run, file string, open func(io.Writer) encoder[T]) (*output[T], error) {
	if err := r.ctx.Err(); err != nil {
		return nil, err
	}
	w, err := r.dst.Create(file)
	if err != nil {
		return nil, &FileError{"create", file, err}
	}
	return &output[T]{r, open(w), r.target(file)}, nil
}

// row writes the row that stands for the source's row at hand.
func (o *output[T]) row(v T) error {
	o.target.FromRows++
	o.run.settle("")
	return o.write(v)
}

// extra writes a row that stands for none.
func (o *output[T]) extra(v T) error {
	o.target.MadeUp++
	o.run.change(Change{Kind: RowMadeUp, File: o.target.File}, "")
	return o.write(v)
}

func (o *output[T]) write(v T) error {
	if err := o.enc.Encode(v); err != nil {
		return &FileError{"write", o.target.File, err}
	}
	o.target.Rows++
	return nil
}

func (o *output[T]) close() error {
	if err := o.enc.Close(); err != nil {
		return &FileError{"write", o.target.File, err}
	}
	return nil
}
