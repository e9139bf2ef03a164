package subjectaccessweb

import (
	"context"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/subjectaccess"
	"github.com/folkmoot/folkmoot/internal/web"
)

// work returns the requests about personal data that wait for by and their colleagues.
func work(ctx context.Context, tx *db.Tx, by actor.Actor, _ time.Time) (all []web.WorkItem, err error) {
	if !by.May(actor.HandleRequests) {
		return nil, nil
	}
	for _, next := range []actor.Capability{actor.ReadResponses, actor.ManageRetention} {
		if !by.May(next) {
			continue
		}
		n, due, err := subjectaccess.CountWaiting(ctx, tx, by.Org, next)
		if err != nil {
			return nil, err
		}
		text := locale.LazyCount(n, "%d request about personal data to answer", "%d requests about personal data to answer")
		if next == actor.ReadResponses {
			text = locale.LazyCount(n, "%d request about personal data to look up", "%d requests about personal data to look up")
		}
		if n > 0 {
			all = append(all, web.WorkItem{Text: text, Href: requestsPath, Due: due})
		}
	}
	return all, nil
}
