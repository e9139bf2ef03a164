package builderweb

import (
	"reflect"
	"slices"
	"testing"

	"github.com/folkmoot/folkmoot/internal/builder"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/survey"
)

// Saving the page of a question without a change keeps every setting of dates, periods, durations and patterns.
//
// Row G of docs/faults.md.
func TestPageOfQuestionKeepsItsSettings(t *testing.T) {
	text := func(s string) *string { return &s }
	boxes := []survey.Option{{ID: "never", Text: "Never"}}
	asked := &survey.Condition{Not: &survey.Condition{Question: "first", Asked: true}}
	for _, q := range []survey.Question{
		{ID: "q", Kind: survey.Date, Text: "When?", Precision: survey.PrecisionMonth, Least: text("2010-01"), Most: text("today"), When: asked},
		{ID: "q", Kind: survey.Period, Text: "When?", Precision: survey.PrecisionYear, Options: boxes},
		{ID: "q", Kind: survey.Duration, Text: "How long?", Units: []string{"hours", "minutes"}, Most: text("90"), Required: true},
		{ID: "q", Kind: survey.Number, Text: "How many?", LeastOf: "amount", MostOf: "amount", Unit: "hours"},
		{ID: "q", Kind: survey.Budget, Text: "How?", TotalOf: "amount", Unit: "hours"},
		{ID: "q", Kind: survey.ShortText, Text: "Number?", Pattern: "'PL'/9999 or time", PatternHelp: "Look at your letter", Options: boxes},
		{ID: "q", Kind: survey.Files, Text: "Plan?", Accept: []string{"documents", "spreadsheets"}, Max: new(3), MaxMegabytes: 5, Required: true},
		{
			ID: "q", Kind: survey.Map, Text: "Where?", Decimals: 3, Marks: []string{"pin", "area"},
			Options: []survey.Option{{ID: "north", Text: "North", Shape: "POINT(-1.1 52.6)"}},
			Rows:    []survey.Option{{ID: "pins", Text: "On the map"}, {ID: "areas", Text: "From a list"}},
		},
	} {
		def := &consult.Definition{Forms: []survey.Form{{ID: "f", Pages: []survey.Page{{ID: "p", Questions: []survey.Question{
			{ID: "first", Kind: survey.ShortText, Text: "First?"}, {ID: "amount", Kind: survey.Number, Text: "Amount?"}, q,
		}}}}}}
		e := questionEditor{slug: "s", id: "q"}
		values, err := e.Values(def)
		if err != nil {
			t.Fatal(err)
		}
		invalid, err := e.Apply(def, values, func(string) bool { return true })
		if got := def.Forms[0].Pages[0].Questions[2]; err != nil || len(invalid) > 0 || !reflect.DeepEqual(got, q) {
			t.Errorf("got %+v, want %+v (%v, %v)", got, q, invalid, err)
		}
	}
}

// Officers choose the earlier question whose answer limits another from a list with its text, and read it in words. The
// question cannot be removed unnoticed, and takes the limit with it. A version that leaves it out has no limit.
//
// Row G of docs/faults.md.
func TestOfficerLimitsAnswersByEarlierOnes(t *testing.T) {
	def := &consult.Definition{Forms: []survey.Form{{ID: "f", Lang: "en", Edition: "standard", Title: "Form", Pages: []survey.Page{
		{ID: "p", Questions: []survey.Question{
			{ID: "people", Kind: survey.Number, Text: "How many people?"},
			{ID: "moved", Kind: survey.Date, Text: "Since when?"},
			{ID: "children", Kind: survey.Number, Text: "How many children?"},
			{ID: "later", Kind: survey.Number, Text: "And later?"},
		}},
		{ID: "m", Monitoring: true, Questions: []survey.Question{{ID: "age", Kind: survey.Number, Text: "How old?"}}},
	}}}}
	f := builder.MasterForm(def)
	e := questionEditor{slug: "s", id: "children"}
	values, err := e.Values(def)
	if err != nil {
		t.Fatal(err)
	}
	var offered []string
	for _, field := range boundSelects(nil, f, "p", "children", survey.Number, values) {
		for _, o := range field.Options {
			offered = append(offered, field.Label+" – "+o.Label)
		}
	}
	want := []string{"At least the answer to – How many people?", "No more than the answer to – How many people?"}
	if !slices.Equal(offered, want) {
		t.Errorf("%q are offered, want %q", offered, want)
	}
	if fields := boundSelects(nil, f, "m", "age", survey.Number, nil); len(fields) > 0 {
		t.Error("other questions can limit an equality question")
	}
	values.Set("most-of", "people")
	if _, err := e.Apply(def, values, func(string) bool { return true }); err != nil {
		t.Fatal(err)
	}
	q := &def.Forms[0].Pages[0].Questions[2]
	words := QuestionSettings(nil, f, &f.Pages[0], q)
	if q.MostOf != "people" || !slices.Contains(words, "No more than the answer to: How many people?") {
		t.Errorf("saved %+v, in words %q", q, words)
	}
	if name, err := builder.AddEdition(def, consult.EasyRead, "en"); err != nil {
		t.Fatal(err)
	} else {
		at := builder.EditionIndex(def, name)
		builder.ApplyEditionTexts(def, at, map[string]string{"text--children": "Children?"})
		if got := def.Forms[at].Pages[0].Questions; len(got) != 1 || got[0].MostOf != "" {
			t.Errorf("without the question that limits another: %+v", got)
		}
		builder.ApplyEditionTexts(def, at, map[string]string{"text--people": "People?"})
		if got := def.Forms[at].Pages[0].Questions; len(got) != 2 || got[1].MostOf != "people" {
			t.Errorf("with it: %+v", got)
		}
	}
	if builder.RemoveQuestion(def, "people", false) == nil {
		t.Error("a question whose answer limits another is removed unnoticed")
	}
	if err := builder.RemoveQuestion(def, "people", true); err != nil || def.Forms[0].Pages[0].Questions[1].MostOf != "" {
		t.Errorf("the limit outlived the question: %+v, %v", def.Forms[0].Pages[0].Questions, err)
	}
}
