package consult

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/edit"
)

// consultationsAtOnce is how many consultations a statement reads.
const consultationsAtOnce = 200

// Options returns the council's consultations that are not drafts, newest first, for fields that name one.
func Options(ctx context.Context, tx *db.Tx) (all []edit.Option, err error) {
	return OptionsOf(ctx, tx, actor.CouncilOrg)
}

// OptionsOf is Options for the consultations of an organisation.
func OptionsOf(ctx context.Context, tx *db.Tx, org string) (all []edit.Option, err error) {
	read := func(at string) (db.Page[*Consultation], error) {
		return ListByOrg(ctx, tx, org, at, consultationsAtOnce)
	}
	return all, db.Each(read, func(c *Consultation) error {
		if c.Stage != StageDraft {
			all = append(all, edit.Option{Value: c.Slug, Label: edit.Name(c.Title)})
		}
		return nil
	})
}
