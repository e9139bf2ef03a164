package builder

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/survey"
)

// busDefinition is a questionnaire with an edition. It is invented.
func busDefinition() *consult.Definition {
	yes := survey.Condition{Question: "bus", Is: "yes"}
	form := survey.Form{ID: "f", Title: "Buses", Lang: "en", Edition: "standard", Pages: []survey.Page{
		{
			ID:    "one",
			Title: "One",
			Questions: []survey.Question{
				{
					ID:      "bus",
					Kind:    survey.Single,
					Text:    "Do you take the bus?",
					Options: []survey.Option{{ID: "yes", Text: "Yes"}, {ID: "no", Text: "No"}},
				},
				{ID: "often", Kind: survey.Number, Text: "How often?", When: &yes},
			},
		},
		{
			ID:        "two",
			Title:     "Two",
			When:      &survey.Condition{All: []survey.Condition{yes, {Question: "often", AtLeast: "2"}}},
			Questions: []survey.Question{{ID: "why", Kind: survey.LongText, Text: "Reason"}},
		},
	}}
	easy := Clone(&consult.Definition{Forms: []survey.Form{form}}).Forms[0]
	easy.Edition = "easy-read"
	return &consult.Definition{Slug: "bus", Title: "Buses", Forms: []survey.Form{form, easy}}
}

func questionOrder(def *consult.Definition) string {
	var all []string
	for _, p := range def.Forms[0].Pages {
		one := p.ID + ":"
		for _, q := range p.Questions {
			one += " " + q.ID
		}
		all = append(all, one)
	}
	return strings.Join(all, " / ")
}

func TestMovePagesAndQuestions(t *testing.T) {
	for _, test := range []struct {
		name string
		move func(*consult.Definition) error
		want string
	}{
		{"a question down", func(d *consult.Definition) error { return MoveQuestion(d, "bus", false) }, "one: often bus / two: why"},
		{"on to the next page", func(d *consult.Definition) error { return MoveQuestion(d, "often", false) }, "one: bus / two: often why"},
		{"back to the page before", func(d *consult.Definition) error { return MoveQuestion(d, "why", true) }, "one: bus often why / two:"},
		{"the first one up", func(d *consult.Definition) error { return MoveQuestion(d, "bus", true) }, "one: bus often / two: why"},
		{"the last one down", func(d *consult.Definition) error { return MoveQuestion(d, "why", false) }, "one: bus often / two: why"},
		{"a page up", func(d *consult.Definition) error { return MovePage(d, "two", true) }, "two: why / one: bus often"},
		{"the last page down", func(d *consult.Definition) error { return MovePage(d, "two", false) }, "one: bus often / two: why"},
		{"a new page", func(d *consult.Definition) error { AddPage(d, "Two"); return nil }, "one: bus often / two: why / two-2:"},
		{"a new question", func(d *consult.Definition) error {
			_, err := AddQuestion(d, "one", survey.Question{Kind: survey.LongText, Text: "Reason"})
			return err
		}, "one: bus often why-2 / two: why"},
	} {
		def := busDefinition()
		if err := test.move(def); err != nil || questionOrder(def) != test.want {
			t.Errorf("%s: %s, %v", test.name, questionOrder(def), err)
		}
	}
	_, addErr := AddQuestion(busDefinition(), "x", survey.Question{})
	for name, err := range map[string]error{"page": MovePage(busDefinition(), "x", true), "question": MoveQuestion(busDefinition(), "x", true), "its page": addErr} {
		if !fault.Is(err, fault.NotFound) {
			t.Errorf("no %s: %v", name, err)
		}
	}
}

func TestRemoveQuestionRefusedWhileConditionsUseIt(t *testing.T) {
	def := busDefinition()
	err := RemoveQuestion(def, "bus", false)
	if !fault.Is(err, fault.Conflict) {
		t.Fatal(err)
	}
	want := []Dependent{{"one", "often", "How often?"}, {"two", "", "Two"}}
	if by := AsDependents(err); !slices.Equal(by, want) {
		t.Errorf("it is needed by %v", by)
	}
	if !reflect.DeepEqual(def, busDefinition()) {
		t.Error("the refusal changed it")
	}
	if err := RemoveQuestion(def, "bus", true); err != nil {
		t.Fatal(err)
	}
	for _, f := range def.Forms {
		if conditionUses(f.Pages[1].When, "bus") || !conditionUses(f.Pages[1].When, "often") || f.Pages[0].Questions[0].When != nil {
			t.Errorf("edition %s: the conditions are %+v", f.Edition, f.Pages[1].When)
		}
		if i, _ := QuestionIndex(&f, "bus"); i >= 0 {
			t.Errorf("edition %s still asks it", f.Edition)
		}
	}
	if hints := Hints(def); len(hints) > 0 {
		t.Errorf("what is left cannot be asked: %v", hints)
	}
}

func TestRemovePageRemovesItsQuestions(t *testing.T) {
	def := busDefinition()
	if by := AsDependents(RemovePage(def, "one", false)); len(by) != 2 || by[0].Page != "two" {
		t.Errorf("it is needed by %v", by)
	}
	if err := RemovePage(def, "two", false); err != nil || questionOrder(def) != "one: bus often" || len(def.Forms[1].Pages) != 1 {
		t.Errorf("%s, %v; the edition has %d pages", questionOrder(def), err, len(def.Forms[1].Pages))
	}
}

func TestIDsAreMadeFromTextAndStable(t *testing.T) {
	def := busDefinition()
	q := def.Forms[0].Pages[0].Questions[0]
	q.Text = "Do you ride?"
	q.Options = []survey.Option{{ID: "no", Text: "Never"}, {Text: "Every day"}, {Text: "Every day!"}, {Text: ""}, {Text: "Prefer not to say"}}
	if err := SetQuestion(def, q); err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, o := range def.Forms[0].Pages[0].Questions[0].Options {
		ids = append(ids, o.ID)
	}
	if want := []string{"no", "every-day", "every-day-2", "", "prefer-not-to-say-2"}; !slices.Equal(ids, want) {
		t.Errorf("%q", ids)
	}
	if questionOrder(def) != questionOrder(busDefinition()) {
		t.Error("the question has another id")
	}
	if left := def.Forms[1].Pages[0].Questions[0].Options; len(left) != 1 || left[0].ID != "no" {
		t.Errorf("the edition offers %v", left)
	}
	for words, want := range map[string]string{"": "x", "??": "x", "16 or over": "x-16-or-over", strings.Repeat("word ", 40): strings.Repeat("word-", 9) + "word", strings.Repeat("a", 80): strings.Repeat("a", 50)} {
		if got := IDFrom(words, "x"); got != want {
			t.Errorf("%q: %q", words, got)
		}
	}
}

func TestHintsNamePageAndQuestion(t *testing.T) {
	def := busDefinition()
	f := &def.Forms[0]
	f.Pages[0].Questions[0].Options = append(f.Pages[0].Questions[0].Options, survey.Option{})
	f.Pages[1].When = &survey.Condition{Question: "gone", Answered: true}
	AddPage(def, "Three")
	var got []string
	for _, h := range Hints(def) {
		got = append(got, h.Page+"/"+h.Question)
	}
	for _, want := range []string{"one/bus", "two/", "three/"} {
		if !slices.Contains(got, want) {
			t.Errorf("no hint at %s: %v", want, Hints(def))
		}
	}
	if len(Hints(&consult.Definition{})) != 1 || len(Hints(busDefinition())) != 0 {
		t.Error("an empty questionnaire needs a hint, and a sound one none")
	}
}

func TestSimpleConditionRoundTrip(t *testing.T) {
	leaf := survey.Condition{Question: "a", Is: "x"}
	for _, test := range []struct {
		name string
		c    *survey.Condition
		ok   bool
		want SimpleCondition
	}{
		{"none", nil, true, SimpleCondition{}},
		{"one option", &leaf, true, SimpleCondition{Clauses: []Clause{{Question: "a", Operator: Is, Options: []string{"x"}}}}},
		{"all of", &survey.Condition{All: []survey.Condition{leaf, {Question: "b", Answered: true}}}, true, SimpleCondition{Clauses: []Clause{{Question: "a", Operator: Is, Options: []string{"x"}}, {Question: "b", Operator: Answered}}}},
		{"any of", &survey.Condition{Any: []survey.Condition{leaf, {Not: &survey.Condition{Question: "b", AnyOf: []string{"y", "z"}}}}}, true, SimpleCondition{Any: true, Clauses: []Clause{{Question: "a", Operator: Is, Options: []string{"x"}}, {Question: "b", Operator: IsNot, Options: []string{"y", "z"}}}}},
		{"a number", &survey.Condition{Question: "n", Below: "3"}, true, SimpleCondition{Clauses: []Clause{{Question: "n", Operator: Below, Value: "3"}}}},
		{"how many", &survey.Condition{Question: "n", CountAtLeast: 2}, true, SimpleCondition{Clauses: []Clause{{Question: "n", Operator: CountAtLeast, Value: "2"}}}},
		{"a row", &survey.Condition{Question: "m", Row: "r", Is: "x"}, true, SimpleCondition{Clauses: []Clause{{Question: "m", Row: "r", Operator: Is, Options: []string{"x"}}}}},
		{"not answered", &survey.Condition{Not: &survey.Condition{Question: "b", Answered: true}}, true, SimpleCondition{Clauses: []Clause{{Question: "b", Operator: NotAnswered}}}},
		{"deeper", &survey.Condition{All: []survey.Condition{{Any: []survey.Condition{leaf, leaf}}, leaf}}, false, SimpleCondition{}},
		{"not of a number", &survey.Condition{Not: &survey.Condition{Question: "n", Below: "3"}}, false, SimpleCondition{}},
		{"not of all", &survey.Condition{Not: &survey.Condition{All: []survey.Condition{leaf}}}, false, SimpleCondition{}},
		{"not of not", &survey.Condition{Not: &survey.Condition{Not: &leaf}}, false, SimpleCondition{}},
	} {
		got, ok := ParseCondition(test.c)
		if ok != test.ok || ok && !reflect.DeepEqual(got, test.want) {
			t.Errorf("%s: %+v, %v", test.name, got, ok)
		}
		if ok && !reflect.DeepEqual(got.Condition(), test.c) {
			t.Errorf("%s is written as %+v", test.name, got.Condition())
		}
	}
	wordy := &survey.Condition{Any: []survey.Condition{{Question: "a", AnyOf: []string{"x"}}}}
	same, _ := ParseCondition(wordy)
	if UpdateCondition(wordy, same) != wordy {
		t.Error("a condition that says the same was written anew")
	}
	if got := UpdateCondition(wordy, SimpleCondition{}); got != nil {
		t.Errorf("no lines are %+v", got)
	}
}

func TestConditionsUseEarlierQuestionsOnly(t *testing.T) {
	def := busDefinition()
	def.Forms[0].Pages = append(
		def.Forms[0].Pages,
		survey.Page{ID: "you", Monitoring: true, Questions: []survey.Question{{ID: "sex", Kind: survey.Single}}},
		survey.Page{ID: "end"},
	)
	for name, want := range map[string]string{"one/": "[]", "one/often": "[bus]", "two/": "[bus often]", "two/why": "[bus often]", "end/": "[bus often why]", "you/": "[bus often why]"} {
		p, q, _ := strings.Cut(name, "/")
		ids := []string{}
		for _, before := range QuestionsBefore(&def.Forms[0], p, q) {
			ids = append(ids, before.ID)
		}
		if fmt.Sprint(ids) != want {
			t.Errorf("%s: %v, want %s", name, ids, want)
		}
	}
}

func TestTemplatesAndBankQuestionsAreValid(t *testing.T) {
	for _, tmpl := range Templates() {
		if hints := Hints(&tmpl.Definition); len(hints) > 0 {
			t.Errorf("%s: %v", tmpl.ID, hints)
		}
		if !strings.Contains(tmpl.Definition.Summary, "[Change this]") || tmpl.Definition.Next == "" {
			t.Errorf("%s does not say what to change, or not what happens next", tmpl.ID)
		}
	}
	for _, b := range Bank() {
		def := &consult.Definition{Title: "X"}
		page := AddPage(def, "X")
		if _, err := AddQuestion(def, page, b.Question); err != nil {
			t.Fatal(err)
		}
		if hints := Hints(def); len(hints) > 0 {
			t.Errorf("%s: %v", b.Name, hints)
		}
	}
}
