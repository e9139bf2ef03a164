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

// PublicOptions returns the consultations of all organisations that are not drafts, by reference.
func PublicOptions(ctx context.Context, tx *db.Tx) (all []edit.Option, err error) {
	return all, db.ReadEach(ctx, tx, func(r db.Row) (o edit.Option, err error) {
		var title string
		err = r.Scan(&o.Value, &title)
		o.Label = edit.Name(title)
		return o, err
	}, func(o edit.Option) []any { return []any{o.Value} }, db.Order{Columns: []db.Column{{Name: "slug"}}},
		func(o edit.Option) error { all = append(all, o); return nil }, `SELECT slug, title FROM consult_consultation`, `stage <> 'draft'`)
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
