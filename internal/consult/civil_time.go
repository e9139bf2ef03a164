package consult

import (
	"fmt"
	"strings"
	"sync"
	"time"
	_ "time/tzdata" // the rules of time zones, so that every machine has the same

	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
)

// Precision says how exactly a time is known. Registers of old consultations
// often know a month only.
type Precision string

// The precisions.
const (
	PrecisionInstant Precision = "instant"
	PrecisionDay     Precision = "day"
	PrecisionMonth   Precision = "month"
	PrecisionYear    Precision = "year"
)

// DefaultZone is the zone of a time that names none.
const DefaultZone = "Europe/London"

// CivilTime is a time that people agreed on, kept three ways: the instant by
// which the house acts, the zone, and the words on the wall clock. If a
// government moves its clocks after a closing time was published, all that is
// needed to notice is still there.
type CivilTime struct {
	At        time.Time `json:"at"` // UTC; the beginning of what Wall names
	Zone      string    `json:"zone"`
	Wall      string    `json:"wall"` // as ParseMoment reads it
	Precision Precision `json:"precision"`
}

// wallLayouts are the forms of Wall, by how exactly they say it.
var wallLayouts = []struct {
	precision Precision
	layout    string
}{
	{PrecisionInstant, "2006-01-02 15:04"},
	{PrecisionDay, "2006-01-02"},
	{PrecisionMonth, "2006-01"},
	{PrecisionYear, "2006"},
}

// ParseCivilTime reads "2016-05-27 23:59", "2016-05-27", "2016-05" or "2016" as
// the wall clock in zone shows it; zone "" is DefaultZone. A time that zone
// skips is refused. A time that it has twice is refused too, unless wall ends
// with the name of one of them, as in "2026-10-25 01:30 GMT".
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
		wall = day + " " + clock // as a browser writes it
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

// resolveWallTime returns the instant at which the clocks in place show what naive
// shows. time.Date does not promise what it does with a time that is skipped or
// comes twice, so every offset in use around then is tried.
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
		// A day that begins twice begins the first time.
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

// timeOfDay is a time of day, as a page says it.
type timeOfDay time.Time

// In says c in the language of p.
func (c timeOfDay) In(p *locale.Printer) string { return p.Clock(time.Time(c)) }

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

// loadZone is time.LoadLocation, which reads a file each time.
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

// zoneCache are the time zones that were asked for: name to *time.Location. There
// are some hundreds in all.
var zoneCache sync.Map

// IsZero reports whether no time is known.
func (m CivilTime) IsZero() bool { return m.At.IsZero() }

// Local returns the instant as a clock in its zone shows it.
func (m CivilTime) Local() time.Time {
	place, err := loadZone(m.Zone)
	if err != nil {
		return m.At // ParseMoment lets no other zone through
	}
	return m.At.In(place)
}

// End returns when what m names is over: the instant itself, or the end of the
// day, month or year.
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

// ZoneRulesChanged reports whether the rules of the zone have changed since m was written
// down, so that its words now name another instant than the one that is kept.
func (m CivilTime) ZoneRulesChanged() bool {
	again, err := ParseCivilTime(m.Wall, m.Zone)
	return !m.IsZero() && (err != nil || !again.At.Equal(m.At))
}

// FormatDate returns the date as people write it: "27 May 2016", "May 2016" or
// "2016".
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

// FormatTime returns the time of day as people say it, "11:59pm", "9am" or
// "midday", or "" if m names a day or more.
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
		words += m.Wall[i:] // which of two
	}
	return words
}

// Format returns date and time: "27 May 2016 at 11:59pm".
func (m CivilTime) Format() string {
	if clock := m.FormatTime(); clock != "" {
		return fmt.Sprintf("%s at %s", m.FormatDate(), clock)
	}
	return m.FormatDate()
}

// precisionOf returns how exactly wall says the time.
func precisionOf(wall string) Precision {
	for _, l := range wallLayouts[1:] {
		if len(wall) == len(l.layout) {
			return l.precision
		}
	}
	return PrecisionInstant
}
