package convert

import "slices"

// settlePeople decides who is a student, who is staff, who is left out, and
// where everybody belongs. The enrollments have been read once.
func (c *toApple) settlePeople() {
	for i := range c.users.items {
		c.users.items[i].person = int32(i)
		if c.users.fates[i] == "" {
			c.users.fates[i] = c.settleKind(&c.users.items[i])
		}
	}
	c.mergePeople()
	c.settleKeys()
	c.settlePairs()
	c.settlePlaces()
}

// settleKind decides which file a user goes into, if any. Apple wants a person
// in one file only.
func (c *toApple) settleKind(u *user) Reason {
	if c.opts.PromoteTeachers && u.teaches && u.student && !u.staff {
		u.staff, u.student = true, false
		c.warn(WarnPromoted)
	}
	switch {
	case !u.roles:
		return ReasonNoRole
	case u.staff && u.student:
		c.warn(WarnStudentAndStaff)
		u.goes = staff
	case u.staff:
		u.goes = staff
	case u.student:
		u.goes = student
	default:
		return ReasonRole
	}
	return ""
}

// mergePeople makes one person of the users that MergeBy says are one. A
// member of staff speaks for students, and the first for the rest.
func (c *toApple) mergePeople() {
	if c.opts.MergeBy == MergeNone {
		return
	}
	speaks := map[string]int32{}
	for _, k := range []kind{staff, student} {
		for i := range c.users.items {
			if c.users.in(int32(i)) && c.users.items[i].goes == k && c.canSpeak(int32(i)) {
				if _, taken := speaks[c.names[i].merge]; !taken {
					speaks[c.names[i].merge] = int32(i)
				}
			}
		}
	}
	for i := range c.users.items {
		if !c.users.in(int32(i)) {
			continue
		}
		if person, ok := speaks[c.names[i].merge]; ok {
			c.mergeInto(int32(i), person)
		}
	}
}

// canSpeak reports whether a user has something in common with others, and a
// person_id to speak under: one without would take the others along when it is
// left out.
func (c *toApple) canSpeak(i int32) bool {
	id := c.personID(i)
	return c.names[i].merge != "" && id != "" && !over(id, c.users.limit)
}

func (c *toApple) mergeInto(i, person int32) {
	if i == person {
		return
	}
	u, p := &c.users.items[i], &c.users.items[person]
	u.person, c.users.fates[i] = person, merged
	for _, o := range u.places {
		p.place(o)
	}
	if u.goes == student && p.goes == staff {
		c.warn(WarnStudentAndStaff)
	}
}

// settleKeys leaves out people whose person_id is blank, too long or taken, if
// it is not the sourcedId, of which readUsers has seen to that.
func (c *toApple) settleKeys() {
	if c.opts.PersonKey != ByIdentifier {
		return
	}
	seen := map[string]bool{}
	for i := range c.users.items {
		if !c.users.in(int32(i)) {
			continue
		}
		switch key := c.names[i].key; {
		case key == "":
			c.users.fates[i] = ReasonBlankID
		case over(key, c.users.limit):
			c.users.fates[i] = ReasonLongID
		case seen[key]:
			c.users.fates[i] = ReasonDuplicateID
		default:
			seen[key] = true
		}
	}
}

// personID is what becomes the person_id of a user who is in.
func (c *toApple) personID(i int32) string {
	if c.opts.PersonKey == ByIdentifier {
		return c.names[i].key
	}
	return c.users.ids[i]
}

// person follows a user to the one whose row stands for both, or says why there
// is none.
func (c *toApple) person(i int32) (int32, Reason) {
	p := c.users.items[i].person
	if !c.users.in(p) {
		return -1, ReasonDependent
	}
	return p, ""
}

// settlePlaces finds the locations of everybody: the schools among their orgs,
// else those of their classes, else the district.
func (c *toApple) settlePlaces() {
	studies := c.classPlaces()
	for i := range c.users.items {
		u := &c.users.items[i]
		if !c.users.in(int32(i)) {
			continue
		}
		places, filtered := c.schools(u)
		if u.goes == student && c.opts.AddClassLocations {
			places = appendNew(places, studies[int32(i)])
		}
		if len(places) == 0 && !filtered {
			places = c.fallback(u, studies[int32(i)])
		}
		for _, o := range appendNew(u.places, c.primaryOf(u)) {
			if !slices.Contains(places, c.orgs.items[o].location) {
				u.lost++
			}
		}
		u.places = places
		switch {
		case len(places) > 0:
		case filtered || len(c.opts.Schools) > 0:
			c.users.fates[i] = ReasonFiltered
		default:
			c.users.fates[i] = ReasonNoLocation
		}
	}
	for i := range c.users.items {
		p := c.users.items[i].person
		if c.users.fates[i] == merged && !c.users.in(p) {
			c.users.fates[i] = c.users.fates[p]
		}
	}
}

// primaryOf is what the user's row calls the primary org, if it is there.
func (c *toApple) primaryOf(u *user) []int32 {
	if u.primary < 0 {
		return nil
	}
	return []int32{u.primary}
}

// schools returns the locations that a user's orgs lead to. It is filtered if
// there would be some but for the options. Without KeepDistricts those that are
// no schools do not count as long as there is one that is.
func (c *toApple) schools(u *user) (places []int32, filtered bool) {
	orgs := u.places
	if u.primary >= 0 && (slices.Contains(orgs, u.primary) || !slices.ContainsFunc(orgs, c.isPlace)) {
		orgs = appendNew([]int32{u.primary}, orgs)
	}
	for _, o := range orgs {
		location := c.orgs.items[o].location
		switch {
		case !c.orgs.items[location].school && !c.opts.KeepDistricts:
		case !c.orgs.items[location].kept:
			filtered = true
		default:
			places = appendNew(places, []int32{location})
		}
	}
	return places, filtered
}

// fallback finds a place for somebody who belongs to no school.
func (c *toApple) fallback(u *user, classes []int32) []int32 {
	places := classes
	if len(places) == 0 {
		for _, o := range append([]int32{u.primary}, u.places...) {
			if o >= 0 && c.orgs.items[c.orgs.items[o].location].kept {
				places = []int32{c.orgs.items[o].location}
				break
			}
		}
	}
	if len(places) > 0 {
		c.warn(WarnFallbackLocation)
	}
	return places
}

func appendNew(to, from []int32) []int32 {
	for _, x := range from {
		if !slices.Contains(to, x) {
			to = append(to, x)
		}
	}
	return to
}

// classPlaces returns the locations of the classes that people study or teach
// in, for those who need them.
func (c *toApple) classPlaces() map[int32][]int32 {
	places := map[int32][]int32{}
	add := func(class, who int32, as kind) {
		p, why := c.person(who)
		if why == "" && c.users.items[p].goes == as && c.needsClasses(p) {
			places[p] = appendNew(places[p], []int32{c.classes.items[class].location})
		}
	}
	for _, p := range c.pairs {
		add(p.class(), p.user(), student)
	}
	for _, t := range c.teachings {
		add(t.class, t.user, staff)
	}
	return places
}

func (c *toApple) needsClasses(person int32) bool {
	u := &c.users.items[person]
	if u.goes == student && c.opts.AddClassLocations {
		return true
	}
	return !slices.ContainsFunc(u.places, c.isPlace)
}
