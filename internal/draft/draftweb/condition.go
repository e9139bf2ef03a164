package draftweb

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/folkmoot/folkmoot/internal/draft"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/survey"
)

// conditionPart is the condition as somebody chooses between two of them.
var conditionPart = editorPart{"when", locale.Key("When it is shown"), []string{"match", "line-", "deep", "replace"}}

// setConditionValues puts a condition into a form. One that lines cannot say is told
// in words, and kept.
func setConditionValues(v url.Values, c *survey.Condition) {
	r, ok := draft.ParseCondition(c)
	if !ok {
		v.Set("deep", conditionCode(c))
		return
	}
	v.Set("match", map[bool]string{true: "any", false: "all"}[r.Any])
	var all []formRow
	for _, l := range r.Clauses {
		all = append(
			all,
			formRow{"question": {l.Question}, "row": {l.Row}, "test": {string(l.Operator)}, "option": l.Options, "value": {l.Value}},
		)
	}
	setRows(v, "line", all)
}

// conditionCode tells one condition from another; nobody reads it.
func conditionCode(c *survey.Condition) string {
	return conditionText(nil, &survey.Form{}, c)
}

// parseCondition reads a condition. What lines could not say stays as it was unless
// it is to be replaced.
func parseCondition(f *survey.Form, was *survey.Condition, typed url.Values, before []*survey.Question) *survey.Condition {
	if typed.Get("deep") != "" && typed.Get("replace") == "" {
		return was
	}
	r := draft.SimpleCondition{Any: typed.Get("match") == "any"}
	for _, l := range parseRows(typed, "line") {
		id := l.get("question")
		if id == "" {
			continue
		}
		one := draft.Clause{
			Question: id,
			Row:      l.get("row"),
			Operator: draft.Operator(l.get("test")),
			Options:  l["option"],
			Value:    strings.TrimSpace(l.get("value")),
		}
		if i, j := draft.QuestionIndex(f, id); i >= 0 {
			one = cleanClause(one, &f.Pages[i].Questions[j])
		}
		r.Clauses = append(r.Clauses, one)
	}
	return draft.UpdateCondition(was, r)
}

// cleanClause is l with what means nothing for its test left out.
func cleanClause(l draft.Clause, q *survey.Question) draft.Clause {
	tests := draft.OperatorsFor(q)
	if !slices.Contains(tests, l.Operator) && len(tests) > 0 {
		l.Operator = tests[0]
	}
	chooses := l.Operator == draft.Is || l.Operator == draft.IsNot
	if !chooses {
		l.Options = nil
	}
	if !chooses || q.Kind != survey.Matrix {
		l.Row = ""
	}
	if chooses || l.Operator == draft.Answered || l.Operator == draft.NotAnswered {
		l.Value = ""
	}
	return l
}

// conditionView is the condition editor.
type conditionView struct {
	Legend      string
	Any         bool
	Clauses     []clauseView
	Questions   []selectItem // the questions that may be looked at
	ComplexText string       // the condition in words, if lines cannot say it
	ComplexCode string
	Replace     bool
}

// selectItem is one of a list to select from.
type selectItem struct {
	Value, Label string
	Selected     bool
}

// clauseView is one test as the editor shows it.
type clauseView struct {
	Number    int
	Question  string // its id
	Name      string // its words
	Operators []selectItem
	Rows      []selectItem
	Options   []selectItem
	Value     string
	HasValue  bool
	Missing   bool // there is no such question before this
}

// Field is the name and the id of a field of the line.
func (l clauseView) Field(field string) string { return rowFieldName("line", l.Number, field) }

// Option is the id of the option i.
func (l clauseView) Option(i int) string {
	return rowFieldName("line", l.Number, "option-"+strconv.Itoa(i))
}

func newConditionView(
	words *locale.Printer,
	legend string,
	f *survey.Form,
	was *survey.Condition,
	typed url.Values,
	before []*survey.Question,
) *conditionView {
	v := &conditionView{Legend: legend, Any: typed.Get("match") == "any", ComplexCode: typed.Get("deep"), Replace: typed.Get("replace") != ""}
	if v.ComplexCode != "" {
		v.ComplexText = conditionText(words, f, was)
	}
	for _, q := range before {
		v.Questions = append(v.Questions, selectItem{Value: q.ID, Label: questionTitle(q)})
	}
	for i, l := range parseRows(typed, "line") {
		lv := clauseView{Number: i + 1, Question: l.get("question"), Name: l.get("question"), Value: l.get("value"), Missing: true}
		for _, q := range before {
			if q.ID == lv.Question {
				lv.Missing = false
				lv.fill(words, q, l)
			}
		}
		v.Clauses = append(v.Clauses, lv)
	}
	return v
}

func (v *clauseView) fill(words *locale.Printer, q *survey.Question, l formRow) {
	v.Name = questionTitle(q)
	for _, t := range draft.OperatorsFor(q) {
		v.Operators = append(v.Operators, selectItem{string(t), operatorName(words, t, q.Kind), l.get("test") == string(t)})
		v.HasValue = v.HasValue || !slices.Contains([]draft.Operator{draft.Is, draft.IsNot, draft.Answered, draft.NotAnswered}, t)
	}
	for _, o := range q.Options {
		if q.Kind == survey.Ranking || q.Kind == survey.Budget {
			break
		}
		v.Options = append(v.Options, selectItem{o.ID, o.Text, slices.Contains(l["option"], o.ID)})
	}
	if q.PreferNotToSay && len(v.Options) > 0 {
		v.Options = append(
			v.Options,
			selectItem{"prefer-not-to-say", words.Say("Prefer not to say"), slices.Contains(l["option"], "prefer-not-to-say")},
		)
	}
	if q.Kind == survey.Matrix {
		for _, row := range q.Rows {
			v.Rows = append(v.Rows, selectItem{row.ID, row.Text, l.get("row") == row.ID})
		}
	}
}

func questionTitle(q *survey.Question) string {
	if q.Text == "" {
		return q.ID
	}
	return q.Text
}

// operatorName is a test in words.
func operatorName(words *locale.Printer, t draft.Operator, kind survey.QuestionKind) string {
	day := kind == survey.Date
	switch {
	case t == draft.Is:
		return words.Say("is one of")
	case t == draft.IsNot:
		return words.Say("is none of")
	case t == draft.Answered:
		return words.Say("was answered")
	case t == draft.NotAnswered:
		return words.Say("was not answered")
	case t == draft.CountAtLeast:
		return words.Say("has at least this many answers")
	case t == draft.AtLeast && day:
		return words.Say("is on or after")
	case t == draft.AtMost && day:
		return words.Say("is on or before")
	case t == draft.Above && day:
		return words.Say("is after")
	case t == draft.Below && day:
		return words.Say("is before")
	case t == draft.AtLeast:
		return words.Say("is at least")
	case t == draft.AtMost:
		return words.Say("is at most")
	case t == draft.Above:
		return words.Say("is more than")
	}
	return words.Say("is less than")
}

// conditionText says a condition in words, however deep it is.
func conditionText(words *locale.Printer, f *survey.Form, c *survey.Condition) string {
	if c == nil {
		return words.Say("Always")
	}
	join := func(format string, list []survey.Condition) string {
		var all []string
		for i := range list {
			all = append(all, conditionText(words, f, &list[i]))
		}
		return words.Say(format, strings.Join(all, "; "))
	}
	switch {
	case c.All != nil:
		return join(locale.Key("all of these: (%s)"), c.All)
	case c.Any != nil:
		return join(locale.Key("any of these: (%s)"), c.Any)
	case c.Not != nil:
		if r, ok := draft.ParseCondition(c); ok && len(r.Clauses) == 1 {
			return clauseText(words, f, r.Clauses[0])
		}
		return words.Say("not: (%s)", conditionText(words, f, c.Not))
	}
	r, ok := draft.ParseCondition(c)
	if !ok || len(r.Clauses) == 0 {
		return ""
	}
	return clauseText(words, f, r.Clauses[0])
}

// clauseText says one test: “What is your role?” is one of: Carer, Parent.
func clauseText(words *locale.Printer, f *survey.Form, l draft.Clause) string {
	q := &survey.Question{ID: l.Question}
	if i, j := draft.QuestionIndex(f, l.Question); i >= 0 {
		q = &f.Pages[i].Questions[j]
	}
	name := questionTitle(q)
	if l.Row != "" {
		name += " – " + optionText(words, q.Rows, l.Row)
	}
	var chosen []string
	for _, id := range l.Options {
		chosen = append(chosen, optionText(words, q.Options, id))
	}
	what := strings.Join(chosen, ", ")
	if what == "" {
		what = l.Value
	}
	test := operatorName(words, l.Operator, q.Kind)
	if what == "" {
		return words.Say("“%s” %s", name, test)
	}
	return words.Say("“%s” %s: %s", name, test, what)
}

func optionText(words *locale.Printer, list []survey.Option, id string) string {
	for _, o := range list {
		if o.ID == id && o.Text != "" {
			return o.Text
		}
	}
	if id == "prefer-not-to-say" {
		return words.Say("Prefer not to say")
	}
	return id
}
