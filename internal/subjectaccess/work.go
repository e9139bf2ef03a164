package subjectaccess

import (
	"context"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
)

// dueDay returns the day by which r must be answered, like 2026-03-02, or "" while the time
// does not run.
func (r *Request) dueDay() string {
	d := r.Deadline()
	if d.Paused != "" {
		return ""
	}
	return d.Due.Format(time.DateOnly)
}

// CountWaiting returns how many open requests of an organisation wait for colleagues with the
// capability next, and the day by which the first must be answered, or zero.
func CountWaiting(ctx context.Context, tx *db.Tx, org string, next actor.Capability) (n int64, due time.Time, err error) {
	day := ""
	n, err = db.One(ctx, tx, func(row db.Row) (n int64, err error) { return n, row.Scan(&n, &day) }, `
		SELECT COUNT(*), COALESCE(MIN(due) FILTER (WHERE due <> ''), '') FROM subjectaccess_request
		WHERE org = $1 AND waits_for = $2 AND closed = ''`, org, string(next))
	if err == nil && day != "" {
		due, err = time.Parse(time.DateOnly, day)
	}
	return n, due, err
}
