package collected

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/survey"
)

var (
	numberValue   = regexp.MustCompile(`^-?\d{1,15}(\.\d{1,6})?$`)
	thousands     = regexp.MustCompile(`^-?\d{1,3}(,\d{3})+(\.\d{1,6})?$`)
	leadingDigits = regexp.MustCompile(`^\D{0,6}?(\d{1,9})`)
)

// parseNumber returns a number as answers have it. There is one way to read each: a comma is between thousands.
func parseNumber(value string) (string, bool) {
	value = strings.TrimSpace(value)
	if thousands.MatchString(value) {
		value = strings.ReplaceAll(value, ",", "")
	}
	return value, numberValue.MatchString(value) && len(value)-strings.Count(value, "-")-strings.Count(value, ".") <= survey.MaxDigits
}

// dateLayouts are the ways in which a date is read: the year first, or the day first.
var dateLayouts = []string{
	time.DateOnly, time.DateTime, "2006-01-02T15:04:05Z07:00", "2006-01-02 15:04", "2006-01-02T15:04:05", "2/1/2006", "2/1/2006 15:04",
	"2/1/2006 15:04:05", "2 January 2006", "2 Jan 2006",
}

// parseDate returns a date like 2016-05-27. The time is not kept.
func parseDate(value string) (string, bool) {
	value = strings.TrimSpace(value)
	if len(value) < len("1/1/2006") || len(value) > 30 {
		return "", false
	}
	for _, layout := range dateLayouts {
		if at, err := time.Parse(layout, value); err == nil && at.Year() >= 1000 {
			return at.Format(time.DateOnly), true
		}
	}
	return "", false
}

// leadingNumber returns the number with which a value begins, perhaps after a word such as “Over”.
func leadingNumber(value string) (int, bool) {
	m := leadingDigits.FindStringSubmatch(value)
	if m == nil {
		return 0, false
	}
	n, err := strconv.Atoi(m[1])
	return n, err == nil
}

func isPreferNotToSay(value string) bool { return survey.MeansPreferNotToSay(value) }
