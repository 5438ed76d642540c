package archive

import "io"

// names remembers what a writer has been given, by folded name.
type names map[string]struct{}

// check reports why name cannot be the next file, without recording it.
func (n names) check(name string) error {
	if fault := nameFault(name); fault != "" {
		return refuse(name, ErrName, fault)
	}
	if isClutter(name) {
		return refuse(name, ErrName, "name belongs to system files, which readers skip; choose another")
	}
	if _, taken := n[fold(name)]; taken {
		return refuse(name, ErrDuplicate, "name was used before; letter case makes no difference")
	}
	return nil
}

func (n names) add(name string) { n[fold(name)] = struct{}{} }

// A fileWriter takes the content of one file until the next one begins. It
// remembers a failed write, so that a file is never finished as if it were whole.
type fileWriter struct {
	name  string
	w     io.Writer
	err   error
	ended bool
}

func (f *fileWriter) Write(p []byte) (int, error) {
	if f.ended {
		return 0, refuse(f.name, ErrClosed,
			"written to after the next Create or Close; finish one file before the next")
	}
	if f.err != nil {
		return 0, f.err
	}
	n, err := f.w.Write(p)
	if err != nil {
		f.err = &EntryError{Name: f.name, Reason: "writing: " + err.Error(), Err: err}
	}
	return n, f.err
}

// end stops further writes and reports whether all earlier ones succeeded.
// On nil, before the first file, it does nothing.
func (f *fileWriter) end() error {
	if f == nil {
		return nil
	}
	f.ended = true
	return f.err
}
