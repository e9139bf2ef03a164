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

// An officer previews and releases results, from an open consultation to two
// releases.
func TestPreviewMatchesRelease(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := newFixture(t, d), t.Context()
		officer := actor.Actor{
			ID:           "officer",
			Org:          actor.CouncilOrg,
			Capabilities: []actor.Capability{actor.Staff, actor.Release, actor.EnterResponses},
		}
		preview := func() *analysis.Preview {
			t.Helper()
			p, err := h.analysis.Preview(ctx, officer, "park", "")
			if err != nil {
				t.Fatal(err)
			}
			return p
		}
		blocked := func(when, why string) {
			t.Helper()
			p := preview()
			if message := fault.Message(p.Obstacles.Err()); p.Next != nil || !strings.Contains(message, why) {
				t.Errorf("%s: %q, %v", when, message, p.Next)
			}
			_, err := h.analysis.Publish(ctx, officer, "park", analysis.Terms{})
			if !fault.Is(err, fault.Conflict) || !strings.Contains(fault.Message(err), why) {
				t.Errorf("%s: released: %v", when, err)
			}
		}
		h.importResponses(responsesCSV(0, 60, ""))
		blocked("while it is open", "You cannot release results while the consultation is open.")
		clerks := &entry.Service{DB: d, Log: h.log, Intake: h.intake}
		batch, err := clerks.OpenBatch(
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
		blocked("before the postal deadline", "6 March 2026")
		h.advanceDays(10)
		blocked("while a batch is open", "Library, 2")
		for _, end := range []func() error{
			func() error { return clerks.FinishFirstKeying(ctx, officer, "park", batch.ID, "The form was blank.") },
			func() error { return clerks.CloseBatch(ctx, officer, "park", batch.ID, "") },
		} {
			if err := end(); err != nil && !fault.Is(err, fault.Closed) && !fault.Is(err, fault.Conflict) {
				t.Fatal(err)
			}
		}

		p := preview()
		if p.IsBlocked() || p.Next == nil || p.NeedsReason || p.Next.Number != 1 || p.Next.Responses.Counted != 60 || len(p.Releases) != 0 {
			t.Fatalf("before the first release: %+v", p)
		}
		for who, by := range map[string]actor.Actor{
			"another organisation": {ID: "x", Org: "partner", Capabilities: actor.AllCapabilities},
			"a data entry clerk":   {ID: "y", Org: actor.CouncilOrg, Capabilities: []actor.Capability{actor.Staff, actor.EnterResponses}},
		} {
			if p, err := h.analysis.Preview(ctx, by, "park", ""); err == nil {
				t.Errorf("%s sees %+v", who, p)
			}
			if _, err := h.analysis.Publish(ctx, by, "park", analysis.Terms{}); err == nil {
				t.Errorf("%s released the results", who)
			}
		}

		// The preview is the same as the release.
		f, err := h.analysis.Release(ctx, officer, "park")
		p.Next.Roll = f.Roll // a digest with a random salt
		if err != nil || f.Number != 1 || db.JSON(f.Release) != db.JSON(p.Next.Release) {
			t.Fatalf("%+v, %v", f, err)
		}
		state := func() consult.State { return preview().StateAt(*h.now.Load()) }
		if p = preview(); p.Next != nil || p.IsBlocked() || len(p.Releases) != 1 || state() != consult.Closed {
			t.Errorf("after the release: %+v", p)
		}

		// A second release needs a reason and must not reveal answers.
		h.importResponses(responsesCSV(60, 3, ""))
		if p = preview(); !p.IsBlocked() || !strings.Contains(fault.Message(p.Obstacles.Err()), "Only 3 responses have changed") {
			t.Errorf("three more: %+v", p)
		}
		h.importResponses(responsesCSV(63, 27, ""))
		if p = preview(); !p.NeedsReason || p.Next == nil || p.Next.Number != 2 || p.Next.Responses.Counted != 90 {
			t.Fatalf("thirty more: %+v", p)
		}
		_, err = h.analysis.Publish(ctx, officer, "park", analysis.Terms{Reason: " "})
		if !fault.Is(err, fault.Conflict) || state() != consult.Closed {
			t.Errorf("without a reason: %v", err)
		}
		for i, reason := range []string{"We found a batch.", ""} { // submitted twice, it is released once
			f, err := h.analysis.Publish(ctx, officer, "park", analysis.Terms{Reason: reason})
			if err != nil || f.Number != 2 || f.Reason != "We found a batch." || state() != consult.Reported {
				t.Errorf("submission %d: %+v, %v", i, f, err)
			}
		}
		if found := h.auditFindings(); len(found) > 0 {
			t.Error(found)
		}
	})
}
