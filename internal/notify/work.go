package notify

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/db"
)

// CountTrouble returns how many notifications have failed and how many are on hold.
func CountTrouble(ctx context.Context, tx *db.Tx) (failed, onHold int64, err error) {
	_, err = db.All(ctx, tx, func(row db.Row) (n int64, err error) {
		state := DeliveryState("")
		if err := row.Scan(&state, &n); err != nil {
			return 0, err
		}
		if state == Failed {
			failed = n
		} else {
			onHold = n
		}
		return n, nil
	}, `SELECT state, COUNT(*) FROM notify_notification WHERE state IN ('failed', 'on-hold') GROUP BY state`)
	return failed, onHold, err
}
