package confirmationweb

import (
	"context"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/confirmation"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/web"
)

// work returns what waits for by as the second person.
func work(ctx context.Context, tx *db.Tx, by actor.Actor, now time.Time) ([]web.WorkItem, error) {
	n, expires, err := confirmation.CountWaiting(ctx, tx, by, now)
	if err != nil || n == 0 {
		return nil, err
	}
	return []web.WorkItem{{
		Text: locale.LazyCount(n, "%d request to confirm as a second person", "%d requests to confirm as a second person"),
		Href: web.ConfirmationsPath, Due: expires,
	}}, nil
}
