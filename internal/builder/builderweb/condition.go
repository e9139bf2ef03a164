package builderweb

import (
	"net/url"
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/internal/draft/draftedit"

	"github.com/folkmoot/folkmoot/internal/builder"

	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/survey"
)

// conditionPart is the condition as somebody chooses between two of them.
var conditionPart = draftedit.NewPart("when", locale.Key("When it is shown"), "match", "line-", "deep", "replace")

// setConditionValues puts a condition into a form. One that lines cannot say is told
// in words, and kept.
func setConditionValues(v url.Values, c *survey.Condition) {
	r, ok := builder.ParseCondition(c)
	if !ok {
		v.Set("deep", conditionCode(c))
		return
	}
	v.Set("match", map[bool]string{true: "any", false: "all"}[r.Any])
	var all []draftedit.FormRow
	for _, l := range r.Clauses {
		all = append(
			all,
			draftedit.FormRow{"question": {l.Question}, "row": {l.Row}, "test": {string(l.Operator)}, "option": l.Options, "value": {l.Value}},
		)
	}
	draftedit.SetRows(v, "line", all)
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
	r := builder.SimpleCondition{Any: typed.Get("match") == "any"}
	for _, l := range draftedit.ParseRows(typed, "line") {
		id := l.Get("question")
		if id == "" {
			continue
		}
		one := builder.Clause{
			Question: id,
			Row:      l.Get("row"),
			Operator: builder.Operator(l.Get("test")),
			Options:  l["option"],
			Value:    strings.TrimSpace(l.Get("value")),
		}
		if i, j := builder.QuestionIndex(f, id); i >= 0 {
			one = cleanClause(one, &f.Pages[i].Questions[j])
		}
		r.Clauses = append(r.Clauses, one)
	}
	return builder.UpdateCondition(was, r)
}

// cleanClause is l with what means nothing for its test left out.
func cleanClause(l builder.Clause, q *survey.Question) builder.Clause {
	tests := builder.OperatorsFor(q)
	if !slices.Contains(tests, l.Operator) && len(tests) > 0 {
		l.Operator = tests[0]
	}
	chooses := l.Operator == builder.Is || l.Operator == builder.IsNot
	if !chooses {
		l.Options = nil
	}
	if !chooses || q.Kind != survey.Matrix {
		l.Row = ""
	}
	if chooses || l.Operator == builder.Answered || l.Operator == builder.NotAnswered {
		l.Value = ""
	}
	return l
}

func newConditionView(
	words *locale.Printer,
	legend string,
	f *survey.Form,
	was *survey.Condition,
	typed url.Values,
	before []*survey.Question,
) *draftedit.ConditionView {
	v := &draftedit.ConditionView{Legend: legend, Any: typed.Get("match") == "any", ComplexCode: typed.Get("deep"), Replace: typed.Get("replace") != ""}
	if v.ComplexCode != "" {
		v.ComplexText = conditionText(words, f, was)
	}
	for _, q := range before {
		v.Questions = append(v.Questions, draftedit.SelectItem{Value: q.ID, Label: questionTitle(q)})
	}
	for i, row := range draftedit.ParseRows(typed, "line") {
		v.Clauses = append(v.Clauses, newClauseView(words, i+1, row, before))
	}
	return v
}

// newClauseView shows one submitted clause, the number-th. Its question must be one of before.
func newClauseView(words *locale.Printer, number int, row draftedit.FormRow, before []*survey.Question) draftedit.ClauseView {
	id := row.Get("question")
	v := draftedit.ClauseView{Number: number, Question: id, Name: id, Value: row.Get("value"), Missing: true}
	i := slices.IndexFunc(before, func(q *survey.Question) bool { return q.ID == id })
	if i < 0 {
		return v
	}
	q := before[i]
	v.Missing, v.Name = false, questionTitle(q)
	for _, op := range builder.OperatorsFor(q) {
		v.Operators = append(v.Operators, draftedit.SelectItem{
			Value: string(op), Label: operatorName(words, op, q.Kind), Selected: row.Get("test") == string(op),
		})
		v.HasValue = v.HasValue || !slices.Contains([]builder.Operator{builder.Is, builder.IsNot, builder.Answered, builder.NotAnswered}, op)
	}
	if q.Kind != survey.Ranking && q.Kind != survey.Budget {
		for _, o := range q.Options {
			v.Options = append(v.Options, draftedit.SelectItem{Value: o.ID, Label: o.Text, Selected: slices.Contains(row["option"], o.ID)})
		}
	}
	if q.PreferNotToSay && len(v.Options) > 0 {
		v.Options = append(v.Options, draftedit.SelectItem{
			Value: preferNotToSay, Label: words.Say("Prefer not to say"), Selected: slices.Contains(row["option"], preferNotToSay),
		})
	}
	if q.Kind == survey.Matrix {
		for _, r := range q.Rows {
			v.Rows = append(v.Rows, draftedit.SelectItem{Value: r.ID, Label: r.Text, Selected: row.Get("row") == r.ID})
		}
	}
	return v
}

// preferNotToSay is the value of a clause's answer “Prefer not to say”, which is no option of the question.
const preferNotToSay = "prefer-not-to-say"

func questionTitle(q *survey.Question) string {
	if q.Text == "" {
		return q.ID
	}
	return q.Text
}

// operatorName is a test in words.
func operatorName(words *locale.Printer, t builder.Operator, kind survey.QuestionKind) string {
	day := kind == survey.Date
	switch {
	case t == builder.Is:
		return words.Say("is one of")
	case t == builder.IsNot:
		return words.Say("is none of")
	case t == builder.Answered:
		return words.Say("was answered")
	case t == builder.NotAnswered:
		return words.Say("was not answered")
	case t == builder.CountAtLeast:
		return words.Say("has at least this many answers")
	case t == builder.AtLeast && day:
		return words.Say("is on or after")
	case t == builder.AtMost && day:
		return words.Say("is on or before")
	case t == builder.Above && day:
		return words.Say("is after")
	case t == builder.Below && day:
		return words.Say("is before")
	case t == builder.AtLeast:
		return words.Say("is at least")
	case t == builder.AtMost:
		return words.Say("is at most")
	case t == builder.Above:
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
		if r, ok := builder.ParseCondition(c); ok && len(r.Clauses) == 1 {
			return clauseText(words, f, r.Clauses[0])
		}
		return words.Say("not: (%s)", conditionText(words, f, c.Not))
	}
	r, ok := builder.ParseCondition(c)
	if !ok || len(r.Clauses) == 0 {
		return ""
	}
	return clauseText(words, f, r.Clauses[0])
}

// clauseText says one test: “What is your role?” is one of: Carer, Parent.
func clauseText(words *locale.Printer, f *survey.Form, l builder.Clause) string {
	q := &survey.Question{ID: l.Question}
	if i, j := builder.QuestionIndex(f, l.Question); i >= 0 {
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
	if id == preferNotToSay {
		return words.Say("Prefer not to say")
	}
	return id
}
