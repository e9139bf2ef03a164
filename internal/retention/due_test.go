package retention_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/moderation/moderationtest"
	"github.com/folkmoot/folkmoot/internal/retention"
)

// Row D9 of docs/faults.md. What is due for deletion comes in pages, now or later, the earliest
// first, for the organisation of the officer. A page shows what is due at the moment, also
// before it was computed again for all consultations.
func TestDataThatIsDueComesInPages(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := moderationtest.New(t, d), t.Context()
		h.Send(moderationtest.FullAnswer(1))
		consults := &consult.Service{DB: d, Log: h.Log, CountResponses: intake.Count}
		const others = 22
		for i := range others {
			def := moderationtest.Park
			def.Slug, def.Title, def.Closes = fmt.Sprintf("field-%02d", i), fmt.Sprintf("Field %d", i), fmt.Sprintf("2026-03-%02d 09:30", 28-i)
			if err := consults.Define(ctx, actor.System, def); err != nil {
				t.Fatal(err)
			}
			if err := h.Intake.SaveDraft(ctx, &intake.Draft{
				Issued: h.Intake.Keys.Issue(def.Slug, dbtest.Now), Consultation: def.Slug, FormVersion: "f", Edition: "standard",
				Kept: true, Answers: moderationtest.TextAnswer("A draft."),
			}); err != nil {
				t.Fatal(err)
			}
		}
		refresh := func() {
			t.Helper()
			if err := h.Retention.RefreshDue(ctx); err != nil {
				t.Fatal(err)
			}
		}
		list := func(by actor.Actor, later bool) (all []retention.DueItem, pages int) {
			t.Helper()
			if err := db.Each(func(at string) (db.Page[retention.DueItem], error) {
				pages++
				return h.Retention.ListDue(ctx, by, retention.DueQuery{Later: later, At: at})
			}, func(due retention.DueItem) error {
				if n := len(all); n > 0 && !due.DueAt.IsZero() && due.DueAt.Before(all[n-1].DueAt) {
					t.Errorf("%s of %s is behind a later one", due.What, due.Consultation)
				}
				if due.IsDue == later {
					t.Errorf("%s of %s: due %v", due.What, due.Consultation, due.IsDue)
				}
				all = append(all, due)
				return nil
			}); err != nil {
				t.Fatal(err)
			}
			return all, pages
		}
		refresh()
		now, _ := list(officer, false)
		later, pages := list(officer, true)
		// Drafts and contacts of each, and the other answers of the one that has a response.
		if len(now) != 0 || len(later) != 2*(others+1)+2 || pages != 3 {
			t.Errorf("while they are open, %d are due now and %d later, on %d pages", len(now), len(later), pages)
		}
		if last := later[len(later)-1]; !last.DueAt.IsZero() || last.Consultation != "park" {
			t.Errorf("a period that has not started is not last: %+v", last)
		}
		h.SetTime(dbtest.Now.AddDate(0, 2, 0))
		if err := h.Retention.ConfirmClock(ctx, officer); err != nil {
			t.Fatal(err)
		}
		now, pages = list(officer, false)
		if len(now) != others || pages != 2 || now[0].Consultation != "field-21" || now[0].What != retention.Drafts || now[0].Count != 1 {
			t.Fatalf("after they closed, %d are due on %d pages: %+v", len(now), pages, now)
		}
		if all, _ := list(moderationtest.Stranger, false); len(all) != 0 {
			t.Errorf("another organisation sees %+v", all)
		}
		if _, err := h.Retention.DeleteDue(ctx, officer, "field-21", retention.Drafts); err != nil {
			t.Fatal(err)
		}
		h.Decided = dbtest.Now
		if now, _ = list(officer, false); len(now) != others-1 {
			t.Errorf("after one was deleted, %d are due", len(now))
		}
		h.SetTime(dbtest.Now.AddDate(1, 0, 1))
		refresh()
		texts := func() bool {
			t.Helper()
			now, _ := list(officer, false)
			return slices.ContainsFunc(now, func(due retention.DueItem) bool {
				return due.What == retention.Texts && due.Consultation == "park"
			})
		}
		if !texts() {
			t.Error("a year after the decision, the texts are not due")
		}
		h.Decided = dbtest.Now.AddDate(1, 0, 0)
		if texts() {
			t.Error("after another decision, the texts are still due")
		}
	})
}
