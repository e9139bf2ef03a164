package intake_test

import (
	"bytes"
	"slices"
	"testing"

	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/survey"
)

// Rows B1 and B15 of docs/faults.md. Contact details are removed from the answers before
// the commitment, on every page of the form, and leave no mark.
func TestContactsAreSeparatedFromAnswers(t *testing.T) {
	draft := survey.Form{ID: "f", Title: "F", Lang: "en", Edition: "standard", Pages: []survey.Page{
		{ID: "one", Questions: []survey.Question{
			{ID: "email", Kind: survey.Email, Text: "Where?"}, {ID: "name", Kind: survey.FullName, Text: "Who?"},
			{ID: "address", Kind: survey.Address, Text: "Where?"}, {ID: "telephone", Kind: survey.Telephone, Text: "Number?"},
			{ID: "why", Kind: survey.ShortText, Text: "Why?"},
		}},
		{ID: "you", Monitoring: true, Questions: []survey.Question{
			{ID: "own", Kind: survey.Email, Text: "Where?"}, {ID: "age", Kind: survey.Number, Text: "Age?"}}}}}
	form, err := survey.Parse(draft.JSON())
	if err != nil {
		t.Fatal(err)
	}
	answers, problems := form.Check(survey.Raw{
		"email": {"a@example.org"}, "own": {"b@example.org"}, "name": {"Jo Bloggs"}, "address": {"1 The Street"},
		"telephone": {"0116 232 3232"}, "why": {"Because"}, "age": {"40"},
	})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	r := intake.NewResponse(form, answers)
	var texts []string
	for _, c := range r.Contacts {
		texts = append(texts, c.Text)
	}
	if want := []string{"a@example.org", "Jo Bloggs", "1 The Street", "0116 232 3232", "b@example.org"}; !slices.Equal(texts, want) {
		t.Errorf("the contacts are %q, want %q", texts, want)
	}
	for name, part := range map[string][]byte{"answers": r.Answers, "monitoring answers": r.Monitoring} {
		for _, mark := range []string{"email", "own", "name", "address", "telephone", "answered"} {
			if bytes.Contains(part, []byte(mark)) {
				t.Errorf("the %s contain %q: %s", name, mark, part)
			}
		}
	}
}
