package progress

import (
	"context"
	"time"

	"github.com/folkmoot/folkmoot/internal/action"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/decision"
	"github.com/folkmoot/folkmoot/internal/evidence"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/strategy"
)

// ObjectiveHistory is an objective with what led to it, the work on it and the latest updates.
type ObjectiveHistory struct {
	ObjectiveReport
	Of      *strategy.Strategy
	Today   time.Time
	Needs   []evidence.Need
	Causes  []decision.Cause
	Updates []action.Update // newest first, at most maxUpdates
	Listed  db.Page[strategy.Reading]
}

// ObjectivePath returns the path of the page of an objective.
func ObjectivePath(ref string) string { return "/objectives/" + ref }

// Objective returns the objective ref with the page of its measurements at the cursor at, or fault.NotFound.
func (s *Service) Objective(ctx context.Context, ref, at string) (h *ObjectiveHistory, err error) {
	defer fault.Wrap(&err, "load objective %s", ref)
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		h = &ObjectiveHistory{}
		o, err := strategy.GetObjective(ctx, tx, ref)
		if err != nil {
			return err
		}
		h.Objective = *o
		if h.Listed, err = strategy.ListReadings(ctx, tx, ref, at); err != nil {
			return err
		}
		if h.Today, err = tx.Now(ctx); err != nil {
			return err
		}
		if h.Of, err = strategy.GetBrief(ctx, tx, o.Strategy); err != nil {
			return err
		}
		if h.Actions, err = action.ForObjectives(ctx, tx, ref); err != nil {
			return err
		}
		if h.Needs, err = evidence.GetMany(ctx, tx, o.Needs); err != nil {
			return err
		}
		h.Updates = latestUpdates(h.Actions)
		h.Causes, err = s.Decisions.Causes(ctx, tx, h.Actions...)
		return err
	})
	return h, err
}
