package retention

import (
	"context"
	"strconv"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
)

// Due is how many categories of data of an organisation are due for deletion, and when the first
// of them or, if none is, the next one was or will be due.
type Due struct {
	N  int64
	At time.Time
}

// CountDue counts the data of by's organisation that is due for deletion. It may be some minutes
// old, unless data was deleted since.
func (s *Service) CountDue(ctx context.Context, tx *db.Tx, by actor.Actor, now time.Time) (due Due, err error) {
	where, args := ` FROM retention_due WHERE held AND subject <> '`+Drafts+`'`, []any{} // drafts are deleted without a person
	if by.Org != actor.AnyOrg {
		where, args = where+` AND org = $1`, append(args, by.Org)
	}
	first, err := db.All(ctx, tx, func(r db.Row) (at time.Time, err error) { return at, r.Scan(db.ScanTime(&at)) },
		`SELECT due`+where+` AND due <> '`+notStarted+`' ORDER BY due, consultation, subject LIMIT 1`, args...)
	if err != nil || len(first) == 0 {
		return due, err
	}
	due.At = first[0]
	args = append(args, db.Time(now))
	due.N, err = db.One(ctx, tx, db.Int, `SELECT COUNT(*)`+where+` AND due <= $`+strconv.Itoa(len(args)), args...)
	return due, err
}
