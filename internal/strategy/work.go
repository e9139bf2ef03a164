package strategy

import (
	"context"
	"time"

	"github.com/folkmoot/folkmoot/internal/db"
)

// MissingReadings is a strategy with measures that have had no reading for a year.
type MissingReadings struct {
	Slug, Title, Language string
	Measures              int64
}

// ListMissingReadings returns the strategies that apply at now and have measures without a reading
// in the year before.
func ListMissingReadings(ctx context.Context, tx *db.Tx, now time.Time) ([]MissingReadings, error) {
	return db.All(ctx, tx, func(row db.Row) (m MissingReadings, err error) {
		return m, row.Scan(&m.Slug, &m.Title, &m.Language, &m.Measures)
	}, `SELECT s.slug, s.title, s.language, COUNT(*)
		FROM strategy_strategy s JOIN strategy_aim a ON a.strategy = s.slug JOIN strategy_objective o ON o.aim = a.ref
		WHERE s.starts <= $1 AND s.ends >= $1 AND o.measure <> ''
		AND NOT EXISTS (SELECT 1 FROM strategy_reading r WHERE r.objective = o.ref AND r.dated > $2)
		GROUP BY s.slug, s.title, s.language ORDER BY s.slug`, db.Time(now), db.Time(now.AddDate(-1, 0, 0)))
}
