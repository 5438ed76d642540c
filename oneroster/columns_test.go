package oneroster

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Headers typed by hand from the tables of the standard, and for 1.0 from
// files in the field, less their metadata.
var headers = map[Version]map[string]string{
	V10: {
		"academicSessions.csv": "sourcedId,status,dateLastModified,title,type,startDate,endDate,parentSourcedId",
		"orgs.csv":             "sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId",
		"courses.csv":          "sourcedId,status,dateLastModified,schoolYearId,title,courseCode,grade,orgSourcedId,subjects",
		"classes.csv":          "sourcedId,status,dateLastModified,title,grade,courseSourcedId,classCode,classType,location,schoolSourcedId,termSourcedId,subjects",
		"users.csv":            "sourcedId,status,dateLastModified,orgSourcedIds,role,username,userId,givenName,familyName,identifier,email,sms,phone,agents",
		"enrollments.csv":      "sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,primary",
		"demographics.csv":     "userSourcedId,status,dateLastModified,birthdate,sex,americanIndianOrAlaskaNative,asian,blackOrAfricanAmerican,nativeHawaiianOrOtherPacificIslander,white,demographicRaceTwoOrMoreRaces,hispanicOrLatinoEthnicity,countryOfBirthCode,stateOfBirthAbbreviation,cityOfBirth,publicSchoolResidenceStatus",
		"roles.csv":            "",
		"userProfiles.csv":     "",
		"manifest.csv":         "",
	},
	V11: {
		"academicSessions.csv": "sourcedId,status,dateLastModified,title,type,startDate,endDate,parentSourcedId,schoolYear",
		"orgs.csv":             "sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId",
		"courses.csv":          "sourcedId,status,dateLastModified,schoolYearSourcedId,title,courseCode,grades,orgSourcedId,subjects,subjectCodes",
		"classes.csv":          "sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,classType,location,schoolSourcedId,termSourcedIds,subjects,subjectCodes,periods",
		"users.csv":            "sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,userIds,givenName,familyName,middleName,identifier,email,sms,phone,agentSourcedIds,grades,password",
		"enrollments.csv":      "sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate",
		"demographics.csv":     "sourcedId,status,dateLastModified,birthDate,sex,americanIndianOrAlaskaNative,asian,blackOrAfricanAmerican,nativeHawaiianOrOtherPacificIslander,white,demographicRaceTwoOrMoreRaces,hispanicOrLatinoEthnicity,countryOfBirthCode,stateOfBirthAbbreviation,cityOfBirth,publicSchoolResidenceStatus",
		"roles.csv":            "",
		"userProfiles.csv":     "",
		"manifest.csv":         "propertyName,value",
	},
	V120: {
		"academicSessions.csv": "sourcedId,status,dateLastModified,title,type,startDate,endDate,parentSourcedId,schoolYear",
		"orgs.csv":             "sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId",
		"courses.csv":          "sourcedId,status,dateLastModified,schoolYearSourcedId,title,courseCode,grades,orgSourcedId,subjects,subjectCodes",
		"classes.csv":          "sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,classType,location,schoolSourcedId,termSourcedIds,subjects,subjectCodes,periods",
		"users.csv":            "sourcedId,status,dateLastModified,enabledUser,username,userIds,givenName,familyName,middleName,identifier,email,sms,phone,agentSourcedIds,grades,password,userMasterIdentifier,resourceSourcedIds,preferredGivenName,preferredMiddleName,preferredFamilyName,primaryOrgSourcedId,pronouns",
		"enrollments.csv":      "sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate",
		"demographics.csv":     "sourcedId,status,dateLastModified,birthDate,sex,americanIndianOrAlaskaNative,asian,blackOrAfricanAmerican,nativeHawaiianOrOtherPacificIslander,white,demographicRaceTwoOrMoreRaces,hispanicOrLatinoEthnicity,countryOfBirthCode,stateOfBirthAbbreviation,cityOfBirth,publicSchoolResidenceStatus",
		"roles.csv":            "sourcedId,status,dateLastModified,userSourcedId,roleType,role,beginDate,endDate,orgSourcedId,userProfileSourcedId",
		"userProfiles.csv":     "sourcedId,status,dateLastModified,userSourcedId,profileType,vendorId,applicationId,description,credentialType,username,password",
		"manifest.csv":         "propertyName,value",
	},
	V121: {
		"users.csv": "sourcedId,status,dateLastModified,enabledUser,username,userIds,givenName,familyName,middleName,identifier,email,sms,phone,agentSourcedIds,grades,password,userMasterIdentifier,preferredGivenName,preferredMiddleName,preferredFamilyName,primaryOrgSourcedId,pronouns",
	},
}

// headerOf is the standard's header, "" for a file that the version lacks.
// 1.2.1 changed users.csv only.
func headerOf(v Version, file string) string {
	if header, ok := headers[v][file]; ok || v != V121 {
		return header
	}
	return headers[V120][file]
}

var versions = []Version{V10, V11, V120, V121}

// forEach calls a generic test for each record type.
func forEach(t *testing.T, run func(t *testing.T, f anyFile)) {
	for _, f := range []anyFile{
		erase[Org](), erase[AcademicSession](), erase[Course](), erase[User](), erase[UserProfile](),
		erase[Role](), erase[Demographics](), erase[Class](), erase[Enrollment](), erase[Property](),
	} {
		t.Run(f.name, func(t *testing.T) { run(t, f) })
	}
}

// An anyFile is a file's table without its type.
type anyFile struct {
	name    string
	record  reflect.Type
	columns []anyColumn
	in      func(Version) []string // the names of ColumnsIn
}

type anyColumn struct {
	Column[Org] // with a text that is not to be used
	at          func(record any) *string
	nameIn      func(Version) string
	valuesIn    func(Version) []string
}

func erase[T Record]() anyFile {
	f := anyFile{name: FileName[T](), record: reflect.TypeFor[T](), in: func(v Version) []string {
		var names []string
		for _, c := range ColumnsIn[T](v) {
			names = append(names, c.NameIn(v))
		}
		return names
	}}
	for _, c := range Columns[T]() {
		f.columns = append(f.columns, anyColumn{
			Column: Column[Org]{
				Name: c.Name, Aliases: c.Aliases, AppleName: c.AppleName, Required: c.Required, Unique: c.Unique,
				Format: c.Format, List: c.List, Values: c.Values, Extensible: c.Extensible, Refs: c.Refs,
				MaxChars: c.MaxChars, AppleRequired: c.AppleRequired, Doc: c.Doc, Source: c.Source,
				versions: c.versions, name10: c.name10, before: c.before,
			},
			at: func(record any) *string { return c.Text(record.(*T)) }, nameIn: c.NameIn, valuesIn: c.ValuesIn,
		})
	}
	return f
}

func TestHeaders(t *testing.T) {
	forEach(t, func(t *testing.T, f anyFile) {
		for _, v := range versions {
			want := headerOf(v, f.name)
			if got := strings.Join(f.in(v), ","); got != want {
				t.Errorf("%s\n got %s\nwant %s", v, got, want)
			}
		}
	})
}

// Every field of a record has a column, in the order of the struct, whose name
// is the field's in the standard's spelling.
func TestFieldsHaveColumns(t *testing.T) {
	forEach(t, func(t *testing.T, f anyFile) {
		record := reflect.New(f.record)
		n := 0
		for i := range f.record.NumField() {
			field := record.Elem().Field(i)
			name := f.record.Field(i).Name
			if field.Kind() != reflect.String {
				if name != "Metadata" {
					t.Errorf("field %s is no text", name)
				}
				continue
			}
			if n >= len(f.columns) {
				t.Fatalf("field %s has no column", name)
			}
			c := f.columns[n]
			n++
			if got := c.at(record.Interface()); got != field.Addr().Convert(reflect.TypeFor[*string]()).Interface() {
				t.Errorf("column %s does not lead to field %s", c.Name, name)
			}
			if f.name != manifestName && !strings.EqualFold(c.Name, name) {
				t.Errorf("column %s has field %s", c.Name, name)
			}
		}
		if n != len(f.columns) {
			t.Errorf("%d columns for %d fields", len(f.columns), n)
		}
	})
}

func TestTablesAreWhole(t *testing.T) {
	forEach(t, func(t *testing.T, f anyFile) {
		for i, c := range f.columns {
			if !strings.HasSuffix(c.Doc, ".") || !strings.Contains(c.Source, f.name) {
				t.Errorf("%s: doc %q, source %q", c.Name, c.Doc, c.Source)
			}
			if c.Refs != "" && !slices.Contains(AllFileNames(""), c.Refs) {
				t.Errorf("%s refers to %s", c.Name, c.Refs)
			}
			if (c.Refs != "") != (c.Format == FormatRef) && !(f.name == demographicsName && i == 0) {
				t.Errorf("%s: format %q with target %q", c.Name, c.Format, c.Refs)
			}
			if (c.Values != nil) != (c.Format == FormatEnum || c.Format == FormatBool) {
				t.Errorf("%s: format %q with %d words", c.Name, c.Format, len(c.Values))
			}
			if c.Extensible && c.Format != FormatEnum {
				t.Errorf("%s: format %q is extensible", c.Name, c.Format)
			}
			for _, alias := range c.Aliases {
				if alias != strings.ToLower(alias) {
					t.Errorf("%s: alias %s is not in lower case", c.Name, alias)
				}
			}
			for _, other := range []string{c.name10, c.AppleName} {
				if lower := strings.ToLower(other); other != "" && lower != strings.ToLower(c.Name) && !slices.Contains(c.Aliases, lower) {
					t.Errorf("%s: %s is not read", c.Name, other)
				}
			}
		}
	})
}

func TestValuesIn(t *testing.T) {
	for _, test := range []struct {
		file, column string
		version      Version
		want         string
	}{
		{"users.csv", "status", V10, "active inactive tobedeleted"},
		{"users.csv", "status", V11, "active tobedeleted"},
		{"users.csv", "role", V11, "administrator aide guardian parent proctor relative student teacher"},
		{"users.csv", "role", V121, ""},
		{"enrollments.csv", "role", V10, "administrator aide guardian parent proctor relative student teacher"},
		{"enrollments.csv", "role", V11, "administrator proctor student teacher"},
		{"enrollments.csv", "role", V121, "administrator proctor student teacher"},
		{"roles.csv", "role", V120, "aide counselor districtAdministrator guardian parent principal proctor relative siteAdministrator student systemAdministrator teacher"},
		{"roles.csv", "roleType", V121, "primary secondary"},
		{"demographics.csv", "sex", V11, "male female"},
		{"demographics.csv", "sex", V120, "male female unspecified other"},
		{"demographics.csv", "asian", V11, "true false"},
		{"orgs.csv", "type", V11, "department school district local state national"},
		{"academicSessions.csv", "type", V11, "gradingPeriod semester schoolYear term"},
		{"classes.csv", "classType", V11, "homeroom scheduled"},
		{"classes.csv", "title", V11, ""},
	} {
		found := false
		forEach(t, func(t *testing.T, f anyFile) {
			for _, c := range f.columns {
				if f.name == test.file && c.Name == test.column {
					found = true
					if got := strings.Join(c.valuesIn(test.version), " "); got != test.want {
						t.Errorf("%s of %s: %s, want %s", test.column, test.version, got, test.want)
					}
				}
			}
		})
		if !found {
			t.Errorf("no column %s in %s", test.column, test.file)
		}
	}
}

func column[T Record](t *testing.T, name string) Column[T] {
	t.Helper()
	for _, c := range Columns[T]() {
		if c.Name == name {
			return c
		}
	}
	t.Fatalf("no column %s in %s", name, FileName[T]())
	panic("unreachable")
}

func TestAllows(t *testing.T) {
	kind, sex, role := column[Org](t, "type"), column[Demographics](t, "sex"), column[User](t, "role")
	for _, test := range []struct {
		got, want bool
		what      string
	}{
		{kind.Allows(V11, "school"), true, "a word"},
		{kind.Allows(V11, "School"), false, "a word in other case"},
		{kind.Allows(V11, "ext:campus"), false, "an extension in 1.1"},
		{kind.Allows(V120, "ext:campus"), true, "an extension in 1.2.0"},
		{kind.Allows(V121, "ext:campus"), true, "an extension in 1.2.1"},
		{kind.Allows(V121, "ext:"), false, "an empty extension"},
		{kind.Allows(V121, "campus"), false, "an unknown word in 1.2"},
		{sex.Allows(V11, "other"), false, "a word that came with 1.2, in 1.1"},
		{sex.Allows(V121, "other"), true, "a word that came with 1.2"},
		{role.Allows(V11, "ext:coach"), false, "an extension of a closed list"},
		{column[Role](t, "roleType").Allows(V121, "ext:third"), false, "an extension of a closed list in 1.2"},
		{column[Org](t, "name").Allows(V11, "anything"), true, "free text"},
	} {
		if test.got != test.want {
			t.Errorf("%s: %v", test.what, test.got)
		}
	}
}

// Formats, needs and targets, typed by hand from the tables of the standard: an
// exclamation mark for always, a question mark for delta files, [] for a list.
// Every file begins with the three of common, but for its own key.
const common = "status enum ?, dateLastModified datetime ?, "

var facts = map[string]string{
	"academicSessions.csv": "sourcedId guid unique !, " + common +
		"title !, type enum ext !, startDate date !, endDate date !, parentSourcedId ref academicSessions.csv, schoolYear year !",
	"orgs.csv": "sourcedId guid unique !, " + common +
		"name !, type enum ext !, identifier, parentSourcedId ref orgs.csv",
	"courses.csv": "sourcedId guid unique !, " + common +
		"schoolYearSourcedId ref academicSessions.csv, title !, courseCode, grades [], orgSourcedId ref orgs.csv !, subjects [], subjectCodes []",
	"classes.csv": "sourcedId guid unique !, " + common +
		"title !, grades [], courseSourcedId ref courses.csv !, classCode, classType enum ext !, location, " +
		"schoolSourcedId ref orgs.csv !, termSourcedIds ref [] academicSessions.csv !, subjects [], subjectCodes [], periods []",
	"users.csv": "sourcedId guid unique !, " + common +
		"enabledUser boolean !, orgSourcedIds ref [] orgs.csv !, role enum !, username !, userIds [], givenName !, familyName !, " +
		"middleName, identifier, email, sms, phone, agentSourcedIds ref [] users.csv, grades [], password, userMasterIdentifier, " +
		"resourceSourcedIds ref [] resources.csv, preferredGivenName, preferredMiddleName, preferredFamilyName, " +
		"primaryOrgSourcedId ref orgs.csv, pronouns",
	"enrollments.csv": "sourcedId guid unique !, " + common +
		"classSourcedId ref classes.csv !, schoolSourcedId ref orgs.csv !, userSourcedId ref users.csv !, role enum ext !, " +
		"primary boolean, beginDate date, endDate date",
	"demographics.csv": "sourcedId guid unique users.csv !, " + common +
		"birthDate date, sex enum ext, americanIndianOrAlaskaNative boolean, asian boolean, blackOrAfricanAmerican boolean, " +
		"nativeHawaiianOrOtherPacificIslander boolean, white boolean, demographicRaceTwoOrMoreRaces boolean, " +
		"hispanicOrLatinoEthnicity boolean, countryOfBirthCode, stateOfBirthAbbreviation, cityOfBirth, publicSchoolResidenceStatus",
	"roles.csv": "sourcedId guid unique !, " + common +
		"userSourcedId ref users.csv !, roleType enum !, role enum ext !, beginDate date, endDate date, " +
		"orgSourcedId ref orgs.csv !, userProfileSourcedId ref userProfiles.csv",
	"userProfiles.csv": "sourcedId guid unique !, " + common +
		"userSourcedId ref users.csv !, profileType !, vendorId !, applicationId, description, credentialType !, username !, password",
	"manifest.csv": "propertyName unique !, value",
}

func TestFacts(t *testing.T) {
	forEach(t, func(t *testing.T, f anyFile) {
		var got []string
		for _, c := range f.columns {
			words := []string{c.Name, string(c.Format)}
			for _, w := range []struct {
				is   bool
				word string
			}{
				{c.List, "[]"}, {c.Extensible, "ext"}, {c.Unique, "unique"}, {true, c.Refs},
				{c.Required == Always, "!"}, {c.Required == DeltaOnly, "?"},
			} {
				if w.is {
					words = append(words, w.word)
				}
			}
			got = append(got, strings.Join(slices.DeleteFunc(words, func(w string) bool { return w == "" }), " "))
		}
		if diff := cmp.Diff(strings.Split(facts[f.name], ", "), got); diff != "" {
			t.Error(diff)
		}
	})
}

// What Apple's guide says, typed by hand: limits, spelling, required.
func TestApple(t *testing.T) {
	type fact struct {
		column string
		chars  int
		name   string
		need   bool
	}
	want := map[string][]fact{
		"users.csv": {
			{"sourcedId", 256, "", true}, {"orgSourcedIds", 256, "orgSourcedIDs", true}, {"role", 0, "", true},
			{"username", 256, "", true}, {"userIds", 0, "userIDs", false}, {"givenName", 32, "", true}, {"familyName", 64, "", true},
			{"middleName", 32, "", true}, {"identifier", 64, "", true}, {"email", 256, "", false},
			{"agentSourcedIds", 0, "agentSourcedIDs", false}, {"grades", 64, "", true},
		},
		"orgs.csv":    {{"sourcedId", 256, "sourcedID", true}, {"name", 256, "", true}, {"parentSourcedId", 0, "parentSourceId", false}},
		"courses.csv": {{"sourcedId", 256, "sourcedID", true}, {"title", 128, "", false}, {"courseCode", 64, "", false}, {"orgSourcedId", 256, "orgSourcedID", true}},
		"classes.csv": {
			{"sourcedId", 256, "sourcedID", true}, {"courseSourcedId", 256, "courseSourcedID", true},
			{"classCode", 64, "", false}, {"schoolSourcedId", 256, "schoolSourcedID", true},
		},
		"enrollments.csv": {
			{"sourcedId", 256, "sourcedID", true}, {"classSourcedId", 256, "classSourcedID", true},
			{"schoolSourcedId", 256, "schoolSourcedID", false}, {"userSourcedId", 256, "userSourcedID", true}, {"role", 0, "", true},
		},
	}
	forEach(t, func(t *testing.T, f anyFile) {
		var got []fact
		for _, c := range f.columns {
			if f := (fact{c.Name, c.MaxChars, c.AppleName, c.AppleRequired}); f != (fact{column: c.Name}) {
				got = append(got, f)
			}
		}
		if diff := cmp.Diff(want[f.name], got, cmp.AllowUnexported(fact{})); diff != "" {
			t.Error(diff)
		}
	})
}

func TestColumnsAreTheCallers(t *testing.T) {
	columns := Columns[User]()
	role := slices.IndexFunc(columns, func(c Column[User]) bool { return c.Name == "role" })
	columns[role].Values[0] = "changed"
	columns[role].Name = "changed"
	column[User](t, "role").ValuesIn(V11)[0] = "changed"
	if c := column[User](t, "role"); c.Values[0] != RoleAdministrator || c.ValuesIn(V11)[0] != RoleAdministrator {
		t.Error("a caller can change the table")
	}
}

// A schemaColumn is one entry of a machine-readable copy of the standard's
// tables, which is not part of this repository.
type schemaColumn struct{ Name, Required, Format, Detail string }

func readSchema(t *testing.T) map[string]map[string][]schemaColumn {
	path := os.Getenv("ONEROSTER_SCHEMA")
	if path == "" {
		path = filepath.Join("..", "..", "shared", "reference", "oneroster_schema.json")
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Skip("no schema to compare with; name one in ONEROSTER_SCHEMA")
	}
	var schema struct {
		Files map[string]map[string][]schemaColumn
	}
	if err := json.Unmarshal(text, &schema); err != nil {
		t.Fatal(err)
	}
	return schema.Files
}

func TestSchema(t *testing.T) {
	files := readSchema(t)
	all := AllFileNames("")
	if len(all) != len(files) {
		t.Errorf("%d files known, %d in the schema", len(all), len(files))
	}
	for name := range files {
		if !slices.Contains(all, name+".csv") {
			t.Errorf("%s.csv is not known", name)
		}
	}
	compared := 0
	forEach(t, func(t *testing.T, f anyFile) {
		for version, want := range files[strings.TrimSuffix(f.name, ".csv")] {
			for _, v := range map[string][]Version{"both": {V11, V120, V121}, "1.1": {V11}, "1.2": {V120, V121}, "1.2.0": {V120}, "1.2.1": {V121}}[version] {
				var got []schemaColumn
				for _, c := range f.columns {
					if c.In(v) {
						got = append(got, schemaColumn{c.Name, schemaNeed(c), schemaFormat(c), ""})
						checkDetail(t, v, c, want[min(len(got), len(want))-1].Detail)
					}
				}
				want := slices.Clone(want)
				for i := range want {
					want[i].Detail = ""
				}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("%s: %s", v, diff)
				}
				compared++
			}
		}
	})
	if compared != 7*3+2*2 {
		t.Errorf("%d tables compared", compared)
	}
}

func schemaNeed(c anyColumn) string {
	if c.Required == Optional {
		return "no"
	}
	return string(c.Required)
}

func schemaFormat(c anyColumn) string {
	format := map[Format]string{
		FormatString: "String", FormatGUID: "GUID", FormatRef: "Ref", FormatEnum: "Enum", FormatBool: "Enum",
		FormatDate: "Date", FormatDateTime: "DateTime", FormatYear: "Year",
	}[c.Format]
	if c.List {
		return "List<" + format + ">"
	}
	return format
}

// checkDetail compares the words and the target with the schema's free text.
func checkDetail(t *testing.T, v Version, c anyColumn, detail string) {
	switch {
	case c.Format == FormatEnum || c.Format == FormatBool:
		list, _, _ := strings.Cut(strings.TrimSpace(strings.SplitN(strings.SplitN(detail, " (", 2)[0], ";", 2)[0]), " (")
		want, got := strings.Split(list, "|"), c.valuesIn(v)
		slices.Sort(want)
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("%s: %s: words %v, want %v", v, c.Name, got, want)
		}
		if c.Extensible != strings.Contains(detail, "ext:") && v != V11 {
			t.Errorf("%s: %s: extensible %v against %q", v, c.Name, c.Extensible, detail)
		}
	case c.Format == FormatRef:
		if want := strings.Fields(detail)[0] + ".csv"; c.Refs != want {
			t.Errorf("%s: %s refers to %s, want %s", v, c.Name, c.Refs, want)
		}
	}
}
