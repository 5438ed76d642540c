package command

import "testing"

func TestRemote(t *testing.T) {
	for _, test := range []struct{ path, dir, name string }{
		{"", "", "roster.zip"}, // the transport knows where School Manager wants it
		{"/", "/", "roster.zip"},
		{"/dropbox", "/dropbox", "roster.zip"},
		{"/dropbox/", "/dropbox", "roster.zip"},
		{"/dropbox/a.zip", "/dropbox", "a.zip"},
		{"/a.ZIP", "/", "a.ZIP"},
		{"/~", ".", "roster.zip"},
		{"/~/", ".", "roster.zip"},
		{"/~/a.zip", ".", "a.zip"},
		{"/~/in/here", "in/here", "roster.zip"},
		{"/~user/x", "/~user/x", "roster.zip"},
	} {
		if dir, name := remote(test.path, "roster.zip"); dir != test.dir || name != test.name {
			t.Errorf("remote(%q) = %q, %q; want %q, %q", test.path, dir, name, test.dir, test.name)
		}
	}
}

func TestParseTarget(t *testing.T) {
	for _, test := range []struct{ to, user, addr string }{
		{"sftp://u@h.example", "u", "h.example:22"},
		{"sftp://u@h.example:2222/x", "u", "h.example:2222"},
		{"sftp://id@sftp.apple.com@upload.example/dropbox", "id@sftp.apple.com", "upload.example:22"},
		{"sftp://id%40sftp.apple.com@upload.example/dropbox", "id@sftp.apple.com", "upload.example:22"},
		{"sftp://u@[::1]:22/", "u", "[::1]:22"},
		{"sftp://u@[::1]/", "u", "[::1]:22"},
	} {
		u, err := parseTarget(test.to)
		if err != nil {
			t.Errorf("%s: %v", test.to, err)
			continue
		}
		if user, addr := u.User.Username(), address(u); user != test.user || addr != test.addr {
			t.Errorf("%s: user %q at %q, want %q at %q", test.to, user, addr, test.user, test.addr)
		}
	}
}
