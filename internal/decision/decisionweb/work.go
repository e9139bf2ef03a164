package decisionweb

import (
	"context"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/decision"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/web"
)

// work returns the consultations that have closed and for which feedback was promised and is not
// complete.
func work(ctx context.Context, tx *db.Tx, by actor.Actor, now time.Time) (all []web.WorkItem, err error) {
	if !by.May(actor.Decide) {
		return nil, nil
	}
	closed, err := consult.ListUnreported(ctx, tx, by.Org, now)
	if err != nil {
		return nil, err
	}
	var slugs []string
	for _, c := range closed {
		slugs = append(slugs, c.Slug)
	}
	complete, err := decision.WithCompleteFeedback(ctx, tx, slugs)
	for _, c := range closed {
		due, dateErr := time.Parse(time.DateOnly, c.Feedback)
		if dateErr != nil || complete[c.Slug] {
			continue
		}
		all = append(all, web.WorkItem{
			Kind: web.DueWork, Text: locale.Lazy("Publish feedback"), About: web.AboutConsultation(c),
			Href: strings.ReplaceAll(decision.FeedbackPath, "{slug}", c.Slug), Due: due,
		})
	}
	return all, err
}
