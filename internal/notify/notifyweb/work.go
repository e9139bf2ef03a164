package notifyweb

import (
	"context"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/jobs"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/notify"
	"github.com/folkmoot/folkmoot/internal/web"
)

// work returns the emails that an operator must decide about, and the background jobs that have
// failed.
func work(ctx context.Context, tx *db.Tx, by actor.Actor, _ time.Time) (all []web.WorkItem, err error) {
	if !by.May(actor.Operate) {
		return nil, nil
	}
	failed, onHold, err := notify.CountTrouble(ctx, tx)
	if err != nil {
		return nil, err
	}
	dead, err := jobs.Dead(ctx, tx)
	if err != nil {
		return nil, err
	}
	for _, part := range []struct {
		n    int64
		text locale.LazyMessage
		href string
	}{
		{failed, locale.LazyCount(failed, "%d email could not be sent", "%d emails could not be sent"), "/staff/notifications"},
		{onHold, locale.LazyCount(onHold, "%d email on hold after the database was restored",
			"%d emails on hold after the database was restored"), "/staff/notifications"},
		{dead, locale.LazyCount(dead, "%d background job has failed. The server log says why.",
			"%d background jobs have failed. The server log says why."), ""},
	} {
		if part.n > 0 {
			all = append(all, web.WorkItem{Text: part.text, Href: part.href})
		}
	}
	return all, nil
}
