package strategy

import "github.com/folkmoot/folkmoot/internal/locale"

// Trend says what happened to the thing itself, whatever became of the work
// on it: an action can be complete and its measure unmoved.
type Trend string

// The movements.
const (
	TrendNoReading Trend = "unread"
	TrendUnknown   Trend = "unsaid" // no baseline or no target
	TrendNoChange  Trend = "unmoved"
	TrendTowards   Trend = "towards"
	TrendAway      Trend = "away"
	TrendReached   Trend = "reached"
)

// Label is the movement as a page says it.
func (m Trend) Label() locale.LazyMessage {
	switch m {
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

// TrendOf compares the latest reading with where it began and where it should
// go. A target may lie below its baseline: fewer of something is progress too.
func TrendOf(baseline, target, latest *float64) Trend {
	switch {
	case latest == nil:
		return TrendNoReading
	case target == nil || baseline == nil:
		return TrendUnknown
	}
	way := *target - *baseline // its sign says which way is progress
	gone := *latest - *baseline
	switch {
	case way >= 0 && *latest >= *target, way < 0 && *latest <= *target:
		return TrendReached
	case gone == 0:
		return TrendNoChange
	case (gone > 0) == (way >= 0): // what was only to be kept can only be lost
		return TrendTowards
	}
	return TrendAway
}

// FormatValue writes a value with its unit as people read it in the language of p:
// "62%", "1,240 reports", or "" if there is none. The unit is in the words of
// the council.
func FormatValue(p *locale.Printer, value *float64, unit string) string {
	switch {
	case value == nil:
		return ""
	case unit == "":
		return p.Decimal(*value)
	case unit == "%":
		return p.Decimal(*value) + "%"
	}
	return p.Decimal(*value) + " " + unit
}
