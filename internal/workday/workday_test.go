package workday

import (
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/equality"
)

// The years to 2028 are from gov.uk/bank-holidays, 2033 is worked out by hand from the same rules.
func TestBankHolidaysMatchPublishedLists(t *testing.T) {
	for _, test := range []struct {
		in   equality.Jurisdiction
		year int
		want string
	}{
		{equality.England, 2020, "01-01 04-10 04-13 05-08 05-25 08-31 12-25 12-28"},
		{equality.England, 2022, "01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27"},
		{equality.England, 2023, "01-02 04-07 04-10 05-01 05-08 05-29 08-28 12-25 12-26"},
		{equality.England, 2024, "01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26"},
		{equality.England, 2025, "01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26"},
		{equality.Wales, 2026, "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28"},
		{equality.England, 2027, "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28"},
		{equality.England, 2028, "01-03 04-14 04-17 05-01 05-29 08-28 12-25 12-26"},
		{equality.England, 2033, "01-03 04-15 04-18 05-02 05-30 08-29 12-26 12-27"},
		{equality.Scotland, 2021, "01-01 01-04 04-02 05-03 05-31 08-02 11-30 12-27 12-28"},
		{equality.Scotland, 2022, "01-03 01-04 04-15 05-02 06-02 06-03 08-01 09-19 11-30 12-26 12-27"},
		{equality.Scotland, 2023, "01-02 01-03 04-07 05-01 05-08 05-29 08-07 11-30 12-25 12-26"},
		{equality.Scotland, 2024, "01-01 01-02 03-29 05-06 05-27 08-05 12-02 12-25 12-26"},
		{equality.Scotland, 2026, "01-01 01-02 04-03 05-04 05-25 06-15 08-03 11-30 12-25 12-28"},
		{equality.Scotland, 2006, "01-02 01-03 04-14 05-01 05-29 08-07 12-25 12-26"}, // before the Act of 2007
		{equality.NorthernIreland, 2024, "01-01 03-18 03-29 04-01 05-06 05-27 07-12 08-26 12-25 12-26"},
		{equality.NorthernIreland, 2025, "01-01 03-17 04-18 04-21 05-05 05-26 07-14 08-25 12-25 12-26"},
	} {
		var got []string
		for _, day := range BankHolidays(test.in, test.year) {
			got = append(got, day.Format("01-02"))
		}
		if all := strings.Join(got, " "); all != test.want {
			t.Errorf("%s %d: %s, want %s", test.in, test.year, all, test.want)
		}
	}
}

// Working days are counted over weekends and bank holidays, worked out by hand with a calendar.
func TestWorkingDaysAreCounted(t *testing.T) {
	for _, test := range []struct {
		in   equality.Jurisdiction
		from string
		n    int
		want string
	}{
		{equality.England, "2026-07-30", 5, "2026-08-06"},         // a Thursday; no holiday
		{equality.Scotland, "2026-07-30", 5, "2026-08-07"},        // the first Monday of August
		{equality.England, "2026-04-01", 5, "2026-04-10"},         // over Easter: 2, 7, 8, 9, 10 April
		{equality.Scotland, "2026-04-01", 5, "2026-04-09"},        // Easter Monday is no holiday there
		{equality.England, "2026-12-23", 5, "2027-01-04"},         // 24, 29, 30, 31 December, 4 January
		{equality.Scotland, "2026-12-23", 5, "2027-01-05"},        // 4 January instead of the 2nd
		{equality.NorthernIreland, "2025-07-11", 1, "2025-07-15"}, // 12 July is a Saturday
		{equality.England, "2026-05-07", -25, "2026-03-30"},       // before the elections of 2026
		{equality.England, "2026-05-07", 0, "2026-05-07"},
	} {
		if got := Add(test.in, parse(test.from), test.n).Format(time.DateOnly); got != test.want {
			t.Errorf("%d working days after %s in %s: %s, want %s", test.n, test.from, test.in, got, test.want)
		}
	}
	if got := OnOrAfter(equality.England, parse("2026-12-25")).Format(time.DateOnly); got != "2026-12-29" {
		t.Errorf("the first working day from Christmas on is %s", got)
	}
}

// The dates are from printed calendars.
func TestEaster(t *testing.T) {
	for year, want := range map[int]string{
		2024: "2024-03-31", 2025: "2025-04-20", 2026: "2026-04-05", 2027: "2027-03-28", 2028: "2028-04-16", 2029: "2029-04-01",
		2030: "2030-04-21", 2031: "2031-04-13", 2032: "2032-03-28", 2033: "2033-04-17", 2034: "2034-04-09",
		2035: "2035-03-25", 2038: "2038-04-25",
	} {
		if got := Easter(year).Format(time.DateOnly); got != want {
			t.Errorf("%d: %s, want %s", year, got, want)
		}
	}
}
