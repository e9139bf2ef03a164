package disclose

import (
	"fmt"
	"slices"
)

// Form is a version of the questionnaire to which responses are counted.
type Form struct {
	Edition, Version string
	Asks             map[string]Asked // by question
	Answered         map[Slot]Count   // by question, and by row of those with rows: the people who used this form and answered it
}

// Asked is how a form asks a question.
type Asked struct {
	When    string   // the condition on which it is asked: the same text for the same condition
	Tests   []string // the questions that the condition tests
	Decides []string // and those of them that everyone who fulfils the rest of the condition has not been decided by already
	// Exact says that the number of people who fulfil the condition follows from the counts of the answers to one question.
	Exact         bool
	About         bool // it is about the people who answer, so that small counts of its answers are hidden
	Options, Rows []string
}

// AskedIf returns the condition on which f asks a row of a question, or the question itself (""); “-” if it does not.
func (f Form) AskedIf(question, row string) string {
	a, has := f.Asks[question]
	if !has || row != "" && !slices.Contains(a.Rows, row) {
		return "-"
	}
	return a.When
}

// Offers returns how f offers an option of a question.
func (f Form) Offers(question, option string) string {
	if a, has := f.Asks[question]; !has || !slices.Contains(a.Options, option) {
		return "-"
	}
	return f.AskedIf(question, "")
}

// IsLinked reports whether the number of people who were asked a question could reveal hidden or protected counts of
// other questions, in any of the forms. hidden reports whether counts of a question are hidden.
//
// A condition on a question about people is safe only if it tests no other question, if all numbers of the tested question
// are shown, and if every form has the same condition. Otherwise the number of people who were asked would be a count of
// people by two characteristics, such as orientation and area.
func (p Policy) IsLinked(forms []Form, question string, hidden func(question string) bool) bool {
	if !p.enabled(ruleRouting) {
		return false
	}
	conditions, protected, everywhere := map[string]bool{}, false, true
	for _, f := range forms {
		a, has := f.Asks[question]
		if !has {
			everywhere = false
			continue
		}
		if slices.ContainsFunc(a.Tests, hidden) {
			return true
		}
		conditions[a.When] = true
		about := slices.ContainsFunc(a.Decides, func(t string) bool { return f.Asks[t].About })
		if a.About && len(a.Decides) > 1 || about && (len(a.Decides) > 1 || !a.Exact) {
			return true
		}
		protected = protected || about
	}
	return protected && (len(conditions) > 1 || !everywhere)
}

// dividesFew reports whether the numbers of people who were asked a question would reveal what few people of an edition
// answered: if the forms ask it differently, and of certain people only, those who gave certain answers are counted by
// how their form asks it. So many must have answered in each of these ways, and each row of a question with rows: a condition
// can test one of them. In later releases the differences could be few, so the question is shown once.
func (b *Publication) dividesFew(question string) bool {
	if !b.policy.enabled(ruleVersions) {
		return false
	}
	var tests []string
	ways := map[string][]Form{}
	for _, f := range b.forms {
		a := f.Asks[question]
		tests = append(tests, a.Tests...)
		way := fmt.Sprintf("%q %q %q", f.AskedIf(question, ""), a.Options, a.Rows)
		ways[way] = append(ways[way], f)
	}
	if len(tests) == 0 || len(ways) < 2 {
		return false
	}
	for _, forms := range ways {
		answered := map[Slot]int64{}
		for _, f := range forms {
			for s, n := range f.Answered {
				if slices.Contains(tests, s.Question) {
					answered[s] += n.n
				}
			}
		}
		for _, n := range answered {
			if n > 0 && n < b.policy.rules.MinDifference {
				return true
			}
		}
	}
	return b.history.Showed(question)
}

// Link is something else that numbers, which are shown outside of crosses, connect with a question. The zero Link is to
// nothing.
type Link struct {
	Question string // one whose answers decide, directly or through others, who is asked this one
	Asked    string // the number of people who were asked another question, if both questions decide that
	Edition  bool   // the edition or version of the form
}

// Links returns what the shown numbers connect each question with. shows reports whether any number about a question is
// shown. The order of the forms makes no difference.
//
// What decides who is asked a question is a link. So is the edition, if not every form asks the question, or what decides
// who is asked it, in the same way and with the same options: no respondent who used another edition gave the answer.
// If the condition of another question tests this one together with more, the number of people who were asked that one
// connects all that are tested.
func Links(forms []Form, shows func(question string) bool) map[string][]Link {
	links, questions := map[string][]Link{}, []string(nil)
	for _, f := range forms {
		for q := range f.Asks {
			if !slices.Contains(questions, q) {
				questions = append(questions, q)
			}
		}
	}
	slices.Sort(questions)
	add := func(question string, l Link) {
		if !slices.Contains(links[question], l) {
			links[question] = append(links[question], l)
		}
	}
	for _, q := range questions {
		tested, byEdition := decides(forms, q)
		for _, t := range tested {
			add(q, Link{Question: t})
		}
		if byEdition {
			add(q, Link{Edition: true})
		}
		parts := len(tested)
		if byEdition {
			parts++
		}
		if parts < 2 || !shows(q) {
			continue
		}
		for _, t := range tested {
			add(t, Link{Asked: q})
			if byEdition {
				add(t, Link{Edition: true})
			}
		}
	}
	return links
}

// decides returns the questions whose answers decide, directly or through others, who is asked a question, and whether the
// edition does too.
func decides(forms []Form, question string) (all []string, edition bool) {
	for next := []string{question}; len(next) > 0; next = next[1:] {
		var first *Asked
		missing := false
		for _, f := range forms {
			a, has := f.Asks[next[0]]
			if missing = missing || !has; !has {
				continue
			}
			if first == nil {
				first = &a
			}
			edition = edition || a.When != first.When || !slices.Equal(a.Options, first.Options)
			for _, t := range a.Tests {
				if t != question && !slices.Contains(all, t) {
					all, next = append(all, t), append(next, t)
				}
			}
		}
		edition = edition || missing && first != nil
	}
	slices.Sort(all)
	return all, edition
}
