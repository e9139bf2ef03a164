package survey

import (
	"strconv"
	"time"
)

// parseDate parses the three fields of a date and returns it in the form 2016-05-27.
// part is -1 if the date is valid. Otherwise it is the field that is not: 0 for the
// day, 1 for the month, 2 for the year. The day is not valid if its month is shorter.
// lang is the language in which the name of a month may be, beside English.
func parseDate(day, month, year, lang string) (date string, part int) {
	y, ok := parseSmallInt(year)
	if !ok || y < 1000 || y > 9999 {
		return "", 2
	}
	m, ok := parseMonth(month, lang)
	if !ok {
		return "", 1
	}
	d, ok := parseSmallInt(day)
	// Day 0 of the month that follows is the last day of this one.
	if last := time.Date(y, m+1, 0, 0, 0, 0, 0, time.UTC).Day(); !ok || d < 1 || d > last {
		return "", 0
	}
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Format(time.DateOnly), -1
}

// parseSmallInt parses a number of up to four digits, of any script in digitZeros.
func parseSmallInt(s string) (int, bool) {
	if len(s) > MaxTypedBytes {
		return 0, false
	}
	s, ok := latinDigits(trimInput(s))
	if !ok || len(s) > 4 || !isDigits(s) {
		return 0, false
	}
	n, err := strconv.Atoi(s)
	return n, err == nil
}

// isDate reports whether s is a valid date in the form that parseDate returns.
func isDate(s string) bool {
	if len(s) != len(time.DateOnly) || s[4] != '-' || s[7] != '-' {
		return false
	}
	date, part := parseDate(s[8:], s[5:7], s[:4], "en")
	return part < 0 && date == s
}

// formatDate returns the date s in the form 27 May 2016.
func formatDate(s string) string {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return s
	}
	return t.Format("2 January 2006")
}
