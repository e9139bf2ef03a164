package entryweb

import (
	"context"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/entry"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/web"
)

// work returns the batches that are not closed and the differences to resolve in them.
func work(ctx context.Context, tx *db.Tx, by actor.Actor, _ time.Time) (all []web.WorkItem, err error) {
	if !by.May(actor.EnterResponses) {
		return nil, nil
	}
	for _, part := range []struct {
		count func(ctx context.Context, tx *db.Tx, org string) ([]consult.Number, error)
		text  func(n int64) locale.LazyMessage
	}{
		{entry.CountDifferences, func(n int64) locale.LazyMessage {
			return locale.LazyCount(n, "%d difference between first and second entry to resolve",
				"%d differences between first and second entry to resolve")
		}},
		{entry.CountOpenBatches, func(n int64) locale.LazyMessage {
			return locale.LazyCount(n, "%d batch to finish and close", "%d batches to finish and close")
		}},
	} {
		counts, err := part.count(ctx, tx, by.Org)
		if err != nil {
			return nil, err
		}
		some, err := web.WorkOn(ctx, tx, by, counts, func(c *consult.Consultation, n int64) web.WorkItem {
			return web.WorkItem{Text: part.text(n), Href: "/staff/consultations/" + c.Slug + "/data-entry"}
		})
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	return all, nil
}
