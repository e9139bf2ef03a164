package resultview

import (
	"slices"
	"time"

	"github.com/folkmoot/folkmoot/internal/analysis"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/opendata"
)

// Change is a change to a question during the consultation.
type Change struct {
	Date                            time.Time
	OldText, NewText, Note          string
	Lang                            string // of OldText and NewText
	Edition                         string // "" for the standard edition
	MeaningChanged                  bool   // answers before and after are answers to two questions
	SingleWording                   bool   // all counted answers are to one of the two wordings
	ResponsesBefore, ResponsesAfter string // number of responses to each form; "" if not shown
}

// newChanges returns the changes to question q.
func newChanges(p *locale.Printer, r *analysis.Release, q *analysis.Question) (all []Change) {
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
		v := Change{
			Lang:            r.EditionLang(c.Edition),
			OldText:         c.OldText,
			NewText:         c.NewText,
			Note:            c.Note,
			MeaningChanged:  c.Kind == consult.MeaningChange,
			ResponsesBefore: responses(c.OldVersion),
			ResponsesAfter:  responses(c.NewVersion),
		}
		v.Date, _ = time.Parse(time.DateOnly, c.Date) // cannot fail: the release has this format
		if c.Edition != "standard" {
			v.Edition = opendata.EditionName(p, c.Edition)
		}
		if v.MeaningChanged && c.OldText != "" && c.NewText != "" && len(q.Wordings) == 0 {
			v.SingleWording = true
		}
		all = append(all, v)
	}
	return all
}
