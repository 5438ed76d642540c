package validate

// Apple returns the rules of Apple's format. They are fresh copies, to change
// at will.
func Apple() []*Rule {
	return forFormat(FormatApple,
		appleFileMissing(), appleFileName(), appleFileUnexpected(), appleFolder(), appleFileEmpty(), appleNobody(),
		appleHeader(), appleHeaderDuplicate(), appleHeaderMissing(), appleHeaderIncomplete(),
		appleHeaderSpelling(), appleHeaderUnknown(), appleHeaderOrder(),
		appleEncoding(), appleNUL(), appleByteOrderMark(), appleLineEnds(), appleNeedlessQuotes(),
		appleQuotes(), appleCurlyQuotes(), appleEscape(), appleLineBreak(), appleBlankLine(),
		appleRowWidth(), appleRowUnreadable(),
		appleRequired(), appleAccountField(), appleLength(), appleIdentifierCharacters(), appleAllowedValues(),
		appleUnique(), applePersonIDUnique(), appleReference(),
	)
}

// forFormat makes rules that do nothing in bundles of another format.
func forFormat(format Format, rules ...*Rule) []*Rule {
	for _, r := range rules {
		setup := r.Setup
		r.Setup = func(p *Pass) {
			if p.Format() == format {
				setup(p)
			}
		}
	}
	return rules
}

const (
	guide     = "Apple School Manager User Guide, "
	guideURL  = "https://support.apple.com/guide/apple-school-manager/"
	whenRead  = "2026-11-22"
	templates = "Template information for importing data"
)

// Pages of the guide, and what those who upload do in practice.
var (
	templateInformation = Source{guide + templates, guideURL + "axm46d50f6bf/web", whenRead, Documented}
	studentsPage        = Source{guide + "Use the Apple Students template", guideURL + "axm1bd5a3b1e/web", whenRead, Documented}
	staffPage           = Source{guide + "Use the Apple Staff template", guideURL + "axm79e293c37/web", whenRead, Documented}
	classesPage         = Source{guide + "Use the Apple Classes template", guideURL + "axm0e48f1bbe/web", whenRead, Documented}
	coursesPage         = Source{guide + "Use the Apple Courses template", guideURL + "axm5629a4fe4/web", whenRead, Documented}
	rostersPage         = Source{guide + "Use the Apple Rosters template", guideURL + "axmca8275369/web", whenRead, Documented}
	locationsPage       = Source{guide + "Use the Apple Locations template", guideURL + "axm230e24905/web", whenRead, Documented}
	editAccountsPage    = Source{guide + "Edit Managed Apple Accounts", guideURL + "axm32d9a60b7/web", whenRead, Documented}

	// Programs that upload to School Manager every day, and what they send.
	uploaders = Source{"univention/apple-school-manager, a connector in use since 2018", "https://github.com/univention/apple-school-manager", whenRead, Observed}
	bb2asm    = Source{"jdkca/bb2asm, an uploader in use", "https://github.com/jdkca/bb2asm", whenRead, Observed}
	dataMaker = Source{"Borega/asm-data-creator, an uploader in use", "https://github.com/Borega/asm-data-creator", whenRead, Observed}
)

// inferred is a source that a rule draws a conclusion from.
func inferred(s Source) Source {
	s.Basis = Inferred
	return s
}
