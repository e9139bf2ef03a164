package strategy

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/staffnotice"
)

// Notices returns the events that staff are notified of.
func (s *Service) Notices() []staffnotice.Kind {
	return []staffnotice.Kind{
		{Name: "strategy-ending", Say: "A strategy ends soon and the next one has not been started",
			Needs: []actor.Capability{actor.EditRecords}, Due: s.listEnding},
	}
}

// listEnding returns an event for each strategy that ends soon and that no other follows.
func (s *Service) listEnding(ctx context.Context) (due []staffnotice.Event, err error) {
	var all []*Strategy
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		all, err = ListToRenew(ctx, tx, now)
		return err
	})
	for _, x := range all {
		due = append(due, staffnotice.Event{
			Key: x.Slug + "/" + x.To.Format("2006-01-02"), Org: actor.CouncilOrg,
			Audience: staffnotice.Audience{Can: []actor.Capability{actor.EditRecords}},
			Title:    x.Title, Lang: x.Language, Link: RecordsPath + "/" + x.Slug, Due: x.To,
		})
	}
	return due, err
}
