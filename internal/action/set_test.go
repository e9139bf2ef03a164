package action

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
)

// latest sorts every update of actions, the newest first.
func latest(actions []Action) (all []string) {
	var updates []Update
	for _, a := range actions {
		for _, u := range a.Updates {
			u.Action = a.Ref
			updates = append(updates, u)
		}
	}
	slices.SortFunc(updates, func(a, b Update) int { return cmp.Or(b.Date.Compare(a.Date), cmp.Compare(a.Action, b.Action)) })
	for _, u := range updates {
		all = append(all, fmt.Sprint(u.Date.Format("2006-01-02 "), u.Action))
	}
	return all
}

func TestLatestUpdatesAreThoseOfAll(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newService(t, d)
		rng := rand.New(rand.NewPCG(2016, 0))
		var def Definition
		sets := map[string]*Set{"objective": {Objectives: []string{"report"}}, "some by reference": {}, "objective or reference": {}, "all": {}}
		chosen := map[string][]Action{}
		choose := func(set string, a Action) {
			chosen[set] = append(chosen[set], a)
			if set != "objective" {
				sets[set].Refs = append(sets[set].Refs, a.Ref)
			}
		}
		for i := range 12 {
			a := Action{Ref: fmt.Sprintf("action-%02d", i), What: "Invented action", Who: "Invented team", AsPublished: true, When: "Every year"}
			if i%3 == 0 {
				a.Objective = "report"
			}
			for day := range 6 { // many have updates on the same day, and some have none
				if rng.IntN(4) == 0 {
					a.Updates = append(a.Updates, Update{Date: date(2016, 10, 1+day), Status: OnTrack, Text: "Six are open."})
				}
			}
			def.Actions = append(def.Actions, a)
			choose("all", a)
			if a.Objective != "" {
				choose("objective", a)
			}
			if i%4 == 1 {
				choose("some by reference", a)
			}
			if a.Objective != "" || i%4 == 1 {
				choose("objective or reference", a)
			}
		}
		sets["objective or reference"].Objectives = []string{"report"}
		if err := s.Define(t.Context(), actor.System, def); err != nil {
			t.Fatal(err)
		}
		if err := d.View(t.Context(), func(tx *db.Tx) error {
			for name, set := range sets {
				want := latest(chosen[name])
				for n := 1; n <= len(want)+1; n++ {
					updates, err := LatestUpdates(t.Context(), tx, *set, n)
					if err != nil {
						return err
					}
					var got []string
					for _, u := range updates {
						got = append(got, fmt.Sprint(u.Date.Format("2006-01-02 "), u.Action.Ref))
					}
					if first := want[:min(n, len(want))]; !slices.Equal(got, first) {
						t.Errorf("%s, %d updates: got %v, want %v", name, n, got, first)
					}
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	})
}
