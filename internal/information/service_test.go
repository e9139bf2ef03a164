package information

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/record"
	"github.com/folkmoot/folkmoot/internal/strategy"
)

var officer = actor.Actor{ID: "ann", Org: actor.CouncilOrg, Capabilities: actor.AllCapabilities}

func newService(t *testing.T, d *db.DB) *Service {
	t.Helper()
	log, err := record.Open(t.Context(), d, record.Options{Dir: t.TempDir(), Origin: "example.org/record"})
	if err != nil {
		t.Fatal(err)
	}
	duties := &strategy.Service{DB: d, Log: log}
	err = duties.DefineDuties(t.Context(), actor.System, strategy.DutyDefinition{Jurisdiction: strategy.England, Employees: 900})
	if err != nil {
		t.Fatal(err)
	}
	return &Service{DB: d, Log: log, Secret: []byte("a secret of the installation")}
}

func publishValues(ctx context.Context, s *Service, ref string, v edit.Values) error {
	_, err := s.Log.Update(ctx, func(tx *db.Tx, w *record.Writer) error {
		return s.publishRecord(ctx, &definition.Loading{Tx: tx, Record: w, By: officer}, ref, v)
	})
	return err
}

// Only the person who saw the figures can store them, unchanged and once; and nothing of the rows is stored.
func TestOnlyCheckedFiguresAreStored(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newService(t, d)
		sheet, err := ReadSheet([]byte("name,sex\n"+strings.Repeat("Zebulon,Male\nAbigail,Female\n", 30)), "a.csv")
		if err != nil {
			t.Fatal(err)
		}
		set := &Set{ID: db.NewID(), Kind: Workforce, AsAt: time.Date(2026, 3, 31, 0, 0, 0, 0, time.UTC), Digest: sheet.Digest,
			Figures: compute(t, Workforce, sheet).Figures}
		sealed := s.Seal(officer, set)
		other := officer
		other.ID = "bob"
		for _, test := range []struct {
			by     actor.Actor
			sealed string
			want   fault.Kind
		}{
			{other, sealed, fault.Invalid}, {officer, "A" + sealed[1:], fault.Invalid}, {officer, sealed[:len(sealed)-4], fault.Invalid},
			{officer, "", fault.Invalid}, {actor.Actor{ID: "ann", Org: actor.CouncilOrg}, sealed, fault.Forbidden},
		} {
			if _, err := s.Store(t.Context(), test.by, test.sealed); !fault.Is(err, test.want) {
				t.Errorf("by %s: %v", test.by.ID, err)
			}
		}
		for range 2 {
			if _, err := s.Store(t.Context(), officer, sealed); err != nil {
				t.Fatal(err)
			}
		}
		err = d.View(t.Context(), func(tx *db.Tx) error {
			stored, err := db.All(t.Context(), tx, db.Text, `SELECT content FROM information_figures`)
			if len(stored) != 1 || strings.Contains(stored[0], "Zebulon") || !strings.Contains(stored[0], sheet.Digest) {
				t.Errorf("%q", stored)
			}
			acts, err2 := db.All(t.Context(), tx, db.Text, `SELECT act FROM audit_entry WHERE act = 'store-figures'`)
			if len(acts) != 1 {
				t.Errorf("audit entries: %v, %v", acts, err2)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

// A published pay gap fulfils the duty of its year, is in the public record, and never changes: a change is another release.
func TestPayGapIsPublishedAndFulfilsTheDuty(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newService(t, d)
		store := func(id string, seed uint64, schools bool) {
			v := *payroll
			v.Seed = seed
			set := &Set{ID: id, Kind: Payroll, Schools: schools, AsAt: time.Date(2025, 3, 31, 0, 0, 0, 0, time.UTC),
				Figures: compute(t, Payroll, v.Sheet()).Figures}
			if _, err := s.Store(t.Context(), officer, s.Seal(officer, set)); err != nil {
				t.Fatal(err)
			}
		}
		store("one", 1, false)
		store("two", 2, false)
		store("schools", 1, true)
		values := func(change edit.Values) edit.Values {
			v := edit.Values{"title": {"Gender pay gap"}, "kind": {"gender-pay-gap"}, "as-at": {"2025-03-31"}, "figures": {"one"}}
			for name, value := range change {
				v[name] = value
			}
			return v
		}
		for want, change := range map[string]edit.Values{
			"Choose the figures of a payroll": {"figures": nil},
			"must be 31 March":                {"as-at": {"2025-04-05"}},
			"The figures are for":             {"as-at": {"2024-03-31"}},
			"without staff of maintained":     {"figures": {"schools"}},
			"no longer exist":                 {"figures": {"three"}},
			"Enter a title":                   {"title": nil},
		} {
			if err := publishValues(t.Context(), s, "gap", values(change)); err == nil || !strings.Contains(fmt.Sprint(err), want) {
				t.Errorf("%q: %v", want, err)
			}
		}
		for range 2 { // publishing the same again changes nothing
			if err := publishValues(t.Context(), s, "gap", values(nil)); err != nil {
				t.Fatal(err)
			}
		}
		// Other figures of the same day differ by few people: only with a reason.
		if err := publishValues(t.Context(), s, "gap", values(edit.Values{"figures": {"two"}})); err == nil ||
			!strings.Contains(fmt.Sprint(err), "nearly the same people") {
			t.Errorf("figures that reveal few people: %v", err)
		}
		if err := publishValues(t.Context(), s, "gap", values(edit.Values{"figures": {"two"}, "correction": {"Counted twice."}})); err != nil {
			t.Fatal(err)
		}
		err := d.View(t.Context(), func(tx *db.Tx) error {
			latest, err := Get(t.Context(), tx, "gap")
			if err != nil {
				return err
			}
			first, err := GetNumber(t.Context(), tx, "gap", 1)
			if err != nil || latest.Number != 2 || latest.Figures[0].ID != "two" || first.Figures[0].ID != "one" {
				t.Errorf("%+v, %v", latest, err)
			}
			if first.Meets.Format(time.DateOnly) != "2026-03-30" {
				t.Errorf("due by %s", first.Meets)
			}
			for _, r := range []*Release{first, latest} {
				if _, _, err := record.Locate(t.Context(), tx, r.Leaf()); err != nil {
					t.Errorf("release %d is not in the public record: %v", r.Number, err)
				}
			}
			published, err := strategy.AllPublications(t.Context(), tx)
			if len(published) != 1 || published[0].Source.Address != "/equality-information/gap" || !published[0].For.Equal(first.Meets) {
				t.Errorf("%+v", published)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

// The yearly information says what the law requires and it lacks, and freezes the progress of the objectives.
func TestYearlyInformationIsAssembled(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newService(t, d)
		s.Assessments = func(_ context.Context, _ *db.Tx, after, until time.Time) ([]Assessment, error) {
			return []Assessment{{Title: "Libraries", Path: "/assessments/libraries", On: until, Changed: after.Format(time.DateOnly)}}, nil
		}
		n := func(v float64) *float64 { return &v }
		on := func(y int) time.Time { return time.Date(y, 6, 1, 0, 0, 0, 0, time.UTC) }
		err := (&strategy.Service{DB: d, Log: s.Log}).Define(t.Context(), actor.System, strategy.Strategy{
			Slug: "s", Title: "S", From: on(2024), To: on(2090), Aims: []strategy.Aim{{Ref: "a", Title: "A", Objectives: []strategy.Objective{{
				Ref: "o", Title: "Ramps", Measure: "Ramps", Baseline: n(1), Target: n(9), By: on(2090), Owner: "Head of property",
				Readings: []strategy.Reading{{Date: on(2024), Value: 2}, {Date: on(2025), Value: 4}},
			}}}},
		})
		if err != nil {
			t.Fatal(err)
		}
		v := s.Records()[0].Example.Clone()
		if err := publishValues(t.Context(), s, "year", v); err != nil {
			t.Fatal(err)
		}
		err = d.View(t.Context(), func(tx *db.Tx) error {
			r, err := Get(t.Context(), tx, "year")
			if err != nil {
				return err
			}
			if fmt.Sprint(r.Missing) != "[employees users]" || len(r.Assessments) != 1 || r.Assessments[0].Changed != "2025-03-31" {
				t.Errorf("%v %+v", r.Missing, r.Assessments)
			}
			if len(r.Objectives) != 1 || *r.Objectives[0].Latest != 4 || r.Objectives[0].Trend != strategy.TrendTowards {
				t.Errorf("%+v", r.Objectives)
			}
			statuses, err := strategy.DutyStatuses(t.Context(), tx)
			for _, c := range statuses {
				if c.Rule.Duty == strategy.EqualityInformation && c.What.Source.Address != "/equality-information/year" {
					t.Errorf("%+v", c.What)
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
