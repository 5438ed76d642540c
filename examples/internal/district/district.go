package district

import (
	"fmt"
	"strings"
)

// MaxStudents is the most students a district may have.
const MaxStudents = 10_000_000

// A District is a plan of schools, from which everything else is computed.
// Its memory grows with the number of schools and of students who attend two.
// It does not change and may be used by several goroutines at once.
type District struct {
	seed     uint64
	name     string
	domain   string // under .example
	cultures []culture
	schools  []*school
	students int
	staff    int
}

// New plans a district of the given number of students, from 1 to MaxStudents.
func New(students int, seed uint64) (*District, error) {
	if students < 1 || students > MaxStudents {
		return nil, fmt.Errorf("a district has 1 to %d students, not %d", MaxStudents, students)
	}
	d := &District{seed: seed, cultures: cultures(), students: students}
	d.name = places[d.draw(kindDistrict, 0, 1)%uint64(len(places))]
	d.domain = strings.ReplaceAll(strings.ToLower(d.name), " ", "-") + ".example"
	d.planSchools()
	d.planGuests()
	return d, nil
}

// Name returns the name of the district.
func (d *District) Name() string { return d.name + " School District" }

// Schools, Students and Staff return how many there are.
func (d *District) Schools() int { return len(d.schools) }

// Students returns how many students there are.
func (d *District) Students() int { return d.students }

// Staff returns how many teachers and principals there are.
func (d *District) Staff() int { return d.staff }
