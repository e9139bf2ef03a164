package consult

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/db"
)

// Slugs names every consultation, drafts and entries of the register included.
func Slugs(ctx context.Context, tx *db.Tx) ([]Slug, error) {
	return db.All(ctx, tx, db.Text, `SELECT slug FROM consult_consultation ORDER BY slug`)
}
