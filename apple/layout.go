package apple

import "github.com/seed-21142606/asm/internal/table"

// fileOf finds T's table.
func fileOf[T Record]() *file[T] {
	var f any
	switch any((*T)(nil)).(type) {
	case *Student:
		f = &studentFile
	case *Staff:
		f = &staffFile
	case *Course:
		f = &courseFile
	case *Class:
		f = &classFile
	case *Roster:
		f = &rosterFile
	case *Location:
		f = &locationFile
	}
	return f.(*file[T])
}

// layout is what the codec needs to know of the table.
func (f *file[T]) layout() *table.Layout[T] {
	l := &table.Layout[T]{File: f.name, Fields: make([]table.Field[T], len(f.columns))}
	for i, c := range f.columns {
		l.Fields[i] = table.Field[T]{Name: c.Name, Aliases: c.Aliases, Text: c.text, List: c.list, Max: c.Max}
	}
	return l
}
