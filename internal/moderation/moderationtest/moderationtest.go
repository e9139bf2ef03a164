// Package moderationtest builds the services around received responses for tests.
package moderationtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"sync/atomic"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/entry"
	"github.com/folkmoot/folkmoot/internal/files"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/moderation"
	"github.com/folkmoot/folkmoot/internal/notify"
	"github.com/folkmoot/folkmoot/internal/record"
	"github.com/folkmoot/folkmoot/internal/retention"
	"github.com/folkmoot/folkmoot/internal/seal"
	"github.com/folkmoot/folkmoot/internal/subjectaccess"
	"github.com/folkmoot/folkmoot/receipt"
	"github.com/folkmoot/folkmoot/survey"
)

// Fixture is the services that handle received responses, on a real database and a
// real record, with one open consultation, Park.
type Fixture struct {
	*moderation.Service
	Retention *retention.Service
	Access    *subjectaccess.Service
	Entry     *entry.Service
	Deleter   *retention.Deleter
	Log       *record.Log

	Released, Decided time.Time // of the results and of the decision; zero: not yet

	t    testing.TB
	now  atomic.Pointer[time.Time]
	stop func()
}

// Stop stops the receiver of responses and returns when it has stopped.
func (h *Fixture) Stop() { h.stop() }

// SetTime sets the clock of the database.
func (h *Fixture) SetTime(now time.Time) { h.now.Store(&now) }

type releases struct{ h *Fixture }

func (r releases) Released(context.Context, *db.Tx, string) (bool, error) {
	return !r.h.Released.IsZero(), nil
}

// Users of the tests.
var (
	// Officer and Stranger have every capability, Stranger in another organisation.
	Officer = actor.Actor{
		ID:           "officer-1",
		Org:          actor.CouncilOrg,
		Name:         "An officer",
		Capabilities: actor.AllCapabilities,
	}
	Stranger = actor.Actor{ID: "officer-2", Org: "elsewhere", Name: "An officer", Capabilities: actor.AllCapabilities}
	// Reader can only read responses.
	Reader = actor.Actor{
		ID:           "officer-3",
		Org:          actor.CouncilOrg,
		Name:         "An officer",
		Capabilities: []actor.Capability{actor.Staff, actor.ReadResponses},
	}
	// Drafter can only edit drafts of consultations.
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
	Text: consult.Text{
		Summary:  "The park.",
		Next:     "We will read every response.",
		Audience: "Residents.",
		Feedback: "2026-04-01",
		Contact:  consult.Contact{Team: "Parks", Address: "The council"},
	},
	Forms: []survey.Form{{ID: "park", Title: "The park", Lang: "en", Edition: "standard", Pages: []survey.Page{
		{ID: "one", Title: "One", Questions: []survey.Question{
			{
				ID:       "use",
				Kind:     survey.Single,
				Text:     "Do you use the park?",
				Required: true,
				Options: []survey.Option{
					{ID: "yes", Text: "Yes"},
					{ID: "no", Text: "No"},
					{ID: "else", Text: "Else", WriteIn: true},
				},
			},
			{ID: "why", Kind: survey.LongText, Text: "Reason", MaxLength: 500},
			{ID: "where", Kind: survey.Postcode, Text: "Where do you live?"},
			{ID: "consent", Kind: survey.Consent, Text: "May we publish what you write?", Options: []survey.Option{
				{ID: survey.ConsentUnnamed, Text: "Yes"},
				{ID: survey.ConsentNamed, Text: "Yes, with its name"},
				{ID: survey.ConsentRefused, Text: "No"},
			}},
			{
				ID:      "for",
				Kind:    survey.Single,
				Text:    "Who is the response from?",
				Options: []survey.Option{{ID: "me", Text: "An individual"}, {ID: "org", Text: "An organisation"}},
			},
			{
				ID:        "name",
				Kind:      survey.ShortText,
				Text:      "What is the name of the organisation?",
				MaxLength: 100,
				When:      &survey.Condition{Question: "for", Is: "org"},
			},
			{ID: "mail", Kind: survey.Email, Text: "What is your email address?"}}},
		{ID: "you", Title: "You", Monitoring: true, Questions: []survey.Question{
			{
				ID:             "sex",
				Kind:           survey.Single,
				Text:           "What is your sex?",
				PreferNotToSay: true,
				Options: []survey.Option{
					{ID: "female", Text: "Female"},
					{ID: "male", Text: "Male"},
					{ID: "other", Text: "I describe myself another way", WriteIn: true},
				},
			},
			{ID: "faith", Kind: survey.ShortText, Text: "What is your religion?", MaxLength: 200}}},
	}}},
}

// New returns a Fixture on d with a new record and deletion log.
func New(t *testing.T, d *db.DB) *Fixture {
	t.Helper()
	return NewOn(t, d, t.TempDir(), t.TempDir())
}

// NewOn returns a Fixture on d with the record and the deletion log in dir and the keys
// of contacts in keys.
func NewOn(t *testing.T, d *db.DB, dir, keys string) *Fixture {
	t.Helper()
	log, err := record.Open(t.Context(), d, record.Options{Dir: dir, Origin: "test.invalid/record"})
	if _, ok := errors.AsType[*record.RestoredError](err); ok { // as the operator of the restored database would
		log, err = record.Open(t.Context(), d, record.Options{Dir: dir, Origin: "test.invalid/record", Restored: "test of a restore"})
	}
	if err != nil {
		t.Fatal(err)
	}
	box, err := seal.Open(keys)
	if err != nil {
		t.Fatal(err)
	}
	h := &Fixture{t: t, Log: log}
	h.SetTime(dbtest.Now)
	d.SetClock(func() time.Time { return *h.now.Load() })
	consults := &consult.Service{DB: d, Log: log, CountResponses: intake.Count}
	if err := consults.Define(t.Context(), actor.System, Park); err != nil {
		t.Fatal(err)
	}
	deletions, err := retention.OpenDeletionLog(dir)
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
		Subject: func(ctx context.Context, tx *db.Tx, slug, id string) (int64, error) {
			if err := moderation.EraseSubmission(ctx, tx, id); err != nil {
				return 0, err
			}
			return entry.EraseSubmission(ctx, tx, slug, id)
		},
	})
	h.Entry = &entry.Service{DB: d, Log: log, Intake: in, Deleter: h.Deleter, Files: &files.Service{DB: d}}
	h.Service = moderation.New(in, h.Deleter, box)
	h.Retention = retention.New(h.Deleter, retention.Config{
		Box:        box,
		ReleasedAt: func(context.Context, *db.Tx, string) (time.Time, error) { return h.Released, nil },
		DecidedAt:  func(context.Context, *db.Tx, string) (time.Time, error) { return h.Decided, nil },
	})
	h.Access = subjectaccess.New(h.Service, h.Deleter, box, &notify.Queue{Box: box}, "https://consult.example.org")
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		in.Receiver.Run(ctx)
	}()
	h.stop = func() { cancel(); <-done }
	t.Cleanup(func() { h.stop(); deletions.Close(); log.Close(); box.Close() })
	return h
}

// NewResponse returns a response to Park under a new key that was not submitted yet.
// raw must be valid.
func (h *Fixture) NewResponse(raw survey.Raw) *intake.Response {
	h.t.Helper()
	_, form, err := h.Intake.CachedForm(context.Background(), "park", "standard")
	if err != nil {
		h.t.Fatal(err)
	}
	answers, problems := form.Check(raw)
	if len(problems) > 0 {
		h.t.Fatal(problems)
	}
	r := intake.NewResponse(form, answers)
	key := h.Intake.Keys.Issue("park", *h.now.Load())
	r.Key, r.Consultation, r.StartedAt = key.Key, "park", key.Started
	return &r
}

// Submit submits a response and returns its receipt.
func (h *Fixture) Submit(r *intake.Response) *receipt.Receipt {
	h.t.Helper()
	issued, err := h.Intake.Receiver.Submit(context.Background(), r)
	if err != nil {
		h.t.Fatal(err)
	}
	return issued
}

// Send submits a response with the given answers and returns its key.
func (h *Fixture) Send(raw survey.Raw) intake.Key {
	h.t.Helper()
	r := h.NewResponse(raw)
	h.Submit(r)
	return r.Key
}

// TextAnswer returns answers with the given written answer.
func TextAnswer(text string) survey.Raw {
	return survey.Raw{"use": {"yes"}, "why": {text}, "sex": {"female"}}
}

// CheckTotals checks that every issued receipt is of a counted, a withdrawn or an
// excluded response, and that intake.Audit finds no fault.
func (h *Fixture) CheckTotals(issued int64) {
	h.t.Helper()
	got := h.states()
	if sum := got[intake.Counted] + got[intake.Withdrawn] + got[intake.Excluded]; sum != issued {
		h.t.Errorf("%d receipts were issued, but the states of the responses are %v", issued, got)
	}
}

// CheckStates is CheckTotals with the number of responses in each state.
func (h *Fixture) CheckStates(issued int64, want map[intake.ResponseState]int64) {
	h.t.Helper()
	h.CheckTotals(issued)
	if got := h.states(); !maps.Equal(got, want) {
		h.t.Errorf("states of the responses: %v, want %v", got, want)
	}
}

func (h *Fixture) states() (got map[intake.ResponseState]int64) {
	h.t.Helper()
	ctx := context.Background()
	if err := h.DB.View(ctx, func(tx *db.Tx) (err error) {
		if got, err = intake.CountByState(ctx, tx, "park"); err != nil {
			return err
		}
		return intake.Audit(ctx, tx, "park", func(fault string) { h.t.Errorf("intake.Audit: %s", fault) })
	}); err != nil {
		h.t.Fatal(err)
	}
	return got
}

// AuditedActs returns the acts about a subject in the audit log, the latest first.
func (h *Fixture) AuditedActs(kind, subject string) (acts []string) {
	h.t.Helper()
	if err := h.DB.View(context.Background(), func(tx *db.Tx) error {
		all, err := audit.List(context.Background(), tx, actor.System, audit.Filter{SubjectKind: kind, Subject: subject})
		for _, e := range all.Items {
			acts = append(acts, e.Act)
		}
		return err
	}); err != nil {
		h.t.Fatal(err)
	}
	return acts
}

// FullAnswer returns answers with every kind of personal data, and n in some of them.
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
