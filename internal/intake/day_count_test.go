package intake

import (
	"testing"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
)

// The numbers of responses and drafts are counted in an index, in its order.
func TestCountsNeedNoRows(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		err := d.View(t.Context(), func(tx *db.Tx) error {
			for _, query := range []string{countByDay, countKeptDrafts} {
				plan, err := tx.CheckPlan(t.Context(), query, []any{"park"})
				if err != nil {
					return err
				}
				if plan != "" {
					t.Errorf("%s\n%s", query, plan)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
