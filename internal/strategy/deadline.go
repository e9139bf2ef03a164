package strategy

import (
	"time"

	"github.com/folkmoot/folkmoot/internal/locale"
)

// Deadline is the last day on which something promised is not overdue.
type Deadline struct{ Due time.Time }

// startOfDay returns midnight UTC of t's date.
func startOfDay(t time.Time) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

// DaysLeft returns the number of days left: 0 on the day itself, negative when overdue.
func (d Deadline) DaysLeft(today time.Time) int {
	return int(startOfDay(d.Due).Sub(startOfDay(today)) / (24 * time.Hour))
}

// Late reports whether the deadline has passed. A zero deadline never does.
func (d Deadline) Late(today time.Time) bool { return !d.Due.IsZero() && d.DaysLeft(today) < 0 }

// Label returns text like "12 days left", "due today", "1 day overdue" or "8 years overdue", or an empty message for a
// zero deadline. It counts in full months from 90 days on, and in full years from two years on.
// Pages show it so that no information depends on colour alone.
func (d Deadline) Label(today time.Time) locale.LazyMessage {
	left := int64(d.DaysLeft(today))
	months := fullMonths(startOfDay(today), startOfDay(d.Due))
	switch {
	case d.Due.IsZero():
		return locale.LazyMessage{}
	case left >= 90 && months >= 24:
		return locale.LazyCount(months/12, "%d year left", "%d years left")
	case left >= 90:
		return locale.LazyCount(months, "%d month left", "%d months left")
	case left <= -90 && months >= 24:
		return locale.LazyCount(months/12, "%d year overdue", "%d years overdue")
	case left <= -90:
		return locale.LazyCount(months, "%d month overdue", "%d months overdue")
	case left > 0:
		return locale.LazyCount(left, "%d day left", "%d days left")
	case left < 0:
		return locale.LazyCount(-left, "%d day overdue", "%d days overdue")
	}
	return locale.Lazy("due today")
}

// fullMonths returns how many full months are between two days, whichever is the earlier.
func fullMonths(a, b time.Time) int64 {
	if b.Before(a) {
		a, b = b, a
	}
	months := (b.Year()-a.Year())*12 + int(b.Month()) - int(a.Month())
	if b.Day() < a.Day() {
		months--
	}
	return int64(months)
}
