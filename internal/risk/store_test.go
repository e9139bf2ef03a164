package risk

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/decision"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/record"
)

// The register begins with the highest risk that is left. A comparison of options is refused until it says who is affected by
// options that exist, and a choice needs reasons and a review date; every publication of it stays in the public record.
func TestRisksAndOptionsArePublished(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		log, err := record.Open(t.Context(), d, record.Options{Dir: t.TempDir(), Origin: "example.org/record"})
		if err != nil {
			t.Fatal(err)
		}
		publish := func(k edit.Kind, ref string, v edit.Values) error {
			_, err := log.Update(t.Context(), func(tx *db.Tx, w *record.Writer) error {
				return k.Publish(t.Context(), &definition.Loading{Tx: tx, Record: w, By: actor.System}, ref, v)
			})
			return err
		}
		risks, options := riskKind(), appraisalKind()
		with := func(k edit.Kind, pairs ...string) edit.Values {
			v := k.Example.Clone()
			for i := 0; i < len(pairs); i += 2 {
				v.Set(pairs[i], pairs[i+1])
			}
			return v
		}
		reviews := map[string]string{"1": "2027-03-31", "2": "2027-03-31", "3": "2027-04-01"}
		for ref, left := range map[string]string{"low": "1", "high": "3", "medium": "2"} {
			err := publish(risks, ref, with(risks, "left", left, "title", "Risk "+ref, "review", reviews[left]))
			if err != nil {
				t.Fatal(err)
			}
		}
		row := func(option, who, harm string) edit.Values {
			v := options.Example.Clone()
			v.SetRows("effects", []edit.Values{{"option": {option}, "who": {who}, "harm": {harm}, "likelihood": {"2"}}})
			return v
		}
		for want, try := range map[string]func() error{
			"cannot be higher":         func() error { return publish(risks, "x", with(risks, "left", "4", "left-likelihood", "4")) },
			"no action with":           func() error { return publish(risks, "x", with(risks, "actions", "nothing")) },
			`no option "Elsewhere"`:    func() error { return publish(options, "x", row("Elsewhere", "Students", "2")) },
			"step from 1 to 4":         func() error { return publish(options, "x", row("Shorter hours", "Students", "9")) },
			"Say who is affected":      func() error { return publish(options, "x", row("Shorter hours", "", "2")) },
			"Give the reasons":         func() error { return publish(options, "x", with(options, "reasons", "")) },
			"will be reviewed":         func() error { return publish(options, "x", with(options, "review", "")) },
			"no decision with":         func() error { return publish(options, "x", with(options, "decision", "nothing")) },
			"no place with":            func() error { return publish(risks, "x", with(risks, "places", "nothing")) },
			"There is no option “All”": func() error { return publish(options, "x", with(options, "chosen", "All")) },
		} {
			want = strings.NewReplacer("“", `"`, "”", `"`).Replace(want)
			if err := try(); err == nil || !strings.Contains(fmt.Sprint(err), want) {
				t.Errorf("%q: %v", want, err)
			}
		}
		for range 2 { // the second changes nothing
			if err := publish(options, "libraries", options.Example); err != nil {
				t.Fatal(err)
			}
		}
		if err := (&decision.Service{DB: d, Log: log}).Define(t.Context(), actor.System, decision.Definition{
			Ref: "savings", Title: "Library savings", Body: "Cabinet", Date: time.Date(2020, 9, 1, 0, 0, 0, 0, time.UTC),
			Kind: decision.Report, AsPublished: true, Decided: []string{"That hours be shorter."},
		}); err != nil {
			t.Fatal(err)
		}
		if err := publish(options, "libraries", with(options, "reasons", "Another reason.", "decision", "savings")); err != nil {
			t.Fatal(err)
		}
		err = d.View(t.Context(), func(tx *db.Tx) error {
			dbtest.CheckSorts(t, RegisterSorts.Names(), func(by db.Sort, at string) (db.Page[Risk], error) {
				return Register(t.Context(), tx, by, at, 2)
			}, func(r Risk) []string { return []string{fmt.Sprint(r.Residual()), r.Title, db.Time(r.Review), r.Ref} })
			found, err := Register(t.Context(), tx, "", "", 10)
			if err != nil {
				return err
			}
			var order []string
			for _, r := range found.Items {
				order = append(order, fmt.Sprintf("%s %d→%d %.1f", r.Ref, r.Inherent(), r.Residual(), r.Disproportion()))
			}
			if got := strings.Join(order, ", "); got != "high 9→3 2.2, medium 9→2 2.2, low 9→1 2.2" {
				t.Error(got)
			}
			latest, err := GetAppraisal(t.Context(), tx, "libraries")
			if err != nil || latest.Number != 2 {
				t.Errorf("%+v, %v", latest, err)
			}
			if _, _, err = record.Locate(t.Context(), tx, latest.Leaf()); err != nil {
				return err
			}
			made, err := ForDecision(t.Context(), tx, "savings", 9)
			if err != nil || len(made) != 1 || made[0].Chosen != "Shorter hours" {
				t.Errorf("chosen with the decision: %+v, %v", made, err)
			}
			// Three risks, then a choice.
			for until, want := range map[string]int{"2027-03-30": 0, "2027-03-31": 2, "2027-04-01": 3, "2027-09-30": 4} {
				day, err := time.Parse(time.DateOnly, until)
				if err != nil {
					return err
				}
				if due, err := DueReviews(t.Context(), tx, day); err != nil || len(due) != want {
					t.Errorf("until %s: %+v, %v", until, due, err)
				}
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	})
}
