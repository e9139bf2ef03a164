package consult

import (
	"context"
	"time"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/staffnotice"
)

// closingSoon is how long before a consultation closes staff are notified.
const closingSoon = 7 * 24 * time.Hour

// Notices returns the events that staff are notified of: a consultation closes in a week.
func (s *Service) Notices() []staffnotice.Kind {
	return []staffnotice.Kind{{
		Name: "consultation-closing", Say: "A consultation closes in 7 days or less", Needs: []actor.Capability{actor.Draft},
		Due: s.listClosing,
	}}
}

// listClosing returns an event for each consultation that closes within a week, another if its closing date changes.
func (s *Service) listClosing(ctx context.Context) (closing []staffnotice.Event, err error) {
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		closing = nil
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		orgs, err := account.ListOrgs(ctx, tx)
		if err != nil {
			return err
		}
		for _, org := range orgs {
			open, err := ListOpen(ctx, tx, org.ID, now)
			if err != nil {
				return err
			}
			for _, c := range open {
				if now.Add(closingSoon).Before(c.Closes.At) {
					continue
				}
				closing = append(closing, staffnotice.Event{
					Key: c.Slug + "/" + db.Time(c.Closes.At), Org: c.Org, Audience: staffnotice.Audience{Can: []actor.Capability{actor.Draft}},
					Title: c.Title, Lang: c.Language, Link: "/staff/consultations/" + c.Slug, Due: c.Closes.At,
				})
			}
		}
		return nil
	})
	return closing, err
}
