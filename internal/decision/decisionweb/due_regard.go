package decisionweb

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/decision"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/strategy"
	"github.com/folkmoot/folkmoot/internal/web"
)

// dueRegard returns how those who made d considered equality, or nil if d is not a decision after a consultation.
func (h *Handlers) dueRegard(ctx context.Context, tx *db.Tx, printer web.PagePrinter, d *decision.Decision) (*dueRegardView, error) {
	if d.Kind != decision.Outcome {
		return nil, nil
	}
	received, err := h.Service.Received(ctx, tx, d)
	if err != nil {
		return nil, err
	}
	v := &dueRegardView{}
	for _, a := range received {
		lead := printer.Say("on the day of the decision")
		if days := int64(strategy.Deadline{Due: d.Date}.DaysLeft(a.Published)); days > 0 {
			lead = printer.Count(days, "%d day before the decision", "%d days before the decision")
		}
		v.Assessments = append(v.Assessments, assessmentView{
			page.UserText{Text: a.Title, Href: a.Path, Lang: printer.LangOrCouncil(a.Language)}, a.Number,
			printer.Date(a.Published), lead, a.Basis,
		})
	}
	if !d.HasDueRegard() {
		return v, nil
	}
	for _, p := range d.Principles() {
		v.Evidence = append(v.Evidence, regardView{printer.Say(p.Label), p.Case, d.DueRegard[p.Code]})
	}
	return v, nil
}
