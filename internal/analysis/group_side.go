package analysis

import (
	"slices"

	"github.com/folkmoot/folkmoot/disclose"
	"github.com/folkmoot/folkmoot/internal/equality"
)

// side returns q as a side of a cross. links is from linksOfQuestions.
func (c *resultCounts) side(q *Question, links map[string][]string) disclose.Side {
	s := disclose.SideOf(q.ID, q.ReleasedTable, disclosureTopic(c.answerTally.Question(q.ID)))
	s.AskedIf = links[q.ID]
	if q.Monitoring {
		s.Broader = broaderGroups(q.Options, s.States)
	}
	return s
}

// broaderGroups returns the ways to merge the options, followed by a number of states that stay apart: ethnic groups are
// merged to the broad groups of the harmonised list.
func broaderGroups(options []Option, states int) [][]int {
	byGroup := map[equality.BroadEthnicGroup]int{}
	var all []int
	for _, o := range options {
		broad, known := equality.BroadGroup(o.ID)
		if !known {
			return nil
		}
		if _, seen := byGroup[broad]; !seen {
			byGroup[broad] = len(byGroup)
		}
		all = append(all, byGroup[broad])
	}
	if len(byGroup) == len(options) {
		return nil
	}
	for i := range states {
		all = append(all, len(byGroup)+i)
	}
	return [][]int{all}
}

// editionLink stands for the edition that people answered, as a question that decides who is asked others.
const editionLink = "~edition"

// linksOfQuestions returns, by question of r, the questions and the edition with which the numbers that r shows link it: see
// disclose.Side.AskedIf. Those are what decides who is asked it. If the condition of another question tests it
// together with more, the number of people who were asked that one is a link between all that are tested.
func (c *resultCounts) linksOfQuestions(r *Release) map[string][]string {
	links := map[string][]string{}
	add := func(id string, others ...string) {
		for _, other := range others {
			if !slices.Contains(links[id], other) {
				links[id] = append(links[id], other)
			}
		}
	}
	for i := range r.Questions {
		q := &r.Questions[i]
		tested := c.decidesWhoIsAsked(q.ID)
		add(q.ID, tested...)
		if len(q.Bases) > 0 {
			add(q.ID, editionLink) // it shows how many people were offered an option
		}
		if len(tested) < 2 || !q.showsNumber() {
			continue
		}
		for _, id := range tested {
			add(id, "~asked "+q.ID)
			if slices.Contains(tested, editionLink) {
				add(id, editionLink)
			}
		}
	}
	return links
}

// decidesWhoIsAsked returns the IDs of the questions whose answers decide, directly or through others, who is asked a
// question, and editionLink if not every edition asks all of them on the same condition.
func (c *resultCounts) decidesWhoIsAsked(id string) (all []string) {
	byEdition := false
	for next := []string{id}; len(next) > 0; next = next[1:] {
		conditions := map[string]bool{}
		for _, f := range c.answeredForms {
			conditions[askedIf(f, next[0], "")] = true
			q, page := f.Question(next[0])
			if q == nil {
				continue
			}
			for _, t := range testedQuestions(append(clauses(page.When), clauses(q.When)...)) {
				if t != id && !slices.Contains(all, t) {
					all, next = append(all, t), append(next, t)
				}
			}
		}
		byEdition = byEdition || len(conditions) > 1
	}
	slices.Sort(all) // independent of the order of the forms
	if byEdition {
		all = append(all, editionLink)
	}
	return all
}

// crossed reports whether an earlier release, among those that which selects, has answers by group of which one side
// is a question.
func (h *history) crossed(question string, which func(i int) bool) bool {
	for i := range h.releases {
		g := h.releases[i].ByGroup
		if g == nil || !which(i) {
			continue
		}
		for _, t := range g.Tables {
			if t.Withheld == disclose.NotWithheld && (g.By == question || t.Question == question) {
				return true
			}
		}
	}
	return false
}

// countsOthers reports whether release i counts other people than those who are counted now.
func (h *history) countsOthers(i int) bool {
	for _, g := range h.groups {
		if (g.codes[i] == codeCounted) != (g.codes[len(h.releases)] == codeCounted) {
			return true
		}
	}
	return false
}

// crossedOthers reports whether an earlier release shows a question by group for other people. Its table for the people
// now would change what is possible behind the hidden counts.
func (h *history) crossedOthers(question string) bool { return h.crossed(question, h.countsOthers) }

// mayNotCross reports whether a question must not be a side of a cross: an earlier release has crossed it, or shows it
// for other people.
func (h *history) mayNotCross(question string) bool {
	if h.crossed(question, func(int) bool { return true }) {
		return true
	}
	for i := range h.releases {
		if q := h.releases[i].Question(question); q != nil && q.showsNumber() && h.countsOthers(i) {
			return true
		}
	}
	return false
}
