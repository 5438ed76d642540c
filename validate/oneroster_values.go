package validate

import (
	"fmt"
	"strings"

	"github.com/seed-21142606/asm/oneroster"
)

// Formats of columns that have a rule of their own.
const (
	formGUID     = oneroster.FormatGUID
	formBool     = oneroster.FormatBool
	formDate     = oneroster.FormatDate
	formDateTime = oneroster.FormatDateTime
	formYear     = oneroster.FormatYear
)

// onForm calls test for the cells that are not blank, or the items of lists,
// of all columns of a format. What test returns is reported, unless it is "".
func (p *Pass) onForm(form oneroster.Format, test func(text string) string) {
	p.eachData(func(f *file) {
		for _, c := range f.columns {
			if c.form != form || c.other {
				continue
			}
			var last memo
			p.onCell(f, c, func(cell string) {
				if cell == "" || last.is(cell) {
					return
				}
				if msg := test(cell); msg != "" {
					p.cell(f, c, msg, cell)
					return
				}
				last.set(cell)
			})
		}
	})
}

// A memo remembers a short text that was found good. Neighbouring rows often
// have the same date, and reading one takes longer than comparing two.
type memo struct {
	text [32]byte
	n    int
}

func (m *memo) is(s string) bool { return m.n > 0 && string(m.text[:m.n]) == s }

func (m *memo) set(s string) {
	if m.n = 0; len(s) <= len(m.text) {
		m.n = copy(m.text[:], s)
	}
}

func oneRosterRequired() *Rule {
	return &Rule{
		ID: "oneroster/required",
		Doc: `A required column has a value in every row.

Which columns are required is said in the standard's table of each file; Apple's guide requires some more, which is not checked here. A value of spaces alone is none. Fill it in.`,
		Severity: Error, Consequence: Unknown,
		Sources: []Source{binding12, tables11},
		Setup:   required,
	}
}

func oneRosterStatusInBulk() *Rule {
	return &Rule{
		ID: "oneroster/status-in-bulk",
		Doc: `In a file that the manifest calls bulk, status and dateLastModified are blank.

A bulk file holds what is there now; a status makes sense only where changes are sent. Many exports fill the two columns all the same, and receivers ignore them, so this is a warning. Leave them blank, or say delta in the manifest if the file holds changes.`,
		Severity: Warning, Consequence: Unknown,
		Sources: []Source{binding12},
		Setup: func(p *Pass) {
			p.onStatus(oneroster.ModeBulk, func(f *file, c *column, cell string) {
				if cell != "" {
					p.cell(f, c, "the manifest calls the file bulk; leave the value blank", cell)
				}
			})
		},
	}
}

func oneRosterStatusInDelta() *Rule {
	return &Rule{
		ID: "oneroster/status-in-delta",
		Doc: `In a file that the manifest calls delta, status and dateLastModified are filled.

Without a status nobody knows whether the row is to be added or deleted. Write active or tobedeleted, and when the row was changed.`,
		Severity: Error, Consequence: RowDropped,
		Sources: []Source{binding12},
		Setup: func(p *Pass) {
			p.onStatus(oneroster.ModeDelta, func(f *file, c *column, cell string) {
				if blank(cell) {
					p.cell(f, c, "the manifest calls the file delta; fill the value in", cell)
				}
			})
		},
	}
}

// onStatus calls test for the cells that only a delta file fills, in files of
// the given mode.
func (p *Pass) onStatus(mode oneroster.Mode, test func(f *file, c *column, cell string)) {
	p.eachData(func(f *file) {
		for _, c := range f.columns {
			if c.need == deltaOnly && !c.other && p.run.mode(f.name) == mode {
				p.onCell(f, c, func(cell string) { test(f, c, cell) })
			}
		}
	})
}

func oneRosterAccountField() *Rule {
	return &Rule{
		ID: "oneroster/account-field",
		Doc: `A column that Managed Apple Accounts are made from has a value in every row.

If the format of the accounts uses an optional column, such as identifier, the column becomes required. Where it is blank the upload fails with MANAGED_ID_GENERATION_FAILED. Name the columns in Options.AccountFields, and fill them in.`,
		Severity: Error, Consequence: UploadRejected,
		Sources: []Source{templateInformation},
		Setup:   accountField,
	}
}

func oneRosterLength() *Rule {
	return &Rule{
		ID: "oneroster/length",
		Doc: `No value is longer than Apple allows.

The standard has no such limits, Apple's guide has. They are in characters, counted here after composing accents (Unicode normalization form C), and hold for each item of a list. Shorten a name; never shorten a key, but have the source give out shorter ones.`,
		Severity: Error, Consequence: Unknown,
		Sources: []Source{templateInformation},
		Setup:   length,
	}
}

func oneRosterGUIDCharacters() *Rule {
	const most = 255
	allowed := newCharset(".-_/@")
	return &Rule{
		ID: "oneroster/guid-characters",
		Doc: `A sourcedId consists of 1 to 255 letters, digits, dots, hyphens, underscores, slashes and at signs.

It need not be a UUID. Spaces, colons and braces are not allowed, nor are letters beyond ASCII. Have the source give out other keys; do not change those of people who have accounts.`,
		Severity: Error, Consequence: Unknown,
		Sources: []Source{binding12, longsight},
		Setup: func(p *Pass) {
			p.onForm(formGUID, func(text string) string {
				if i := allowed.index(text); i >= 0 {
					return fmt.Sprintf("the value holds %s; use only letters, digits and . - _ / @", charName(text[i:]))
				}
				if len(text) > most {
					return fmt.Sprintf("the value has %d characters; at most %d are allowed", len(text), most)
				}
				return ""
			})
		},
	}
}

func oneRosterEnum() *Rule {
	return &Rule{
		ID: "oneroster/enum",
		Doc: `A column with a list of words holds one of them.

Letter case counts. From 1.2 on some columns also take words that begin with ext:, which sender and receiver have agreed upon; 1.1 allows no others. Which words a column takes is said in the standard's table of the file.`,
		Severity: Error, Consequence: Unknown,
		Sources: []Source{binding12, tables11},
		Setup:   allowedValues,
	}
}

func oneRosterBoolean() *Rule {
	return &Rule{
		ID: "oneroster/boolean",
		Doc: `A column that takes true or false holds one of the two in lower case, or nothing.

TRUE, True, 0 and 1 are wrong. Excel writes TRUE and FALSE when a file is opened and saved.`,
		Severity: Error, Consequence: Unknown,
		Sources: []Source{binding12, tables11},
		Setup: func(p *Pass) {
			p.onForm(formBool, func(text string) string {
				if _, ok := oneroster.Bool(text).Value(); ok {
					return ""
				}
				return "neither true nor false in lower case"
			})
		},
	}
}

func oneRosterDateForm() *Rule {
	return &Rule{
		ID: "oneroster/date-form",
		Doc: `A date is written as YYYY-MM-DD.

Excel writes dates as the country has it, such as 8/27/2018, when a file is opened and saved.`,
		Severity: Error, Consequence: Unknown,
		Sources: []Source{binding12, tables11},
		Setup: func(p *Pass) {
			p.onForm(formDate, func(text string) string {
				if _, err := oneroster.Date(text).Time(); err != nil {
					return err.Error()
				}
				return ""
			})
		},
	}
}

func oneRosterDateTimeForm() *Rule {
	return &Rule{
		ID: "oneroster/datetime-form",
		Doc: `A date with time is written as YYYY-MM-DDThh:mm:ss.sssZ, in UTC.

A date alone, a space in place of the T, and local time are wrong. Apple's guide shows a date alone for its own use. Fractions of a second may be left out here.`,
		Severity: Error, Consequence: Harmless,
		Sources: []Source{binding12, longsight},
		Setup: func(p *Pass) {
			p.onForm(formDateTime, func(text string) string {
				if _, err := oneroster.DateTime(text).Time(); err != nil || !strings.HasSuffix(text, "Z") {
					return oneroster.ErrDateTime.Error()
				}
				return ""
			})
		},
	}
}

func oneRosterYear() *Rule {
	return &Rule{
		ID: "oneroster/year",
		Doc: `A school year is written as the four digits of the year in which it ends.

The year 2025-2026 is 2026.`,
		Severity: Error, Consequence: Unknown,
		Sources: []Source{binding12, tables11},
		Setup: func(p *Pass) {
			p.onForm(formYear, func(text string) string {
				if len(text) == 4 && strings.Trim(text, "0123456789") == "" {
					return ""
				}
				return "not a year of four digits; write the year in which the school year ends"
			})
		},
	}
}

func oneRosterUserIDs() *Rule {
	return &Rule{
		ID: "oneroster/user-ids",
		Doc: `An item of userIds is written as {type:id}, with one colon.

The type says which system knows the user by that id, such as {LDAP:id} or {LTI:id}. Write it so, or leave the cell blank: nothing at School Manager needs it.`,
		Severity: Error, Consequence: Unknown,
		Sources: []Source{binding12, tables11, longsight},
		Setup: func(p *Pass) {
			OnRow(p, func(at Position, u *oneroster.User) {
				if u.UserIDs == "" || p.Version() == string(oneroster.V10) {
					return
				}
				for item := range u.UserIDs.All() {
					if !isUserID(strings.TrimSpace(item)) {
						at.Field = "userIds"
						p.Report(at, "an item is not of the form {type:id}; write it so, or leave the cell blank", string(u.UserIDs))
						return
					}
				}
			})
		},
	}
}

// isUserID reports whether item is {type:id}, neither of them blank.
func isUserID(item string) bool {
	inner, opened := strings.CutPrefix(item, "{")
	inner, closed := strings.CutSuffix(inner, "}")
	kind, id, found := strings.Cut(inner, ":")
	return opened && closed && found && kind != "" && id != "" && !strings.ContainsAny(inner, "{}") && !strings.Contains(id, ":")
}

func oneRosterListSpace() *Rule {
	return &Rule{
		ID: "oneroster/list-space",
		Doc: `Items of a list have no spaces round them.

Items are separated by a comma alone, and a receiver may take the space for a part of the item: a reference then leads nowhere. Here it is not taken so. Leave the spaces out.`,
		Severity: Warning, Consequence: Unknown,
		Sources: []Source{binding12},
		Setup: func(p *Pass) {
			p.eachData(func(f *file) {
				for _, c := range f.columns {
					if c.list && !c.other {
						p.onCell(f, c, func(cell string) { p.spaces(f, c, cell) })
					}
				}
			})
		},
	}
}

// spaces reports the first item of a list with spaces round it.
func (p *Pass) spaces(f *file, c *column, cell string) {
	if strings.IndexByte(cell, ' ') < 0 {
		return
	}
	n := 0
	for item := range strings.SplitSeq(cell, ",") {
		if n++; strings.TrimSpace(item) != item {
			p.cell(f, c, fmt.Sprintf("item %d has spaces round it; leave them out", n), cell)
			return
		}
	}
}
