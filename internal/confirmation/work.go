package confirmation

import (
	"context"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
)

// CountWaiting returns how many requests of colleagues wait for by to confirm them, and when the
// first of them expires.
func CountWaiting(ctx context.Context, tx *db.Tx, by actor.Actor, now time.Time) (n int64, expires time.Time, err error) {
	type group struct {
		needs  actor.Capability
		n      int64
		oldest time.Time
	}
	groups, err := db.All(ctx, tx, func(row db.Row) (g group, err error) {
		return g, row.Scan(&g.needs, &g.n, db.ScanTime(&g.oldest))
	}, `SELECT needs, COUNT(*), MIN(asked_at) FROM confirmation_request
		WHERE org = $1 AND asked_at >= $2 AND asked_by <> $3 GROUP BY needs`, by.Org, db.Time(now.Add(-MaxAge)), by.ID)
	for _, g := range groups {
		if !by.May(g.needs) {
			continue
		}
		n += g.n
		if end := g.oldest.Add(MaxAge); expires.IsZero() || end.Before(expires) {
			expires = end
		}
	}
	return n, expires, err
}
