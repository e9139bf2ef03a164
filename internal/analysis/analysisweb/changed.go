package analysisweb

import (
	"slices"
	"time"

	"github.com/folkmoot/folkmoot/internal/analysis"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/opendata"
)

// changedView is a question that was asked in other words from a day on.
type changedView struct {
	Day           time.Time
	Was, Is, Note string
	Lang          string // of Was and Is
	Edition       string // "" for the standard one
	Meaning       bool   // answers before and after are answers to two questions
	Summed        bool   // and these are added up, as releases did before they could part them
	One           bool   // all answers that are counted are to one of the two
	Before, After string // how many responses came on either form; "" where that is not told
}

// changed returns how the question q changed while people answered.
func changed(p *locale.Printer, r *analysis.Release, q *analysis.Question) (all []changedView) {
	responses := func(version string) string {
		if r.Versions == nil {
			return ""
		}
		if i := slices.Index(r.Versions.Names, version); i >= 0 {
			return cellText(p, r.Versions.Cells[i])
		}
		return "0"
	}
	for _, c := range r.Changes {
		if c.Question != q.ID {
			continue
		}
		v := changedView{Lang: r.LangOf(c.Edition), Was: c.Was, Is: c.Is, Note: c.Note, Meaning: c.Kind == consult.Meaning, Before: responses(c.Before), After: responses(c.Version)}
		v.Day, _ = time.Parse(time.DateOnly, c.Day) // as the release wrote it
		if c.Edition != "standard" {
			v.Edition = opendata.EditionName(p, c.Edition)
		}
		if v.Meaning && c.Was != "" && c.Is != "" && len(q.Wordings) == 0 {
			v.Summed, v.One = r.InOne(), !r.InOne()
		}
		all = append(all, v)
	}
	return all
}
