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
	"github.com/folkmoot/folkmoot/receipt"
	"github.com/folkmoot/folkmoot/survey"
)

// house is the rooms that a response passes through, in earnest.
type house struct {
	t        *testing.T
	d        *db.DB
	log      *record.Log
	consults *consult.Service
	intake   *intake.Service
	released released
	now      atomic.Pointer[time.Time]
	stop     context.CancelFunc
	done     chan struct{}
}

type released struct{ yes *atomic.Bool }

func (r released) Released(context.Context, *db.Tx, string) (bool, error) { return r.yes.Load(), nil }

type counter struct{}

func (counter) Count(ctx context.Context, tx *db.Tx, slug string) (int64, error) {
	return intake.Count(ctx, tx, slug)
}

const marker = "MARKER-7f3a"

func seal(_, plain string) ([]byte, error) { return []byte("sealed:" + fmt.Sprint(len(plain))), nil }

func open(t *testing.T, d *db.DB) *house {
	t.Helper()
	log, err := record.Open(t.Context(), d, record.Options{Dir: t.TempDir(), Origin: "test.invalid/record"})
	if err != nil {
		t.Fatal(err)
	}
	return openOn(t, d, log)
}

// openOn opens the house on a record that is open.
func openOn(t *testing.T, d *db.DB, log *record.Log) *house {
	t.Helper()
	h := &house{t: t, d: d, log: log, released: released{new(atomic.Bool)}, done: make(chan struct{})}
	h.at(dbtest.Now)
	d.SetClock(func() time.Time { return *h.now.Load() })
	h.consults = &consult.Service{DB: d, Log: log, Responses: counter{}}
	h.intake = &intake.Service{DB: d, Log: log, Keys: intake.NewKeys(bytes.Repeat([]byte{7}, 32)),
		Receiver: intake.NewReceiver(d, log, seal, slog.New(slog.DiscardHandler)), Releases: h.released, Now: time.Now}
	if err := h.consults.Define(t.Context(), actor.System, park); err != nil {
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

func (h *house) at(now time.Time) { h.now.Store(&now) }

// park opens on 1 February 2026 and closes a day after dbtest.Now.
var park = consult.Definition{
	Slug: "park", Title: "The park", Type: consult.Survey, Published: true, Opens: "2026-02-01 09:00", Closes: "2026-03-03 09:30",
	Text: consult.Text{Summary: "The park.", Next: "We read it.", Audience: "Everybody.", Feedback: "2026-04-01",
		Contact: consult.Contact{Team: "Parks", Address: "The council"}},
	Forms: []survey.Form{{ID: "park", Title: "The park", Lang: "en", Edition: "standard", Pages: []survey.Page{
		{ID: "one", Title: "One", Questions: []survey.Question{
			{ID: "use", Kind: survey.Single, Text: "Do you use the park?", Required: true, Options: []survey.Option{{ID: "yes", Text: "Yes"}, {ID: "no", Text: "No"}}},
			{ID: "why", Kind: survey.LongText, Text: "Why?", MaxLength: 500}}},
		{ID: "you", Title: "You", Monitoring: true, Questions: []survey.Question{
			{ID: "sex", Kind: survey.Single, Text: "What is your sex?", PreferNotToSay: true, Options: []survey.Option{{ID: "female", Text: "Female"}, {ID: "male", Text: "Male"}, {ID: "other", Text: "I describe myself another way", WriteIn: true}}},
			{ID: "faith", Kind: survey.ShortText, Text: "What is your faith?", MaxLength: 200}}},
	}}},
}

// response is a checked response under a new key that was begun now.
func (h *house) response(raw survey.Raw) *intake.Response {
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
	r.Key, r.Consultation = h.intake.Keys.New("park", *h.now.Load()), "park"
	r.Begun = h.intake.Keys.Begun(r.Key, "park")
	return &r
}

func (h *house) send(r *intake.Response) *receipt.Receipt {
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

// balance holds the first invariant: receipts issued = counted + withdrawn +
// excluded, in the database and in the record alike.
func (h *house) balance(issued int, want map[intake.State]int64) {
	h.t.Helper()
	err := h.d.View(context.Background(), func(tx *db.Tx) error {
		got, err := intake.Tally(context.Background(), tx, "park")
		if err != nil {
			return err
		}
		sum := got[intake.Counted] + got[intake.Withdrawn] + got[intake.Excluded]
		if sum != int64(issued) || fmt.Sprint(got) != fmt.Sprint(want) {
			h.t.Errorf("issued %d, kept %v, want %v", issued, got, want)
		}
		return intake.Audit(context.Background(), tx, "park", func(say string) { h.t.Errorf("audit: %s", say) })
	})
	if err != nil {
		h.t.Fatal(err)
	}
}

var yes = survey.Raw{"use": {"yes"}, "why": {marker}, "sex": {"female"}}

// Hostile input 1: the button pressed many times at once is one response, and
// everybody is told the same.
func TestPressedTwiceIsOnceAndTheSameReceipt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		r := h.response(yes)
		receipts := make([]string, 64)
		var wg sync.WaitGroup
		for i := range receipts {
			wg.Go(func() {
				again := *r // each press is a request of its own, with salts of its own
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
		h.balance(1, map[intake.State]int64{intake.Counted: 1})
	})
}

func TestARushIsKeptWhole(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		var wg sync.WaitGroup
		for range 300 {
			r := h.response(yes)
			wg.Go(func() { h.send(r) })
		}
		wg.Wait()
		h.balance(300, map[intake.State]int64{intake.Counted: 300})
	})
}

// One response that cannot be kept does not take its neighbours along.
func TestOneBadResponseFailsAlone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		var wg sync.WaitGroup
		for i := range 20 {
			r := h.response(yes)
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
		h.balance(19, map[intake.State]int64{intake.Counted: 19})
	})
}

// Hostile input 28: one rule, by the clock of the database, inside the
// transaction.
func TestTheDoorClosesByOneRule(t *testing.T) {
	closes := time.Date(2026, 3, 3, 9, 30, 0, 0, time.UTC)
	grace := closes.Add(consult.DefaultGrace)
	for _, test := range []struct {
		name  string
		at    time.Time
		begun bool // in time
		want  bool
	}{
		{"a second before the close", closes.Add(-time.Second), false, true},
		{"at the close, begun too late", closes, false, false},
		{"at the close, begun in time", closes, true, true},
		{"a second before the grace ends", grace.Add(-time.Second), true, true},
		{"when the grace ends", grace, true, false},
		{"a second after", grace.Add(time.Second), true, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				h := open(t, d)
				r := h.response(yes)
				if !test.begun {
					r.Begun = time.Time{}
				}
				h.at(test.at)
				_, err := h.intake.Receiver.Submit(context.Background(), r)
				if test.want != (err == nil) || err != nil && fault.KindOf(err) != fault.Closed {
					t.Error(err)
				}
			})
		})
	}
}

// A key that somebody else made sends as well as any, and has no grace.
func TestAForeignKeyHasNoGrace(t *testing.T) {
	ours, theirs := intake.NewKeys(bytes.Repeat([]byte{7}, 32)), intake.NewKeys(bytes.Repeat([]byte{8}, 32))
	key := theirs.New("park", dbtest.Now)
	if !ours.Begun(key, "park").IsZero() {
		t.Error("we took it for ours")
	}
	if mine := ours.New("park", dbtest.Now); ours.Begun(mine, "park") != dbtest.Now || !ours.Begun(mine, "pool").IsZero() {
		t.Error("ours is good for its consultation alone")
	}
	for _, text := range []string{"", "abc", key.String()[:42], key.String() + "A", strings.Replace(key.String(), key.String()[:1], "=", 1)} {
		if _, err := intake.ParseKey(text); !fault.Is(err, fault.NotFound) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestWithdrawing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		mine, other := h.response(yes), h.response(yes)
		before := h.send(mine)
		h.send(other)
		code := mine.Key.Code()
		for name, wrong := range map[string]string{"nothing": "", "half": code[:22], "somebody else's secret": code[:22] + other.Key.Code()[22:], "not a response": strings.Repeat("A", 44)} {
			if err := h.intake.Withdraw(t.Context(), "park", wrong); !fault.Is(err, fault.Invalid) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if err := h.intake.Withdraw(t.Context(), "park", " "+code+"\n"); err != nil {
			t.Fatal(err)
		}
		if err := h.intake.Withdraw(t.Context(), "park", code); err != nil {
			t.Errorf("twice: %v", err)
		}
		h.balance(2, map[intake.State]int64{intake.Counted: 1, intake.Withdrawn: 1})
		status, err := h.intake.Find(t.Context(), "park", mine.Key)
		if err != nil || status.State != intake.Withdrawn || status.MayRevoke || !bytes.Equal(status.Receipt.Marshal(), before.Marshal()) {
			t.Errorf("%+v %v", status, err)
		}
		if _, err := h.intake.Copy(t.Context(), "park", mine.Key); !fault.Is(err, fault.Closed) {
			t.Errorf("a copy of nothing: %v", err)
		}
		h.released.yes.Store(true)
		if err := h.intake.Withdraw(t.Context(), "park", other.Key.Code()); err != nil {
			t.Errorf("erasure after the release: %v", err)
		}
		h.balance(2, map[intake.State]int64{intake.Withdrawn: 2})
	})
}

func TestTheFullCopyProvesTheAnswersAndNotTheMonitoring(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		r := h.response(yes)
		h.send(r)
		got, err := h.intake.Copy(t.Context(), "park", r.Key)
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

// Hostile input 21: the older of two tabs does not write over the newer.
func TestTwoTabsDoNotWriteOverEachOther(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		key := h.intake.Keys.New("park", dbtest.Now)
		one := &intake.Draft{Key: key, Consultation: "park", Form: "f", Edition: "standard", Answers: survey.Raw{"why": {"first"}}}
		if err := h.intake.SaveDraft(t.Context(), one); err != nil {
			t.Fatal(err)
		}
		two := *one
		two.Answers = survey.Raw{"why": {"second"}}
		if err := h.intake.SaveDraft(t.Context(), &two); err != nil {
			t.Fatal(err)
		}
		one.Answers = survey.Raw{"why": {"third"}}
		if err := h.intake.SaveDraft(t.Context(), one); !fault.Is(err, fault.Conflict) {
			t.Errorf("the older tab: %v", err)
		}
		d.View(t.Context(), func(tx *db.Tx) error {
			got, err := intake.GetDraft(t.Context(), tx, "park", key)
			if err != nil || got.Answers["why"][0] != "second" {
				t.Errorf("%v %v", got, err)
			}
			return nil
		})
	})
}

const paper = "row,channel,edition,day,status,use,why,sex\n" +
	"1,paper,standard,2026-02-10,,yes,\"A bench, please\",female\n" +
	"2,paper,standard,2026-02-11,withdrawn,no,,\n" +
	"3,email,standard,2026-02-12,excluded:duplicate,no,,prefer-not-to-say\n"

func TestAnImportIsAllOrNothingAndTwiceIsOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		bad := paper + "4,pigeon,standard,yesterday,,perhaps,,\n"
		_, err := h.intake.Import(t.Context(), actor.System, "park", strings.NewReader(bad))
		for _, part := range []string{"Line 5", "pigeon", "yesterday", "use: "} {
			if !fault.Is(err, fault.Invalid) || !strings.Contains(fault.Said(err), part) {
				t.Errorf("does not say %q: %v", part, err)
			}
		}
		h.balance(0, map[intake.State]int64{})
		for i, want := range []intake.Imported{{Rows: 3, New: 3, Withdrawn: 1, Excluded: 1}, {Rows: 3}} {
			got, err := h.intake.Import(t.Context(), actor.System, "park", strings.NewReader(paper))
			if err != nil || got != want {
				t.Errorf("import %d: %+v %v", i, got, err)
			}
		}
		h.balance(3, map[intake.State]int64{intake.Counted: 1, intake.Withdrawn: 1, intake.Excluded: 1})
		var kept []string
		d.View(t.Context(), func(tx *db.Tx) error {
			return intake.Read(t.Context(), tx, "park", func(k intake.Kept) error {
				kept = append(kept, k.Channel+" "+k.State+" "+k.Reason+fmt.Sprint(k.Answers != nil))
				return nil
			})
		})
		slices.Sort(kept)
		if got := strings.Join(kept, ", "); got != "email excluded duplicatetrue, paper counted true, paper withdrawn false" {
			t.Error(got)
		}
		if _, err := h.intake.Import(t.Context(), actor.Actor{}, "park", strings.NewReader(paper)); !fault.Is(err, fault.Forbidden) {
			t.Errorf("anybody: %v", err)
		}
	})
}

// Every byte that a response rests on is held by the audit.
// A row that cannot be read has nothing to be told apart by.
func TestOnlyRowsWithOneNumberAreSaidToShareIt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		const shares = "has the row number of line"
		for _, test := range []struct {
			name, rows string
			want       int
		}{
			{"two bad rows", "4,pigeon,standard,2026-02-10,,yes,,\n5,pigeon,standard,2026-02-10,,yes,,\n", 0},
			{"a good row twice", "3,email,standard,2026-02-12,,no,,\n", 1},
		} {
			_, err := h.intake.Import(t.Context(), actor.System, "park", strings.NewReader(paper+test.rows))
			if got := strings.Count(fault.Said(err), shares); !fault.Is(err, fault.Invalid) || got != test.want {
				t.Errorf("%s: told %d times, want %d: %v", test.name, got, test.want, err)
			}
		}
	})
}

func TestTheAuditNamesWhatWasChanged(t *testing.T) {
	for _, change := range []string{
		`UPDATE intake_response SET answers = answers || ' '`,
		`UPDATE intake_response SET state = 'excluded', reason = 'awkward'`,
		`UPDATE intake_monitoring SET answers = answers || ' '`,
		`DELETE FROM intake_monitoring`,
		`UPDATE intake_response SET consultation = consultation, salt = commitment`,
	} {
		t.Run(change, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				h := open(t, d)
				h.send(h.response(yes))
				if err := d.Update(t.Context(), func(tx *db.Tx) error { _, err := tx.Exec(t.Context(), change); return err }); err != nil {
					t.Fatal(err)
				}
				var said []string
				d.View(t.Context(), func(tx *db.Tx) error {
					return intake.Audit(t.Context(), tx, "park", func(say string) { said = append(said, say) })
				})
				if len(said) == 0 {
					t.Error("the audit saw nothing")
				}
			})
		})
	}
}

// When the house closes for the night nobody is left standing in the hall:
// every Submit returns, and those that were thanked were kept.
func TestClosingKeepsItsWord(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		var thanked atomic.Int64
		var wg sync.WaitGroup
		for i := range 200 {
			r := h.response(yes)
			wg.Go(func() {
				_, err := h.intake.Receiver.Submit(context.Background(), r)
				switch {
				case err == nil:
					thanked.Add(1)
				case fault.KindOf(err) != fault.Busy:
					t.Error(err)
				}
				if i == 100 {
					h.stop()
				}
			})
		}
		wg.Wait()
		h.balance(int(thanked.Load()), map[intake.State]int64{intake.Counted: thanked.Load()})
	})
}
