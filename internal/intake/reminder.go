package intake

import (
	"context"
	"time"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/notify"
)

// CheckReminder decides whether a reminder that a consultation closes soon is
// still needed: since it was requested, the answers may have been sent or deleted
// and the closing time may have moved. It is a notify.Check.
func CheckReminder(ctx context.Context, tx *db.Tx, slug string, data map[string]string, now time.Time) (r notify.CheckResult, err error) {
	c, err := consult.Get(ctx, tx, slug)
	if err != nil {
		return r, err
	}
	saved, err := DraftExists(ctx, tx, slug, data["draft"])
	switch {
	case err != nil:
		return r, err
	case !saved:
		return notify.CheckResult{DiscardReason: "The saved answers have been sent or deleted."}, nil
	case c.Accepts(now, time.Time{}) != nil:
		return notify.CheckResult{DiscardReason: "The consultation is not open for responses."}, nil
	}
	return notify.CheckResult{
		RetryAt: c.Closes.End().Add(-RemindBefore),
		Data:    map[string]string{"title": c.Title, "closes": c.Closes.Local().Format(time.RFC3339)},
	}, nil
}
