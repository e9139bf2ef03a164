package form

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/survey"
)

func typedDate(day, month, year string) url.Values {
	return url.Values{"d-day": {day}, "d-month": {month}, "d-year": {year}}
}

// A day is read back as it is shown: in figures, and with the month by the names that pages in the language have and by
// each beginning of these names that is long enough to be clear; English names are always read.
//
// Row C24 of docs/faults.md.
func TestDatesAreReadAsTheyAreShownInEveryLanguage(t *testing.T) {
	for _, lang := range locale.Languages() {
		if lang.Pseudo { // it marks every word
			continue
		}
		words := locale.For(lang.Tag)
		names := map[string]time.Month{} // 0 for a beginning of several
		for m := time.January; m <= time.December; m++ {
			day := time.Date(2026, m, 27, 0, 0, 0, 0, time.UTC)
			f := NewDate(words, "d", "Day", DayTyped(day))
			shown := typedDate(f.Parts[0].Value, f.Parts[1].Value, f.Parts[2].Value)
			if got := ReadDate(words, shown, "d"); !got.Equal(day) || f.misread != "" {
				t.Errorf("%s: %v is read as %v, %q", lang.Tag, shown, got, f.misread)
			}
			inDate := strings.Fields(words.Date(day))[1]
			for _, name := range []string{inDate, strings.Fields(words.Month(day))[0], m.String()} {
				letters := []rune(strings.Trim(name, "\u060c,"))
				names[strings.ToUpper(string(letters))], names[day.Format("01")] = m, m
				for n := min(3, len(letters)); n <= len(letters); n++ {
					if was, seen := names[string(letters[:n])]; seen && was != m {
						m = 0
					}
					names[string(letters[:n])], m = m, day.Month()
				}
			}
		}
		for name, m := range names {
			got := ReadDate(words, typedDate("27", name, "2026"), "d")
			if m != 0 && (got.IsZero() || got.Month() != m) {
				t.Errorf("%s: month %q of %v is read as %v", lang.Tag, name, m, got)
			}
		}
		if len(names) < 50 {
			t.Errorf("%s: only %d names", lang.Tag, len(names))
		}
	}
}

// What is wrong with a date is said of the part that is wrong, the link leads to it, and what was typed stays.
//
// Row C24 of docs/faults.md.
func TestErrorsOfDatesNameThePartThatIsWrong(t *testing.T) {
	for _, test := range []struct{ day, month, year, part, say string }{
		{"27", "5", "2026", "day", "Enter the day."}, // nothing is wrong with it but what the feature says
		{"", "", "", "day", "Enter the day."},
		{"31", "4", "2026", "day", "31 April 2026 does not exist: Day"},
		{"29", "feb", "2026", "day", "29 February 2026 does not exist: Day"},
		{"0", "4", "2026", "day", "Enter the day as a number from 1 to 31: Day"},
		{"first", "4", "2026", "day", "Enter the day as a number from 1 to 31: Day"},
		{"1", "13", "2026", "month", "Enter the month as a number from 1 to 12 or by name: Day"},
		{"1", "Smarch", "2026", "month", "Enter the month as a number from 1 to 12 or by name: Day"},
		{"1", "ma", "2026", "month", "Enter the month as a number from 1 to 12 or by name: Day"},
		{"1", "5", "26", "year", "Year must have 4 digits, like 2016: Day"},
		{"1", "13", "x", "year", "Year must have 4 digits, like 2016: Day"},
		{"", "5", "2026", "day", "Date must include a day: Day"},
		{"1", "", "2026", "month", "Date must include a month: Day"},
		{"1", "5", " ", "year", "Date must include a year: Day"},
		{"", "", "2026", "day", "Date must include a day and a month: Day"},
		{"", "5", "", "day", "Date must include a day and a year: Day"},
		{"1", "", "", "month", "Date must include a month and a year: Day"},
	} {
		typed := typedDate(test.day, test.month, test.year)
		f := NewDate(nil, "d", "Day", TypedDate(typed, "d"))
		f.SetError("Enter the day.")
		want := []Problem{{"#d-" + test.part, test.say}}
		if got := (Form{f}).Problems(); fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%v: %v, want %v", typed, got, want)
		}
		for i, part := range f.Parts {
			if part.Value != typed.Get(part.Name) {
				t.Errorf("%v: part %d is %q", typed, i, part.Value)
			}
		}
		stored := TypedDate(typed, "d").Text("en")
		again := NewDate(nil, "d", "Day", survey.TypedDateOf(stored))
		again.SetError("Enter the day.")
		if got := (Form{again}).Problems(); fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%v: stored as %q, then %v", typed, stored, got)
		}
	}
	f := &Field{Kind: Date, Partial: true, Name: "d", Label: "Day", Parts: make([]Field, 3)}
	for _, typed := range []survey.TypedDate{{}, {Year: "2026"}, {Month: "May", Year: "2026"}} {
		if f.FillDate(nil, typed); f.misread != "" {
			t.Errorf("%v: %s", typed, f.misread)
		}
	}
	if f.FillDate(nil, survey.TypedDate{Day: "1", Year: "2026"}); f.ErrorField != "d-month" {
		t.Errorf("a day without a month is marked at %s", f.ErrorField)
	}
}
