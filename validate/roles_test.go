package validate

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

// randomRoles gives random users random roles, and returns the lines of the
// users who have none. Some users are there twice, some have no key.
func randomRoles(t testing.TB, rnd *rand.Rand, base bundle) (b bundle, want []int) {
	b = base.clone()
	users, roles := b.lines("users.csv")[:1], b.lines("roles.csv")[:1]
	of := map[string]bool{}
	for i := range rnd.IntN(60) {
		user := fmt.Sprintf("u-%d", rnd.IntN(30))
		of[user] = true
		roles = append(roles, fmt.Sprintf("r-%d,,,%s,primary,student,,,school-1,", i, user))
	}
	for i := range 1 + rnd.IntN(40) {
		user := fmt.Sprintf("u-%d", rnd.IntN(30))
		if rnd.IntN(20) == 0 {
			user = ""
		}
		users = append(users, fmt.Sprintf("%s,,,true,user%d,,Ada,Lund,,,,,,,,,,,,,,", user, i))
		if user != "" && !of[user] {
			want = append(want, i+2)
		}
	}
	b.put("users.csv", users)
	b.put("roles.csv", roles)
	return b, want
}

func userRoles(t testing.TB, b bundle, opts *Options) []int {
	t.Helper()
	var lines []int
	for _, f := range only(validate(t, b, opts), "oneroster/user-role") {
		if f.At.File != "users.csv" || f.At.Row != f.At.Line-1 || f.At.Column != 1 || f.At.Field != "sourcedId" {
			t.Fatalf("finding at %+v, want a user's sourcedId", f.At)
		}
		lines = append(lines, f.At.Line)
	}
	return lines
}

// TestUserRole compares findings with a plain map, on random users.
func TestUserRole(t *testing.T) {
	base, found := base(t, "oneroster-1.2"), 0
	for seed := range uint64(100) {
		b, want := randomRoles(t, rand.New(rand.NewPCG(seed, 3)), base)
		if got := userRoles(t, b, nil); !slices.Equal(got, want) {
			t.Fatalf("seed %d: found lines %v, want %v", seed, got, want)
		}
		found += len(want)
	}
	if found < 500 {
		t.Errorf("only %d findings in all bundles; the test shows little", found)
	}
}

// TestUserRoleCollide does so with hashes that nearly all collide: a user
// without a role may escape then, but nobody who has one may be accused.
func TestUserRoleCollide(t *testing.T) {
	base := base(t, "oneroster-1.2")
	for seed := range uint64(40) {
		b, want := randomRoles(t, rand.New(rand.NewPCG(seed, 4)), base)
		hash := func(s string) uint64 { return uint64(len(s)+int(s[len(s)-1])%3) << 56 }
		for _, line := range userRoles(t, b, &Options{hash: hash}) {
			if !slices.Contains(want, line) {
				t.Fatalf("seed %d: false finding in line %d", seed, line)
			}
		}
	}
}

// TestUserRoleUnknown takes away what would tell who has a role.
func TestUserRoleUnknown(t *testing.T) {
	spoilt := base(t, "oneroster-1.2").clone()
	spoilt.set("roles.csv", 3, 3, "u-1")
	for name, tt := range map[string]struct {
		spoil func(b bundle)
		want  int
	}{
		"all there":          {func(bundle) {}, 1},
		"no manifest":        {func(b bundle) { delete(b, "manifest.csv") }, 1},
		"roles missing":      {func(b bundle) { delete(b, "roles.csv") }, 0},
		"users missing":      {func(b bundle) { delete(b, "users.csv") }, 0},
		"roles without rows": {func(b bundle) { b.header("roles.csv") }, 3},
		"roles not readable": {func(b bundle) { b.put("roles.csv", []string{"sourcedId,sourcedId", "r-1,u-1"}) }, 0},
		"roles of nobody":    {func(b bundle) { b.replace(t, "roles.csv", "userSourcedId", "person") }, 0},
		"users delta":        {func(b bundle) { b.replace(t, "manifest.csv", "file.users,bulk", "file.users,delta") }, 0},
		"roles delta":        {func(b bundle) { b.replace(t, "manifest.csv", "file.roles,bulk", "file.roles,delta") }, 0},
		"classes delta":      {func(b bundle) { b.replace(t, "manifest.csv", "file.classes,bulk", "file.classes,delta") }, 1},
	} {
		b := spoilt.clone()
		tt.spoil(b)
		if got := userRoles(t, b, nil); len(got) != tt.want {
			t.Errorf("%s: lines %v are reported, want %d", name, got, tt.want)
		}
	}
}

// TestUserRoleSecondLook reads users again only if somebody has no role.
func TestUserRoleSecondLook(t *testing.T) {
	b := base(t, "oneroster-1.2").clone()
	for _, more := range []int{0, 1} {
		c := counting(b)
		if _, err := Validate(context.Background(), c, nil); err != nil {
			t.Fatal(err)
		}
		if got := c.opened["users.csv"] - c.opened["enrollments.csv"]; got != more {
			t.Errorf("users.csv opened %d times more than enrollments.csv, want %d", got, more)
		}
		b.set("roles.csv", 3, 3, "u-1")
	}
}
