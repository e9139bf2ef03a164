package survey

import (
	"strings"
	"testing"
)

// Texts in answers can be redacted. The result is a valid answer to the same form, and differs
// in the texts only.
func TestMapTexts(t *testing.T) {
	draft := Form{ID: "f", Title: "F", Lang: "en", Edition: "standard", Pages: []Page{{ID: "one", Questions: []Question{
		{ID: "use", Kind: Single, Text: "Do you?", Options: []Option{
			{ID: "yes", Text: "Yes"}, {ID: "else", Text: "Else", WriteIn: true},
		}},
		{ID: "why", Kind: LongText, Text: "Reason", MaxLength: 20, Required: true},
		{ID: "where", Kind: Postcode, Text: "Where?"},
	}}}}
	form, err := Parse(draft.JSON())
	if err != nil {
		t.Fatal(err)
	}
	given, problems := form.Check(Raw{
		"use": {"else"}, "use--else": {"with Ann"}, "why": {"Ann lives at no. 4."}, "where": {"LE3 8RA"},
	})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	before := string(given.Canonical())
	redacted, err := given.MapTexts(func(_ *Question, _, text string) string {
		return strings.ReplaceAll(text, "Ann", "▇")
	})
	if err != nil {
		t.Fatal(err)
	}
	if want := strings.ReplaceAll(before, "Ann", "▇"); string(redacted.Canonical()) != want {
		t.Errorf("got %s\nwant %s", redacted.Canonical(), want)
	}
	again, err := ParseAnswers(form, redacted.Canonical())
	if err != nil || string(again.Canonical()) != string(redacted.Canonical()) {
		t.Errorf("the redacted answers cannot be parsed: %v", err)
	}
	if string(given.Canonical()) != before {
		t.Error("MapTexts changed its receiver")
	}
	for _, bad := range []string{"", strings.Repeat("x", 301), "a\x00"} {
		if _, err := given.MapTexts(func(q *Question, _, text string) string {
			if q.ID == "why" {
				return bad
			}
			return text
		}); err == nil {
			t.Errorf("the text %.10q was accepted", bad)
		}
	}
}
