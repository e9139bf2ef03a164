package analysis

import (
	"github.com/folkmoot/folkmoot/disclose"
	"github.com/folkmoot/folkmoot/internal/equality"
)

// side returns q as a side of a cross. links are from disclose.Links.
func (c *resultCounts) side(q *Question, links map[string][]disclose.Link) disclose.Side {
	s := disclose.SideOf(q.ID, q.ReleasedTable, disclosureTopic(c.answerTally.Question(q.ID)), links[q.ID]...)
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

// links returns, by question, what the numbers that r shows connect it with.
func (c *resultCounts) links(r *Release) map[string][]disclose.Link {
	return disclose.Links(c.disclosureForms(), func(id string) bool {
		q := r.Question(id)
		return q != nil && q.showsNumber()
	})
}
