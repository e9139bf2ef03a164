package survey

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The precisions of dates other than a day: see Question.Precision.
const (
	PrecisionMonth = "month" // a month and a year, in the form 2016-05
	PrecisionYear  = "year"  // a year, in the form 2016
)

// dateParts returns the parts of a date of the precision of q, as people write them.
func (q *Question) dateParts() []string {
	switch q.Precision {
	case PrecisionMonth:
		return []string{"month", "year"}
	case PrecisionYear:
		return []string{"year"}
	}
	return []string{"day", "month", "year"}
}

// dateValues returns the parts of a date in the form of answers, in the order of dateParts.
func dateValues(date string) []string {
	parts := strings.Split(date, "-")
	slices.Reverse(parts)
	return parts
}

// parseDate parses the fields of a date, in the order of dateParts, and returns it in the form
// 2016-05-27, 2016-05 or 2016. part is "" if the date is valid. Otherwise it is the part that is
// not. The day is not valid if its month is shorter. lang is the language in which the name of
// a month may be, beside English.
func parseDate(values []string, lang string) (date, part string) {
	last := len(values) - 1
	y, ok := parseSmallInt(values[last])
	if !ok || y < 1000 || y > 9999 {
		return "", "year"
	}
	if last == 0 {
		return strconv.Itoa(y), ""
	}
	m, ok := parseMonth(values[last-1], lang)
	if !ok {
		return "", "month"
	}
	if last == 1 {
		return time.Date(y, m, 1, 0, 0, 0, 0, time.UTC).Format(monthOnly), ""
	}
	d, ok := parseSmallInt(values[0])
	// Day 0 of the month that follows is the last day of this one.
	if last := time.Date(y, m+1, 0, 0, 0, 0, 0, time.UTC).Day(); !ok || d < 1 || d > last {
		return "", "day"
	}
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Format(time.DateOnly), ""
}

// monthOnly is the layout of a month in the form of answers.
const monthOnly = "2006-01"

// dateLayouts are the layouts of dates by their length.
var dateLayouts = map[int]string{len(time.DateOnly): time.DateOnly, len(monthOnly): monthOnly, len("2006"): "2006"}

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

// isDate reports whether s is a valid date in the form that parseDate returns, with a day.
func isDate(s string) bool { return len(s) == len(time.DateOnly) && isDateOf(s) }

// isDate reports whether s is a valid date of the precision of q, in the form of answers.
func (q *Question) isDate(s string) bool {
	return strings.Count(s, "-")+1 == len(q.dateParts()) && isDateOf(s)
}

// isDateOf reports whether s is a valid date of some precision.
func isDateOf(s string) bool {
	if dateLayouts[len(s)] == "" {
		return false
	}
	date, wrong := parseDate(dateValues(s), "en")
	return wrong == "" && date == s
}

// ParsePartialDate returns the first day of a date in the form of answers: of 2016-05, the first
// of May 2016.
func ParsePartialDate(s string) (time.Time, error) {
	layout := dateLayouts[len(s)]
	if layout == "" {
		layout = time.DateOnly // which says what is wrong
	}
	return time.Parse(layout, s)
}

// truncate returns a date with a day in the precision of q.
func (q *Question) truncate(date string) string {
	return strings.Join(strings.Split(date, "-")[:len(q.dateParts())], "-")
}

// formatDate returns the date s in the form 27 May 2016, May 2016 or 2016.
func formatDate(s string) string {
	d := TypedDateOf(s)
	m, err := strconv.Atoi(d.Month)
	if err != nil || m < 1 || m > 12 {
		return s
	}
	return strings.TrimSpace(d.Day + " " + time.Month(m).String() + " " + d.Year)
}

// dayText returns a day in the form of answers, also one that does not exist.
func dayText(year, month, day int) Day { return Day(fmt.Sprintf("%04d-%02d-%02d", year, month, day)) }

// length returns how many days, months or years, by the precision of q, a period has, the first
// and the last included.
func (q *Question) length(from, to string) int {
	first, _ := ParsePartialDate(from)
	last, _ := ParsePartialDate(to)
	return q.index(last) - q.index(first) + 1
}

// index returns how many days, months or years, by the precision of q, t is after a fixed day.
func (q *Question) index(t time.Time) int {
	switch q.Precision {
	case PrecisionMonth:
		return t.Year()*12 + int(t.Month())
	case PrecisionYear:
		return t.Year()
	}
	return int(t.Unix() / (24 * 60 * 60))
}

// readDate reads the answer to a date question.
func (w *evaluator) readDate(s *step) Answer {
	q, parts := s.q, s.q.dateParts()
	values, a, ok := w.readParts(s)
	if !ok {
		return a
	}
	date, part, wrong := readDateParts(parts, values, w.form.Lang, q.Text)
	if part != "" {
		return w.reject(s.fieldNames[slices.Index(parts, part)], wrong)
	}
	if least, most, in := w.dateInRange(s, date); !in {
		return w.reject(s.fieldNames[0], q.rangeMessage(least, most))
	}
	if wrong, outside := w.outsideBounds(s, date); outside {
		return w.reject(s.fieldNames[0], wrong)
	}
	return Answer{State: Answered, Date: date}
}

// dateInRange reports whether date is within the limits of s, and what they are.
func (w *evaluator) dateInRange(s *step, date string) (least, most string, in bool) {
	least, most = s.least, s.most
	if !s.relative {
		return least, most, s.inRange(date, strings.Compare)
	}
	least, most, known := s.q.Limits(w.day)
	// A date that was kept as written on an earlier day may have been outside them.
	in = w.past && !w.keepsWritten(s) || known && (least == "" || date >= least) && (most == "" || date <= most)
	return least, most, in
}

// readPeriod reads the answer to a period question: two dates, of which the second is not before
// the first.
func (w *evaluator) readPeriod(s *step) Answer {
	q, parts := s.q, s.q.dateParts()
	values, a, ok := w.readParts(s)
	if !ok {
		return a
	}
	var dates [2]string
	for i := range dates {
		at := i * len(parts)
		of := values[at : at+len(parts)]
		if blank := slices.Index(of, ""); blank >= 0 {
			return w.reject(s.fieldNames[at+blank], incompleteEnd(i, q.Text))
		}
		date, wrong := parseDate(of, w.form.Lang)
		if wrong != "" {
			return w.reject(s.fieldNames[at+slices.Index(parts, wrong)], wrongEnd(i, q.Text))
		}
		if least, most, in := w.dateInRange(s, date); !in {
			return w.reject(s.fieldNames[at], q.rangeMessage(least, most))
		}
		dates[i] = date
	}
	if dates[1] < dates[0] {
		return w.reject(s.fieldNames[len(parts)], newMessage("The end date must not be before the start date: %s", q.Text))
	}
	return Answer{State: Answered, Date: dates[0], Until: dates[1]}
}

// incompleteEnd is the message for the first (0) or second date of a period without all its parts.
func incompleteEnd(end int, text string) message {
	if end == 0 {
		return newMessage("Complete the start date: %s", text)
	}
	return newMessage("Complete the end date: %s", text)
}

// wrongEnd is the message for the first (0) or second date of a period that does not exist.
func wrongEnd(end int, text string) message {
	if end == 0 {
		return newMessage("Enter a start date that exists: %s", text)
	}
	return newMessage("Enter an end date that exists: %s", text)
}
