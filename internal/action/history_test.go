package action

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/council"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// An action that is carried forward keeps its history: the action of the later plan leads to it with its updates, over
// several plans, and it leads on. A circle of references ends.
//
// Row E6 of docs/faults.md.
func TestCarriedForwardActionsKeepTheirHistory(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, ctx := newService(t, d), t.Context()
		action := func(ref, continues string, updates ...Update) Action {
			return Action{Ref: ref, What: "Rewrite " + ref, Who: "Head of letters", Measure: "Letters", Due: dbtest.Now, Continues: continues,
				Updates: updates}
		}
		def := Definition{Actions: []Action{
			action("a-2024", "a-2020"), // before the actions that it continues, as in a file that is loaded first
			action("a-2020", "a-2016", Update{Date: date(2023, 1, 1), Status: CarriedForward, Text: "Half are done."}),
			action("a-2016", "a-2024", Update{Date: date(2019, 1, 1), Status: CarriedForward, Text: "Waiting for the system."}),
		}}
		if err := s.Define(ctx, actor.System, def); err != nil {
			t.Fatal(err)
		}
		err := d.View(ctx, func(tx *db.Tx) error {
			a, err := Get(ctx, tx, "a-2024")
			if err != nil {
				return err
			}
			earlier, err := History(ctx, tx, a)
			if err != nil || len(earlier) != 2 || earlier[0].Ref != "a-2020" || earlier[1].Ref != "a-2016" || len(earlier[1].Updates) != 1 {
				t.Errorf("the history is %+v", earlier)
			}
			later, err := ContinuedBy(ctx, tx, "a-2020")
			if len(later) != 1 || later[0].Ref != "a-2024" {
				t.Errorf("a-2020 is carried forward to %+v", later)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		wrong := action("a-self", "a-self")
		wrong.Module, wrong.Groups = "eflg-1999", []string{"tall"}
		if err := s.Define(ctx, actor.System, Definition{Actions: []Action{wrong}}); !fault.Is(err, fault.Invalid) {
			t.Errorf("an action that continues itself: %v", err)
		}
	})
}

// The council sets from which day on an action is shown as overdue to its owner, to those who sign off and to the public.
//
// Row C3 of docs/faults.md.
func TestActionsAreOverdueInPublicFromTheCouncilsDay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, ctx := newReporting(t, d), t.Context()
		const ref = "reporting-centres" // three days late
		check := func(public bool, label string) {
			t.Helper()
			a, err := s.Get(ctx, ref)
			if err != nil || a.Late(dbtest.Now) != public || a.DueLabel(dbtest.Now).String() != label {
				t.Errorf("shown as late %t, %q; want %t, %q (%v)", a.Late(dbtest.Now), a.DueLabel(dbtest.Now), public, label, err)
			}
		}
		check(false, "")
		profile := council.Profile{Name: "C", Area: "A", Service: "S", Contact: council.Contact{Phone: "1"}, Plans: council.Plans{PublicDays: 3}}
		profile.Accessibility = council.Accessibility{Scope: "s", Compliance: council.FullyCompliant, Prepared: dbtest.Now,
			Enforcement: council.Link{Name: "E", Address: "https://example.org"}}
		profile.Privacy = council.Privacy{Controller: "C", LegalBasis: []string{"Public task."}, Reviewed: dbtest.Now}
		if err := (&council.Service{DB: d}).Define(ctx, actor.System, profile); err != nil {
			t.Fatal(err)
		}
		check(true, "3 days overdue")
	})
}

func TestCostsAreReadAsTheyAreWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := Pence(rapid.Int64Range(0, int64(maxCost)).Draw(t, "pence"))
		for _, text := range []string{p.Pounds(), "£" + p.In(nil)} {
			if got, err := ParsePounds(text); err != nil || got != p {
				t.Fatalf("%d pence: %q is read as %d, %v", p, text, got, err)
			}
		}
	})
	for _, text := range []string{"", "x", "-1", "+1", "1.234", "1.-5", "1e9", "9223372036854775807", "1,000,000,000.01", "1.5.5"} {
		if p, err := ParsePounds(text); !fault.Is(err, fault.Invalid) {
			t.Errorf("%q is read as %d", text, p)
		}
	}
}
