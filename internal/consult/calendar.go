package consult

import "time"

// BankHolidays returns the bank holidays of England and Wales in year, in
// order. They follow the Banking and Financial Dealings Act 1971; Christmas Day
// and Good Friday are common law holidays; New Year's Day and the early May
// bank holiday have been proclaimed every year since 1974 and 1978. One-off
// holidays, as for a coronation, are not included. The tests compare with
// gov.uk/bank-holidays.
func BankHolidays(year int) []time.Time {
	day := func(m time.Month, d int) time.Time { return time.Date(year, m, d, 0, 0, 0, 0, time.UTC) }
	easter := Easter(year)
	christmas, boxing := day(time.December, 25), day(time.December, 26)
	switch christmas.Weekday() {
	case time.Friday: // Boxing Day is a Saturday
		boxing = day(time.December, 28)
	case time.Saturday:
		christmas, boxing = day(time.December, 27), day(time.December, 28)
	case time.Sunday:
		christmas, boxing = boxing, day(time.December, 27) // only the days matter, not which holiday each one is
	}
	return []time.Time{
		nextWorkingMonday(day(time.January, 1)),
		easter.AddDate(0, 0, -2), // Good Friday
		easter.AddDate(0, 0, 1),  // Easter Monday
		weekdayOnOrAfter(day(time.May, 1), time.Monday),
		weekdayOnOrAfter(day(time.May, 25), time.Monday),
		weekdayOnOrAfter(day(time.August, 25), time.Monday),
		christmas,
		boxing,
	}
}

// nextWorkingMonday returns day, or the following Monday if day is on a weekend.
func nextWorkingMonday(day time.Time) time.Time {
	if w := day.Weekday(); w == time.Saturday || w == time.Sunday {
		return weekdayOnOrAfter(day, time.Monday)
	}
	return day
}

// weekdayOnOrAfter returns the first w that is not before day.
func weekdayOnOrAfter(day time.Time, w time.Weekday) time.Time {
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

// noticeDays is the minimum number of working days between notice of a local
// election and the poll: Local Elections (Principal Areas) (England and Wales)
// Rules 2006, schedule 2, rule 1. Councils count their pre-election period from
// the notice: Local Government Act 1986, section 2, and the code of 2011.
const noticeDays = 25

// PreElectionPeriod returns the day of ordinary local elections in England in
// year, the first Thursday in May, and the first day of the pre-election
// period, in which councils avoid publicity that could influence the vote. Not
// every council has elections every year.
func PreElectionPeriod(year int) (from, poll time.Time) {
	poll = weekdayOnOrAfter(time.Date(year, time.May, 1, 0, 0, 0, 0, time.UTC), time.Thursday)
	from = poll
	for left := noticeDays; left > 0; {
		from = from.AddDate(0, 0, -1)
		if isWorkingDay(from) {
			left--
		}
	}
	return from, poll
}

// NextWorkingDay returns day, which is at midnight UTC, or the first working day after it
// if it is on a weekend or a bank holiday.
func NextWorkingDay(day time.Time) time.Time {
	for !isWorkingDay(day) {
		day = day.AddDate(0, 0, 1)
	}
	return day
}

// isWorkingDay reports whether day, at midnight UTC, is neither on a weekend nor
// a bank holiday.
func isWorkingDay(day time.Time) bool {
	if w := day.Weekday(); w == time.Saturday || w == time.Sunday {
		return false
	}
	for _, h := range BankHolidays(day.Year()) {
		if h.Equal(day) {
			return false
		}
	}
	return true
}
