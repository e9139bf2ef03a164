package strategy

import (
	"time"

	"github.com/folkmoot/folkmoot/internal/locale"
)

// Deadline is the last day on which something promised is in time.
type Deadline struct{ Due time.Time }

// startOfDay is the day of t, at its beginning.
func startOfDay(t time.Time) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

// DaysLeft is how many days are left: 0 on the day itself, less once it is past.
func (d Deadline) DaysLeft(today time.Time) int {
	return int(startOfDay(d.Due).Sub(startOfDay(today)) / (24 * time.Hour))
}

// Late reports whether the day is past. What has no date is never late.
func (d Deadline) Late(today time.Time) bool { return !d.Due.IsZero() && d.DaysLeft(today) < 0 }

// Label says it in words: "12 days left", "due today", "1 day overdue", or
// nothing if there is no date. A colour alone would leave people out.
func (d Deadline) Label(today time.Time) locale.LazyMessage {
	switch left := int64(d.DaysLeft(today)); {
	case d.Due.IsZero():
		return locale.LazyMessage{}
	case left > 0:
		return locale.LazyCount(left, "%d day left", "%d days left")
	case left < 0:
		return locale.LazyCount(-left, "%d day overdue", "%d days overdue")
	}
	return locale.Lazy("due today")
}
