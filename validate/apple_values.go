package validate

func appleRequired() *Rule {
	return &Rule{
		ID: "apple/required",
		Doc: `A required column has a value in every row.

Which columns are required is said on the guide's page about each template. A value of spaces alone is none. Fill it in, or leave the row out and know that a missing person is deactivated.`,
		Severity: Error, Consequence: UploadRejected,
		Sources: []Source{inferred(studentsPage), inferred(staffPage), inferred(coursesPage), inferred(classesPage), inferred(rostersPage), inferred(locationsPage)},
		Setup:   required,
	}
}

func appleAccountField() *Rule {
	return &Rule{
		ID: "apple/account-field",
		Doc: `A column that Managed Apple Accounts are made from has a value in every row.

If the format of the accounts uses an optional column, such as person_number or sis_username, the column becomes required. Where it is blank the upload fails with MANAGED_ID_GENERATION_FAILED. Name the columns in Options.AccountFields, and fill them in.`,
		Severity: Error, Consequence: UploadRejected,
		Sources: []Source{templateInformation},
		Setup:   accountField,
	}
}

func appleLength() *Rule {
	return &Rule{
		ID: "apple/length",
		Doc: `No value is longer than the guide allows.

Limits are in characters, counted here after composing accents (Unicode normalization form C), which never counts too many. Shorten a name; never shorten a key, but have the source give out shorter ones.`,
		Severity: Error, Consequence: Unknown,
		Sources: []Source{templateInformation},
		Setup:   length,
	}
}

func appleIdentifierCharacters() *Rule {
	allowed := newCharset("-")
	return &Rule{
		ID: "apple/identifier-characters",
		Doc: `Keys consist of letters, digits and hyphens.

The guide says so. Keys with dots, underscores and spaces are uploaded every day all the same, so this is a warning. Do not change the keys of people who have accounts: a new key makes a new account, and the old one is deactivated.`,
		Severity: Warning, Consequence: Unknown,
		Sources: []Source{templateInformation, dataMaker},
		Setup: func(p *Pass) {
			p.each(func(f *file) {
				for _, c := range f.columns {
					if c.identifier {
						p.characters(f, c, allowed, "letters, digits and hyphens")
					}
				}
			})
		},
	}
}

func appleAllowedValues() *Rule {
	return &Rule{
		ID: "apple/allowed-values",
		Doc: `A column with a list of allowed values holds one of them, or nothing.

It is password_policy: 8 for a standard password, 6 or 4 for that many digits, blank to leave the choice to the location. Programs that treat numbers as such write 8.0; write the digit alone.`,
		Severity: Error, Consequence: Unknown,
		Sources: []Source{studentsPage},
		Setup:   allowedValues,
	}
}
