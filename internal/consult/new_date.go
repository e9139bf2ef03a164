package consult

import (
	"context"
	"time"

	"github.com/folkmoot/folkmoot/internal/db"
)

// NewDate is a day by which feedback was promised that was moved after the consultation was published.
type NewDate struct {
	Changed     time.Time // day
	Before, Due string    // like "2026-03-01"; Due is "" if none is promised any more
}

// NewDates returns how the day by which feedback on a consultation is promised was moved, the oldest first.
func NewDates(ctx context.Context, tx *db.Tx, slug Slug) ([]NewDate, error) {
	return db.All(ctx, tx, func(r db.Row) (n NewDate, err error) { return n, r.Scan(db.ScanTime(&n.Changed), &n.Before, &n.Due) },
		`SELECT changed, before, due FROM consult_new_date WHERE consultation = $1 ORDER BY changed`, slug)
}

// noteNewDate stores that feedback is promised by another day than before. Of several changes on one day only what they come
// to is kept.
func noteNewDate(ctx context.Context, tx *db.Tx, slug Slug, before, due string, now time.Time) error {
	if before == "" || before == due {
		return nil
	}
	today := db.Time(now.UTC().Truncate(24 * time.Hour))
	_, err := tx.Exec(ctx, `INSERT INTO consult_new_date (consultation, changed, before, due) VALUES ($1, $2, $3, $4)
		ON CONFLICT (consultation, changed) DO UPDATE SET due = excluded.due`, slug, today, before, due)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `DELETE FROM consult_new_date WHERE consultation = $1 AND changed = $2 AND before = due`, slug, today)
	return err
}
