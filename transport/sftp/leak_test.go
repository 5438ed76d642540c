package sftp_test

import (
	"runtime"
	"testing"
	"time"
)

// noLeaks fails the test if, when everything it started is cleaned up, more
// goroutines are running than now. Call it first.
func noLeaks(t *testing.T) {
	t.Helper()
	before := runtime.NumGoroutine()
	t.Cleanup(func() {
		for end := time.Now().Add(3 * time.Second); time.Now().Before(end); time.Sleep(2 * time.Millisecond) {
			if runtime.NumGoroutine() <= before {
				return
			}
		}
		stacks := make([]byte, 1<<20)
		stacks = stacks[:runtime.Stack(stacks, true)]
		t.Errorf("%d goroutines before, %d after:\n%s", before, runtime.NumGoroutine(), stacks)
	})
}
