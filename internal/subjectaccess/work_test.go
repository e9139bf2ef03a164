package subjectaccess_test

import (
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/moderation/moderationtest"
	"github.com/folkmoot/folkmoot/internal/subjectaccess"
)

// A request is counted for the colleagues who must act next, with the day by which it must be
// answered, and without one while the time does not run.
func TestRequestsAreCountedForThoseWhoMustActNext(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := moderationtest.New(t, d), t.Context()
		count := func(next actor.Capability, n int64, due string) {
			t.Helper()
			err := d.View(ctx, func(tx *db.Tx) error {
				got, day, err := subjectaccess.CountWaiting(ctx, tx, actor.CouncilOrg, next)
				if text := day.Format(time.DateOnly); got != n || text != due && due != "" || due == "" && !day.IsZero() {
					t.Errorf("%s: %d, due %s; want %d, due %q", next, got, text, n, due)
				}
				return err
			})
			if err != nil {
				t.Error(err)
			}
		}
		id, _, err := h.Access.AddRequest(ctx, publisher, erasureRequest)
		if err != nil {
			t.Fatal(err)
		}
		version := int64(0)
		step := func(kind subjectaccess.StepKind) {
			t.Helper()
			version++
			day := time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
			if err := h.Access.AddStep(ctx, publisher, id, version, subjectaccess.Step{Kind: kind, Day: day, Note: "x"}, ""); err != nil {
				t.Fatal(kind, err)
			}
		}
		count(actor.ManageRetention, 1, "2026-04-02")
		step(subjectaccess.IdentityAsked)
		count(actor.ManageRetention, 1, "")
		step(subjectaccess.IdentityChecked)
		step(subjectaccess.ToLookUp)
		count(actor.ManageRetention, 0, "")
		count(actor.ReadResponses, 1, "2026-04-02")
		step(subjectaccess.Answered)
		count(actor.ReadResponses, 0, "")
	})
}
