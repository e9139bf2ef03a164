package strategy

import (
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/locale"
)

// Trend is how a measure has moved. It is independent of the status of the work: an action can be complete and its
// measure unchanged.
type Trend string

// The trends.
const (
	TrendNoReading Trend = "no-reading"
	TrendUnknown   Trend = "unknown" // no baseline or no target
	TrendNoChange  Trend = "no-change"
	TrendTowards   Trend = "towards"
	TrendAway      Trend = "away"
	TrendReached   Trend = "reached"
)

// Label returns the text for the trend.
func (t Trend) Label() locale.LazyMessage {
	switch t {
	case TrendNoReading:
		return locale.Lazy("No measurements yet")
	case TrendNoChange:
		return locale.Lazy("No change since the baseline")
	case TrendTowards:
		return locale.Lazy("Moved towards the target")
	case TrendAway:
		return locale.Lazy("Moved away from the target")
	case TrendReached:
		return locale.Lazy("Target reached")
	}
	return locale.Lazy("Cannot be measured")
}

// TrendOf compares the latest reading with the baseline and the target. The target may be below the baseline, when
// less is better. better matters only if they are the same.
func TrendOf(baseline, target, latest *float64, better Direction) Trend {
	switch {
	case latest == nil:
		return TrendNoReading
	case target == nil || baseline == nil:
		return TrendUnknown
	}
	planned := *target - *baseline // its sign is the direction of progress
	rising := planned > 0 || planned == 0 && better != Lower
	moved := *latest - *baseline
	switch {
	case rising && *latest >= *target, !rising && *latest <= *target:
		return TrendReached
	case moved == 0:
		return TrendNoChange
	case (moved > 0) == rising: // a target equal to the baseline can only be missed
		return TrendTowards
	}
	return TrendAway
}

// MissedReadings returns the last days of the periods without a measurement of o, oldest first. The periods are as long as the
// interval of o, begin with that of its strategy, from and to, and are over today.
func (o *Objective) MissedReadings(from, to, today time.Time) (missed []time.Time) {
	if o.AsPublished || strings.TrimSpace(o.Measure) == "" || from.IsZero() {
		return nil
	}
	start := startOfDay(from)
	for n := 1; ; n++ {
		next := addMonths(startOfDay(from), n*o.Interval())
		if !startOfDay(today).After(next) || !to.IsZero() && next.AddDate(0, 0, -1).After(to) {
			return missed
		}
		if !slices.ContainsFunc(o.Readings, func(r Reading) bool { return !r.Date.Before(start) && r.Date.Before(next) }) {
			missed = append(missed, next.AddDate(0, 0, -1))
		}
		start = next
	}
}

// MissedLabel says which measurements of o are missing, or returns an empty message.
func (o *Objective) MissedLabel(from, to, today time.Time) locale.LazyMessage {
	missed := o.MissedReadings(from, to, today)
	if len(missed) == 0 {
		return locale.LazyMessage{}
	}
	return locale.LazyCount(int64(len(missed)), "%d measurement is missing. It was due by %s.",
		"%d measurements are missing. The last was due by %s.", locale.LazyDate(missed[len(missed)-1]))
}

// MissingReports returns how many of the progress reports that s promised are missing, up to the end of its period or
// today, and the day on which the first of them was due. last is the day of the latest report; zero if there was none.
func (s *Strategy) MissingReports(last, today time.Time) (missing int, since time.Time) {
	if s.ReportEvery <= 0 || s.From.IsZero() {
		return 0, since
	}
	if last.IsZero() {
		last = s.From
	}
	// The interval is counted from the first of the month, because three months after 30 June is the end of September.
	first := time.Date(last.Year(), last.Month()+1, 1, 0, 0, 0, 0, time.UTC)
	for n := 1; ; n++ {
		due := first.AddDate(0, n*s.ReportEvery, -1)
		if !due.Before(startOfDay(today)) || !s.To.IsZero() && due.After(s.To) {
			return missing, since
		}
		if missing++; missing == 1 {
			since = due
		}
	}
}

// FormatValue returns a value with its unit, like "62%" or "1,240 reports", or "" for nil. The number is in the
// language of p, the unit as the council wrote it.
func FormatValue(p *locale.Printer, value *float64, unit string) string {
	if value == nil {
		return ""
	}
	return locale.WithUnit(p.Decimal(*value), unit)
}
