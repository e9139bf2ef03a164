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

// whenPart is the condition as somebody chooses between two of them.
var whenPart = part{"when", locale.Key("When it is shown"), []string{"match", "line-", "deep", "replace"}}

// routingValues puts a condition into a form. One that lines cannot say is told
// in words, and kept.
func routingValues(v url.Values, c *survey.Condition) {
	r, ok := draft.ReadRouting(c)
	if !ok {
		v.Set("deep", conditionCode(c))
		return
	}
	v.Set("match", map[bool]string{true: "any", false: "all"}[r.Any])
	var all []line
	for _, l := range r.Lines {
		all = append(all, line{"question": {l.Question}, "row": {l.Row}, "test": {string(l.Test)}, "option": l.Options, "value": {l.Value}})
	}
	setLines(v, "line", all)
}

// conditionCode tells one condition from another; nobody reads it.
func conditionCode(c *survey.Condition) string {
	return conditionWords(nil, &survey.Form{}, c)
}

// takeRouting reads a condition. What lines could not say stays as it was unless
// it is to be replaced.
func takeRouting(f *survey.Form, was *survey.Condition, typed url.Values, before []*survey.Question) *survey.Condition {
	if typed.Get("deep") != "" && typed.Get("replace") == "" {
		return was
	}
	r := draft.Routing{Any: typed.Get("match") == "any"}
	for _, l := range lines(typed, "line") {
		id := l.get("question")
		if id == "" {
			continue
		}
		one := draft.Line{Question: id, Row: l.get("row"), Test: draft.Test(l.get("test")), Options: l["option"], Value: strings.TrimSpace(l.get("value"))}
		if i, j := draft.QuestionAt(f, id); i >= 0 {
			one = fitting(one, &f.Pages[i].Questions[j])
		}
		r.Lines = append(r.Lines, one)
	}
	return draft.Reroute(was, r)
}

// fitting is l with what means nothing for its test left out.
func fitting(l draft.Line, q *survey.Question) draft.Line {
	tests := draft.TestsOf(q)
	if !slices.Contains(tests, l.Test) && len(tests) > 0 {
		l.Test = tests[0]
	}
	chooses := l.Test == draft.Is || l.Test == draft.IsNot
	if !chooses {
		l.Options = nil
	}
	if !chooses || q.Kind != survey.Matrix {
		l.Row = ""
	}
	if chooses || l.Test == draft.Answered || l.Test == draft.Blank {
		l.Value = ""
	}
	return l
}

// routingView is the condition editor.
type routingView struct {
	Legend  string
	Any     bool
	Lines   []lineView
	Choose  []pick // the questions that may be looked at
	Deep    string // the condition in words, if lines cannot say it
	Code    string
	Replace bool
}

// pick is one of a list to select from.
type pick struct {
	Value, Label string
	Chosen       bool
}

// lineView is one test as the editor shows it.
type lineView struct {
	N        int
	Question string // its id
	Name     string // its words
	Tests    []pick
	Rows     []pick
	Options  []pick
	Value    string
	HasValue bool
	Gone     bool // there is no such question before this
}

// Field is the name and the id of a field of the line.
func (l lineView) Field(field string) string { return lineName("line", l.N, field) }

// Option is the id of the option i.
func (l lineView) Option(i int) string { return lineName("line", l.N, "option-"+strconv.Itoa(i)) }

func routingOf(words *locale.Printer, legend string, f *survey.Form, was *survey.Condition, typed url.Values, before []*survey.Question) *routingView {
	v := &routingView{Legend: legend, Any: typed.Get("match") == "any", Code: typed.Get("deep"), Replace: typed.Get("replace") != ""}
	if v.Code != "" {
		v.Deep = conditionWords(words, f, was)
	}
	for _, q := range before {
		v.Choose = append(v.Choose, pick{Value: q.ID, Label: nameOf(q)})
	}
	for i, l := range lines(typed, "line") {
		lv := lineView{N: i + 1, Question: l.get("question"), Name: l.get("question"), Value: l.get("value"), Gone: true}
		for _, q := range before {
			if q.ID == lv.Question {
				lv.Gone = false
				lv.fill(words, q, l)
			}
		}
		v.Lines = append(v.Lines, lv)
	}
	return v
}

func (v *lineView) fill(words *locale.Printer, q *survey.Question, l line) {
	v.Name = nameOf(q)
	for _, t := range draft.TestsOf(q) {
		v.Tests = append(v.Tests, pick{string(t), testName(words, t, q.Kind), l.get("test") == string(t)})
		v.HasValue = v.HasValue || !slices.Contains([]draft.Test{draft.Is, draft.IsNot, draft.Answered, draft.Blank}, t)
	}
	for _, o := range q.Options {
		if q.Kind == survey.Ranking || q.Kind == survey.Budget {
			break
		}
		v.Options = append(v.Options, pick{o.ID, o.Text, slices.Contains(l["option"], o.ID)})
	}
	if q.PreferNotToSay && len(v.Options) > 0 {
		v.Options = append(v.Options, pick{"prefer-not-to-say", words.Say("Prefer not to say"), slices.Contains(l["option"], "prefer-not-to-say")})
	}
	if q.Kind == survey.Matrix {
		for _, row := range q.Rows {
			v.Rows = append(v.Rows, pick{row.ID, row.Text, l.get("row") == row.ID})
		}
	}
}

func nameOf(q *survey.Question) string {
	if q.Text == "" {
		return q.ID
	}
	return q.Text
}

// testName is a test in words.
func testName(words *locale.Printer, t draft.Test, kind survey.Kind) string {
	day := kind == survey.Date
	switch {
	case t == draft.Is:
		return words.Say("is one of")
	case t == draft.IsNot:
		return words.Say("is none of")
	case t == draft.Answered:
		return words.Say("was answered")
	case t == draft.Blank:
		return words.Say("was not answered")
	case t == draft.Count:
		return words.Say("has at least so many answers")
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

// conditionWords says a condition in words, however deep it is.
func conditionWords(words *locale.Printer, f *survey.Form, c *survey.Condition) string {
	if c == nil {
		return words.Say("Always")
	}
	join := func(format string, list []survey.Condition) string {
		var all []string
		for i := range list {
			all = append(all, conditionWords(words, f, &list[i]))
		}
		return words.Say(format, strings.Join(all, "; "))
	}
	switch {
	case c.All != nil:
		return join(locale.Key("all of: (%s)"), c.All)
	case c.Any != nil:
		return join(locale.Key("any of: (%s)"), c.Any)
	case c.Not != nil:
		if r, ok := draft.ReadRouting(c); ok && len(r.Lines) == 1 {
			return lineWords(words, f, r.Lines[0])
		}
		return words.Say("not: (%s)", conditionWords(words, f, c.Not))
	}
	r, ok := draft.ReadRouting(c)
	if !ok || len(r.Lines) == 0 {
		return ""
	}
	return lineWords(words, f, r.Lines[0])
}

// lineWords says one test: “What is your role?” is one of: Carer, Parent.
func lineWords(words *locale.Printer, f *survey.Form, l draft.Line) string {
	q := &survey.Question{ID: l.Question}
	if i, j := draft.QuestionAt(f, l.Question); i >= 0 {
		q = &f.Pages[i].Questions[j]
	}
	name := nameOf(q)
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
	test := testName(words, l.Test, q.Kind)
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
