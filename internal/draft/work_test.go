package draft

import (
	"fmt"
	"testing"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
)

// A draft has points to settle until each is fixed or has a reason, and then it is ready.
func TestProgressOfDrafts(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newService(t, d)
		slug, _ := createParkDraft(t, s)
		progress := func() (all []Progress) {
			t.Helper()
			if err := d.View(t.Context(), func(tx *db.Tx) (err error) {
				all, err = s.ListProgress(t.Context(), tx, officer)
				return err
			}); err != nil {
				t.Fatal(err)
			}
			return all
		}
		if got := progress(); len(got) != 1 || got[0].Slug != slug || got[0].Unresolved == 0 || got[0].Ready {
			t.Errorf("before the reasons: %+v", got)
		}
		if err := s.SetReasons(t.Context(), officer, slug, reasonsForAll(t, s, slug)); err != nil {
			t.Fatal(err)
		}
		if got := progress(); len(got) != 1 || got[0].Unresolved != 0 || !got[0].Ready {
			t.Errorf("after the reasons: %s", fmt.Sprint(got[0].Unresolved, got[0].Ready))
		}
	})
}
