package strategy

import (
	"strconv"
	"strings"
)

// Movement says what happened to the thing itself, whatever became of the work
// on it: an action can be complete and its measure unmoved.
type Movement string

// The movements, in the words of the page.
const (
	Unread  Movement = "No reading yet"
	Unsaid  Movement = "Cannot be judged" // no baseline or no target
	Unmoved Movement = "No change since the baseline"
	Towards Movement = "Moved towards the target"
	Away    Movement = "Moved away from the target"
	Reached Movement = "Target reached"
)

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

// Amount writes a value with its unit: "62%", "1,240 reports", or "" if there
// is none.
func Amount(value *float64, unit string) string {
	if value == nil {
		return ""
	}
	text := strconv.FormatFloat(*value, 'f', -1, 64)
	whole, rest, _ := strings.Cut(text, ".")
	for i := len(whole) - 3; i > 0 && whole[i-1] != '-'; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if rest != "" {
		whole += "." + rest
	}
	switch unit {
	case "":
		return whole
	case "%":
		return whole + "%"
	}
	return whole + " " + unit
}
