package analysis_test

import (
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/analysis"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/entry"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
)

// From the open consultation to the released results, as whoever releases them
// sees it, and what stands in the way.
func TestPreviewMatchesRelease(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := newFixture(t, d), t.Context()
		officer := actor.Actor{
			ID:           "officer",
			Org:          actor.CouncilOrg,
			Capabilities: []actor.Capability{actor.Staff, actor.Release, actor.EnterResponses},
		}
		prospect := func() *analysis.Preview {
			t.Helper()
			p, err := h.analysis.Preview(ctx, officer, "park")
			if err != nil {
				t.Fatal(err)
			}
			return p
		}
		stopped := func(when, why string) {
			t.Helper()
			p := prospect()
			if say := fault.Message(p.Blocked); p.Next != nil || !strings.Contains(say, why) {
				t.Errorf("%s: %q, %v", when, say, p.Next)
			}
			if _, err := h.analysis.Publish(ctx, officer, "park", ""); !fault.Is(err, fault.Conflict) || !strings.Contains(fault.Message(err), why) {
				t.Errorf("%s: released nevertheless: %v", when, err)
			}
		}
		h.importResponses(responsesCSV(0, 60, ""))
		stopped("while it is open", "Nothing is shown while a consultation is open.")
		clerks := &entry.Service{DB: d, Log: h.log, Intake: h.intake}
		bundle, err := clerks.OpenBatch(
			ctx,
			officer,
			entry.Batch{
				Consultation:   "park",
				Edition:        "standard",
				Reference:      "Library, 2",
				Channel:        intake.Paper,
				ReceivedOn:     "2026-03-01",
				FormCount:      1,
				IdempotencyKey: "k",
			},
		)
		if err != nil {
			t.Fatal(err)
		}
		h.advanceDays(3)
		stopped("while forms are in the post", "Forms on paper are counted if they reach us by")
		h.advanceDays(10)
		stopped("while a bundle is keyed", "The bundle “Library, 2” is not closed yet.")
		for _, end := range []func() error{
			func() error { return clerks.FinishFirstKeying(ctx, officer, "park", bundle.ID, "The form was blank.") },
			func() error { return clerks.CloseBatch(ctx, officer, "park", bundle.ID, "") },
		} {
			if err := end(); err != nil && !fault.Is(err, fault.Closed) && !fault.Is(err, fault.Conflict) {
				t.Fatal(err)
			}
		}

		p := prospect()
		if p.Blocked != nil || p.Next == nil || p.NeedsReason || p.Next.Number != 1 || p.Next.Responses.Counted != 60 || len(p.Releases) != 0 {
			t.Fatalf("before the first release: %+v", p)
		}
		for who, by := range map[string]actor.Actor{
			"another organisation": {ID: "x", Org: "partner", Capabilities: actor.AllCapabilities},
			"a clerk":              {ID: "y", Org: actor.CouncilOrg, Capabilities: []actor.Capability{actor.Staff, actor.EnterResponses}},
		} {
			if p, err := h.analysis.Preview(ctx, by, "park"); err == nil {
				t.Errorf("%s sees %+v", who, p)
			}
			if _, err := h.analysis.Publish(ctx, by, "park", ""); err == nil {
				t.Errorf("%s released the results", who)
			}
		}

		// What is shown before is what is released.
		f, err := h.analysis.Release(ctx, officer, "park")
		if err != nil || f.Number != 1 || db.JSON(f.Release) != db.JSON(p.Next.Release) {
			t.Fatalf("%+v, %v", f, err)
		}
		state := func() consult.State { return prospect().StateAt(*h.now.Load()) }
		if p = prospect(); p.Next != nil || p.Blocked != nil || len(p.Releases) != 1 || state() != consult.Closed {
			t.Errorf("after it: %+v", p)
		}

		// Another one wants a reason, and may tell of nobody.
		h.importResponses(responsesCSV(60, 3, ""))
		if p = prospect(); p.Blocked == nil || !strings.Contains(fault.Message(p.Blocked), "Only 3 responses differ") {
			t.Errorf("three more: %+v", p)
		}
		h.importResponses(responsesCSV(63, 27, ""))
		if p = prospect(); !p.NeedsReason || p.Next == nil || p.Next.Number != 2 || p.Next.Responses.Counted != 90 {
			t.Fatalf("thirty more: %+v", p)
		}
		if _, err := h.analysis.Publish(ctx, officer, "park", " "); !fault.Is(err, fault.Conflict) || state() != consult.Closed {
			t.Errorf("without a reason: %v", err)
		}
		for press, reason := range []string{"A bundle was found.", ""} { // pressed twice, it is released once
			f, err := h.analysis.Publish(ctx, officer, "park", reason)
			if err != nil || f.Number != 2 || f.Reason != "A bundle was found." || state() != consult.Reported {
				t.Errorf("press %d: %+v, %v", press, f, err)
			}
		}
		if found := h.auditFindings(); len(found) > 0 {
			t.Error(found)
		}
	})
}
