package builder

import (
	"reflect"
	"slices"

	"github.com/folkmoot/folkmoot/survey"
)

// SimpleCondition is a condition as officers choose it: some tests, and whether all of
// them or any of them must hold.
type SimpleCondition struct {
	Any     bool
	Clauses []Clause
}

// Clause is one test of one question. It may be incomplete while it is chosen.
type Clause struct {
	Question string
	Row      string // matrix
	Operator Operator
	Options  []string
	Value    string // a number, a date or how many
}

// Operator is what a line asks of an answer.
type Operator string

// The tests.
const (
	Is           Operator = "is" // one of Options
	IsNot        Operator = "is-not"
	Answered     Operator = "answered"
	NotAnswered  Operator = "not-answered"
	AtLeast      Operator = "at-least"
	AtMost       Operator = "at-most"
	Above        Operator = "above"
	Below        Operator = "below"
	CountAtLeast Operator = "count" // at least Value of the options
)

// OperatorsFor returns the tests that can be made of answers to q, the usual one
// first.
func OperatorsFor(q *survey.Question) []Operator {
	switch q.Kind {
	case survey.Single, survey.Dropdown:
		return []Operator{Is, IsNot, Answered, NotAnswered}
	case survey.Multiple:
		return []Operator{Is, IsNot, CountAtLeast, Answered, NotAnswered}
	case survey.Matrix:
		return []Operator{Is, IsNot, Answered, NotAnswered}
	case survey.Number, survey.Date:
		return []Operator{AtLeast, AtMost, Above, Below, Answered, NotAnswered}
	case survey.Panel:
		return nil
	}
	return []Operator{Answered, NotAnswered}
}

// QuestionsBefore returns the questions whose answers a condition may look at: those that
// can be answered and come before page, or before question on it. Where
// monitoring is false, those about the person are left out: a condition on them
// would give the answer away.
func QuestionsBefore(f *survey.Form, page, question string) (all []*survey.Question) {
	at := PageIndex(f, page)
	for i := range f.Pages {
		p := &f.Pages[i]
		if i > at || i == at && question == "" {
			return all
		}
		for j := range p.Questions {
			q := &p.Questions[j]
			if i == at && q.ID == question {
				return all
			}
			if q.Kind != survey.Panel && (!p.Monitoring || at >= 0 && f.Pages[at].Monitoring) {
				all = append(all, q)
			}
		}
	}
	return all
}

// ParseCondition returns c as lines. It reports false for what lines cannot say:
// conditions inside conditions.
func ParseCondition(c *survey.Condition) (SimpleCondition, bool) {
	var r SimpleCondition
	switch {
	case c == nil:
		return r, true
	case c.All != nil || c.Any != nil:
		if c.Not != nil || c.Question != "" || c.All != nil && c.Any != nil {
			return r, false
		}
		r.Any = c.Any != nil
		for _, part := range slices.Concat(c.All, c.Any) {
			line, ok := parseClause(&part)
			if !ok {
				return SimpleCondition{}, false
			}
			r.Clauses = append(r.Clauses, line)
		}
		return r, true
	}
	line, ok := parseClause(c)
	if !ok {
		return r, false
	}
	r.Clauses = []Clause{line}
	return r, true
}

func parseClause(c *survey.Condition) (Clause, bool) {
	if c.Not != nil {
		line, ok := parseClause(c.Not)
		opposite := map[Operator]Operator{Is: IsNot, Answered: NotAnswered}[line.Operator]
		if !ok || opposite == "" || c.Not.Not != nil || c.Question != "" {
			return Clause{}, false
		}
		line.Operator = opposite
		return line, true
	}
	if c.All != nil || c.Any != nil {
		return Clause{}, false
	}
	line := Clause{Question: c.Question, Row: c.Row, Operator: Is}
	switch {
	case c.Is != "":
		line.Options = []string{c.Is}
	case c.AnyOf != nil:
		line.Options = slices.Clone(c.AnyOf)
	case c.Answered:
		line.Operator = Answered
	case c.CountAtLeast != 0:
		line.Operator, line.Value = CountAtLeast, itoa(c.CountAtLeast)
	}
	for _, bound := range []struct {
		test  Operator
		value string
	}{{AtLeast, c.AtLeast}, {AtMost, c.AtMost}, {Above, c.Above}, {Below, c.Below}} {
		if bound.value != "" {
			line.Operator, line.Value = bound.test, bound.value
		}
	}
	return line, true
}

// Condition returns what the lines say; nil if there are none.
func (r SimpleCondition) Condition() *survey.Condition {
	var parts []survey.Condition
	for _, l := range r.Clauses {
		parts = append(parts, l.condition())
	}
	switch {
	case len(parts) == 0:
		return nil
	case len(parts) == 1:
		return &parts[0]
	case r.Any:
		return &survey.Condition{Any: parts}
	}
	return &survey.Condition{All: parts}
}

func (l Clause) condition() survey.Condition {
	c := survey.Condition{Question: l.Question, Row: l.Row}
	switch l.Operator {
	case Is, IsNot:
		switch {
		case len(l.Options) == 1:
			c.Is = l.Options[0]
		case len(l.Options) > 1:
			c.AnyOf = slices.Clone(l.Options)
		}
	case Answered, NotAnswered:
		c.Row, c.Answered = "", true
	case CountAtLeast:
		c.CountAtLeast = atoi(l.Value)
	case AtLeast:
		c.AtLeast = l.Value
	case AtMost:
		c.AtMost = l.Value
	case Above:
		c.Above = l.Value
	case Below:
		c.Below = l.Value
	}
	if slices.Equal(l.Options, []string{preferNotToSay}) {
		c.Row = "" // of a matrix as a whole
	}
	if l.Operator == IsNot || l.Operator == NotAnswered {
		return survey.Condition{Not: &c}
	}
	return c
}

const preferNotToSay = "prefer-not-to-say"

// UpdateCondition returns the condition that r says, or was itself if that says the
// same: how it is written is left alone.
func UpdateCondition(was *survey.Condition, r SimpleCondition) *survey.Condition {
	if old, ok := ParseCondition(was); ok && reflect.DeepEqual(old.normalized(), r.normalized()) {
		return was
	}
	return r.Condition()
}

// normalized is r as it compares: one line has neither all nor any.
func (r SimpleCondition) normalized() SimpleCondition {
	r.Any = r.Any && len(r.Clauses) > 1
	r.Clauses = slices.Clone(r.Clauses)
	for i := range r.Clauses {
		if len(r.Clauses[i].Options) == 0 {
			r.Clauses[i].Options = nil
		}
	}
	if len(r.Clauses) == 0 {
		r.Clauses = nil
	}
	return r
}
