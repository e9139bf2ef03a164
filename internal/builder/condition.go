package builder

import (
	"reflect"
	"slices"
	"strconv"

	"github.com/folkmoot/folkmoot/survey"
)

// SimpleCondition is a condition that the builder can edit: a list of clauses of which all, or any, must be
// true.
type SimpleCondition struct {
	Any     bool
	Clauses []Clause
}

// Clause tests the answer to one question, or is a named condition. While an officer is choosing it, it may be incomplete.
type Clause struct {
	Question string
	Named    string // a named condition, for Met and NotMet
	Row      string // of a matrix question
	Operator Operator
	Options  []string // ids of options, for Is and IsNot
	Value    string   // a number or date to compare with, or for CountAtLeast a number of options
}

// Operator is how a clause tests an answer.
type Operator string

// The operators. Their values are those of the form fields.
const (
	Is           Operator = "is" // one of Options
	IsNot        Operator = "is-not"
	Answered     Operator = "answered"
	NotAnswered  Operator = "not-answered"
	Asked        Operator = "asked" // applied, whether or not it was answered
	NotAsked     Operator = "not-asked"
	AtLeast      Operator = "at-least"
	AtMost       Operator = "at-most"
	Above        Operator = "above"
	Below        Operator = "below"
	CountAtLeast Operator = "count" // at least Value options were chosen
	Met          Operator = "met"
	NotMet       Operator = "not-met"
)

// OperatorsFor returns the operators that can test an answer to q, the most usual one first.
func OperatorsFor(q *survey.Question) []Operator {
	all := answerOperators(q)
	if all != nil {
		all = append(all, Asked, NotAsked)
	}
	return all
}

// answerOperators returns the operators that test what was answered to q.
func answerOperators(q *survey.Question) []Operator {
	switch q.Kind {
	case survey.Single, survey.Dropdown, survey.Consent:
		return []Operator{Is, IsNot, Answered, NotAnswered}
	case survey.Multiple:
		return []Operator{Is, IsNot, CountAtLeast, Answered, NotAnswered}
	case survey.Matrix:
		return []Operator{Is, IsNot, Answered, NotAnswered}
	case survey.Number, survey.Date, survey.Duration:
		if q.BoxField() != "" {
			return []Operator{AtLeast, AtMost, Above, Below, Is, IsNot, Answered, NotAnswered}
		}
		return []Operator{AtLeast, AtMost, Above, Below, Answered, NotAnswered}
	case survey.Panel, survey.Email, survey.FullName, survey.Address, survey.Telephone:
		return nil
	}
	if q.BoxField() != "" {
		return []Operator{Is, IsNot, Answered, NotAnswered}
	}
	return []Operator{Answered, NotAnswered}
}

// QuestionsBefore returns the questions whose answers a condition of the given page may use, or of the given
// question on it: those that take an answer and come earlier. Only pages of equality questions may use the
// answers to equality questions, because other pages would reveal those answers.
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
			if q.Kind != survey.Panel && !q.Kind.IsContact() && (!p.Monitoring || at >= 0 && f.Pages[at].Monitoring) {
				all = append(all, answerable(q)...)
			}
		}
	}
	return all
}

// ParseCondition returns c as clauses. It reports false if clauses cannot express c because it has conditions
// inside conditions.
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
			clause, ok := parseClause(&part)
			if !ok {
				return SimpleCondition{}, false
			}
			r.Clauses = append(r.Clauses, clause)
		}
		return r, true
	}
	clause, ok := parseClause(c)
	if !ok {
		return r, false
	}
	r.Clauses = []Clause{clause}
	return r, true
}

// parseClause returns c as one clause. It reports false if one clause cannot express c.
func parseClause(c *survey.Condition) (Clause, bool) {
	if c.Not != nil {
		clause, ok := parseClause(c.Not)
		opposite := map[Operator]Operator{Is: IsNot, Answered: NotAnswered, Asked: NotAsked, Met: NotMet}[clause.Operator]
		if !ok || opposite == "" || c.Not.Not != nil || c.Question != "" {
			return Clause{}, false
		}
		clause.Operator = opposite
		return clause, true
	}
	if c.All != nil || c.Any != nil {
		return Clause{}, false
	}
	if c.Named != "" {
		return Clause{Named: c.Named, Operator: Met}, true
	}
	clause := Clause{Question: c.Question, Row: c.Row, Operator: Is}
	switch {
	case c.Is != "":
		clause.Options = []string{c.Is}
	case c.AnyOf != nil:
		clause.Options = slices.Clone(c.AnyOf)
	case c.Answered:
		clause.Operator = Answered
	case c.Asked:
		clause.Operator = Asked
	case c.CountAtLeast != 0:
		clause.Operator, clause.Value = CountAtLeast, strconv.Itoa(c.CountAtLeast)
	}
	for _, bound := range []struct {
		operator Operator
		value    string
	}{{AtLeast, c.AtLeast}, {AtMost, c.AtMost}, {Above, c.Above}, {Below, c.Below}} {
		if bound.value != "" {
			clause.Operator, clause.Value = bound.operator, bound.value
		}
	}
	return clause, true
}

// Condition returns r as a condition of the questionnaire, or nil if r has no clauses.
func (r SimpleCondition) Condition() *survey.Condition {
	var parts []survey.Condition
	for _, clause := range r.Clauses {
		parts = append(parts, clause.condition())
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

// condition returns cl as a condition of the questionnaire.
func (cl Clause) condition() survey.Condition {
	c := survey.Condition{Question: cl.Question, Row: cl.Row, Named: cl.Named}
	switch cl.Operator {
	case Is, IsNot:
		switch {
		case len(cl.Options) == 1:
			c.Is = cl.Options[0]
		case len(cl.Options) > 1:
			c.AnyOf = slices.Clone(cl.Options)
		}
	case Answered, NotAnswered:
		c.Row, c.Answered = "", true
	case Asked, NotAsked:
		c.Row, c.Asked = "", true
	case CountAtLeast:
		c.CountAtLeast = atoi(cl.Value)
	case AtLeast:
		c.AtLeast = cl.Value
	case AtMost:
		c.AtMost = cl.Value
	case Above:
		c.Above = cl.Value
	case Below:
		c.Below = cl.Value
	}
	if slices.Equal(cl.Options, []string{preferNotToSay}) {
		c.Row = "" // “Prefer not to say” is an answer to the whole matrix, not to one row
	}
	if cl.Operator == IsNot || cl.Operator == NotAnswered || cl.Operator == NotAsked || cl.Operator == NotMet {
		return survey.Condition{Not: &c}
	}
	return c
}

// preferNotToSay is how conditions name the answer “Prefer not to say”.
const preferNotToSay = "prefer-not-to-say"

// UpdateCondition returns r as a condition. If old already means the same, it returns old itself, so that
// saving does not rewrite a condition from a definition file.
func UpdateCondition(old *survey.Condition, r SimpleCondition) *survey.Condition {
	if parsed, ok := ParseCondition(old); ok && reflect.DeepEqual(parsed.normalized(), r.normalized()) {
		return old
	}
	return r.Condition()
}

// normalized returns r in a form in which equal conditions are deeply equal: with fewer than two clauses it
// makes no difference whether all or any must be true.
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

// TestableQuestions returns the questions of f whose answers a named condition may use.
func TestableQuestions(f *survey.Form) (all []*survey.Question) {
	for i := range f.Pages {
		for j := range f.Pages[i].Questions {
			if q := &f.Pages[i].Questions[j]; q.Kind != survey.Panel && !q.Kind.IsContact() {
				all = append(all, answerable(q)...)
			}
		}
	}
	return all
}
