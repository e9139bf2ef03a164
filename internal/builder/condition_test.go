package builder

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/survey"
)

func TestSimpleConditionRoundTrip(t *testing.T) {
	leaf := survey.Condition{Question: "a", Is: "x"}
	notAnswered := survey.Condition{Not: &survey.Condition{Question: "b", Answered: true}}
	noneOf := survey.Condition{Not: &survey.Condition{Question: "b", AnyOf: []string{"y", "z"}}}
	leafClause := Clause{Question: "a", Operator: Is, Options: []string{"x"}}
	clauses := func(all ...Clause) SimpleCondition { return SimpleCondition{Clauses: all} }
	for _, test := range []struct {
		name string
		c    *survey.Condition
		ok   bool
		want SimpleCondition
	}{
		{"no condition", nil, true, SimpleCondition{}},
		{"one option", &leaf, true, clauses(leafClause)},
		{
			"all of two",
			&survey.Condition{All: []survey.Condition{leaf, {Question: "b", Answered: true}}},
			true,
			clauses(leafClause, Clause{Question: "b", Operator: Answered}),
		},
		{
			"any of two",
			&survey.Condition{Any: []survey.Condition{leaf, noneOf}},
			true,
			SimpleCondition{Any: true, Clauses: []Clause{
				leafClause, {Question: "b", Operator: IsNot, Options: []string{"y", "z"}},
			}},
		},
		{
			"number",
			&survey.Condition{Question: "n", Below: "3"},
			true,
			clauses(Clause{Question: "n", Operator: Below, Value: "3"}),
		},
		{
			"number of options",
			&survey.Condition{Question: "n", CountAtLeast: 2},
			true,
			clauses(Clause{Question: "n", Operator: CountAtLeast, Value: "2"}),
		},
		{
			"row of a matrix",
			&survey.Condition{Question: "m", Row: "r", Is: "x"},
			true,
			clauses(Clause{Question: "m", Row: "r", Operator: Is, Options: []string{"x"}}),
		},
		{"not answered", &notAnswered, true, clauses(Clause{Question: "b", Operator: NotAnswered})},
		{
			"any inside all",
			&survey.Condition{All: []survey.Condition{{Any: []survey.Condition{leaf, leaf}}, leaf}},
			false,
			SimpleCondition{},
		},
		{
			"not of a number",
			&survey.Condition{Not: &survey.Condition{Question: "n", Below: "3"}},
			false,
			SimpleCondition{},
		},
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
	redundant := &survey.Condition{Any: []survey.Condition{{Question: "a", AnyOf: []string{"x"}}}}
	same, _ := ParseCondition(redundant)
	if UpdateCondition(redundant, same) != redundant {
		t.Error("a condition with the same meaning was rewritten")
	}
	if got := UpdateCondition(redundant, SimpleCondition{}); got != nil {
		t.Errorf("condition without clauses: %+v", got)
	}
}

func TestConditionsUseEarlierQuestionsOnly(t *testing.T) {
	def := busDefinition()
	def.Forms[0].Pages = append(
		def.Forms[0].Pages,
		survey.Page{ID: "you", Monitoring: true, Questions: []survey.Question{{ID: "sex", Kind: survey.Single}}},
		survey.Page{ID: "end"},
	)
	for name, want := range map[string]string{
		"one/":      "[]",
		"one/often": "[bus]",
		"two/":      "[bus often]",
		"two/why":   "[bus often]",
		"end/":      "[bus often why]",
		"you/":      "[bus often why]",
	} {
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
