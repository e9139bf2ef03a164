package consult

import (
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/fault"
)

// Midnight as a closing time is asked back, however it is written, in a file and when the closing date is moved; the
// time offered is 11:59pm of the day that was meant.
//
// Row A4 of docs/faults.md.
func TestMidnightIsAskedBack(t *testing.T) {
	for _, clock := range []string{"00:00", "midnight", "Midnight", "12am", "24:00", "12:00am", "00:00 GMT"} {
		_, err := ParseClosing("2016-05-27 "+clock, "")
		say := fault.Message(err)
		if !fault.Is(err, fault.Invalid) || !strings.Contains(say, "To close at the end of 27 May 2016, enter 2016-05-27 23:59.") ||
			!strings.Contains(say, "To close at the end of 26 May 2016, enter 2016-05-26 23:59.") {
			t.Errorf("%s: %v", clock, err)
		}
	}
	if _, err := ParseClosing("2016-05-27T00:00", ""); !fault.Is(err, fault.Invalid) {
		t.Errorf("the format of browsers: %v", err)
	}
	for _, wall := range []string{"2016-05-27 23:59", "2016-05-27 12:00", "2016-05-27 00:01", "2016-05-27", "2014"} {
		if _, err := ParseClosing(wall, ""); err != nil {
			t.Errorf("%s: %v", wall, err)
		}
	}
	d := Definition{Slug: "park", Title: "Park", Type: Survey, Opens: "2016-05-01 09:00", Closes: "2016-05-27 00:00"}
	if _, _, err := d.build(); err == nil || !strings.Contains(fault.Message(err), "Midnight can mean") {
		t.Errorf("in a file: %v", err)
	}
}

// A consultation that is closed early in the last minute of a day does not close at midnight, which would be shown as the
// next day.
//
// Row A4 of docs/faults.md.
func TestClosingEarlyIsNeverAtMidnight(t *testing.T) {
	now := time.Date(2016, 5, 26, 22, 59, 30, 0, time.UTC) // 11:59:30pm in London
	c := &Consultation{Stage: StagePublished}
	c.Opens, _ = ParseCivilTime("2016-05-01 09:00", "")
	c.Closes, _ = ParseCivilTime("2016-06-30 23:59", "")
	if _, err := c.closeEarly(now, "No one can come."); err != nil {
		t.Fatal(err)
	}
	if got := c.Closes.Format(); got != "27 May 2016 at 12:01am" {
		t.Errorf("closes %s", got)
	}
}
