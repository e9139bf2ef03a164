package question

import (
	"testing"

	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/survey"
)

// Beside a field stands which earlier answer limits it: with the answer itself if that was given on an earlier page, where
// it can no longer change unnoticed, and never with one that was not given.
//
// Row G of docs/faults.md.
func TestLimitsByEarlierAnswersAreNamed(t *testing.T) {
	f, err := survey.Parse([]byte(`{"id":"f","title":"F","lang":"en","edition":"standard","pages":[
		{"id":"one","questions":[
			{"id":"hours","kind":"number","text":"How many hours?","unit":"hours"},
			{"id":"paid","kind":"number","text":"How many are paid?","unit":"hours","mostOf":"hours"},
			{"id":"since","kind":"date","text":"Since when?"}]},
		{"id":"two","questions":[
			{"id":"free","kind":"number","text":"How many are free?","unit":"hours","mostOf":"hours"},
			{"id":"until","kind":"date","text":"Until when?","leastOf":"since"},
			{"id":"share","kind":"budget","text":"For what?","unit":"hours","totalOf":"hours",
				"options":[{"id":"a","text":"A"},{"id":"b","text":"B"}]}]}]}`))
	if err != nil {
		t.Fatal(err)
	}
	given := survey.Raw{"hours": {"37"}, "since--day": {"1"}, "since--month": {"5"}, "since--year": {"2016"}}
	for _, test := range []struct {
		page, question string
		raw            survey.Raw
		want           string
	}{
		{"one", "paid", given, "No more than your answer to “How many hours?”."},
		{"two", "free", given, "No more than 37, your answer to “How many hours?”."},
		{"two", "free", survey.Raw{"hours": {"many"}}, "No more than your answer to “How many hours?”."},
		{"two", "until", given, "Not before 1 May 2016, your answer to “Since when?”."},
		{"two", "share", given, "Your amounts must add up to 37 hours, your answer to “How many hours?”."},
		{"two", "share", nil, "Your amounts must add up to your answer to “How many hours?”."},
		{"", "until", given, "Not before your answer to “Since when?”."},
	} {
		got := ""
		for _, field := range NewPageFields(locale.For("en"), f, test.page, test.raw, nil, nil).All() {
			if field.Question == test.question {
				got = field.Bound + field.TotalLine
			}
		}
		if got != test.want {
			t.Errorf("%s on page %q: %q, want %q", test.question, test.page, got, test.want)
		}
	}
}
