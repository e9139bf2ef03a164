package intakeweb

import (
	"context"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/web"
)

// closingSoon is how long before it closes a consultation is among what is due.
const closingSoon = 7 * 24 * time.Hour

// work returns the consultations of by's organisation that are open, with how many people have
// responded, and to publishers those that close within a week. Councillors see numbers once they are released.
func work(ctx context.Context, tx *db.Tx, by actor.Actor, now time.Time) (all []web.WorkItem, err error) {
	if by.May(actor.ReadReports) && !by.May(actor.EditRecords) && !by.May(actor.ReadResponses) {
		return nil, nil
	}
	open, err := consult.ListOpen(ctx, tx, by.Org, now)
	if err != nil || len(open) == 0 {
		return nil, err
	}
	slugs := make([]string, len(open))
	for i, c := range open {
		slugs[i] = c.Slug
	}
	counts, err := intake.CountEach(ctx, tx, slugs)
	if err != nil {
		return nil, err
	}
	for _, c := range open {
		item := web.WorkItem{
			Kind: web.OpenNow, Due: c.Closes.End(), About: web.AboutConsultation(c), Href: web.ConsultationPath(c.Slug),
			Text: locale.LazyCount(counts[c.Slug], "%d response", "%d responses"),
		}
		all = append(all, item)
		if by.May(actor.Publish) && item.Due.Sub(now) <= closingSoon {
			item.Kind, item.Text = web.DueWork, locale.Lazy("Closes soon")
			all = append(all, item)
		}
	}
	return all, nil
}
