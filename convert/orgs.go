package convert

import (
	"fmt"
	"slices"
	"strings"

	"github.com/seed-21142606/asm/apple"
	"github.com/seed-21142606/asm/oneroster"
)

// An org is what is remembered of a row of orgs.csv.
type org struct {
	school   bool
	location int32 // the org that is the location of what belongs to this one
	reached  bool  // something in the result is there
	kept     bool  // the options ask for it as a location
}

// readOrgs remembers the orgs and finds the location of each: the nearest
// school at or above it, or if there is none the org itself.
func (c *toApple) readOrgs() error {
	var parents []string
	err := each(&c.run, rosterFile[oneroster.Org](), func(o *oneroster.Org, n int) error {
		item, ok := c.orgs.claim(o.SourcedID, n, deleted(o.Status))
		for len(parents) < len(c.orgs.ids) {
			parents = append(parents, "")
		}
		if ok {
			parents[item] = strings.Clone(o.ParentSourcedID)
			c.orgs.items[item].school = c.isSchool(o.Type)
		}
		return nil
	})
	if err != nil {
		return err
	}
	c.settleLocations(parents)
	return c.keepSchools()
}

// keepSchools takes note of the locations that the options ask for. One that
// is not there is a slip: taken for what it says it would leave everybody out.
func (c *toApple) keepSchools() error {
	for i := range c.orgs.items {
		c.orgs.items[i].kept = len(c.opts.Schools) == 0 || slices.Contains(c.opts.Schools, c.orgs.ids[i])
	}
	for i, id := range c.opts.Schools {
		if _, why := c.orgs.find(id); why == ReasonDangling {
			return &FileError{"read", "orgs.csv", fmt.Errorf("%w: Schools[%d] is the sourcedId of no org", ErrOptions, i)}
		}
	}
	return nil
}

// isSchool takes the types above and below schools for what they are, and any
// other for a school: what two parties agreed upon, too (ext:).
func (c *toApple) isSchool(kind string) bool {
	switch strings.ToLower(kind) {
	case oneroster.OrgSchool:
		return true
	case oneroster.OrgDistrict, oneroster.OrgDepartment, oneroster.OrgLocal, oneroster.OrgState, oneroster.OrgNational:
		return false
	}
	c.warn(WarnOrgType)
	return true
}

// settleLocations climbs from each org to a school. No org is passed twice, so
// that neither a ring of parents nor a very long chain of them holds it up.
func (c *toApple) settleLocations(parents []string) {
	const none = -1
	passed := make([]bool, len(parents))
	var path []int32
	for i := range c.orgs.items {
		path = path[:0]
		school, at := int32(none), int32(i)
		for school == none && !passed[at] {
			passed[at] = true
			path = append(path, at)
			c.orgs.items[at].location = none
			if c.orgs.items[at].school {
				school = at
			} else if up, why := c.orgs.find(parents[at]); why == "" {
				at = up
			}
		}
		if school == none {
			school = c.orgs.items[at].location
		}
		for _, o := range path {
			c.orgs.items[o].location = school
		}
	}
	for i := range c.orgs.items {
		if o := &c.orgs.items[i]; o.location == none {
			o.location = int32(i)
		}
	}
}

// isPlace reports whether the org's location is a school.
func (c *toApple) isPlace(o int32) bool { return c.orgs.items[c.orgs.items[o].location].school }

// locationOf returns the location that a reference to an org leads to.
func (c *toApple) locationOf(id string) (int32, Reason) {
	o, why := c.orgs.find(id)
	if why != "" {
		return -1, why
	}
	return c.orgs.items[o].location, ""
}

// reach makes a location part of the result.
func (c *toApple) reach(location int32) { c.orgs.items[location].reached = true }

// settleOrgs decides which orgs become locations. Those whose people belong to
// the school above are merged into it.
func (c *toApple) settleOrgs() {
	for i := range c.orgs.items {
		o := &c.orgs.items[i]
		switch {
		case c.orgs.fates[i] != "":
		case o.reached:
		case o.location != int32(i):
			c.orgs.fates[i] = merged
		case !o.kept:
			c.orgs.fates[i] = ReasonFiltered
		case c.opts.KeepUnused && o.school:
			o.reached = true
		default:
			c.orgs.fates[i] = ReasonUnused
		}
	}
	for i := range c.orgs.items {
		o := &c.orgs.items[i]
		if c.orgs.fates[i] == merged && !c.orgs.items[o.location].reached {
			c.orgs.fates[i] = ReasonUnused
		}
	}
}

func (c *toApple) writeLocations() error {
	out, err := createApple[apple.Location](&c.run, 1)
	if err != nil {
		return err
	}
	f := appleSheet[apple.Location](&c.run)
	rest := losses[oneroster.Org](&c.run, "sourcedId", "status", "name")
	ids := c.ids(f["location_id"])
	err = each(&c.run, rosterFile[oneroster.Org](), func(o *oneroster.Org, n int) error {
		item, fate := c.orgs.row(n)
		if fate != "" {
			c.settle(fate)
			return nil
		}
		rest(o)
		row := apple.Location{LocationName: f["location_name"].cut(o.Name)}
		if row.LocationName == "" {
			row.LocationName = f["location_name"].invent(c.orgs.ids[item])
		}
		if row.LocationID, err = ids.key(c.orgs.ids[item]); err != nil {
			return err
		}
		return out.row(row)
	})
	if err != nil {
		return err
	}
	return out.close()
}
