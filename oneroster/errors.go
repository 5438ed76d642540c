package oneroster

import (
	"errors"
	"fmt"

	"github.com/seed-21142606/asm/internal/csvtext"
	"github.com/seed-21142606/asm/internal/table"
)

// Causes of a [ParseError], for [errors.Is].
var (
	ErrHeader     = csvtext.ErrHeader     // the header is missing, names no known column, or one twice
	ErrDuplicate  = table.ErrDuplicate    // the header names a column twice; an ErrHeader too
	ErrQuote      = csvtext.ErrQuote      // a quote is never closed, or text follows the closing one
	ErrFieldCount = csvtext.ErrFieldCount // the row has more cells than the header has columns
	ErrTooLong    = csvtext.ErrTooLong    // the row or a cell is longer than the options allow
	ErrEncoding   = csvtext.ErrEncoding   // the file is UTF-16
)

// ErrNoColumn is wrapped by [Encoder.Encode]'s error for a row with a value
// that none of the columns written could take.
var ErrNoColumn = table.ErrNoColumn

// ErrMetadata is wrapped by the errors of an [Encoder] whose options name a
// metadata column that cannot be one, or one twice.
var ErrMetadata = errors.New("not a usable metadata column")

// A Position is a place in a file.
type Position struct {
	File   string
	Field  string // a column's name, or ""
	Row    int    // rows below the header count from 1; 0 is the header or the file
	Line   int    // from 1
	Column int    // from 1, in bytes
	Offset int64  // bytes before it
}

// String returns the position as file:line:column.
func (p Position) String() string { return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column) }

// A ParseError says where a file cannot be read, and why. It never holds the
// text of a cell.
type ParseError struct {
	Position
	Final bool  // nothing after it can be read
	Err   error // one of the causes above, perhaps wrapped
}

// Error returns the place, the column if there is one, and the cause.
func (e *ParseError) Error() string {
	if e.Field == "" {
		return fmt.Sprintf("%v: %v", e.Position, e.Err)
	}
	return fmt.Sprintf("%v: %s: %v", e.Position, e.Field, e.Err)
}

// Unwrap returns the cause.
func (e *ParseError) Unwrap() error { return e.Err }

func parseError(f *table.Fault) error {
	return &ParseError{Position: Position(f.Place), Final: f.Final, Err: f.Err}
}
