// Package moderationtest builds the services around received responses for tests.
package moderationtest

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/moderation"
	"github.com/folkmoot/folkmoot/internal/notify"
	"github.com/folkmoot/folkmoot/internal/record"
	"github.com/folkmoot/folkmoot/internal/retention"
	"github.com/folkmoot/folkmoot/internal/seal"
	"github.com/folkmoot/folkmoot/internal/subjectaccess"
	"github.com/folkmoot/folkmoot/survey"
)

// fixture is the rooms that a response passes through, in earnest.
type Fixture struct {
	*moderation.Service
	Retention *retention.Service
	Access    *subjectaccess.Service
	Deleter   *retention.Deleter
	Log       *record.Log

	Released, Decided time.Time                          // when results were released and a decision taken; zero: not yet
	Submissions       []moderation.PublishableSubmission // that may be published

	t   testing.TB
	now atomic.Pointer[time.Time]
}

func (h *Fixture) SetTime(now time.Time) { h.now.Store(&now) }

type Counter struct{}

func (Counter) Count(ctx context.Context, tx *db.Tx, slug string) (int64, error) {
	return intake.Count(ctx, tx, slug)
}

type releases struct{ h *Fixture }

func (r releases) Released(context.Context, *db.Tx, string) (bool, error) {
	return !r.h.Released.IsZero(), nil
}

// The people of these tests. Each may do everything but what their name says.
var (
	Officer  = actor.Actor{ID: "officer-1", Org: actor.CouncilOrg, Name: "An officer", Capabilities: actor.AllCapabilities}
	Stranger = actor.Actor{ID: "officer-2", Org: "elsewhere", Name: "An officer", Capabilities: actor.AllCapabilities}
	Reader   = actor.Actor{
		ID:           "officer-3",
		Org:          actor.CouncilOrg,
		Name:         "An officer",
		Capabilities: []actor.Capability{actor.Staff, actor.ReadResponses},
	}
	Drafter = actor.Actor{
		ID:           "officer-4",
		Org:          actor.CouncilOrg,
		Name:         "An officer",
		Capabilities: []actor.Capability{actor.Staff, actor.Draft},
	}
)

// Park opens on 1 February 2026 and closes a day after dbtest.Now.
var Park = consult.Definition{
	Slug: "park", Title: "The park", Type: consult.Survey, Published: true, Opens: "2026-02-01 09:00", Closes: "2026-03-03 09:30",
	Text: consult.Text{Summary: "The park.", Next: "We read it.", Audience: "Everybody.", Feedback: "2026-04-01",
		Contact: consult.Contact{Team: "Parks", Address: "The council"}},
	Forms: []survey.Form{{ID: "park", Title: "The park", Lang: "en", Edition: "standard", Pages: []survey.Page{
		{ID: "one", Title: "One", Questions: []survey.Question{
			{
				ID:       "use",
				Kind:     survey.Single,
				Text:     "Do you use the park?",
				Required: true,
				Options:  []survey.Option{{ID: "yes", Text: "Yes"}, {ID: "no", Text: "No"}, {ID: "else", Text: "Else", WriteIn: true}},
			},
			{ID: "why", Kind: survey.LongText, Text: "Reason", MaxLength: 500},
			{ID: "where", Kind: survey.Postcode, Text: "Where do you live?"},
			{
				ID:      "consent",
				Kind:    survey.Single,
				Text:    "Can we publish it?",
				Options: []survey.Option{{ID: "yes", Text: "Yes"}, {ID: "no", Text: "No"}},
			},
			{
				ID:      "for",
				Kind:    survey.Single,
				Text:    "For whom do you answer?",
				Options: []survey.Option{{ID: "me", Text: "For myself"}, {ID: "org", Text: "For an organisation"}},
			},
			{ID: "name", Kind: survey.ShortText, Text: "What is it called?", MaxLength: 100, When: &survey.Condition{Question: "for", Is: "org"}},
			{
				ID:      "named",
				Kind:    survey.Single,
				Text:    "May we name it?",
				When:    &survey.Condition{Question: "for", Is: "org"},
				Options: []survey.Option{{ID: "yes", Text: "Yes"}, {ID: "no", Text: "No"}},
			},
			{ID: "mail", Kind: survey.Email, Text: "Where do we write to you?"}}},
		{ID: "you", Title: "You", Monitoring: true, Questions: []survey.Question{
			{
				ID:             "sex",
				Kind:           survey.Single,
				Text:           "What is your sex?",
				PreferNotToSay: true,
				Options:        []survey.Option{{ID: "female", Text: "Female"}, {ID: "male", Text: "Male"}},
			}}},
	}}},
}

func New(t *testing.T, d *db.DB) *Fixture {
	t.Helper()
	log, err := record.Open(t.Context(), d, record.Options{Dir: t.TempDir(), Origin: "test.invalid/record"})
	if err != nil {
		t.Fatal(err)
	}
	box, err := seal.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	h := &Fixture{t: t, Log: log}
	h.SetTime(dbtest.Now)
	d.SetClock(func() time.Time { return *h.now.Load() })
	if err := (&consult.Service{DB: d, Log: log, Responses: Counter{}}).Define(t.Context(), actor.System, Park); err != nil {
		t.Fatal(err)
	}
	deletions, err := retention.OpenDeletionLog(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	in := &intake.Service{
		DB:       d,
		Log:      log,
		Keys:     intake.NewKeys(bytes.Repeat([]byte{7}, 32)),
		Releases: releases{h},
		Now:      time.Now,
		Receiver: intake.NewReceiver(d, log, box.Seal, slog.New(slog.DiscardHandler)),
	}
	h.Deleter = retention.NewDeleter(in, deletions, retention.Erasers{
		Response: func(ctx context.Context, tx *db.Tx, id string, whole bool) error {
			if whole {
				return moderation.EraseResponse(ctx, tx, id)
			}
			return nil
		},
	})
	h.Service = moderation.New(in, h.Deleter, box,
		func(ctx context.Context, tx *db.Tx, slug string) ([]moderation.PublishableSubmission, error) {
			return slices.Clone(h.Submissions), nil
		})
	h.Retention = retention.New(h.Deleter, retention.Config{
		Box:        box,
		ReleasedAt: func(context.Context, *db.Tx, string) (time.Time, error) { return h.Released, nil },
		DecidedAt:  func(context.Context, *db.Tx, string) (time.Time, error) { return h.Decided, nil },
	})
	h.Access = subjectaccess.New(h.Service, h.Deleter, box, &notify.Queue{Box: box}, "https://consult.example.org")
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		in.Receiver.Run(ctx)
	}()
	t.Cleanup(func() { stop(); <-done; deletions.Close(); log.Close(); box.Close() })
	return h
}

// send sends answers, and returns the key.
func (h *Fixture) Send(raw survey.Raw) intake.Key {
	h.t.Helper()
	ctx := context.Background()
	_, form, err := h.Intake.CachedForm(ctx, "park", "standard")
	if err != nil {
		h.t.Fatal(err)
	}
	answers, problems := form.Check(raw)
	if len(problems) > 0 {
		h.t.Fatal(problems)
	}
	r := intake.NewResponse(form, answers)
	r.Key, r.Consultation = h.Intake.Keys.New("park", *h.now.Load()), "park"
	r.StartedAt = h.Intake.Keys.StartedAt(r.Key, "park")
	if _, err := h.Intake.Receiver.Submit(ctx, &r); err != nil {
		h.t.Fatal(err)
	}
	return r.Key
}

func TextAnswer(text string) survey.Raw {
	return survey.Raw{"use": {"yes"}, "why": {text}, "sex": {"female"}}
}

// checkTotals holds receipts issued = counted + withdrawn + excluded, and the audit.
func (h *Fixture) CheckTotals(issued int64) {
	h.t.Helper()
	if err := h.DB.View(context.Background(), func(tx *db.Tx) error {
		got, err := intake.CountByState(context.Background(), tx, "park")
		if sum := got[intake.Counted] + got[intake.Withdrawn] + got[intake.Excluded]; sum != issued {
			h.t.Errorf("issued %d, kept %v", issued, got)
		}
		if err != nil {
			return err
		}
		return intake.Audit(context.Background(), tx, "park", func(say string) { h.t.Errorf("audit: %s", say) })
	}); err != nil {
		h.t.Fatal(err)
	}
}

// auditedActs returns what the audit log has of subject, the latest first.
func (h *Fixture) AuditedActs(kind, subject string) (acts []string) {
	h.t.Helper()
	if err := h.DB.View(context.Background(), func(tx *db.Tx) error {
		all, _, err := audit.List(context.Background(), tx, actor.System, audit.Filter{SubjectKind: kind, Subject: subject})
		for _, e := range all {
			acts = append(acts, e.Act)
		}
		return err
	}); err != nil {
		h.t.Fatal(err)
	}
	return acts
}

// FullAnswer is a response with every kind of personal data.
func FullAnswer(n int) survey.Raw {
	return survey.Raw{
		"use":       {"else"},
		"use--else": {"MARKER-beside"},
		"why":       {fmt.Sprintf("MARKER-why %d", n)},
		"where":     {"LE3 8RA"},
		"mail":      {fmt.Sprintf("a%d@example.org", n)},
		"sex":       {"female"},
	}
}
