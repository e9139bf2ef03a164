package entry_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/entry"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
)

var cat = actor.Actor{ID: "cat", Org: actor.CouncilOrg, Capabilities: ann.Capabilities}

// keyTwice opens a batch of n forms and enters each twice. Both entries of each form differ
// in the question "use", and of each third one in "why" too.
func (h *fixture) keyTwice(n int64) *entry.Batch {
	h.t.Helper()
	ctx, b := h.t.Context(), h.openBatch(intake.Paper, n, n)
	first := h.parse(b, entry.KeyedValues{"use": "a", "why": "More benches"})
	one := h.parse(b, entry.KeyedValues{"use": "b", "why": "More benches"})
	both := h.parse(b, entry.KeyedValues{"use": "b", "why": "No benches"})
	for i := range n {
		h.ok(h.KeyForm(ctx, ann, "park", b.ID, i+1, fmt.Sprint(i), first))
	}
	h.ok(h.FinishFirstKeying(ctx, ann, "park", b.ID, ""))
	for i := range n {
		second := one
		if i%3 == 0 {
			second = both
		}
		h.ok(h.KeyFormAgain(ctx, bob, "park", b.ID, i+1, second))
	}
	return b
}

// numberedForms returns the numbers 1 to n.
func numberedForms(n int64) (all []int64) {
	for i := range n {
		all = append(all, i+1)
	}
	return all
}

// Every batch, every form of a batch and every difference is on one page of its list, also
// if forms were corrected, and the differences to resolve are first.
//
// Rows C20 and D9 of docs/faults.md.
func TestListsOfDataEntryHavePages(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := newFixture(t, d), t.Context()
		const count = 220
		b := h.openBatch(intake.Paper, count, 0)
		typed := h.parse(b, entry.KeyedValues{"use": "a"})
		for i := range int64(count) {
			h.ok(h.KeyForm(ctx, ann, "park", b.ID, i+1, fmt.Sprint(i), typed))
		}
		for _, n := range []int64{1, 100, 101, count} {
			h.ok(h.CorrectForm(ctx, bob, "park", b.ID, n, fmt.Sprint("c", n), h.parse(b, entry.KeyedValues{"use": "b"})))
		}
		var numbers, corrected []int64
		for at := ""; ; {
			report, err := h.BatchReport(ctx, ann, "park", b.ID, at)
			h.ok(err)
			if len(report.Items) > 100 || report.KeyedCount != count {
				t.Errorf("a page has %d forms of %d", len(report.Items), report.KeyedCount)
			}
			for _, f := range report.Items {
				if numbers = append(numbers, f.Number); f.Attempt > 1 {
					corrected = append(corrected, f.Number)
				}
			}
			if at = report.Next; at == "" {
				break
			}
		}
		if !slices.Equal(numbers, numberedForms(count)) || !slices.Equal(corrected, []int64{1, 100, 101, count}) {
			t.Errorf("forms %v, corrected %v", numbers, corrected)
		}

		for range 120 {
			h.openBatch(intake.Phone, 1, 0)
		}
		batches := map[string]int64{}
		for at := ""; ; {
			o, err := h.Overview(ctx, ann, "park", "", at)
			h.ok(err)
			if len(o.Items) > 50 {
				t.Errorf("a page has %d batches", len(o.Items))
			}
			for _, line := range o.Items {
				if _, twice := batches[line.ID]; twice {
					t.Errorf("batch %s is on two pages", line.ID)
				}
				batches[line.ID] = line.KeyedCount
			}
			if at = o.Next; at == "" {
				break
			}
		}
		_, err := h.OpenBatch(ctx, ann, entry.Batch{Consultation: "park", Reference: "A", Channel: intake.Paper, Edition: "standard",
			ReceivedOn: "2026-02-28", FormCount: 1, IdempotencyKey: "another"})
		h.ok(err)
		dbtest.CheckSorts(t, entry.BatchSorts.Names()[1:], func(by db.Sort, at string) (db.Page[entry.BatchLine], error) {
			o, err := h.Overview(ctx, ann, "park", by, at)
			h.ok(err)
			return o.Page, nil
		}, func(b entry.BatchLine) []string { return []string{b.Reference, b.ReceivedOn, b.ID} })
		if len(batches) != 121 || batches[b.ID] != count {
			t.Errorf("%d batches, the first with %d forms", len(batches), batches[b.ID])
		}
	})
}

// One act resolves exactly the differences that are selected. The first entry of a form is
// replaced when its last difference is resolved, by answers that follow all decisions.
//
// Rows C20 and D9 of docs/faults.md.
func TestManyDifferencesAreResolvedAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := newFixture(t, d), t.Context()
		const count = 110
		b := h.keyTwice(count)
		use := h.unresolved(b, "use")
		if all := h.unresolved(b, ""); len(all) != count+37 || !slices.Equal(forms(all), numberedForms(count)) ||
			!slices.Equal(forms(use), numberedForms(count)) || len(use) != count || len(h.unresolved(b, "why")) != 37 {
			t.Fatalf("%d differences, %d in the first question: %v", len(all), len(use), all)
		}
		second := func(refs []entry.DifferenceRef, token string) []entry.FormProblem {
			t.Helper()
			problems, err := h.ResolveMany(ctx, cat, "park", b.ID, token, entry.SecondCorrect, refs, "The box is crossed out.")
			h.ok(err)
			return problems
		}
		counted := func(answer string) (n int) {
			h.ok(d.View(ctx, func(tx *db.Tx) error {
				stored, err := db.All(ctx, tx, db.Text, `SELECT answers FROM intake_response WHERE state = 'counted'`)
				for _, text := range stored {
					if strings.Contains(text, answer) {
						n++
					}
				}
				return err
			}))
			return n
		}
		var acts int64
		audited := func(what string, want ...string) {
			t.Helper()
			h.ok(d.View(ctx, func(tx *db.Tx) error {
				all, err := db.All(ctx, tx, db.Text, `SELECT reason FROM audit_entry
					WHERE act = 'resolve-differences' AND number > $1 ORDER BY number`, acts)
				if !slices.Equal(all, want) {
					t.Errorf("%s: audit entries %q, want %q", what, all, want)
				}
				if err == nil {
					acts, err = db.One(ctx, tx, db.Int, `SELECT MAX(number) FROM audit_entry`)
				}
				return err
			}))
		}

		chosen := use[10:50] // forms 11 to 50, of which 13 differ in both questions
		if problems := second(chosen, "t"); len(problems) > 0 {
			t.Fatal(problems)
		}
		audited("chosen", "Correct entry: second. Differences: 40. Forms: 40. The box is crossed out.")
		if problems := second(chosen, "t"); len(problems) > 0 {
			t.Errorf("submitted twice: %v", problems)
		}
		audited("submitted twice")
		if left := h.unresolved(b, "use"); !slices.Equal(left, slices.Concat(use[:10], use[50:])) || len(h.unresolved(b, "why")) != 37 {
			t.Errorf("left are %v", left)
		}
		if n := counted(`"use":{"options":["no"]}`); n != 40-13 {
			t.Errorf("%d responses were replaced, want %d", n, 40-13)
		}

		// What a colleague has resolved is not resolved again, and neither is the rest.
		if problems := second([]entry.DifferenceRef{use[0]}, "other"); len(problems) > 0 {
			t.Fatal(problems)
		}
		audited("one", "Correct entry: second. Differences: 1. Forms: 1. The box is crossed out.")
		problems, err := h.ResolveMany(ctx, bob, "park", b.ID, "u", entry.FirstCorrect, use[:5], "I looked.")
		if err != nil || len(problems) != 1 || problems[0].Form != 1 || !fault.Is(problems[0].Err, fault.Conflict) {
			t.Errorf("%v, %v", problems, err)
		}
		audited("refused")
		if left := h.unresolved(b, "use"); len(left) != count-41 {
			t.Errorf("%d are left", len(left))
		}

		// Form 13 differs in both questions: the second entry of "use" was correct.
		problem, err := h.ResolveDifferences(ctx, cat, "park", b.ID, 13, "v",
			map[string]entry.Adjudication{"why": {Resolution: entry.NeitherCorrect, Value: "Some benches"}}, "It says so.")
		if err != nil || len(problem) > 0 || counted(`"use":{"options":["no"]},"why":{"text":"Some benches"}`) != 1 {
			t.Errorf("%v, %v", problem, err)
		}
		audited("form 13", "It says so.")

		// A form that is redacted before its last difference is resolved keeps its first entry.
		report, err := h.BatchReport(ctx, ann, "park", b.ID, "")
		h.ok(err)
		h.ok(d.Update(ctx, func(tx *db.Tx) error { return entry.EraseResponse(ctx, tx, report.Items[15].Response, false) }))
		for _, left := range h.unresolved(b, "") {
			if left.Form == 16 {
				t.Error("a redacted form has a difference to resolve")
			}
		}
		for left := h.unresolved(b, ""); len(left) > 0; left = h.unresolved(b, "") {
			some := left[:min(len(left), entry.MaxResolved)]
			problems, err := h.ResolveMany(ctx, cat, "park", b.ID, fmt.Sprint(len(left)), entry.FirstCorrect, some, "I looked.")
			if h.ok(err); len(problems) > 0 {
				t.Fatal(problems)
			}
		}
		h.ok(h.CloseBatch(ctx, ann, "park", b.ID, ""))
		if n := counted(`"use":{"options":["no"]}`); n != 40 { // 40 of the chosen, without form 16, and form 1
			t.Errorf("%d responses were replaced, want 40", n)
		}
		report, err = h.BatchReport(ctx, ann, "park", b.ID, "")
		if a := report.Agreement; err != nil || a.Unresolved != 0 || a.SelfResolved != 0 || a.Overall.Wrong != count+37 ||
			a.Questions[0].Question != "use" || a.Questions[0].Wrong != count || a.Questions[1].Wrong != 37 ||
			len(a.Clerks) != 2 || a.Clerks[0].Clerk != "ann" || a.Clerks[0].Wrong != 41 || a.Clerks[1].Wrong != count+37-41-1 {
			t.Errorf("%+v, %v", a, err)
		}
		h.checkCounts([]*entry.Batch{b}, "resolving many differences")
	})
}

func TestDecisionsAboutManyDifferencesAreChecked(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := newFixture(t, d), t.Context()
		b := h.keyTwice(1)
		ref := entry.DifferenceRef{Form: 1, Question: "use"}
		for _, bad := range []struct {
			correct entry.Resolution
			refs    []entry.DifferenceRef
			reason  string
		}{
			{entry.NeitherCorrect, []entry.DifferenceRef{ref}, "Why."},
			{"", []entry.DifferenceRef{ref}, "Why."},
			{entry.FirstCorrect, nil, "Why."},
			{entry.FirstCorrect, []entry.DifferenceRef{ref}, " "},
			{entry.FirstCorrect, make([]entry.DifferenceRef, entry.MaxResolved+1), "Why."},
		} {
			if _, err := h.ResolveMany(ctx, cat, "park", b.ID, "t", bad.correct, bad.refs, bad.reason); !fault.Is(err, fault.Invalid) {
				t.Errorf("%+v: %v", bad, err)
			}
		}
		for _, ref := range []entry.DifferenceRef{{Form: 1, Question: "split"}, {Form: 2, Question: "use"}, {Form: -1}} {
			problems, err := h.ResolveMany(ctx, cat, "park", b.ID, "t", entry.FirstCorrect, []entry.DifferenceRef{ref}, "Why.")
			if err != nil || len(problems) != 1 {
				t.Errorf("%+v: %v, %v", ref, problems, err)
			}
		}
		left := h.unresolved(b, "")
		if len(left) != 2 {
			t.Errorf("left are %v", left)
		}
		// Bob entered the form: his own decisions are counted.
		problems, err := h.ResolveMany(ctx, bob, "park", b.ID, "t", entry.FirstCorrect, left, "Why.")
		if h.ok(err); len(problems) > 0 {
			t.Fatal(problems)
		}
		report, err := h.BatchReport(ctx, ann, "park", b.ID, "")
		if a := report.Agreement; err != nil || a.SelfResolved != 2 || a.Clerks[0].Wrong != 0 || a.Clerks[1].Wrong != 2 || a.Overall.Total != 3 {
			t.Errorf("%+v, %v", a, err)
		}
	})
}
