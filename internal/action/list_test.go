package action_test

import (
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/action"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/record"
	"github.com/folkmoot/folkmoot/internal/strategy"
)

// The list of actions is filtered by how they are going, strategy, objective, role and year together, as the rules in Go
// say, and counts what each filter leaves. Its pages show each action once, with the updates of these actions only, also
// if one is added in between and if many are due on the same day.
//
// Rows D9 and E8 of docs/faults.md.
func TestActionsAreFilteredPageByPage(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, ctx := &action.Service{DB: d}, t.Context()
		log, err := record.Open(ctx, d, record.Options{Dir: t.TempDir(), Origin: "example.org/record"})
		if err != nil {
			t.Fatal(err)
		}
		strategies := &strategy.Service{DB: d, Log: log}
		for _, slug := range []string{"parks", "roads"} {
			if err := strategies.Define(ctx, actor.System, strategy.Strategy{
				Slug: slug, Title: "The " + slug, From: dbtest.Now.AddDate(-1, 0, 0), To: dbtest.Now.AddDate(1, 0, 0),
				Aims: []strategy.Aim{{Ref: slug + "-aim", Title: "A", Objectives: []strategy.Objective{
					{Ref: slug + "-1", Title: "One", AsPublished: true}, {Ref: slug + "-2", Title: "Two", AsPublished: true},
				}}},
			}); err != nil {
				t.Fatal(err)
			}
		}
		today := dbtest.Now.Truncate(24 * time.Hour)
		// Public pages show an action as overdue from the tenth day after its date.
		shown := today.AddDate(0, 0, -10)
		due := []time.Time{shown, today, shown.AddDate(0, 0, 1), today.AddDate(-3, 0, 0), {}}
		objectives := []string{"parks-1", "parks-2", "roads-1", ""}
		updates := append([]action.Status{""}, action.Statuses...)
		var plan action.Definition
		for i := range 5 * len(objectives) * len(updates) {
			a := action.Action{
				Ref: fmt.Sprintf("a-%03d", i), What: "Do it", Who: []string{"Éire team", "Zoo team", "east team"}[i%3], Measure: "It",
				Due: due[i%5], Objective: objectives[i/5%4], AsPublished: true,
			}
			if status := updates[i/20]; status != "" {
				a.Updates = []action.Update{
					{Date: today.AddDate(0, 0, -9), Status: status, Text: "Why."},
					{Date: today.AddDate(0, 0, -20), Status: action.AtRisk, Text: "Earlier."},
				}
			}
			plan.Actions = append(plan.Actions, a)
		}
		if err := s.Define(ctx, actor.System, plan); err != nil {
			t.Fatal(err)
		}
		strategyOf := map[string]string{"parks-1": "parks", "parks-2": "parks", "roads-1": "roads", "": action.NoStrategy}
		selects := func(q action.Query, a *action.Action) bool {
			status, going := a.Status(), !a.Status().Ended()
			late := going && !a.Due.IsZero() && !a.Due.After(shown)
			switch {
			case q.Filter == action.OnlyLate && !late, q.Filter == action.OnlyDone && status != action.Complete,
				q.Filter == action.OnlyOnTime && (!going || a.Due.Before(today)),
				q.Filter == action.OnlyNotDelivered && (going || status == action.Complete),
				q.Filter == action.OnlyNoReport && len(a.Updates) > 0:
				return false
			}
			return (q.Strategy == "" || q.Strategy == strategyOf[a.Objective]) && (q.Objective == "" || q.Objective == a.Objective) &&
				(q.Owner == "" || q.Owner == a.Who) && (q.Year == 0 || q.Year == a.Due.Year())
		}
		checkCounts(t, d, today, plan.Actions)
		added := 0
		for _, rest := range []action.Query{
			{Strategy: "parks"}, {Strategy: "roads", Objective: "roads-1"}, {Objective: "parks-2"}, {Strategy: action.NoStrategy},
			{Owner: "Zoo team"}, {Year: today.Year()}, {Strategy: "parks", Owner: "east team", Year: today.Year() - 3},
			{Owner: "' OR 1=1 --"}, {Strategy: "nowhere"}, {},
		} {
			for _, f := range action.Filters {
				q := rest
				q.Filter = f
				want := map[string]bool{}
				for i := range plan.Actions {
					if a := &plan.Actions[i]; selects(q, a) {
						want[a.Ref] = true
					}
				}
				number, first := len(want), true
				for first || q.At != "" {
					l, err := s.List(ctx, q)
					if err != nil {
						t.Fatalf("%+v: %v", q, err)
					}
					if first && rest != (action.Query{}) && l.Counts[f] != int64(number) { // before any is added
						t.Errorf("%+v: counted %d, want %d", q, l.Counts[f], number)
					}
					for _, a := range l.Items {
						if a.Ref[:2] == "a-" && !want[a.Ref] {
							t.Errorf("%+v: %s is wrong or is there twice", q, a.Ref)
						}
						if delete(want, a.Ref); a.Ref[:2] == "a-" && len(a.Updates) == 1 || len(a.Updates) > 2 {
							t.Errorf("%s has %d updates", a.Ref, len(a.Updates))
						}
					}
					if q.At, first = l.Next, false; q.At != "" && rest == (action.Query{}) {
						added++
						one := action.Definition{Actions: []action.Action{
							{Ref: fmt.Sprintf("new-%d", added), What: "Do it", Who: "New team", Measure: "It", AsPublished: true}}}
						if err := s.Define(ctx, actor.System, one); err != nil {
							t.Fatal(err)
						}
					}
				}
				if len(want) > 0 {
					t.Errorf("%+v: not on any page: %v", q, want)
				}
			}
		}
		l, err := s.List(ctx, action.Query{Strategy: "roads", Objective: "parks-1"})
		if err != nil || l.Query.Objective != "" || len(l.Strategies) != 2 || len(l.Strategies[0].Objectives) != 2 {
			t.Errorf("an objective of another strategy: %+v, %v", l.Query, err)
		}
		if want := []string{"east team", "Éire team", "New team", "Zoo team"}; !slices.Equal(l.Owners, want) {
			t.Errorf("owners: %q", l.Owners)
		}
	})
}

// checkCounts compares what is counted in the database with the rules in Go.
func checkCounts(t *testing.T, d *db.DB, today time.Time, all []action.Action) {
	t.Helper()
	if err := d.View(t.Context(), func(tx *db.Tx) error {
		objectives := []string{"parks-1", "parks-2", "roads-1"}
		counts, err := action.CountFor(t.Context(), tx, today, objectives...)
		if err != nil {
			return err
		}
		for _, objective := range objectives {
			var late, of []*action.Action
			for i := range all {
				if all[i].Objective == objective {
					a, err := action.Get(t.Context(), tx, all[i].Ref)
					if err != nil {
						return err
					}
					if of = append(of, a); a.Late(today) {
						late = append(late, a)
					}
				}
			}
			if want := action.CountByStatus(of, today); !reflect.DeepEqual(counts[objective], want) || want.Late < 3 {
				t.Errorf("%s: counted %+v, want %+v", objective, counts[objective], want)
			}
			first, err := action.FirstLate(t.Context(), tx, today, len(late)-1, objective)
			if err != nil {
				return err
			}
			if len(first) != len(late)-1 {
				t.Errorf("%s: %d are overdue, want %d", objective, len(first), len(late)-1)
			}
			for i, a := range first {
				if !a.Late(today) || i > 0 && a.Due.Before(first[i-1].Due) {
					t.Errorf("%s, due %s, is overdue: %t", a.Ref, a.Due, a.Late(today))
				}
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}
