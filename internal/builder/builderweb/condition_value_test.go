package builderweb

import (
	"net/url"
	"reflect"
	"testing"

	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/survey"
)

// What a condition compares an answer with has the fields of such an answer, and is saved as it was.
//
// Row G of docs/faults.md.
func TestConditionsCompareWithFieldsOfTheAnswer(t *testing.T) {
	f := &survey.Form{ID: "f", Lang: "en", Pages: []survey.Page{{ID: "p", Questions: []survey.Question{
		{ID: "cost", Kind: survey.Number, Text: "Cost?", Unit: "£"},
		{ID: "since", Kind: survey.Date, Text: "Since when?"},
		{ID: "month", Kind: survey.Date, Text: "Which month?", Precision: survey.PrecisionMonth},
		{ID: "time", Kind: survey.Duration, Text: "How long?", Units: []string{"minutes"}},
	}}}}
	var before []*survey.Question
	for i := range f.Pages[0].Questions {
		before = append(before, &f.Pages[0].Questions[i])
	}
	stored := &survey.Condition{All: []survey.Condition{
		{Question: "cost", AtLeast: "2.50"}, {Question: "since", AtMost: "2016-05-27"}, {Question: "month", AtLeast: "2016-05"},
		{Question: "time", AtLeast: "30"},
	}}
	values := url.Values{}
	setConditionValues(values, stored)
	v := newConditionView(nil, "", f, stored, values, before, nil)
	sent := url.Values{matchField: {"all"}}
	for i, want := range []form.Field{
		{Kind: form.Number, Prefix: "£"}, {Kind: form.Date}, {Kind: form.Date}, {Kind: form.Number, Suffix: "Minutes"},
	} {
		clause := v.Clauses[i]
		if got := clause.Value; got.Kind != want.Kind || got.Prefix != want.Prefix || got.Suffix != want.Suffix {
			t.Errorf("%s: the field is %+v", clause.Question, got)
		}
		sent.Set(clause.Field("question"), clause.Question)
		for _, o := range clause.Operators {
			if o.Selected {
				sent.Set(clause.Field("test"), o.Value)
			}
		}
		for _, part := range append([]form.Field{*clause.Value}, clause.Value.Parts...) {
			if len(part.Parts) == 0 {
				sent.Set(part.Name, part.Value)
			}
		}
	}
	if n := len(v.Clauses[2].Value.Parts); n != 2 {
		t.Errorf("a month is typed in %d parts", n)
	}
	if got := parseCondition(f, stored, sent); !reflect.DeepEqual(got, stored) {
		t.Errorf("saved as %s, want %s", encodeCondition(got), encodeCondition(stored))
	}
	sent.Set(v.Clauses[1].Field("value-month"), "13")
	again := newConditionView(nil, "", f, stored, sent, before, nil).Clauses[1].Value
	if got := parseCondition(f, stored, sent).All[1].AtMost; got == "2016-05-27" || again.Parts[1].Value != "13" {
		t.Errorf("a month that does not exist is saved as %q and shown as %q", got, again.Parts[1].Value)
	}
}
