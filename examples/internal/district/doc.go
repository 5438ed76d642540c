// Package district invents school districts for trying things out: schools,
// classes, teachers and students that do not exist, in the shapes that make
// roster files hard. Names come from many scripts and hold quotes, commas and
// apostrophes; ids are GUIDs or short numbers with leading zeros; some students
// attend two schools and some classes have three teachers.
//
// A district is a pure function of a seed and a number of students. Every
// person, class and id is computed from its index when it is written, so that a
// million students need little more memory than a hundred, and the same seed
// gives the same bytes on every machine. No clock and no shared source of random
// numbers is involved.
//
// All mail domains end in .example, which nobody can own (RFC 2606).
package district
