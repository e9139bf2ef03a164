// Package workday knows the bank holidays of the parts of the United Kingdom and counts working days. It is deterministic.
// Days are at midnight UTC.
package workday

import (
	"slices"
	"time"

	"github.com/folkmoot/folkmoot/internal/equality"
)

// BankHolidays returns the bank holidays of a part of the United Kingdom in year, in order.
//
// Source: Banking and Financial Dealings Act 1971, section 1 and schedule 1; St Andrew’s Day Bank Holiday (Scotland) Act 2007.
// Christmas Day and Good Friday are holidays by common law outside Scotland. The early May bank holiday, New Year’s Day, the
// spring bank holiday and Boxing Day of Scotland, the days instead of those on weekends and 12 July are proclaimed each year, and
// follow the rule that they have followed since 1978. Holidays that were proclaimed once are in the table proclaimed. The tests
// compare with gov.uk/bank-holidays.
func BankHolidays(in equality.Jurisdiction, year int) []time.Time {
	day := func(m time.Month, d int) time.Time { return time.Date(year, m, d, 0, 0, 0, 0, time.UTC) }
	easter := Easter(year)
	newYear := weekdays(day(time.January, 1))
	if in == equality.Scotland {
		newYear = weekdays(day(time.January, 1), day(time.January, 2))
	}
	all := slices.Concat(newYear, weekdays(day(time.December, 25), day(time.December, 26)), []time.Time{
		easter.AddDate(0, 0, -2), // Good Friday
		onOrAfter(day(time.May, 1), time.Monday),
		onOrAfter(day(time.May, 25), time.Monday),
	})
	if in == equality.Scotland {
		all = append(all, onOrAfter(day(time.August, 1), time.Monday))
		if year >= 2007 {
			all = append(all, weekdays(day(time.November, 30))...)
		}
	} else {
		all = append(all, easter.AddDate(0, 0, 1), onOrAfter(day(time.August, 25), time.Monday))
	}
	if in == equality.NorthernIreland {
		all = append(all, slices.Concat(weekdays(day(time.March, 17)), weekdays(day(time.July, 12)))...)
	}
	for _, p := range proclaimed {
		if p.in != "" && p.in != in {
			continue
		}
		if p.instead != "" {
			all = slices.DeleteFunc(all, parse(p.instead).Equal)
		}
		if on := parse(p.on); on.Year() == year {
			all = append(all, on)
		}
	}
	slices.SortFunc(all, time.Time.Compare)
	return all
}

// proclaimed are holidays that were proclaimed for one year, since 2002, each for the whole of the United Kingdom or for a part of
// it. Add to them when another is proclaimed. As of 30 November 2026.
//
// Source: proclamations under section 1(2) and (3) of the Banking and Financial Dealings Act 1971, in the London, Edinburgh and
// Belfast Gazettes.
var proclaimed = []struct {
	in          equality.Jurisdiction // "" is all
	on, instead string
}{
	{"", "2002-06-03", ""},                // Golden Jubilee
	{"", "2002-06-04", "2002-05-27"},      // the spring bank holiday beside it
	{"", "2011-04-29", ""},                // wedding of Prince William
	{"", "2012-06-04", "2012-05-28"},      // the spring bank holiday beside the next
	{"", "2012-06-05", ""},                // Diamond Jubilee
	{"", "2020-05-08", "2020-05-04"},      // 75 years since the end of the war in Europe
	{"", "2022-06-02", "2022-05-30"},      // the spring bank holiday beside the next
	{"", "2022-06-03", ""},                // Platinum Jubilee
	{"", "2022-09-19", ""},                // funeral of Queen Elizabeth II
	{"", "2023-05-08", ""},                // coronation of King Charles III
	{equality.Scotland, "2026-06-15", ""}, // first match of Scotland at the World Cup
}

func parse(text string) time.Time {
	day, err := time.Parse(time.DateOnly, text)
	if err != nil {
		panic(err) // impossible: the table above is tested
	}
	return day
}

// weekdays returns days with each that is on a weekend replaced by the next weekday that is none of them.
func weekdays(days ...time.Time) []time.Time {
	for i, day := range days {
		for moved := day; isWeekend(days[i]); {
			if moved = moved.AddDate(0, 0, 1); !isWeekend(moved) && !slices.ContainsFunc(days, moved.Equal) {
				days[i] = moved
			}
		}
	}
	return days
}

func isWeekend(day time.Time) bool {
	return day.Weekday() == time.Saturday || day.Weekday() == time.Sunday
}

// onOrAfter returns the first w that is not before day.
func onOrAfter(day time.Time, w time.Weekday) time.Time {
	return day.AddDate(0, 0, int(w-day.Weekday()+7)%7)
}

// Easter returns Easter Sunday in year of the Gregorian calendar, by the
// anonymous algorithm published in Nature on 20 April 1876.
func Easter(year int) time.Time {
	a, b, c := year%19, year/100, year%100
	d, e := b/4, b%4
	f := (b + 8) / 25
	g := (b - f + 1) / 3
	h := (19*a + b - d - g + 15) % 30
	i, k := c/4, c%4
	l := (32 + 2*e + 2*i - h - k) % 7
	m := (a + 11*h + 22*l) / 451
	n := h + l - 7*m + 114
	return time.Date(year, time.Month(n/31), n%31+1, 0, 0, 0, 0, time.UTC)
}

// Is reports whether day is neither on a weekend nor a bank holiday.
func Is(in equality.Jurisdiction, day time.Time) bool {
	return !isWeekend(day) && !slices.ContainsFunc(BankHolidays(in, day.Year()), day.Equal)
}

// OnOrAfter returns day, or the first working day after it if it is none.
func OnOrAfter(in equality.Jurisdiction, day time.Time) time.Time {
	for !Is(in, day) {
		day = day.AddDate(0, 0, 1)
	}
	return day
}

// Add returns the nth working day after day, or before it if n is negative. Day itself does not count.
func Add(in equality.Jurisdiction, day time.Time, n int) time.Time {
	step := 1
	if n < 0 {
		step, n = -1, -n
	}
	for n > 0 {
		if day = day.AddDate(0, 0, step); Is(in, day) {
			n--
		}
	}
	return day
}
