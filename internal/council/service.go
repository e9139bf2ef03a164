package council

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// Service is what can be done with the description of the council.
type Service struct{ DB *db.DB }

// Define replaces the description of the council.
func (s *Service) Define(ctx context.Context, by actor.Actor, def Definition) (err error) {
	defer fault.Wrap(&err, "define council")
	if !by.May(actor.Operate) {
		return fault.New(fault.Forbidden, "You do not have permission to change the council's details.")
	}
	if err := def.validate(); err != nil {
		return err
	}
	return s.DB.Update(ctx, func(tx *db.Tx) error { return save(ctx, tx, &def) })
}

// Get returns who runs this installation, or fault.NotFound when nobody has
// said so yet.
func (s *Service) Get(ctx context.Context) (p *Profile, err error) {
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		p, err = Get(ctx, tx)
		return err
	})
	return p, err
}
