package retentionweb

import (
	"context"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/web"
)

// dueSoon is how long before data is due for deletion “My work” shows it.
const dueSoon = 14 * 24 * time.Hour

// work returns the data that is due for deletion, or will be soon.
func (h *Handlers) work(ctx context.Context, tx *db.Tx, by actor.Actor, now time.Time) ([]web.WorkItem, error) {
	if !by.May(actor.ManageRetention) {
		return nil, nil
	}
	due, err := h.service.CountDue(ctx, tx, by, now)
	if err != nil || due.At.IsZero() || due.At.Sub(now) > dueSoon {
		return nil, err
	}
	item := web.WorkItem{Kind: web.DueWork, Due: due.At, Href: retentionPath, Text: locale.Lazy("Personal data will be due for deletion")}
	if due.N > 0 {
		item.Text = locale.LazyCount(due.N, "%d set of personal data to delete", "%d sets of personal data to delete")
	}
	return []web.WorkItem{item}, nil
}
