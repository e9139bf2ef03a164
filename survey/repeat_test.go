package survey_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/folkmoot/folkmoot/survey"
)

// Row G of docs/faults.md.
func TestRepetitionsAreCountedByRespondent(t *testing.T) {
	f, err := survey.Parse(behaviours(t)["repeat"].Form)
	if err != nil {
		t.Fatal(err)
	}
	counted := f.Combined()
	if counted.Version() != f.Version() || counted != f.Combined() {
		t.Error("the form for counting is not one with the version of the form")
	}
	a, problems := f.Check(survey.Raw{
		"has": {"yes"}, "age-1": {"4"}, "age-2": {"16"}, "school-2": {"other"}, "school-2--other": {"Mill"}, "child-more-2": {"yes"},
		"age-3": {"17"}, "school-3": {"prefer-not-to-say"}, "hours-read-3": {"2"}, "child-more-3": {"no"},
	})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	got := a.Combined()
	for id, want := range map[string]survey.Answer{
		"has":         {State: survey.Answered, Options: []string{"yes"}},
		"age":         {State: survey.Answered, Options: []string{"from-4", "from-16"}}, // 16 and 17 are one person's
		"moved":       {State: survey.Skipped},
		"school":      {State: survey.Answered, Options: []string{"other"}, WriteIns: map[string]string{"other": "Mill"}},
		"hours-read":  {State: survey.Answered},
		"child-count": {State: survey.Answered, Options: []string{"n-3"}},
		"age-1":       {State: survey.NotAsked}, // it is part of another question
	} {
		if is, want := asJSON(t, got.Get(id)), asJSON(t, want); is != want {
			t.Errorf("%s: got %s, want %s", id, is, want)
		}
	}
	q, _ := counted.Question("age")
	var texts []string
	for _, o := range q.Options {
		texts = append(texts, o.Text)
	}
	if want := "0–1 2–3 4–5 6–7 8–9 10–11 12–13 14–15 16–17"; strings.Join(texts, " ") != want || *q.Max != 4 {
		t.Errorf("ages are counted by %q, up to %d for each respondent", texts, *q.Max)
	}
	if count, _ := counted.Question("child-count"); count.Text != "Your children" || len(count.Options) != 3 {
		t.Errorf("the number of children is counted by %+v", count)
	}
	if none := f.Unrepeated().Combined(); none.Pages[1].Repeat == nil {
		t.Error("a form whose pages are not repeated is combined")
	}
}

func asJSON(t *testing.T, v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// No respondent is in a count twice, and every answer that is counted has an option.
//
// Row G of docs/faults.md.
func TestCombinedAnswersFitTheirForm(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f, err := survey.Parse(randomForm(t).JSON())
		if err != nil {
			return
		}
		a, problems := f.On(respondedOn).Check(randomRaw(t, f))
		if len(problems) > 0 {
			return
		}
		f.Combined().Version() // the plan of the form is made
		n := 0
		for _, part := range []survey.Answers{a.Part(false), a.Part(true)} {
			part.Combined().Each(func(q *survey.Question, one survey.Answer) {
				n++
				if one.State != survey.Answered || q.Kind != survey.Multiple {
					return
				}
				for i, id := range one.Options {
					if slices.Contains(one.Options[:i], id) ||
						!slices.ContainsFunc(q.Options, func(o survey.Option) bool { return o.ID == id }) {
						t.Fatalf("%s: answer %q is counted twice or has no option in %v", q.ID, id, q.Options)
					}
				}
				if q.Max != nil && len(one.Options) > *q.Max {
					t.Fatalf("%s: %v are more than %d", q.ID, one.Options, *q.Max)
				}
			})
		}
		want := 0
		for _, p := range f.Combined().Pages {
			for _, q := range p.Questions {
				if q.Kind != survey.Panel {
					want++
				}
			}
		}
		if n != want {
			t.Fatalf("%d of %d questions are counted", n, want)
		}
	})
}

// Row G of docs/faults.md.
func TestProblemsOfRepeatedPagesAreReportedOnceWhereTheyWereWritten(t *testing.T) {
	text := strings.Replace(string(behaviours(t)["repeat"].Form), `"when": {"named": "At school"}, "pref`,
		`"when": {"question": "age", "atLeast": "18"}, "pref`, 1)
	_, err := survey.Parse([]byte(text))
	refused, ok := errors.AsType[*survey.FormError](err)
	if !ok || len(refused.Problems) != 1 {
		t.Fatalf("got %v, want one problem", err)
	}
	p := refused.Problems[0]
	if p.Page != "child" || p.Question != "school" || !strings.HasPrefix(p.Pointer, "/pages/1/questions/2") {
		t.Errorf("the problem is reported at %s, %s, %s", p.Page, p.Question, p.Pointer)
	}
}

// Row G of docs/faults.md.
func TestVersionsRepeatTheSamePages(t *testing.T) {
	master := string(behaviours(t)["repeat"].Form)
	translation := strings.Replace(master, `"lang": "en"`, `"lang": "cy"`, 1)
	const times = `Set least and most in repeat of page "child" to 2 and 4, as in the original.`
	for _, c := range []struct{ name, master, edition, change, to, want string }{
		{"fewer", master, master, `"most": 4`, `"most": 3`, ""},
		{"more", master, master, `"most": 4`, `"most": 5`, times},
		{"fewer always asked", master, master, `"least": 2, `, ``, times},
		{"fewer in a translation", master, translation, `"most": 4`, `"most": 3`, times},
		{"a translation", master, translation, `"Is there another child?"`, `"Oes plentyn arall?"`, ""},
		{"other numbers", master, master, `"most": "17"`, `"most": "30"`, `Set least, most and decimals of question "age" as in the original.`},
	} {
		var forms []*survey.Form
		for _, text := range []string{c.master, strings.Replace(c.edition, c.change, c.to, 1)} {
			f, err := survey.Parse([]byte(text))
			if err != nil {
				t.Fatal(c.name, err)
			}
			forms = append(forms, f)
		}
		got := ""
		if err := survey.CheckEdition(forms[0], forms[1]); err != nil {
			got = err.Error()
		}
		if !strings.HasPrefix(got, c.want) || (got == "") != (c.want == "") {
			t.Errorf("%s: %s", c.name, got)
		}
	}
}
