package builderweb

import (
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/folkmoot/folkmoot/internal/builder"
	"github.com/folkmoot/folkmoot/internal/draft/draftedit"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/survey"
)

// The form of a condition. A condition that clauses cannot express is submitted as JSON in complexField, and
// stays the same unless replaceField is checked.
const (
	conditionName = "when" // of the part
	matchField    = "match"
	clauseKind    = "line" // of the rows
	complexField  = "deep"
	replaceField  = "replace"
)

// namedPrefix begins what stands for a named condition where a question is chosen. No id of a question has a colon.
const namedPrefix = "named:"

var conditionPart = draftedit.NewPart(conditionName, locale.Key("When it is shown"),
	matchField, clauseKind+"-", complexField, replaceField)

// setConditionValues sets the form values for the condition c.
func setConditionValues(values url.Values, c *survey.Condition) {
	simple, ok := builder.ParseCondition(c)
	if !ok {
		values.Set(complexField, encodeCondition(c))
		return
	}
	values.Set(matchField, map[bool]string{true: "any", false: "all"}[simple.Any])
	var rows []draftedit.FormRow
	for _, clause := range simple.Clauses {
		question := clause.Question
		if clause.Named != "" {
			question = namedPrefix + clause.Named
		}
		rows = append(rows, draftedit.FormRow{
			"question": {question}, "row": {clause.Row}, "test": {string(clause.Operator)},
			"option": clause.Options, "value": {clause.Value},
		})
	}
	draftedit.SetRows(values, clauseKind, rows)
}

func encodeCondition(c *survey.Condition) string {
	text, err := json.Marshal(c)
	if err != nil {
		panic(err) // conditions consist of strings, numbers and conditions
	}
	return string(text)
}

// parseCondition returns the submitted condition for a page or question of f. It returns current if that is too
// complex for clauses and is not to be replaced.
func parseCondition(f *survey.Form, current *survey.Condition, typed url.Values) *survey.Condition {
	if typed.Get(complexField) != "" && typed.Get(replaceField) == "" {
		return current
	}
	simple := builder.SimpleCondition{Any: typed.Get(matchField) == "any"}
	for _, row := range draftedit.ParseRows(typed, clauseKind) {
		id := row.Get("question")
		if id == "" {
			continue
		}
		if name, ok := strings.CutPrefix(id, namedPrefix); ok {
			clause := builder.Clause{Named: name, Operator: builder.Met}
			if row.Get("test") == string(builder.NotMet) {
				clause.Operator = builder.NotMet
			}
			simple.Clauses = append(simple.Clauses, clause)
			continue
		}
		clause := builder.Clause{
			Question: id,
			Row:      row.Get("row"),
			Operator: builder.Operator(row.Get("test")),
			Options:  row["option"],
		}
		q := builder.Answerable(f, id)
		clause.Value = strings.TrimSpace(clauseValue(row, q, f.Lang))
		if q != nil {
			clause = cleanClause(clause, q)
		}
		simple.Clauses = append(simple.Clauses, clause)
	}
	return builder.UpdateCondition(current, simple)
}

// cleanClause returns the clause without values that its operator does not use. An operator that cannot test
// answers to q is replaced by the most usual one.
func cleanClause(clause builder.Clause, q *survey.Question) builder.Clause {
	operators := builder.OperatorsFor(q)
	if !slices.Contains(operators, clause.Operator) && len(operators) > 0 {
		clause.Operator = operators[0]
	}
	usesOptions := clause.Operator == builder.Is || clause.Operator == builder.IsNot
	if !usesOptions {
		clause.Options = nil
	}
	if !usesOptions || q.Kind != survey.Matrix {
		clause.Row = ""
	}
	if !usesValue(clause.Operator) {
		clause.Value = ""
	}
	return clause
}

// usesValue reports whether clauses with the operator have a value, as opposed to options or nothing.
func usesValue(op builder.Operator) bool {
	return !slices.Contains([]builder.Operator{
		builder.Is, builder.IsNot, builder.Answered, builder.NotAnswered, builder.Asked, builder.NotAsked,
	}, op)
}

// newConditionView returns the view of a submitted condition. current is the stored condition, and before are the
// questions that the condition may use, besides the named conditions with the names.
func newConditionView(
	words *locale.Printer, legend string, f *survey.Form, current *survey.Condition, typed url.Values, before []*survey.Question,
	names []string,
) *draftedit.ConditionView {
	v := &draftedit.ConditionView{
		Legend:      legend,
		Any:         typed.Get(matchField) == "any",
		ComplexCode: typed.Get(complexField),
		Replace:     typed.Get(replaceField) != "",
	}
	if v.ComplexCode != "" {
		v.ComplexText = conditionText(words, f, current)
	}
	for _, q := range before {
		v.Questions = append(v.Questions, draftedit.SelectItem{Value: q.ID, Label: questionTitle(words, q)})
	}
	for _, name := range names {
		v.Questions = append(v.Questions, draftedit.SelectItem{Value: namedPrefix + name, Label: words.Say("Named condition: %s", name)})
	}
	for i, row := range draftedit.ParseRows(typed, clauseKind) {
		if name, ok := strings.CutPrefix(row.Get("question"), namedPrefix); ok {
			v.Clauses = append(v.Clauses, newNamedClauseView(words, i+1, row, name, slices.Contains(names, name)))
			continue
		}
		v.Clauses = append(v.Clauses, newClauseView(words, i+1, row, before))
	}
	return v
}

// newNamedClauseView returns the view of a submitted clause that is a named condition. number is its position, from 1.
func newNamedClauseView(words *locale.Printer, number int, row draftedit.FormRow, name string, known bool) draftedit.ClauseView {
	v := draftedit.ClauseView{Number: number, Question: row.Get("question"), Name: name, IsNamed: true, Missing: !known}
	for _, op := range []builder.Operator{builder.Met, builder.NotMet} {
		v.Operators = append(v.Operators, draftedit.SelectItem{
			Value: string(op), Label: operatorName(words, op, ""), Selected: row.Get("test") == string(op),
		})
	}
	return v
}

// newClauseView returns the view of a submitted clause. number is its position in the condition, from 1.
func newClauseView(
	words *locale.Printer, number int, row draftedit.FormRow, before []*survey.Question,
) draftedit.ClauseView {
	v := draftedit.ClauseView{Number: number, Question: row.Get("question")}
	usesValues := false
	i := slices.IndexFunc(before, func(q *survey.Question) bool { return q.ID == v.Question })
	if i < 0 {
		v.Missing, v.Name = true, words.Say("Removed question")
		return v
	}
	q := before[i]
	v.Name = questionTitle(words, q)
	for _, op := range builder.OperatorsFor(q) {
		v.Operators = append(v.Operators, draftedit.SelectItem{
			Value: string(op), Label: operatorName(words, op, q.Kind), Selected: row.Get("test") == string(op),
		})
		usesValues = usesValues || usesValue(op)
	}
	if usesValues {
		v.Value = newClauseValue(words, row, q, v.Field(valueField))
	}
	addOption := func(id, label string) {
		v.Options = append(v.Options, draftedit.SelectItem{Value: id, Label: label, Selected: slices.Contains(row["option"], id)})
	}
	if q.Kind != survey.Ranking && q.Kind != survey.Budget {
		for _, o := range q.Options {
			addOption(o.ID, o.Text)
		}
	}
	if q.PreferNotToSay && len(v.Options) > 0 {
		addOption(preferNotToSay, words.Say("Prefer not to say"))
	}
	if q.Kind == survey.Matrix {
		for _, r := range q.Rows {
			v.Rows = append(v.Rows, draftedit.SelectItem{Value: r.ID, Label: r.Text, Selected: row.Get("row") == r.ID})
		}
	}
	return v
}

// preferNotToSay is how clauses name the answer “Prefer not to say”, which is not an option of the question.
const preferNotToSay = "prefer-not-to-say"

// questionTitle returns the text of q, or “Untitled question”.
func questionTitle(words *locale.Printer, q *survey.Question) string {
	if q.Text == "" {
		return words.Say("Untitled question")
	}
	return q.Text
}

// questionText is questionTitle, with the body of information without a heading.
func questionText(words *locale.Printer, q *survey.Question) string {
	if q.Text == "" && q.Kind == survey.Panel && q.Body != "" {
		return q.Body
	}
	return questionTitle(words, q)
}

// pageTitle returns the title of p, or “Untitled page”.
func pageTitle(words *locale.Printer, p *survey.Page) string {
	if p.Title == "" {
		return words.Say("Untitled page")
	}
	return p.Title
}

// operatorName returns the name of an operator for questions of a kind.
func operatorName(words *locale.Printer, op builder.Operator, kind survey.QuestionKind) string {
	isDate := kind == survey.Date // a period cannot be compared
	switch {
	case op == builder.Is:
		return words.Say("is one of")
	case op == builder.IsNot:
		return words.Say("is none of")
	case op == builder.Answered:
		return words.Say("was answered")
	case op == builder.NotAnswered:
		return words.Say("was not answered")
	case op == builder.Asked:
		return words.Say("was asked")
	case op == builder.NotAsked:
		return words.Say("was not asked")
	case op == builder.Met:
		return words.Say("is met")
	case op == builder.NotMet:
		return words.Say("is not met")
	case op == builder.CountAtLeast:
		return words.Say("has at least this many answers")
	case op == builder.AtLeast && isDate:
		return words.Say("is on or after")
	case op == builder.AtMost && isDate:
		return words.Say("is on or before")
	case op == builder.Above && isDate:
		return words.Say("is after")
	case op == builder.Below && isDate:
		return words.Say("is before")
	case op == builder.AtLeast:
		return words.Say("is at least")
	case op == builder.AtMost:
		return words.Say("is at most")
	case op == builder.Above:
		return words.Say("is more than")
	}
	return words.Say("is less than")
}

// conditionText returns a condition of any complexity in words.
func conditionText(words *locale.Printer, f *survey.Form, c *survey.Condition) string {
	if c == nil {
		return words.Say("Always")
	}
	join := func(list []survey.Condition) string {
		var all []string
		for i := range list {
			all = append(all, conditionText(words, f, &list[i]))
		}
		return strings.Join(all, "; ")
	}
	switch {
	case c.All != nil:
		return words.Say("all of these: (%s)", join(c.All))
	case c.Any != nil:
		return words.Say("any of these: (%s)", join(c.Any))
	case c.Not != nil:
		if simple, ok := builder.ParseCondition(c); ok && len(simple.Clauses) == 1 {
			return clauseText(words, f, simple.Clauses[0])
		}
		return words.Say("not: (%s)", conditionText(words, f, c.Not))
	}
	simple, ok := builder.ParseCondition(c)
	if !ok || len(simple.Clauses) == 0 {
		return ""
	}
	return clauseText(words, f, simple.Clauses[0])
}

// clauseText returns a clause in words: “How are you responding?” is one of “As a resident”, “As a business”.
func clauseText(words *locale.Printer, f *survey.Form, clause builder.Clause) string {
	if clause.Named != "" && clause.Operator == builder.NotMet {
		return words.Say("not “%s”", clause.Named)
	} else if clause.Named != "" {
		return words.Say("“%s”", clause.Named)
	}
	name, q := words.Say("Removed question"), builder.Answerable(f, clause.Question)
	if q == nil {
		q = &survey.Question{}
	} else {
		name = questionTitle(words, q)
	}
	if clause.Row != "" {
		name += " – " + optionText(words, q.Rows, clause.Row)
	}
	if n, err := strconv.ParseInt(clause.Value, 10, 64); err == nil && clause.Operator == builder.CountAtLeast {
		return words.Say("“%s” %s", name, words.Count(n, "has at least %d answer", "has at least %d answers"))
	}
	var chosen []string
	for _, id := range clause.Options {
		chosen = append(chosen, optionText(words, q.Options, id))
	}
	switch {
	case len(chosen) == 1 && clause.Operator == builder.Is:
		return words.Say("“%s” is “%s”", name, chosen[0])
	case len(chosen) == 1 && clause.Operator == builder.IsNot:
		return words.Say("“%s” is not “%s”", name, chosen[0])
	case clause.Operator == builder.AtLeast && q.Kind == survey.Number && clause.Value != "":
		return words.Say("“%s” is %s or more", name, clause.Value)
	case clause.Operator == builder.AtMost && q.Kind == survey.Number && clause.Value != "":
		return words.Say("“%s” is %s or less", name, clause.Value)
	}
	value := clause.Value
	if len(chosen) > 0 {
		for i, text := range chosen {
			chosen[i] = words.Say("“%s”", text) // answers can have commas
		}
		value = strings.Join(chosen, ", ")
	}
	operator := operatorName(words, clause.Operator, q.Kind)
	switch {
	case value != "":
		return words.Say("“%s” %s %s", name, operator, value)
	case clause.Operator == builder.Is || clause.Operator == builder.IsNot:
		return words.Say("“%s” %s (no answer chosen yet)", name, operator)
	}
	return words.Say("“%s” %s", name, operator)
}

// optionText returns the text of an option or row, or of the answer “Prefer not to say”.
func optionText(words *locale.Printer, list []survey.Option, id string) string {
	if id == preferNotToSay {
		return words.Say("Prefer not to say")
	}
	for _, o := range list {
		if o.ID == id && o.Text != "" {
			return o.Text
		}
	}
	return words.Say("Removed answer")
}

// conditionPartText returns the submitted condition in words.
func conditionPartText(words *locale.Printer, f *survey.Form, values url.Values) string {
	var stored *survey.Condition
	if code := values.Get(complexField); code != "" {
		if err := json.Unmarshal([]byte(code), &stored); err != nil {
			return "" // not a value of our form
		}
	}
	return conditionText(words, f, parseCondition(f, stored, values))
}
