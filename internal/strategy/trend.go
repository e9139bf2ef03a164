package strategy

import "github.com/folkmoot/folkmoot/internal/locale"

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
// less is better.
func TrendOf(baseline, target, latest *float64) Trend {
	switch {
	case latest == nil:
		return TrendNoReading
	case target == nil || baseline == nil:
		return TrendUnknown
	}
	planned := *target - *baseline // its sign is the direction of progress
	moved := *latest - *baseline
	switch {
	case planned >= 0 && *latest >= *target, planned < 0 && *latest <= *target:
		return TrendReached
	case moved == 0:
		return TrendNoChange
	case (moved > 0) == (planned >= 0): // a target equal to the baseline can only be missed
		return TrendTowards
	}
	return TrendAway
}

// FormatValue returns a value with its unit, like "62%" or "1,240 reports", or "" for nil. The number is in the
// language of p, the unit as the council wrote it.
func FormatValue(p *locale.Printer, value *float64, unit string) string {
	if value == nil {
		return ""
	}
	return locale.WithUnit(p.Decimal(*value), unit)
}
