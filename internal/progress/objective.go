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
	strategy.Objective
	Actions []*action.Action // the first maxActions, in the order of the plan
	Counts  action.Counts    // of all actions
	Of      *strategy.Strategy
	Today   time.Time
	Needs   []evidence.Need
	Causes  []decision.Cause
	Updates []action.DatedUpdate // newest first, at most maxUpdates
	Listed  db.Page[strategy.Reading]
}

// ObjectivePath returns the path of the page of an objective.
func ObjectivePath(ref string) string { return "/objectives/" + ref }

// maxActions is how many actions the page of an objective has. The list of actions has all.
const maxActions = 20

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
		if h.Actions, _, err = action.FirstForObjectives(ctx, tx, maxActions, ref); err != nil {
			return err
		}
		counts, err := action.CountFor(ctx, tx, h.Today, ref)
		if err != nil {
			return err
		}
		h.Counts = counts[ref]
		if h.Needs, err = evidence.GetMany(ctx, tx, o.Needs); err != nil {
			return err
		}
		if h.Updates, err = action.LatestUpdates(ctx, tx, action.Set{Objectives: []string{ref}}, maxUpdates); err != nil {
			return err
		}
		h.Causes, err = s.Decisions.Causes(ctx, tx, h.Actions...)
		return err
	})
	return h, err
}
