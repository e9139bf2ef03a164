package action

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/evidence"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/strategy"
)

// Service defines, updates and returns actions.
type Service struct{ DB *db.DB }

// Define stores the actions of def and adds their new updates. Existing updates stay. Defining the same again changes
// nothing.
func (s *Service) Define(ctx context.Context, by actor.Actor, def Definition) (err error) {
	defer fault.Wrap(&err, "define actions")
	if !by.May(actor.Draft) {
		return fault.New(fault.Forbidden, "You do not have permission to edit actions. Ask an administrator for permission to draft.")
	}
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		for i := range def.Actions {
			a := &def.Actions[i]
			if err := a.validate(now); err != nil {
				return err
			}
			if err := a.checkLinks(ctx, tx); err != nil {
				return err
			}
			before, err := snapshot(ctx, tx, a.Ref)
			if err != nil {
				return err
			}
			if err := a.save(ctx, tx, i); err != nil {
				return err
			}
			after, err := snapshot(ctx, tx, a.Ref)
			if err != nil {
				return err
			}
			if after == before {
				continue
			}
			if err := audit.Append(ctx, tx, by, "define-action", "action", a.Ref, ""); err != nil {
				return err
			}
		}
		return nil
	})
}

// snapshot returns the stored action as JSON, or "" if there is none, to see whether a definition changes it.
func snapshot(ctx context.Context, tx *db.Tx, ref string) (string, error) {
	a, err := Get(ctx, tx, ref)
	if fault.Is(err, fault.NotFound) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	return db.JSON(a), nil
}

// checkLinks checks that the objective and the needs of a exist. Key issues belong to package decision, which imports
// this one, so only the form of their references is checked.
func (a *Action) checkLinks(ctx context.Context, tx *db.Tx) error {
	if a.Objective != "" {
		_, err := strategy.GetObjective(ctx, tx, a.Objective)
		if fault.Is(err, fault.NotFound) {
			return fault.Newf(
				fault.Invalid,
				"Action %q refers to objective %q, which does not exist. Add its strategy first, or correct the reference.",
				a.Ref,
				a.Objective,
			)
		}
		if err != nil {
			return err
		}
	}
	for _, issue := range a.Issues {
		if err := evidence.CheckRef("each key issue", issue); err != nil {
			return err
		}
	}
	return evidence.RequireNeeds(ctx, tx, a.Needs)
}

// Update publishes an update on the action ref.
func (s *Service) Update(ctx context.Context, by actor.Actor, ref string, u Update) (err error) {
	defer fault.Wrap(&err, "update action %s", ref)
	if !by.May(actor.Publish) {
		return fault.New(fault.Forbidden, "You do not have permission to publish updates. Ask an administrator for permission to publish.")
	}
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		if err := u.validate(ref, now); err != nil {
			return err
		}
		if _, err := Get(ctx, tx, ref); err != nil {
			return err
		}
		u.Action = ref
		inserted, err := u.insert(ctx, tx)
		if err != nil || !inserted {
			return err
		}
		return audit.Append(ctx, tx, by, "update-action", "action", ref, "")
	})
}

// Get returns an action, or fault.NotFound.
func (s *Service) Get(ctx context.Context, ref string) (a *Action, err error) {
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		a, err = Get(ctx, tx, ref)
		return err
	})
	return a, err
}
