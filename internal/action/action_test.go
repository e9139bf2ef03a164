package action

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/evidence"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/record"
	"github.com/folkmoot/folkmoot/internal/strategy"
)

func date(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }

func ptr(v float64) *float64 { return &v }

func TestActionIsLateFromTheDayAfterItsDueDate(t *testing.T) {
	started := []Update{{Date: date(2017, 1, 10), Status: OnTrack}}
	for _, test := range []struct {
		name    string
		updates []Update
		due     time.Time
		today   time.Time
		late    bool
		words   string
	}{
		{"well before", started, date(2017, 3, 31), date(2017, 3, 1), false, "30 days left"},
		{"in the last minute of the due date", started, date(2017, 3, 31), time.Date(2017, 3, 31, 23, 59, 0, 0, time.UTC), false, "due today"},
		{"the day after", started, date(2017, 3, 31), date(2017, 4, 1), true, "1 day overdue"},
		{"over a leap day", started, date(2020, 2, 28), date(2020, 3, 1), true, "2 days overdue"},
		{"not started", nil, date(2017, 3, 31), date(2017, 4, 12), true, "12 days overdue"},
		{
			"on track, but past its date", []Update{{Date: date(2017, 4, 2), Status: OnTrack}}, date(2017, 3, 31),
			date(2017, 4, 3), true, "3 days overdue",
		},
		{"complete", []Update{{Date: date(2017, 5, 1), Status: Complete}, started[0]}, date(2017, 3, 31), date(2018, 1, 1), false, ""},
		{"carried forward", []Update{{Date: date(2017, 3, 1), Status: CarriedForward}}, date(2017, 3, 31), date(2018, 1, 1), false, ""},
		{"without a date", started, time.Time{}, date(2018, 1, 1), false, ""},
	} {
		a := &Action{Due: test.due, Updates: test.updates}
		if got := a.DueLabel(test.today).String(); a.Late(test.today) != test.late || got != test.words {
			t.Errorf("%s: late %t, %q; want %t, %q", test.name, a.Late(test.today), got, test.late, test.words)
		}
	}
}

func TestStatusAndTrendAreIndependent(t *testing.T) {
	a := &Action{Baseline: ptr(10), Target: ptr(20), Updates: []Update{
		{Date: date(2017, 1, 1), Status: OnTrack, Value: ptr(12)},
		{Date: date(2018, 1, 1), Status: Complete},
		{Date: date(2017, 6, 1), Status: OnTrack, Value: ptr(10)},
	}}
	if a.Status() != Complete || a.Trend() != strategy.TrendNoChange {
		t.Errorf("%s and %s", a.Status(), a.Trend())
	}
	c := CountByStatus([]*Action{a, {}, {Due: date(2017, 1, 1)}}, date(2018, 1, 1))
	if c.Total != 3 || c.Late != 1 || c.ByStatus[Complete] != 1 || c.ByStatus[NotStarted] != 2 {
		t.Errorf("%+v", c)
	}
	for _, s := range Statuses {
		if s.Label().String() == "" {
			t.Errorf("%s has no label", s)
		}
	}
}

func newService(t *testing.T, d *db.DB, language ...string) *Service {
	t.Helper()
	log, err := record.Open(t.Context(), d, record.Options{Dir: t.TempDir(), Origin: "example.org/record"})
	if err != nil {
		t.Fatal(err)
	}
	needs := evidence.Definition{Needs: []evidence.Need{{
		Ref: "hate", Title: "Hate incidents", Summary: "They go unreported.", Source: evidence.Source{Name: "Survey", Date: date(2015, 1, 1)}}}}
	if err := (&evidence.Service{DB: d}).Define(t.Context(), actor.System, needs); err != nil {
		t.Fatal(err)
	}
	plan := strategy.Strategy{Slug: "s", Title: "S", Language: strings.Join(language, ""), From: date(2016, 4, 1), To: date(2020, 3, 31),
		Aims: []strategy.Aim{{Ref: "aim", Title: "A", Objectives: []strategy.Objective{{Ref: "report", Title: "More reports"}}}}}
	if err := (&strategy.Service{DB: d, Log: log}).Define(t.Context(), actor.System, plan); err != nil {
		t.Fatal(err)
	}
	return &Service{DB: d}
}

func exampleDefinition() Definition {
	return Definition{[]Action{{
		Ref: "reporting-centres", What: "Open ten reporting centres", Who: "Community safety team",
		Due: date(2017, 3, 31), Measure: "Reports a year",
		Baseline: ptr(200), Target: ptr(300), Objective: "report", Needs: []string{"hate"}, Issues: []string{"where-to-report"},
		Updates: []Update{{Date: date(2016, 10, 1), Status: OnTrack, Text: "Six are open.", Value: ptr(240)}},
	}, {Ref: "training", What: "Train staff", Who: "Head of people", AsPublished: true, When: "Every year"}}}
}

func TestActionHasTheLanguageOfItsStrategy(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newService(t, d, "cy")
		if err := s.Define(t.Context(), actor.System, exampleDefinition()); err != nil {
			t.Fatal(err)
		}
		err := d.View(t.Context(), func(tx *db.Tx) error {
			all, err := allActions(t.Context(), tx)
			if len(all) != 2 || all[0].Language != "cy" || all[1].Language != "" {
				t.Errorf("got %v", all)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestActionIsFoundByObjectiveNeedAndIssue(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newService(t, d)
		for range 2 {
			if err := s.Define(t.Context(), actor.System, exampleDefinition()); err != nil {
				t.Fatal(err)
			}
		}
		err := d.View(t.Context(), func(tx *db.Tx) error {
			for name, find := range map[string]func() ([]*Action, error){
				"objective": func() ([]*Action, error) { return ForObjectives(t.Context(), tx, "report") },
				"need":      func() ([]*Action, error) { return ForNeeds(t.Context(), tx, "hate") },
				"issue":     func() ([]*Action, error) { return ForIssues(t.Context(), tx, "where-to-report") },
			} {
				got, err := find()
				if err != nil || len(got) != 1 || db.JSON(got[0].Needs) != `["hate"]` || len(got[0].Updates) != 1 || *got[0].Updates[0].Value != 240 {
					t.Errorf("from the %s: %v, %v", name, got, err)
				}
			}
			all, err := allActions(t.Context(), tx)
			if len(all) != 2 || all[1].Ref != "training" || all[1].Gaps().String() != "This action has no date or measure of success." {
				t.Errorf("got %v", all)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestUpdatesAreAppendOnly(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newService(t, d)
		if err := s.Define(t.Context(), actor.System, exampleDefinition()); err != nil {
			t.Fatal(err)
		}
		for _, test := range []struct {
			name string
			u    Update
			want fault.Kind // Internal means no error
			say  string
		}{
			{"a new update", Update{Date: date(2017, 2, 1), Status: AtRisk, Text: "Two are late."}, fault.Internal, ""},
			{"the same again", Update{Date: date(2017, 2, 1), Status: AtRisk, Text: "Two are late."}, fault.Internal, ""},
			{
				"another text for the same date",
				Update{Date: date(2017, 2, 1), Status: OnTrack, Text: "All is well."}, fault.Conflict,
				"already has a published update",
			},
			{"dated tomorrow", Update{Date: dbtest.Now.AddDate(0, 0, 1), Status: OnTrack}, fault.Invalid, "in the future"},
			{"closed without a reason", Update{Date: date(2017, 3, 1), Status: Closed}, fault.Invalid, "Enter the reason"},
			{"with an unknown status", Update{Date: date(2017, 3, 1), Status: "green"}, fault.Invalid, "not a status"},
		} {
			err := s.Update(t.Context(), actor.System, "reporting-centres", test.u)
			if fault.KindOf(err) != test.want || err != nil && (test.want == fault.Internal || !strings.Contains(fault.Message(err), test.say)) {
				t.Errorf("%s: %v", test.name, err)
			}
		}
		err := s.Update(t.Context(), actor.System, "nowhere", Update{Date: date(2017, 2, 1), Status: OnTrack})
		if !fault.Is(err, fault.NotFound) {
			t.Errorf("an action that does not exist: %v", err)
		}
		if err := s.Update(t.Context(), actor.Actor{}, "training", Update{}); !fault.Is(err, fault.Forbidden) {
			t.Errorf("an update without permission: %v", err)
		}
	})
}

func TestActionWithMissingReferencesIsRejected(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newService(t, d)
		for _, test := range []struct {
			name  string
			spoil func(*Action)
			say   string
		}{
			{"no owner", func(a *Action) { a.Who = "" }, "the role"},
			{"no date", func(a *Action) { a.Due = time.Time{} }, "a date"},
			{"no measure", func(a *Action) { a.Measure = "" }, "measured"},
			{"an objective that does not exist", func(a *Action) { a.Objective = "x" }, `"x"`},
			{"a need that does not exist", func(a *Action) { a.Needs = []string{"y"} }, `"y"`},
			{"a consultation that does not exist", func(a *Action) { a.Consultations = []string{"z"} }, `"z"`},
			{"an assessment of no consultation", func(a *Action) { a.Mitigates = []string{"z/impact"} }, `"z"`},
			{"two updates on one day", func(a *Action) { a.Updates = append(a.Updates, a.Updates[0]) }, "two updates"},
		} {
			def := exampleDefinition()
			test.spoil(&def.Actions[0])
			err := s.Define(t.Context(), actor.System, def)
			if !fault.Is(err, fault.Invalid) || !strings.Contains(fault.Message(err), test.say) {
				t.Errorf("%s: %v", test.name, err)
			}
		}
	})
}

func TestChangesOfActionsAreAudited(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, ctx := newService(t, d), t.Context()
		for range 2 {
			if err := s.Define(ctx, actor.System, exampleDefinition()); err != nil {
				t.Fatal(err)
			}
			update := Update{Date: date(2017, 2, 1), Status: AtRisk, Text: "Two centres are late."}
			if err := s.Update(ctx, actor.System, "reporting-centres", update); err != nil {
				t.Fatal(err)
			}
		}
		err := d.View(ctx, func(tx *db.Tx) error {
			for act, want := range map[string]int{
				"define-need": 1, "define-strategy": 1, "define-action": 2, "update-action": 1,
			} {
				if entries, err := audit.List(ctx, tx, actor.System, audit.Filter{Act: act}); err != nil || len(entries.Items) != want {
					t.Errorf("%s has %d entries, want %d: %v", act, len(entries.Items), want, err)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

// allActions returns every action, in the order of the plans.
func allActions(ctx context.Context, tx *db.Tx) (all []*Action, err error) {
	return all, Each(ctx, tx, func(a *Action) error {
		all = append(all, a)
		return nil
	})
}
