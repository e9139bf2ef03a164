package builderweb

import (
	"reflect"
	"testing"

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
		{ID: "q", Kind: survey.ShortText, Text: "Number?", Pattern: "'PL'/9999 or time", PatternHelp: "Look at your letter", Options: boxes},
	} {
		def := &consult.Definition{Forms: []survey.Form{{ID: "f", Pages: []survey.Page{{ID: "p", Questions: []survey.Question{
			{ID: "first", Kind: survey.ShortText, Text: "First?"}, q,
		}}}}}}
		e := questionEditor{slug: "s", id: "q"}
		values, err := e.Values(def)
		if err != nil {
			t.Fatal(err)
		}
		invalid, err := e.Apply(def, values, func(string) bool { return true })
		if got := def.Forms[0].Pages[0].Questions[1]; err != nil || len(invalid) > 0 || !reflect.DeepEqual(got, q) {
			t.Errorf("got %+v, want %+v (%v, %v)", got, q, invalid, err)
		}
	}
}
