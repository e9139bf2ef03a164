package analysis

import (
	"encoding/json"
	"maps"
	"slices"

	"github.com/folkmoot/folkmoot/disclose"
	"github.com/folkmoot/folkmoot/survey"
)

// disclosureForms returns the forms with counted responses, in the order of their versions.
func (c *resultCounts) disclosureForms() (all []disclose.Form) {
	for _, version := range slices.Sorted(maps.Keys(c.answeredForms)) {
		f := c.answeredForms[version]
		form := disclose.Form{Edition: f.Edition, Version: version, Asks: map[string]disclose.Asked{},
			Answered: map[disclose.Slot]disclose.Count{}}
		for s, n := range c.answeredBy[version] {
			form.Answered[s] = disclose.NewCount(n)
		}
		for i := range f.Pages {
			for j := range f.Pages[i].Questions {
				q := &f.Pages[i].Questions[j]
				form.Asks[q.ID] = askedIn(f, &f.Pages[i], q)
			}
		}
		all = append(all, form)
	}
	return all
}

// askedIn returns how f asks q.
func askedIn(f *survey.Form, page *survey.Page, q *survey.Question) disclose.Asked {
	when := append(clauses(page.When), clauses(q.When)...)
	deciding := impliedRemoved(f, when)
	a := disclose.Asked{
		When: conditionText(page.When, q.When), Tests: testedQuestions(when), Decides: testedQuestions(deciding),
		Exact: testsShownNumber(f, deciding), About: isProtected(f, q.ID),
	}
	for _, o := range q.Options {
		a.Options = append(a.Options, o.ID)
	}
	for _, r := range q.Rows {
		a.Rows = append(a.Rows, r.ID)
	}
	return a
}

// conditionText returns conditions as text, which is the same for conditions that
// differ only in spelling.
func conditionText(all ...*survey.Condition) string {
	var simple []survey.Condition
	for _, c := range all {
		for _, clause := range clauses(c) {
			simple = append(simple, simplified(clause))
		}
	}
	text, err := json.Marshal(simple)
	if err != nil {
		panic(err) // impossible: every field of a condition can be encoded
	}
	return string(text)
}

// simplified returns c with "is" for a list of one answer, and lists in a fixed order.
func simplified(c *survey.Condition) survey.Condition {
	out := *c
	out.All, out.Any, out.Not = nil, nil, nil
	for i := range c.All {
		out.All = append(out.All, simplified(&c.All[i]))
	}
	for i := range c.Any {
		out.Any = append(out.Any, simplified(&c.Any[i]))
	}
	if c.Not != nil {
		not := simplified(c.Not)
		out.Not = &not
	}
	if len(c.AnyOf) == 1 {
		out.AnyOf, out.Is = nil, c.AnyOf[0]
	} else if len(c.AnyOf) > 1 {
		out.AnyOf = slices.Sorted(slices.Values(c.AnyOf))
	}
	return out
}

// isProtected reports whether a question is about the people who answer, so that
// small counts of its answers are hidden.
func isProtected(f *survey.Form, id string) bool {
	_, page := f.Question(id)
	return page != nil && page.Monitoring && id != equalityOptInID
}

// clauses returns the conditions that c combines by "all".
func clauses(c *survey.Condition) (all []*survey.Condition) {
	switch {
	case c == nil:
		return nil
	case c.All == nil:
		return []*survey.Condition{c}
	}
	for i := range c.All {
		all = append(all, clauses(&c.All[i])...)
	}
	return all
}

// impliedRemoved returns list without the clauses that are true for everyone who was
// asked a question that another clause tests. "Not" is no such test, because it is
// true of people who were not asked.
func impliedRemoved(f *survey.Form, list []*survey.Condition) (out []*survey.Condition) {
	implied := map[string]bool{}
	for _, c := range list {
		if c.Question == "" {
			continue // all, any or not
		}
		if q, page := f.Question(c.Question); q != nil {
			for _, other := range append(clauses(page.When), clauses(q.When)...) {
				implied[conditionText(other)] = true
			}
		}
	}
	for _, c := range list {
		if !implied[conditionText(c)] {
			out = append(out, c)
		}
	}
	return out
}

// eachTest calls fn for every test of a question in the conditions.
func eachTest(list []*survey.Condition, fn func(*survey.Condition)) {
	for _, c := range list {
		for i := range c.All {
			eachTest([]*survey.Condition{&c.All[i]}, fn)
		}
		for i := range c.Any {
			eachTest([]*survey.Condition{&c.Any[i]}, fn)
		}
		if c.Not != nil {
			eachTest([]*survey.Condition{c.Not}, fn)
		}
		if c.Question != "" {
			fn(c)
		}
	}
}

// testedQuestions returns the IDs of the questions that the conditions test.
func testedQuestions(list []*survey.Condition) (ids []string) {
	eachTest(list, func(c *survey.Condition) {
		if !slices.Contains(ids, c.Question) {
			ids = append(ids, c.Question)
		}
	})
	return ids
}

// testsShownNumber reports whether the conditions, which test one question, are true
// for a number of people that follows from the counts of its answers. That is not so
// for limits of numbers and dates, nor for combinations of answers of which people
// could choose several.
func testsShownNumber(f *survey.Form, list []*survey.Condition) bool {
	ok, severalAnswers, tests := true, false, 0
	eachTest(list, func(c *survey.Condition) {
		tests++
		q, _ := f.Question(c.Question)
		switch {
		case q == nil:
			ok = false
		case q.Kind == survey.Single || q.Kind == survey.Dropdown:
			ok = ok && (c.Answered || c.Is != "" || c.AnyOf != nil)
		default:
			severalAnswers = true
			ok = ok && (c.Answered || c.Is != "" || len(c.AnyOf) == 1)
		}
	})
	return ok && (!severalAnswers || tests == 1)
}

// hidesTested reports whether condition c depends on a question with hidden
// counts. The number of people who were asked the conditional question would
// reveal them.
func (r *Release) hidesTested(c *survey.Condition) bool {
	if c == nil {
		return false
	}
	return slices.ContainsFunc(testedQuestions([]*survey.Condition{c}), func(id string) bool {
		q := r.Question(id)
		return q != nil && q.hasHidden()
	})
}
