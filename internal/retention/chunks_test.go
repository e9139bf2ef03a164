package retention_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/jobs"
	"github.com/folkmoot/folkmoot/internal/moderation/moderationtest"
	"github.com/folkmoot/folkmoot/internal/retention"
)

// Row D9 of docs/faults.md. Every category of data is deleted a chunk at a time. What was
// deleted before an interruption stays deleted, the audit and the deletion log agree with it,
// and the next attempt deletes the rest without a second entry in the deletion log.
func TestWholeCategoriesAreDeletedInChunks(t *testing.T) {
	dbtest.EachDSN(t, func(t *testing.T, dsn string) {
		in, ctx := newInstallation(t, dsn), t.Context()
		in.Deleter.Chunk = 2
		for i := range 5 {
			in.Send(moderationtest.FullAnswer(i))
			if err := in.Intake.SaveDraft(ctx, &intake.Draft{
				Issued: in.Intake.Keys.Issue("park", dbtest.Now), Consultation: "park", FormVersion: "f", Edition: "standard",
				Kept: true, Answers: moderationtest.TextAnswer("A draft."),
			}); err != nil {
				t.Fatal(err)
			}
		}
		in.Released, in.Decided = dbtest.Now, dbtest.Now
		in.SetTime(dbtest.Now.AddDate(3, 0, 0))
		if err := in.Retention.ConfirmClock(ctx, officer); err != nil {
			t.Fatal(err)
		}
		held := func(what string) (n int64) {
			t.Helper()
			count := map[string]func(context.Context, *db.Tx, string) (int64, error){
				retention.Drafts: intake.CountDrafts, retention.Contacts: intake.CountContacts,
				retention.Monitoring: intake.CountMonitoring, retention.Texts: intake.CountTexts,
			}[what]
			if err := in.DB.View(ctx, func(tx *db.Tx) (err error) {
				n, err = count(ctx, tx, "park")
				return err
			}); err != nil {
				t.Fatal(err)
			}
			return n
		}
		for _, category := range retention.Categories {
			what := category.What
			if err := requestDeletion(t, in.Fixture, officer, what); err != nil {
				t.Fatal(what, err)
			}
			stopped, stop := context.WithCancel(ctx)
			_, err := in.Retention.DeleteRequested(jobs.WithProgress(stopped, func(done, total int64) {
				if done != 2 || total != 5 {
					t.Errorf("%s: %d of %d after the first chunk", what, done, total)
				}
				stop()
			}), officer, "park", what, "run "+what, 5)
			if !errors.Is(err, context.Canceled) || held(what) != 3 {
				t.Errorf("%s: %d left after an interruption: %v", what, held(what), err)
			}
			in.CheckTotals(5)
			if n, err := in.Retention.DeleteRequested(ctx, officer, "park", what, "run "+what, 5); n != 5 || err != nil || held(what) != 0 {
				t.Errorf("%s: %d deleted in all, %d left: %v", what, n, held(what), err)
			}
			in.CheckTotals(5)
		}
		all, err := in.Deleter.Deletions().List()
		if err != nil {
			t.Fatal(err)
		}
		var kinds []string
		for _, del := range all {
			kinds = append(kinds, del.Kind)
		}
		if want := []string{"contacts", "monitoring", "texts"}; !slices.Equal(kinds, want) {
			t.Errorf("the deletion log has %q, want %q", kinds, want)
		}
		in.close()
		in.start(t)
		in.Send(moderationtest.FullAnswer(6))
		if done, err := in.Deleter.Replay(ctx); err != nil || done.Any() || held(retention.Texts) != 1 {
			t.Errorf("deleted again at the next start, with newer answers: %+v %v", done, err)
		}
	})
}
