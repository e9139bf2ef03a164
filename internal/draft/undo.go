package draft

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/builder"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// Undo changes the draft of slug back to what it was before the given version, which must be the latest; otherwise
// the error is a [*ConflictError]. The result is a new version, so that undoing can be undone.
func (s *Service) Undo(ctx context.Context, by actor.Actor, slug consult.Slug, version Version) (d *Draft, err error) {
	defer fault.Wrap(&err, "undo the last change of draft %s", slug)
	if !by.May(actor.Draft) {
		return nil, forbidden()
	}
	var before *consult.Definition
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		d, err := getDraft(ctx, tx, by, slug)
		if err != nil {
			return err
		}
		values, err := edit.VersionBeforeIn(ctx, tx, d.copy, version.Number())
		if before = d.Base; values != nil {
			before = definitionOf(values)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return s.Change(ctx, by, slug, version, func(def *consult.Definition) error {
		if before == nil {
			return fault.New(fault.Conflict, "This change can no longer be undone.")
		}
		*def = *builder.Clone(before)
		return nil
	})
}
