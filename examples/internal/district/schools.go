package district

import "fmt"

// A level is a kind of school. Grades count from 0, the kindergarten, to 12.
type level struct {
	title       string
	first, last int // grades
}

var (
	campus     = level{"Campus", 0, 12}
	elementary = level{"Elementary School", 0, 5}
	middle     = level{"Middle School", 6, 8}
	high       = level{"High School", 9, 12}
)

func (l level) grades() int { return l.last - l.first + 1 }

// A school holds contiguous ranges of the district's students and staff.
type school struct {
	index        int
	level        level
	id, name     string
	first, size  int   // students first … first+size-1, in the order of their grades
	staff, posts int   // staff staff … staff+posts-1; the first one is the principal
	guests       []int // students of other schools who take a class here
}

// Below smallDistrict students all grades share one campus; above, there are
// five schools at least and one more for every schoolSize students.
const (
	smallDistrict = 200
	schoolSize    = 550
)

// planSchools lays out three elementary schools to one middle and one high
// school, sized by the grades they have and a little luck.
func (d *District) planSchools() {
	levels := []level{campus}
	if d.students >= smallDistrict {
		cycle := [...]level{elementary, middle, high, elementary, elementary}
		levels = nil
		for i := range max(len(cycle), d.students/schoolSize) {
			levels = append(levels, cycle[i%len(cycle)])
		}
	}
	weights, total := d.weights(levels)
	var before uint64
	for i, l := range levels {
		s := &school{index: i, level: l, first: int(before * uint64(d.students) / total)}
		before += weights[i]
		s.size = int(before*uint64(d.students)/total) - s.first
		d.settle(s)
		d.schools = append(d.schools, s)
	}
}

// weights returns each school's share of the students. The middle and the high
// school take in the children of three elementary schools.
func (d *District) weights(levels []level) (weights []uint64, total uint64) {
	for i, l := range levels {
		w := uint64(l.grades()) * (80 + d.draw(kindSchool, i, 1)%40)
		if l != elementary {
			w *= 3
		}
		weights = append(weights, w)
		total += w
	}
	return weights, total
}

// settle gives a school its id, its name and its staff.
func (d *District) settle(s *school) {
	s.id = fmt.Sprintf("%04d", 101+s.index)
	honoree := honorees[(d.draw(kindDistrict, 0, 2)+uint64(s.index)*7)%uint64(len(honorees))]
	s.name = honoree + " " + s.level.title
	s.staff = d.staff
	s.posts = 1 + max(5, s.size/15)
	d.staff += s.posts
}

// planGuests sends some students of the upper grades to a class at another
// high school.
func (d *District) planGuests() {
	for _, home := range d.schools {
		host := d.hostOf(home)
		if host == nil {
			continue
		}
		for i := home.first; i < home.first+home.size; i++ {
			if d.isGuest(home, i) {
				host.guests = append(host.guests, i)
			}
		}
	}
}

// isGuest reports whether student i of a school that has a host is sent there.
func (d *District) isGuest(home *school, i int) bool {
	if grade := home.gradeOf(i); grade != 8 && grade < 11 {
		return false
	}
	return d.draw(kindStudent, i, 1)%20 == 0
}

// hostOf returns the school that takes guests from home, or nil.
func (d *District) hostOf(home *school) *school {
	if home.level != middle && home.level != high {
		return nil
	}
	for step := 1; step < len(d.schools); step++ {
		if s := d.schools[(home.index+step)%len(d.schools)]; s.level == high {
			return s
		}
	}
	return nil
}

// gradeOf returns the grade of the district's student i, who is at s.
func (s *school) gradeOf(i int) int {
	grades := s.level.grades()
	for g := range grades {
		if first, n := s.cohort(s.level.first + g); i < first+n {
			return s.level.first + g
		}
	}
	return s.level.last
}

// cohort returns the students of a grade: n of them from first on.
func (s *school) cohort(grade int) (first, n int) {
	g, grades := grade-s.level.first, s.level.grades()
	first = s.first + s.size*g/grades
	return first, s.first + s.size*(g+1)/grades - first
}
