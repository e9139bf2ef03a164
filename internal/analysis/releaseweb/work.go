package releaseweb

import (
	"context"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/web"
)

// work returns the consultations that have closed and whose results have not been released.
func work(ctx context.Context, tx *db.Tx, by actor.Actor, now time.Time) (all []web.WorkItem, err error) {
	if !by.May(actor.Release) {
		return nil, nil
	}
	closed, err := consult.ListUnreported(ctx, tx, by.Org, now)
	for _, c := range closed {
		all = append(all, web.WorkItem{
			Text: locale.Lazy("Release the results"), About: web.AboutConsultation(c), Href: "/staff/consultations/" + c.Slug + "/results",
		})
	}
	return all, err
}
