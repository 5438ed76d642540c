// Package table turns rows of text into records and back, as a table of
// columns says. It knows headers, and nothing about any one format: the
// columns themselves are listed in packages apple and oneroster.
//
// A column names a field of the record by a function that returns its address.
// Since a [Decoder] and an [Encoder] each work on one record of their own, every
// such function is called once per file, not once per row: a row is read by
// storing strings at known addresses.
package table

// A Field is one column of the file whose rows are T.
type Field[T any] struct {
	Name    string
	Aliases []string // other names seen in the wild, in lower case

	// Text is where the column's value goes. A numbered column, one that
	// may be followed by Name_2, Name_3 and so on, has List instead.
	Text func(*T) *string
	List func(*T) *[]string
	Max  int // of a numbered column: how many there may be
}

// A Layout is the columns of a file in the order in which they are written.
type Layout[T any] struct {
	File   string
	Fields []Field[T]
	// Metadata is where columns named metadata.* go, or nil if the format has none.
	Metadata func(*T) *map[string]string
}

// MetadataPrefix begins the names of extension columns.
const MetadataPrefix = "metadata."
