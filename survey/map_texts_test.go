package survey

import (
	"strings"
	"testing"
)

// Words can be taken out of an answer, and what is left is still an answer to
// the same form: its bytes parse, and nothing but the words has changed.
func TestMapTexts(t *testing.T) {
	draft := Form{ID: "f", Title: "F", Lang: "en", Edition: "standard", Pages: []Page{{ID: "one", Questions: []Question{
		{ID: "use", Kind: Single, Text: "Do you?", Options: []Option{{ID: "yes", Text: "Yes"}, {ID: "else", Text: "Else", WriteIn: true}}},
		{ID: "why", Kind: LongText, Text: "Reason", MaxLength: 20, Required: true},
		{ID: "where", Kind: Postcode, Text: "Where?"},
	}}}}
	form, err := Parse(draft.JSON())
	if err != nil {
		t.Fatal(err)
	}
	given, problems := form.Check(Raw{"use": {"else"}, "use--else": {"with Ann"}, "why": {"Ann lives at no. 4."}, "where": {"LE3 8RA"}})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	before := string(given.Canonical())
	cut, err := given.MapTexts(func(q *Question, option, text string) string { return strings.ReplaceAll(text, "Ann", "▇") })
	if err != nil {
		t.Fatal(err)
	}
	if want := strings.ReplaceAll(before, "Ann", "▇"); string(cut.Canonical()) != want {
		t.Errorf("%s\nwant %s", cut.Canonical(), want)
	}
	if again, err := ParseAnswers(form, cut.Canonical()); err != nil || string(again.Canonical()) != string(cut.Canonical()) {
		t.Errorf("what is left is not an answer: %v", err)
	}
	if string(given.Canonical()) != before {
		t.Error("the answers themselves changed")
	}
	for _, bad := range []string{"", strings.Repeat("x", 301), "a\x00"} {
		if _, err := given.MapTexts(func(q *Question, _, text string) string {
			if q.ID == "why" {
				return bad
			}
			return text
		}); err == nil {
			t.Errorf("it took the text %.10q", bad)
		}
	}
}
