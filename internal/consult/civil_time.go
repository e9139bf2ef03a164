package consult

import (
	"fmt"
	"strings"
	"sync"
	"time"
	_ "time/tzdata" // embeds the time zone rules, so that every machine uses the same

	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/survey"
)

// Precision is how exactly a time is known. Of old consultations often only the
// month is known.
type Precision string

// The precisions of a CivilTime.
const (
	PrecisionInstant Precision = "instant"
	PrecisionDay     Precision = "day"
	PrecisionMonth   Precision = "month"
	PrecisionYear    Precision = "year"
)

// DefaultZone is the time zone where none is given.
const DefaultZone = "Europe/London"

// CivilTime is an announced date or time: the instant used by the program, the
// time zone and the local time as announced. Storing all three makes it
// possible to notice that the rules of the zone changed after the announcement:
// see ZoneRulesChanged.
type CivilTime struct {
	At        time.Time `json:"at"` // UTC; the start of the day, month or year if Wall is one
	Zone      string    `json:"zone"`
	Wall      string    `json:"wall"` // local date and time, for ParseCivilTime
	Precision Precision `json:"precision"`
}

// wallLayouts are the formats of Wall for package time, by precision.
var wallLayouts = []struct {
	precision Precision
	layout    string
}{
	{PrecisionInstant, "2006-01-02 15:04"},
	{PrecisionDay, "2006-01-02"},
	{PrecisionMonth, "2006-01"},
	{PrecisionYear, "2006"},
}

// ParseCivilTime parses "2016-05-27 23:59", "2016-05-27", "2016-05" or "2016"
// as local time in zone; zone "" is DefaultZone. The error is fault.Invalid,
// also for a time that does not exist because the clocks go forward, and for a
// time that happens twice because they go back, unless wall ends with the
// abbreviation of one of the two, as in "2026-10-25 01:30 GMT".
func ParseCivilTime(wall, zone string) (CivilTime, error) {
	if zone == "" {
		zone = DefaultZone
	}
	place, err := loadZone(zone)
	if err != nil || zone == "Local" {
		return CivilTime{}, fault.Newf(fault.Invalid, "%q is not a time zone. Use a name like Europe/London.", zone)
	}
	wall = strings.Join(strings.Fields(wall), " ")
	if day, clock, ok := strings.Cut(wall, "T"); ok && len(day) == len("2006-01-02") {
		wall = day + " " + clock // the format of browsers
	}
	text, name := wall, ""
	if i := strings.LastIndexByte(wall, ' '); i > 0 && !strings.Contains(wall[i:], ":") {
		text, name = wall[:i], wall[i+1:]
	}
	for _, l := range wallLayouts {
		naive, err := time.Parse(l.layout, text)
		if err != nil {
			continue
		}
		if l.precision != PrecisionInstant && name != "" {
			break
		}
		at, err := resolveWallTime(naive, place, name, l.precision)
		if err != nil {
			return CivilTime{}, err
		}
		return CivilTime{at.UTC(), zone, wall, l.precision}, nil
	}
	return CivilTime{}, fault.Newf(
		fault.Invalid,
		"%q is not a real date. Write it like 2016-05-27 23:59, or like 2016-05-27, 2016-05 or 2016 if that is all you know.",
		wall,
	)
}

// resolveWallTime returns the instant at which local time in place is naive,
// which is in UTC. name is the zone abbreviation that was given, or "".
// time.Date does not guarantee its result for a local time that does not exist
// or happens twice, so this tries every offset in use around that time.
func resolveWallTime(naive time.Time, place *time.Location, name string, precision Precision) (time.Time, error) {
	found := map[string]time.Time{}
	for _, near := range []time.Duration{-36 * time.Hour, 36 * time.Hour} {
		_, offset := naive.Add(near).In(place).Zone()
		at := naive.Add(-time.Duration(offset) * time.Second).In(place)
		if at.Format(time.DateTime) == naive.Format(time.DateTime) {
			zone, _ := at.Zone()
			found[zone] = at
		}
	}
	shown := locale.Lazy("%s on %s", timeOfDay(naive), naive)
	switch at, named := found[name]; {
	case named:
		return at, nil
	case name != "" && len(found) > 0:
		return time.Time{}, fault.Newf(fault.Invalid, "%s is not in use at %s. Remove %q.", name, shown, name)
	case len(found) == 1:
		for _, at := range found {
			return at, nil
		}
	case len(found) > 1 && precision != PrecisionInstant:
		// A day that starts twice starts the first time.
		var first time.Time
		for _, at := range found {
			if first.IsZero() || at.Before(first) {
				first = at
			}
		}
		return first, nil
	case len(found) > 1:
		both := zoneNamesByTime(found)
		return time.Time{}, fault.Newf(
			fault.Invalid,
			"%s happens twice, because the clocks go back. Add %s to show which one you mean.",
			shown,
			locale.Lazy("%s or %s", both[0], both[1]),
		)
	}
	return time.Time{}, fault.Newf(fault.Invalid, "%s does not exist, because the clocks go forward. Choose another time.", shown)
}

// timeOfDay is an argument of a message that is shown as a time of day.
type timeOfDay time.Time

// In formats c in the language of p.
func (c timeOfDay) In(p *locale.Printer) string { return p.Clock(time.Time(c)) }

// zoneNamesByTime returns the keys of found, the earlier instant first.
func zoneNamesByTime(found map[string]time.Time) []string {
	var names []string
	for name := range found {
		names = append(names, name)
	}
	if len(names) == 2 && found[names[1]].Before(found[names[0]]) {
		names[0], names[1] = names[1], names[0]
	}
	return names
}

// loadZone is time.LoadLocation with a cache, because that reads a file each
// time.
func loadZone(name string) (*time.Location, error) {
	if place, ok := zoneCache.Load(name); ok {
		return place.(*time.Location), nil
	}
	place, err := time.LoadLocation(name)
	if err == nil {
		zoneCache.Store(name, place)
	}
	return place, err
}

// zoneCache maps names to *time.Location. Only a few hundred zones exist, so it
// is not bounded.
var zoneCache sync.Map

// IsZero reports whether m is not known.
func (m CivilTime) IsZero() bool { return m.At.IsZero() }

// Local returns At in the time zone of m.
func (m CivilTime) Local() time.Time {
	place, err := loadZone(m.Zone)
	if err != nil {
		return m.At // cannot happen: ParseCivilTime refuses unknown zones
	}
	return m.At.In(place)
}

// LocalTime returns an instant in DefaultZone, the time zone of the council.
func LocalTime(at time.Time) time.Time { return CivilTime{At: at, Zone: DefaultZone}.Local() }

// DayOf returns the civil date of an instant in the time zone of m, or in DefaultZone if m is
// not known. Dates that respondents give are compared with it: see survey.Form.On.
func (m CivilTime) DayOf(at time.Time) survey.Day {
	if m.IsZero() {
		m.Zone = DefaultZone
	}
	m.At = at
	return survey.Day(m.Local().Format(time.DateOnly))
}

// End returns the end of m: the instant itself, or the end of the day, month or
// year.
func (m CivilTime) End() time.Time {
	switch t := m.Local(); m.Precision {
	case PrecisionDay:
		return t.AddDate(0, 0, 1).UTC()
	case PrecisionMonth:
		return t.AddDate(0, 1, 0).UTC()
	case PrecisionYear:
		return t.AddDate(1, 0, 0).UTC()
	}
	return m.At
}

// ZoneRulesChanged reports whether the rules of the zone have changed since m
// was stored, so that its local time is now a different instant from At.
func (m CivilTime) ZoneRulesChanged() bool {
	again, err := ParseCivilTime(m.Wall, m.Zone)
	return !m.IsZero() && (err != nil || !again.At.Equal(m.At))
}

// FormatDate returns the date in English: "27 May 2016", "May 2016" or "2016".
func (m CivilTime) FormatDate() string {
	switch {
	case m.IsZero():
		return ""
	case m.Precision == PrecisionMonth:
		return m.Local().Format("January 2006")
	case m.Precision == PrecisionYear:
		return m.Local().Format("2006")
	}
	return m.Local().Format("2 January 2006")
}

// FormatTime returns the time of day in English, "11:59pm", "9am" or "midday",
// or "" if only the date of m is known.
func (m CivilTime) FormatTime() string {
	if m.IsZero() || m.Precision != PrecisionInstant {
		return ""
	}
	words := m.Local().Format("3:04pm")
	switch words {
	case "12:00am":
		words = "midnight"
	case "12:00pm":
		words = "midday"
	}
	words = strings.Replace(words, ":00", "", 1)
	if i := strings.LastIndexByte(m.Wall, ' '); i > len("2006-01-02") {
		words += m.Wall[i:] // the zone abbreviation
	}
	return words
}

// Format returns the date and time in English: "27 May 2016 at 11:59pm".
func (m CivilTime) Format() string {
	if clock := m.FormatTime(); clock != "" {
		return fmt.Sprintf("%s at %s", m.FormatDate(), clock)
	}
	return m.FormatDate()
}

// precisionOf returns the precision of wall, which ParseCivilTime accepted.
func precisionOf(wall string) Precision {
	for _, l := range wallLayouts[1:] {
		if len(wall) == len(l.layout) {
			return l.precision
		}
	}
	return PrecisionInstant
}
