package evidence

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/place"
)

// Service defines and returns evidence.
type Service struct{ DB *db.DB }

// Define stores the needs of def, replacing those of the same reference. Defining the same again changes nothing.
func (s *Service) Define(ctx context.Context, by actor.Actor, def Definition) error {
	return s.DB.Update(ctx, func(tx *db.Tx) error { return s.DefineIn(ctx, tx, by, def) })
}

// DefineIn is Define in the transaction of the caller. Its error holds all definition.SettingErrors.
func (s *Service) DefineIn(ctx context.Context, tx *db.Tx, by actor.Actor, def Definition) (err error) {
	defer fault.Wrap(&err, "define evidence")
	if err := authorise(by); err != nil {
		return err
	}
	var wrong definition.SettingErrors
	for i := range def.Needs {
		wrong.Add(def.Needs[i].validate(), "needs", i)
	}
	if err := wrong.Err(); err != nil {
		return err
	}
	for i, n := range def.Needs {
		stored, err := Get(ctx, tx, n.Ref)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
		if err == nil && db.JSON(stored) == db.JSON(n) {
			continue
		}
		if err := place.Require(ctx, tx, n.Places); err != nil {
			wrong.Add(err, "needs", i, "places")
			return wrong.Err()
		}
		if err := save(ctx, tx, n); err != nil {
			return err
		}
		if err := audit.Append(ctx, tx, by, "define-need", "need", n.Ref, ""); err != nil {
			return err
		}
	}
	return nil
}

// authorise returns fault.Forbidden if by may not change evidence, which belongs to the council.
func authorise(by actor.Actor) error {
	if !by.MayForAll(actor.EditRecords) {
		return fault.New(fault.Forbidden, "You do not have permission to edit evidence. Ask an administrator for it.")
	}
	return nil
}

// List returns every need, sorted by title.
func (s *Service) List(ctx context.Context) (needs []Need, err error) {
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		needs, err = All(ctx, tx)
		return err
	})
	Sort(needs, nil)
	return needs, err
}
