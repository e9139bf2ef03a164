package decisionweb

import (
	"context"
	"time"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/decision"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/web"
)

// countFeedback counts the consultations after which people were told what was done, and lists where that is late.
func countFeedback(ctx context.Context, tx *db.Tx, now time.Time) (k web.Kept, err error) {
	if k.Number, err = decision.CountFeedback(ctx, tx); err != nil {
		return k, err
	}
	k.Words, k.Href = locale.Lazy("Consultations with feedback that says what was done"), publicFeedbackPath
	waiting, err := decision.ListFeedbackDue(ctx, tx)
	for _, c := range waiting {
		due, err := time.Parse(time.DateOnly, c.Feedback)
		if err != nil || c.Stage == consult.StageWithdrawn || due.AddDate(0, 0, 1).After(now) {
			continue // definitions with an invalid date are refused: without one, no date was promised
		}
		k.Lacking++
		if len(k.Missing) < web.MaxKept {
			k.Missing = append(k.Missing, web.KeptItem{Fact: locale.Lazy("Feedback was promised by %s", locale.LazyDate(due)),
				UserText: page.UserText{Text: c.Title, Href: "/consultations/" + c.Slug, Lang: c.Language}})
		}
	}
	return k, err
}
