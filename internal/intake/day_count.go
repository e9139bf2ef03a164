package intake

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/db"
)

// DayCount is the number of responses that were received on a day through a channel, to an edition,
// and are now in a state.
type DayCount struct {
	Day       string // 2016-05-27: the time is not stored
	Channel   Channel
	Edition   string
	State     ResponseState
	Responses int64
}

// countByDay is answered from an index alone, so that no response is read.
const countByDay = `SELECT day, channel, edition, state, COUNT(*) FROM intake_response WHERE consultation = $1
	GROUP BY day, channel, edition, state ORDER BY day, channel, edition, state`

// CountByDay counts the responses to consultation, the earliest day first.
func CountByDay(ctx context.Context, tx *db.Tx, consultation string) ([]DayCount, error) {
	return db.All(ctx, tx, func(r db.Row) (c DayCount, err error) {
		return c, r.Scan(&c.Day, &c.Channel, &c.Edition, &c.State, &c.Responses)
	}, countByDay, consultation)
}

const countKeptDrafts = `SELECT COUNT(*) FROM intake_draft WHERE consultation = $1 AND kept = TRUE`

// CountKeptDrafts returns how many people have saved answers to consultation to finish later.
func CountKeptDrafts(ctx context.Context, tx *db.Tx, consultation string) (int64, error) {
	return db.One(ctx, tx, db.Int, countKeptDrafts, consultation)
}
