package strategy

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/evidence"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/record"
)

func newService(t *testing.T, d *db.DB) *Service {
	t.Helper()
	log, err := record.Open(t.Context(), d, record.Options{Dir: t.TempDir(), Origin: "example.org/record"})
	if err != nil {
		t.Fatal(err)
	}
	needs := evidence.Definition{Needs: []evidence.Need{{
		Ref: "workforce", Title: "Who works here", Summary: "The workforce is not like the county.",
		Source: evidence.Source{Name: "Workforce profile", Date: date(2015, 3, 31)},
	}}}
	if err := (&evidence.Service{DB: d}).Define(t.Context(), actor.System, needs); err != nil {
		t.Fatal(err)
	}
	return &Service{DB: d, Log: log}
}

func recordSize(t *testing.T, s *Service) int64 {
	t.Helper()
	head, err := s.Log.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return head.Size
}

func exampleStrategy() Strategy {
	n := func(v float64) *float64 { return &v }
	return Strategy{
		Slug: "equality-2016", Title: "Equality strategy 2016 to 2020", From: date(2016, 4, 1), To: date(2020, 3, 31),
		Needs: []string{"workforce"},
		Versions: []Version{
			{Kind: Draft, Date: date(2016, 4, 25), Body: "We *want* …"},
			{Kind: Adopted, Date: date(2016, 7, 6), Body: "We will …", Changes: "Aim 2 is clearer."},
		},
		Aims: []Aim{{Ref: "workforce", Title: "A diverse workforce", Objectives: []Objective{
			{Ref: "represent", Title: "Staff like the county", Measure: "Share of disabled staff", Unit: "%", Baseline: n(3.1), Target: n(5),
				By: date(
					2020,
					3,
					31,
				), Owner: "Head of people", Needs: []string{"workforce"}, Readings: []Reading{{Date: date(2018, 3, 31), Value: 3.9}}},
			{Ref: "training", Title: "All staff are trained", AsPublished: true},
		}}},
		Publications: []Publication{{Kind: EqualityObjectives, Date: date(2016, 7, 6), Title: "Equality objectives 2016 to 2020"}},
	}
}

func TestStrategyStoresItsLanguage(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, welsh := newService(t, d), exampleStrategy()
		welsh.Language = "cy"
		for _, want := range []string{"cy", ""} {
			if err := s.Define(t.Context(), actor.System, welsh); err != nil {
				t.Fatal(err)
			}
			err := d.View(t.Context(), func(tx *db.Tx) error {
				got, err := Get(t.Context(), tx, welsh.Slug)
				if err != nil {
					return err
				}
				o, err := GetObjective(t.Context(), tx, "training")
				if got.Language != want || o.Language != want {
					t.Errorf("the strategy is in %q, its objective in %q, want %q", got.Language, o.Language, want)
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			welsh.Language = ""
		}
		welsh.Language = "Welsh, mostly"
		if err := s.Define(t.Context(), actor.System, welsh); !fault.Is(err, fault.Invalid) {
			t.Errorf("an invalid language code: %v", err)
		}
	})
}

func TestDefineStoresAStrategyAndIsIdempotent(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newService(t, d)
		before := recordSize(t, s)
		for range 2 {
			if err := s.Define(t.Context(), actor.System, exampleStrategy()); err != nil {
				t.Fatal(err)
			}
		}
		if got := recordSize(t, s) - before; got != 1 {
			t.Errorf("a publication defined twice has %d entries in the public record", got)
		}
		want := exampleStrategy()
		if err := want.prepare(time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)); err != nil {
			t.Fatal(err)
		}
		got, err := s.Get(t.Context(), "equality-2016")
		if err != nil {
			t.Fatal(err)
		}
		if db.JSON(got.Versions) != db.JSON(want.Versions) || db.JSON(got.Publications) != db.JSON(want.Publications) {
			t.Errorf("got %+v", got)
		}
		o := got.Aims[0].Objectives[0]
		if *o.Target != 5 || o.Strategy != "equality-2016" || o.Trend() != TrendTowards || !reflect.DeepEqual(o.Needs, []string{"workforce"}) {
			t.Errorf("got %+v", o)
		}
		if o := got.Aims[0].Objectives[1]; o.Baseline != nil ||
			o.Gaps().String() != "Missing from this objective: measure, baseline, target, due date, role responsible." {
			t.Errorf("got %q", o.Gaps())
		}
	})
}

// A list of strategies has the latest measurement of each objective, and what is published about a day the last one up to it,
// of the strategies that were in force.
func TestTheLastMeasurementOfAnObjectiveIsReadAlone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, ctx, st := newService(t, d), t.Context(), exampleStrategy()
		o := &st.Aims[0].Objectives[0]
		o.Readings = nil
		for i, value := range []float64{3.2, 3.4, 3.9, 3.7} {
			o.Readings = append(o.Readings, Reading{Date: date(2017, time.Month(3+i), 31), Value: value})
		}
		if err := s.Define(ctx, actor.System, st); err != nil {
			t.Fatal(err)
		}
		values := func(all []*Strategy) (found []float64) {
			for _, s := range all {
				for _, o := range s.Objectives() {
					for _, r := range o.Readings {
						found = append(found, r.Value)
					}
				}
			}
			return found
		}
		if err := d.View(ctx, func(tx *db.Tx) error {
			all, err := List(ctx, tx, "", 10)
			if got := values(all.Items); err == nil && !slices.Equal(got, []float64{3.7}) {
				t.Errorf("the list has %v", got)
			}
			for on, want := range map[time.Time][]float64{
				date(2017, 3, 30): nil, date(2017, 3, 31): {3.2}, date(2017, 5, 30): {3.4}, st.To.Add(10 * time.Hour): {3.7},
				st.From.AddDate(0, 0, -1): nil, st.To.AddDate(0, 0, 1): nil,
			} {
				found, err := InForce(ctx, tx, on, on)
				if err != nil {
					return err
				}
				if got := values(found); !slices.Equal(got, want) {
					t.Errorf("on %s: %v, want %v", on, got, want)
				}
				if in := !on.Before(st.From) && on.Before(st.To.AddDate(0, 0, 1)); len(found) == 1 != in {
					t.Errorf("on %s: in force is %t, want %t", on, len(found) == 1, in)
				}
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
	})
}

func TestPublishedVersionsCannotBeChanged(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newService(t, d)
		if err := s.Define(t.Context(), actor.System, exampleStrategy()); err != nil {
			t.Fatal(err)
		}
		draft, published := exampleStrategy(), exampleStrategy()
		draft.Versions[0].Body = "We always wanted …"
		published.Publications[0].Title = "Something else"
		for name, def := range map[string]Strategy{"a draft": draft, "a publication": published} {
			if err := s.Define(t.Context(), actor.System, def); !fault.Is(err, fault.Conflict) {
				t.Errorf("%s could be changed: %v", name, err)
			}
		}
	})
}

func TestUnmeasurableObjectiveIsNotPublished(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newService(t, d)
		for _, test := range []struct {
			name  string
			spoil func(*Objective)
			say   string
		}{
			{"no baseline", func(o *Objective) { o.Baseline = nil }, "it has no baseline."},
			{"no target", func(o *Objective) { o.Target = nil }, "it has no target."},
			{"no date", func(o *Objective) { o.By = time.Time{} }, "it has no date."},
			{"no owner", func(o *Objective) { o.Owner = " " }, "it has no owner."},
			{"neither target nor date", func(o *Objective) { o.Target, o.By = nil, time.Time{} }, "it has no target and no date."},
		} {
			def := exampleStrategy()
			test.spoil(&def.Aims[0].Objectives[0])
			err := s.Define(t.Context(), actor.System, def)
			if !fault.Is(err, fault.Invalid) || !strings.Contains(fault.Message(err), test.say) {
				t.Errorf("%s: %v", test.name, err)
			}
			def.Publications = nil
			if err := s.Define(t.Context(), actor.System, def); err != nil {
				t.Errorf("%s, in a draft: %v", test.name, err)
			}
		}
	})
}

func TestDutyStatusUsesEveryPublication(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newService(t, d)
		if err := s.Define(t.Context(), actor.System, exampleStrategy()); err != nil {
			t.Fatal(err)
		}
		clocks := func() (all []DutyStatus) {
			if err := d.View(t.Context(), func(tx *db.Tx) (err error) { all, err = DutyStatuses(t.Context(), tx); return err }); err != nil {
				t.Fatal(err)
			}
			return all
		}
		if got := clocks(); len(got) != 0 {
			t.Errorf("duties without a jurisdiction: %v", got)
		}
		duties := DutyDefinition{
			Jurisdiction: England,
			Employees:    5000,
			Publications: []Publication{{Kind: EqualityInformation, Date: date(2025, 6, 1), Title: "Equality information 2025"}},
		}
		for range 2 {
			if err := s.DefineDuties(t.Context(), actor.System, duties); err != nil {
				t.Fatal(err)
			}
		}
		if got := recordSize(t, s); got != 2 {
			t.Errorf("two publications have %d entries", got)
		}
		got := clocks()
		if len(got) != 3 || got[2].Rule.Duty != GenderPayGap || !got[0].Due.Equal(date(2020, 7, 5)) ||
			!got[1].Due.Equal(date(2026, 5, 31)) || !got[1].CoversStaff {
			t.Errorf("got %+v", got)
		}
	})
}

func TestDefinePermissions(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newService(t, d)
		writer := actor.Actor{ID: "u1", Org: actor.CouncilOrg, Capabilities: []actor.Capability{actor.Draft}}
		if err := s.Define(t.Context(), writer, exampleStrategy()); !fault.Is(err, fault.Forbidden) {
			t.Errorf("a drafter can publish: %v", err)
		}
		def := exampleStrategy()
		def.Publications = nil
		if err := s.Define(t.Context(), writer, def); err != nil {
			t.Errorf("a drafter cannot draft: %v", err)
		}
		if _, err := s.Get(t.Context(), "nowhere"); !fault.Is(err, fault.NotFound) {
			t.Errorf("got %v", err)
		}
	})
}

// Reports that were promised and have stopped are counted, to the end of the strategy.
//
// Row E5 of docs/faults.md.
func TestStoppedReportsAreMissing(t *testing.T) {
	day := func(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }
	s := &Strategy{From: day(2016, 4, 1), To: day(2020, 3, 31), ReportEvery: 3}
	for _, test := range []struct {
		last, today time.Time
		want        int
		since       time.Time
	}{
		{day(2018, 6, 30), day(2018, 9, 30), 0, time.Time{}},
		{day(2018, 6, 30), day(2018, 10, 1), 1, day(2018, 9, 30)},
		{day(2018, 6, 30), day(2026, 11, 29), 7, day(2018, 9, 30)},
		{day(2020, 3, 31), day(2026, 11, 29), 0, time.Time{}},
		{time.Time{}, day(2016, 8, 1), 1, day(2016, 7, 31)},
	} {
		if n, since := s.MissingReports(test.last, test.today); n != test.want || !since.Equal(test.since) {
			t.Errorf("last %v, today %v: %d since %v, want %d since %v", test.last, test.today, n, since, test.want, test.since)
		}
	}
	s.ReportEvery = 0
	if n, _ := s.MissingReports(day(2018, 6, 30), day(2026, 11, 29)); n != 0 {
		t.Errorf("%d reports that nobody promised", n)
	}
}
