package moderation

import (
	"context"
	"slices"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
)

// DeleteExpiredDrafts does what falls due with time and wants no officer: it looks at the clock,
// and deletes what was saved and not sent once its time is up, unless the clock may be wrong. It returns
// how many there were.
func (s *Service) DeleteExpiredDrafts(ctx context.Context) (gone int64, err error) {
	defer fault.Wrap(&err, "look after responses")
	if err := s.CheckClock(ctx); err != nil {
		return 0, err
	}
	var due []string
	if err := s.DB.View(ctx, func(tx *db.Tx) error {
		due = nil
		clock, err := readClockCheck(ctx, tx)
		if err != nil || clock.Jumped {
			return err
		}
		slugs, err := intake.ConsultationsWithDrafts(ctx, tx)
		if err != nil {
			return err
		}
		if s.Source != nil {
			more, err := s.Source.ConsultationsWithDrafts(ctx, tx)
			if err != nil {
				return err
			}
			slugs = append(slugs, more...)
			slices.Sort(slugs)
			slugs = slices.Compact(slugs)
		}
		for _, slug := range slugs {
			c, err := consult.Get(ctx, tx, slug)
			if err != nil {
				return err
			}
			d, err := s.dueItem(ctx, tx, c, Drafts)
			if err != nil {
				return err
			}
			if d.IsDue {
				due = append(due, slug)
			}
		}
		return nil
	}); err != nil {
		return 0, err
	}
	for _, slug := range due {
		n, err := s.DeleteDue(ctx, actor.System, slug, Drafts)
		if gone += n; err != nil {
			return gone, err
		}
	}
	return gone, nil
}
