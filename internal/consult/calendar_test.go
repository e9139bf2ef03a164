package consult

import (
	"slices"
	"testing"
	"time"
)

// The years to 2028 are from gov.uk/bank-holidays, 2033 is computed by hand from
// the same rules.
func TestBankHolidaysMatchPublishedList(t *testing.T) {
	for year, want := range map[int][]string{
		2024: {"2024-01-01", "2024-03-29", "2024-04-01", "2024-05-06", "2024-05-27", "2024-08-26", "2024-12-25", "2024-12-26"},
		2025: {"2025-01-01", "2025-04-18", "2025-04-21", "2025-05-05", "2025-05-26", "2025-08-25", "2025-12-25", "2025-12-26"},
		2026: {"2026-01-01", "2026-04-03", "2026-04-06", "2026-05-04", "2026-05-25", "2026-08-31", "2026-12-25", "2026-12-28"},
		2027: {"2027-01-01", "2027-03-26", "2027-03-29", "2027-05-03", "2027-05-31", "2027-08-30", "2027-12-27", "2027-12-28"},
		2028: {"2028-01-03", "2028-04-14", "2028-04-17", "2028-05-01", "2028-05-29", "2028-08-28", "2028-12-25", "2028-12-26"},
		2033: {"2033-01-03", "2033-04-15", "2033-04-18", "2033-05-02", "2033-05-30", "2033-08-29", "2033-12-26", "2033-12-27"},
	} {
		var got []string
		for _, day := range BankHolidays(year) {
			got = append(got, day.Format(time.DateOnly))
		}
		if !slices.Equal(got, want) {
			t.Errorf("%d: %v, want %v", year, got, want)
		}
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

// The Electoral Commission's timetables gave 25 March 2025 and 30 March 2026 as
// the last day for the notice of election.
func TestPreElectionPeriod(t *testing.T) {
	for year, want := range map[int][2]string{2025: {"2025-03-25", "2025-05-01"}, 2026: {"2026-03-30", "2026-05-07"}} {
		from, poll := PreElectionPeriod(year)
		if got := [2]string{from.Format(time.DateOnly), poll.Format(time.DateOnly)}; got != want {
			t.Errorf("%v, want %v", got, want)
		}
	}
}
