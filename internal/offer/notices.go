package offer

import (
	"context"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/staffnotice"
)

// Notices returns the events that organisations are notified of: what they offer or want is about to expire.
func (s *Service) Notices() []staffnotice.Kind {
	return []staffnotice.Kind{{
		Name: "offer-expires", Say: "Something that your organisation offers or wants will soon be hidden",
		Needs: []actor.Capability{actor.Offer},
		Due: func(ctx context.Context) (due []staffnotice.Event, err error) {
			return due, s.DB.View(ctx, func(tx *db.Tx) error {
				due = nil
				now, err := tx.Now(ctx)
				if err != nil {
					return err
				}
				soon, err := expiringSoon(ctx, tx, now)
				for _, e := range soon {
					due = append(due, staffnotice.Event{
						Key: e.Ref + "/" + e.Expires.Format(time.DateOnly), Org: e.Org, Title: e.Title, Lang: e.Language,
						Audience: staffnotice.Audience{Can: []actor.Capability{actor.Offer}}, Link: RecordsPath + "/" + e.Ref,
						Due: e.Expires.AddDate(0, 0, 1),
					})
				}
				return err
			})
		},
	}}
}
