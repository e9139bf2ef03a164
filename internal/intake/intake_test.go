package intake_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/record"
	"github.com/folkmoot/folkmoot/internal/record/recordtest"
	"github.com/folkmoot/folkmoot/receipt"
	"github.com/folkmoot/folkmoot/survey"
)

// fixture is a database with the services through which responses pass, a record
// and a running receiver.
type fixture struct {
	t        *testing.T
	d        *db.DB
	log      *record.Log
	consults *consult.Service
	intake   *intake.Service
	releases releaseStub
	now      atomic.Pointer[time.Time]
	stop     context.CancelFunc
	done     chan struct{}
}

type releaseStub struct{ value *atomic.Bool }

func (r releaseStub) Released(context.Context, *db.Tx, string) (bool, error) {
	return r.value.Load(), nil
}

const marker = "MARKER-7f3a"

func fakeSeal(_, plain string) ([]byte, error) {
	return []byte("sealed:" + fmt.Sprint(len(plain))), nil
}

func newFixture(t *testing.T, d *db.DB) *fixture {
	t.Helper()
	log, err := record.Open(t.Context(), d, record.Options{Dir: t.TempDir(), Origin: "test.invalid/record"})
	if err != nil {
		t.Fatal(err)
	}
	return newFixtureOn(t, d, log)
}

// newFixtureOn is newFixture with an open record. The caller closes it.
func newFixtureOn(t *testing.T, d *db.DB, log *record.Log) *fixture {
	t.Helper()
	return newFixtureWith(t, d, log, fakeSeal, park)
}

// newFixtureWith is newFixtureOn with an encryption of contacts and a definition of
// the consultation park.
func newFixtureWith(t *testing.T, d *db.DB, log *record.Log, seal intake.SealFunc, definition consult.Definition) *fixture {
	t.Helper()
	h := &fixture{t: t, d: d, log: log, releases: releaseStub{new(atomic.Bool)}, done: make(chan struct{})}
	h.setNow(dbtest.Now)
	d.SetClock(func() time.Time { return *h.now.Load() })
	h.consults = &consult.Service{DB: d, Log: log, CountResponses: intake.Count}
	h.intake = &intake.Service{DB: d, Log: log, Keys: intake.NewKeys(bytes.Repeat([]byte{7}, 32)),
		Receiver: intake.NewReceiver(d, log, seal, slog.New(slog.DiscardHandler)), Releases: h.releases, Now: time.Now}
	if err := h.consults.Define(t.Context(), actor.System, definition); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	h.stop = stop
	go func() {
		defer close(h.done)
		h.intake.Receiver.Run(ctx)
	}()
	t.Cleanup(func() { stop(); <-h.done })
	return h
}

func (h *fixture) setNow(now time.Time) { h.now.Store(&now) }

// park opens on 1 February 2026 and closes a day after dbtest.Now.
var park = consult.Definition{
	Slug: "park", Title: "The park", Type: consult.Survey, Published: true, Opens: "2026-02-01 09:00", Closes: "2026-03-03 09:30",
	Text: consult.Text{Summary: "The park.", Next: "We read it.", Audience: "All residents.", Feedback: "2026-04-01",
		Contact: consult.Contact{Team: "Parks", Address: "The council"}},
	Forms: []survey.Form{{ID: "park", Title: "The park", Lang: "en", Edition: "standard", Pages: []survey.Page{
		{ID: "one", Title: "One", Questions: []survey.Question{
			{
				ID:       "use",
				Kind:     survey.Single,
				Text:     "Do you use the park?",
				Required: true,
				Options:  []survey.Option{{ID: "yes", Text: "Yes"}, {ID: "no", Text: "No"}},
			},
			{ID: "why", Kind: survey.LongText, Text: "Reason", MaxLength: 500}}},
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
			{ID: "faith", Kind: survey.ShortText, Text: "What is your faith?", MaxLength: 200}}},
	}}},
}

// newResponse returns a checked response with a new key that was started now.
func (h *fixture) newResponse(raw survey.Raw) *intake.Response {
	h.t.Helper()
	var form *survey.Form
	if err := h.d.View(context.Background(), func(tx *db.Tx) error {
		refs, err := consult.Forms(context.Background(), tx, "park")
		if err == nil {
			form, err = h.intake.Form(context.Background(), tx, refs[0].Version)
		}
		return err
	}); err != nil {
		h.t.Fatal(err)
	}
	answers, problems := form.Check(raw)
	if len(problems) > 0 {
		h.t.Fatal(problems)
	}
	r := intake.NewResponse(form, answers)
	key := h.intake.Keys.Issue("park", *h.now.Load())
	r.Key, r.Address, r.Consultation, r.StartedAt = key.Key, key.Address, "park", key.Started
	return &r
}

func (h *fixture) send(r *intake.Response) *receipt.Receipt {
	h.t.Helper()
	got, err := h.intake.Receiver.Submit(context.Background(), r)
	if err != nil {
		h.t.Fatal(err)
	}
	if err := got.Verify(h.log.Key()); err != nil {
		h.t.Error(err)
	}
	return got
}

// checkTotals checks that receipts issued = counted + withdrawn + excluded, in the
// database and in the record.
func (h *fixture) checkTotals(issued int, want map[intake.ResponseState]int64) {
	h.t.Helper()
	err := h.d.View(context.Background(), func(tx *db.Tx) error {
		got, err := intake.CountByState(context.Background(), tx, "park")
		if err != nil {
			return err
		}
		sum := got[intake.Counted] + got[intake.Withdrawn] + got[intake.Excluded]
		if sum != int64(issued) || fmt.Sprint(got) != fmt.Sprint(want) {
			h.t.Errorf("%d receipts were issued, but the responses are %v, want %v", issued, got, want)
		}
		return intake.Audit(context.Background(), tx, "park", func(say string) { h.t.Errorf("audit: %s", say) })
	})
	if err != nil {
		h.t.Fatal(err)
	}
}

var validAnswers = survey.Raw{"use": {"yes"}, "why": {marker}, "sex": {"female"}}

// Hostile input 1: the same response sent many times at once is stored once, and
// every request gets the same receipt.
func TestResubmitReturnsSameReceipt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newFixture(t, d)
		r := h.newResponse(validAnswers)
		receipts := make([]string, 64)
		var wg sync.WaitGroup
		for i := range receipts {
			wg.Go(func() {
				again := *r // each request generates its own salts
				got, err := h.intake.Receiver.Submit(context.Background(), &again)
				if err != nil {
					t.Error(err)
					return
				}
				receipts[i] = string(got.Marshal())
			})
		}
		wg.Wait()
		for i, r := range receipts {
			if r != receipts[0] {
				t.Fatalf("receipt %d differs:\n%s\n%s", i, r, receipts[0])
			}
		}
		h.checkTotals(1, map[intake.ResponseState]int64{intake.Counted: 1})
	})
}

func TestConcurrentSubmissionsAreAllStored(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newFixture(t, d)
		var wg sync.WaitGroup
		for range 300 {
			r := h.newResponse(validAnswers)
			wg.Go(func() { h.send(r) })
		}
		wg.Wait()
		h.checkTotals(300, map[intake.ResponseState]int64{intake.Counted: 300})
	})
}

// One response that cannot be stored does not fail the others of its batch.
func TestBadResponseDoesNotFailBatch(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newFixture(t, d)
		var wg sync.WaitGroup
		for i := range 20 {
			r := h.newResponse(validAnswers)
			if i == 7 {
				r.Consultation = "nowhere"
			}
			wg.Go(func() {
				_, err := h.intake.Receiver.Submit(context.Background(), r)
				if (err == nil) == (i == 7) {
					t.Errorf("%d: %v", i, err)
				}
			})
		}
		wg.Wait()
		h.checkTotals(19, map[intake.ResponseState]int64{intake.Counted: 19})
	})
}

// Hostile input 28: the closing time is checked by the clock of the database,
// inside the transaction.
func TestClosingTimeAndGrace(t *testing.T) {
	closes := time.Date(2026, 3, 3, 9, 30, 0, 0, time.UTC)
	grace := closes.Add(consult.DefaultGrace)
	for _, test := range []struct {
		name    string
		at      time.Time
		started bool // before the close
		want    bool
	}{
		{"a second before the close", closes.Add(-time.Second), false, true},
		{"at the close, started too late", closes, false, false},
		{"at the close, started in time", closes, true, true},
		{"a second before the grace period ends", grace.Add(-time.Second), true, true},
		{"when the grace period ends", grace, true, false},
		{"a second after the grace period", grace.Add(time.Second), true, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				h := newFixture(t, d)
				r := h.newResponse(validAnswers)
				if !test.started {
					r.StartedAt = time.Time{}
				}
				h.setNow(test.at)
				_, err := h.intake.Receiver.Submit(context.Background(), r)
				if test.want != (err == nil) || err != nil && fault.KindOf(err) != fault.Closed {
					t.Error(err)
				}
			})
		})
	}
}

func TestFullCopyExcludesMonitoring(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newFixture(t, d)
		r := h.newResponse(validAnswers)
		h.send(r)
		got, err := h.intake.FullCopy(t.Context(), "park", r.Key)
		if err != nil {
			t.Fatal(err)
		}
		if err := got.Verify(h.log.Key()); err != nil {
			t.Error(err)
		}
		if !bytes.Contains(got.Copy.Answers, []byte(marker)) || bytes.Contains(got.Copy.Answers, []byte("female")) {
			t.Errorf("%s", got.Copy.Answers)
		}
	})
}

// Hostile input 21: the older of two tabs does not overwrite the newer one.
func TestSaveDraftConflict(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newFixture(t, d)
		key := h.intake.Keys.Issue("park", dbtest.Now)
		older := &intake.Draft{Issued: key, Consultation: "park", FormVersion: "f", Edition: "standard", Answers: survey.Raw{"why": {"first"}}}
		if err := h.intake.SaveDraft(t.Context(), older); err != nil {
			t.Fatal(err)
		}
		newer := *older
		newer.Answers = survey.Raw{"why": {"second"}}
		if err := h.intake.SaveDraft(t.Context(), &newer); err != nil {
			t.Fatal(err)
		}
		older.Answers = survey.Raw{"why": {"third"}}
		if err := h.intake.SaveDraft(t.Context(), older); !fault.Is(err, fault.Conflict) {
			t.Errorf("the older tab: %v", err)
		}
		d.View(t.Context(), func(tx *db.Tx) error {
			got, err := intake.GetDraft(t.Context(), tx, "park", key.Key)
			if err != nil || got.Answers["why"][0] != "second" {
				t.Errorf("%v %v", got, err)
			}
			return nil
		})
	})
}

const importCSV = "row,channel,edition,day,status,use,why,sex\n" +
	"1,paper,standard,2026-02-10,,yes,\"A bench, please\",female\n" +
	"2,paper,standard,2026-02-11,withdrawn,no,,\n" +
	"3,email,standard,2026-02-12,excluded:duplicate,no,,prefer-not-to-say\n"

func TestImportIsAtomicAndIdempotent(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newFixture(t, d)
		invalid := importCSV + "4,pigeon,standard,yesterday,,perhaps,,\n"
		_, err := h.intake.Import(t.Context(), actor.System, "park", strings.NewReader(invalid))
		for _, part := range []string{"Line 5", "pigeon", "yesterday", "use: "} {
			if !fault.Is(err, fault.Invalid) || !strings.Contains(fault.Message(err), part) {
				t.Errorf("the error does not contain %q: %v", part, err)
			}
		}
		h.checkTotals(0, map[intake.ResponseState]int64{})
		for i, want := range []intake.ImportResult{{Rows: 3, New: 3, Withdrawn: 1, Excluded: 1}, {Rows: 3}} {
			got, err := h.intake.Import(t.Context(), actor.System, "park", strings.NewReader(importCSV))
			if err != nil || got != want {
				t.Errorf("import %d: %+v %v", i, got, err)
			}
		}
		h.checkTotals(3, map[intake.ResponseState]int64{intake.Counted: 1, intake.Withdrawn: 1, intake.Excluded: 1})
		var stored, logged []string
		if err := d.View(t.Context(), func(tx *db.Tx) error {
			if err := intake.EachResponse(t.Context(), tx, "park", func(r intake.StoredResponse) error {
				stored = append(stored, r.Channel+" "+r.State+" "+r.Reason+fmt.Sprint(r.Answers != nil))
				return nil
			}); err != nil {
				return err
			}
			logged, err = db.All(t.Context(), tx, db.Text,
				`SELECT reason FROM audit_entry WHERE act = 'import-responses' AND subject = 'park'`)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		slices.Sort(stored)
		if got := strings.Join(stored, ", "); got != "email excluded duplicatetrue, paper counted true, paper withdrawn false" {
			t.Error(got)
		}
		if !slices.Equal(logged, []string{"responses: 3"}) {
			t.Errorf("the audit log has %q, want one entry for the first import", logged)
		}
		if _, err := h.intake.Import(t.Context(), actor.Actor{}, "park", strings.NewReader(importCSV)); !fault.Is(err, fault.Forbidden) {
			t.Errorf("an actor without the capability: %v", err)
		}
	})
}

// A row with another problem is not reported as a duplicate.
func TestImportReportsDuplicateRowNumbers(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newFixture(t, d)
		const message = "is the same as on line 4"
		for _, test := range []struct {
			name, rows string
			want       int
		}{
			{"two different invalid rows", "4,pigeon,standard,2026-02-10,,yes,,\n5,pigeon,standard,2026-02-10,,yes,,\n", 0},
			{"a valid row twice", "3,email,standard,2026-02-12,,no,,\n", 1},
		} {
			_, err := h.intake.Import(t.Context(), actor.System, "park", strings.NewReader(importCSV+test.rows))
			if got := strings.Count(fault.Message(err), message); !fault.Is(err, fault.Invalid) || got != test.want {
				t.Errorf("%s: reported %d times, want %d: %v", test.name, got, test.want, err)
			}
		}
	})
}

// The audit must notice a change to anything that a response's proof depends on.
func TestAuditReportsChangedRows(t *testing.T) {
	for _, change := range []string{
		`UPDATE intake_response SET answers = answers || ' '`,
		`UPDATE intake_response SET state = 'excluded', reason = 'awkward'`,
		`UPDATE intake_monitoring SET answers = answers || ' '`,
		`DELETE FROM intake_monitoring`,
		`UPDATE intake_response SET consultation = consultation, salt = commitment`,
	} {
		t.Run(change, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				h := newFixture(t, d)
				h.send(h.newResponse(validAnswers))
				if err := d.Update(t.Context(), func(tx *db.Tx) error { _, err := tx.Exec(t.Context(), change); return err }); err != nil {
					t.Fatal(err)
				}
				var findings []string
				d.View(t.Context(), func(tx *db.Tx) error {
					return intake.Audit(t.Context(), tx, "park", func(s string) { findings = append(findings, s) })
				})
				if len(findings) == 0 {
					t.Error("the audit reports nothing")
				}
			})
		})
	}
}

// When the receiver is stopped, every Submit returns, and every response for which
// it returned a receipt is stored.
func TestShutdownCommitsQueuedResponses(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newFixture(t, d)
		var received atomic.Int64
		var wg sync.WaitGroup
		for i := range 200 {
			r := h.newResponse(validAnswers)
			wg.Go(func() {
				_, err := h.intake.Receiver.Submit(context.Background(), r)
				switch {
				case err == nil:
					received.Add(1)
				case fault.KindOf(err) != fault.Busy:
					t.Error(err)
				}
				if i == 100 {
					h.stop()
				}
			})
		}
		wg.Wait()
		h.checkTotals(int(received.Load()), map[intake.ResponseState]int64{intake.Counted: received.Load()})
	})
}

// Row B3 of docs/faults.md. The public record does not show what happened to one
// response: only its first entry has its commitment. It shows how many were withdrawn
// and excluded.
func TestPublicRecordDoesNotShowWhatHappenedToOneResponse(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newFixture(t, d)
		codes := map[[32]byte]int{}
		var ids []string
		for range 4 {
			r := h.newResponse(validAnswers)
			codes[h.send(r).Leaf.Commitment]++
			ids = append(ids, r.Key.ID())
		}
		for i, state := range []struct {
			to     intake.ResponseState
			reason string
		}{{intake.Withdrawn, ""}, {intake.Excluded, "duplicate"}, {intake.Excluded, "duplicate"}} {
			if _, err := h.log.Update(t.Context(), func(tx *db.Tx, leaves *record.Writer) error {
				return h.intake.SetState(t.Context(), tx, leaves, "park", ids[i], state.to, state.reason)
			}); err != nil {
				t.Fatal(err)
			}
		}
		kinds := map[string]int{}
		if err := d.View(t.Context(), func(tx *db.Tx) error {
			entries, err := recordtest.Entries(t.Context(), tx, "park", "")
			for _, e := range entries {
				if kinds[e.Leaf.Kind]++; e.Leaf.Kind != "response" && codes[e.Leaf.Commitment] > 0 {
					t.Errorf("entry %d shows which response is %s", e.Index, e.Leaf.Kind)
				}
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if kinds["withdrawn"] != 1 || kinds["excluded:duplicate"] != 2 {
			t.Errorf("the entries are %v", kinds)
		}
		h.checkTotals(4, map[intake.ResponseState]int64{intake.Counted: 1, intake.Withdrawn: 1, intake.Excluded: 2})
	})
}
