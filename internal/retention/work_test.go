package retention_test

import (
	"testing"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/moderation/moderationtest"
	"github.com/folkmoot/folkmoot/internal/retention"
)

// What is due for deletion is counted until it is deleted, also if it was counted a moment before.
func TestCountOfWhatIsDueIsForgottenAfterDeletion(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := moderationtest.New(t, d), t.Context()
		h.Send(moderationtest.FullAnswer(1))
		if err := h.Retention.CheckClock(ctx); err != nil {
			t.Fatal(err)
		}
		h.Decided = dbtest.Now
		h.SetTime(dbtest.Now.AddDate(1, 0, 1))
		if err := h.Retention.ConfirmClock(ctx, officer); err != nil {
			t.Fatal(err)
		}
		count := func() (due retention.Due) {
			t.Helper()
			if err := h.Retention.RefreshDue(ctx); err != nil {
				t.Fatal(err)
			}
			if err := d.View(ctx, func(tx *db.Tx) error {
				now, err := tx.Now(ctx)
				if err == nil {
					due, err = h.Retention.CountDue(ctx, tx, officer, now)
				}
				return err
			}); err != nil {
				t.Fatal(err)
			}
			return due
		}
		if due := count(); due.N != 1 || !due.At.Equal(dbtest.Now.AddDate(1, 0, 0)) {
			t.Errorf("due: %+v", due)
		}
		if n, err := h.Retention.DeleteDue(ctx, officer, "park", retention.Texts); err != nil || n != 1 {
			t.Fatal(n, err)
		}
		if due := count(); due.N != 0 {
			t.Errorf("after the deletion: %+v", due)
		}
	})
}
