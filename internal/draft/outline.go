package draft

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
)

// Outline is what all staff of an organisation see of a draft.
type Outline struct {
	Title         string
	Type          consult.Type
	Opens, Closes string // local date and time as in the definition, or ""
}

// GetOutline returns the outline of the draft of slug, which belongs to the organisation of by, or
// fault.NotFound.
func GetOutline(ctx context.Context, tx *db.Tx, by actor.Actor, slug consult.Slug) (o Outline, err error) {
	d, err := getDraft(ctx, tx, by, slug)
	if err != nil {
		return o, err
	}
	return Outline{d.Definition.Title, d.Definition.Type, d.Definition.Opens, d.Definition.Closes}, nil
}
