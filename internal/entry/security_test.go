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

// T-AUTHZ and T-TENANT: whoever lacks the capability is refused, whoever is of
// another organisation finds nothing, and neither leaves anything behind.
func TestUnauthorisedUsersCannotEnterReadOrErase(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := newFixture(t, d), t.Context()
		h.Intake.SubjectEraser = entry.EraseSubmission
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
				for _, table := range []string{"entry_batch", "entry_keyed_form", "entry_second_keying", "entry_comparison", "entry_submission", "entry_submission_version", "intake_response", "audit_entry"} {
					h.ok(tx.Dump(ctx, table, func([]string) error { return nil }, func(row []any) error {
						all += fmt.Sprintf("%s\n", row)
						return nil
					}))
				}
				return nil
			}))
			return all
		}
		read := h.parse(b, entry.KeyedValues{"use": "b"})
		doors := map[string]func(by actor.Actor) error{
			"open": func(by actor.Actor) error {
				_, err := h.OpenBatch(
					ctx,
					by,
					entry.Batch{Consultation: "park", Reference: "B", Channel: intake.Paper, Edition: "standard", ReceivedOn: "2026-03-01", FormCount: 1},
				)
				return err
			},
			"stand":       func(by actor.Actor) error { _, err := h.GetBatch(ctx, by, "park", b.ID); return err },
			"overview":    func(by actor.Actor) error { _, err := h.Overview(ctx, by, "park"); return err },
			"key":         func(by actor.Actor) error { return h.KeyForm(ctx, by, "park", b.ID, 3, "x", read) },
			"correct":     func(by actor.Actor) error { return h.CorrectForm(ctx, by, "park", b.ID, 1, "x", read) },
			"keyed":       func(by actor.Actor) error { _, _, err := h.KeyedAnswers(ctx, by, "park", b.ID, 1); return err },
			"second":      func(by actor.Actor) error { return h.KeyFormAgain(ctx, by, "park", checking.ID, 1, read) },
			"differences": func(by actor.Actor) error { _, _, err := h.Differences(ctx, by, "park", checking.ID, 1); return err },
			"settle": func(by actor.Actor) error {
				_, err := h.ResolveDifferences(ctx, by, "park", checking.ID, 1, "x", nil, "Why.")
				return err
			},
			"finish": func(by actor.Actor) error { return h.FinishFirstKeying(ctx, by, "park", b.ID, "Why.") },
			"close":  func(by actor.Actor) error { return h.CloseBatch(ctx, by, "park", checking.ID, "Why.") },
			"talk": func(by actor.Actor) error {
				_, err := h.BeginAssistedResponse(ctx, by, "park", "standard", intake.Phone)
				return err
			},
			"submissions": func(by actor.Actor) error { _, _, _, err := h.ListSubmissions(ctx, by, "park"); return err },
			"history":     func(by actor.Actor) error { _, err := h.SubmissionHistory(ctx, by, "park", sub.ID); return err },
			"add": func(by actor.Actor) error {
				return h.SaveSubmission(ctx, by, &entry.Submission{Consultation: "park", Kind: entry.Letter, Day: "2026-03-01", Title: "X"}, "")
			},
			"change":   func(by actor.Actor) error { c := *sub; c.Title = "X"; return h.SaveSubmission(ctx, by, &c, "Why.") },
			"erasable": func(by actor.Actor) error { _, err := h.ErasableSubmission(ctx, by, "park", sub.ID); return err },
			"erase":    func(by actor.Actor) error { return h.EraseSubmission(ctx, by, "park", sub.ID, "Why.") },
		}
		before := rows()
		viewer := actor.Actor{ID: "viewer", Org: actor.CouncilOrg, Capabilities: []actor.Capability{actor.Staff}}
		partner := actor.Actor{
			ID:           "partner",
			Org:          "elsewhere",
			Capabilities: []actor.Capability{actor.Staff, actor.Draft, actor.UpdateActions, actor.EnterResponses, actor.ManageRetention},
		}
		for door, open := range doors {
			for name, test := range map[string]struct {
				by   actor.Actor
				want fault.Kind
			}{"a viewer": {viewer, fault.Forbidden}, "nobody": {actor.Actor{}, fault.Forbidden}, "a partner": {partner, fault.NotFound}} {
				if err := open(test.by); !fault.Is(err, test.want) {
					t.Errorf("%s at %s: %v", name, door, err)
				}
			}
			if strings.HasPrefix(door, "eras") {
				clerk := actor.Actor{ID: "clerk", Org: actor.CouncilOrg, Capabilities: []actor.Capability{actor.Staff, actor.EnterResponses}}
				if err := open(clerk); !fault.Is(err, fault.Forbidden) {
					t.Errorf("a clerk at %s: %v", door, err)
				}
			}
		}
		if rows() != before {
			t.Error("what was refused left something behind")
		}
	})
}

// What is sent twice, from an old page, or for something that is elsewhere or not
// there, changes nothing.
func TestLateAndRepeatedRequestsChangeNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := newFixture(t, d), t.Context()
		h.Intake.SubjectEraser = entry.EraseSubmission
		h.ok((&consult.Service{DB: d, Log: h.Log, Responses: noReleases{}}).Define(ctx, actor.System, consult.Definition{
			Slug: "lake", Title: "The lake", Type: consult.Survey, Published: true, Opens: "2026-02-01 09:00", Closes: "2026-03-03 09:30",
			Text: consult.Text{
				Summary:  "The lake.",
				Next:     "We read it.",
				Audience: "Everybody.",
				Feedback: "2026-04-01",
				Contact:  consult.Contact{Team: "Parks", Address: "The council"},
			},
			Forms: []survey.Form{
				{
					ID:      "lake",
					Title:   "The lake",
					Lang:    "en",
					Edition: "standard",
					Pages:   []survey.Page{{ID: "one", Questions: []survey.Question{{ID: "why", Kind: survey.LongText, Text: "Reason"}}}},
				},
			}}))

		// One form of a bundle, sent by many hands at once.
		key := entry.NewIdempotencyKey()
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
				t.Errorf("the same form opened another bundle, %s", id)
			}
		}
		if o, err := h.Overview(ctx, ann, "park"); err != nil || len(o.Batches) != 1 {
			t.Errorf("%d bundles, %v", len(o.Batches), err)
		}
		if _, err := h.OpenBatch(ctx, ann, entry.Batch{Consultation: "lake", Reference: "B", Channel: intake.Paper, Edition: "standard", ReceivedOn: "2026-03-01", FormCount: 3, IdempotencyKey: key}); !fault.Is(
			err,
			fault.NotFound,
		) {
			t.Errorf("a bundle of the park, opened at the lake: %v", err)
		}

		sub := &entry.Submission{
			Consultation:   "park",
			Kind:           entry.Letter,
			Day:            "2026-03-01",
			Title:          "One",
			IdempotencyKey: entry.NewIdempotencyKey(),
		}
		h.ok(h.SaveSubmission(ctx, ann, sub, ""))
		for name, bad := range map[string]struct {
			sub  entry.Submission
			want fault.Kind
		}{
			"one of another consultation": {entry.Submission{ID: sub.ID, Version: 1, Consultation: "lake", Kind: entry.Letter, Day: "2026-03-01", Title: "Two"}, fault.NotFound},
			"one that is not there":       {entry.Submission{ID: "made-up", Version: 1, Consultation: "park", Kind: entry.Letter, Day: "2026-03-01", Title: "Two"}, fault.NotFound},
			"none that ever was":          {entry.Submission{ID: "made-up", Consultation: "park", Kind: entry.Letter, Day: "2026-03-01", Title: "Two"}, fault.NotFound},
			"from a page to come":         {entry.Submission{ID: sub.ID, Version: 7, Consultation: "park", Kind: entry.Letter, Day: "2026-03-01", Title: "Two"}, fault.Conflict},
		} {
			if err := h.SaveSubmission(ctx, ann, &bad.sub, "Why."); !fault.Is(err, bad.want) {
				t.Errorf("%s: %v", name, err)
			}
		}
		for range 2 { // twice is once
			h.ok(h.EraseSubmission(ctx, chief, "park", sub.ID, "Somebody asked."))
		}
		again := entry.Submission{ID: sub.ID, Version: 1, Consultation: "park", Kind: entry.Letter, Day: "2026-03-01", Title: "Back again"}
		if err := h.SaveSubmission(ctx, ann, &again, "From an old page."); !fault.Is(err, fault.Conflict) {
			t.Errorf("what was erased is written anew from an old page: %v", err)
		}
		if err := h.EraseSubmission(ctx, chief, "lake", sub.ID, "Somebody asked."); !fault.Is(err, fault.NotFound) {
			t.Errorf("erased by way of another consultation: %v", err)
		}
		_, list, _, err := h.ListSubmissions(ctx, ann, "park")
		if err != nil || len(list) != 1 || !list[0].Erased || list[0].Title != "" {
			t.Errorf("%+v %v", list, err)
		}
	})
}

// Words that were taken out of a form are not keyed again from the paper, and the
// bundle can still be closed.
func TestRedactedFormsAreNotKeyedAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := newFixture(t, d), t.Context()
		h.Intake.OnErase = entry.EraseResponse
		b := h.openBatch(intake.Paper, 3, 3)
		for i := range int64(3) {
			h.ok(h.KeyForm(ctx, ann, "park", b.ID, i+1, fmt.Sprint(i), h.parse(b, entry.KeyedValues{"use": "a", "why": "MARKER and I"})))
		}
		h.ok(h.FinishFirstKeying(ctx, ann, "park", b.ID, ""))
		differs := h.parse(b, entry.KeyedValues{"use": "b", "why": "MARKER and me"})
		h.ok(h.KeyFormAgain(ctx, bob, "park", b.ID, 1, differs))
		st, err := h.GetBatch(ctx, ann, "park", b.ID)
		h.ok(err)
		for _, sheet := range st.KeyedForms[:2] { // the first waits for a ruling, the second was not keyed again
			_, err := h.Intake.Redact(
				ctx,
				chief,
				"park",
				sheet.Response,
				intake.RedactionRequest{Question: "why", Text: "MARKER", Reason: "third-party"},
			)
			h.ok(err)
		}
		if err := h.KeyFormAgain(ctx, bob, "park", b.ID, 2, differs); !fault.Is(err, fault.Conflict) {
			t.Errorf("keyed again with the words that were taken out: %v", err)
		}
		h.ok(h.KeyFormAgain(ctx, bob, "park", b.ID, 3, h.parse(b, entry.KeyedValues{"use": "a", "why": "MARKER and I"})))
		if _, _, err := h.Differences(ctx, bob, "park", b.ID, 1); !fault.Is(err, fault.NotFound) {
			t.Errorf("the second keying is still there: %v", err)
		}
		if err := h.CloseBatch(ctx, ann, "park", b.ID, ""); !fault.Is(err, fault.Invalid) {
			t.Errorf("closed without a word on the form that is missing: %v", err)
		}
		if err := h.CloseBatch(ctx, ann, "park", b.ID, "Words were taken out of form 2."); err != nil {
			t.Errorf("a bundle with an erased form can never be closed: %v", err)
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
