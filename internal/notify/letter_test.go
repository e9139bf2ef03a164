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
)

// office is a post office with a mail server, whose clock the test moves.
type office struct {
	t      *testing.T
	d      *db.DB
	now    atomic.Int64
	box    *seal.Box
	post   *notify.Post
	mailer *notify.Mailer
	server *mailtest.Server
	runner *jobs.Runner
	outbox *notify.Outbox
	noted  []string
}

func open(t *testing.T, d *db.DB) *office {
	t.Helper()
	o := &office{t: t, d: d, server: mailtest.Start(t)}
	d.SetClock(func() time.Time { return dbtest.Now.Add(time.Duration(o.now.Load())) })
	var err error
	if o.box, err = seal.Open(t.TempDir()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { o.box.Close() })
	carrier, wrong := mail.Parse(fmt.Sprintf("smtp://localhost:%d", o.server.Port()), "c@council.example.org")
	if len(wrong) > 0 {
		t.Fatal(wrong)
	}
	o.post = &notify.Post{Box: o.box}
	writer := &notifyweb.Writer{BaseURL: "https://consult.example.org", Council: func(context.Context) page.Council { return page.Council{Name: "Exampleshire"} }}
	o.mailer = &notify.Mailer{DB: d, Box: o.box, Carrier: carrier, Write: writer.Write, PerMinute: 1 << 40}
	o.runner = &jobs.Runner{DB: d, Slog: slog.New(slog.DiscardHandler), Lease: time.Minute, Attempts: 100, Idle: time.Millisecond}
	o.mailer.Register(o.runner)
	o.outbox = &notify.Outbox{Mailer: o.mailer, Note: func(_ context.Context, _ *db.Tx, by actor.Actor, act, kind, subject, why string) error {
		o.noted = append(o.noted, act)
		return nil
	}}
	return o
}

func (o *office) pass(d time.Duration) { o.now.Add(int64(d)) }

func (o *office) update(fn func(tx *db.Tx, now time.Time) error) {
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

func (o *office) queue(l notify.Letter) {
	o.t.Helper()
	o.update(func(tx *db.Tx, now time.Time) error { return o.post.Queue(o.t.Context(), tx, l, now) })
}

// work does what is due now and returns how many jobs that was.
func (o *office) work() (n int) {
	o.t.Helper()
	for {
		worked, err := o.runner.RunOne(o.t.Context())
		if err != nil {
			o.t.Fatal(err)
		}
		if !worked {
			return n
		}
		n++
	}
}

func (o *office) list() []notify.Entry {
	o.t.Helper()
	all, err := o.outbox.List(o.t.Context(), actor.System, time.Time{}, "", 1000)
	if err != nil {
		o.t.Fatal(err)
	}
	return all
}

// only is the one letter there is.
func (o *office) only() notify.Entry {
	o.t.Helper()
	all := o.list()
	if len(all) != 1 {
		o.t.Fatalf("%d letters", len(all))
	}
	return all[0]
}

func confirmation(key, to string) notify.Letter {
	return notify.Letter{Kind: notify.Confirmation, Key: key, Consultation: "pool", To: to, Words: map[string]string{"title": "The pool", "code": "ABCD", "link": "/receipts?code=ABCD"}}
}

func TestALetterIsSealedSentOnceAndForgotten(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		l := confirmation("k", "her@example.org")
		l.Words["link"] = "/secret-link"
		o.queue(l)
		o.queue(l)
		rows := func() string {
			var all []string
			o.update(func(tx *db.Tx, _ time.Time) (err error) {
				all, err = db.All(t.Context(), tx, func(r db.Row) (string, error) {
					var recipient, words []byte
					var tag, reason string
					err := r.Scan(&recipient, &words, &tag, &reason)
					return fmt.Sprintf("%s|%s|%s|%s|%d|%d", recipient, words, tag, reason, len(recipient), len(words)), err
				}, `SELECT recipient, words, tag, reason FROM letter_letter`)
				return err
			})
			return strings.Join(all, "\n")
		}
		if text := rows(); strings.Contains(text, "her@") || strings.Contains(text, "secret-link") {
			t.Errorf("a row can be read: %q", text)
		}
		o.work()
		got := o.server.Got()
		if len(got) != 1 || got[0].To[0] != "RCPT TO:<her@example.org>" || !strings.Contains(got[0].Data, "https://consult.example.org/secret-link") {
			t.Fatalf("%+v", got)
		}
		if text := rows(); !strings.HasSuffix(text, "|0|0") {
			t.Errorf("what was sent is kept: %q", text)
		}
		o.queue(l)
		o.pass(24 * time.Hour)
		if o.work(); len(o.server.Got()) != 1 {
			t.Error("it was sent twice")
		}
		if e := o.only(); e.State != notify.Sent || e.Sent.IsZero() {
			t.Errorf("%+v", e)
		}
	})
}

func TestALetterIsThereExactlyIfItsChangeIs(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o, change := open(t, d), errors.New("no")
		err := d.Update(t.Context(), func(tx *db.Tx) error {
			if err := o.post.Queue(t.Context(), tx, confirmation("k", "her@example.org"), dbtest.Now); err != nil {
				return err
			}
			return change
		})
		if !errors.Is(err, change) || o.work() != 0 || len(o.list()) != 0 {
			t.Errorf("a letter without its change: %v", err)
		}
		for _, l := range []notify.Letter{{Kind: "nonsense", Key: "k", To: "her@example.org"}, {Kind: notify.Reset, To: "her@example.org"}, {Kind: notify.Reset, Key: "k", To: "her@example.org\r\nBcc: x@example.org"}} {
			if err := d.Update(t.Context(), func(tx *db.Tx) error { return o.post.Queue(t.Context(), tx, l, dbtest.Now) }); err == nil {
				t.Errorf("%+v was queued", l)
			}
		}
	})
}

// Hostile input 79: a mail server that is down, busy, or says no keeps nobody
// from queueing, and costs no letter that could be sent.
func TestAMailServerThatFails(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		o.server.Answer(func(command string) string {
			if command == "HELLO" {
				return "421 4.3.2 later"
			}
			return ""
		})
		o.queue(confirmation("k", "her@example.org"))
		for try, pause := range []time.Duration{2, 4, 8} {
			if n := o.work(); n != 1 {
				t.Fatalf("try %d: %d jobs", try, n)
			}
			if e := o.only(); e.State != notify.Queued || e.Tries != int64(try+1) || e.Reason == "" || strings.Contains(e.Reason, "@") {
				t.Errorf("%+v", e)
			}
			o.pass(pause * time.Second)
		}
		o.server.Answer(nil)
		o.work()
		if e := o.only(); e.State != notify.Sent || len(o.server.Got()) != 1 {
			t.Errorf("%+v", e)
		}
	})
}

func TestARefusedLetterIsDroppedWithItsReason(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		o.server.Answer(func(command string) string {
			if command == "RCPT" {
				return "550 5.1.1 <her@example.org>: no such user"
			}
			return ""
		})
		o.queue(confirmation("k", "her@example.org"))
		o.work()
		if e := o.only(); e.State != notify.Dropped || e.Reason != "refused: 550 5.1.1" {
			t.Errorf("%+v", e)
		}
		o.pass(1000 * time.Hour)
		if o.work() != 0 {
			t.Error("it was tried again")
		}
	})
}

// A machine that dies after a letter was taken and before the row says so sends
// it again, under the same name, by which mail programs see that it is the same.
func TestALetterSentAgainKeepsItsName(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		var names []string
		// Sent, but the row was not written: as if the machine had died there.
		o.queue(confirmation("k", "her@example.org"))
		o.work()
		o.update(func(tx *db.Tx, now time.Time) error {
			to, err := o.box.Seal("pool", "her@example.org")
			if err != nil {
				return err
			}
			words, err := o.box.Seal("pool", `{"link":"/x"}`)
			if err != nil {
				return err
			}
			_, err = tx.Exec(t.Context(), `UPDATE letter_letter SET state = 'queued', recipient = $1, words = $2`, to, words)
			if err != nil {
				return err
			}
			_, err = tx.Exec(t.Context(), `UPDATE jobs_job SET state = 'running', run_at = $1`, db.Time(now))
			return err
		})
		o.work()
		for _, got := range o.server.Got() {
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

func TestALetterThatFailsAllDayWaitsForSomebody(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		o.server.Answer(func(string) string { return "421 4.3.2 later" })
		o.queue(confirmation("k", "her@example.org"))
		for range notify.MaxTries {
			if o.only().State != notify.Queued {
				t.Fatalf("%+v", o.only())
			}
			o.work()
			o.pass(2 * time.Hour)
		}
		e := o.only()
		if e.State != notify.Failed || o.work() != 0 {
			t.Fatalf("%+v", e)
		}
		for _, by := range []actor.Actor{{}, {ID: "u", Can: []actor.Capability{actor.Staff, actor.People}}} {
			if err := o.outbox.Again(t.Context(), by, e.ID); !fault.Is(err, fault.Forbidden) {
				t.Errorf("%v", err)
			}
			if _, err := o.outbox.List(t.Context(), by, time.Time{}, "", 9); !fault.Is(err, fault.Forbidden) {
				t.Errorf("%v", err)
			}
		}
		o.server.Answer(nil)
		if err := o.outbox.Again(t.Context(), actor.System, e.ID); err != nil {
			t.Fatal(err)
		}
		if err := o.outbox.Again(t.Context(), actor.System, e.ID); !fault.Is(err, fault.Conflict) {
			t.Errorf("twice: %v", err)
		}
		o.work()
		if e := o.only(); e.State != notify.Sent || len(o.server.Got()) != 1 || !slices.Equal(o.noted, []string{"send-letter-again"}) {
			t.Errorf("%+v %v", e, o.noted)
		}
	})
}

// Hostile input 78: a stranger's address is written to once an hour about one
// consultation, however often it is typed and however it is spelt.
func TestNobodyIsFloodedWithConfirmations(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		for i, to := range []string{"her@example.org", "HER@Example.org", "her@example.org"} {
			o.queue(confirmation(fmt.Sprint(i), to))
		}
		park := confirmation("3", "her@example.org")
		park.Consultation = "park"
		o.queue(park)
		o.queue(confirmation("4", "him@example.org"))
		o.work()
		if n := len(o.server.Got()); n != 3 {
			t.Errorf("%d letters went out, want one each about the pool and the park to her, and one to him", n)
		}
		o.pass(59 * time.Minute)
		o.queue(confirmation("5", "her@example.org"))
		o.work()
		o.pass(2 * time.Minute)
		o.queue(confirmation("6", "her@example.org"))
		o.work()
		if n := len(o.server.Got()); n != 4 {
			t.Errorf("%d letters after an hour", n)
		}
	})
}

// Hostile input 59: two thousand contacts, pressed twice, by several workers.
func TestABulkPressedTwiceIsSentOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		const n = 500
		o := open(t, d)
		contacts := make([][]byte, n)
		for i := range contacts {
			var err error
			if contacts[i], err = o.box.Seal("pool", fmt.Sprintf("p%d@example.org", i)); err != nil {
				t.Fatal(err)
			}
		}
		l := notify.Letter{Kind: notify.ResultsOut, Key: "pool/1", Consultation: "pool", Words: map[string]string{"title": "The pool", "link": "/consultations/pool/results/1"}}
		var all sync.WaitGroup
		for range 2 {
			all.Go(func() {
				o.update(func(tx *db.Tx, now time.Time) error { return o.post.Everybody(t.Context(), tx, l, contacts, now) })
			})
		}
		all.Wait()
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		for range 4 {
			all.Go(func() { o.runner.Run(ctx) })
		}
		for {
			left := int64(0)
			o.update(func(tx *db.Tx, _ time.Time) (err error) {
				left, err = db.One(t.Context(), tx, db.Int, `SELECT COUNT(*) FROM letter_letter WHERE state = 'queued'`)
				return err
			})
			if left == 0 {
				break
			}
			time.Sleep(50 * time.Millisecond)
		}
		stop()
		all.Wait()
		to := map[string]int{}
		for _, got := range o.server.Got() {
			to[got.To[0]]++
		}
		if len(to) != n || len(o.server.Got()) != n {
			t.Errorf("%d letters to %d people", len(o.server.Got()), len(to))
		}
	})
}

// Two who answered left the same address: one letter will do.
func TestOneAddressTwiceIsOneLetter(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		var contacts [][]byte
		for _, to := range []string{"her@example.org", "Her@example.org", "jö@example.org"} {
			sealed, err := o.box.Seal("pool", to)
			if err != nil {
				t.Fatal(err)
			}
			contacts = append(contacts, sealed)
		}
		l := notify.Letter{Kind: notify.ResultsOut, Key: "pool/1", Consultation: "pool", Words: map[string]string{"link": "/x"}}
		o.update(func(tx *db.Tx, now time.Time) error { return o.post.Everybody(t.Context(), tx, l, contacts, now) })
		o.work()
		if n := len(o.server.Got()); n != 1 {
			t.Errorf("%d letters", n)
		}
		for _, e := range o.list() {
			if e.State != notify.Sent && e.State != notify.Dropped {
				t.Errorf("%+v", e)
			}
		}
	})
}

func TestNoMoreGoesOutInAMinuteThanMay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		o.mailer.PerMinute = 10
		for i := range 25 {
			o.queue(confirmation(fmt.Sprint(i), fmt.Sprintf("p%d@example.org", i)))
		}
		for minute, want := range []int{10, 20, 25} {
			o.work()
			if n := len(o.server.Got()); n != want {
				t.Errorf("after minute %d: %d letters, want %d", minute, n, want)
			}
			o.pass(time.Minute)
		}
	})
}

func TestWhoStopsLettersGetsNoMore(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		o.queue(confirmation("a", "her@example.org"))
		o.work()
		var token string
		for line := range strings.Lines(o.server.Got()[0].Data) {
			if rest, ok := strings.CutPrefix(strings.TrimSpace(line), "List-Unsubscribe: <https://consult.example.org"+notify.StopPath); ok {
				token = strings.TrimSuffix(rest, ">")
			}
		}
		if token == "" {
			t.Fatal(o.server.Got()[0].Data)
		}
		for _, wrong := range []string{"", "x", token[:32], token[:len(token)-1], token + "A", strings.Repeat("0", 32) + token[32:], token[:32] + strings.Repeat("A", len(token)-32)} {
			if _, err := o.mailer.Stop(t.Context(), wrong, false); !fault.Is(err, fault.NotFound) {
				t.Errorf("%q: %v", wrong, err)
			}
		}
		for range 2 {
			if c, err := o.mailer.Stop(t.Context(), token, false); c.Consultation != "pool" || !c.Done || c.All || err != nil {
				t.Errorf("%v %v", c, err)
			}
		}
		if c, err := o.mailer.Stoppable(t.Context(), token); c.Consultation != "pool" || !c.Done || c.All || err != nil {
			t.Errorf("%v %v", c, err)
		}
		o.pass(2 * time.Hour)
		o.queue(confirmation("b", "Her@example.org"))
		park := confirmation("c", "her@example.org")
		park.Consultation = "park"
		o.queue(park)
		o.queue(notify.Letter{Kind: notify.Reset, Key: "r", To: "her@example.org", Words: map[string]string{"link": "/x"}})
		o.work()
		if n := len(o.server.Got()); n != 3 {
			t.Errorf("%d letters; those about the park and to staff go on", n)
		}
	})
}

func TestWhenTheKeyIsGoneTheLetterIs(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		o.queue(confirmation("a", "her@example.org"))
		if err := o.box.Forget("pool"); err != nil {
			t.Fatal(err)
		}
		o.work()
		if e := o.only(); e.State != notify.Dropped || len(o.server.Got()) > 0 {
			t.Errorf("%+v", e)
		}
		o.update(func(tx *db.Tx, _ time.Time) error { return notify.Forget(t.Context(), tx, "pool") })
		if n := len(o.list()); n != 0 {
			t.Errorf("%d letters are left", n)
		}
	})
}

// A letter that waits is asked about when its time comes.
func TestALetterThatWaitedMayHaveBecomeUntrue(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		fate := notify.Fate{Later: dbtest.Now.Add(48 * time.Hour)}
		o.mailer.Ask = map[string]notify.Ask{notify.ClosingSoon: func(_ context.Context, _ *db.Tx, slug string, words map[string]string, _ time.Time) (notify.Fate, error) {
			if slug != "pool" || words["link"] != "/x" {
				t.Errorf("%s %v", slug, words)
			}
			return fate, nil
		}}
		for i, to := range []string{"her@example.org", "him@example.org"} {
			o.queue(notify.Letter{Kind: notify.ClosingSoon, Key: fmt.Sprint(i), Consultation: "pool", To: to, After: dbtest.Now.Add(24 * time.Hour), Words: map[string]string{"link": "/x", "title": "The pool"}})
		}
		if o.work() != 0 {
			t.Error("before its time")
		}
		o.pass(24 * time.Hour)
		if o.work(); len(o.server.Got()) > 0 {
			t.Error("the day had moved")
		}
		o.pass(24 * time.Hour)
		fate = notify.Fate{Words: map[string]string{"title": "Moat"}}
		if _, err := o.runner.RunOne(t.Context()); err != nil {
			t.Fatal(err)
		}
		fate = notify.Fate{Drop: "answers were sent"}
		o.work()
		if got := o.server.Got(); len(got) != 1 || !strings.Contains(got[0].Data, "Moat") {
			t.Errorf("%+v", got)
		}
	})
}

// Where nothing leaves the machine, letters are kept for a month.
func TestNowhere(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		real := o.mailer.Carrier
		o.mailer.Carrier = mail.Nowhere{}
		o.queue(confirmation("a", "her@example.org"))
		o.work()
		e := o.only()
		if e.State != notify.Kept || len(o.server.Got()) > 0 || o.outbox.May(e.State) {
			t.Fatalf("%+v", e)
		}
		w, to, err := o.outbox.Read(t.Context(), actor.System, e.ID)
		if err != nil || to != "her@example.org" || !strings.Contains(w.Text, "ABCD") {
			t.Errorf("%q %q %v", to, w.Text, err)
		}
		if _, _, err := o.outbox.Read(t.Context(), actor.Actor{ID: "u"}, e.ID); !fault.Is(err, fault.Forbidden) {
			t.Error(err)
		}
		o.mailer.Carrier = real
		if _, _, err := o.outbox.Read(t.Context(), actor.System, e.ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("a letter is read where letters leave: %v", err)
		}
		o.pass(31 * 24 * time.Hour)
		if err := o.mailer.Tidy(t.Context()); err != nil {
			t.Fatal(err)
		}
		if e := o.only(); e.State != notify.Dropped || e.Reason != "too old" {
			t.Errorf("%+v", e)
		}
	})
}

// token is where letter n that the server took can be stopped.
func (o *office) token(n int) string {
	o.t.Helper()
	for line := range strings.Lines(o.server.Got()[n].Data) {
		if rest, ok := strings.CutPrefix(strings.TrimSpace(line), "List-Unsubscribe: <https://consult.example.org"+notify.StopPath); ok {
			return strings.TrimSuffix(rest, ">")
		}
	}
	o.t.Fatal(o.server.Got()[n].Data)
	return ""
}

func about(slug, kind, key, to string) notify.Letter {
	return notify.Letter{Kind: kind, Key: key, Consultation: slug, To: to, Words: map[string]string{"title": "The " + slug, "link": "/x", "code": "ABCD", "closes": "2026-03-31T23:59:00+01:00", "until": "2026-03-31T23:59:00Z"}}
}

// Who wants no more letters from the council is found again in every
// consultation, and still gets what they ask for themselves, once a day.
func TestWhoStopsAllLettersGetsOnlyWhatTheyAskFor(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		o.queue(confirmation("a", "her@example.org"))
		o.work()
		token := o.token(0)
		for _, wrong := range []string{token[:54], token[:len(token)-1] + "!", token[:54] + strings.Repeat("A", 22)} {
			if _, err := o.mailer.Stop(t.Context(), wrong, true); !fault.Is(err, fault.NotFound) {
				t.Errorf("%q: %v", wrong, err)
			}
		}
		if s, err := o.mailer.Stop(t.Context(), token, true); err != nil || !s.Done || !s.All || s.Consultation != "pool" {
			t.Fatalf("%+v %v", s, err)
		}
		o.pass(2 * time.Hour)
		o.queue(about("park", notify.ResultsOut, "r", "Her@Example.org"))
		o.queue(about("park", notify.ClosingSoon, "s", "her@example.org"))
		o.queue(about("pool", notify.Confirmation, "p", "her@example.org"))
		o.queue(about("park", notify.ResultsOut, "other", "him@example.org"))
		o.work()
		if got := o.server.Got(); len(got) != 2 || !strings.Contains(got[1].To[0], "him@") {
			t.Fatalf("%d letters went out: %+v", len(got), got)
		}
		for i := range 4 { // somebody asks again and again
			o.queue(about("park", notify.DraftLink, fmt.Sprint("d", i), "her@example.org"))
			o.queue(about("park", notify.Confirmation, fmt.Sprint("c", i), "her@example.org"))
			o.work()
			o.pass(2 * time.Hour)
		}
		if n := len(o.server.Got()); n != 4 {
			t.Errorf("%d letters, want one link and one receipt more", n)
		}
		// Nothing that is kept tells which addresses, or that two letters are to one.
		err := d.View(t.Context(), func(tx *db.Tx) error {
			tags, err := db.All(t.Context(), tx, db.Text, `SELECT tag FROM letter_letter UNION ALL SELECT tag FROM letter_turn UNION ALL SELECT tag FROM letter_asked`)
			for _, tag := range tags {
				n, err := db.One(t.Context(), tx, db.Int, `SELECT COUNT(*) FROM letter_everywhere WHERE tag = $1`, tag)
				if err != nil || n != 0 {
					t.Errorf("the tag %q stands elsewhere too: %v", tag, err)
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

// Hostile input 78: somebody types one stranger's address into everything there
// is, or many strangers'.
func TestAStrangerCannotHaveManyLettersSent(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		many := func(round string, to func(int) string) {
			for i := range 6 {
				slug := fmt.Sprint("about-", i)
				o.queue(about(slug, notify.Confirmation, round+"c"+slug, to(i)))
				o.queue(about(slug, notify.DraftLink, round+"d"+slug, to(i)))
				access := about("", notify.ContactAccess, round+"a"+slug, to(i))
				o.queue(access)
			}
			o.work()
		}
		one := func(int) string { return "Her@example.org" }
		many("", one)
		if n := len(o.server.Got()); n != 10 {
			t.Errorf("%d letters to one address in a day", n)
		}
		o.pass(24 * time.Hour)
		many("tomorrow", one)
		if n := len(o.server.Got()); n != 20 {
			t.Errorf("%d letters to one address in two days", n)
		}
		// All of them together keep nobody else waiting.
		o.mailer.PerHour = 7
		many("many", func(i int) string { return fmt.Sprintf("p%d@example.org", i) })
		o.queue(notify.Letter{Kind: notify.Reset, Key: "r", To: "officer@example.org", Words: map[string]string{"link": "/x"}})
		o.work()
		if got := o.server.Got()[20:]; len(got) != 8 || !strings.Contains(got[7].To[0], "officer@") {
			t.Errorf("%d letters in an hour", len(got))
		}
		for range 3 {
			o.pass(time.Hour)
			o.work()
		}
		if n := len(o.server.Got()[20:]); n != 19 {
			t.Errorf("%d letters in the end: none is lost", n)
		}
	})
}

// A server that fails does not use up what an address may have in a day.
func TestALetterThatIsTriedAgainCountsOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		o.server.Answer(func(c string) string {
			if c == "RCPT" {
				return "451 4.7.1 greylisted"
			}
			return ""
		})
		for i := range 9 {
			o.queue(about(fmt.Sprint("about-", i), notify.Confirmation, fmt.Sprint(i), "her@example.org"))
		}
		for range 8 {
			o.work()
			o.pass(10 * time.Minute)
		}
		o.server.Answer(nil)
		o.pass(2 * time.Hour)
		o.work()
		if n := len(o.server.Got()); n != 9 {
			t.Errorf("%d letters", n)
		}
	})
}

func TestANetworkMayAskForSoManyLetters(t *testing.T) {
	p := &notify.Post{}
	now := dbtest.Now
	try := func(network string, n int) (let int) {
		for range n {
			if err := p.Admit(netip.MustParsePrefix(network), now); err == nil {
				let++
			} else if !fault.Is(err, fault.Invalid) {
				t.Fatal(err)
			}
		}
		return let
	}
	if n := try("192.0.2.7/32", 50); n != 20 {
		t.Errorf("%d from one network", n)
	}
	if n := try("192.0.2.8/32", 5); n != 5 {
		t.Errorf("%d from its neighbour", n)
	}
	for range 500 {
		if err := p.Admit(netip.Prefix{}, now); err != nil {
			t.Fatalf("one that cannot be told: %v", err)
		}
	}
	now = now.Add(time.Hour)
	if n := try("192.0.2.7/32", 50); n != 20 {
		t.Errorf("%d an hour later", n)
	}
	for i := range 60_000 { // what it remembers has an end
		if n := try(fmt.Sprintf("198.%d.%d.%d/32", 51+i>>16, i>>8&255, i&255), 1); n != 1 {
			t.Fatal("a new network is refused")
		}
	}
	if err := (*notify.Post)(nil).Admit(netip.MustParsePrefix("192.0.2.7/32"), now); err != nil {
		t.Error(err)
	}
}

// The language is sealed with the address of whoever left it, and stands
// nowhere else.
func TestALetterIsInTheLanguageThatWasSealedWithTheAddress(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		var contacts [][]byte
		for _, lang := range []string{"", "en", "cy", "gu", "pl", "ur"} {
			sealed, err := o.box.Seal("pool", notify.Addressed(lang, "to-"+lang+"x@example.org"))
			if err != nil {
				t.Fatal(err)
			}
			contacts = append(contacts, sealed)
		}
		o.update(func(tx *db.Tx, now time.Time) error {
			return o.post.Everybody(t.Context(), tx, notify.Letter{Kind: notify.ResultsOut, Key: "1", Consultation: "pool", Words: map[string]string{"title": "The pool", "link": "/x"}}, contacts, now)
		})
		o.work()
		got := map[string]string{}
		for _, g := range o.server.Got() {
			for line := range strings.Lines(g.Data) {
				if lang, ok := strings.CutPrefix(strings.TrimSpace(line), "Content-Language: "); ok {
					got[g.To[0]] = lang
				}
			}
		}
		for to, want := range map[string]string{"to-x": "en", "to-enx": "en", "to-cyx": "cy", "to-gux": "gu", "to-plx": "pl", "to-urx": "en"} {
			if is := got["RCPT TO:<"+to+"@example.org>"]; is != want {
				t.Errorf("%s is written to in %q, want %q", to, is, want)
			}
		}
	})
}

// After a restore nothing goes out that may have gone out before, until somebody
// says so; and what cannot have gone out waits for its day.
func TestWhatMayHaveGoneOutIsHeldAfterARestore(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		o.queue(about("pool", notify.Confirmation, "waits", "a@example.org"))
		o.queue(about("pool", notify.Confirmation, "waits-too", "b@example.org"))
		o.queue(about("pool", notify.Confirmation, "third", "e@example.org"))
		later := about("pool", notify.ClosingSoon, "later", "c@example.org")
		later.After = dbtest.Now.Add(48 * time.Hour)
		o.queue(later)
		o.pass(time.Hour)
		o.update(func(tx *db.Tx, now time.Time) error { return notify.Restored(t.Context(), tx, now) })
		old := about("pool", notify.ResultsOut, "old", "d@example.org")
		old.Since = dbtest.Now
		o.queue(old)
		fresh := about("pool", notify.DraftLink, "fresh", "d@example.org")
		o.queue(fresh)
		o.pass(time.Minute)
		o.work()
		if got := o.server.Got(); len(got) != 1 || !strings.Contains(got[0].To[0], "d@") {
			t.Fatalf("%d letters went out by themselves: %+v", len(got), got)
		}
		by := map[string]string{}
		for _, l := range o.list() {
			if l.State == notify.Held {
				by[l.Kind] = l.ID
			}
		}
		nobody := actor.Actor{ID: "u", Org: actor.Council, Can: []actor.Capability{actor.Staff, actor.People}}
		if err := o.outbox.Drop(t.Context(), nobody, by[notify.ResultsOut]); !fault.Is(err, fault.Forbidden) {
			t.Error(err)
		}
		if _, err := o.outbox.Settle(t.Context(), nobody, true); !fault.Is(err, fault.Forbidden) {
			t.Error(err)
		}
		if err := o.outbox.Drop(t.Context(), actor.System, by[notify.ResultsOut]); err != nil {
			t.Error(err)
		}
		if err := o.outbox.Drop(t.Context(), actor.System, by[notify.ResultsOut]); !fault.Is(err, fault.Conflict) {
			t.Errorf("dropped twice: %v", err)
		}
		if err := o.outbox.Again(t.Context(), actor.System, by[notify.Confirmation]); err != nil {
			t.Error(err)
		}
		o.work()
		if n := len(o.server.Got()); n != 2 {
			t.Errorf("%d letters, want the one that was let go", n)
		}
		if n, err := o.outbox.Settle(t.Context(), actor.System, true); n != 2 || err != nil {
			t.Errorf("%d %v", n, err)
		}
		o.work()
		o.pass(48 * time.Hour)
		o.work()
		if n := len(o.server.Got()); n != 5 {
			t.Errorf("%d letters, want the others too, and the reminder on its day", n)
		}
		if want := []string{"drop-letter", "send-letter-again", "send-held-letters"}; !slices.Equal(o.noted, want) {
			t.Errorf("noted: %v", o.noted)
		}
	})
}

// Hostile input 77: whatever stands in whatever a letter is filled with, the mail
// server is told of one recipient, and no header is added.
func TestNothingInALetterBecomesAHeader(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		const bad = "x\r\nBcc: him@example.org\r\n\r\n.\r\nRCPT TO:<him@example.org>\r\n\x00\u2028\u202e"
		n := 0
		for _, kind := range notify.Kinds {
			good := map[string]string{"name": "An officer", "organisation": "Exampleshire", "title": "The pool", "code": "ABCD", "link": "/x",
				"until": "2026-03-09T09:30:00Z", "at": "2026-03-02T09:30:00Z", "due": "2026-03-01T00:00:00Z", "closes": "2026-03-31T23:59:00+01:00"}
			for _, field := range append(slices.Sorted(maps.Keys(good)), "lang", "key") {
				n++
				l := notify.Letter{Kind: kind, Key: fmt.Sprint("k", n), Lang: "cy", Consultation: fmt.Sprint("pool-", n), To: fmt.Sprintf("her%d@example.org", n), Words: maps.Clone(good)}
				switch field {
				case "lang":
					l.Lang = strings.ReplaceAll(bad, "\x00", "") // no database takes it
				case "key":
					l.Key = strings.ReplaceAll(bad, "\x00", "") + l.Key
				default:
					l.Words[field] = bad
				}
				o.queue(l)
			}
		}
		o.work()
		got := o.server.Got()
		if want := n - len(notify.Kinds); len(got) != want {
			t.Errorf("%d letters, want %d: all but those whose link leads elsewhere", len(got), want)
		}
		for _, g := range got {
			msg, err := netmail.ReadMessage(strings.NewReader(g.Data))
			if err != nil {
				t.Fatal(err)
			}
			if len(g.To) != 1 || strings.Contains(g.To[0], "him@") || len(msg.Header["To"]) != 1 || msg.Header.Get("Bcc")+msg.Header.Get("Cc") != "" || strings.Contains(msg.Header.Get("Subject"), "him") {
				t.Errorf("%v %v", g.To, msg.Header)
			}
		}
	})
}
