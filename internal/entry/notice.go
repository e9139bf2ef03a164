package entry

import (
	"context"
	"time"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/staffnotice"
)

// Notices returns the events that staff are notified of: paper forms are in the way of the results.
func (s *Service) Notices() []staffnotice.Kind {
	return []staffnotice.Kind{{
		Name: "batches-open", Say: "Batches of paper forms are not closed, and the last day for them has passed",
		Needs: []actor.Capability{actor.EnterResponses}, Due: s.listOpenBatches,
	}}
}

// listOpenBatches returns an event for each consultation whose postal deadline has passed while batches are not closed.
func (s *Service) listOpenBatches(ctx context.Context) (late []staffnotice.Event, err error) {
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		late = nil
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		orgs, err := account.ListOrgs(ctx, tx)
		if err != nil {
			return err
		}
		for _, org := range orgs {
			open, err := CountOpenBatches(ctx, tx, org.ID)
			if err != nil {
				return err
			}
			for _, n := range open {
				c, err := consult.Get(ctx, tx, n.Slug)
				if err != nil {
					return err
				}
				if c.StateAt(now) == consult.Closed && intake.CheckPaperDeadlinePassed(c, now) == nil {
					late = append(late, staffnotice.Event{
						Key: c.Slug + "/" + intake.PaperDeadline(c).Format(time.DateOnly), Org: c.Org,
						Audience: staffnotice.Audience{Can: []actor.Capability{actor.EnterResponses}},
						Title:    c.Title, Lang: c.Language, Link: "/staff/consultations/" + c.Slug + "/data-entry",
					})
				}
			}
		}
		return nil
	})
	return late, err
}
