package operationweb

import (
	"context"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/operation"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/web"
)

// recently is how long a failed operation is shown.
const recently = 24 * time.Hour

// work returns what by has started that has not ended or has failed.
func (h *Handlers) work(ctx context.Context, tx *db.Tx, by actor.Actor, now time.Time) (all []web.WorkItem, err error) {
	if h.Operations == nil {
		return nil, nil
	}
	recent, err := operation.ListRecent(ctx, tx, by, now.Add(-recently))
	for _, o := range recent {
		k := h.Operations.Kind(o.Kind)
		if !by.May(k.Needs) {
			continue
		}
		item := web.WorkItem{Text: locale.Lazy("This has failed"), Href: web.OperationsPath + "/" + o.ID}
		if !o.Ended() {
			item.Text = locale.Lazy("This is in progress")
		}
		item.About = page.UserText{Text: o.Printer().Say(k.Title), Lang: o.Printer().Lang()}
		all = append(all, item)
	}
	return all, err
}
