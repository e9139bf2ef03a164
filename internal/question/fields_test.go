package question

import (
	"testing"

	"github.com/folkmoot/folkmoot/internal/form"
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
		"not to say, for a number": {fields[1].PreferNotToSay.Label, fields[1].PreferNotToSay.Lang, "Mae’n well gennyf beidio â dweud"},
		"a part of a date":         {fields[2].Parts[0].Label, fields[2].Parts[0].Lang, "Diwrnod"},
	} {
		if test.label != test.want || test.lang != "cy" {
			t.Errorf("%s: %q in %q", name, test.label, test.lang)
		}
	}
	if fields[0].Lang != "en" || fields[0].Options[0].Lang != "" {
		t.Error("the question is not marked with its own language")
	}
	if rows := AnswerRowsIn(locale.For("pl"), form.Form{{ID: "a", Label: "A?"}}, ""); rows[0].Answer != "Brak odpowiedzi" {
		t.Errorf("%+v", rows)
	}
}
