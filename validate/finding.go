package validate

import (
	"encoding/json"
	"fmt"
)

// A Position is a place in a bundle.
type Position struct {
	File   string
	Row    int    // rows below the header count from 1; 0 is the header or the file
	Line   int    // from 1, as an editor counts; 0 for the file as a whole
	Column int    // from 1, in bytes; 0 for the file as a whole
	Field  string // a column's name, or ""
}

// String returns the position as file:line:column, or as file alone if it is
// the file as a whole.
func (p Position) String() string {
	if p.Line == 0 {
		return p.File
	}
	return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column)
}

// A Finding is one breach of a rule. It holds no cell text unless
// [Options.ShowValues] is set.
type Finding struct {
	Rule    *Rule
	At      Position
	Message string     // what is wrong and what to do; no cell text
	Value   string     // the cell, with Options.ShowValues only
	Related []Position // other places that matter, such as a key's first use
}

// String returns the finding as one line, without Value.
func (f Finding) String() string {
	field := ""
	if f.At.Field != "" {
		field = f.At.Field + ": "
	}
	return fmt.Sprintf("%v: %v: %s%s [%s]", f.At, f.Rule.Severity, field, f.Message, f.Rule.ID)
}

// findingJSON is how findings look in a report. The names are stable.
type findingJSON struct {
	Rule        string         `json:"rule"`
	Severity    Severity       `json:"severity"`
	Consequence Consequence    `json:"consequence"`
	File        string         `json:"file"`
	Line        int            `json:"line"`
	Row         int            `json:"row"`
	Column      int            `json:"column"`
	Field       string         `json:"field,omitempty"`
	Message     string         `json:"message"`
	Value       string         `json:"value,omitempty"`
	Related     []positionJSON `json:"related,omitempty"`
}

type positionJSON struct {
	File   string `json:"file"`
	Line   int    `json:"line"`
	Row    int    `json:"row"`
	Column int    `json:"column"`
}

// MarshalJSON returns an object with rule (its ID), severity, consequence,
// file, line, row, column (in bytes), message, and where there is one field
// (the column's name), value and related (objects with file, line, row, column).
func (f Finding) MarshalJSON() ([]byte, error) {
	j := findingJSON{
		Rule: f.Rule.ID, Severity: f.Rule.Severity, Consequence: f.Rule.Consequence,
		File: f.At.File, Line: f.At.Line, Row: f.At.Row, Column: f.At.Column, Field: f.At.Field,
		Message: f.Message, Value: f.Value,
	}
	for _, p := range f.Related {
		j.Related = append(j.Related, positionJSON{p.File, p.Line, p.Row, p.Column})
	}
	return json.Marshal(j)
}
