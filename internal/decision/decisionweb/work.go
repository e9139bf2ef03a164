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

// work returns what waits for those who report on consultations.
func work(ctx context.Context, tx *db.Tx, by actor.Actor, now time.Time) ([]web.WorkItem, error) {
	feedback, err := feedbackWork(ctx, tx, by, now)
	if err != nil || !by.May(actor.Draft) {
		return feedback, err
	}
	unanswered, err := decision.CountUnanswered(ctx, tx)
	if err != nil {
		return nil, err
	}
	var counts []consult.Number
	due := map[consult.Slug]string{}
	for _, u := range unanswered {
		counts, due[u.Consultation] = append(counts, consult.Number{Slug: u.Consultation, N: u.N}), u.Due
	}
	issues, err := web.WorkOn(ctx, tx, by, counts, func(c *consult.Consultation, n int64) web.WorkItem {
		day, _ := time.Parse(time.DateOnly, due[c.Slug])
		return web.WorkItem{Kind: web.DueWork, Text: locale.LazyCount(n, "Answer %d key issue", "Answer %d key issues"),
			Href: strings.ReplaceAll(decision.IssuesPath, "{slug}", c.Slug), Due: day}
	})
	return append(feedback, issues...), err
}

// feedbackWork returns the consultations that have closed and for which feedback was promised and is not
// complete.
func feedbackWork(ctx context.Context, tx *db.Tx, by actor.Actor, now time.Time) (all []web.WorkItem, err error) {
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
