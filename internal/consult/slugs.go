package consult

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/db"
)

// Slugs returns the slugs of all consultations, including drafts and register
// entries, in order.
func Slugs(ctx context.Context, tx *db.Tx) ([]Slug, error) {
	return db.All(ctx, tx, db.Text, `SELECT slug FROM consult_consultation ORDER BY slug`)
}
