package convert

import "fmt"

// A Position is a place in the source. Rows count from 1 below the header,
// lines and columns from 1, columns in bytes.
type Position struct {
	File   string `json:"file"`
	Field  string `json:"field,omitempty"` // a column's name, or "" for the row
	Row    int    `json:"row"`
	Line   int    `json:"line"`
	Column int    `json:"column"`
}

// String returns the position as file:line:column.
func (p Position) String() string { return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column) }

// A ChangeKind names what happened to a row or a value. The values are stable.
type ChangeKind string

// Kinds of change.
const (
	RowLeftOut     ChangeKind = "row-left-out"    // the row is not part of the result; see Reason
	RowMerged      ChangeKind = "row-merged"      // the row went into another row
	RowMadeUp      ChangeKind = "row-made-up"     // a row that no row of the source stands for
	ValueDropped   ChangeKind = "value-dropped"   // the value has no place in the result
	ValueTruncated ChangeKind = "value-truncated" // the value was cut to the length allowed
	ValueMadeUp    ChangeKind = "value-made-up"   // the source had no value where one is needed
	ValueRecoded   ChangeKind = "value-recoded"   // an id was rewritten by MapID
	NullText       ChangeKind = "null-text"       // the word NULL was read as blank
)

// A Change is one thing that the conversion did beyond copying. It holds
// places and names of columns, never the text of a cell.
type Change struct {
	Kind   ChangeKind
	Reason Reason   // of RowLeftOut
	At     Position // in the source; the zero Position if no single row is the cause
	// File and Field are where in the result the change shows, or "" if nowhere.
	File, Field string
}
