package validate

// OneRoster returns the rules of OneRoster CSV, of all versions: a rule asks
// the run for the version where it matters. They are fresh copies, to change at
// will.
func OneRoster() []*Rule {
	return forFormat(FormatOneRoster,
		oneRosterManifestMissing(), oneRosterManifestVersion(), oneRosterManifestPropertyMissing(),
		oneRosterManifestPropertyUnknown(), oneRosterManifestPropertyDuplicate(), oneRosterManifestMode(),
		oneRosterManifestFileMissing(), oneRosterManifestFileAbsent(), oneRosterDelta(),
		oneRosterFileMissing(), oneRosterFileName(), oneRosterFileUnexpected(), oneRosterFolder(),
		oneRosterFileEmpty(), oneRosterFileEmptyOptional(),
		oneRosterHeader(), oneRosterHeaderDuplicate(), oneRosterHeaderMissing(),
		oneRosterHeaderSpelling(), oneRosterHeaderUnknown(), oneRosterHeaderOrder(),
		oneRosterEncoding(), oneRosterNUL(), oneRosterByteOrderMark(), oneRosterLineEnds(), oneRosterDelimiter(),
		oneRosterQuotes(), oneRosterCurlyQuotes(), oneRosterEscape(), oneRosterLineBreak(), oneRosterBlankLine(),
		oneRosterRowWidth(), oneRosterRowUnreadable(),
		oneRosterRequired(), oneRosterStatusInBulk(), oneRosterStatusInDelta(), oneRosterAccountField(),
		oneRosterLength(), oneRosterGUIDCharacters(), oneRosterEnum(), oneRosterBoolean(), oneRosterDateForm(),
		oneRosterDateTimeForm(), oneRosterYear(), oneRosterUserIDs(), oneRosterListSpace(),
		oneRosterUnique(), oneRosterReference(), oneRosterReferenceFile(), oneRosterReferenceType(), oneRosterUserRole(),
	)
}

var (
	binding12  = Source{"OneRoster CSV Binding 1.2", "https://www.imsglobal.org/spec/oneroster/v1p2/bind/csv", whenRead, Documented}
	tables11   = Source{"OneRoster CSV Tables 1.1", "https://www.imsglobal.org/oneroster-v11-final-csv-tables", whenRead, Documented}
	rfc4180    = Source{"RFC 4180, Common Format and MIME Type for CSV Files", "https://www.rfc-editor.org/rfc/rfc4180", whenRead, Documented}
	longsight  = Source{"LongsightGroup/oneroster, which passes the official test packages of 1.2.1", "https://github.com/LongsightGroup/oneroster", whenRead, Observed}
	mockRoster = Source{"vossen-adobe/mockroster, with an export by ClassLink", "https://github.com/vossen-adobe/mockroster", whenRead, Observed}
)
