package analysis_test

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/analysis"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/place"
	"github.com/folkmoot/folkmoot/tally"
)

var (
	analyst = actor.Actor{ID: "analyst", Org: "council", Capabilities: []actor.Capability{actor.ReadResponses}}
	officer = actor.Actor{ID: "officer", Org: "council", Capabilities: []actor.Capability{actor.ReadResponses, actor.ReadMonitoring}}
	citizen = actor.Actor{ID: "viewer", Org: "council"}
)

// Answers are counted by groups as they are in the database, of the responses that a release would count. Responses that
// change are seen at once.
func TestAnswersAreCountedByGroup(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := newFixture(t, d), t.Context()
		h.importResponses(responsesCSV(0, 200, ""))
		h.importResponses(responsesCSV(200, 2, "excluded:duplicate"))
		if _, err := h.analysis.CountTables(ctx, analyst, "park", analysis.TableQuery{}); !fault.Is(err, fault.Conflict) {
			t.Errorf("while it is open: %v", err)
		}
		h.advanceDays(5)
		q := analysis.TableQuery{Query: tally.Query{Variables: []string{"use"}, By: analysis.ChannelVariable}}
		got, err := h.analysis.CountTables(ctx, analyst, "park", q)
		if err != nil {
			t.Fatal(err)
		}
		if counted := describe(&got.Tables[0]); counted != countInSQL(h) || got.Responses.Counted != 200 {
			t.Errorf("%d responses: %s, want %s", got.Responses.Counted, counted, countInSQL(h))
		}
		h.importResponses(responsesCSV(300, 25, ""))
		if got, err = h.analysis.CountTables(ctx, analyst, "park", q); err != nil {
			t.Fatal(err)
		}
		if counted := describe(&got.Tables[0]); counted != countInSQL(h) || got.Responses.Counted != 225 {
			t.Errorf("%d responses: %s, want %s", got.Responses.Counted, counted, countInSQL(h))
		}
	})
}

// describe returns the counts of a table by group, without those of everyone.
func describe(t *tally.Table) string {
	var all []string
	for g, group := range t.Groups[1:] {
		for c, category := range t.Variable.Categories {
			if n := t.Cells[c][g+1].Count; n > 0 {
				all = append(all, fmt.Sprint(group.Category, " ", category.ID, " ", n))
			}
		}
	}
	return strings.Join(all, ", ")
}

// countInSQL has the database count the answers to “use” by channel, from their stored text.
func countInSQL(h *fixture) string {
	var all []string
	h.view(func(ctx context.Context, tx *db.Tx) error {
		for _, channel := range []string{"web", "paper", "phone"} {
			for _, option := range []string{"yes", "no", "else"} {
				n, err := db.One(ctx, tx, func(r db.Row) (n int64, err error) { return n, r.Scan(&n) },
					`SELECT count(*) FROM intake_response WHERE state = 'counted' AND channel = $1 AND answers LIKE $2`,
					channel, `%"use":{%"`+option+`"%`)
				if err != nil {
					return err
				}
				if n > 0 {
					all = append(all, fmt.Sprint(channel, " ", option, " ", n))
				}
			}
		}
		return nil
	})
	return strings.Join(all, ", ")
}

// Equality monitoring answers are counted only by people who may read them, for a purpose that the audit log has.
func TestMonitoringAnswersAreCountedForAPurpose(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := newFixture(t, d), t.Context()
		h.importResponses(responsesCSV(0, 60, ""))
		h.advanceDays(5)
		q := analysis.TableQuery{Query: tally.Query{Variables: []string{"use"}, By: "sex"}}
		if _, err := h.analysis.CountTables(ctx, citizen, "park", q); !fault.Is(err, fault.Forbidden) {
			t.Errorf("a viewer: %v", err)
		}
		for _, by := range []actor.Actor{analyst, officer} {
			if _, err := h.analysis.CountTables(ctx, by, "park", q); !fault.Is(err, fault.Invalid) {
				t.Errorf("%s without a purpose: %v", by.ID, err)
			}
		}
		for _, names := range [][]string{{analysis.ChannelVariable}, {""}, {"use", "none"}} {
			none := analysis.TableQuery{Query: tally.Query{Variables: names}}
			if _, err := h.analysis.CountTables(ctx, analyst, "park", none); !fault.Is(err, fault.Invalid) {
				t.Errorf("tables of %q, which are no questions: %v", names, err)
			}
		}
		hidden, err := h.analysis.Variables(ctx, analyst, "park")
		if err != nil || !hidden.Monitoring || hidden.Variable("sex") != nil || hidden.Variable("use") == nil {
			t.Errorf("an analyst may choose %+v: %v", hidden, err)
		}
		filtered := analysis.TableQuery{Query: tally.Query{Variables: []string{"use"},
			Filters: []tally.Filter{{Variable: "sex", Any: []tally.Group{{Category: "female"}}}}}}
		if _, err := h.analysis.CountTables(ctx, analyst, "park", filtered); !fault.Is(err, fault.Invalid) {
			t.Errorf("a filter of an analyst: %v", err)
		}
		q.Purpose = "To see who was heard."
		got, err := h.analysis.CountTables(ctx, officer, "park", q)
		if err != nil || len(got.Tables) != 1 || got.Tables[0].States[1].Responses() != 30 {
			t.Fatalf("%+v: %v", got, err)
		}
		var logged int
		h.view(func(ctx context.Context, tx *db.Tx) error {
			all, err := audit.ListBySubject(ctx, tx, "consultation", "park", "", 100)
			for _, e := range all.Items {
				if e.Act == "count-monitoring" && e.Reason == q.Purpose {
					logged++
				}
			}
			return err
		})
		if logged != 1 {
			t.Errorf("%d entries in the audit log", logged)
		}
		q.Download = analysis.DownloadChart
		if _, err := h.analysis.CountTables(ctx, officer, "park", q); err != nil {
			t.Fatal(err)
		}
		h.view(func(ctx context.Context, tx *db.Tx) error {
			all, err := audit.ListBySubject(ctx, tx, "consultation", "park", "", 100)
			if !slices.ContainsFunc(all.Items, func(e audit.Entry) bool { return e.Act == "download-monitoring-chart" && e.Reason == q.Purpose }) {
				t.Error("the audit log does not say that a chart was downloaded")
			}
			return err
		})
	})
}

// Weights are beside the counts of people, only for people who may read the questions that they are from, for a purpose, in saved
// views too. A release has none.
func TestAnswersAreWeightedForPeopleWhoMayReadTheQuestions(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := newFixture(t, d), t.Context()
		_, err := definition.Load(ctx, h.log, fstest.MapFS{
			"places.yaml": {Data: []byte("places:\n  - {ref: county, code: E1, name: Leicestershire, kind: county}\n")},
			"figures/sex.yaml": {Data: []byte("tables:\n  - {ref: sex, title: Sex, measure: parts, source: A table, date: 2021-03-21,\n" +
				"     compare: [{question: sex, groups: {Women: female, Men: male}}],\n" +
				"     figures: \"place,category,value\\nE1,Women,80\\nE1,Men,20\\n\"}\n")},
		}, actor.System, (&place.Service{DB: d}).Definitions())
		if err != nil {
			t.Fatal(err)
		}
		h.importResponses(responsesCSV(0, 60, ""))
		h.advanceDays(5)
		q := analysis.TableQuery{Query: tally.Query{Variables: []string{"use"}}, WeightOn: []string{"sex"}, Download: analysis.DownloadTables}
		for _, by := range []actor.Actor{analyst, officer} { // the latter without a purpose
			if _, err := h.analysis.CountTables(ctx, by, "park", q); !fault.Is(err, fault.Invalid) {
				t.Errorf("%s: %v", by.ID, err)
			}
		}
		q.Purpose = "To check the findings."
		got, err := h.analysis.CountTables(ctx, officer, "park", q)
		if err != nil || got.Weighting == nil || len(got.Weighting.On) != 1 {
			t.Fatalf("%+v, %v", got, err)
		}
		w, table := got.Weighting, &got.Tables[0]
		if w.DesignEffect <= 1 || w.Largest <= w.Smallest || table.Weights[0].Responses() != 60e6 || table.States[0].Responses() != 60 {
			t.Errorf("weights %+v of %+v", w.Weights, table.Weights[0])
		}
		different := false
		for c := range table.Cells {
			different = different || table.Cells[c][0].Weight != 1e6*table.Cells[c][0].Count
		}
		if !different {
			t.Errorf("weights change nothing: %+v", table.Cells)
		}
		chosen := analysis.Chosen{Question: "use", WeightOn: []string{"sex"}}
		if _, err := h.analysis.SaveView(ctx, analyst, "park", "Weighted", chosen); !fault.Is(err, fault.Invalid) {
			t.Errorf("an analyst saves a view weighted by an equality question: %v", err)
		}
		if _, err := h.analysis.SaveView(ctx, officer, "park", "Weighted", chosen); err != nil {
			t.Fatal(err)
		}
		views, err := h.analysis.Views(ctx, officer, "park")
		if err != nil || len(views) != 1 || !slices.Equal(views[0].WeightOn, chosen.WeightOn) {
			t.Errorf("views %+v, %v", views, err)
		}
		h.view(func(ctx context.Context, tx *db.Tx) error {
			all, err := audit.ListBySubject(ctx, tx, "consultation", "park", "", 100)
			if err == nil && !slices.ContainsFunc(all.Items, func(e audit.Entry) bool {
				return e.Act == "download-count-monitoring" && e.Reason == q.Purpose
			}) {
				t.Errorf("the audit log has %+v", all.Items)
			}
			return err
		})
		f, err := h.analysis.Release(ctx, actor.System, "park")
		if err != nil || bytes.Contains(bytes.ToLower(f.Bytes), []byte("weight")) {
			t.Errorf("a release with weights: %v", err)
		}
	})
}
