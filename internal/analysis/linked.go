package analysis

import (
	"encoding/json"
	"slices"

	"github.com/folkmoot/folkmoot/disclose"
	"github.com/folkmoot/folkmoot/survey"
)

// revealsPart returns a function that reports whether the numbers about a row of a
// question, or about the question itself (""), would reveal how many responses there
// are to a version of the form whose number is hidden. They do if only some versions
// ask it, or ask it on the same condition, and the number of responses to these
// does not follow from what is shown anyway.
func (c *resultCounts) revealsPart(r *Release, asked *survey.Question) func(row string) bool {
	return func(row string) bool {
		return c.isHiddenPart(r, func(f *survey.Form) string { return askedIf(f, asked.ID, row) })
	}
}

// revealsOffer returns a function that reports whether the number of people who were
// offered an option of a question would reveal how many responses there are to a
// version of the form whose number is hidden.
func (c *resultCounts) revealsOffer(r *Release, asked *survey.Question) func(option string) bool {
	return func(option string) bool {
		return c.isHiddenPart(r, func(f *survey.Form) string {
			q, _ := f.Question(asked.ID)
			if q == nil || !slices.ContainsFunc(q.Options, func(o survey.Option) bool { return o.ID == option }) {
				return "-"
			}
			return askedIf(f, asked.ID, "")
		})
	}
}

// askedIf returns the condition on which f asks a row of a question, or the question
// itself (""), as text; "-" if it does not ask it.
func askedIf(f *survey.Form, id, row string) string {
	q, page := f.Question(id)
	if q == nil || row != "" && !slices.ContainsFunc(q.Rows, func(o survey.Option) bool { return o.ID == row }) {
		return "-"
	}
	return conditionText(page.When, q.When)
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

// isHiddenPart reports whether group divides the versions of the form so that the
// number of responses to one of the groups cannot be calculated from the shown
// numbers of responses.
func (c *resultCounts) isHiddenPart(r *Release, group func(*survey.Form) string) bool {
	var versions, groups []string
	for version := range c.answeredForms {
		versions = append(versions, version)
	}
	slices.Sort(versions)
	for _, version := range versions {
		groups = append(groups, group(c.answeredForms[version]))
	}
	indicator := func(in func(i int) bool) []bool {
		out := make([]bool, len(versions))
		for i := range versions {
			out[i] = in(i)
		}
		return out
	}
	shown := [][]bool{indicator(func(int) bool { return true })} // the total
	for k, name := range r.Editions.Names {
		if number(r.Editions.Cells[k]) >= 0 {
			shown = append(shown, indicator(func(i int) bool { return c.answeredForms[versions[i]].Edition == name }))
		}
	}
	if r.Versions != nil {
		for k, name := range r.Versions.Names {
			if number(r.Versions.Cells[k]) >= 0 {
				shown = append(shown, indicator(func(i int) bool { return versions[i] == name }))
			}
		}
	}
	for _, g := range groups {
		if !disclose.Derivable(indicator(func(i int) bool { return groups[i] == g }), shown) {
			return true
		}
	}
	return false
}

// isLinked reports whether the number of people who were asked a question could
// reveal hidden or protected counts of other questions, in any of the forms.
//
// A condition on a question about people is safe only if it tests no other question,
// if all numbers of the tested question are shown, and if every version of the form
// has the same condition. Otherwise the number of people who were asked would be a
// count of people by two characteristics, such as orientation and area.
func (c *resultCounts) isLinked(r *Release, id string, forms map[string]*survey.Form) bool {
	conditions, protected, everywhere := map[string]bool{}, false, true
	for _, f := range forms {
		q, page := f.Question(id)
		if q == nil {
			everywhere = false
			continue
		}
		if r.hidesTested(page.When) || r.hidesTested(q.When) {
			return true
		}
		conditions[conditionText(page.When, q.When)] = true
		clauses := impliedRemoved(f, append(clauses(page.When), clauses(q.When)...))
		tests := testedQuestions(clauses)
		about := slices.ContainsFunc(tests, func(t string) bool { return isProtected(f, t) })
		if isProtected(f, id) && len(tests) > 1 {
			return true
		}
		if about && (len(tests) > 1 || !testsShownNumber(f, clauses)) {
			return true
		}
		protected = protected || about
	}
	return protected && (len(conditions) > 1 || !everywhere)
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
