package evidenceweb

import (
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/action"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/evidence"
)

// A gap in evidence is work of those who write the register until an action closes it; an action that only gives the evidence
// as a reason does not.
func TestGapIsWorkUntilAnActionClosesIt(t *testing.T) {
	d := dbtest.Open(t, t.TempDir()+"/gaps.db")
	day := time.Date(2021, 3, 21, 0, 0, 0, 0, time.UTC)
	err := (&evidence.Service{DB: d}).Define(t.Context(), actor.System, evidence.Definition{Needs: []evidence.Need{
		{Ref: "disabled", Title: "Disabled", Summary: "Some.", Gap: "Children.", Source: evidence.Source{Name: "A census", Date: day}},
		{Ref: "older", Title: "Older", Summary: "Some.", Source: evidence.Source{Name: "A census", Date: day}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	officer := actor.Actor{ID: "o", Org: actor.CouncilOrg, Capabilities: []actor.Capability{actor.Staff, actor.EditRecords}}
	check := func(by actor.Actor, want int) {
		t.Helper()
		err := d.View(t.Context(), func(tx *db.Tx) error {
			all, err := work(t.Context(), tx, by, day)
			if err == nil && (len(all) != want || want > 0 && all[0].Href != "/staff/evidence/disabled") {
				t.Errorf("%d lines, want %d", len(all), want)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	define := func(a action.Action) {
		t.Helper()
		a.Ref, a.What, a.Who, a.Due, a.Measure = "schools", "Ask schools", "Head of schools", day, "Schools asked"
		if err := (&action.Service{DB: d}).Define(t.Context(), actor.System, action.Definition{Actions: []action.Action{a}}); err != nil {
			t.Fatal(err)
		}
	}
	check(officer, 1)
	check(actor.Actor{ID: "v", Org: actor.CouncilOrg, Capabilities: []actor.Capability{actor.Staff}}, 0)
	define(action.Action{Needs: []string{"disabled"}})
	check(officer, 1)
	define(action.Action{Closes: []string{"disabled"}})
	check(officer, 0)
}
