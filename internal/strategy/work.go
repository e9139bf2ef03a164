package strategy

import (
	"cmp"
	"context"
	"time"

	"github.com/folkmoot/folkmoot/internal/db"
)

// MissingReadings is a strategy with measures of which a reading is due.
type MissingReadings struct {
	Slug, Title, Language string
	Measures              int64
}

// ListMissingReadings returns the strategies that apply at now and have measures without a reading
// in the months before in which one was due.
func ListMissingReadings(ctx context.Context, tx *db.Tx, now time.Time) (all []MissingReadings, err error) {
	type measure struct {
		of     MissingReadings
		every  int
		latest time.Time
	}
	measures, err := db.All(ctx, tx, func(row db.Row) (m measure, err error) {
		return m, row.Scan(&m.of.Slug, &m.of.Title, &m.of.Language, &m.every, db.ScanTime(&m.latest))
	}, `SELECT s.slug, s.title, s.language, o.every_months,
			COALESCE((SELECT MAX(r.dated) FROM strategy_reading r WHERE r.objective = o.ref), '')
		FROM strategy_strategy s JOIN strategy_aim a ON a.strategy = s.slug JOIN strategy_objective o ON o.aim = a.ref
		WHERE s.starts <= $1 AND s.ends >= $1 AND o.measure <> '' ORDER BY s.slug`, db.Time(now))
	for _, m := range measures {
		if m.latest.After(now.AddDate(0, -cmp.Or(m.every, yearly), 0)) {
			continue
		}
		if n := len(all); n == 0 || all[n-1].Slug != m.of.Slug {
			all = append(all, m.of)
		}
		all[len(all)-1].Measures++
	}
	return all, err
}

// yearly is how many months lie between the measurements of an objective that does not say.
const yearly = 12
