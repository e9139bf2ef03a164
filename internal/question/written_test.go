package question

import (
	"testing"

	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/survey"
)

// Officers and respondents read what was written, and that it is not a valid answer.
//
// Row C16 of docs/faults.md.
func TestAnswersKeptAsWrittenAreShownAsSuch(t *testing.T) {
	form, err := survey.Parse([]byte(`{"id":"f","title":"F","lang":"en","edition":"standard","pages":[{"id":"p","questions":[
		{"id":"split","kind":"budget","text":"Split?","total":100,"options":[{"id":"a","text":"Parks"},{"id":"b","text":"Roads"}]},
		{"id":"one","kind":"single","text":"One?","preferNotToSay":true,"options":[{"id":"a","text":"A"},{"id":"b","text":"B"}]},
		{"id":"grid","kind":"matrix","text":"Grid?","options":[{"id":"a","text":"Good"},{"id":"b","text":"Bad"}],
			"rows":[{"id":"r","text":"Grass"},{"id":"s","text":"Paths"}]},
		{"id":"day","kind":"date","text":"Day?"},{"id":"age","kind":"number","text":"Age?"}]}]}`))
	if err != nil {
		t.Fatal(err)
	}
	answers, problems := form.CheckAsWritten(survey.Raw{
		"split--a": {"60"}, "split--b": {"the rest"}, "one": {"a", "prefer-not-to-say"}, "grid--r": {"a", "b"}, "grid--s": {"a"},
		"day--month": {"May"}, "day--year": {"2016"}, "age": {"forty"},
	}, []string{"split", "one", "grid", "day", "age"})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	kept := "Not a valid answer, kept as written: "
	for i, want := range []string{
		kept + "Parks: 60; Roads: the rest", kept + "A; Prefer not to say", "Grass: " + kept + "Good; Bad\nPaths: Good",
		kept + "May 2016", kept + "forty",
	} {
		if rows := StoredRows(locale.For("en"), form, answers, false); rows[i].Answer != want {
			t.Errorf("%s %q, want %q", rows[i].Question, rows[i].Answer, want)
		}
	}
}
