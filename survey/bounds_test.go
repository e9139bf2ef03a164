package survey_test

import (
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/survey"
)

// A version of a questionnaire has the limits of the original; only one that leaves out the question that gives the
// limit has none. Results never form bands from such limits, which are answers.
//
// Row G of docs/faults.md.
func TestVersionsFollowLimitsByEarlierAnswers(t *testing.T) {
	form := func(head, questions string) *survey.Form {
		f, err := survey.Parse([]byte(`{"id":"f","title":"F",` + head + `,"pages":[{"id":"p","questions":[` + questions + `]}]}`))
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	const from = `{"id":"from","kind":"date","text":"From?","least":"2016-01-01"},`
	const limited = `{"id":"to","kind":"date","text":"To?","least":"2016-01-01","leastOf":"from"}`
	const open = `{"id":"to","kind":"date","text":"To?","least":"2016-01-01"}`
	const english, welsh = `"lang":"en","edition":"standard"`, `"lang":"cy","edition":"cy"`
	master := form(english, from+limited)
	for _, test := range []struct{ questions, want string }{
		{from + limited, ""},
		{open, ""},
		{from + open, `Set leastOf of question "to" as in the original.`},
	} {
		got := ""
		if err := survey.CheckEdition(master, form(welsh, test.questions)); err != nil {
			got = err.Error()
		}
		if got != test.want {
			t.Errorf("%s: %q, want %q", test.questions, got, test.want)
		}
	}
	q, _ := master.Question("to")
	if bands := q.Bands(); bands != nil {
		t.Errorf("results are counted in %v", bands)
	}
	again, err := survey.Parse(master.JSON())
	if err != nil || again.Version() != master.Version() || !strings.Contains(string(again.JSON()), `"leastOf":"from"`) {
		t.Errorf("read again: %v, %s", err, again.JSON())
	}
}
