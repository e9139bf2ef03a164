package question

import (
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/survey"
)

func text(s string) *string { return &s }

// allKindsPage has a question of each kind with texts of the interface.
var allKindsPage = survey.Form{
	ID:      "f",
	Title:   "F",
	Lang:    "en",
	Edition: "standard",
	Pages: []survey.Page{{ID: "p", Questions: []survey.Question{
		{
			ID:             "bus",
			Kind:           survey.Single,
			Text:           "Bus?",
			Required:       true,
			PreferNotToSay: true,
			Options:        []survey.Option{{ID: "yes", Text: "Yes"}, {ID: "other", Text: "Other", WriteIn: true}},
		},
		{ID: "age", Kind: survey.Number, Text: "Age?", Least: text("1000"), Most: text("1200"), PreferNotToSay: true},
		{ID: "day", Kind: survey.Date, Text: "Day?", Least: text("2016-05-27")},
		{ID: "why", Kind: survey.ShortText, Text: "Reason", MaxLength: 2},
		{
			ID:      "sum",
			Kind:    survey.Budget,
			Text:    "Money?",
			Total:   1000,
			Unit:    "£",
			Options: []survey.Option{{ID: "a", Text: "A"}, {ID: "b", Text: "B"}},
		},
	}}},
}

var wrongAnswers = survey.Raw{
	"age":        {"7"},
	"day--day":   {"1"},
	"day--month": {"1"},
	"day--year":  {"2016"},
	"why":        {"abc"},
	"sum--a":     {"1500"},
}

// Errors are translated, with numbers and dates in the format of the language. In English they are the texts of
// package survey.
func TestProblemsInOtherLanguages(t *testing.T) {
	_, problems := allKindsPage.Check(wrongAnswers)
	if len(problems) != 5 {
		t.Fatalf("%d problems", len(problems))
	}
	questions := OnPage(&allKindsPage.Pages[0])
	for i, f := range FieldsIn(nil, questions, wrongAnswers, problems, "en") {
		if f.Error != problems[i].Say {
			t.Errorf("%q, but package survey says %q", f.Error, problems[i].Say)
		}
	}
	for lang, want := range map[string][]string{
		"cy": {
			"Dewiswch ateb i: Bus?", "Rhowch rif cyfan rhwng 1,000 a 1,200: Age?",
			"Rhowch ddyddiad sydd ar neu ar ôl 27 Mai 2016: Day?",
			"Byrhewch eich ateb i 2 nod neu lai. Rydych wedi defnyddio 3: Reason",
			"Newidiwch y symiau fel bod y cyfanswm yn £1,000, nid £1,500: Money?",
		},
		"pl": {
			"Wybierz odpowiedź na pytanie: Bus?", "Podaj liczbę całkowitą między 1000 a 1200: Age?",
			"Podaj datę 27 maja 2016 lub późniejszą: Day?", "Skróć odpowiedź do najwyżej 2 znaków, teraz ma ich 3: Reason",
			"Zmień kwoty tak, aby ich suma wynosiła £1000, a nie £1500: Money?",
		},
	} {
		for i, f := range FieldsIn(locale.For(lang), questions, wrongAnswers, problems, "en") {
			if f.Error != want[i] {
				t.Errorf("%s: %q, want %q", lang, f.Error, want[i])
			}
		}
	}
}

// Texts of the interface within a question of another language are marked with their language.
func TestInterfaceTextKeepsItsLanguage(t *testing.T) {
	fields := FieldsIn(locale.For("cy"), OnPage(&allKindsPage.Pages[0]), survey.Raw{}, nil, "en")
	for name, test := range map[string]struct{ label, lang, want string }{
		"prefer not to say": {fields[0].Options[2].Label, fields[0].Options[2].Lang, "Mae’n well gennyf beidio â dweud"},
		"a line to say more on": {
			fields[0].Options[1].WriteIn.Label, fields[0].Options[1].WriteIn.Lang,
			"Dywedwch ragor wrthym am “Other” (dewisol)",
		},
		"not to say, for a number": {fields[1].Boxes[0].Label, fields[1].Boxes[0].Lang, "Mae’n well gennyf beidio â dweud"},
		"a part of a date":         {fields[2].Parts[0].Label, fields[2].Parts[0].Lang, "Diwrnod"},
	} {
		if test.label != test.want || test.lang != "cy" {
			t.Errorf("%s: %q in %q", name, test.label, test.lang)
		}
	}
	if fields[0].Lang != "en" || fields[0].Options[0].Lang != "" {
		t.Error("the question is not marked with its own language")
	}
}

// Answers are read back as they were understood, and where there is none, the reason is given in words.
//
// Rows A9, A11 and G of docs/faults.md.
func TestAnswersAsUnderstood(t *testing.T) {
	f := allKindsPage
	f.Pages = []survey.Page{{ID: "p", Questions: append([]survey.Question{
		{ID: "cost", Kind: survey.Number, Text: "Cost?", Unit: "£", PreferNotToSay: true},
		{ID: "hours", Kind: survey.Number, Text: "Hours?", Unit: "hours", Decimals: 1},
		{ID: "code", Kind: survey.Postcode, Text: "Postcode?"},
		{ID: "post", Kind: survey.Email, Text: "Email?"},
		{ID: "next", Kind: survey.ShortText, Text: "Next?", When: &survey.Condition{Question: "cost", Is: "prefer-not-to-say"}},
		{ID: "order", Kind: survey.Ranking, Text: "Order?", Options: []survey.Option{{ID: "a", Text: "A"}, {ID: "b", Text: "B"}}},
	}, f.Pages[0].Questions...)}}
	raw := survey.Raw{
		"cost": {"£1,200"}, "hours": {" 2.5 Hours"}, "code": {"le3 8ra"}, "post": {"name@example.com"}, "order--b": {"1"},
		"order--a": {"2"}, "bus": {"other"}, "bus--other": {"Boat"}, "age--prefer-not-to-say": {"yes"}, "day--day": {"3"},
		"day--month": {"Ebrill"}, "day--year": {"2021"}, "sum--a": {"60"}, "sum--b": {"£940"},
	}
	answers, problems := f.Check(raw)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	want := map[string]string{
		"Cost?": "£1,200", "Hours?": "2.5 hours", "Postcode?": "LE3 8RA", "Email?": "name@example.com", "Order?": "1. B\n2. A",
		"Bus?": "Other: Boat", "Age?": "Prefer not to say", "Day?": "3 April 2021", "Reason": "Left blank", "Money?": "A: £60\nB: £940",
	}
	rows := AnswerRows(nil, f.Asked(&f.Pages[0], raw), raw, "en", "")
	if len(rows) != len(want) {
		t.Errorf("%d rows", len(rows))
	}
	for _, row := range rows {
		if row.Answer != want[row.Question] {
			t.Errorf("%s %q, want %q", row.Question, row.Answer, want[row.Question])
		}
	}
	want["Next?"], want["Email?"] = "Not asked", "Stored separately from the answers"
	stored, _ := answers.WithoutContacts()
	for _, row := range StoredRows(nil, &f, stored, false) {
		if row.Answer != want[row.Question] {
			t.Errorf("stored: %s %q, want %q", row.Question, row.Answer, want[row.Question])
		}
	}
	if got := Text(nil, &f.Pages[0].Questions[0], survey.Raw{"cost": {"many"}}, "en"); got != "many" {
		t.Errorf("an answer that is not valid: %q", got)
	}
}

// A month can be typed as the interface writes it, in a form of another language too.
//
// Row A7 of docs/faults.md.
func TestMonthsAsTheInterfaceWritesThem(t *testing.T) {
	question := &survey.Question{ID: "day", Kind: survey.Date, Text: "Day?"}
	for _, language := range locale.Languages() {
		lang := language.Tag
		if language.Pseudo {
			continue
		}
		for m := time.January; m <= time.December; m++ {
			day := time.Date(2021, m, 3, 0, 0, 0, 0, time.UTC)
			month := strings.Trim(strings.NewReplacer("3", "", "2021", "", ",", "", "،", "").Replace(locale.For(lang).Date(day)), " ")
			raw := survey.Raw{"day--day": {"3"}, "day--month": {month}, "day--year": {"2021"}}
			if a, ok := question.Read(raw, "en"); !ok || a.Date != day.Format(time.DateOnly) {
				t.Errorf("%s: %q is read as %q", lang, month, a.Date)
			}
		}
	}
}

// Questions, options, rows and proposals that people rank or fund can be described, and a write-in can be required.
//
// Row A13 of docs/faults.md.
func TestDescriptionsAndRequiredWriteIns(t *testing.T) {
	described := []survey.Option{
		{ID: "van", Text: "A van that is a desk", Body: "It visits villages. [The plan](/files/abc)"}, {ID: "door", Text: "One door"},
	}
	required := []survey.Option{{ID: "yes", Text: "Yes"}, {ID: "other", Text: "Another", WriteIn: true, RequireWriteIn: true}}
	questions := []*survey.Question{
		{ID: "rank", Kind: survey.Ranking, Text: "Rank", Body: "The **proposals**.", Options: described},
		{ID: "fund", Kind: survey.Budget, Text: "Fund", Total: 100, Options: described},
		{ID: "pick", Kind: survey.Single, Text: "Pick", Options: described},
		{ID: "rate", Kind: survey.Matrix, Text: "Rate", Options: required, Rows: described},
	}
	fields := Fields(questions, nil, nil, "en")
	for i, got := range []string{fields[0].Parts[0].Body, fields[1].Parts[0].Body, fields[2].Options[0].Body, fields[3].Rows[0].Body} {
		if got != described[0].Body {
			t.Errorf("%s has the description %q", fields[i].ID, got)
		}
	}
	if fields[0].Body != questions[0].Body {
		t.Errorf("the question has the description %q", fields[0].Body)
	}
	way := survey.Form{ID: "f", Title: "F", Lang: "en", Edition: "standard", Pages: []survey.Page{{ID: "p", Questions: []survey.Question{
		{ID: "way", Kind: survey.Multiple, Text: "Way", Options: required},
	}}}}
	raw := survey.Raw{"way": {"other"}, "way--other": {" "}}
	_, problems := way.Check(raw)
	field := FieldsIn(locale.For("pl"), OnPage(&way.Pages[0]), raw, problems, "en")[0]
	if got := field.Options[1].WriteIn; got.Error != "Powiedz nam więcej o „Another”: Way" || got.Label != "Powiedz nam więcej o „Another”" {
		t.Errorf("a required write-in that was left blank: %+v", got)
	}
	raw["way--other"] = []string{"By boat"}
	if _, problems := way.Check(raw); len(problems) > 0 {
		t.Errorf("a required write-in that was filled in: %v", problems)
	}
	if _, problems := way.Check(survey.Raw{"way": {"yes"}}); len(problems) > 0 {
		t.Errorf("a required write-in of an option that was not chosen: %v", problems)
	}
}
