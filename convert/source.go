package convert

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"

	"github.com/seed-21142606/asm/apple"
	"github.com/seed-21142606/asm/oneroster"
)

// A stream reads the rows of one file of either format.
type stream[T any] interface {
	Decode(*T) error
	Header() ([]string, error)
	Columns() []string
	Unknown() []string
	place(column string) Position
}

type rosterStream[T oneroster.Record] struct{ *oneroster.Decoder[T] }

func (s rosterStream[T]) place(column string) Position { return rosterPosition(s.Pos(column)) }

type appleStream[T apple.Record] struct{ *apple.Decoder[T] }

func (s appleStream[T]) place(column string) Position { return applePosition(s.Pos(column)) }

func rosterPosition(p oneroster.Position) Position {
	return Position{p.File, p.Field, p.Row, p.Line, p.Column}
}

func applePosition(p apple.Position) Position {
	return Position{p.File, p.Field, p.Row, p.Line, p.Column}
}

// A format is how the file of T is read.
type format[T any] struct {
	file string
	open func(r io.Reader, name string) stream[T]
	// texts returns where the cells of *T are that may hold the word NULL.
	texts func(row *T) []cell
	key   func(row *T) *string // the sourcedId, for a delta
	// needs names the columns without which no row has a place in the result.
	needs []string
}

// A cell is a column and where its value is.
type cell struct {
	column string
	text   *string
}

// rosterFile is the format of one of OneRoster's files.
func rosterFile[T oneroster.Record]() format[T] {
	columns := oneroster.Columns[T]()
	return format[T]{
		file: oneroster.FileName[T](),
		open: func(r io.Reader, name string) stream[T] {
			return rosterStream[T]{oneroster.NewDecoder[T](r, &oneroster.DecodeOptions{File: name, Borrow: true})}
		},
		texts: func(row *T) []cell {
			cells := make([]cell, len(columns))
			for i, c := range columns {
				cells[i] = cell{c.Name, c.Text(row)}
			}
			return cells
		},
		key:   columns[0].Text,
		needs: needed[oneroster.FileName[T]()],
	}
}

// appleFile is the format of one of Apple's files. Only OneRoster says that the
// word NULL means blank.
func appleFile[T apple.Record]() format[T] {
	return format[T]{
		file: apple.FileName[T](),
		open: func(r io.Reader, name string) stream[T] {
			return appleStream[T]{apple.NewDecoder[T](r, &apple.DecodeOptions{File: name, Borrow: true})}
		},
		needs: neededOfApple[apple.FileName[T]()],
	}
}

// needed are the keys of OneRoster's files, and the references and the like
// that decide whether a row is left out. If a whole column of them is missing
// nearly every row would be, and the result would say that everybody is gone.
var needed = map[string][]string{
	"orgs.csv":        {"sourcedId"},
	"courses.csv":     {"sourcedId"},
	"users.csv":       {"sourcedId"},
	"roles.csv":       {"userSourcedId", "role"},
	"classes.csv":     {"sourcedId"},
	"enrollments.csv": {"classSourcedId", "userSourcedId", "role"},
}

// neededOfApple is the same of Apple's files.
var neededOfApple = map[string][]string{
	"locations.csv": {"location_id"},
	"students.csv":  {"person_id", "location_id"},
	"staff.csv":     {"person_id", "location_id"},
	"courses.csv":   {"course_id", "location_id"},
	"classes.csv":   {"class_id", "course_id", "location_id"},
	"rosters.csv":   {"class_id", "student_id"},
}

// fault tells a row or file that cannot be read from other errors.
func fault(err error) (at Position, final, ok bool) {
	if e, is := errors.AsType[*oneroster.ParseError](err); is {
		return rosterPosition(e.Position), e.Final, true
	}
	if e, is := errors.AsType[*apple.ParseError](err); is {
		return applePosition(e.Position), e.Final, true
	}
	return Position{}, false, false
}

// basePrefix begins the names of the base's files in positions and the ledger.
const basePrefix = "base/"

// An input is a file to read: the source's own, or that of the base.
type input struct {
	fsys   fs.FS
	prefix string
}

// inputs returns what makes up the file, in the order in which it is read.
func (r *run) inputs(file string) []input {
	own, base := input{r.src, ""}, input{r.base, basePrefix}
	if r.base == nil {
		return []input{own}
	}
	switch r.modes[file] {
	case oneroster.ModeBulk:
		return []input{own}
	case oneroster.ModeDelta:
		return []input{base, own}
	}
	return []input{base}
}

// each calls f with every row of a file that can be read, and its number from
// 0. The row and its strings are valid during the call only. The same rows come
// in the same order however often the file is read. Rows that cannot be read, or
// that a delta replaces, are accounted for and do not count.
func each[T any](r *run, as format[T], f func(row *T, n int) error) error {
	if err := supersede(r, as); err != nil {
		return err
	}
	n, opened := 0, false
	for _, in := range r.inputs(as.file) {
		switch err := eachOf(r, as, in, &n, f); {
		case err == nil:
			opened = true
		case !errors.Is(err, fs.ErrNotExist):
			return err
		}
	}
	r.now, r.at = nil, nil
	if !opened {
		return &FileError{"read", as.file, ErrMissingFile}
	}
	r.read[as.file] = true
	return nil
}

// supersede notes the sourcedIds in a delta, whose rows replace the base's.
func supersede[T any](r *run, as format[T]) error {
	if r.base == nil || r.modes[as.file] != oneroster.ModeDelta || r.old[as.file] != nil {
		return nil
	}
	ids := map[string]struct{}{}
	r.old[as.file] = ids
	file, err := r.src.Open(as.file)
	if err != nil {
		return nil // each will tell
	}
	defer file.Close()
	in := as.open(file, as.file)
	var row T
	for {
		switch err := in.Decode(&row); {
		case err == nil:
			ids[strings.Clone(*as.key(&row))] = struct{}{}
		case err == io.EOF:
			return nil
		default:
			if _, final, ok := fault(err); !ok || final {
				return &FileError{"read", as.file, err}
			}
		}
	}
}

// A pass is one reading of one file.
type pass[T any] struct {
	run   *run
	in    stream[T]
	row   T
	cells []cell
	old   map[string]struct{}
	key   func(*T) *string
	first bool
}

func eachOf[T any](r *run, as format[T], from input, n *int, f func(*T, int) error) error {
	file, err := from.fsys.Open(as.file)
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return err
		}
		return &FileError{"read", from.prefix + as.file, err}
	}
	defer file.Close()
	name := from.prefix + as.file
	r.fresh = r.first(as.file)
	p := &pass[T]{run: r, in: as.open(file, name), key: as.key, first: r.fresh}
	if as.texts != nil && !r.keepNull {
		p.cells = as.texts(&p.row)
	}
	if from.prefix != "" {
		p.old = r.old[as.file]
	}
	r.now, r.at = r.source(name), p.in.place
	if err := lacks(p.in, as.needs); err != nil {
		return &FileError{"read", name, err}
	}
	return p.rows(name, n, f)
}

// lacks says which of the columns is not in the header. What else may be wrong
// with the header comes out when the first row is read.
func lacks[T any](in stream[T], columns []string) error {
	if _, err := in.Header(); err != nil {
		return nil
	}
	there := in.Columns()
	for _, name := range columns {
		if !slices.Contains(there, name) {
			return fmt.Errorf("%w: %s", ErrMissingColumn, name)
		}
	}
	return nil
}

func (p *pass[T]) rows(name string, n *int, f func(*T, int) error) error {
	defer func() {
		if p.first {
			unknown := slices.DeleteFunc(p.in.Unknown(), func(s string) bool { return strings.TrimSpace(s) == "" })
			p.run.now.Unknown = slices.Concat(p.run.now.Unknown, unknown)
		}
	}()
	for count := 0; ; count++ {
		if count%1024 == 0 && p.run.ctx.Err() != nil {
			return p.run.ctx.Err()
		}
		switch ok, err := p.next(); {
		case err == io.EOF:
			return nil
		case err != nil:
			return &FileError{"read", name, err}
		case !ok:
			continue
		}
		if err := f(&p.row, *n); err != nil {
			return err
		}
		*n++
	}
}

// next reads a row. It is not ok if the row was accounted for here.
func (p *pass[T]) next() (ok bool, err error) {
	err = p.in.Decode(&p.row)
	if err != nil {
		at, final, parse := fault(err)
		if !parse || final {
			return false, err
		}
		p.count(ReasonUnreadable, at)
		return false, nil
	}
	if p.first {
		p.run.now.Read++
	}
	if p.old != nil {
		if _, replaced := p.old[*p.key(&p.row)]; replaced {
			if p.first {
				p.run.settle(ReasonSuperseded)
			}
			return false, nil
		}
	}
	p.blankNulls()
	return true, nil
}

// count accounts for a row that cannot be read.
func (p *pass[T]) count(why Reason, at Position) {
	if !p.first {
		return
	}
	p.run.now.Read++
	p.run.now.leave(why, at)
	if p.run.onChange != nil {
		p.run.onChange(Change{Kind: RowLeftOut, Reason: why, At: at})
	}
}

// blankNulls blanks the cells that hold the word NULL, which databases write
// for a value that is not there. OneRoster CSV Binding 1.2, section on CSV
// format, takes NULL and blank for the same.
func (p *pass[T]) blankNulls() {
	for _, c := range p.cells {
		if s := *c.text; len(s) == 4 && (s == "NULL" || s == "null") {
			*c.text = ""
			if p.first {
				p.run.warn(WarnNull)
				p.run.change(Change{Kind: NullText}, c.column)
			}
		}
	}
}
