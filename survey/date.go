package survey

import (
	"strconv"
	"strings"
	"time"
)

// readDate reads the three fields of a date. part is -1 if they make a date
// ("2016-05-27"), otherwise it says which of them cannot be: 0 day, 1 month,
// 2 year. A day that its month does not have is a wrong day.
func readDate(day, month, year string) (date string, part int) {
	y, ok := smallNumber(year)
	if !ok || y < 1000 || y > 9999 {
		return "", 2
	}
	m, ok := readMonth(month)
	if !ok {
		return "", 1
	}
	d, ok := smallNumber(day)
	// Day 0 of the month that follows is the last day of this one.
	if last := time.Date(y, m+1, 0, 0, 0, 0, 0, time.UTC).Day(); !ok || d < 1 || d > last {
		return "", 0
	}
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Format(time.DateOnly), -1
}

// readMonth takes 5, 05, May and december: people type what their form of
// identity says.
func readMonth(s string) (time.Month, bool) {
	if n, ok := smallNumber(s); ok {
		return time.Month(n), 1 <= n && n <= 12
	}
	if len(s) > MaxTypedBytes {
		return 0, false
	}
	s = typed(s)
	for m := time.January; m <= time.December; m++ {
		if strings.EqualFold(s, m.String()) || strings.EqualFold(s, m.String()[:3]) {
			return m, true
		}
	}
	return 0, false
}

// smallNumber reads up to four digits.
func smallNumber(s string) (int, bool) {
	if len(s) > MaxTypedBytes {
		return 0, false
	}
	s, ok := latinDigits(typed(s))
	if !ok || len(s) > 4 || !areDigits(s) {
		return 0, false
	}
	n, err := strconv.Atoi(s)
	return n, err == nil
}

// isDate reports whether s is a date in the spelling that readDate returns.
func isDate(s string) bool {
	if len(s) != len(time.DateOnly) || s[4] != '-' || s[7] != '-' {
		return false
	}
	date, part := readDate(s[8:], s[5:7], s[:4])
	return part < 0 && date == s
}

// sayDate writes a date as people do: 27 May 2016.
func sayDate(s string) string {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return s
	}
	return t.Format("2 January 2006")
}
