package retention

import (
	"context"
	"slices"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
)

// DeleteExpiredDrafts checks the clock and deletes saved drafts whose retention
// period has ended or that no one can open any more, unless the clock may be wrong. It returns how many it deleted.
// This is the only deletion that no officer requests.
func (s *Service) DeleteExpiredDrafts(ctx context.Context) (deleted int64, err error) {
	defer fault.Wrap(&err, "delete expired drafts")
	if err := s.CheckClock(ctx); err != nil {
		return 0, err
	}
	var due []string
	jumped := false
	if err := s.db.View(ctx, func(tx *db.Tx) error {
		due = nil
		clock, err := readClockCheck(ctx, tx)
		if jumped = clock.Jumped; err != nil || jumped {
			return err
		}
		slugs, err := intake.ConsultationsWithDrafts(ctx, tx)
		if err != nil {
			return err
		}
		more, err := s.source.ConsultationsWithDrafts(ctx, tx)
		if err != nil {
			return err
		}
		slugs = append(slugs, more...)
		slices.Sort(slugs)
		slugs = slices.Compact(slugs)
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
	if jumped {
		return 0, nil
	}
	if deleted, err = s.deleter.DeleteIdleDrafts(ctx); err != nil {
		return deleted, err
	}
	for _, slug := range due {
		n, err := s.DeleteDue(ctx, actor.System, slug, Drafts)
		if deleted += n; err != nil {
			return deleted, err
		}
	}
	return deleted, nil
}
