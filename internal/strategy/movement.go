package strategy

import "github.com/folkmoot/folkmoot/internal/locale"

// Movement says what happened to the thing itself, whatever became of the work
// on it: an action can be complete and its measure unmoved.
type Movement string

// The movements.
const (
	Unread  Movement = "unread"
	Unsaid  Movement = "unsaid" // no baseline or no target
	Unmoved Movement = "unmoved"
	Towards Movement = "towards"
	Away    Movement = "away"
	Reached Movement = "reached"
)

// Words is the movement as a page says it.
func (m Movement) Words() locale.Sentence {
	switch m {
	case Unread:
		return locale.Says("No reading yet")
	case Unmoved:
		return locale.Says("No change since the baseline")
	case Towards:
		return locale.Says("Moved towards the target")
	case Away:
		return locale.Says("Moved away from the target")
	case Reached:
		return locale.Says("Target reached")
	}
	return locale.Says("Cannot be judged")
}

// Moved compares the latest reading with where it began and where it should
// go. A target may lie below its baseline: fewer of something is progress too.
func Moved(baseline, target, latest *float64) Movement {
	switch {
	case latest == nil:
		return Unread
	case target == nil || baseline == nil:
		return Unsaid
	}
	way := *target - *baseline // its sign says which way is progress
	gone := *latest - *baseline
	switch {
	case way >= 0 && *latest >= *target, way < 0 && *latest <= *target:
		return Reached
	case gone == 0:
		return Unmoved
	case (gone > 0) == (way >= 0): // what was only to be kept can only be lost
		return Towards
	}
	return Away
}

// Amount writes a value with its unit as people read it in the language of p:
// "62%", "1,240 reports", or "" if there is none. The unit is in the words of
// the council.
func Amount(p *locale.Printer, value *float64, unit string) string {
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
