package validate

import "github.com/seed-21142606/asm/oneroster"

func oneRosterHeader() *Rule {
	return &Rule{
		ID: "oneroster/header",
		Doc: `The first row names the columns.

Without a header nobody can tell which value is which. Put the standard's header row at the top of the file.`,
		Severity: Error, Consequence: UploadRejected,
		Sources: []Source{binding12, tables11},
		Setup:   headerUnusable,
	}
}

func oneRosterHeaderDuplicate() *Rule {
	return &Rule{
		ID: "oneroster/header-duplicate",
		Doc: `No column is in the header twice.

Names of columns must be unique; which of the two would count is not known. Keep one of them. Until then the rows of the file cannot be checked.`,
		Severity: Error, Consequence: UploadRejected,
		Sources: []Source{binding12, templateInformation},
		Setup:   headerDuplicate,
	}
}

func oneRosterHeaderMissing() *Rule {
	return &Rule{
		ID: "oneroster/header-missing",
		Doc: `The header has every column of the version, used or not.

A column that nobody fills is still in the header, with blank cells below. Add it.`,
		Severity: Error, Consequence: Unknown,
		Sources: []Source{binding12, tables11},
		Setup:   headerMissing(func(*column) bool { return true }),
	}
}

func oneRosterHeaderSpelling() *Rule {
	return &Rule{
		ID: "oneroster/header-spelling",
		Doc: `Columns have exactly the names that the version gives them.

Letter case counts. Names of 1.0 in a later version (grade, termSourcedId, userId, agents, birthdate) and those that Apple's guide spells in its own way (orgSourcedIDs, parentSourceId) are read here all the same; a name that only looks like one of the standard's is not. Write the standard's.`,
		Severity: Error, Consequence: Unknown,
		Sources: []Source{binding12, tables11},
		Setup:   headerSpelling,
	}
}

func oneRosterHeaderUnknown() *Rule {
	return &Rule{
		ID: "oneroster/header-unknown",
		Doc: `Columns that the version does not have are named metadata.something.

That prefix is the only way to add columns. Others are not read, and some receivers refuse the file. Rename them, or take them out.`,
		Severity: Error, Consequence: Unknown,
		Sources: []Source{binding12, tables11},
		Setup:   headerUnknown(func(*file, string) bool { return false }),
	}
}

func oneRosterHeaderOrder() *Rule {
	return &Rule{
		ID: "oneroster/header-order",
		Doc: `Columns are in the standard's order.

The order is fixed, and there are receivers that go by it. Columns named metadata.something come last. In 1.0 the order is not checked.`,
		Severity: Error, Consequence: Unknown,
		Sources: []Source{binding12},
		Setup: func(p *Pass) {
			if p.Version() != string(oneroster.V10) {
				headerOrder(p)
			}
		},
	}
}
