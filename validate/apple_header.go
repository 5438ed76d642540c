package validate

import (
	"strconv"
	"strings"
)

func appleHeader() *Rule {
	return &Rule{
		ID: "apple/header",
		Doc: `The first row names the columns.

Without a header nobody can tell which value is which. Put the template's header row at the top of the file.`,
		Severity: Error, Consequence: UploadRejected,
		Sources: []Source{templateInformation},
		Setup:   headerUnusable,
	}
}

func appleHeaderDuplicate() *Rule {
	return &Rule{
		ID: "apple/header-duplicate",
		Doc: `No column is in the header twice.

Apple forbids it, and which of the two would count is not known. Keep one of them. Until then the rows of the file cannot be checked.`,
		Severity: Error, Consequence: UploadRejected,
		Sources: []Source{templateInformation},
		Setup:   headerDuplicate,
	}
}

func appleHeaderMissing() *Rule {
	return &Rule{
		ID: "apple/header-missing",
		Doc: `The header has every required column.

The header row must not be changed, and a required column cannot be filled if it is not there. Add it.`,
		Severity: Error, Consequence: UploadRejected,
		Sources: []Source{templateInformation},
		Setup:   headerMissing(func(c *column) bool { return c.need == always }),
	}
}

func appleHeaderIncomplete() *Rule {
	return &Rule{
		ID: "apple/header-incomplete",
		Doc: `The header has the optional columns too.

The header row must not be changed. Uploads without columns that nobody fills have worked, so this is no error; add the column and leave it blank to be safe.`,
		Severity: Warning, Consequence: Unknown,
		Sources: []Source{templateInformation, dataMaker},
		Setup: func(p *Pass) {
			headerMissing(func(c *column) bool { return c.need != always })(p)
			numbersMissing(p)
		},
	}
}

func appleHeaderSpelling() *Rule {
	return &Rule{
		ID: "apple/header-spelling",
		Doc: `Columns have exactly the template's names.

The header row must not be changed. Names in other letter case, with spaces round them, or known from other systems are read here all the same; a name that only looks like one of the template's is not. Write the template's.`,
		Severity: Error, Consequence: UploadRejected,
		Sources: []Source{templateInformation},
		Setup:   headerSpelling,
	}
}

func appleHeaderUnknown() *Rule {
	return &Rule{
		ID: "apple/header-unknown",
		Doc: `The header has no other columns than the template's.

Columns may be added in three files only: location_id_2 to location_id_999 in students.csv and staff.csv, instructor_id_4 to instructor_id_15 in classes.csv. Take the others out; what they hold is not read. The guide also speaks of location_id_2 and so on in locations.csv, where they mean nothing; they are not read either, but not reported.`,
		Severity: Error, Consequence: Unknown,
		Sources: []Source{templateInformation, studentsPage, staffPage, classesPage, locationsPage},
		Setup:   headerUnknown(moreLocations),
	}
}

// moreLocations reports whether name is one of the columns that the guide's page
// about the Locations template allows there.
func moreLocations(f *file, name string) bool {
	number, ok := strings.CutPrefix(name, "location_id_")
	n, err := strconv.Atoi(number)
	return ok && err == nil && f.name == "locations.csv" && n >= 2 && n <= 999
}

func appleHeaderOrder() *Rule {
	return &Rule{
		ID: "apple/header-order",
		Doc: `Columns are in the template's order.

The guide shows the columns in another order than the template files, and uploads in yet another have worked, so the order seems not to matter. The template's is the safe one.`,
		Severity: Info, Consequence: Harmless,
		Sources: []Source{inferred(templateInformation), uploaders},
		Setup:   headerOrder,
	}
}
