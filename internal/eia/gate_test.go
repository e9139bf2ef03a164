package eia

import (
	"context"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/record"
)

// A decision is not agreed while its assessment is only planned, neither in the browser nor from a file, although a plan lets other
// work begin. An assessment that is made, and a reason why none is needed, let it be agreed. Row F1 of docs/credibility.md.
func TestDecisionIsNotAgreedUnderAPlanToAssessItLater(t *testing.T) {
	in(t, func(t *testing.T, ctx context.Context, tx *db.Tx) {
		for i, test := range []struct {
			change                    func(*Assessment)
			begun, decided, fromAFile bool
		}{
			{func(a *Assessment) { a.Needed, a.PlannedBy, a.Why = NeedPlanned, day("2026-04-01"), "Soon." }, true, false, false},
			{func(a *Assessment) { a.Needed, a.Route, a.Why = NeedNo, "no-effect", "A door." }, true, true, true},
			{func(*Assessment) {}, true, true, true},
			{func(a *Assessment) { a.Review = day("2026-03-01") }, false, false, true},
		} {
			a := complete()
			a.Activities = []string{"decision:buses"}
			test.change(a)
			if _, err := a.save(ctx, tx, &record.Writer{}); err != nil {
				t.Fatal(err)
			}
			for decided, want := range map[bool]bool{false: test.begun, true: test.decided} {
				err := Gate(ctx, tx, edit.Activity{Title: "Buses", Names: []string{"decision:buses"}, Decided: decided})
				linked := edit.AsLinked(err)
				if (err == nil) != want || err != nil && (linked == nil || linked.Href != RecordsPath+"/buses") {
					t.Errorf("case %d, decided: %t: %v", i, decided, err)
				}
				if i == 0 && decided && !strings.Contains(err.Error(), "is only planned") {
					t.Errorf("the reason is not given: %v", err)
				}
			}
			if found, err := recorded(ctx, tx, "decision:buses", true); err != nil || found != test.fromAFile {
				t.Errorf("case %d, from a file: %t, %v", i, found, err)
			}
		}
	})
}

// An assessment that is not reviewed is counted as due for those who write assessments, and is marked in the public register. Row
// F7 of docs/credibility.md.
func TestReviewsThatAreDueAreListed(t *testing.T) {
	in(t, func(t *testing.T, ctx context.Context, tx *db.Tx) {
		for i, test := range []struct {
			change func(*Assessment)
			due    int64
		}{
			{func(a *Assessment) { a.Review = day("2026-03-02") }, 0},
			{func(a *Assessment) { a.Review = day("2026-03-01") }, 1},
			{func(a *Assessment) { a.Happened = "The budget changed" }, 1},
			{func(a *Assessment) { a.Needed, a.PlannedBy = NeedPlanned, day("2026-03-01") }, 1},
			{func(*Assessment) {}, 0},
		} {
			a := complete()
			test.change(a)
			if _, err := a.save(ctx, tx, &record.Writer{}); err != nil {
				t.Fatal(err)
			}
			n, err := CountReviewDue(ctx, tx)
			l, listErr := List(ctx, tx, Query{Filter: OnlyReviewDue})
			if err != nil || listErr != nil || n != test.due || int64(len(l.Items)) != test.due {
				t.Errorf("case %d: %d due, %d listed, want %d: %v, %v", i, n, len(l.Items), test.due, err, listErr)
			}
		}
	})
}

// Two savings that are each too small to be flagged are flagged together, for the group that both affect. Row F8 of
// docs/credibility.md.
func TestSavingsThatAreSmallAloneAreFlaggedTogether(t *testing.T) {
	in(t, func(t *testing.T, ctx context.Context, tx *db.Tx) {
		for i, ref := range []string{"buses", "libraries"} {
			a := complete()
			a.Ref = ref
			low := a.Impacts[1]
			low.Size, low.Left = Low, None
			a.Impacts = []Impact{low, low}
			if _, err := a.save(ctx, tx, &record.Writer{}); err != nil {
				t.Fatal(err)
			}
			all, _, err := Cumulative(ctx, tx)
			if together := i == 1; err != nil || len(all) != 1 || all[0].Group != "disability" || all[0].Flagged() != together {
				t.Errorf("after %d savings: %+v, %v", i+1, all, err)
			}
		}
	})
}
