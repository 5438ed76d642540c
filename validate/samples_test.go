package validate

import (
	"archive/zip"
	"cmp"
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// sample opens a public bundle of OneRoster files from the folder that
// ASM_SAMPLES names. The bundles are not part of the repository, since not all
// of their licences allow that.
func sample(t *testing.T, name string) fs.FS {
	t.Helper()
	root := cmp.Or(os.Getenv("ASM_SAMPLES"), "../../shared/data/oneroster")
	path := filepath.Join(root, filepath.FromSlash(name))
	if _, err := os.Stat(path); err != nil {
		t.Skipf("no public samples: %v", err)
	}
	if !strings.HasSuffix(name, ".zip") {
		return os.DirFS(path)
	}
	z, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { z.Close() })
	return z
}

// Places in public samples, read off the files by hand.
var sampleSpots = []struct {
	sample, problem string
	spots           []spot
}{
	{"edfi-1.1", "manifest.version is 1, as Excel writes 1.0", []spot{
		{"oneroster/manifest-version", "manifest.csv", 2, 18},
	}},
	{"edfi-1.1", "two users have 19 cells under 18 columns", []spot{
		{"oneroster/row-width", "users.csv", 10, 118}, {"oneroster/row-width", "users.csv", 11, 106},
	}},
	{"gospelnerd-school-small", "status and date filled although bulk", []spot{
		{"oneroster/status-in-bulk", "academicSessions.csv", 2, 38}, {"oneroster/status-in-bulk", "academicSessions.csv", 2, 45},
		{"oneroster/status-in-bulk", "users.csv", 80, 38}, {"oneroster/status-in-bulk", "users.csv", 80, 45},
		{"oneroster/status-in-bulk", "enrollments.csv", 547, 38}, {"oneroster/status-in-bulk", "enrollments.csv", 547, 45},
	}},
	{"gospelnerd-school-small", "schoolYear is 2025-2026", []spot{
		{"oneroster/year", "academicSessions.csv", 2, 126},
	}},
	{"gospelnerd-school-small", "lines end in CR LF", []spot{
		{"oneroster/line-ends", "manifest.csv", 1, 19}, {"oneroster/line-ends", "users.csv", 1, 173},
	}},
	{"gospelnerd-district-small/oneroster-district-small.zip", "the same in a district", []spot{
		{"oneroster/status-in-bulk", "orgs.csv", 5, 38}, {"oneroster/status-in-bulk", "enrollments.csv", 1856, 45},
		{"oneroster/year", "academicSessions.csv", 2, 126},
	}},
	{"moodle/Test_full_data_set.zip", "Scheduled in the wrong case", []spot{
		{"oneroster/enum", "classes.csv", 2, 119},
	}},
	{"moodle/Test_full_data_set.zip", "TRUE for true", []spot{
		{"oneroster/boolean", "users.csv", 2, 34}, {"oneroster/boolean", "users.csv", 3, 20}, {"oneroster/boolean", "users.csv", 4, 35},
		{"oneroster/boolean", "users.csv", 5, 34}, {"oneroster/boolean", "users.csv", 6, 38}, {"oneroster/boolean", "users.csv", 7, 34},
	}},
	{"moodle/Test_full_data_set.zip", "status inactive", []spot{
		{"oneroster/enum", "academicSessions.csv", 4, 17},
	}},
	{"moodle/Test_full_data_set.zip", "dates without a time", []spot{
		{"oneroster/datetime-form", "academicSessions.csv", 4, 26}, {"oneroster/datetime-form", "academicSessions.csv", 5, 24},
		{"oneroster/datetime-form", "users.csv", 2, 23}, {"oneroster/datetime-form", "users.csv", 7, 23},
	}},
	{"moodle/Test_full_data_set.zip", "statuses in a bulk file, all but one", []spot{
		{"oneroster/status-in-bulk", "users.csv", 2, 16}, {"oneroster/status-in-bulk", "users.csv", 4, 17},
	}},
	{"moodle/Test_full_data_set.zip", "spaces after the commas of lists", []spot{
		{"oneroster/list-space", "classes.csv", 2, 170}, {"oneroster/list-space", "classes.csv", 2, 198},
	}},
	{"moodle/Test_full_data_set.zip", "the only org is a department", []spot{
		{"oneroster/reference-type", "classes.csv", 2, 138}, {"oneroster/reference-type", "enrollments.csv", 2, 71},
	}},
	{"moodle/Test_full_data_set.zip", "courses and parents that are not there", []spot{
		{"oneroster/reference-file", "classes.csv", 2, 83}, {"oneroster/file-missing", "courses.csv", 0, 0},
		{"oneroster/reference", "orgs.csv", 2, 87},
		{"oneroster/reference", "academicSessions.csv", 3, 90}, {"oneroster/reference", "academicSessions.csv", 6, 90},
	}},
	{"moodle/oneroster_test_data.zip", "TRUE for true", []spot{
		{"oneroster/boolean", "users.csv", 2, 40},
	}},
	{"nicelion", "headers without rows", []spot{
		{"oneroster/file-empty", "orgs.csv", 1, 1}, {"oneroster/file-empty", "academicSessions.csv", 1, 1},
		{"oneroster/file-empty", "courses.csv", 1, 1}, {"oneroster/file-empty", "users.csv", 1, 1},
		{"oneroster/file-empty-optional", "demographics.csv", 1, 1}, {"oneroster/file-empty", "classes.csv", 1, 1},
		{"oneroster/file-empty", "enrollments.csv", 1, 1},
	}},
	{"nicelion", "a file that the manifest calls absent", []spot{
		{"oneroster/manifest-file-absent", "manifest.csv", 12, 21},
	}},
	{"rjeike-5-snapshots", "no manifest", []spot{
		{"oneroster/manifest-missing", "manifest.csv", 0, 0},
	}},
	{"rjeike-5-snapshots", "folders beside the files", []spot{
		{"oneroster/folder", "Step1-UpdateCourse", 0, 0}, {"oneroster/folder", "Step2-AddCourse", 0, 0},
		{"oneroster/folder", "Step3-DeleteCourse", 0, 0}, {"oneroster/folder", "Step4-AddClass", 0, 0},
	}},
	{"rjeike-5-snapshots", "columns missing at the end", []spot{
		{"oneroster/header-missing", "orgs.csv", 1, 1}, {"oneroster/header-missing", "courses.csv", 1, 1},
		{"oneroster/header-missing", "classes.csv", 1, 1}, {"oneroster/header-missing", "enrollments.csv", 1, 1},
	}},
	{"rjeike-5-snapshots", "columns without a name at the end", []spot{
		{"oneroster/header-unknown", "enrollments.csv", 1, 85}, {"oneroster/header-unknown", "enrollments.csv", 1, 86},
		{"oneroster/header-unknown", "enrollments.csv", 1, 87},
	}},
	{"rjeike-5-snapshots", "toBeDeleted in the wrong case", []spot{
		{"oneroster/enum", "classes.csv", 5, 9},
	}},
	{"rjeike-5-snapshots", "dates as in America, TRUE, references that lead nowhere", []spot{
		{"oneroster/date-form", "academicSessions.csv", 2, 55}, {"oneroster/date-form", "academicSessions.csv", 2, 65},
		{"oneroster/boolean", "users.csv", 2, 39},
		{"oneroster/reference", "academicSessions.csv", 2, 75}, {"oneroster/reference", "courses.csv", 2, 39},
		{"oneroster/reference", "users.csv", 2, 44}, {"oneroster/reference", "classes.csv", 2, 87},
		{"oneroster/reference", "classes.csv", 2, 98},
	}},
	{"rjeike-5-snapshots/Step1-UpdateCourse", "a course made inactive", []spot{
		{"oneroster/enum", "courses.csv", 6, 7},
	}},
	{"rjeike-5-snapshots/Step2-AddCourse", "a school year that is not there", []spot{
		{"oneroster/reference", "courses.csv", 6, 39},
	}},
	{"rjeike-5-snapshots/Step3-DeleteCourse", "a status in the wrong case", []spot{
		{"oneroster/enum", "classes.csv", 5, 9},
	}},
	{"rjeike-5-snapshots/Step4-AddClass", "a class in a district", []spot{
		{"oneroster/reference-type", "classes.csv", 6, 92}, {"oneroster/reference", "classes.csv", 6, 99},
	}},
	{"supremelord-templates", "names of 1.0 under a manifest that says 1.1", []spot{
		{"oneroster/header-spelling", "classes.csv", 1, 41}, {"oneroster/header-spelling", "courses.csv", 1, 35},
		{"oneroster/header-spelling", "courses.csv", 1, 83}, {"oneroster/header-spelling", "users.csv", 1, 75},
		{"oneroster/header-spelling", "users.csv", 1, 130}, {"oneroster/header-spelling", "demographics.csv", 1, 1},
		{"oneroster/header-spelling", "demographics.csv", 1, 39}, {"oneroster/header-missing", "academicSessions.csv", 1, 1},
		{"oneroster/header-order", "users.csv", 1, 23}, {"oneroster/header-order", "enrollments.csv", 1, 61},
	}},
	{"supremelord-templates", "columns named ext_", []spot{
		{"oneroster/header-unknown", "orgs.csv", 1, 130}, {"oneroster/header-unknown", "classes.csv", 1, 132},
		{"oneroster/header-unknown", "users.csv", 1, 137}, {"oneroster/header-unknown", "users.csv", 1, 315},
	}},
	{"supremelord-templates", "files without rows", []spot{
		{"oneroster/file-empty", "academicSessions.csv", 1, 1}, {"oneroster/file-empty", "courses.csv", 1, 1},
		{"oneroster/file-empty-optional", "demographics.csv", 1, 1},
	}},
	{"supremelord-templates", "a date with a space before the time, one without a time", []spot{
		{"oneroster/datetime-form", "orgs.csv", 2, 14}, {"oneroster/datetime-form", "classes.csv", 2, 15},
	}},
	{"supremelord-templates", "classes without a course, in a term that is not there", []spot{
		{"oneroster/required", "classes.csv", 2, 42}, {"oneroster/reference", "classes.csv", 2, 71},
	}},
	{"supremelord-templates", "user ids without a type", []spot{
		{"oneroster/user-ids", "users.csv", 2, 34}, {"oneroster/user-ids", "users.csv", 3, 35},
	}},
	{"edfi-1.0", "TRUE and Male, as Excel and people write them", []spot{
		{"oneroster/boolean", "demographics.csv", 2, 28}, {"oneroster/enum", "demographics.csv", 2, 21},
	}},
}

// TestSamples finds what is known to be wrong with public bundles.
func TestSamples(t *testing.T) {
	for _, tt := range sampleSpots {
		t.Run(tt.sample+"/"+strings.ReplaceAll(tt.problem, " ", "_"), func(t *testing.T) {
			report, err := Validate(context.Background(), sample(t, tt.sample), &Options{Limit: -1})
			if err != nil {
				t.Fatal(err)
			}
			for _, want := range tt.spots {
				if !slices.ContainsFunc(report.Findings, func(f Finding) bool { return spotOf(f) == want }) {
					t.Errorf("%s has no finding %v", tt.sample, want)
				}
			}
		})
	}
}

// TestSampleCounts counts the findings of each rule in bundles of which all
// that is wrong is known, so that nothing else is found.
func TestSampleCounts(t *testing.T) {
	rows := 1 + 2 + 42 + 79 + 72 + 42 + 546
	for _, tt := range []struct {
		sample, version string
		counts          map[string]int
	}{
		{"edfi-1.0", "1.0", map[string]int{"oneroster/enum": 8, "oneroster/boolean": 60}},
		{"edfi-1.1", "1.1", map[string]int{"oneroster/manifest-version": 1, "oneroster/row-width": 2}},
		{"gospelnerd-school-small", "1.1", map[string]int{
			"oneroster/line-ends": 8, "oneroster/status-in-bulk": 2 * rows, "oneroster/year": 2}},
		{"nicelion", "1.1", map[string]int{
			"oneroster/line-ends": 8, "oneroster/file-empty": 6, "oneroster/file-empty-optional": 1, "oneroster/manifest-file-absent": 1}},
		{"moodle/oneroster_test_data.zip", "1.2.1", map[string]int{
			"oneroster/line-ends": 10, "oneroster/boolean": 1, "oneroster/delta": 1}},
	} {
		report, err := Validate(context.Background(), sample(t, tt.sample), nil)
		if err != nil {
			t.Fatal(err)
		}
		if report.Version != tt.version {
			t.Errorf("%s: version %s, want %s", tt.sample, report.Version, tt.version)
		}
		for rule, n := range report.Counts {
			if n != tt.counts[rule] {
				t.Errorf("%s: %d findings of %s, want %d", tt.sample, n, rule, tt.counts[rule])
			}
		}
		for rule, n := range tt.counts {
			if report.Counts[rule] != n {
				t.Errorf("%s: %d findings of %s, want %d", tt.sample, report.Counts[rule], rule, n)
			}
		}
	}
}
