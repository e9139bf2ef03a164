package consult_test

import (
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
)

// A consultation is open, then closed without results, and then in neither list. Register entries,
// drafts, and those of other organisations are in neither.
func TestConsultationsOfAnOrganisationThatAreOpenOrUnreported(t *testing.T) {
	forEachDB(t, func(t *testing.T, h *fixture) {
		h.define(t, strings.Replace(park, "slug: park", "slug: one", 1))
		h.define(t, strings.Replace(strings.Replace(park, "slug: park", "slug: draft", 1), "published: true", "published: false", 1))
		h.define(t, "{slug: old, title: Libraries, type: consultation, closes: 2014-05-30, register: {source: Cabinet papers}}")
		want := func(org string, now time.Time, want string) {
			t.Helper()
			got := ""
			err := h.DB.View(t.Context(), func(tx *db.Tx) error {
				open, err := consult.ListOpen(t.Context(), tx, org, now)
				if err != nil {
					return err
				}
				closed, err := consult.ListUnreported(t.Context(), tx, org, now)
				for _, c := range open {
					got += "open " + c.Slug
				}
				for _, c := range closed {
					got += "closed " + c.Slug
				}
				return err
			})
			if err != nil || got != want {
				t.Errorf("of %s on %s: %q, want %q (%v)", org, now.Format(time.DateOnly), got, want, err)
			}
		}
		later := dbtest.Now.AddDate(0, 1, 5)
		want(actor.CouncilOrg, dbtest.Now.AddDate(-1, 0, 0), "")
		want(actor.CouncilOrg, dbtest.Now, "open one")
		want("elsewhere", dbtest.Now, "")
		want(actor.CouncilOrg, later, "closed one")
		h.setNow(later)
		if err := h.MarkReported(t.Context(), actor.System, "one", "The report is out."); err != nil {
			t.Fatal(err)
		}
		want(actor.CouncilOrg, later, "")
	})
}
