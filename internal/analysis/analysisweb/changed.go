package analysisweb

import (
	"slices"
	"time"

	"github.com/folkmoot/folkmoot/internal/analysis"
	"github.com/folkmoot/folkmoot/internal/consult"
)

// changedView is a question that was asked in other words from a day on.
type changedView struct {
	Day           time.Time
	Was, Is, Note string
	Edition       string // "" for the standard one
	Meaning       bool   // answers before and after are answers to two questions
	Before, After string // how many responses came on either form; "" where that is not told
}

// changed returns how the question q changed while people answered.
func changed(r *analysis.Release, q string) (all []changedView) {
	responses := func(version string) string {
		if r.Versions == nil {
			return ""
		}
		if i := slices.Index(r.Versions.Names, version); i >= 0 {
			return r.Versions.Cells[i].String()
		}
		return "0"
	}
	for _, c := range r.Changes {
		if c.Question != q {
			continue
		}
		v := changedView{Was: c.Was, Is: c.Is, Note: c.Note, Meaning: c.Kind == consult.Meaning, Before: responses(c.Before), After: responses(c.Version)}
		v.Day, _ = time.Parse(time.DateOnly, c.Day) // as the release wrote it
		if c.Edition != "standard" {
			v.Edition = c.Edition
		}
		all = append(all, v)
	}
	return all
}
