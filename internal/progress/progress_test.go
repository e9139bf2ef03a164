package progress

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/action"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/decision"
	"github.com/folkmoot/folkmoot/internal/evidence"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/record"
	"github.com/folkmoot/folkmoot/internal/strategy"
)

func date(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }

func civilTime(t *testing.T, wall string) consult.CivilTime {
	t.Helper()
	m, err := consult.ParseCivilTime(wall, "")
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestChainStates(t *testing.T) {
	asked := &consult.Consultation{
		Slug: "c", Title: "C", Stage: consult.StagePublished, Opens: civilTime(t, "2016-04-25"), Closes: civilTime(t, "2016-05-27 23:59"),
		Text: consult.Text{Feedback: "2016-06-30"},
	}
	plan := &strategy.Strategy{
		Slug:     "s",
		Needs:    []string{"n1", "n2"},
		Versions: []strategy.Version{{ID: "draft", Kind: strategy.Draft, Date: date(2016, 4, 1)}},
	}
	both := action.Progress{Total: 2, Needs: []string{"n2"}, Due: date(2017, 3, 31), Updated: date(2016, 12, 1), Latest: "a"}
	second := action.Progress{Total: 1, Due: date(2018, 3, 31)}
	late := second
	late.Late = 1
	made := &decision.Decision{Ref: "d", Date: date(2016, 7, 6)}
	for _, test := range []struct {
		name   string
		thread chainData
		want   []string // state, path, note
	}{
		{"nothing linked", chainData{today: date(2016, 1, 1)}, []string{
			"missing||No evidence linked yet", "missing||No draft published", "missing||No consultation linked yet",
			"missing||No results published yet", "missing||No decision yet", "missing||No actions planned yet", "missing||No updates yet"}},
		{"before opening", chainData{today: date(2016, 4, 1), consultation: asked, strategy: plan}, []string{
			"done|/strategies/s#evidence|2 findings", "done|/strategies/s#draft|1 April 2016", "promised|/consultations/c|Opens 25 April 2016",
			"promised||Promised by 30 June 2016", "promised||Promised by 30 June 2016",
			"missing||No actions planned yet", "missing||No updates yet"}},
		{"while open", chainData{today: date(2016, 5, 1), consultation: asked}, []string{
			"missing||No evidence linked yet", "missing||No draft published", "current|/consultations/c|Open until 27 May 2016",
			"promised||Promised by 30 June 2016", "promised||Promised by 30 June 2016",
			"missing||No actions planned yet", "missing||No updates yet"}},
		{"on the day feedback is due", chainData{
			today: date(2016, 6, 30).Add(20 * time.Hour), consultation: asked, strategy: plan, released: true,
		}, []string{
			"done|/strategies/s#evidence|2 findings", "done|/strategies/s#draft|1 April 2016", "done|/consultations/c|Closed 27 May 2016",
			"done|/consultations/c/results|Results published", "promised||Promised by 30 June 2016",
			"missing||No actions planned yet", "missing||No updates yet"}},
		{"after the day feedback was due", chainData{today: date(2016, 7, 12), consultation: asked, strategy: plan}, []string{
			"done|/strategies/s#evidence|2 findings", "done|/strategies/s#draft|1 April 2016", "done|/consultations/c|Closed 27 May 2016",
			"overdue||Promised by 30 June 2016, 12 days overdue",
			"overdue||Promised by 30 June 2016, 12 days overdue", "missing||No actions planned yet",
			"missing||No updates yet"}},
		{"everything under way", chainData{
			today: date(2017, 2, 1), consultation: asked, released: true, strategy: plan, decision: made,
			actions: both,
		}, []string{
			"done|/strategies/s#evidence|2 findings", "done|/strategies/s#draft|1 April 2016", "done|/consultations/c|Closed 27 May 2016",
			"done|/consultations/c/results|Results published", "done|/decisions/d|6 July 2016",
			"done|/strategies/s#plan|2 actions", "done|/progress?strategy=s|Updated 1 December 2016"}},
		{"an overdue action", chainData{today: date(2018, 4, 1), strategy: plan, actions: late}, []string{
			"done|/strategies/s#evidence|2 findings", "done|/strategies/s#draft|1 April 2016", "missing||No consultation linked yet",
			"missing||No results published yet", "missing||No decision yet",
			"overdue|/strategies/s#plan|1 action, 1 overdue", "overdue||First action 1 day overdue"}},
		{"an action without a strategy", chainData{today: date(2017, 1, 1), first: "b", actions: second}, []string{
			"missing||No evidence linked yet", "missing||No draft published", "missing||No consultation linked yet",
			"missing||No results published yet", "missing||No decision yet", "done|/actions/b|1 action",
			"promised||First action due by 31 March 2018"}},
	} {
		for i, s := range test.thread.steps() {
			if got := strings.Join([]string{string(s.State), s.Path, s.Note}, "|"); got != test.want[i] {
				t.Errorf("%s: %s is %q, want %q", test.name, s.Name, got, test.want[i])
			}
		}
	}
}

// newFixture creates a closed consultation with feedback, its strategy with two actions, and a consultation without
// feedback.
func newFixture(t *testing.T, d *db.DB) *Service {
	t.Helper()
	log, err := record.Open(t.Context(), d, record.Options{Dir: t.TempDir(), Origin: "example.org/record"})
	if err != nil {
		t.Fatal(err)
	}
	consults := &consult.Service{DB: d, Log: log}
	decisions := &decision.Service{DB: d, Log: log}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	past := func(slug, title, feedback string) consult.Definition {
		return consult.Definition{Slug: slug, Title: title, Type: consult.Formal, Opens: "2016-04-25", Closes: "2016-05-27", Published: true,
			Text: consult.Text{Summary: "We asked.", Feedback: feedback}, Register: &consult.RegisterEntry{Source: "https://example.org"}}
	}
	must(consults.Define(t.Context(), actor.System, past("equality", "Equality strategy", "2016-06-30")))
	must(consults.Define(t.Context(), actor.System, past("buses", "Buses", "2016-06-30")))
	must((&evidence.Service{DB: d}).Define(t.Context(), actor.System, evidence.Definition{Needs: []evidence.Need{{
		Ref: "hate", Title: "Hate incidents", Summary: "They go unreported.", Source: evidence.Source{Name: "Survey", Date: date(2015, 1, 1)}}}}))
	n := func(v float64) *float64 { return &v }
	strategies := &strategy.Service{DB: d, Log: log}
	must(strategies.Define(t.Context(), actor.System, strategy.Strategy{
		Slug: "equality-2016", Title: "Equality 2016 to 2020", From: date(2016, 4, 1), To: date(2020, 3, 31), Needs: []string{"hate"},
		Versions: []strategy.Version{
			{Kind: strategy.Draft, Date: date(2016, 4, 25), Consultation: "equality"},
			{Kind: strategy.Adopted, Date: date(2016, 7, 6)},
		},
		Aims: []strategy.Aim{{Ref: "relations", Title: "Good relations", Objectives: []strategy.Objective{{Ref: "report", Title: "More reports",
			Measure: "Reports", Baseline: n(200), Target: n(300), By: date(2020, 3, 31), Owner: "Head of safety"}}}},
		Publications: []strategy.Publication{{Kind: strategy.EqualityObjectives, Date: date(2016, 7, 6), Title: "Objectives"}},
	}))
	must(strategies.DefineDuties(t.Context(), actor.System, strategy.DutyDefinition{Jurisdiction: "england", Employees: 240}))
	must((&action.Service{DB: d}).Define(t.Context(), actor.System, action.Definition{Actions: []action.Action{
		{Ref: "centres", What: "Open centres", Who: "Safety team", Due: date(2017, 3, 31), Measure: "Reports", Objective: "report",
			Updates: []action.Update{{Date: date(2016, 12, 1), Status: action.Complete}}},
		{Ref: "posters", What: "Put up posters", Who: "Safety team", Due: date(2018, 3, 31), Measure: "Posters", Objective: "report"},
		{
			Ref:     "calendar",
			What:    "Publish a calendar",
			Who:     "Equalities team",
			Due:     date(2026, 4, 1),
			Measure: "The calendar is published",
			Issues:  []string{"dates"},
		},
	}}))
	must(decisions.Define(t.Context(), actor.System, decision.Decision{
		Ref: "adopt", Title: "Strategy adopted", Body: "Council", Date: date(2016, 7, 6), Consultation: "equality", Strategy: "equality-2016",
		Decided: []string{"That it be adopted."}, Reasons: "It is right.",
		Issues: []decision.Issue{
			{Ref: "dates", Issue: "Few people know the dates.", RaisedBy: "Groups", Response: "True.", Change: "A calendar."},
		},
		Feedback: &decision.Feedback{Asked: "Is it right?", Said: "Nearly.", Did: "We changed aim 2.", Date: date(2016, 7, 20)},
	}))
	return &Service{DB: d, Consults: consults, Decisions: decisions,
		Released: func(context.Context, *db.Tx, string) (bool, error) { return false, nil }}
}

func TestChainIsTheSameFromEveryStartingPoint(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newFixture(t, d)
		want := []string{
			"/strategies/equality-2016#evidence",
			"/strategies/equality-2016#draft",
			"/consultations/equality",
			"/decisions/adopt#answer",
			"/decisions/adopt",
			"/strategies/equality-2016#plan",
			"/progress?strategy=equality-2016",
		}
		for kind, ref := range map[string]string{
			"consultation": "equality", "strategy": "equality-2016", "decision": "adopt", "action": "calendar",
		} {
			steps, err := s.Chain(t.Context(), kind, ref)
			if err != nil {
				t.Fatalf("%s: %v", kind, err)
			}
			for i, step := range steps {
				if step.Path != want[i] {
					t.Errorf("from the %s, %s leads to %q, want %q", kind, step.Name, step.Path, want[i])
				}
			}
			if got := steps[5].Note; got != "3 actions, 1 overdue" {
				t.Errorf("from the %s: %q", kind, got)
			}
		}
		for kind, ref := range map[string]string{"consultation": "x", "strategy": "x", "decision": "x", "action": "x"} {
			if _, err := s.Chain(t.Context(), kind, ref); !fault.Is(err, fault.NotFound) {
				t.Errorf("%s: %v", kind, err)
			}
		}
	})
}

func TestHomeListsOverduePromises(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newFixture(t, d)
		for _, test := range []struct {
			today time.Time
			late  string
			soon  string
		}{
			{date(2016, 6, 30), "", "Buses"},
			{date(2016, 7, 21), "Buses", ""},
			{date(2018, 1, 15), "Buses", "Equality information, Put up posters"},
			{date(2018, 4, 9), "Buses, Equality information", ""},
			{date(2018, 4, 10), "Buses, Equality information, Put up posters", ""}, // the council's tenth day, by default
			{date(2020, 7, 5), "Buses, Equality information, Put up posters", "Equality objectives"},
			{date(2020, 7, 6), "Buses, Equality information, Put up posters, Equality objectives", ""},
			{dbtest.Now, "Buses, Equality information, Put up posters, Equality objectives", "Publish a calendar"},
		} {
			d.SetClock(func() time.Time { return test.today })
			h, err := s.Home(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if got := joinTitles(h.Late); got != test.late {
				t.Errorf("on %s late is %q, want %q", test.today.Format(time.DateOnly), got, test.late)
			}
			if got := joinTitles(h.DueSoon); got != test.soon {
				t.Errorf("on %s soon is %q, want %q", test.today.Format(time.DateOnly), got, test.soon)
			}
			if len(h.Changed) != 1 || h.LateCount != int64(len(h.Late)) || h.Changed[0].Title != "Equality strategy" {
				t.Errorf("changed: %+v", h.Changed)
			}
		}
	})
}

func joinTitles(all []Promise) string {
	var names []string
	for _, p := range all {
		names = append(names, p.Title)
	}
	return strings.Join(names, ", ")
}

func TestOverviewSeparatesStatusFromTrend(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o, err := newFixture(t, d).Overview(t.Context(), "", "")
		if err != nil {
			t.Fatal(err)
		}
		r := o.Reports.Items[0]
		if r.Counts.Total != 2 || r.Counts.Late != 1 || r.Counts.ByStatus[action.Complete] != 1 || len(r.Late) != 1 ||
			r.Late[0].Ref != "posters" {
			t.Errorf("%+v", r.Counts)
		}
		if got := r.Aims[0].Objectives[0]; got.Trend() != strategy.TrendNoReading || r.Of[got.Ref].Total != 2 {
			t.Errorf("%+v", got)
		}
		if len(r.Latest) != 1 || len(o.Other) != 1 || len(o.Duties) != 2 {
			t.Errorf("%d updates, %d other actions, %d duties", len(r.Latest), len(o.Other), len(o.Duties))
		}
	})
}

// Of a consultation of the register and of a strategy that began before this program was used, what is not recorded is
// called not recorded, and not “not yet”.
//
// Row E2 of docs/faults.md.
func TestWhatIsNotRecordedIsNotCalledStillToCome(t *testing.T) {
	old := &consult.Consultation{}
	old.Slug, old.Register = "old", &consult.RegisterEntry{Outcome: "Reported to the Cabinet."}
	old.Closes = consult.CivilTime{At: date(2018, 7, 6)}
	for name, thread := range map[string]chainData{
		"register": {today: date(2026, 1, 1), consultation: old},
		"strategy": {today: date(2026, 1, 1), strategy: &strategy.Strategy{Slug: "s", From: date(2020, 4, 1), To: date(2024, 3, 31)}},
	} {
		for _, s := range thread.steps() {
			if s.State == Missing && s.Note != "Not recorded here" || strings.Contains(s.Note, "yet") {
				t.Errorf("%s: %s is %q", name, s.Name, s.Note)
			}
		}
	}
	toCome := &chainData{today: date(2019, 1, 1), strategy: &strategy.Strategy{From: date(2020, 4, 1)}}
	if got := toCome.decisionStep().Note; got != "No decision yet" {
		t.Errorf("of a strategy to come: %q", got)
	}
}

// The figures of the home page are computed: what was held, who was heard, and what was done on time.
//
// Row E7 of docs/faults.md.
func TestHomeFiguresAreComputed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newFixture(t, d)
		s.Counted = func(context.Context, *db.Tx) (int64, error) { return 1166, nil }
		h, err := s.Home(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if h.Held != 2 || h.Heard != 1166 || h.OnTime != 1 || h.ActionsDue != 2 {
			t.Errorf("held %d, heard %d, %d of %d on time", h.Held, h.Heard, h.OnTime, h.ActionsDue)
		}
	})
}

// The progress page reads the strategies of one page, with their actions, the list of strategies the same ones, and what was
// published by law has pages too. The home page counts all overdue promises and reads the first ones.
//
// Row D9 of docs/faults.md.
func TestProgressIsReadPageByPage(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, ctx := newFixture(t, d), t.Context()
		strategies := &strategy.Service{DB: d, Log: s.Decisions.Log}
		for i := range 12 {
			slug := fmt.Sprintf("plan-%02d", i)
			if err := strategies.Define(ctx, actor.System, strategy.Strategy{
				Slug: slug, Title: "Plan", From: date(2017+i/5, 4, 1), To: date(2030, 3, 31),
				Aims: []strategy.Aim{{Ref: slug + "-aim", Title: "A", Objectives: []strategy.Objective{
					{Ref: slug + "-o", Title: "O", AsPublished: true}}}},
				Publications: []strategy.Publication{
					{Kind: strategy.EqualityInformation, Date: date(2017, 1, 1+i), Title: "Information"},
					{Kind: strategy.EqualityObjectives, Date: date(2017, 1, 1+i), Title: "Objectives"},
				},
			}); err != nil {
				t.Fatal(err)
			}
		}
		var plan action.Definition
		for i := range 30 {
			plan.Actions = append(plan.Actions, action.Action{Ref: fmt.Sprintf("late-%d", i), What: "Do it", Who: "Team", Due: date(2016, 1, 1),
				Measure: "It", Objective: []string{"", fmt.Sprintf("plan-%02d-o", i%12)}[i/25]})
		}
		if err := (&action.Service{DB: d}).Define(ctx, actor.System, plan); err != nil {
			t.Fatal(err)
		}
		var seen []string
		for at := ""; ; {
			o, err := s.Overview(ctx, "", at)
			if err != nil {
				t.Fatal(err)
			}
			if first := at == ""; first != (len(o.Other) > 0) || first && o.Others != 26 {
				t.Errorf("%d of %d other actions at %q", len(o.Other), o.Others, at)
			}
			for _, r := range o.Reports.Items {
				seen = append(seen, r.Slug)
				if want := map[string]int{"plan-01": 1, "plan-05": 1, "equality-2016": 2}[r.Slug]; want > 0 && r.Counts.Total != want {
					t.Errorf("%s has %d actions", r.Slug, r.Counts.Total)
				}
			}
			if at = o.Reports.Next; at == "" {
				break
			}
		}
		if len(seen) != 13 || len(slices.Compact(slices.Sorted(slices.Values(seen)))) != 13 || seen[0] != "plan-11" {
			t.Errorf("reports of %v", seen)
		}
		if o, err := s.Overview(ctx, "plan-03", ""); err != nil || len(o.Reports.Items) != 1 || o.Reports.Items[0].Slug != "plan-03" {
			t.Errorf("one strategy: %+v, %v", o, err)
		}
		if _, err := s.Overview(ctx, "nothing", ""); !fault.Is(err, fault.NotFound) {
			t.Errorf("no strategy: %v", err)
		}
		published := map[string]bool{}
		err := d.View(ctx, func(tx *db.Tx) error {
			return db.Each(func(at string) (db.Page[strategy.Publication], error) { return strategy.ListPublications(ctx, tx, at) },
				func(p strategy.Publication) error {
					published[string(p.Kind)+p.Date.String()] = true
					return nil
				})
		})
		if err != nil || len(published) != 25 {
			t.Errorf("%d publications, %v", len(published), err)
		}
		h, err := s.Home(ctx)
		if err != nil || h.LateCount < 31 || len(h.Late) >= 30 || h.Late[0].Due != date(2016, 1, 1) {
			t.Errorf("%d overdue promises, %d read, %v", h.LateCount, len(h.Late), err)
		}
	})
}
