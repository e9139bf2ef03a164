package notify_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	netmail "net/mail"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/jobs"
	"github.com/folkmoot/folkmoot/internal/mail"
	"github.com/folkmoot/folkmoot/internal/mail/mailtest"
	"github.com/folkmoot/folkmoot/internal/notify"
	"github.com/folkmoot/folkmoot/internal/notify/notifyweb"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/seal"
	"github.com/folkmoot/folkmoot/internal/waittest"
)

// testMailer is a Mailer with a test mail server and a clock that the test
// advances.
type testMailer struct {
	t         *testing.T
	d         *db.DB
	now       atomic.Int64
	box       *seal.Keyring
	queue     *notify.Queue
	mailer    *notify.Mailer
	server    *mailtest.Server
	runner    *jobs.Runner
	outbox    *notify.Outbox
	auditActs []string
}

func newTestMailer(t *testing.T, d *db.DB) *testMailer {
	t.Helper()
	o := &testMailer{t: t, d: d, server: mailtest.Start(t)}
	d.SetClock(func() time.Time { return dbtest.Now.Add(time.Duration(o.now.Load())) })
	var err error
	if o.box, err = seal.Open(t.TempDir()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { o.box.Close() })
	carrier, wrong := mail.ParseSMTP(fmt.Sprintf("smtp://localhost:%d", o.server.Port()), "c@council.example.org")
	if len(wrong) > 0 {
		t.Fatal(wrong)
	}
	o.queue = &notify.Queue{Box: o.box}
	writer := &notifyweb.Renderer{
		BaseURL: "https://consult.example.org",
		Council: func(context.Context) page.Council { return page.Council{Name: "Exampleshire"} },
	}
	o.mailer = &notify.Mailer{DB: d, Box: o.box, Carrier: carrier, Render: writer.Render, PerMinute: 1 << 40}
	o.runner = &jobs.Runner{
		DB:           d,
		Log:          slog.New(slog.NewTextHandler(t.Output(), nil)),
		Lease:        time.Minute,
		MaxAttempts:  100,
		PollInterval: time.Millisecond,
	}
	o.mailer.RegisterJobs(o.runner)
	o.outbox = &notify.Outbox{
		Mailer: o.mailer,
		Audit: func(_ context.Context, _ *db.Tx, by actor.Actor, act, kind, subject, why string) error {
			o.auditActs = append(o.auditActs, act)
			return nil
		},
	}
	return o
}

func (o *testMailer) advanceClock(d time.Duration) { o.now.Add(int64(d)) }

func (o *testMailer) update(fn func(tx *db.Tx, now time.Time) error) {
	o.t.Helper()
	if err := o.d.Update(o.t.Context(), func(tx *db.Tx) error {
		now, err := tx.Now(o.t.Context())
		if err != nil {
			return err
		}
		return fn(tx, now)
	}); err != nil {
		o.t.Fatal(err)
	}
}

func (o *testMailer) enqueue(n notify.Notification) {
	o.t.Helper()
	o.update(func(tx *db.Tx, now time.Time) error { return o.queue.Enqueue(o.t.Context(), tx, n, now) })
}

// runJobs runs the jobs that are due now and returns their number.
func (o *testMailer) runJobs() int {
	o.t.Helper()
	const most = 10_000
	for n := range most {
		worked, err := o.runner.RunOne(o.t.Context())
		if err != nil {
			o.t.Fatal(err)
		}
		if !worked {
			return n
		}
	}
	o.t.Fatalf("jobs are still due after %d runs", most)
	return 0
}

func (o *testMailer) list() []notify.OutboxEntry {
	o.t.Helper()
	all, err := o.outbox.List(o.t.Context(), actor.System, "", 1000)
	if err != nil {
		o.t.Fatal(err)
	}
	return all.Items
}

// onlyEntry returns the only notification in the outbox.
func (o *testMailer) onlyEntry() notify.OutboxEntry {
	o.t.Helper()
	all := o.list()
	if len(all) != 1 {
		o.t.Fatalf("got %d notifications, want 1", len(all))
	}
	return all[0]
}

func confirmation(key, to string) notify.Notification {
	return notify.Notification{
		Kind:         notify.Confirmation,
		Key:          key,
		Consultation: "pool",
		To:           to,
		Data:         map[string]string{"title": "The pool", "code": "ABCD", "link": "/receipts?code=ABCD"},
	}
}

func TestNotificationIsSealedSentOnceAndCleared(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := newTestMailer(t, d)
		n := confirmation("k", "her@example.org")
		n.Data["link"] = "/secret-link"
		o.enqueue(n)
		o.enqueue(n)
		rows := func() string {
			var all []string
			o.update(func(tx *db.Tx, _ time.Time) (err error) {
				all, err = db.All(t.Context(), tx, func(r db.Row) (string, error) {
					var recipient, data []byte
					var tag, reason string
					err := r.Scan(&recipient, &data, &tag, &reason)
					return fmt.Sprintf("%s|%s|%s|%s|%d|%d", recipient, data, tag, reason, len(recipient), len(data)), err
				}, `SELECT recipient, data, tag, reason FROM notify_notification`)
				return err
			})
			return strings.Join(all, "\n")
		}
		if text := rows(); strings.Contains(text, "her@") || strings.Contains(text, "secret-link") {
			t.Errorf("row is not encrypted: %q", text)
		}
		o.runJobs()
		got := o.server.Received()
		if len(got) != 1 || got[0].To[0] != "RCPT TO:<her@example.org>" ||
			!strings.Contains(got[0].Data, "https://consult.example.org/secret-link") {
			t.Fatalf("%+v", got)
		}
		if text := rows(); !strings.HasSuffix(text, "|0|0") {
			t.Errorf("recipient and data are not deleted after sending: %q", text)
		}
		o.enqueue(n)
		o.advanceClock(24 * time.Hour)
		if o.runJobs(); len(o.server.Received()) != 1 {
			t.Error("sent twice")
		}
		if e := o.onlyEntry(); e.State != notify.Sent || e.SentAt.IsZero() {
			t.Errorf("%+v", e)
		}
	})
}

func TestEnqueueIsTransactional(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o, change := newTestMailer(t, d), errors.New("no")
		err := d.Update(t.Context(), func(tx *db.Tx) error {
			if err := o.queue.Enqueue(t.Context(), tx, confirmation("k", "her@example.org"), dbtest.Now); err != nil {
				return err
			}
			return change
		})
		if !errors.Is(err, change) || o.runJobs() != 0 || len(o.list()) != 0 {
			t.Errorf("notification was queued although its transaction failed: %v", err)
		}
		for _, n := range []notify.Notification{
			{Kind: "nonsense", Key: "k", To: "her@example.org"},
			{Kind: notify.Reset, To: "her@example.org"},
			{Kind: notify.Reset, Key: "k", To: "her@example.org\r\nBcc: x@example.org"},
		} {
			if err := d.Update(t.Context(), func(tx *db.Tx) error { return o.queue.Enqueue(t.Context(), tx, n, dbtest.Now) }); err == nil {
				t.Errorf("%+v was queued", n)
			}
		}
	})
}

// Hostile input 79: a mail server that is down, busy or refusing does not
// prevent queueing, and no notification that can be sent is lost.
func TestMailServerFailureIsRetried(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := newTestMailer(t, d)
		o.server.SetReply(func(command string) string {
			if command == "HELLO" {
				return "421 4.3.2 later"
			}
			return ""
		})
		o.enqueue(confirmation("k", "her@example.org"))
		for try, pause := range []time.Duration{2, 4, 8} {
			if n := o.runJobs(); n != 1 {
				t.Fatalf("try %d: %d jobs", try, n)
			}
			if e := o.onlyEntry(); e.State != notify.Queued || e.Attempts != int64(try+1) || e.Reason == "" || strings.Contains(e.Reason, "@") {
				t.Errorf("%+v", e)
			}
			o.advanceClock(pause * time.Second)
		}
		o.server.SetReply(nil)
		o.runJobs()
		if e := o.onlyEntry(); e.State != notify.Sent || len(o.server.Received()) != 1 {
			t.Errorf("%+v", e)
		}
	})
}

func TestRefusedNotificationIsDiscarded(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := newTestMailer(t, d)
		o.server.SetReply(func(command string) string {
			if command == "RCPT" {
				return "550 5.1.1 <her@example.org>: no such user"
			}
			return ""
		})
		o.enqueue(confirmation("k", "her@example.org"))
		o.runJobs()
		if e := o.onlyEntry(); e.State != notify.Discarded || e.Reason != "The mail server refused this email (550 5.1.1)." {
			t.Errorf("%+v", e)
		}
		o.advanceClock(1000 * time.Hour)
		if o.runJobs() != 0 {
			t.Error("tried again after it was refused")
		}
	})
}

// If the machine stops after the server accepted an email and before that is
// stored, it is sent again with the same Message-ID, by which mail programs
// recognise a duplicate.
func TestResentNotificationKeepsMessageID(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := newTestMailer(t, d)
		var names []string
		// Reset the row after sending, as if the machine had stopped in between.
		o.enqueue(confirmation("k", "her@example.org"))
		o.runJobs()
		o.update(func(tx *db.Tx, now time.Time) error {
			to, err := o.box.Seal("pool", "her@example.org")
			if err != nil {
				return err
			}
			data, err := o.box.Seal("pool", `{"link":"/x"}`)
			if err != nil {
				return err
			}
			_, err = tx.Exec(t.Context(), `UPDATE notify_notification SET state = 'queued', recipient = $1, data = $2`, to, data)
			if err != nil {
				return err
			}
			_, err = tx.Exec(t.Context(), `UPDATE jobs_job SET state = 'running', run_at = $1`, db.Time(now))
			return err
		})
		o.runJobs()
		for _, got := range o.server.Received() {
			for line := range strings.Lines(got.Data) {
				if strings.HasPrefix(line, "Message-ID:") {
					names = append(names, line)
				}
			}
		}
		if len(names) != 2 || names[0] != names[1] {
			t.Errorf("%q", names)
		}
	})
}

func TestNotificationFailsAfterMaxAttempts(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := newTestMailer(t, d)
		o.server.SetReply(func(string) string { return "421 4.3.2 later" })
		o.enqueue(confirmation("k", "her@example.org"))
		for range notify.MaxAttempts {
			if o.onlyEntry().State != notify.Queued {
				t.Fatalf("%+v", o.onlyEntry())
			}
			o.runJobs()
			o.advanceClock(2 * time.Hour)
		}
		e := o.onlyEntry()
		if e.State != notify.Failed || o.runJobs() != 0 {
			t.Fatalf("%+v", e)
		}
		for _, by := range []actor.Actor{{}, {ID: "u", Capabilities: []actor.Capability{actor.Staff, actor.ManagePeople}}} {
			if err := o.outbox.Retry(t.Context(), by, e.ID); !fault.Is(err, fault.Forbidden) {
				t.Errorf("%v", err)
			}
			if _, err := o.outbox.List(t.Context(), by, "", 9); !fault.Is(err, fault.Forbidden) {
				t.Errorf("%v", err)
			}
		}
		o.server.SetReply(nil)
		if err := o.outbox.Retry(t.Context(), actor.System, e.ID); err != nil {
			t.Fatal(err)
		}
		if err := o.outbox.Retry(t.Context(), actor.System, e.ID); !fault.Is(err, fault.Conflict) {
			t.Errorf("second retry: %v", err)
		}
		o.runJobs()
		if e := o.onlyEntry(); e.State != notify.Sent || len(o.server.Received()) != 1 ||
			!slices.Equal(o.auditActs, []string{"retry-notification"}) {
			t.Errorf("%+v %v", e, o.auditActs)
		}
	})
}

// Hostile input 78: an address gets one confirmation an hour about one
// consultation, however often it is typed and however it is spelt.
func TestConfirmationsAreLimitedPerAddress(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := newTestMailer(t, d)
		for i, to := range []string{"her@example.org", "HER@Example.org", "her@example.org"} {
			o.enqueue(confirmation(fmt.Sprint(i), to))
		}
		park := confirmation("3", "her@example.org")
		park.Consultation = "park"
		o.enqueue(park)
		o.enqueue(confirmation("4", "him@example.org"))
		o.runJobs()
		if n := len(o.server.Received()); n != 3 {
			t.Errorf("%d emails sent, want 3: one each about the pool and the park to her, and one to him", n)
		}
		o.advanceClock(59 * time.Minute)
		o.enqueue(confirmation("5", "her@example.org"))
		o.runJobs()
		o.advanceClock(31 * time.Minute) // an hour is counted from the next full one
		o.enqueue(confirmation("6", "her@example.org"))
		o.runJobs()
		if n := len(o.server.Received()); n != 4 {
			t.Errorf("%d emails sent after an hour, want 4", n)
		}
	})
}

// Hostile input 59: results are announced twice at once to many contacts, with
// several workers.
func TestEnqueueAllIsIdempotent(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		const n = 500
		o := newTestMailer(t, d)
		contacts := make([][]byte, n)
		for i := range contacts {
			var err error
			if contacts[i], err = o.box.Seal("pool", fmt.Sprintf("p%d@example.org", i)); err != nil {
				t.Fatal(err)
			}
		}
		l := notify.Notification{
			Kind:         notify.ResultsPublished,
			Key:          "pool/1",
			Consultation: "pool",
			Data:         map[string]string{"title": "The pool", "link": "/consultations/pool/results/1"},
		}
		var all sync.WaitGroup
		for range 2 {
			all.Go(func() {
				o.update(func(tx *db.Tx, now time.Time) error { return o.queue.EnqueueAll(t.Context(), tx, l, contacts, now) })
			})
		}
		all.Wait()
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		for range 4 {
			all.Go(func() { o.runner.Run(ctx) })
		}
		waittest.Until(t, "no notification is queued", func() bool {
			queued := int64(0)
			o.update(func(tx *db.Tx, _ time.Time) (err error) {
				queued, err = db.One(t.Context(), tx, db.Int, `SELECT COUNT(*) FROM notify_notification WHERE state = 'queued'`)
				return err
			})
			return queued == 0
		})
		stop()
		all.Wait()
		to := map[string]int{}
		for _, got := range o.server.Received() {
			to[got.To[0]]++
		}
		if len(to) != n || len(o.server.Received()) != n {
			t.Errorf("%d emails to %d people, want one to each of %d", len(o.server.Received()), len(to), n)
		}
	})
}

// Two respondents left the same address: it gets one email.
func TestDuplicateAddressGetsOneNotification(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := newTestMailer(t, d)
		var contacts [][]byte
		for _, to := range []string{"her@example.org", "Her@example.org", "jö@example.org"} {
			sealed, err := o.box.Seal("pool", to)
			if err != nil {
				t.Fatal(err)
			}
			contacts = append(contacts, sealed)
		}
		l := notify.Notification{Kind: notify.ResultsPublished, Key: "pool/1", Consultation: "pool", Data: map[string]string{"link": "/x"}}
		o.update(func(tx *db.Tx, now time.Time) error { return o.queue.EnqueueAll(t.Context(), tx, l, contacts, now) })
		o.runJobs()
		if n := len(o.server.Received()); n != 1 {
			t.Errorf("%d emails sent, want 1", n)
		}
		for _, e := range o.list() {
			if e.State != notify.Sent && e.State != notify.Discarded {
				t.Errorf("%+v", e)
			}
		}
	})
}

func TestPerMinuteLimit(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := newTestMailer(t, d)
		o.mailer.PerMinute = 10
		for i := range 25 {
			o.enqueue(confirmation(fmt.Sprint(i), fmt.Sprintf("p%d@example.org", i)))
		}
		for minute, want := range []int{10, 20, 25} {
			o.runJobs()
			if n := len(o.server.Received()); n != want {
				t.Errorf("after minute %d: %d emails sent, want %d", minute, n, want)
			}
			o.advanceClock(time.Minute)
		}
	})
}

func TestUnsubscribe(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := newTestMailer(t, d)
		o.enqueue(confirmation("a", "her@example.org"))
		o.runJobs()
		var token string
		for line := range strings.Lines(o.server.Received()[0].Data) {
			if rest, ok := strings.CutPrefix(strings.TrimSpace(line), "List-Unsubscribe: <https://consult.example.org"+notify.UnsubscribePath); ok {
				token = strings.TrimSuffix(rest, ">")
			}
		}
		if token == "" {
			t.Fatal(o.server.Received()[0].Data)
		}
		for _, wrong := range []string{
			"", "x", token[:32], token[:len(token)-1], token + "A",
			strings.Repeat("0", 32) + token[32:],
			token[:32] + strings.Repeat("A", len(token)-32),
		} {
			if _, err := o.mailer.Unsubscribe(t.Context(), wrong, false); !fault.Is(err, fault.NotFound) {
				t.Errorf("%q: %v", wrong, err)
			}
		}
		for range 2 {
			if c, err := o.mailer.Unsubscribe(t.Context(), token, false); c.Consultation != "pool" || !c.Unsubscribed || c.UnsubscribedAll ||
				err != nil {
				t.Errorf("%v %v", c, err)
			}
		}
		if c, err := o.mailer.GetUnsubscription(t.Context(), token); c.Consultation != "pool" || !c.Unsubscribed || c.UnsubscribedAll ||
			err != nil {
			t.Errorf("%v %v", c, err)
		}
		o.advanceClock(2 * time.Hour)
		o.enqueue(confirmation("b", "Her@example.org"))
		park := confirmation("c", "her@example.org")
		park.Consultation = "park"
		o.enqueue(park)
		o.enqueue(notify.Notification{Kind: notify.Reset, Key: "r", To: "her@example.org", Data: map[string]string{"link": "/x"}})
		o.runJobs()
		if n := len(o.server.Received()); n != 3 {
			t.Errorf("%d emails sent, want 3: those about the park and to staff continue", n)
		}
	})
}

func TestNotificationIsDiscardedWhenKeyIsDeleted(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := newTestMailer(t, d)
		o.enqueue(confirmation("a", "her@example.org"))
		if err := o.box.DestroyKey("pool"); err != nil {
			t.Fatal(err)
		}
		o.runJobs()
		if e := o.onlyEntry(); e.State != notify.Discarded || len(o.server.Received()) > 0 {
			t.Errorf("%+v", e)
		}
		o.update(func(tx *db.Tx, _ time.Time) error {
			more, err := notify.DeleteConsultation(t.Context(), tx, "pool", 100)
			if more {
				t.Error("something is left")
			}
			return err
		})
		if n := len(o.list()); n != 0 {
			t.Errorf("%d notifications are left", n)
		}
	})
}

// The check of a kind runs when the notification falls due, and can delay,
// change or discard it.
func TestCheckBeforeSending(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := newTestMailer(t, d)
		result := notify.CheckResult{RetryAt: dbtest.Now.Add(48 * time.Hour)}
		o.mailer.Checks = map[string]notify.Check{
			notify.ClosingSoon: func(_ context.Context, _ *db.Tx, slug string, data map[string]string, _ time.Time) (notify.CheckResult, error) {
				if slug != "pool" || data["link"] != "/x" {
					t.Errorf("%s %v", slug, data)
				}
				return result, nil
			},
		}
		for i, to := range []string{"her@example.org", "him@example.org"} {
			o.enqueue(
				notify.Notification{
					Kind:         notify.ClosingSoon,
					Key:          fmt.Sprint(i),
					Consultation: "pool",
					To:           to,
					NotBefore:    dbtest.Now.Add(24 * time.Hour),
					Data:         map[string]string{"link": "/x", "title": "The pool"},
				},
			)
		}
		if o.runJobs() != 0 {
			t.Error("a job ran before NotBefore")
		}
		o.advanceClock(24 * time.Hour)
		if o.runJobs(); len(o.server.Received()) > 0 {
			t.Error("sent although the check asked to wait")
		}
		o.advanceClock(24 * time.Hour)
		result = notify.CheckResult{Data: map[string]string{"title": "Moat"}}
		if _, err := o.runner.RunOne(t.Context()); err != nil {
			t.Fatal(err)
		}
		result = notify.CheckResult{DiscardReason: "answers were sent"}
		o.runJobs()
		if got := o.server.Received(); len(got) != 1 || !strings.Contains(got[0].Data, "Moat") {
			t.Errorf("%+v", got)
		}
	})
}

// Without a mail server notifications are stored for 30 days.
func TestStoredWithoutMailServer(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := newTestMailer(t, d)
		real := o.mailer.Carrier
		o.mailer.Carrier = mail.Discard{}
		o.enqueue(confirmation("a", "her@example.org"))
		o.runJobs()
		e := o.onlyEntry()
		if e.State != notify.Stored || len(o.server.Received()) > 0 || o.outbox.CanRetry(e.State) {
			t.Fatalf("%+v", e)
		}
		w, to, err := o.outbox.ReadStored(t.Context(), actor.System, e.ID)
		if err != nil || to != "her@example.org" || !strings.Contains(w.Text, "ABCD") {
			t.Errorf("%q %q %v", to, w.Text, err)
		}
		if _, _, err := o.outbox.ReadStored(t.Context(), actor.Actor{ID: "u"}, e.ID); !fault.Is(err, fault.Forbidden) {
			t.Error(err)
		}
		o.mailer.Carrier = real
		if _, _, err := o.outbox.ReadStored(t.Context(), actor.System, e.ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("stored notification can be read although a mail server is configured: %v", err)
		}
		o.advanceClock(31 * 24 * time.Hour)
		if err := o.mailer.DeleteExpired(t.Context()); err != nil {
			t.Fatal(err)
		}
		if e := o.onlyEntry(); e.State != notify.Discarded || e.Reason != "Not sent within 30 days." {
			t.Errorf("%+v", e)
		}
	})
}

// unsubscribeToken returns the token of the unsubscribe link in email n that
// the server received.
func (o *testMailer) unsubscribeToken(n int) string {
	o.t.Helper()
	for line := range strings.Lines(o.server.Received()[n].Data) {
		if rest, ok := strings.CutPrefix(strings.TrimSpace(line), "List-Unsubscribe: <https://consult.example.org"+notify.UnsubscribePath); ok {
			return strings.TrimSuffix(rest, ">")
		}
	}
	o.t.Fatal(o.server.Received()[n].Data)
	return ""
}

func newNotification(slug, kind, key, to string) notify.Notification {
	return notify.Notification{
		Kind:         kind,
		Key:          key,
		Consultation: slug,
		To:           to,
		Data: map[string]string{
			"title":  "The " + slug,
			"link":   "/x",
			"code":   "ABCD",
			"closes": "2026-03-31T23:59:00+01:00",
			"until":  "2026-03-31T23:59:00Z",
		},
	}
}

// An address unsubscribed from everything is recognised in every consultation,
// and still gets what its owner requests, once a day.
func TestUnsubscribeAllKeepsRequestedNotifications(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := newTestMailer(t, d)
		o.enqueue(confirmation("a", "her@example.org"))
		o.runJobs()
		token := o.unsubscribeToken(0)
		for _, wrong := range []string{token[:54], token[:len(token)-1] + "!", token[:54] + strings.Repeat("A", 22)} {
			if _, err := o.mailer.Unsubscribe(t.Context(), wrong, true); !fault.Is(err, fault.NotFound) {
				t.Errorf("%q: %v", wrong, err)
			}
		}
		if s, err := o.mailer.Unsubscribe(t.Context(), token, true); err != nil || !s.Unsubscribed || !s.UnsubscribedAll ||
			s.Consultation != "pool" {
			t.Fatalf("%+v %v", s, err)
		}
		o.advanceClock(2 * time.Hour)
		o.enqueue(newNotification("park", notify.ResultsPublished, "r", "Her@Example.org"))
		o.enqueue(newNotification("park", notify.ClosingSoon, "s", "her@example.org"))
		o.enqueue(newNotification("pool", notify.Confirmation, "p", "her@example.org"))
		o.enqueue(newNotification("park", notify.ResultsPublished, "other", "him@example.org"))
		o.runJobs()
		if got := o.server.Received(); len(got) != 2 || !strings.Contains(got[1].To[0], "him@") {
			t.Fatalf("%d emails sent, want 2: %+v", len(got), got)
		}
		for i := range 4 { // repeated requests
			o.enqueue(newNotification("park", notify.DraftLink, fmt.Sprint("d", i), "her@example.org"))
			o.enqueue(newNotification("park", notify.Confirmation, fmt.Sprint("c", i), "her@example.org"))
			o.runJobs()
			o.advanceClock(2 * time.Hour)
		}
		if n := len(o.server.Received()); n != 4 {
			t.Errorf("%d emails sent, want 4: one link and one receipt more", n)
		}
		// The global tag is stored in no other table, so it connects nothing.
		err := d.View(t.Context(), func(tx *db.Tx) error {
			tags, err := db.All(
				t.Context(),
				tx,
				db.Text,
				`SELECT tag FROM notify_notification UNION ALL SELECT tag FROM notify_last_sent UNION ALL SELECT tag FROM notify_public_limit`,
			)
			for _, tag := range tags {
				n, err := db.One(t.Context(), tx, db.Int, `SELECT COUNT(*) FROM notify_unsubscribe_all WHERE tag = $1`, tag)
				if err != nil || n != 0 {
					t.Errorf("global tag %q is stored in another table: %v", tag, err)
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

// Hostile input 78: a visitor types one stranger's address into every form, or
// many strangers' addresses.
func TestPublicLimitPerAddress(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := newTestMailer(t, d)
		many := func(round string, to func(int) string) {
			for i := range 6 {
				slug := fmt.Sprint("about-", i)
				o.enqueue(newNotification(slug, notify.Confirmation, round+"c"+slug, to(i)))
				o.enqueue(newNotification(slug, notify.DraftLink, round+"d"+slug, to(i)))
				access := newNotification("", notify.ContactAccess, round+"a"+slug, to(i))
				o.enqueue(access)
			}
			o.runJobs()
		}
		sameAddress := func(int) string { return "Her@example.org" }
		many("", sameAddress)
		if n := len(o.server.Received()); n != 10 {
			t.Errorf("%d emails to one address in a day, want 10", n)
		}
		o.advanceClock(24 * time.Hour)
		many("tomorrow", sameAddress)
		if n := len(o.server.Received()); n != 20 {
			t.Errorf("%d emails to one address in two days, want 20", n)
		}
		// The hourly limit does not delay notifications of other kinds.
		o.mailer.PublicPerHour = 7
		many("many", func(i int) string { return fmt.Sprintf("p%d@example.org", i) })
		o.enqueue(notify.Notification{Kind: notify.Reset, Key: "r", To: "officer@example.org", Data: map[string]string{"link": "/x"}})
		o.runJobs()
		if got := o.server.Received()[20:]; len(got) != 8 || !strings.Contains(got[7].To[0], "officer@") {
			t.Errorf("%d emails in an hour, want 8 with the password reset last", len(got))
		}
		for range 3 {
			o.advanceClock(time.Hour)
			o.runJobs()
		}
		if n := len(o.server.Received()[20:]); n != 19 {
			t.Errorf("%d emails in the end, want 19: none is lost", n)
		}
	})
}

// Retries after server failures do not count towards the daily limit.
func TestRetryCountsOnceTowardsLimits(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := newTestMailer(t, d)
		o.server.SetReply(func(c string) string {
			if c == "RCPT" {
				return "451 4.7.1 greylisted"
			}
			return ""
		})
		for i := range 9 {
			o.enqueue(newNotification(fmt.Sprint("about-", i), notify.Confirmation, fmt.Sprint(i), "her@example.org"))
		}
		for range 8 {
			o.runJobs()
			o.advanceClock(10 * time.Minute)
		}
		o.server.SetReply(nil)
		o.advanceClock(2 * time.Hour)
		o.runJobs()
		if n := len(o.server.Received()); n != 9 {
			t.Errorf("%d emails sent, want 9", n)
		}
	})
}

func TestNetworkLimit(t *testing.T) {
	q := &notify.Queue{}
	now := dbtest.Now
	try := func(network string, n int) (allowed int) {
		for range n {
			if err := q.AllowNetwork(netip.MustParsePrefix(network), now); err == nil {
				allowed++
			} else if !fault.Is(err, fault.Invalid) {
				t.Fatal(err)
			}
		}
		return allowed
	}
	if n := try("192.0.2.7/32", 50); n != 20 {
		t.Errorf("%d requests allowed from one network, want 20", n)
	}
	if n := try("192.0.2.8/32", 5); n != 5 {
		t.Errorf("%d requests allowed from another network, want 5", n)
	}
	for range 500 {
		if err := q.AllowNetwork(netip.Prefix{}, now); err != nil {
			t.Fatalf("unknown network: %v", err)
		}
	}
	now = now.Add(time.Hour)
	if n := try("192.0.2.7/32", 50); n != 20 {
		t.Errorf("%d requests allowed an hour later, want 20", n)
	}
	for i := range 60_000 { // more than maxNetworks
		if n := try(fmt.Sprintf("198.%d.%d.%d/32", 51+i>>16, i>>8&255, i&255), 1); n != 1 {
			t.Fatal("the first request of a network is refused")
		}
	}
	if err := (*notify.Queue)(nil).AllowNetwork(netip.MustParsePrefix("192.0.2.7/32"), now); err != nil {
		t.Error(err)
	}
}

// The respondent's language is encrypted with their address and stored nowhere
// else.
func TestLanguageIsSealedWithAddress(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := newTestMailer(t, d)
		var contacts [][]byte
		for _, lang := range []string{"", "en", "cy", "gu", "pl", "uk"} {
			sealed, err := o.box.Seal("pool", notify.EncodeRecipient(lang, "to-"+lang+"x@example.org"))
			if err != nil {
				t.Fatal(err)
			}
			contacts = append(contacts, sealed)
		}
		o.update(func(tx *db.Tx, now time.Time) error {
			return o.queue.EnqueueAll(
				t.Context(),
				tx,
				notify.Notification{
					Kind:         notify.ResultsPublished,
					Key:          "1",
					Consultation: "pool",
					Data:         map[string]string{"title": "The pool", "link": "/x"},
				},
				contacts,
				now,
			)
		})
		o.runJobs()
		got := map[string]string{}
		for _, g := range o.server.Received() {
			for line := range strings.Lines(g.Data) {
				if lang, ok := strings.CutPrefix(strings.TrimSpace(line), "Content-Language: "); ok {
					got[g.To[0]] = lang
				}
			}
		}
		for to, want := range map[string]string{"to-x": "en", "to-enx": "en", "to-cyx": "cy", "to-gux": "gu", "to-plx": "pl", "to-ukx": "en"} {
			if lang := got["RCPT TO:<"+to+"@example.org>"]; lang != want {
				t.Errorf("email to %s is in %q, want %q", to, lang, want)
			}
		}
	})
}

// After a restore, notifications that may have been sent before stay on hold
// until an operator decides; those that cannot have been sent stay queued.
func TestHoldAfterRestore(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := newTestMailer(t, d)
		o.enqueue(newNotification("pool", notify.Confirmation, "first", "a@example.org"))
		o.enqueue(newNotification("pool", notify.Confirmation, "second", "b@example.org"))
		o.enqueue(newNotification("pool", notify.Confirmation, "third", "e@example.org"))
		later := newNotification("pool", notify.ClosingSoon, "later", "c@example.org")
		later.NotBefore = dbtest.Now.Add(48 * time.Hour)
		o.enqueue(later)
		o.advanceClock(time.Hour)
		o.update(func(tx *db.Tx, now time.Time) error { return notify.HoldAfterRestore(t.Context(), tx, now) })
		old := newNotification("pool", notify.ResultsPublished, "old", "d@example.org")
		old.EventAt = dbtest.Now
		o.enqueue(old)
		fresh := newNotification("pool", notify.DraftLink, "fresh", "d@example.org")
		o.enqueue(fresh)
		o.advanceClock(time.Minute)
		o.runJobs()
		if got := o.server.Received(); len(got) != 1 || !strings.Contains(got[0].To[0], "d@") {
			t.Fatalf("%d emails sent without a decision, want only the new one: %+v", len(got), got)
		}
		by := map[string]string{}
		for _, entry := range o.list() {
			if entry.State == notify.OnHold {
				by[entry.Kind] = entry.ID
			}
		}
		manager := actor.Actor{ID: "u", Org: actor.CouncilOrg, Capabilities: []actor.Capability{actor.Staff, actor.ManagePeople}}
		if err := o.outbox.Discard(t.Context(), manager, by[notify.ResultsPublished]); !fault.Is(err, fault.Forbidden) {
			t.Error(err)
		}
		if _, err := o.outbox.ResolveOnHold(t.Context(), manager, true); !fault.Is(err, fault.Forbidden) {
			t.Error(err)
		}
		if err := o.outbox.Discard(t.Context(), actor.System, by[notify.ResultsPublished]); err != nil {
			t.Error(err)
		}
		if err := o.outbox.Discard(t.Context(), actor.System, by[notify.ResultsPublished]); !fault.Is(err, fault.Conflict) {
			t.Errorf("discarded twice: %v", err)
		}
		if err := o.outbox.Retry(t.Context(), actor.System, by[notify.Confirmation]); err != nil {
			t.Error(err)
		}
		o.runJobs()
		if n := len(o.server.Received()); n != 2 {
			t.Errorf("%d emails sent, want 2: the retried one too", n)
		}
		if n, err := o.outbox.ResolveOnHold(t.Context(), actor.System, true); n != 2 || err != nil {
			t.Errorf("%d %v", n, err)
		}
		o.runJobs()
		o.advanceClock(48 * time.Hour)
		o.runJobs()
		if n := len(o.server.Received()); n != 5 {
			t.Errorf("%d emails sent, want 5: those on hold, and the reminder on its day", n)
		}
		if want := []string{"discard-notification", "retry-notification", "send-notifications-on-hold"}; !slices.Equal(o.auditActs, want) {
			t.Errorf("audit acts %v, want %v", o.auditActs, want)
		}
	})
}

// Hostile input 77: no template data can add a recipient or a header.
func TestNoHeaderInjection(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := newTestMailer(t, d)
		const bad = "x\r\nBcc: him@example.org\r\n\r\n.\r\nRCPT TO:<him@example.org>\r\n\x00\u2028\u202e"
		n := 0
		for _, kind := range notify.Kinds {
			good := map[string]string{"name": "An officer", "organisation": "Exampleshire", "title": "The pool", "code": "ABCD", "link": "/x",
				"until": "2026-03-09T09:30:00Z", "at": "2026-03-02T09:30:00Z", "due": "2026-03-01T00:00:00Z", "closes": "2026-03-31T23:59:00+01:00"}
			for _, field := range append(slices.Sorted(maps.Keys(good)), "lang", "key") {
				n++
				l := notify.Notification{
					Kind:         kind,
					Key:          fmt.Sprint("k", n),
					Lang:         "cy",
					Consultation: fmt.Sprint("pool-", n),
					To:           fmt.Sprintf("her%d@example.org", n),
					Data:         maps.Clone(good),
				}
				switch field {
				case "lang":
					l.Lang = strings.ReplaceAll(bad, "\x00", "") // PostgreSQL refuses NUL in text
				case "key":
					l.Key = strings.ReplaceAll(bad, "\x00", "") + l.Key
				default:
					l.Data[field] = bad
				}
				l.Data["say"], l.Data["more"] = "An action of yours is due", "1"
				l.Data["items"] = db.JSON([]notify.DigestItem{{Say: l.Data["say"], Title: l.Data["title"], Due: l.Data["due"]}})
				o.enqueue(l)
			}
		}
		o.runJobs()
		got := o.server.Received()
		if want := n - len(notify.Kinds); len(got) != want {
			t.Errorf("%d emails sent, want %d: all but those with a link to another site", len(got), want)
		}
		for _, g := range got {
			msg, err := netmail.ReadMessage(strings.NewReader(g.Data))
			if err != nil {
				t.Fatal(err)
			}
			if len(g.To) != 1 || strings.Contains(g.To[0], "him@") || len(msg.Header["To"]) != 1 ||
				msg.Header.Get("Bcc")+msg.Header.Get("Cc") != "" ||
				strings.Contains(msg.Header.Get("Subject"), "him") {
				t.Errorf("%v %v", g.To, msg.Header)
			}
		}
	})
}
