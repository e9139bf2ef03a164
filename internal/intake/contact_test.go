package intake_test

import (
	"bytes"
	"slices"
	"testing"

	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/survey"
)

// Email addresses are removed from the answers before the commitment, on every
// page of the form.
func TestContactsAreSeparatedFromAnswers(t *testing.T) {
	ask := func(id string) []survey.Question {
		return []survey.Question{{ID: id, Kind: survey.Email, Text: "Where?"}}
	}
	draft := survey.Form{ID: "f", Title: "F", Lang: "en", Edition: "standard", Pages: []survey.Page{
		{ID: "one", Questions: ask("email")}, {ID: "you", Monitoring: true, Questions: ask("own")}}}
	form, err := survey.Parse(draft.JSON())
	if err != nil {
		t.Fatal(err)
	}
	answers, problems := form.Check(survey.Raw{"email": {"a@example.org"}, "own": {"b@example.org"}})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	r := intake.NewResponse(form, answers)
	if !slices.Equal(r.Contacts, []string{"a@example.org", "b@example.org"}) {
		t.Errorf("the contacts are %q", r.Contacts)
	}
	for name, part := range map[string][]byte{"answers": r.Answers, "monitoring answers": r.Monitoring} {
		if bytes.Contains(part, []byte("@")) || !bytes.Contains(part, []byte(`:"answered"`)) {
			t.Errorf("the %s are %s", name, part)
		}
	}
}
