package convert

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/seed-21142606/asm/apple"
	"github.com/seed-21142606/asm/oneroster"
)

// A field is one column of the result, and counts what its values are.
type field struct {
	*Field
	run   *run
	limit int // characters, 0 for none
}

// A sheet is the columns of one file of the result.
type sheet map[string]*field

// appleSheet has the columns of one of Apple's files, with Apple's limits.
func appleSheet[T apple.Record](r *run) sheet {
	s := sheet{}
	for _, c := range apple.Columns[T]() {
		s[c.Name] = &field{r.field(apple.FileName[T](), c.Name), r, c.MaxChars}
	}
	return s
}

// rosterSheet has the columns of one of OneRoster's files. Limits there are
// Apple's own and hold for its reading of them, not for the format.
func rosterSheet[T oneroster.Record](r *run) sheet {
	s := sheet{}
	for _, c := range oneroster.Columns[T]() {
		s[c.Name] = &field{r.field(oneroster.FileName[T](), c.Name), r, 0}
	}
	return s
}

// keep counts a value that is written as it is.
func (f *field) keep(s string) string {
	if s != "" {
		f.Mapped++
	}
	return s
}

// cut shortens text that people read to the limit.
func (f *field) cut(s string) string {
	short := truncate(s, f.limit)
	if len(short) != len(s) {
		f.Truncated++
		f.change(ValueTruncated)
	}
	return f.keep(short)
}

// fit leaves a value out that is over the limit: half an e-mail address or
// user name belongs to nobody, or to somebody else.
func (f *field) fit(s string) string {
	if over(s, f.limit) {
		f.drop()
		return ""
	}
	return f.keep(s)
}

// invent counts a value that the source does not have.
func (f *field) invent(s string) string {
	if s != "" {
		f.MadeUp++
		f.change(ValueMadeUp)
	}
	return s
}

// drop counts a value that is not written.
func (f *field) drop() {
	f.Dropped++
	f.change(ValueDropped)
}

func (f *field) change(k ChangeKind) {
	f.run.change(Change{Kind: k, File: f.File, Field: f.Name}, "")
}

// A lost column is one that the result has no place for.
type lost struct {
	*Field
	run  *run
	text *string
}

// losses returns the cells of *row that the result has no place for, given
// those it has. Their values are the row's as it is read.
func losses[T oneroster.Record](r *run, mapped ...string) func(row *T) {
	var row *T
	var columns []lost
	isMapped := map[string]bool{}
	for _, name := range mapped {
		isMapped[name] = true
	}
	bind := func() {
		columns = columns[:0]
		for _, c := range oneroster.Columns[T]() {
			if !isMapped[c.Name] {
				columns = append(columns, lost{r.field(oneroster.FileName[T](), c.Name), r, c.Text(row)})
			}
		}
	}
	return func(now *T) {
		if now != row {
			row = now
			bind()
		}
		for _, c := range columns {
			if *c.text != "" {
				c.Dropped++
				r.change(Change{Kind: ValueDropped}, c.Name)
			}
		}
	}
}

// over reports whether s has more characters than limit, 0 being no limit.
// Characters are those of the composed form (NFC), so that a letter counts the
// same whether its accent is part of it or follows it.
func over(s string, limit int) bool {
	if limit == 0 || len(s) <= limit || utf8.RuneCountInString(s) <= limit {
		return false
	}
	return utf8.RuneCountInString(norm.NFC.String(s)) > limit
}

// truncate returns s if it is within the limit, or as much of its composed form
// as is, without parting a letter from its accents.
func truncate(s string, limit int) string {
	if !over(s, limit) {
		return s
	}
	var b strings.Builder
	var it norm.Iter
	it.InitString(norm.NFC, s)
	for n := 0; !it.Done(); {
		segment := it.Next()
		if n += utf8.RuneCount(segment); n > limit {
			break
		}
		b.Write(segment)
	}
	return b.String()
}

// HashID returns a name of 32 hexadecimal digits for id, the same each time
// and, for all practical purposes, another one for every id. It fits
// [ToAppleOptions.MapID]; the caller who wants to find ids again keeps a table.
// It hides nothing: whoever can guess an id can hash it.
func HashID(id string) string {
	sum := sha256.Sum256([]byte(id))
	return hex.EncodeToString(sum[:16])
}

// joinID makes an id of parts. If that is over the limit, it is a hash instead:
// to cut it could make two ids one.
func joinID(limit int, parts ...string) string {
	id := strings.Join(parts, "-")
	if over(id, limit) {
		return HashID(id)
	}
	return id
}

// plainID reports whether id consists of what Apple documents for ids: letters,
// digits and hyphens.
func plainID(id string) bool {
	for i := range len(id) {
		c := id[i]
		if (c < '0' || c > '9') && (c|0x20 < 'a' || c|0x20 > 'z') && c != '-' {
			return false
		}
	}
	return true
}
