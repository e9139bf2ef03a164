package retention

import (
	"context"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/staffnotice"
)

// reminderPeriod is how long before data is due to be deleted staff are notified.
const reminderPeriod = 14 * 24 * time.Hour

// Notices returns the events that staff are notified of: data is due to be deleted.
func (s *Service) Notices() []staffnotice.Kind {
	return []staffnotice.Kind{{
		Name: "retention-due", Say: "Personal data is due to be deleted", Needs: []actor.Capability{actor.ManageRetention},
		Default: staffnotice.AtOnce, Due: s.listDueData,
	}}
}

// listDueData returns an event for each day on which data of a consultation is due to be deleted, two weeks before.
// Saved drafts are deleted without a person and need no reminder.
func (s *Service) listDueData(ctx context.Context) (all []staffnotice.Event, err error) {
	if err := s.RefreshDue(ctx); err != nil {
		return nil, err
	}
	err = s.db.View(ctx, func(tx *db.Tx) error {
		all = nil
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		return db.Each(func(at string) (db.Page[dueChange], error) {
			return readDue(ctx, tx, actor.AnyOrg, now.Add(reminderPeriod), false, at, DuePerPage)
		}, func(row dueChange) error {
			due, err := s.DueItem(ctx, tx, actor.System, row.slug, row.what)
			if err == nil && due.What != Drafts && due.Count > 0 {
				all = append(all, staffnotice.Event{
					Key: due.Consultation + "/" + due.DueAt.UTC().Format(time.DateOnly), Org: due.Org,
					Audience: staffnotice.Audience{Can: []actor.Capability{actor.ManageRetention}},
					Title:    due.Title, Link: "/staff/retention", Due: due.DueAt,
				})
			}
			return err
		})
	})
	return all, err
}
