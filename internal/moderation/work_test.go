package moderation_test

import (
	"fmt"
	"testing"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/moderation"
	"github.com/folkmoot/folkmoot/internal/moderation/moderationtest"
	"github.com/folkmoot/folkmoot/survey"
)

// Flags are counted until they are resolved, and answers and similar responses until there is a
// decision.
func TestWorkOfModerationEndsWithItsDecisions(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := moderationtest.New(t, d), t.Context()
		id := h.Send(survey.Raw{"use": {"yes"}, "why": {"The grass."}, "consent": {"yes"}, "sex": {"female"}}).ID()
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		want := func(want string) {
			t.Helper()
			must(d.View(ctx, func(tx *db.Tx) error {
				flags, err := moderation.CountOpenFlags(ctx, tx, false)
				must(err)
				now, err := tx.Now(ctx)
				must(err)
				review, err := h.ListToReview(ctx, tx, officer, now)
				got := fmt.Sprint(flags)
				for _, r := range review {
					got += fmt.Sprint(" ", r.Slug, " ", r.Answers, " ", r.Submissions, " ", r.Similar)
				}
				if got != want {
					t.Errorf("%s, want %s", got, want)
				}
				return err
			}))
		}
		want("[]")
		must(h.Flag(ctx, officer, "park", id, "abuse", ""))
		must(h.Flag(ctx, officer, "park", id, "personal-data", ""))
		want("[{park 1}]")
		h.SetTime(dbtest.Now.AddDate(0, 1, 0)) // it has closed
		must(h.SetPublishingSettings(ctx, officer, "park", moderation.PublishingSettings{TextQuestions: []string{"why"}}))
		want("[{park 1}] park true false true")
		detail, err := h.ReadResponse(ctx, officer, "park", id)
		must(err)
		for _, f := range detail.Flags {
			must(h.ResolveFlag(ctx, officer, "park", id, f.ID))
		}
		queue, err := h.ReviewQueue(ctx, officer, "park", moderation.ReviewQuery{})
		must(err)
		for _, a := range queue.Answers {
			must(h.ReviewAnswer(ctx, officer, "park", id, a.Question, a.Digest(), moderation.Rejected))
		}
		want("[] park false false true")
		if review, err := toReview(t, h, d); err != nil || len(review) > 0 {
			t.Errorf("another organisation sees %v (%v)", review, err)
		}
	})
}

// toReview is what the officer of another organisation would have to review.
func toReview(t *testing.T, h *moderationtest.Fixture, d *db.DB) (all []moderation.ToReview, err error) {
	return all, d.View(t.Context(), func(tx *db.Tx) error {
		all, err = h.ListToReview(t.Context(), tx, stranger, dbtest.Now.AddDate(0, 1, 0))
		return err
	})
}
