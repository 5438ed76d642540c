package convert

import (
	"slices"
	"strings"

	"github.com/seed-21142606/asm/oneroster"
)

// A kind is the file that a person goes into.
type kind uint8

const (
	nobody kind = iota
	student
	staff
)

// A user is what is remembered of a row of users.csv.
type user struct {
	student, staff bool    // has a role of that kind
	roles          bool    // has any role
	teaches        bool    // has an enrollment as a teacher
	goes           kind    // decided by both
	primary        int32   // org, or -1
	lost           int32   // how many orgs it names that give no location
	leading        int32   // how many of places are those of primary roles
	person         int32   // the user whose row stands for this one too
	places         []int32 // orgs, and once settled locations, in order
}

// defaultStaff are the roles of staff if the options name none.
var defaultStaff = []string{
	oneroster.RoleTeacher, oneroster.RoleAide, oneroster.RoleCounselor, oneroster.RolePrincipal,
	oneroster.RoleAdministrator, oneroster.RoleSiteAdministrator,
	oneroster.RoleDistrictAdministrator, oneroster.RoleSystemAdministrator,
}

// has reports whether list holds word in any letter case.
func has(list []string, word string) bool {
	return slices.ContainsFunc(list, func(s string) bool { return strings.EqualFold(s, word) })
}

// kindOf returns the file for people in that role.
func (c *toApple) kindOf(role string) kind {
	list := c.opts.StaffRoles
	if list == nil {
		list = defaultStaff
	}
	switch {
	case has(list, role):
		return staff
	case strings.EqualFold(role, oneroster.RoleStudent):
		return student
	}
	return nobody
}

// take notes a role of the user's.
func (u *user) take(k kind) {
	u.roles = true
	u.student = u.student || k == student
	u.staff = u.staff || k == staff
}

// readUsers remembers the users.
func (c *toApple) readUsers() error {
	as := rosterFile[oneroster.User]()
	if !c.hasRoles && !c.is12() {
		as.needs = append(slices.Clone(as.needs), "role") // else all would be students
	}
	return each(&c.run, as, func(u *oneroster.User, n int) error {
		fate := deleted(u.Status)
		switch {
		case fate != "":
		case c.opts.DropDisabled && strings.EqualFold(string(u.EnabledUser), string(oneroster.False)):
			fate = ReasonDisabled
		case c.opts.KeepUser != nil && !c.opts.KeepUser(u):
			fate = ReasonFiltered
		}
		item, ok := c.users.claim(u.SourcedID, n, fate)
		if ok {
			c.users.items[item] = c.newUser(u)
			c.noteNames(item, u)
		}
		return nil
	})
}

func (c *toApple) newUser(row *oneroster.User) user {
	u := user{primary: -1}
	switch {
	case row.Role != "":
		u.take(c.kindOf(row.Role))
	case !c.hasRoles:
		// Apple School Manager User Guide, "Use the OneRoster Users template":
		// a blank role means student.
		u.take(student)
		c.warn(WarnBlankRole)
	}
	for id := range row.OrgSourcedIDs.All() {
		c.put(&u, id, false)
	}
	if row.PrimaryOrgSourcedID != "" {
		if u.primary = c.org(row.PrimaryOrgSourcedID); u.primary < 0 {
			u.lost++
		}
	}
	return u
}

// org finds the org that a user's or a role's list names, or -1. What leads
// nowhere is warned about; that the org was deleted is not news.
func (c *toApple) org(id string) int32 {
	id = strings.TrimSpace(id)
	o, why := c.orgs.find(id)
	switch {
	case why == "":
		return o
	case why == ReasonDangling && id != "":
		c.warn(WarnDanglingOrg)
	}
	return -1
}

// put adds an org that a user's or a role's row names.
func (c *toApple) put(u *user, id string, primary bool) {
	switch o := c.org(id); {
	case o < 0:
		if id != "" {
			u.lost++
		}
	case primary:
		u.lead(o)
	default:
		u.place(o)
	}
}

// place adds an org.
func (u *user) place(o int32) {
	if !slices.Contains(u.places, o) {
		u.places = append(u.places, o)
	}
}

// lead adds the org of a primary role, before those of other roles.
func (u *user) lead(o int32) {
	if slices.Contains(u.places[:u.leading], o) {
		return
	}
	if i := slices.Index(u.places, o); i >= 0 {
		u.places = slices.Delete(u.places, i, i+1)
	}
	u.places = slices.Insert(u.places, int(u.leading), o)
	u.leading++
}

// names are the values of a user by which people are told apart, as far as the
// options ask for them.
type names struct {
	key   string // what becomes person_id
	merge string // what users of one person have in common
}

func (c *toApple) noteNames(item int32, row *oneroster.User) {
	if c.opts.PersonKey == BySourcedID && c.opts.MergeBy == MergeNone {
		return
	}
	for len(c.names) <= int(item) {
		c.names = append(c.names, names{})
	}
	n := &c.names[item]
	*n = names{key: strings.Clone(row.Identifier)}
	switch c.opts.MergeBy {
	case MergeUsername:
		n.merge = strings.Clone(row.Username)
	case MergeEmail:
		n.merge = strings.ToLower(strings.Clone(row.Email))
	case MergeIdentifier:
		n.merge = n.key
	}
}

// readRoles adds what roles.csv of 1.2 says about the users.
func (c *toApple) readRoles() error {
	if !c.hasRoles {
		return nil
	}
	return each(&c.run, rosterFile[oneroster.Role](), func(r *oneroster.Role, _ int) error {
		item, fate := c.roleFate(r)
		if item < 0 || (fate != merged && fate != ReasonRole) {
			return nil
		}
		u := &c.users.items[item]
		u.take(c.kindOf(r.Role))
		if fate == ReasonRole {
			return nil
		}
		c.put(u, r.OrgSourcedID, strings.EqualFold(r.RoleType, oneroster.RoleTypePrimary))
		return nil
	})
}

// roleFate judges a row of roles.csv; one that counts is merged into its user.
func (c *toApple) roleFate(r *oneroster.Role) (int32, Reason) {
	if why := deleted(r.Status); why != "" {
		return -1, why
	}
	item, why := c.users.find(r.UserSourcedID)
	switch {
	case why == ReasonDangling:
		return -1, why
	case c.kindOf(r.Role) == nobody:
		return item, ReasonRole
	case why != "":
		return -1, why
	case !c.current(r.BeginDate, r.EndDate):
		return -1, ReasonNotCurrent
	}
	return item, merged
}

// settleRoles accounts for the rows of roles.csv once it is known who is in.
func (c *toApple) settleRoles() error {
	if !c.hasRoles {
		return nil
	}
	rest := losses[oneroster.Role](&c.run, "sourcedId", "status", "userSourcedId", "roleType", "role", "orgSourcedId")
	return each(&c.run, rosterFile[oneroster.Role](), func(r *oneroster.Role, _ int) error {
		_, fate := c.roleFate(r)
		if fate == merged {
			rest(r)
		}
		c.settle(fate)
		return nil
	})
}
