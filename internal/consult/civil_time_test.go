package consult

import (
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/fault"
)

func TestParseCivilTime(t *testing.T) {
	for _, test := range []struct {
		name, wall, zone string
		utc              string // "" if it is not valid
		says             string // part of the error, or the result of Format
	}{
		{"a summer evening", "2016-05-27 23:59", "", "2016-05-27T22:59:00Z", "27 May 2016 at 11:59pm"},
		{"the format of browsers", "2016-05-27T23:59", "", "2016-05-27T22:59:00Z", "27 May 2016 at 11:59pm"},
		{"a winter morning", "2026-01-18 09:00", "", "2026-01-18T09:00:00Z", "18 January 2026 at 9am"},
		{"noon is called midday", "2026-01-18 12:00", "", "2026-01-18T12:00:00Z", "18 January 2026 at midday"},
		{"the last minute before the clocks go forward", "2026-03-29 00:59", "", "2026-03-29T00:59:00Z", "29 March 2026 at 12:59am"},
		{"a time that does not exist", "2026-03-29 01:30", "", "", "does not exist"},
		{"a time that does not exist, with a zone", "2026-03-29 01:30 BST", "", "", "does not exist"},
		{"the first minute after the clocks go forward", "2026-03-29 02:00", "", "2026-03-29T01:00:00Z", "29 March 2026 at 2am"},
		{"a time that happens twice", "2026-10-25 01:30", "", "", "Add BST or GMT"},
		{"the first of the two", "2026-10-25 01:30 BST", "", "2026-10-25T00:30:00Z", "25 October 2026 at 1:30am BST"},
		{"the second of the two", "2026-10-25 01:30 GMT", "", "2026-10-25T01:30:00Z", "25 October 2026 at 1:30am GMT"},
		{"the minute after the clocks went back", "2026-10-25 02:00", "", "2026-10-25T02:00:00Z", "25 October 2026 at 2am"},
		{"the zone of the other season", "2026-07-01 12:00 GMT", "", "", "Remove \"GMT\""},
		{"the day on which the clocks change", "2026-10-25", "", "2026-10-24T23:00:00Z", "25 October 2026"},
		{"only the month is known", "2014-03", "", "2014-03-01T00:00:00Z", "March 2014"},
		{"only the year is known", "2014", "", "2014-01-01T00:00:00Z", "2014"},
		{"another zone", "2026-07-01 12:00", "America/New_York", "2026-07-01T16:00:00Z", "1 July 2026 at midday"},
		{"an unknown zone", "2026-07-01 12:00", "Mars/Olympus", "", "not a time zone"},
		{"the zone of the machine", "2026-07-01 12:00", "Local", "", "not a time zone"},
		{"a day that does not exist", "2026-02-29", "", "", "not a real date"},
		{"words", "next Tuesday", "", "", "not a real date"},
	} {
		t.Run(test.name, func(t *testing.T) {
			m, err := ParseCivilTime(test.wall, test.zone)
			if test.utc == "" {
				if !fault.Is(err, fault.Invalid) || !strings.Contains(fault.Message(err), test.says) {
					t.Fatalf("%v, %v; want fault.Invalid with %q", m, err, test.says)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if got := m.At.Format(time.RFC3339); got != test.utc {
				t.Errorf("at %s, want %s", got, test.utc)
			}
			if got := m.Format(); got != test.says {
				t.Errorf("formatted as %q, want %q", got, test.says)
			}
			if m.ZoneRulesChanged() {
				t.Error("the rules of the zone count as changed")
			}
			if precisionOf(m.Wall) != m.Precision {
				t.Errorf("%q has precision %s, want %s", m.Wall, precisionOf(m.Wall), m.Precision)
			}
		})
	}
}

// The rules of a zone may change between the announcement and the day. The
// announced instant is kept, and the difference is detected.
func TestZoneRulesChanged(t *testing.T) {
	m, err := ParseCivilTime("2026-05-27 23:59", "")
	if err != nil {
		t.Fatal(err)
	}
	m.At = m.At.Add(time.Hour) // as under other rules
	if !m.ZoneRulesChanged() {
		t.Error("the change is not detected")
	}
}

func TestEndOfImpreciseTime(t *testing.T) {
	for wall, want := range map[string]string{
		"2016-05-27 23:59": "2016-05-27T22:59:00Z",
		"2026-03-29":       "2026-03-29T23:00:00Z", // 23 hours long
		"2014-03":          "2014-03-31T23:00:00Z",
		"2014":             "2015-01-01T00:00:00Z",
	} {
		m, err := ParseCivilTime(wall, "")
		if err != nil {
			t.Fatal(err)
		}
		if got := m.End().Format(time.RFC3339); got != want {
			t.Errorf("%s ends at %s, want %s", wall, got, want)
		}
	}
}
