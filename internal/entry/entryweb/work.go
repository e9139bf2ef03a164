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

// work returns the differences to resolve, the batches that are not closed, and the consultations
// for which paper forms and phone responses can be entered.
func work(ctx context.Context, tx *db.Tx, by actor.Actor, now time.Time) (all []web.WorkItem, err error) {
	if !by.May(actor.EnterResponses) {
		return nil, nil
	}
	counts, err := entry.CountDifferences(ctx, tx, by.Org)
	if err != nil {
		return nil, err
	}
	all, err = web.WorkOn(ctx, tx, by, counts, func(c *consult.Consultation, n int64) web.WorkItem {
		return web.WorkItem{Href: staffURL(c.Slug, "data-entry"), Text: locale.LazyCount(n,
			"%d difference between first and second entry to resolve", "%d differences between first and second entry to resolve")}
	})
	if err != nil {
		return nil, err
	}
	batches, err := batchWork(ctx, tx, by)
	if err != nil {
		return nil, err
	}
	open, err := consult.ListOpen(ctx, tx, by.Org, now)
	for _, c := range open {
		batches = append(batches, web.WorkItem{
			Text: locale.Lazy("Enter paper forms or a phone response"), About: web.AboutConsultation(c), Href: staffURL(c.Slug, "data-entry"),
		})
	}
	return append(all, batches...), err
}

// batchWork returns the batches that are not closed. Each leads to what is next for it.
func batchWork(ctx context.Context, tx *db.Tx, by actor.Actor) (all []web.WorkItem, err error) {
	batches, err := entry.OpenBatchesOf(ctx, tx, by.Org)
	if err != nil {
		return nil, err
	}
	slugs := make([]consult.Slug, len(batches))
	for i, b := range batches {
		slugs[i] = b.Consultation
	}
	owned, err := consult.OwnedAmong(ctx, tx, by, slugs)
	for _, b := range batches {
		c := owned[b.Consultation]
		if c == nil {
			continue
		}
		item := web.WorkItem{About: web.AboutConsultation(c), Href: staffURL(c.Slug, "data-entry", b.ID)}
		switch {
		case b.State == entry.BatchChecking:
			item.Text = locale.Lazy("Finish the second entry of batch %s", b.Reference)
		case b.KeyedCount < b.FormCount:
			item.Text = locale.Lazy("Enter form %d of %d, batch %s", b.KeyedCount+1, b.FormCount, b.Reference)
			item.Href += "/next"
		default:
			item.Text = locale.Lazy("Finish the first entry of batch %s", b.Reference)
		}
		all = append(all, item)
	}
	return all, err
}
