package strategy

import (
	"fmt"
	"time"
)

// Deadline is the last day on which something promised is in time.
type Deadline struct{ Due time.Time }

// day is the day of t, at its beginning.
func day(t time.Time) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

// Left is how many days are left: 0 on the day itself, less once it is past.
func (d Deadline) Left(today time.Time) int {
	return int(day(d.Due).Sub(day(today)) / (24 * time.Hour))
}

// Late reports whether the day is past. What has no date is never late.
func (d Deadline) Late(today time.Time) bool { return !d.Due.IsZero() && d.Left(today) < 0 }

// Words says it in words: "12 days left", "due today", "1 day overdue", or ""
// if there is no date. A colour alone would leave people out.
func (d Deadline) Words(today time.Time) string {
	if d.Due.IsZero() {
		return ""
	}
	switch left := d.Left(today); {
	case left > 0:
		return days(left) + " left"
	case left < 0:
		return days(-left) + " overdue"
	}
	return "due today"
}

func days(n int) string {
	if n == 1 {
		return "1 day"
	}
	if n < 1000 {
		return fmt.Sprintf("%d days", n)
	}
	return fmt.Sprintf("%d,%03d days", n/1000, n%1000)
}
