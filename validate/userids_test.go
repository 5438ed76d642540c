package validate

import "testing"

func TestIsUserID(t *testing.T) {
	for item, want := range map[string]bool{
		"{LDAP:1}": true, "{Fed:a b}": true, "{L:x-y_z.1}": true,
		"": false, "1": false, "{LDAP}": false, "LDAP:1": false, "{LDAP:1": false, "LDAP:1}": false,
		"{:1}": false, "{LDAP:}": false, "{a:b:c}": false, "{{a:b}}": false, "{a:b}{c:d}": false,
	} {
		if isUserID(item) != want {
			t.Errorf("%q: %v, want %v", item, !want, want)
		}
	}
}
