package validate

func appleEncoding() *Rule {
	return &Rule{
		ID: "apple/encoding",
		Doc: `Files are encoded as UTF-8.

In any other encoding names with accents are broken, or the file cannot be read at all. Choose UTF-8 when exporting; in Excel it is "CSV UTF-8".`,
		Severity: Error, Consequence: UploadRejected,
		Sources: []Source{templateInformation},
		Setup:   encoding,
	}
}

func appleNUL() *Rule {
	return &Rule{
		ID: "apple/nul",
		Doc: `No value holds a zero byte.

A zero byte is no text. It comes from a damaged file or from a field of fixed length in the source. Remove it there.`,
		Severity: Error, Consequence: Unknown,
		Sources: []Source{inferred(templateInformation)},
		Setup:   says("a zero byte; remove it", quirkNUL),
	}
}

func appleByteOrderMark() *Rule {
	return &Rule{
		ID: "apple/byte-order-mark",
		Doc: `Files do not begin with a byte order mark.

The guide does not mention one, and a reader that does not know it takes it for a part of the first column's name. Excel writes one. Save the file without it.`,
		Severity: Info, Consequence: Unknown,
		Sources: []Source{inferred(templateInformation), dataMaker},
		Setup:   says("a byte order mark; save the file without it", quirkBOM),
	}
}

func appleLineEnds() *Rule {
	return &Rule{
		ID: "apple/line-ends",
		Doc: `Lines end in LF alone.

The guide asks for the line ends of UNIX. Many uploaders send CR LF every day, so it is evidently taken. Reported once in each file.`,
		Severity: Info, Consequence: Harmless,
		Sources: []Source{templateInformation, bb2asm},
		Setup:   says("lines end in CR LF; end them in LF", quirkCRLF),
	}
}

func appleNeedlessQuotes() *Rule {
	return &Rule{
		ID: "apple/needless-quotes",
		Doc: `Only values that need them have quotes round them.

The guide wants quotes round a value with a space or a comma and round no other. Uploaders that quote every value work every day. Reported once in each file.`,
		Severity: Info, Consequence: Harmless,
		Sources: []Source{templateInformation, dataMaker},
		Setup:   says("quotes round a value that needs none; leave them out", quirkNeedlessQuotes),
	}
}

func appleQuotes() *Rule {
	return &Rule{
		ID: "apple/quotes",
		Doc: `A quote inside a value is escaped, and the value has quotes round it.

A bare quote can be taken for the beginning of a quoted value, which then takes in the rows that follow. Put straight quotes round the value and a backslash before the quote inside.`,
		Severity: Error, Consequence: UploadRejected,
		Sources: []Source{templateInformation},
		Setup:   says(`a quote inside a value without quotes round it; put quotes round it and write \" inside`, quirkBareQuote),
	}
}

func appleCurlyQuotes() *Rule {
	return &Rule{
		ID: "apple/curly-quotes",
		Doc: `Quotes round a value are straight.

Curly quotes make errors in the upload: they do not hold a value together, and become part of it. A word processor or a phone puts them in. Write straight ones.`,
		Severity: Error, Consequence: UploadRejected,
		Sources: []Source{templateInformation},
		Setup:   says("curly quotes round a value; use straight ones", quirkCurlyQuotes),
	}
}

func appleEscape() *Rule {
	return &Rule{
		ID: "apple/escape",
		Doc: `A quote inside a value is written with a backslash before it, and so is a backslash.

That is what the guide says. Most programs double the quote instead, as RFC 4180 does, and leave a backslash alone; whether School Manager takes that is not known. Write \" and \\.`,
		Severity: Warning, Consequence: Unknown,
		Sources: []Source{templateInformation},
		Setup: func(p *Pass) {
			says(`a quote is escaped by doubling it; write \" instead`, quirkDoubledQuote)(p)
			says(`a backslash that escapes nothing; write \\ if a backslash is meant`, quirkBackslash)(p)
		},
	}
}

func appleLineBreak() *Rule {
	return &Rule{
		ID: "apple/line-break",
		Doc: `No value holds a line break.

The guide allows one with a backslash before it. Hardly any program writes or reads that, and no column has a use for it. Put a space there.`,
		Severity: Warning, Consequence: Unknown,
		Sources: []Source{templateInformation, dataMaker},
		Setup:   says("a line break inside a value; put a space there", quirkLineBreak),
	}
}

func appleBlankLine() *Rule {
	return &Rule{
		ID: "apple/blank-line",
		Doc: `No line is blank.

Every row has to stand for one person or thing; a blank line stands for none. Delete it.`,
		Severity: Warning, Consequence: Unknown,
		Sources: []Source{inferred(templateInformation)},
		Setup:   says("a blank line; delete it", quirkBlankLine),
	}
}

func appleRowWidth() *Rule {
	return &Rule{
		ID: "apple/row-width",
		Doc: `Every row has as many cells as the header has columns.

A row that is too short or too long, even if only by blank cells, shows that something went wrong when it was written: a value may have been lost or be in the wrong column. Write a delimiter between any two columns and none at the end.`,
		Severity: Warning, Consequence: Unknown,
		Sources: []Source{inferred(templateInformation)},
		Setup:   rowWidth,
	}
}

func appleRowUnreadable() *Rule {
	return &Rule{
		ID: "apple/row-unreadable",
		Doc: `Every row can be read.

A quote that is never closed, text after a closing quote, or more values than columns can be understood in more than one way. The row is not checked any further, and what other files say about it leads nowhere. Mend the row.`,
		Severity: Error, Consequence: UploadRejected,
		Sources: []Source{templateInformation},
		Setup:   rowUnreadable,
	}
}
