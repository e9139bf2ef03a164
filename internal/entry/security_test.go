package entry_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/entry"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/survey"
)

var chief = actor.Actor{ID: "chief", Org: actor.CouncilOrg, Capabilities: actor.AllCapabilities}

// Users without the capability are refused, users of other organisations get
// not found, and neither request changes anything.
func TestUnauthorisedUsersCannotEnterReadOrErase(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := newFixture(t, d), t.Context()
		b := h.openBatch(intake.Paper, 2, 1)
		for i := range int64(2) {
			h.ok(h.KeyForm(ctx, ann, "park", b.ID, i+1, fmt.Sprint(i), h.parse(b, entry.KeyedValues{"use": "a", "why": "MARKER"})))
		}
		checking := h.openBatch(intake.Paper, 1, 1)
		h.ok(h.KeyForm(ctx, ann, "park", checking.ID, 1, "c", h.parse(checking, entry.KeyedValues{"use": "a", "why": "MARKER"})))
		h.ok(h.FinishFirstKeying(ctx, ann, "park", checking.ID, ""))
		sub := &entry.Submission{Consultation: "park", Kind: entry.Letter, Day: "2026-03-01", Title: "MARKER"}
		h.ok(h.SaveSubmission(ctx, ann, sub, ""))
		rows := func() (all string) {
			h.ok(d.View(ctx, func(tx *db.Tx) error {
				for _, table := range []string{
					"entry_batch", "entry_keyed_form", "entry_second_keying", "entry_comparison",
					"entry_submission", "entry_submission_version", "intake_response", "audit_entry",
				} {
					h.ok(tx.Dump(ctx, table, func([]string) error { return nil }, func(row []any) error {
						all += fmt.Sprintf("%s\n", row)
						return nil
					}))
				}
				return nil
			}))
			return all
		}
		parsed := h.parse(b, entry.KeyedValues{"use": "b"})
		calls := map[string]func(by actor.Actor) error{
			"open": func(by actor.Actor) error {
				_, err := h.OpenBatch(
					ctx,
					by,
					entry.Batch{
						Consultation: "park",
						Reference:    "B",
						Channel:      intake.Paper,
						Edition:      "standard",
						ReceivedOn:   "2026-03-01",
						FormCount:    1,
					},
				)
				return err
			},
			"batch":    func(by actor.Actor) error { _, err := h.GetBatch(ctx, by, "park", b.ID); return err },
			"overview": func(by actor.Actor) error { _, err := h.Overview(ctx, by, "park", "", ""); return err },
			"editions": func(by actor.Actor) error { _, _, err := h.Editions(ctx, by, "park"); return err },
			"report":   func(by actor.Actor) error { _, err := h.BatchReport(ctx, by, "park", b.ID, ""); return err },
			"next":     func(by actor.Actor) error { _, _, err := h.NextSecondKeying(ctx, by, "park", checking.ID); return err },
			"list": func(by actor.Actor) error {
				_, err := h.ListDifferences(ctx, by, "park", checking.ID, entry.DifferenceQuery{})
				return err
			},
			"resolve many": func(by actor.Actor) error {
				refs := []entry.DifferenceRef{{Form: 1, Question: "use"}}
				_, err := h.ResolveMany(ctx, by, "park", checking.ID, "x", entry.FirstCorrect, refs, "Why.")
				return err
			},
			"key":         func(by actor.Actor) error { return h.KeyForm(ctx, by, "park", b.ID, 3, "x", parsed) },
			"correct":     func(by actor.Actor) error { return h.CorrectForm(ctx, by, "park", b.ID, 1, "x", parsed) },
			"keyed":       func(by actor.Actor) error { _, _, err := h.KeyedAnswers(ctx, by, "park", b.ID, 1); return err },
			"second":      func(by actor.Actor) error { return h.KeyFormAgain(ctx, by, "park", checking.ID, 1, parsed) },
			"differences": func(by actor.Actor) error { _, _, err := h.Differences(ctx, by, "park", checking.ID, 1); return err },
			"resolve": func(by actor.Actor) error {
				_, err := h.ResolveDifferences(ctx, by, "park", checking.ID, 1, "x", nil, "Why.")
				return err
			},
			"finish": func(by actor.Actor) error { return h.FinishFirstKeying(ctx, by, "park", b.ID, "Why.") },
			"close":  func(by actor.Actor) error { return h.CloseBatch(ctx, by, "park", checking.ID, "Why.") },
			"assisted": func(by actor.Actor) error {
				_, err := h.BeginAssistedResponse(ctx, by, "park", "standard", intake.Phone)
				return err
			},
			"submissions": func(by actor.Actor) error { _, err := h.ListSubmissions(ctx, by, "park", "", ""); return err },
			"history":     func(by actor.Actor) error { _, _, err := h.SubmissionHistory(ctx, by, "park", sub.ID); return err },
			"add": func(by actor.Actor) error {
				return h.SaveSubmission(
					ctx,
					by,
					&entry.Submission{Consultation: "park", Kind: entry.Letter, Day: "2026-03-01", Title: "X"},
					"",
				)
			},
			"change":   func(by actor.Actor) error { c := *sub; c.Title = "X"; return h.SaveSubmission(ctx, by, &c, "Why.") },
			"erasable": func(by actor.Actor) error { _, err := h.ErasableSubmission(ctx, by, "park", sub.ID); return err },
			"erase":    func(by actor.Actor) error { return h.EraseSubmission(ctx, by, "park", sub.ID, "Why.") },
		}
		before := rows()
		viewer := actor.Actor{ID: "viewer", Org: actor.CouncilOrg, Capabilities: []actor.Capability{actor.Staff}}
		partner := actor.Actor{
			ID:  "partner",
			Org: "elsewhere",
			Capabilities: []actor.Capability{
				actor.Staff,
				actor.Draft,
				actor.UpdateActions,
				actor.EnterResponses,
				actor.ManageRetention,
			},
		}
		for name, call := range calls {
			for user, test := range map[string]struct {
				by   actor.Actor
				want fault.Kind
			}{"a viewer": {viewer, fault.Forbidden}, "an anonymous user": {actor.Actor{}, fault.Forbidden}, "a partner": {partner, fault.NotFound}} {
				if err := call(test.by); !fault.Is(err, test.want) {
					t.Errorf("%s, %s: %v", user, name, err)
				}
			}
			if strings.HasPrefix(name, "eras") {
				clerk := actor.Actor{
					ID:           "clerk",
					Org:          actor.CouncilOrg,
					Capabilities: []actor.Capability{actor.Staff, actor.EnterResponses},
				}
				if err := call(clerk); !fault.Is(err, fault.Forbidden) {
					t.Errorf("a clerk, %s: %v", name, err)
				}
			}
		}
		if rows() != before {
			t.Error("a refused request changed the database")
		}
	})
}

// Requests that are repeated, outdated, or about records of another
// consultation or unknown ones change nothing.
func TestLateAndRepeatedRequestsChangeNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := newFixture(t, d), t.Context()
		h.ok((&consult.Service{DB: d, Log: h.Log, CountResponses: intake.Count}).Define(ctx, actor.System, consult.Definition{
			Slug: "lake", Title: "The lake", Type: consult.Survey, Published: true, Opens: "2026-02-01 09:00", Closes: "2026-03-03 09:30",
			Text: consult.Text{
				Summary:  "The lake.",
				Next:     "We read it.",
				Audience: "Everyone.",
				Feedback: "2026-04-01",
				Contact:  consult.Contact{Team: "Parks", Address: "The council"},
			},
			Forms: []survey.Form{
				{
					ID:      "lake",
					Title:   "The lake",
					Lang:    "en",
					Edition: "standard",
					Pages: []survey.Page{
						{ID: "one", Questions: []survey.Question{{ID: "why", Kind: survey.LongText, Text: "Reason"}}},
					},
				},
			}}))

		// The page that opens a batch, submitted several times at once.
		key := db.NewID()
		var all sync.WaitGroup
		ids := make(chan string, 8)
		for range 8 {
			all.Go(func() {
				b, err := h.OpenBatch(
					ctx,
					ann,
					entry.Batch{
						Consultation:   "park",
						Reference:      "B",
						Channel:        intake.Paper,
						Edition:        "standard",
						ReceivedOn:     "2026-03-01",
						FormCount:      3,
						IdempotencyKey: key,
					},
				)
				if err != nil {
					t.Error(err)
					return
				}
				ids <- b.ID
			})
		}
		all.Wait()
		close(ids)
		for id := range ids {
			if id != key {
				t.Errorf("the same page opened another batch, %s", id)
			}
		}
		if o, err := h.Overview(ctx, ann, "park", "", ""); err != nil || len(o.Items) != 1 {
			t.Errorf("%d batches, %v", len(o.Items), err)
		}
		if _, err := h.OpenBatch(ctx, ann, entry.Batch{
			Consultation:   "lake",
			Reference:      "B",
			Channel:        intake.Paper,
			Edition:        "standard",
			ReceivedOn:     "2026-03-01",
			FormCount:      3,
			IdempotencyKey: key,
		}); !fault.Is(err, fault.NotFound) {
			t.Errorf("a batch of the park was opened for the lake: %v", err)
		}

		sub := &entry.Submission{
			Consultation:   "park",
			Kind:           entry.Letter,
			Day:            "2026-03-01",
			Title:          "One",
			IdempotencyKey: db.NewID(),
		}
		h.ok(h.SaveSubmission(ctx, ann, sub, ""))
		for name, bad := range map[string]struct {
			id, consultation string
			version          int64
			want             fault.Kind
		}{
			"one of another consultation":      {sub.ID, "lake", 1, fault.NotFound},
			"an unknown one":                   {"made-up", "park", 1, fault.NotFound},
			"an unknown one without a version": {"made-up", "park", 0, fault.NotFound},
			"a version that does not exist":    {sub.ID, "park", 7, fault.Conflict},
		} {
			changed := entry.Submission{
				ID: bad.id, Version: bad.version, Consultation: bad.consultation,
				Kind: entry.Letter, Day: "2026-03-01", Title: "Two",
			}
			if err := h.SaveSubmission(ctx, ann, &changed, "Why."); !fault.Is(err, bad.want) {
				t.Errorf("%s: %v", name, err)
			}
		}
		for range 2 { // idempotent
			h.ok(h.EraseSubmission(ctx, chief, "park", sub.ID, "A person named in it asked."))
		}
		again := entry.Submission{
			ID:           sub.ID,
			Version:      1,
			Consultation: "park",
			Kind:         entry.Letter,
			Day:          "2026-03-01",
			Title:        "Back again",
		}
		if err := h.SaveSubmission(ctx, ann, &again, "From an old page."); !fault.Is(err, fault.Conflict) {
			t.Errorf("an outdated page restored erased content: %v", err)
		}
		if err := h.EraseSubmission(ctx, chief, "lake", sub.ID, "A person named in it asked."); !fault.Is(err, fault.NotFound) {
			t.Errorf("erased through another consultation: %v", err)
		}
		list, err := h.ListSubmissions(ctx, ann, "park", "", "")
		if err != nil || len(list.Items) != 1 || !list.Items[0].Erased || list.Items[0].Title != "" {
			t.Errorf("%+v %v", list.Items, err)
		}
	})
}

// A redacted form is not entered again from the paper, and its batch can still
// be closed.
func TestRedactedFormsAreNotKeyedAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := newFixture(t, d), t.Context()
		b := h.openBatch(intake.Paper, 3, 3)
		for i := range int64(3) {
			h.ok(
				h.KeyForm(
					ctx,
					ann,
					"park",
					b.ID,
					i+1,
					fmt.Sprint(i),
					h.parse(b, entry.KeyedValues{"use": "a", "why": "MARKER and I"}),
				),
			)
		}
		h.ok(h.FinishFirstKeying(ctx, ann, "park", b.ID, ""))
		differs := h.parse(b, entry.KeyedValues{"use": "b", "why": "MARKER and me"})
		h.ok(h.KeyFormAgain(ctx, bob, "park", b.ID, 1, differs))
		report, err := h.BatchReport(ctx, ann, "park", b.ID, "")
		h.ok(err)
		for _, keyed := range report.Items[:2] { // form 1 has a difference, form 2 has no second entry
			var change intake.Change
			h.ok(d.View(ctx, func(tx *db.Tx) error {
				c, text, err := h.Intake.PlanRedaction(ctx, tx, "park", keyed.Response, "why", "")
				at := strings.Index(text, "MARKER")
				change = c
				change.Spans = [][2]int{{at, at + len("MARKER")}}
				return err
			}))
			h.ok(h.Deleter.Redact(ctx, change, func(*db.Tx) error { return nil }))
		}
		if err := h.KeyFormAgain(ctx, bob, "park", b.ID, 2, differs); !fault.Is(err, fault.Conflict) {
			t.Errorf("redacted text was entered again: %v", err)
		}
		h.ok(h.KeyFormAgain(ctx, bob, "park", b.ID, 3, h.parse(b, entry.KeyedValues{"use": "a", "why": "MARKER and I"})))
		if _, _, err := h.Differences(ctx, bob, "park", b.ID, 1); !fault.Is(err, fault.NotFound) {
			t.Errorf("the answers of the second entry were not deleted: %v", err)
		}
		if err := h.CloseBatch(ctx, ann, "park", b.ID, ""); !fault.Is(err, fault.Invalid) {
			t.Errorf("closed without a reason for the missing form: %v", err)
		}
		if err := h.CloseBatch(ctx, ann, "park", b.ID, "Form 2 was redacted."); err != nil {
			t.Errorf("a batch with a redacted form cannot be closed: %v", err)
		}
		h.ok(d.View(ctx, func(tx *db.Tx) error {
			for _, table := range []string{"entry_second_keying", "entry_comparison"} {
				h.ok(tx.Dump(ctx, table, func([]string) error { return nil }, func(row []any) error {
					if strings.Contains(fmt.Sprintf("%s", row), "MARKER") {
						t.Errorf("%s: %s", table, row)
					}
					return nil
				}))
			}
			return nil
		}))
	})
}
