package convert

import (
	"testing"

	"github.com/seed-21142606/asm/apple"
)

// FuzzToApple converts whatever it is given with whatever options. Either it
// fails with an error, or the result is a bundle whose keys and references hold
// and whose ledger adds up; then it can be converted to OneRoster and back.
func FuzzToApple(f *testing.F) {
	for i, c := range corners {
		b := base.with(c.files)
		f.Add(uint32(i*2654435761), b["manifest"], b["orgs"], b["academicSessions"], b["users"], b["roles"], b["courses"], b["classes"], b["enrollments"])
	}
	f.Fuzz(func(t *testing.T, bits uint32, manifest, orgs, sessions, users, roles, courses, classes, enrollments string) {
		src := bundle{}
		for name, text := range map[string]string{"manifest": manifest, "orgs": orgs, "academicSessions": sessions, "users": users,
			"roles": roles, "courses": courses, "classes": classes, "enrollments": enrollments} {
			if text != "" {
				src[name] = text
			}
		}
		var dst memory
		l, err := ToApple(t.Context(), &dst, src.fs(), fuzzOptions(bits))
		if err != nil {
			return
		}
		out := dst.fs()
		checkLedger(t, l, src.fs(), out)
		checkApple(t, out)
		back, _ := toOneRoster1(t, out, nil)
		toApple1(t, back, &ToAppleOptions{KeepUnused: true, LiteralNull: true})
	})
}

// fuzzOptions reads options from bits.
func fuzzOptions(bits uint32) *ToAppleOptions {
	on := func(i uint) bool { return bits>>i&1 == 1 }
	o := &ToAppleOptions{
		DropDisabled: on(0), DropEmptyClasses: on(1), KeepUnused: on(2), PersonKey: PersonKey(bits >> 3 & 1),
		MergeBy: MergeBy(bits >> 4 & 3), PromoteTeachers: on(6), InstructorOrder: InstructorOrder(bits >> 7 & 1),
		PreferredNames: on(8), StripGradeZero: on(9), PolicyInPassword: on(10), KeepDistricts: on(11),
		AddClassLocations: on(12), DistrictCourses: DistrictCourses(bits >> 13 & 1),
		ClassNumber: ClassNumber(bits >> 14 % 3), LiteralNull: on(16), StudentPolicy: apple.PolicyDefault,
	}
	if on(17) {
		o.AsOf = day
	}
	if on(18) {
		o.Schools = []string{"s1"}
	}
	if on(19) {
		o.InstructorRoles = []string{"aide"}
	}
	if on(20) {
		o.MapID = HashID
	}
	return o
}
