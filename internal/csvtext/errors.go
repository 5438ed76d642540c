package csvtext

import (
	"errors"
	"fmt"
)

// Causes of an [Error].
var (
	ErrQuote      = errors.New("quote out of place")
	ErrFieldCount = errors.New("more cells than the header has columns")
	ErrTooLong    = errors.New("over the length limit")
	ErrHeader     = errors.New("header not usable")
	ErrEncoding   = errors.New("not UTF-8")
)

// An Error says where text breaks the grammar. It holds no cell text.
// After one, [Reader.Next] goes on with the next line unless Final is set.
type Error struct {
	Pos
	Cell  int // number of the cell from 0, or -1 for the row as a whole
	Final bool
	Err   error // one of the causes above, perhaps wrapped
}

func (e *Error) Error() string { return fmt.Sprintf("%d:%d: %v", e.Line, e.Column, e.Err) }

func (e *Error) Unwrap() error { return e.Err }

// A Pos is a place in the input.
type Pos struct {
	Offset int64 // bytes before it
	Line   int   // from 1
	Column int   // in bytes, from 1
}
