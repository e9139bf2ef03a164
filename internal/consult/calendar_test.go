package consult

import (
	"testing"
	"time"
)

// The Electoral Commission's timetables gave 25 March 2025 and 30 March 2026 as
// the last day for the notice of election.
func TestPreElectionPeriod(t *testing.T) {
	for year, want := range map[int][2]string{2025: {"2025-03-25", "2025-05-01"}, 2026: {"2026-03-30", "2026-05-07"}} {
		from, poll := PreElectionPeriod(year)
		if got := [2]string{from.Format(time.DateOnly), poll.Format(time.DateOnly)}; got != want {
			t.Errorf("%v, want %v", got, want)
		}
	}
}
