package validate

import (
	"errors"
	"io"

	"github.com/seed-21142606/asm/apple"
)

// A feed reads one file and gives its rows to those who subscribed. The row is
// the same variable all the time, so that the addresses of its fields, which
// the columns hold, are worked out once.
type feed[T Record] struct {
	file
	rec  T
	on   []func(Position, *T)
	open func(io.Reader, func(quirk)) rows[T]
}

// rows is what a Decoder of either format offers.
type rows[T any] struct {
	next    func(*T) error // io.EOF, a *fault, or an error of the reader
	header  func() ([]string, error)
	columns func() []string
	pos     func(field string) Position
}

func (fd *feed[T]) core() *file { return &fd.file }

func (fd *feed[T]) read(r *run) error {
	src, err := r.fsys.Open(fd.name)
	if err != nil {
		return err
	}
	defer src.Close()
	in := fd.open(src, func(q quirk) { r.quirk(&fd.file, q) })
	fd.pos = in.pos
	names, err := in.header()
	if err != nil {
		return fd.fail(r, err)
	}
	fd.begin(names, in.columns())
	for _, do := range r.headers {
		do(&fd.file)
	}
	return fd.each(r, in)
}

// each is the loop over the rows.
func (fd *feed[T]) each(r *run, in rows[T]) error {
	for n := 0; !r.done(); n++ {
		if n%ctxEvery == 0 {
			if err := r.ctx.Err(); err != nil {
				return err
			}
		}
		switch err := in.next(&fd.rec); {
		case err == nil:
			fd.rows++
			fd.file.test()
			if len(fd.on) > 0 {
				fd.tell()
			}
		case err == io.EOF:
			return nil
		default:
			if err := fd.fail(r, err); err != nil || fd.broken {
				return err
			}
			fd.rows++
		}
	}
	return nil
}

// tell gives the row to the functions that OnRow subscribed.
func (fd *feed[T]) tell() {
	at := fd.pos("")
	for _, f := range fd.on {
		f(at, &fd.rec)
	}
}

// fail makes a fault known. Other errors end the run.
func (fd *feed[T]) fail(r *run, err error) error {
	e := asFault(err)
	if e == nil {
		return err
	}
	r.fault(&fd.file, e)
	return nil
}

func (fd *feed[T]) again(r *run, columns []*column, visit func(*column, string)) error {
	src, err := r.fsys.Open(fd.name)
	if err != nil {
		return err
	}
	defer src.Close()
	in := fd.open(src, nil)
	fd.pos = in.pos
	for n := 0; !r.done(); n++ {
		if n%ctxEvery == 0 {
			if err := r.ctx.Err(); err != nil {
				return err
			}
		}
		switch err := in.next(&fd.rec); {
		case err == nil:
			fd.visit(columns, visit)
		case err == io.EOF:
			return nil
		default:
			if e := asFault(err); e == nil {
				return err
			} else if e.final {
				return nil
			}
		}
	}
	return nil
}

func (f *file) visit(columns []*column, visit func(*column, string)) {
	for _, c := range columns {
		if c.texts == nil {
			visit(c, *c.text)
			continue
		}
		for j, cell := range *c.texts {
			f.item = j
			visit(c, cell)
		}
		f.item = 0
	}
}

// appleFiles returns the files of Apple's format in the order of their
// references.
func appleFiles() []source {
	return []source{
		appleFeed[apple.Location](), appleFeed[apple.Student](), appleFeed[apple.Staff](),
		appleFeed[apple.Course](), appleFeed[apple.Class](), appleFeed[apple.Roster](),
	}
}

func appleFeed[T apple.Record]() *feed[T] {
	fd := &feed[T]{file: file{name: apple.FileName[T]()}, open: openApple[T]}
	for _, c := range apple.Columns[T]() {
		need := optional
		if c.Required {
			need = always
		}
		fd.columns = append(fd.columns, &column{
			name: c.Name, label: c.Name, need: need, unique: c.Unique, identifier: c.Identifier,
			maxChars: c.MaxChars, values: c.Values, refs: c.Refs, max: c.Max, template: c.Template,
			text: c.Text(&fd.rec), texts: c.List(&fd.rec),
		})
	}
	return fd
}

func openApple[T apple.Record](src io.Reader, on func(quirk)) rows[T] {
	opts := &apple.DecodeOptions{Borrow: true}
	if on != nil {
		opts.OnQuirk = func(q apple.Quirk) { on(quirk{quirkKind(q.Kind), applePosition(q.Position)}) }
	}
	d := apple.NewDecoder[T](src, opts)
	return rows[T]{
		next: func(v *T) error { return appleFault(d.Decode(v)) },
		header: func() ([]string, error) {
			names, err := d.Header()
			return names, appleFault(err)
		},
		columns: d.Columns,
		pos:     func(field string) Position { return applePosition(d.Pos(field)) },
	}
}

func applePosition(p apple.Position) Position {
	return Position{File: p.File, Row: p.Row, Line: p.Line, Column: p.Column, Field: p.Field}
}

func appleFault(err error) error {
	if err == nil || err == io.EOF {
		return err
	}
	if e, ok := errors.AsType[*apple.ParseError](err); ok {
		return &fault{at: applePosition(e.Position), final: e.Final, err: e.Err}
	}
	return err
}
