package analysis

import (
	"slices"

	"github.com/folkmoot/folkmoot/disclose"
)

// shown returns what r shows, as far as later releases are compared with it.
func (r *Release) shown() disclose.Shown {
	s := disclose.Shown{Sets: len(r.Clusters), Breakdowns: map[string]disclose.ReleasedTable{
		byChannel: r.Channels.ReleasedTable, byEdition: r.Editions.ReleasedTable,
	}}
	if r.Versions != nil {
		s.Breakdowns[byVersion] = r.Versions.ReleasedTable
	}
	if r.Exclusions != nil && r.Exclusions.ShowsNumber() {
		s.Exclusions = &disclose.ShownExclusions{Names: r.Exclusions.Names, Cells: r.Exclusions.Cells}
	}
	for i := range r.Questions {
		if q := &r.Questions[i]; q.showsNumber() {
			s.Tables = append(s.Tables, q.shown())
		}
	}
	for k, set := range r.Clusters {
		for _, e := range set.Effect {
			s.Tables = append(s.Tables, disclose.ShownTable{
				Question: e.Question, Code: disclose.SimilarSet + k, Answered: e.Answered, Hidden: e.Hidden > 0,
			})
		}
	}
	if g := r.ByGroup; g != nil {
		for _, t := range g.Tables {
			if t.Withheld == disclose.NotWithheld {
				s.Crossed = append(s.Crossed, t.Question, g.By)
			}
		}
	}
	return s
}

func (q *Question) shown() disclose.ShownTable {
	t := disclose.ShownTable{
		Question: q.ID, Code: disclose.Counted, Answered: q.Answered, Parts: map[disclose.Slot]disclose.Cell{},
		Hidden: q.hasHidden(), Unknown: len(q.Wordings) > 0, Scales: len(q.ByScale) > 0,
	}
	if t.Unknown {
		t.Answered = disclose.Cell{}
	}
	add := func(row string, of disclose.ReleasedTable) {
		s := disclose.Slot{Question: q.ID, Row: row}
		t.Parts[s] = of.Answered
		for i, o := range q.Options {
			s.Offered = o.ID
			t.Parts[s] = of.Base(i)
		}
	}
	add("", q.ReleasedTable)
	for _, row := range q.Rows {
		add(row.ID, row.ReleasedTable)
	}
	return t
}

// showsNumber reports whether q shows any number.
func (q *Question) showsNumber() bool {
	return q.ReleasedTable.ShowsNumber() ||
		slices.ContainsFunc(q.Rows, func(r Row) bool { return r.ShowsNumber() }) ||
		slices.ContainsFunc(q.Wordings, func(w Wording) bool { return w.showsNumber() })
}

// number returns the number in a cell, or -1.
func number(c disclose.Cell) int64 {
	if n, shown := c.Number(); shown {
		return n
	}
	return -1
}
