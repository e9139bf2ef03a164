package action

import (
	"context"
	"strconv"
	"time"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// NewDate is a due date that was moved after the action was published.
type NewDate struct {
	Action  string    `json:"-"`
	Changed time.Time // day
	Before  time.Time
	Due     time.Time // zero if there is none any more
}

const newDateColumns = `action, changed, before, due`

func scanNewDate(r db.Row) (n NewDate, err error) {
	return n, r.Scan(&n.Action, db.ScanTime(&n.Changed), db.ScanTime(&n.Before), db.ScanTime(&n.Due))
}

// noteNewDate stores that the due date of a is another than the one that is stored. Of several changes on one day only what
// they come to is kept.
func (a *Action) noteNewDate(ctx context.Context, tx *db.Tx) error {
	before, err := db.One(ctx, tx, func(r db.Row) (due time.Time, err error) { return due, r.Scan(db.ScanTime(&due)) },
		`SELECT due FROM action_action WHERE ref = $1`, a.Ref)
	if fault.Is(err, fault.NotFound) || err == nil && (before.IsZero() || before.Equal(a.Due)) {
		return nil
	}
	if err != nil {
		return err
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	today := db.Time(now.UTC().Truncate(24 * time.Hour))
	_, err = tx.Exec(ctx, `INSERT INTO action_new_date (`+newDateColumns+`) VALUES ($1, $2, $3, $4)
		ON CONFLICT (action, changed) DO UPDATE SET due = excluded.due`, a.Ref, today, db.Time(before), db.Time(a.Due))
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `DELETE FROM action_new_date WHERE action = $1 AND changed = $2 AND before = due`, a.Ref, today)
	return err
}

// Moved is a due date that was moved, with its action.
type Moved struct {
	NewDate
	Of *Action // without details
}

// LatestNewDates returns the latest n due dates of the actions of s that were moved, the newest first.
func LatestNewDates(ctx context.Context, tx *db.Tx, s Set, n int) ([]Moved, error) {
	if s.Empty() {
		return nil, nil
	}
	query, args := s.query(1)
	dates, err := db.All(ctx, tx, scanNewDate, `SELECT `+newDateColumns+` FROM action_new_date
		WHERE action IN (`+query+`)
		ORDER BY changed DESC, action LIMIT `+strconv.Itoa(n), args...)
	if err != nil || len(dates) == 0 {
		return nil, err
	}
	refs := make([]string, len(dates))
	for i, d := range dates {
		refs[i] = d.Action
	}
	byRef, err := briefs(ctx, tx, refs)
	moved := make([]Moved, len(dates))
	for i, d := range dates {
		moved[i] = Moved{d, byRef[d.Action]}
	}
	return moved, err
}
