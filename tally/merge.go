package tally

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/survey"
)

// counterFor returns the counter for answers to asked, the question in an edition: q itself,
// or, if its options merge some of the original, one of the same scale and edition.
func (q *questionCounter) counterFor(edition string, asked *survey.Question) *questionCounter {
	if asked == nil || !slices.ContainsFunc(asked.Options, func(o survey.Option) bool { return len(o.Merges) > 0 }) {
		return q
	}
	key := edition
	for i := range asked.Options {
		key += fmt.Sprint(" ", asked.Options[i].ID, asked.Options[i].StandsFor())
	}
	c := q.shorter[key]
	if c == nil {
		c = newQuestion(asked, q.Monitoring)
		c.edition = edition
		if q.shorter == nil {
			q.shorter = map[string]*questionCounter{}
		}
		q.shorter[key] = c
	}
	return c
}

// combined returns the result of q with those of shorter scales.
func (q *questionCounter) combined() Question {
	original := q.result()
	if len(q.shorter) == 0 {
		return original
	}
	groups := q.groups()
	out := Question{ID: q.ID, Kind: q.Kind, Monitoring: q.Monitoring, StateCounts: original.StateCounts}
	var table []Option
	for _, members := range groups {
		o := Option{ID: strings.Join(members, "--")}
		if len(members) > 1 {
			o.Merges = members
		}
		table = append(table, o)
	}
	out.Options = slices.Clone(table)
	if q.Kind == survey.Matrix {
		out.Options = nil
	}
	for _, row := range original.Rows {
		out.Rows = append(out.Rows, Row{ID: row.ID, StateCounts: row.StateCounts, Options: slices.Clone(table)})
	}
	q.addTo(&out, groups)
	merged := slices.ContainsFunc(groups, func(ids []string) bool { return len(ids) > 1 })
	if original.Answered > 0 && merged {
		out.Editions = append(out.Editions, EditionQuestion{"", original})
	}
	for _, key := range slices.Sorted(maps.Keys(q.shorter)) {
		c := q.shorter[key]
		c.addTo(&out, groups)
		out.StateCounts.sum(c.StateCounts)
		for i := range out.Rows {
			row := &out.Rows[i]
			if at, has := c.rows[row.ID]; has {
				row.StateCounts.sum(c.Rows[at].StateCounts)
			} else {
				row.NotAsked += c.Responses()
			}
		}
		if c.Answered > 0 {
			result := c.result()
			for i := range result.Options {
				result.Options[i].Merges = c.definition.Options[i].Merges
			}
			out.Editions = append(out.Editions, EditionQuestion{c.edition, result})
		}
	}
	return out
}

// sum adds the counts of other to s.
func (s *StateCounts) sum(other StateCounts) {
	s.Answered += other.Answered
	s.PreferNotToSay += other.PreferNotToSay
	s.Skipped += other.Skipped
	s.NotAsked += other.NotAsked
	s.NotValid += other.NotValid
}

// groups returns the IDs of the options of the original in groups such that each option of
// each shorter scale stands for options of one group only, as finely as possible.
func (q *questionCounter) groups() (all [][]string) {
	joined := make([]bool, len(q.definition.Options)) // by index: in one group with the option before it
	for _, c := range q.shorter {
		for i := range c.definition.Options {
			if c.Answered == 0 {
				continue // nothing to count on the shorter scale
			}
			ids := c.definition.Options[i].StandsFor()
			first, last := q.options[ids[0]], q.options[ids[0]]
			for _, id := range ids {
				first, last = min(first, q.options[id]), max(last, q.options[id])
			}
			for at := first + 1; at <= last; at++ {
				joined[at] = true
			}
		}
	}
	for i, o := range q.definition.Options {
		if joined[i] {
			all[len(all)-1] = append(all[len(all)-1], o.ID)
		} else {
			all = append(all, []string{o.ID})
		}
	}
	return all
}

// addTo adds the answers that q has counted to out, whose options are groups. It does not add
// states.
func (q *questionCounter) addTo(out *Question, groups [][]string) {
	groupOf := func(o *survey.Option) int {
		return slices.IndexFunc(groups, func(ids []string) bool { return slices.Contains(ids, o.StandsFor()[0]) })
	}
	for i := range q.definition.Options {
		at := groupOf(&q.definition.Options[i])
		if at < 0 {
			continue // impossible: survey.CheckEdition refuses it
		}
		if len(q.Options) > 0 {
			out.Options[at].Count += q.Options[i].Count
			out.Options[at].WriteIns += q.Options[i].WriteIns
		}
		for r := range q.Rows {
			if row := out.row(q.Rows[r].ID); row != nil {
				row.Options[at].Count += q.Rows[r].Options[i].Count
			}
		}
	}
	for asked, answered := range q.answeredIn {
		offered := make([]bool, len(groups))
		for i := range asked.Options {
			if at := groupOf(&asked.Options[i]); at >= 0 {
				offered[at] = true
			}
		}
		for at, is := range offered {
			if !is {
				continue
			}
			if len(out.Options) > 0 {
				out.Options[at].Offered += answered.question
			}
			for r := range q.Rows {
				if row := out.row(q.Rows[r].ID); row != nil {
					row.Options[at].Offered += answered.rows[r]
				}
			}
		}
	}
}

// row returns the row with this ID, or nil.
func (q *Question) row(id string) *Row {
	for i := range q.Rows {
		if q.Rows[i].ID == id {
			return &q.Rows[i]
		}
	}
	return nil
}
