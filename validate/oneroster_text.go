package validate

func oneRosterEncoding() *Rule {
	return &Rule{
		ID: "oneroster/encoding",
		Doc: `Files are encoded as UTF-8.

In any other encoding names with accents are broken, or the file cannot be read at all. Choose UTF-8 when exporting; in Excel it is "CSV UTF-8".`,
		Severity: Error, Consequence: UploadRejected,
		Sources: []Source{binding12, templateInformation},
		Setup:   encoding,
	}
}

func oneRosterNUL() *Rule {
	return &Rule{
		ID: "oneroster/nul",
		Doc: `No value holds a zero byte.

A zero byte is no text. It comes from a damaged file or from a field of fixed length in the source. Remove it there.`,
		Severity: Error, Consequence: Unknown,
		Sources: []Source{inferred(binding12)},
		Setup:   says("a zero byte; remove it", quirkNUL),
	}
}

func oneRosterByteOrderMark() *Rule {
	return &Rule{
		ID: "oneroster/byte-order-mark",
		Doc: `Files do not begin with a byte order mark.

The standard demands that receivers accept one; Apple's guide does not mention it. Save the file without it to be safe.`,
		Severity: Info, Consequence: Unknown,
		Sources: []Source{binding12, inferred(templateInformation)},
		Setup:   says("a byte order mark; save the file without it", quirkBOM),
	}
}

func oneRosterLineEnds() *Rule {
	return &Rule{
		ID: "oneroster/line-ends",
		Doc: `Lines end in LF alone if the bundle goes to School Manager.

The standard goes by RFC 4180 and hence CR LF, Apple's guide asks for the line ends of UNIX. Both are in daily use. Reported once in each file.`,
		Severity: Info, Consequence: Harmless,
		Sources: []Source{templateInformation, rfc4180},
		Setup:   says("lines end in CR LF; Apple asks for LF", quirkCRLF),
	}
}

func oneRosterDelimiter() *Rule {
	return &Rule{
		ID: "oneroster/delimiter",
		Doc: `Values are separated by commas.

The standard goes by RFC 4180 and knows no other delimiter; Apple's guide allows semicolons, in its own templates at least. Programs with a European setting write semicolons. Choose commas.`,
		Severity: Error, Consequence: Unknown,
		Sources: []Source{binding12, rfc4180, templateInformation},
		Setup:   says("values are separated by semicolons; use commas", quirkSemicolon),
	}
}

func oneRosterQuotes() *Rule {
	return &Rule{
		ID: "oneroster/quotes",
		Doc: `A value that holds a quote has quotes round it.

A bare quote can be taken for the beginning of a quoted value, which then takes in the rows that follow. Put quotes round the value and double the one inside.`,
		Severity: Error, Consequence: Unknown,
		Sources: []Source{binding12, rfc4180},
		Setup:   says(`a quote inside a value without quotes round it; put quotes round it and double the one inside`, quirkBareQuote),
	}
}

func oneRosterCurlyQuotes() *Rule {
	return &Rule{
		ID: "oneroster/curly-quotes",
		Doc: `Quotes round a value are straight.

Curly quotes do not hold a value together, and become part of it; Apple's guide says that they make errors in the upload. Write straight ones.`,
		Severity: Error, Consequence: UploadRejected,
		Sources: []Source{templateInformation},
		Setup:   says("curly quotes round a value; use straight ones", quirkCurlyQuotes),
	}
}

func oneRosterEscape() *Rule {
	return &Rule{
		ID: "oneroster/escape",
		Doc: `A quote inside a value is doubled.

That is how RFC 4180 writes it. A backslash before the quote, as in Apple's templates, is read here all the same; other readers lose the rest of the row. Write two quotes.`,
		Severity: Warning, Consequence: Unknown,
		Sources: []Source{binding12, rfc4180},
		Setup: func(p *Pass) {
			says("a quote is escaped by a backslash; double it instead", quirkBackslashQuote)(p)
			says("a backslash in a value in which others escape; it is kept as it is", quirkBackslash)(p)
		},
	}
}

func oneRosterLineBreak() *Rule {
	return &Rule{
		ID: "oneroster/line-break",
		Doc: `No value holds a line break.

The standard forbids it, although RFC 4180 would allow it inside quotes. Put a space there.`,
		Severity: Error, Consequence: Unknown,
		Sources: []Source{binding12},
		Setup:   says("a line break inside a value; put a space there", quirkLineBreak),
	}
}

func oneRosterBlankLine() *Rule {
	return &Rule{
		ID: "oneroster/blank-line",
		Doc: `No line is blank.

A line without values is no row; some readers take it for one with a blank key. Delete it.`,
		Severity: Warning, Consequence: Unknown,
		Sources: []Source{rfc4180, inferred(binding12)},
		Setup:   says("a blank line; delete it", quirkBlankLine),
	}
}

func oneRosterRowWidth() *Rule {
	return &Rule{
		ID: "oneroster/row-width",
		Doc: `Every row has as many cells as the header has columns.

A row that is too short or too long, even if only by blank cells, shows that something went wrong when it was written: a value may have been lost or be in the wrong column. Write a comma between any two columns and none at the end.`,
		Severity: Warning, Consequence: Unknown,
		Sources: []Source{rfc4180, longsight},
		Setup:   rowWidth,
	}
}

func oneRosterRowUnreadable() *Rule {
	return &Rule{
		ID: "oneroster/row-unreadable",
		Doc: `Every row can be read.

A quote that is never closed, text after a closing quote, or more values than columns can be understood in more than one way. The row is not checked any further, and what other files say about it leads nowhere. Mend the row.`,
		Severity: Error, Consequence: RowDropped,
		Sources: []Source{binding12, rfc4180},
		Setup:   rowUnreadable,
	}
}
