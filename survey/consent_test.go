package survey_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/folkmoot/folkmoot/survey"
)

// Over random forms and answers, consent to publish is given by an answer to the consent question alone: no
// other answer, no blank and no question that was not asked counts.
//
// Row C1 of docs/faults.md.
func TestOnlyTheConsentQuestionGivesConsentToPublish(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := randomForm(t)
		if err := reparse(f); err != nil {
			t.Skip(err)
		}
		answers, problems := f.Check(randomRaw(t, f))
		if len(problems) > 0 {
			t.Skip("not valid")
		}
		var chosen []string
		answers.Each(func(q *survey.Question, a survey.Answer) {
			if q.Kind == survey.Consent && a.State == survey.Answered {
				chosen = a.Options
			}
		})
		publish, named := answers.PublishingConsent()
		if want := slices.Equal(chosen, []string{"named"}); named != want {
			t.Fatalf("named %v after %q", named, chosen)
		}
		if want := named || slices.Equal(chosen, []string{"yes"}); publish != want {
			t.Fatalf("published %v after %q", publish, chosen)
		}
	})
}

// A form asks for consent at most once, outside the equality monitoring pages, with answers whose meaning is fixed.
//
// Row C1 of docs/faults.md.
func TestConsentQuestionHasFixedAnswers(t *testing.T) {
	page := func(monitoring bool, questions ...survey.Question) *survey.Form {
		return &survey.Form{ID: "f", Title: "A form", Lang: "en", Edition: "standard", Pages: []survey.Page{
			{ID: "first", Questions: []survey.Question{{ID: "why", Kind: survey.LongText, Text: "Why?"}}},
			{ID: "p", Monitoring: monitoring, Questions: questions},
		}}
	}
	consent := func(id string, options ...string) survey.Question {
		q := survey.Question{ID: id, Kind: survey.Consent, Text: "May we publish what you write?"}
		for _, o := range options {
			q.Options = append(q.Options, survey.Option{ID: o, Text: o})
		}
		return q
	}
	refusing := consent("publish", "yes", "no")
	refusing.PreferNotToSay = true
	for name, c := range map[string]struct {
		form *survey.Form
		want string
	}{
		"all three":        {page(false, consent("publish", "yes", "named", "no")), ""},
		"without a name":   {page(false, consent("publish", "yes", "no")), ""},
		"only with a name": {page(false, consent("publish", "named", "no")), ""},
		"another answer":   {page(false, consent("publish", "yes", "no", "resident")), "resident"},
		"no way to refuse": {page(false, consent("publish", "yes", "named")), "no and at least one"},
		"no way to agree":  {page(false, consent("publish", "no")), "no and at least one"},
		"twice":            {page(false, consent("publish", "yes", "no"), consent("again", "yes", "no")), "already asks"},
		"among monitoring": {page(true, consent("publish", "yes", "no")), "monitoring"},
		"prefer not to":    {page(false, refusing), "preferNotToSay"},
	} {
		err := reparse(c.form)
		switch {
		case c.want == "" && err != nil:
			t.Errorf("%s: %v", name, err)
		case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)):
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

// reparse replaces f by what Parse makes of its JSON.
func reparse(f *survey.Form) error {
	parsed, err := survey.Parse(f.JSON())
	if err == nil {
		*f = *parsed
	}
	return err
}
