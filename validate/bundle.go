package validate

import (
	"errors"
	"io"
	"io/fs"
	"slices"

	"github.com/seed-21142606/asm/oneroster"
)

// This file is where OneRoster's files are put together for a run: those that
// the version has, as the manifest describes them.

// oneRosterVersion tells the version of a bundle. One in which no header can be
// read is looked at as 1.1, so that what is wrong with the headers comes out.
func oneRosterVersion(fsys fs.FS) (string, error) {
	d, err := oneroster.Detect(fsys)
	if errors.Is(err, oneroster.ErrFormat) {
		return string(oneroster.V11), nil
	}
	return string(d.Version), err
}

// oneRosterFiles returns the files of the version, the manifest first and the
// others after those they refer to, and reads the manifest.
func (r *run) oneRosterFiles() ([]source, error) {
	m, err := oneroster.ReadManifest(r.fsys)
	var broken *oneroster.ParseError
	switch {
	case err == nil:
		r.manifest = &m
	case !errors.Is(err, fs.ErrNotExist) && !errors.As(err, &broken):
		return nil, err
	}
	v := oneroster.Version(r.version)
	all := []source{
		oneRosterFeed[oneroster.Property](v), oneRosterFeed[oneroster.Org](v),
		oneRosterFeed[oneroster.AcademicSession](v), oneRosterFeed[oneroster.Course](v),
		oneRosterFeed[oneroster.User](v), oneRosterFeed[oneroster.UserProfile](v),
		oneRosterFeed[oneroster.Role](v), oneRosterFeed[oneroster.Demographics](v),
		oneRosterFeed[oneroster.Class](v), oneRosterFeed[oneroster.Enrollment](v),
	}
	names := append(oneroster.AllFileNames(v), manifestName)
	files := slices.DeleteFunc(all, func(s source) bool { return !slices.Contains(names, s.core().name) })
	r.untyped = slices.DeleteFunc(names, func(name string) bool {
		return slices.ContainsFunc(files, func(s source) bool { return s.core().name == name })
	})
	return files, nil
}

const manifestName = "manifest.csv"

func oneRosterFeed[T oneroster.Record](v oneroster.Version) *feed[T] {
	fd := &feed[T]{file: file{name: oneroster.FileName[T]()}, open: openOneRoster[T]}
	if fd.name == manifestName && v == oneroster.V10 {
		v = oneroster.V11 // 1.0 has no manifest; if there is one all the same it is read
	}
	for _, c := range oneroster.Columns[T]() {
		column := &column{
			name: c.Name, label: c.NameIn(v), unique: c.Unique,
			maxChars: c.MaxChars, values: c.ValuesIn(v), form: c.Format, list: c.List,
			extensible: c.Extensible && (v == oneroster.V120 || v == oneroster.V121),
			other:      !c.In(v), text: c.Text(&fd.rec),
		}
		switch c.Required {
		case oneroster.Always:
			column.need = always
		case oneroster.DeltaOnly:
			column.need = deltaOnly
		}
		if c.Refs != "" {
			column.refs = c.Refs + ":sourcedId"
		}
		fd.columns = append(fd.columns, column)
	}
	return fd
}

func openOneRoster[T oneroster.Record](src io.Reader, on func(quirk)) rows[T] {
	opts := &oneroster.DecodeOptions{Borrow: true}
	if on != nil {
		opts.OnQuirk = func(q oneroster.Quirk) { on(quirk{quirkKind(q.Kind), oneRosterPosition(q.Position)}) }
	}
	d := oneroster.NewDecoder[T](src, opts)
	return rows[T]{
		next: func(v *T) error { return oneRosterFault(d.Decode(v)) },
		header: func() ([]string, error) {
			names, err := d.Header()
			return names, oneRosterFault(err)
		},
		columns: d.Columns,
		pos:     func(field string) Position { return oneRosterPosition(d.Pos(field)) },
	}
}

func oneRosterPosition(p oneroster.Position) Position {
	return Position{File: p.File, Row: p.Row, Line: p.Line, Column: p.Column, Field: p.Field}
}

func oneRosterFault(err error) error {
	if err == nil || err == io.EOF {
		return err
	}
	if e, ok := errors.AsType[*oneroster.ParseError](err); ok {
		return &fault{at: oneRosterPosition(e.Position), final: e.Final, err: e.Err}
	}
	return err
}

// mode is what the manifest says of a file; "" if it says nothing.
func (r *run) mode(name string) oneroster.Mode {
	if r.manifest == nil {
		return ""
	}
	return r.manifest.Mode(name)
}

// anyDelta reports whether the bundle, or a part of it, says only what changed.
func (r *run) anyDelta() bool {
	return slices.ContainsFunc(r.files, func(s source) bool { return r.mode(s.core().name) == oneroster.ModeDelta })
}

// eachData calls do for every file but the manifest.
func (p *Pass) eachData(do func(f *file)) {
	p.each(func(f *file) {
		if f.name != manifestName {
			do(f)
		}
	})
}
