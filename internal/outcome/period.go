package outcome

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
)

var (
	yearForm    = regexp.MustCompile(`^(\d{4})$`)
	monthForm   = regexp.MustCompile(`^(\d{4})-(\d{2})$`)
	dayForm     = regexp.MustCompile(`^(\d{4}-\d{2}-\d{2})(?:T00:00:00(?:\.0+)?Z?)?$`)
	rangeForm   = regexp.MustCompile(`^(\d{4}-\d{2}-\d{2})(?:T[\d:.]+)?/(\d{4}-\d{2}-\d{2})(?:T[\d:.]+)?$`)
	slashForm   = regexp.MustCompile(`^(\d{4})/(\d{2}|\d{4})$`)
	toForm      = regexp.MustCompile(`^(\d{4})\s*(?:to|–|—)\s*(\d{4})$`)
	quarterForm = regexp.MustCompile(`^(\d{4})[ -]?Q([1-4])$`)
	ukDayForm   = regexp.MustCompile(`^(\d{1,2})/(\d{1,2})/(\d{4})$`)
)

// ParsePeriod returns the first and the last day of a period as sources write them: a day, a month, a quarter, a year, several
// years, or two days with a slash. “2021/22” and “2021-22” are the year from 1 April.
func ParsePeriod(text string) (from, to time.Time, err error) {
	text = strings.ToUpper(strings.TrimSpace(text))
	text = strings.Replace(text, " TO ", " to ", 1)
	days := func(from, to time.Time) (time.Time, time.Time, error) { return from, to, nil }
	date := func(y, m, d int) time.Time { return time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC) }
	number := func(s string) int { n, _ := strconv.Atoi(s); return n }
	financial := func(y int) (time.Time, time.Time, error) { return date(y, 4, 1), date(y+1, 3, 31), nil }
	if m := yearForm.FindStringSubmatch(text); m != nil {
		return days(date(number(m[1]), 1, 1), date(number(m[1]), 12, 31))
	}
	if m := monthForm.FindStringSubmatch(text); m != nil {
		y, n := number(m[1]), number(m[2])
		switch next := (y+1)%100 == n; {
		case next && n >= 1 && n <= 12:
			return from, to, fault.Newf(fault.Invalid,
				"“%s” can be a month or a year from April. Write it as %d/%02d or as %d-%02d-01.", text, y, n, y, n)
		case next:
			return financial(y)
		case n >= 1 && n <= 12:
			return days(date(y, n, 1), date(y, n+1, 0))
		}
	}
	if m := dayForm.FindStringSubmatch(text); m != nil {
		if day, err := time.Parse(time.DateOnly, m[1]); err == nil {
			return days(day, day)
		}
	}
	if m := rangeForm.FindStringSubmatch(text); m != nil {
		first, err1 := time.Parse(time.DateOnly, m[1])
		last, err2 := time.Parse(time.DateOnly, m[2])
		if err1 == nil && err2 == nil && !last.Before(first) {
			return days(first, last)
		}
	}
	if m := slashForm.FindStringSubmatch(text); m != nil && number(m[2])%100 == (number(m[1])+1)%100 {
		return financial(number(m[1]))
	}
	if m := toForm.FindStringSubmatch(text); m != nil && number(m[1]) <= number(m[2]) {
		return days(date(number(m[1]), 1, 1), date(number(m[2]), 12, 31))
	}
	if m := quarterForm.FindStringSubmatch(text); m != nil {
		first := 3*number(m[2]) - 2
		return days(date(number(m[1]), first, 1), date(number(m[1]), first+3, 0))
	}
	if m := ukDayForm.FindStringSubmatch(text); m != nil {
		if day := date(number(m[3]), number(m[2]), number(m[1])); day.Day() == number(m[1]) && int(day.Month()) == number(m[2]) {
			return days(day, day)
		}
	}
	return from, to, fault.Newf(fault.Invalid, "“%s” is not a period. Write one like 2021, 2021/22, 2021-03 or 2021-03-21.", text)
}

// FormatPeriod returns a period as ParsePeriod reads it, in the shortest form.
func FormatPeriod(from, to time.Time) string {
	switch {
	case from.Equal(to):
		return from.Format(time.DateOnly)
	case from.YearDay() == 1 && to.Month() == 12 && to.Day() == 31 && from.Year() == to.Year():
		return from.Format("2006")
	case from.Month() == 4 && from.Day() == 1 && to.Equal(from.AddDate(1, 0, -1)):
		return from.Format("2006") + "/" + to.Format("06")
	}
	return from.Format(time.DateOnly) + "/" + to.Format(time.DateOnly)
}

// PeriodIn returns a period in words.
func PeriodIn(p *locale.Printer, from, to time.Time) string {
	switch {
	case from.Equal(to):
		return p.Date(from)
	case from.YearDay() == 1 && to.Month() == 12 && to.Day() == 31:
		if from.Year() == to.Year() {
			return from.Format("2006")
		}
		return p.Say("%s to %s", from.Format("2006"), to.Format("2006"))
	}
	return p.Say("%s to %s", p.Date(from), p.Date(to))
}
