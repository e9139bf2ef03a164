// Package waittest lets tests wait for something that happens in the background, instead of sleeping for a fixed time:
// a slow machine makes a test slower, but does not fail it.
package waittest

import (
	"testing"
	"time"
)

// limit only ends a test that would wait for ever.
const limit = 5 * time.Minute

// Until returns when condition is true. It tries again and again, and fails the test if it takes minutes; what then
// says what the test waited for. It must be called from the goroutine of the test.
func Until(t testing.TB, what string, condition func() bool) {
	t.Helper()
	end := time.After(limit)
	for !condition() {
		select {
		case <-end:
			t.Fatalf("not within %v: %s", limit, what)
		case <-time.After(10 * time.Millisecond):
		}
	}
}
