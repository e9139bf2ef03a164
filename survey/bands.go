package survey

import (
	"fmt"
	"strconv"
	"time"
)

// Band is a group of answers that were typed and that results count together.
type Band struct {
	ID          string // "2016-05", "2016", "1950-1959" or Typed
	First, Last string // the first and the last month or year; "" for Typed
}

// The most bands of one kind: more would be too thin to read, and to show.
const (
	maxMonthBands = 12
	maxYearBands  = 15
)

// Bands returns the groups in which results count answers to q that were typed, in order. Dates
// whose limits are fixed are counted by month, year or decade, whichever has few enough; the
// limits alone decide, so that a band tells nothing about an answer. Otherwise answers are one
// group, Typed, if the question has boxes, and in no group if it does not.
func (q *Question) Bands() (bands []Band) {
	if from, to, ok := q.fixedLimits(); ok {
		first, last := from.Year(), to.Year()
		months := (last-first)*12 + int(to.Month()) - int(from.Month()) + 1
		switch {
		case q.Precision != PrecisionYear && months <= maxMonthBands:
			for i := range months {
				month := from.AddDate(0, i, 1-from.Day()).Format(monthOnly)
				bands = append(bands, Band{month, month, month})
			}
		case last-first < maxYearBands:
			for year := first; year <= last; year++ {
				bands = append(bands, Band{strconv.Itoa(year), strconv.Itoa(year), strconv.Itoa(year)})
			}
		case last/10-first/10 < 2*maxYearBands:
			for decade := first / 10; decade <= last/10; decade++ {
				low, high := max(decade*10, first), min(decade*10+9, last)
				bands = append(bands, Band{fmt.Sprintf("%d-%d", low, high), strconv.Itoa(low), strconv.Itoa(high)})
			}
		}
	}
	if bands == nil && q.BoxField() != "" {
		bands = []Band{{ID: Typed}}
	}
	return bands
}

// fixedLimits returns the limits of a date question, if it has both and they do not depend on the
// day on which it is answered.
func (q *Question) fixedLimits() (from, to time.Time, ok bool) {
	if q.Kind != Date || q.Least == nil || q.Most == nil || q.hasRelativeDay() {
		return from, to, false
	}
	from, err := ParsePartialDate(*q.Least)
	to, err2 := ParsePartialDate(*q.Most)
	return from, to, err == nil && err2 == nil
}

// Band returns the index in bands, which are those of the question, to which the answer a, which
// was typed, belongs; -1 if there are none. A date outside the limits, which another edition of
// the form may allow, belongs to the nearest.
func (a Answer) Band(bands []Band) int {
	for i, b := range bands {
		if b.Last == "" || a.Date[:min(len(a.Date), len(b.Last))] <= b.Last {
			return i
		}
	}
	return len(bands) - 1
}

// IsBand reports whether id is that of a Band and not of an option: no option can have it.
func IsBand(id string) bool { return id == Typed || id != "" && id[0] >= '0' && id[0] <= '9' }
