package builder

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/survey"
)

// busDefinition returns an invented questionnaire with an Easy Read version.
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
			Questions: []survey.Question{{ID: "why", Kind: survey.LongText, Text: "Why?"}},
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

func moveQuestion(id string, up bool) func(*consult.Definition) error {
	return func(def *consult.Definition) error { return MoveQuestion(def, id, up) }
}

func movePage(id string, up bool) func(*consult.Definition) error {
	return func(def *consult.Definition) error { return MovePage(def, id, up) }
}

func TestMovePagesAndQuestions(t *testing.T) {
	for _, test := range []struct {
		name string
		move func(*consult.Definition) error
		want string
	}{
		{"question down", moveQuestion("bus", false), "one: often bus / two: why"},
		{"last question of a page down", moveQuestion("often", false), "one: bus / two: often why"},
		{"first question of a page up", moveQuestion("why", true), "one: bus often why / two:"},
		{"first question of all up", moveQuestion("bus", true), "one: bus often / two: why"},
		{"last question of all down", moveQuestion("why", false), "one: bus often / two: why"},
		{"page up", movePage("two", true), "two: why / one: bus often"},
		{"last page down", movePage("two", false), "one: bus often / two: why"},
		{"new page with the title of another", func(def *consult.Definition) error {
			AddPage(def, "Two")
			return nil
		}, "one: bus often / two: why / two-2:"},
		{"new question with the text of another", func(def *consult.Definition) error {
			_, err := AddQuestion(def, "one", survey.Question{Kind: survey.LongText, Text: "Why?"})
			return err
		}, "one: bus often why-2 / two: why"},
	} {
		def := busDefinition()
		if err := test.move(def); err != nil || questionOrder(def) != test.want {
			t.Errorf("%s: %s, %v", test.name, questionOrder(def), err)
		}
	}
	_, addErr := AddQuestion(busDefinition(), "x", survey.Question{})
	for name, err := range map[string]error{
		"MovePage":     MovePage(busDefinition(), "x", true),
		"MoveQuestion": MoveQuestion(busDefinition(), "x", true),
		"AddQuestion":  addErr,
	} {
		if !fault.Is(err, fault.NotFound) {
			t.Errorf("%s with an unknown id: %v", name, err)
		}
	}
}

func TestRemoveQuestionRefusedWhileConditionsUseIt(t *testing.T) {
	def := busDefinition()
	err := RemoveQuestion(def, "bus", false)
	if !fault.Is(err, fault.Conflict) {
		t.Fatal(err)
	}
	want := []Dependent{{Page: "one", Question: "often", Name: "How often?"}, {Page: "two", Name: "Two"}}
	if by := AsDependents(err); !slices.Equal(by, want) {
		t.Errorf("dependents: %v", by)
	}
	if !reflect.DeepEqual(def, busDefinition()) {
		t.Error("the refused removal changed the definition")
	}
	if err := RemoveQuestion(def, "bus", true); err != nil {
		t.Fatal(err)
	}
	for _, f := range def.Forms {
		when := f.Pages[1].When
		if conditionUses(when, "bus") || !conditionUses(when, "often") || f.Pages[0].Questions[0].When != nil {
			t.Errorf("version %s: condition of page two is %+v", f.Edition, when)
		}
		if i, _ := QuestionIndex(&f, "bus"); i >= 0 {
			t.Errorf("version %s still has the question", f.Edition)
		}
	}
	if hints := Hints(def); len(hints) > 0 {
		t.Errorf("hints after the removal: %v", hints)
	}
}

func TestRemovePageRemovesItsQuestions(t *testing.T) {
	def := busDefinition()
	if by := AsDependents(RemovePage(def, "one", false)); len(by) != 2 || by[0].Page != "two" {
		t.Errorf("dependents: %v", by)
	}
	err := RemovePage(def, "two", false)
	if err != nil || questionOrder(def) != "one: bus often" || len(def.Forms[1].Pages) != 1 {
		t.Errorf("%s, %v; the Easy Read version has %d pages", questionOrder(def), err, len(def.Forms[1].Pages))
	}
}

func TestIDsAreMadeFromTextAndStable(t *testing.T) {
	def := busDefinition()
	q := def.Forms[0].Pages[0].Questions[0]
	q.Text = "Do you ride?"
	q.Options = []survey.Option{
		{ID: "no", Text: "Never"}, {Text: "Every day"}, {Text: "Every day!"}, {Text: ""}, {Text: "Prefer not to say"},
	}
	if err := SetQuestion(def, q); err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, o := range def.Forms[0].Pages[0].Questions[0].Options {
		ids = append(ids, o.ID)
	}
	if want := []string{"no", "every-day", "every-day-2", "", "prefer-not-to-say-2"}; !slices.Equal(ids, want) {
		t.Errorf("ids of the options: %q", ids)
	}
	if questionOrder(def) != questionOrder(busDefinition()) {
		t.Error("the id of the question changed with its text")
	}
	if left := def.Forms[1].Pages[0].Questions[0].Options; len(left) != 1 || left[0].ID != "no" {
		t.Errorf("options of the Easy Read version: %v", left)
	}
	for text, want := range map[string]string{
		"":                          "x",
		"??":                        "x",
		"16 or over":                "x-16-or-over",
		strings.Repeat("word ", 40): strings.Repeat("word-", 9) + "word",
		strings.Repeat("a", 80):     strings.Repeat("a", 50),
	} {
		if got := IDFrom(text, "x"); got != want {
			t.Errorf("IDFrom(%q) = %q, want %q", text, got, want)
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
		t.Error("an empty questionnaire must have one hint, and a valid one none")
	}
}
