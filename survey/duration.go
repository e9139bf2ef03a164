package survey

import (
	"slices"
	"strconv"
)

// DurationUnits are the units in which a duration can be asked for, the longest first.
var DurationUnits = []string{"years", "months", "weeks", "days", "hours", "minutes"}

// unitSizes are the sizes of DurationUnits: of the first two in months, of the others in minutes.
// Years and months cannot be added to the others, because months differ in length.
var unitSizes = map[string]int64{
	"years": 12, "months": 1,
	"weeks": 7 * 24 * 60, "days": 24 * 60, "hours": 60, "minutes": 1,
}

// MaxDurationPart is the maximum number of one unit in a duration.
const MaxDurationPart = 9_999

// countsMonths reports whether unit is a number of months.
func countsMonths(unit string) bool { return unit == "years" || unit == "months" }

// validUnits reports whether units can be asked for together: each once, from the longest to
// the shortest, and all years and months or all weeks, days, hours and minutes.
func validUnits(units []string) bool {
	last := -1
	for _, unit := range units {
		at := slices.Index(DurationUnits, unit)
		if at <= last || countsMonths(unit) != countsMonths(units[0]) {
			return false
		}
		last = at
	}
	return len(units) > 0
}

// readDuration reads the answer to a duration question: a whole number for each unit. A blank
// field counts as 0 if another is filled in. More of a unit than make one of the next, such as 90
// minutes, is accepted.
func (w *evaluator) readDuration(s *step) Answer {
	q := s.q
	values, a, ok := w.readParts(s)
	if !ok {
		return a
	}
	total := int64(0)
	for i, unit := range q.Units {
		if values[i] == "" {
			continue
		}
		n, valid := parseDurationPart(values[i], unit == q.MeasureUnit())
		if !valid {
			return w.reject(s.fieldNames[i], wrongUnit(unit, q.Text))
		}
		total += n * unitSizes[unit]
	}
	number := strconv.FormatInt(total/unitSizes[q.MeasureUnit()], 10)
	if !s.inRange(number, compareNumbers) {
		return w.reject(s.fieldNames[0], q.rangeMessage(s.least, s.most))
	}
	if wrong, outside := w.outsideBounds(s, number); outside {
		return w.reject(s.fieldNames[0], wrong)
	}
	return Answer{State: Answered, Number: number}
}

// parseDurationPart parses a number of a unit. The shortest unit can have more digits, because
// tables have the whole duration in it.
func parseDurationPart(s string, shortest bool) (int64, bool) {
	number, ok := parseNumber(s)
	n, err := strconv.ParseInt(number, 10, 64)
	most := int64(MaxDurationPart)
	if shortest {
		most *= unitSizes["weeks"] * 2 // weeks, days, hours and minutes together, in minutes
	}
	return n, ok && err == nil && n >= 0 && n <= most
}

// wrongUnit is the message for a number of a unit that is not valid.
func wrongUnit(unit, text string) message {
	switch unit {
	case "years":
		return newMessage("Years must be a whole number, like 2: %s", text)
	case "months":
		return newMessage("Months must be a whole number, like 6: %s", text)
	case "weeks":
		return newMessage("Weeks must be a whole number, like 3: %s", text)
	case "days":
		return newMessage("Days must be a whole number, like 5: %s", text)
	case "hours":
		return newMessage("Hours must be a whole number, like 2: %s", text)
	}
	return newMessage("Minutes must be a whole number, like 45: %s", text)
}

// durationValues returns a duration, in the shortest unit of q, as a number of each unit.
func (q *Question) durationValues(number string) []string {
	values := make([]string, len(q.Units))
	n, err := strconv.ParseInt(number, 10, 64)
	if err != nil {
		return values
	}
	n *= unitSizes[q.MeasureUnit()]
	for i, unit := range q.Units {
		most := n / unitSizes[unit]
		if i < len(values)-1 {
			most = min(most, MaxDurationPart)
		}
		values[i] = strconv.FormatInt(most, 10)
		n -= most * unitSizes[unit]
	}
	return values
}

// durationRange returns the message for a duration that is not between least and most, "" for no
// limit, in the shortest unit of q.
func (q *Question) durationRange(least, most string) message {
	low, high := Length{least, q.MeasureUnit()}, Length{most, q.MeasureUnit()}
	switch {
	case least != "" && most != "":
		return newMessage("Enter a time between %s and %s: %s", low, high, q.Text)
	case least != "":
		return newMessage("Enter a time of %s or more: %s", low, q.Text)
	}
	return newMessage("Enter a time of %s or less: %s", high, q.Text)
}

// Length is a whole number of one of DurationUnits, such as "90" and "minutes".
type Length struct{ N, Unit string }

// String returns the length in English: 90 minutes.
func (l Length) String() string {
	if l.N == "1" {
		return "1 " + l.Unit[:len(l.Unit)-1]
	}
	return thousands(l.N) + " " + l.Unit
}
