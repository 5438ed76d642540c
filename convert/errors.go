package convert

import (
	"errors"
	"fmt"
	"io/fs"
)

// Causes of errors, for [errors.Is].
var (
	// ErrDelta is the cause when the source holds only what has changed. School
	// Manager deactivates whoever is missing from an upload, so that a delta
	// taken for the whole would deactivate nearly everybody.
	ErrDelta = errors.New("a delta, which tells only what has changed; give the last whole bundle as Base, or export in bulk mode")

	// ErrMissingFile is the cause when the source lacks a file without which
	// the result would not be whole. It wraps [fs.ErrNotExist].
	ErrMissingFile error = missingFile{}

	// ErrMissingColumn is the cause when the header lacks a column without which
	// no row of the file has a place in the result: of the keys, say, or of what
	// the rows refer to. Of users.csv role is one if there is no roles.csv.
	ErrMissingColumn = errors.New("the header lacks a required column")

	// ErrOptions is the cause when an option has a value that cannot be meant: a
	// StudentPolicy that there is not, Schools with the sourcedId of no org, or a
	// MapID that gives a blank id or one over Apple's limit.
	ErrOptions = errors.New("the options cannot be meant")

	// ErrIDClash is the cause when the options give two rows the same id: MapID
	// two different ids, or DistrictID the district that of a location.
	ErrIDClash = errors.New("two rows would get the same id; change MapID or DistrictID")

	// ErrSchoolYear is the cause when the options give no possible school year.
	ErrSchoolYear = errors.New("no school year; Begin has to be before End, both or neither have to be set, and years have four digits")

	// ErrUnbalanced is the cause when the sums of a [Ledger] do not agree.
	ErrUnbalanced = errors.New("the ledger does not balance")
)

// A FileError says at which file a conversion failed, and why. The causes are
// ErrDelta, ErrMissingFile, ErrMissingColumn, ErrOptions, ErrIDClash,
// ErrSchoolYear, a ParseError of package apple or oneroster, or an error of the
// source or the destination.
type FileError struct {
	Op   string // "read", "create" or "write"
	File string
	Err  error
}

// Error returns what was done to which file, and the cause.
func (e *FileError) Error() string { return fmt.Sprintf("convert: %s %s: %v", e.Op, e.File, e.Err) }

// Unwrap returns the cause.
func (e *FileError) Unwrap() error { return e.Err }

// missingFile is an fs.ErrNotExist that says which kind of file is not there.
type missingFile struct{}

func (missingFile) Error() string        { return "required file is missing" }
func (missingFile) Is(target error) bool { return target == fs.ErrNotExist }
