package eia

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/action"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/equality"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/record"
	"github.com/folkmoot/folkmoot/receipt"
)

func day(text string) time.Time {
	d, err := time.Parse(time.DateOnly, text)
	if err != nil {
		panic(err)
	}
	return d
}

// complete is an invented assessment that can be published.
func complete() *Assessment {
	rules := DefaultRules()
	a := &Assessment{
		Ref: "buses", Title: "Evening buses", Subject: "saving", Activities: []string{"strategy:open"}, Purpose: "Save money.",
		Started: day("2026-01-12"), Needed: NeedYes, Lead: "Head of transport", Service: "Transport", Baseline: "Buses of 2019",
		Year: 2026, Evidence: []Source{{Source: "Ticket sales", Dated: day("2026-01-31"),
			Says: "8% of tickets are sold after 7pm.", People: 4000}},
		Options: []Option{{Option: "End them", Assessed: true}, {Option: "Run fewer", WhyNot: "The operator has no figures."}},
		Impacts: []Impact{
			{Group: "sex", Option: "End them", Direction: Positive, Size: Low, Effect: "Day buses come more often."},
			{Group: "disability", Option: "End them", Direction: Adverse, Size: High, Chance: "likely", Effect: "There is no way home.",
				Number: 40, With: []string{"age"}, Actions: []string{"taxis"}, Left: Low, Justified: "The budget is fixed by law."},
		},
		Outcomes: []string{string(Adjust), string(Continue)}, Leading: Adjust, Reasons: "Taxis replace most journeys.",
		Harm: "2", Likelihood: "2",
		Review: day("2030-01-31"), ExemptChecked: "Legal services",
	}
	live, _ := rules.Cells(a.Started, equality.Function{})
	for _, c := range live {
		f := Finding{Cell: c.Code, Relevant: RelevantNo, Finding: "Fares and routes by day stay."}
		if c.Group == "disability" {
			f.Relevant = RelevantYes
		}
		a.Findings = append(a.Findings, f)
	}
	for _, s := range rules.Signers {
		a.Signatures = append(a.Signatures, Signature{Role: s.Role, Post: s.Role, Words: s.Words, Date: day("2026-02-02")})
	}
	return a
}

// in runs fn on both databases, with an action that reduces impacts.
func in(t *testing.T, fn func(t *testing.T, ctx context.Context, tx *db.Tx)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		d.SetClock(func() time.Time { return time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC) })
		ctx := t.Context()
		err := (&action.Service{DB: d}).Define(ctx, actor.System, action.Definition{Actions: []action.Action{
			{Ref: "taxis", What: "Pay for taxis", Who: "Head of transport", Due: day("2026-12-31"), Measure: "Journeys"}}})
		if err != nil {
			t.Fatal(err)
		}
		if err := d.Update(ctx, func(tx *db.Tx) error { fn(t, ctx, tx); return nil }); err != nil {
			t.Fatal(err)
		}
	})
}

// What published forms get wrong is refused, each at its place: rows F2, F5 and F7 of docs/credibility.md, and the
// defects that were found in forms of councils.
func TestDefectsOfAssessmentsAreRefused(t *testing.T) {
	in(t, func(t *testing.T, ctx context.Context, tx *db.Tx) {
		if err := complete().check(ctx, tx); err != nil {
			t.Fatalf("the complete one is refused: %v", err)
		}
		other := complete()
		other.Ref, other.Title, other.Team, other.TeamSize = "depot", "Depot", "Night team", 12
		if _, err := other.save(ctx, tx, &record.Writer{}); err != nil {
			t.Fatal(err)
		}
		for name, test := range map[string]struct {
			change func(*Assessment)
			want   string // path and a part of the message
		}{
			"a cell without a reason": {func(a *Assessment) { a.Findings[3].Finding = "" }, "[findings]: Say for each characteristic"},
			"a cell of another function": {func(a *Assessment) { a.Schools = true },
				"[findings 0 cell]: The duty does not apply here to “Age: Eliminate discrimination”"},
			"not sure without an action": {func(a *Assessment) { a.Findings[0].Relevant = RelevantNotSure },
				"[gaps]: It is not known"},
			"relevant without an impact": {func(a *Assessment) { a.Findings[0].Relevant = RelevantYes }, "[impacts]:"},
			"unknown without an action": {func(a *Assessment) { a.Impacts[0].Direction = Unknown },
				"[impacts 0 direction]: This impact is not known"},
			"mitigation that is no action": {func(a *Assessment) { a.Impacts[1].Actions = []string{"vans"} },
				"[impacts 1 actions 0]: There is no action"},
			"adverse with nothing done": {func(a *Assessment) {
				a.Impacts[1].Actions, a.Impacts[1].Justified = nil,
					""
			}, "[impacts 1 actions]"},
			"one option of three assessed": {func(a *Assessment) { a.Options[1].WhyNot = "" },
				"[options 1 why-not]: Say why “Run fewer” is not assessed"},
			"assessed without impacts":     {func(a *Assessment) { a.Options[1].Assessed = true }, "[impacts]: “Run fewer” is marked"},
			"percentages on twelve people": {func(a *Assessment) { a.Evidence[0].People = 12 }, "[evidence 0 says]: Give numbers"},
			"two savings on one team":      {func(a *Assessment) { a.Team = "night TEAM" }, "[together]: “Depot” reduces the same team"},
			"signed before its own facts":  {func(a *Assessment) { a.Evidence[0].Dated = day("2026-02-20") }, "[signatures 0 date]"},
			"a missing signature": {func(a *Assessment) { a.Signatures = a.Signatures[1:] },
				"[signatures]: “Lead officer” has not signed"},
			"no change despite adverse": {func(a *Assessment) { a.Outcomes, a.Leading = []string{"proceed"}, Proceed },
				"[outcomes]: An adverse impact is left"},
			"an outcome that leads and is no": {func(a *Assessment) { a.Leading = Stop }, "[leading]"},
			"no review":                       {func(a *Assessment) { a.Review = time.Time{} }, "[review]"},
			"no reason for none":              {func(a *Assessment) { a.Needed, a.Route = NeedNo, "no-effect" }, "[why]: Enter the reason"},
			"evidence of tomorrow":            {func(a *Assessment) { a.Evidence[0].Dated = day("2026-03-03") }, "[evidence 0 dated]"},
		} {
			a := complete()
			test.change(a)
			var wrong definition.SettingErrors
			wrong.Add(a.check(ctx, tx))
			found := ""
			for _, one := range wrong {
				found += fmt.Sprintf("%v: %s\n", one.Path, one.Err)
			}
			if !strings.Contains(found, test.want) {
				t.Errorf("%s: want %s, got\n%s", name, test.want, found)
			}
		}
	})
}

// The summary for decision makers begins with what is adverse and leaves nothing out: row F3 of docs/credibility.md.
func TestSummaryBeginsWithAdverseFindings(t *testing.T) {
	rules := DefaultRules()
	var all []string
	for _, m := range complete().Digest(&rules) {
		all = append(all, m.In((*locale.Printer)(nil)))
	}
	if len(all) != 3 || !strings.HasPrefix(all[0], "Adverse impact on disability and age (End them), size high: There is no way home.") ||
		!strings.Contains(all[1], "Option not assessed: Run fewer") || !strings.HasPrefix(all[2], "Positive") {
		t.Errorf("%s", strings.Join(all, "\n"))
	}
}

// An activity is agreed only under a current assessment: not without one, not when its review is due or an event has called for
// one, and not after the day for which it was planned. An action is covered by the assessment whose impact it reduces, and a
// part by the whole.
func TestGateAsksForACurrentAssessment(t *testing.T) {
	in(t, func(t *testing.T, ctx context.Context, tx *db.Tx) {
		ask := func(a edit.Activity) string {
			err := Gate(ctx, tx, a)
			if linked := edit.AsLinked(err); linked != nil {
				return linked.Href
			}
			if err != nil {
				t.Fatal(err)
			}
			return "agreed"
		}
		open := edit.Activity{Title: "Open", Names: []string{"strategy:open", "strategy:draft-id"}}
		if got := ask(open); got != "/staff/assessments/new?activities=strategy%3Aopen" {
			t.Errorf("without an assessment: %s", got)
		}
		for i, test := range []struct {
			change func(*Assessment)
			want   string
		}{
			{func(a *Assessment) { a.Review = day("2026-03-01") }, "/staff/assessments/buses"},
			{func(a *Assessment) { a.Review = day("2026-03-02") }, "agreed"},
			{func(a *Assessment) { a.Happened = "The budget changed" }, "/staff/assessments/buses"},
			{func(a *Assessment) { a.Needed, a.PlannedBy = NeedPlanned, day("2026-03-01") }, "/staff/assessments/buses"},
			{func(a *Assessment) { a.Needed, a.PlannedBy = NeedPlanned, day("2026-04-01") }, "agreed"},
			{func(a *Assessment) { a.Activities = []string{"strategy:draft-id"} }, "agreed"},
			{func(a *Assessment) { a.Activities = []string{"strategy:other"} }, "/staff/assessments/new?activities=strategy%3Aopen"},
			{func(*Assessment) {}, "agreed"},
		} {
			a := complete()
			test.change(a)
			if _, err := a.save(ctx, tx, &record.Writer{}); err != nil {
				t.Fatal(err)
			}
			if got := ask(open); got != test.want {
				t.Errorf("case %d: %s, want %s", i, got, test.want)
			}
		}
		if got := ask(edit.Activity{Title: "Taxis", Names: []string{"action:taxis"}, Covered: []string{"assessment:buses"}}); got != "agreed" {
			t.Errorf("an action that reduces an impact: %s", got)
		}
		if got := ask(edit.Activity{Title: "Loops", Covered: []string{"strategy:open"}}); got != "agreed" {
			t.Errorf("an objective of the strategy: %s", got)
		}
	})
}

// A publication is frozen: a change is a new edition, the earlier one stays as it was, and both have entries in the public record.
func TestPublishedAssessmentsAreFrozen(t *testing.T) {
	in(t, func(t *testing.T, ctx context.Context, tx *db.Tx) {
		published := complete()
		published.Published = dbtest.Now.AddDate(0, -3, 0)
		for range 2 { // the second time nothing changes
			if _, err := published.save(ctx, tx, &record.Writer{}); err != nil {
				t.Fatal(err)
			}
		}
		changed := complete()
		changed.Reasons, changed.Published = "The operator agreed.", published.Published.AddDate(0, 1, 0)
		if ok, err := changed.save(ctx, tx, &record.Writer{}); err != nil || !ok {
			t.Fatal(ok, err)
		}
		first, err := GetEdition(ctx, tx, "buses", 1)
		if err != nil || first.Reasons != "Taxis replace most journeys." {
			t.Errorf("the first edition says %q: %v", first.Reasons, err)
		}
		covering, err := ForActivity(ctx, tx, "strategy", "open")
		if want := changed.Published.AddDate(0, -1, 0); err != nil || len(covering) != 1 || !covering[0].First.Equal(want) {
			t.Errorf("what covers it was first published %v, %v, want %s", covering, err, want)
		}
		names, err := EditionNamesOf(ctx, tx, []string{"buses", "nothing"})
		if err != nil || len(names) != 2 || names[0].Number != 1 || names[1].Number != 2 || names[1].Title != "Evening buses" {
			t.Errorf("the editions are called %v, %v", names, err)
		}
		var listed []EditionName
		err = db.Each(func(at string) (db.Page[EditionName], error) { return ListEditionNames(ctx, tx, at, 1) },
			func(n EditionName) error { listed = append(listed, n); return nil })
		if err != nil || !slices.Equal(listed, names) {
			t.Errorf("page by page: %v, %v", listed, err)
		}
		if _, err := GetEdition(ctx, tx, "buses", 3); !fault.Is(err, fault.NotFound) {
			t.Errorf("a third edition: %v", err)
		}
		leaves := 0
		if err := EachLeaf(ctx, tx, func(_ receipt.Leaf, _ string) { leaves++ }); err != nil || leaves != 2 {
			t.Errorf("%d entries, want 2: %v", leaves, err)
		}
		l, err := List(ctx, tx, Query{Filter: OnlyMade, Group: "disability", Service: "Transport"})
		if err != nil || len(l.Items) != 1 || l.Counts[AllAssessments] != 1 {
			t.Errorf("the register: %+v, %v", l, err)
		}
		if l, err = List(ctx, tx, Query{Group: "sex"}); err != nil || len(l.Items) != 0 {
			t.Errorf("adverse for women or men: %+v, %v", l, err)
		}
	})
}

// Savings are seen together, with the group that is worst off first, and nothing is added up to an average.
func TestAssessmentsAreSeenTogether(t *testing.T) {
	in(t, func(t *testing.T, ctx context.Context, tx *db.Tx) {
		if _, err := complete().save(ctx, tx, &record.Writer{}); err != nil {
			t.Fatal(err)
		}
		all, years, err := Cumulative(ctx, tx)
		if err != nil || len(all) != 2 || all[0].Group != "disability" || !all[0].Flagged() || all[1].Flagged() || len(years) != 1 {
			t.Errorf("combined: %+v, years %v, %v", all, years, err)
		}
		if groupCount := all[0].Adverse; groupCount != 1 {
			t.Errorf("%d adverse impacts on disabled people, want 1", groupCount)
		}
		for _, c := range all { // the page of a group has each impact that is counted
			found, err := ListImpacts(ctx, tx, c.Group, "")
			if err != nil {
				t.Fatal(err)
			}
			listed := map[ImpactCount]int64{}
			for _, m := range found.Items {
				listed[ImpactCount{Direction: m.Direction, Size: m.Size}]++
			}
			for _, counts := range c.Years {
				for _, x := range counts {
					if key := (ImpactCount{Direction: x.Direction, Size: x.Size}); listed[key] != x.Count {
						t.Errorf("%s: %d are %v, and %d are listed", c.Group, x.Count, key, listed[key])
					}
					delete(listed, ImpactCount{Direction: x.Direction, Size: x.Size})
				}
			}
			if len(listed) > 0 {
				t.Errorf("%s: %v are listed and not counted", c.Group, listed)
			}
		}
		if _, err := ListImpacts(ctx, tx, "nobody", ""); !fault.Is(err, fault.NotFound) {
			t.Errorf("a group without impacts: %v", err)
		}
		for _, option := range []string{"Close it", "close it"} { // one option that is preferred, and another that is not
			a := complete()
			a.Options = []Option{{Option: "Close IT", Assessed: true}, {Option: "Keep it", Assessed: true, Preferred: true}}
			for i := range a.Impacts {
				a.Impacts[i].Option = option
			}
			if _, err := a.save(ctx, tx, &record.Writer{}); err != nil {
				t.Fatal(err)
			}
			if all, _, err = Cumulative(ctx, tx); err != nil || len(all) != 0 {
				t.Errorf("impacts of an option that was given up are listed: %+v, %v", all, err)
			}
		}
	})
}

// The yearly information lists what was assessed in a year, as the last version of that year says, with what changed because of
// it. Reasons why there is no assessment, and versions of other years, are not among it.
func TestAssessmentsOfAYearAreListed(t *testing.T) {
	in(t, func(t *testing.T, ctx context.Context, tx *db.Tx) {
		save := func(published, reasons string, change func(*Assessment)) {
			a := complete()
			a.Published, a.Reasons = day(published), reasons
			change(a)
			if _, err := a.save(ctx, tx, &record.Writer{}); err != nil {
				t.Fatal(err)
			}
		}
		save("2024-03-31", "Before.", func(*Assessment) {})
		save("2024-04-01", "First.", func(*Assessment) {})
		save("2025-03-31", "Last.", func(*Assessment) {})
		save("2025-04-01", "After.", func(*Assessment) {})
		save("2024-06-01", "", func(a *Assessment) { a.Ref, a.Needed, a.Why = "signs", NeedNo, "Signs." })
		save("2024-06-01", "Unchanged.", func(a *Assessment) { a.Ref, a.Outcomes = "paths", []string{string(Proceed)} })
		all, err := PublishedBetween(ctx, tx, day("2024-04-01"), day("2025-03-31"))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, a := range all {
			got = append(got, fmt.Sprintf("%s#%d %s", a.Ref, a.Edition, a.Changed()))
		}
		if want := "buses#3 Last.|paths#1 "; strings.Join(got, "|") != want {
			t.Errorf("listed are %q, want %q", got, want)
		}
	})
}
