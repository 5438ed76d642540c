package validate

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// This file holds what the rules about single values do, for both formats.

// blank reports whether a cell holds nothing or spaces only.
func blank(cell string) bool {
	return cell == "" || cell[0] <= ' ' && strings.TrimSpace(cell) == ""
}

func required(p *Pass) {
	p.each(func(f *file) {
		for _, c := range f.columns {
			if c.need != always || c.other {
				continue
			}
			p.onCell(f, c, func(cell string) {
				if blank(cell) && f.item == 0 {
					p.cell(f, c, "the value is required; fill it in", cell)
				}
			})
		}
	})
}

// ofPeople reports whether accounts are made from the rows of the file.
func (f *file) ofPeople() bool {
	switch f.name {
	case "students.csv", "staff.csv", "users.csv":
		return true
	}
	return false
}

// accountField demands values in the columns named by Options.AccountFields.
func accountField(p *Pass) {
	p.each(func(f *file) {
		for _, c := range f.columns {
			if !f.ofPeople() || c.need == always || c.other || !slices.Contains(p.run.opts.AccountFields, c.name) {
				continue
			}
			p.onCell(f, c, func(cell string) {
				if blank(cell) && f.item == 0 {
					p.cell(f, c, "the value is part of the format of Managed Apple Accounts; fill it in", cell)
				}
			})
			p.onHeader(func(h *file) {
				if h == f && !c.found {
					p.report(f.top(c.label), "the column is part of the format of Managed Apple Accounts; add and fill it", "")
				}
			})
		}
	})
}

// runesNFC counts the characters of s in normalization form C.
func runesNFC(s string) int {
	if norm.NFC.QuickSpanString(s) == len(s) {
		return utf8.RuneCountInString(s)
	}
	return utf8.RuneCountInString(norm.NFC.String(s))
}

func length(p *Pass) {
	p.each(func(f *file) {
		for _, c := range f.columns {
			if c.maxChars == 0 || c.other {
				continue
			}
			p.onCell(f, c, func(cell string) {
				// No string has more characters than bytes, in form C either.
				if len(cell) > c.maxChars {
					p.measure(f, c, cell)
				}
			})
		}
	})
}

// measure reports a value, or an item of a list, that is over the limit.
func (p *Pass) measure(f *file, c *column, cell string) {
	p.items(c, cell, func(item string, n int) {
		chars := runesNFC(item)
		if chars <= c.maxChars {
			return
		}
		p.cell(f, c, fmt.Sprintf("%s has %d characters; at most %d are allowed", itemName(n), chars, c.maxChars), cell)
	})
}

// itemName speaks of item n of a list, or of the value if n is 0.
func itemName(n int) string {
	if n == 0 {
		return "the value"
	}
	return fmt.Sprintf("item %d", n)
}

// A charset says for each byte whether it is allowed.
type charset [256]bool

func newCharset(extra string) *charset {
	var s charset
	for c := range 256 {
		b := byte(c)
		s[c] = b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || strings.IndexByte(extra, b) >= 0
	}
	return &s
}

// index returns where the first byte is that is not allowed, or -1.
func (s *charset) index(text string) int {
	for i := range len(text) {
		if !s[text[i]] {
			return i
		}
	}
	return -1
}

// characters reports cells with a character other than those allowed.
func (p *Pass) characters(f *file, c *column, allowed *charset, words string) {
	p.onCell(f, c, func(cell string) {
		if i := allowed.index(cell); i >= 0 {
			p.cell(f, c, fmt.Sprintf("the value holds %s; use only %s", charName(cell[i:]), words), cell)
		}
	})
}

// charName tells the kind of the first character of s without showing it.
func charName(s string) string {
	switch s[0] {
	case ' ':
		return "a space"
	case '_':
		return "an underscore"
	case '.':
		return "a dot"
	case '@':
		return "an at sign"
	case '/':
		return "a slash"
	case ':':
		return "a colon"
	case '{', '}':
		return "a brace"
	}
	if s[0] < ' ' || s[0] == 0x7f {
		return "a control character"
	}
	if s[0] >= utf8.RuneSelf {
		return "a character beyond ASCII"
	}
	return "a punctuation mark"
}

func allowedValues(p *Pass) {
	p.each(func(f *file) {
		for _, c := range f.columns {
			if c.values == nil || c.other || c.form == formBool {
				continue
			}
			p.onCell(f, c, func(cell string) {
				if cell == "" || slices.Contains(c.values, cell) {
					return
				}
				p.items(c, cell, func(item string, n int) {
					if !slices.Contains(c.values, item) && !c.extension(item) {
						p.cell(f, c, fmt.Sprintf("%s is none of %s%s", itemName(n), strings.Join(c.values, ", "), c.hint(item)), cell)
					}
				})
			})
		}
	})
}

// hint says in which way a word is nearly right.
func (c *column) hint(word string) string {
	for _, v := range c.values {
		if strings.EqualFold(strings.TrimSpace(word), v) {
			return "; write it in that letter case, without spaces round it"
		}
	}
	return ""
}
