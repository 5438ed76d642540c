package convert

import (
	"fmt"
	"strconv"
	"time"

	"github.com/seed-21142606/asm/oneroster"
)

// A schoolYear is the year that the classes of Apple's files are said to be in.
type schoolYear struct {
	year       string
	begin, end oneroster.Date
}

func date(year int, month time.Month) time.Time {
	return time.Date(year, month, 1, 0, 0, 0, 0, time.UTC)
}

// year reads the options that say which school year it is.
func (o *ToOneRosterOptions) year() (schoolYear, error) {
	begin, end, year := o.Begin, o.End, o.SchoolYear
	switch {
	case begin.IsZero() != end.IsZero():
		return schoolYear{}, ErrSchoolYear
	case !begin.IsZero():
		if year == 0 {
			year = end.AddDate(0, 0, -1).Year()
		}
	case year != 0:
		begin, end = date(year-1, time.August), date(year, time.August)
	default:
		begin, end, year = date(2000, time.January), date(2100, time.January), 2099
	}
	y := schoolYear{fmt.Sprintf("%04d", year), oneroster.DateOf(begin), oneroster.DateOf(end)}
	if year < 1 || year > 9999 || begin.Year() < 1 || end.Year() > 9999 || y.begin >= y.end {
		return schoolYear{}, ErrSchoolYear
	}
	return y, nil
}

// id is the sourcedId of the school year.
func (y schoolYear) id() string { return "school-year-" + y.year }

// termID is that of its only term.
func (y schoolYear) termID() string { return "term-" + y.year }

func (c *toOneRoster) writeSessions() error {
	out, err := createRoster[oneroster.AcademicSession](&c.run, c.encoding)
	if err != nil {
		return err
	}
	f := rosterSheet[oneroster.AcademicSession](&c.run)
	session := func(id, title, kind, parent string) error {
		return out.extra(oneroster.AcademicSession{
			SourcedID:       f["sourcedId"].invent(id),
			Title:           f["title"].invent(title),
			Type:            f["type"].invent(kind),
			StartDate:       oneroster.Date(f["startDate"].invent(string(c.year.begin))),
			EndDate:         oneroster.Date(f["endDate"].invent(string(c.year.end))),
			ParentSourcedID: f["parentSourcedId"].invent(parent),
			SchoolYear:      f["schoolYear"].invent(c.year.year),
		})
	}
	if err := session(c.year.id(), "School year "+c.year.year, oneroster.SessionSchoolYear, ""); err != nil {
		return err
	}
	if err := session(c.year.termID(), "Whole year "+c.year.year, oneroster.SessionTerm, c.year.id()); err != nil {
		return err
	}
	return out.close()
}

func (c *toOneRoster) writeManifest() error {
	w, err := c.dst.Create("manifest.csv")
	if err != nil {
		return &FileError{"create", "manifest.csv", err}
	}
	m := oneroster.NewManifest(oneroster.V11, "orgs.csv", "academicSessions.csv", "courses.csv",
		"users.csv", "classes.csv", "enrollments.csv")
	m.SourceName = c.opts.SourceName
	if err := m.Encode(w); err != nil {
		return &FileError{"write", "manifest.csv", err}
	}
	return nil
}

// position is how the place of an instructor is written into an id.
func position(i int) string {
	if i < 9 {
		return "0" + strconv.Itoa(i+1)
	}
	return strconv.Itoa(i + 1)
}
