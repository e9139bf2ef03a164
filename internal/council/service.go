package council

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// Service manages the details of the council.
type Service struct{ DB *db.DB }

// Define replaces the details of the council. It needs actor.Operate.
func (s *Service) Define(ctx context.Context, by actor.Actor, def Definition) error {
	return s.DB.Update(ctx, func(tx *db.Tx) error { return s.DefineIn(ctx, tx, by, def) })
}

// DefineIn is Define in the transaction of the caller. Its error holds all definition.SettingErrors.
func (s *Service) DefineIn(ctx context.Context, tx *db.Tx, by actor.Actor, def Definition) (err error) {
	defer fault.Wrap(&err, "define council")
	if !by.May(actor.Operate) {
		return forbidden()
	}
	if err := def.validate(); err != nil {
		return err
	}
	stored, err := Get(ctx, tx)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	if err == nil && db.JSON(stored) == db.JSON(def) {
		return nil
	}
	if err := def.Look.publishLogo(ctx, tx, by); err != nil {
		return err
	}
	if err := save(ctx, tx, &def); err != nil {
		return err
	}
	return audit.Append(ctx, tx, by, "define-council", "installation", "council", "")
}

func forbidden() error {
	return fault.New(fault.Forbidden, "You do not have permission to change the council's details.")
}

// Get returns the details of the council, or fault.NotFound before Define.
func (s *Service) Get(ctx context.Context) (p *Profile, err error) {
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		p, err = Get(ctx, tx)
		return err
	})
	return p, err
}
