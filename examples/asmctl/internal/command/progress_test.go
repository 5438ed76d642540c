package command

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"
)

func TestMeter(t *testing.T) {
	for _, test := range []struct {
		reason   string
		terminal bool
		lasts    time.Duration
		shows    bool
	}{
		{"a moment", true, 0, false},
		{"longer than a moment", true, 3 * patience, true},
		{"longer, without a terminal", false, 3 * patience, false},
	} {
		for _, total := range []int64{1000, -1, 0} {
			synctest.Test(t, func(t *testing.T) {
				var out bytes.Buffer
				c := &runner{env: Env{Err: &out, Progress: test.terminal}}
				m := c.meter("Reading", total)
				m.add(100)
				time.Sleep(test.lasts)
				m.add(100)
				m.reach(5000, total) // more than there was to be
				m.stop()
				if shows := bytes.Contains(out.Bytes(), []byte("Reading")); shows != (test.shows && total != 0) {
					t.Errorf("%s: a bar is shown: %v, want %v\n%q", test.reason, shows, test.shows, out.String())
				}
				after := out.Len()
				m.add(100)
				m.stop()
				if out.Len() != after {
					t.Errorf("%s: writes after its end", test.reason)
				}
			})
		}
	}
}

// What is read is counted, and reading ends with the context.
func TestMeteredFS(t *testing.T) {
	files := fstest.MapFS{"a.csv": {Data: make([]byte, 1000)}, "b.csv": {Data: make([]byte, 234)}, "c/d.csv": {Data: make([]byte, 9)}}
	if got := weight(files); got != 1234 {
		t.Errorf("weight %d, want 1234", got)
	}
	ctx, cancel := context.WithCancel(t.Context())
	m := (&runner{env: Env{}}).meter("", -1)
	metered := meteredFS{files, ctx, m}
	if err := fstest.TestFS(metered, "a.csv", "b.csv", "c/d.csv"); err != nil {
		t.Error(err)
	}
	m.done = 0
	if _, err := fs.ReadFile(metered, "a.csv"); err != nil || m.done != 1000 {
		t.Errorf("counted %d bytes, want 1000 (%v)", m.done, err)
	}
	f, err := metered.Open("a.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	cancel()
	if _, err := io.ReadAll(f); !errors.Is(err, context.Canceled) {
		t.Errorf("reading after the end: %v", err)
	}
}

func TestWords(t *testing.T) {
	for _, test := range []struct{ got, want string }{
		{number(0), "0"},
		{number(999), "999"},
		{number(1000), "1,000"},
		{number(1234567), "1,234,567"},
		{number(-1000), "-1,000"},
		{number(-100), "-100"},
		{count(1, "file"), "1 file"},
		{count(2, "file"), "2 files"},
		{count(0, "entry"), "0 entries"},
		{size(1), "1 byte"},
		{size(999), "999 bytes"},
		{size(1000), "1.0 kB"},
		{size(123_456_789), "123.5 MB"},
		{pad("né", 4, false) + "|", "né  |"},
		{pad("né", 4, true) + "|", "  né|"},
	} {
		if test.got != test.want {
			t.Errorf("got %q, want %q", test.got, test.want)
		}
	}
}
