package analysisweb

import (
	"slices"
	"time"

	"github.com/folkmoot/folkmoot/internal/analysis"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/opendata"
)

// changeView is a question that was asked in other words from a day on.
type changeView struct {
	Date                            time.Time
	OldText, NewText, Note          string
	Lang                            string // of Was and Is
	Edition                         string // "" for the standard one
	MeaningChanged                  bool   // answers before and after are answers to two questions
	Combined                        bool   // and these are added up, as releases did before they could part them
	SingleWording                   bool   // all answers that are counted are to one of the two
	ResponsesBefore, ResponsesAfter string // how many responses came on either form; "" where that is not told
}

// newChangeViews returns how the question q changed while people answered.
func newChangeViews(p *locale.Printer, r *analysis.Release, q *analysis.Question) (all []changeView) {
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
		v := changeView{
			Lang:            r.EditionLang(c.Edition),
			OldText:         c.OldText,
			NewText:         c.NewText,
			Note:            c.Note,
			MeaningChanged:  c.Kind == consult.MeaningChange,
			ResponsesBefore: responses(c.OldVersion),
			ResponsesAfter:  responses(c.NewVersion),
		}
		v.Date, _ = time.Parse(time.DateOnly, c.Date) // as the release wrote it
		if c.Edition != "standard" {
			v.Edition = opendata.EditionName(p, c.Edition)
		}
		if v.MeaningChanged && c.OldText != "" && c.NewText != "" && len(q.Wordings) == 0 {
			v.Combined, v.SingleWording = r.CombinesWordings(), !r.CombinesWordings()
		}
		all = append(all, v)
	}
	return all
}
