package intake

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/db"
)

// CountEach returns how many responses to each of some consultations count.
func CountEach(ctx context.Context, tx *db.Tx, slugs []string) (map[string]int64, error) {
	counts := map[string]int64{}
	if len(slugs) == 0 {
		return counts, nil
	}
	_, err := db.All(ctx, tx, func(row db.Row) (slug string, err error) {
		var n int64
		err = row.Scan(&slug, &n)
		counts[slug] = n
		return slug, err
	}, `SELECT consultation, COUNT(*) FROM intake_response
		WHERE state = 'counted' AND consultation IN (`+db.Placeholders(1, len(slugs))+`) GROUP BY consultation`, db.Args(slugs)...)
	return counts, err
}
