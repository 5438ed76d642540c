package district

import "iter"

// A subject is taught in some grades, each grade's students in groups.
type subject struct {
	code        string
	homeroom    bool
	core        bool // taught to a group by its own teacher
	first, last int  // grades
	title       func(grade int) string
}

// subjects are in the order in which a school lists them.
var subjects = [...]subject{
	{"HR", true, true, 0, 12, plain("Homeroom")},
	{"LIT", false, true, 0, 5, plain("Reading, Writing, and Speaking")},
	{"MAT", false, true, 0, 5, plain("Mathematics")},
	{"MUS", false, false, 0, 5, plain(`Music: "Sing Along"`)},
	{"PE", false, false, 0, 5, plain("Physical Education")},
	{"ENG", false, false, 6, 12, plain("English")},
	{"MAT", false, false, 6, 12, steps("Mathematics", "Pre-Algebra", "Algebra I", "Geometry", "Algebra II", "Pre-Calculus", "Calculus")},
	{"SCI", false, false, 6, 12, steps("Earth Science", "Life Science", "Physical Science", "Biology", "Chemistry", "Physics", "Environmental Science")},
	{"SOC", false, false, 6, 12, steps("Ancient History", "Geography", "Civics", "World History", "U.S. History", "Government, State and Local", "Economics")},
	{"LNG", false, false, 6, 12, steps("Español 1", "Español 2", "Français 1", "Français 2", "中文 1", "中文 2", "Latin, Advanced")},
	{"ART", false, false, 6, 12, plain(`Theater: "Our Town"`)},
}

func plain(title string) func(int) string {
	return func(int) string { return title }
}

func steps(titles ...string) func(int) string {
	return func(grade int) string { return titles[grade-6] }
}

// The class that students of other schools come for.
var guestSubject = subject{code: "CTE", first: 12, last: 12, title: plain("Career & Technical Education")}

// Sizes of groups.
const (
	groupSize = 26
	guestSize = 18
)

// A course is a subject in one grade of one school.
type course struct {
	school  *school
	subject subject
	grade   int
}

// A class is one group of a course.
type class struct {
	course
	index   int // in the district
	section int // from 1
	// The students are places start…end-1 of the cohort first…first+n-1 after
	// shuffling, or of guests if there are any.
	start, end     int
	first, n       int
	stride, offset int
	guests         []int
}

// courses yields the courses of the district, school by school.
func (d *District) courses() iter.Seq[course] {
	return func(yield func(course) bool) {
		for _, s := range d.schools {
			for _, c := range s.courses() {
				if !yield(c) {
					return
				}
			}
		}
	}
}

// courses returns the courses of a school that have students.
func (s *school) courses() []course {
	var all []course
	for grade := s.level.first; grade <= s.level.last; grade++ {
		if _, n := s.cohort(grade); n == 0 {
			continue
		}
		for _, subject := range subjects {
			if subject.first <= grade && grade <= subject.last {
				all = append(all, course{s, subject, grade})
			}
		}
	}
	if len(s.guests) > 0 {
		all = append(all, course{s, guestSubject, guestSubject.last})
	}
	return all
}

// classes yields the classes of the district in the order of its courses.
func (d *District) classes() iter.Seq[class] {
	return func(yield func(class) bool) {
		index := 0
		for course := range d.courses() {
			first, n := course.school.cohort(course.grade)
			size, guests := groupSize, []int(nil)
			if course.subject.code == guestSubject.code {
				guests = course.school.guests
				n, size = len(guests), guestSize
			}
			sections := (n + size - 1) / size
			for section := range sections {
				c := class{course: course, index: index, section: section + 1, first: first, n: n, guests: guests}
				c.start, c.end = section*n/sections, (section+1)*n/sections
				c.stride, c.offset = d.shuffle(course, n)
				if !yield(c) {
					return
				}
				index++
			}
		}
	}
}

// shuffle returns how a course deals a cohort of n into groups: place p is
// student (p*stride+offset) mod n. stride and n have no common factor, so every
// student has one place. What a group's own teacher teaches, and the homeroom,
// keeps the group together.
func (d *District) shuffle(c course, n int) (stride, offset int) {
	if c.subject.core || c.grade < 6 {
		return 1, 0
	}
	luck := d.draw(kindTeaching, c.school.index*16+c.grade, uint64(c.subject.code[0])<<8|uint64(c.subject.code[1]))
	stride = 1 + int(luck%uint64(n))
	for gcd(stride, n) != 1 {
		stride++
	}
	return stride, int((luck >> 32) % uint64(n))
}

func gcd(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// students yields the district's indexes of the students in the class.
func (c class) students() iter.Seq[int] {
	return func(yield func(int) bool) {
		for place := c.start; place < c.end; place++ {
			i := c.first + (place*c.stride+c.offset)%c.n
			if c.guests != nil {
				i = c.guests[place]
			}
			if !yield(i) {
				return
			}
		}
	}
}

// teachers returns one to three teachers of the class's school, the one in
// charge first.
func (d *District) teachers(c class) []int {
	pool := c.school.posts - 1 // without the principal
	lead := c.grade*7 + c.section
	if !c.subject.core {
		lead += int(d.draw(kindTeaching, c.school.index, uint64(c.subject.code[0])) % uint64(pool))
	}
	lead %= pool
	all := []int{lead}
	luck := d.draw(kindClass, c.index, 1)
	if luck%6 == 0 {
		all = append(all, (lead+1)%pool)
	}
	if luck%30 == 0 {
		all = append(all, (lead+2)%pool)
	}
	for i := range all {
		all[i] += c.school.staff + 1
	}
	return all
}
