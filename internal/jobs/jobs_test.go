package jobs_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/jobs"
)

// testQueue is a database with a clock that the test advances.
type testQueue struct {
	t   *testing.T
	d   *db.DB
	now atomic.Int64 // nanoseconds since dbtest.Now
}

func open(t *testing.T, d *db.DB) *testQueue {
	q := &testQueue{t: t, d: d}
	d.SetClock(func() time.Time { return dbtest.Now.Add(time.Duration(q.now.Load())) })
	return q
}

func (q *testQueue) advance(d time.Duration) { q.now.Add(int64(d)) }

func (q *testQueue) runner() *jobs.Runner {
	return &jobs.Runner{
		DB: q.d, Log: slog.New(slog.DiscardHandler),
		Lease: time.Minute, MaxAttempts: 4, PollInterval: time.Millisecond,
	}
}

func (q *testQueue) enqueue(kind, key string, after time.Duration) {
	q.t.Helper()
	if err := q.d.Update(q.t.Context(), func(tx *db.Tx) error {
		job := jobs.Job{Kind: kind, Key: key, Payload: jobs.Payload(key)}
		return jobs.Enqueue(q.t.Context(), tx, job, dbtest.Now.Add(time.Duration(q.now.Load())+after))
	}); err != nil {
		q.t.Fatal(err)
	}
}

// runOne runs one job and reports whether there was one.
func (q *testQueue) runOne(r *jobs.Runner) bool {
	q.t.Helper()
	worked, err := r.RunOne(q.t.Context())
	if err != nil {
		q.t.Fatal(err)
	}
	return worked
}

type state struct {
	state, runAt, message string
	attempts              int64
}

func (q *testQueue) state(kind, key string) (s state) {
	q.t.Helper()
	if err := q.d.View(q.t.Context(), func(tx *db.Tx) (err error) {
		s, err = db.One(q.t.Context(), tx,
			func(r db.Row) (s state, err error) { return s, r.Scan(&s.state, &s.runAt, &s.message, &s.attempts) },
			`SELECT state, run_at, error, attempts FROM jobs_job WHERE kind = $1 AND key = $2`, kind, key)
		return err
	}); err != nil {
		q.t.Fatal(err)
	}
	return s
}

func TestEachJobRunsOnceAcrossWorkers(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		const n = 100
		q := open(t, d)
		for i := range n {
			q.enqueue("count", fmt.Sprint(i), 0)
			q.enqueue("count", fmt.Sprint(i), 0) // has no effect
		}
		var mu sync.Mutex
		done, left := map[string]int{}, n
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		var all sync.WaitGroup
		for range 8 {
			r := q.runner()
			r.Handle("count", func(_ context.Context, j jobs.Job) error {
				var key string
				if err := j.Decode(&key); err != nil || key != j.Key {
					return fmt.Errorf("decoded %q, %v", key, err)
				}
				mu.Lock()
				defer mu.Unlock()
				done[key]++
				if left--; left == 0 {
					stop()
				}
				return nil
			})
			all.Go(func() {
				if err := r.Run(ctx); !errors.Is(err, context.Canceled) {
					t.Error(err)
				}
			})
		}
		all.Wait()
		for key, times := range done {
			if times != 1 {
				t.Errorf("%s ran %d times", key, times)
			}
		}
		if len(done) != n {
			t.Errorf("%d of %d jobs ran", len(done), n)
		}
		for i := range n {
			if s := q.state("count", fmt.Sprint(i)); s.state != "done" {
				t.Errorf("job %d is not done: %+v", i, s)
			}
		}
	})
}

func TestFailedJobsBackOffAndThenDie(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		q := open(t, d)
		r, tries := q.runner(), 0
		r.Handle("fail", func(context.Context, jobs.Job) error { tries++; return errors.New("the server is down") })
		q.enqueue("fail", "a", 0)
		for i, pause := range []time.Duration{2 * time.Second, 4 * time.Second, 8 * time.Second} {
			if !q.runOne(r) || tries != i+1 {
				t.Fatalf("%d tries, want %d", tries, i+1)
			}
			if s := q.state("fail", "a"); s.state != "ready" || s.message != "the server is down" || s.attempts != int64(i+1) {
				t.Errorf("after try %d: %+v", i, s)
			}
			q.advance(pause - time.Millisecond)
			if q.runOne(r) {
				t.Errorf("it was tried again before %s", pause)
			}
			q.advance(time.Millisecond)
		}
		if !q.runOne(r) {
			t.Fatal("there was no last try")
		}
		if s := q.state("fail", "a"); s.state != "dead" {
			t.Errorf("after the last try: %+v, want it dead", s)
		}
		q.advance(1000 * time.Hour)
		if q.runOne(r) {
			t.Error("a dead job was tried again")
		}
	})
}

func TestRetryLaterErrorDoesNotCountAsAnAttempt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		q := open(t, d)
		r, tries := q.runner(), 0
		r.Handle("wait", func(context.Context, jobs.Job) error {
			if tries++; tries < 20 {
				return fmt.Errorf("the limit: %w", jobs.RetryLaterError{At: dbtest.Now.Add(time.Duration(q.now.Load()) + time.Minute)})
			}
			return nil
		})
		q.enqueue("wait", "a", time.Hour)
		if q.runOne(r) {
			t.Error("it ran before it was due")
		}
		q.advance(time.Hour)
		for q.runOne(r) {
			if s := q.state("wait", "a"); s.state == "ready" && (s.attempts != 0 || s.message != "") {
				t.Fatalf("waiting counted as an attempt: %+v", s)
			}
			if q.runOne(r) {
				t.Fatal("it ran before the time of the RetryLaterError")
			}
			q.advance(time.Minute)
		}
		if s := q.state("wait", "a"); s.state != "done" || tries != 20 {
			t.Errorf("%+v after %d tries, want it done after 20", s, tries)
		}
	})
}

func TestPanicsAreContainedAndNotLogged(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		q := open(t, d)
		r, done := q.runner(), false
		r.Handle("panic", func(context.Context, jobs.Job) error { panic("her@example.org") })
		r.Handle("good", func(context.Context, jobs.Job) error { done = true; return nil })
		q.enqueue("panic", "a", 0)
		q.enqueue("unknown", "b", 0)
		q.enqueue("good", "c", 0)
		for q.runOne(r) {
		}
		if !done {
			t.Error("the next job did not run")
		}
		if s := q.state("panic", "a"); s.state != "ready" || s.message != "panic: string" {
			t.Errorf("the job that panicked: %+v", s)
		}
		if s := q.state("unknown", "b"); s.state != "ready" || !strings.Contains(s.message, "no handler") {
			t.Errorf("the job without a handler: %+v", s)
		}
	})
}

// When a runner stops, another takes over its job after the lease. If the first
// one continues after all, its result is ignored.
func TestLeaseOfADeadRunnerExpires(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		q := open(t, d)
		q.enqueue("slow", "a", 0)
		stalled, other, done := q.runner(), q.runner(), 0
		started, resume, finished := make(chan struct{}), make(chan struct{}), make(chan struct{})
		stalled.Handle("slow", func(context.Context, jobs.Job) error {
			close(started)
			<-resume
			return errors.New("too late")
		})
		go func() { defer close(finished); stalled.RunOne(context.Background()) }()
		<-started
		other.Handle("slow", func(context.Context, jobs.Job) error { done++; return nil })
		if q.runOne(other) {
			t.Error("another runner took the job during its lease")
		}
		q.advance(time.Minute)
		if !q.runOne(other) || done != 1 {
			t.Fatal("no other runner took the job after its lease")
		}
		close(resume)
		<-finished
		if s := q.state("slow", "a"); s.state != "done" || s.message != "" {
			t.Errorf("the stalled runner changed the result: %+v", s)
		}
	})
}

// Row D9 of docs/faults.md. A job that takes longer than its lease keeps it while it reports
// progress, also from inside a transaction, and anyone can see how far it is.
func TestProgressKeepsTheLease(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		q := open(t, d)
		r, other := q.runner(), q.runner()
		r.ProgressInterval = time.Millisecond
		other.Handle("slow", func(context.Context, jobs.Job) error { t.Error("another runner took the job"); return nil })
		progress := func() (done, total int64) {
			if err := d.View(t.Context(), func(tx *db.Tx) (err error) {
				done, total, err = jobs.ProgressOf(t.Context(), tx, "slow", "a")
				return err
			}); err != nil {
				t.Fatal(err)
			}
			return done, total
		}
		r.Handle("slow", func(ctx context.Context, _ jobs.Job) error {
			for i := range int64(3) {
				q.advance(40 * time.Second) // the lease is a minute
				if err := d.Update(ctx, func(tx *db.Tx) error { jobs.Progress(ctx, i+1, 3); return nil }); err != nil {
					return err
				}
				for done, total := progress(); done != i+1 || total != 3; done, total = progress() {
					time.Sleep(time.Millisecond)
				}
				if worked, err := other.RunOne(ctx); worked || err != nil {
					t.Errorf("step %d: %v, %v", i, worked, err)
				}
			}
			return nil
		})
		q.enqueue("slow", "a", 0)
		if !q.runOne(r) || q.state("slow", "a").state != "done" {
			t.Errorf("%+v", q.state("slow", "a"))
		}
	})
}

// A handler that says nothing for longer than its lease is cancelled, and so is one whose
// job another runner has claimed.
func TestHandlersAreCancelledWithTheirLease(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		q := open(t, d)
		silent, lost := q.runner(), q.runner()
		silent.Lease, lost.ProgressInterval = 20*time.Millisecond, time.Millisecond
		silent.Handle("silent", func(ctx context.Context, _ jobs.Job) error { <-ctx.Done(); return ctx.Err() })
		q.enqueue("silent", "a", 0)
		if !q.runOne(silent) || q.state("silent", "a").attempts != 1 || q.state("silent", "a").state != "ready" {
			t.Errorf("%+v", q.state("silent", "a"))
		}
		other := q.runner()
		other.Handle("lost", func(context.Context, jobs.Job) error { return nil })
		lost.Handle("lost", func(ctx context.Context, _ jobs.Job) error {
			q.advance(time.Minute)
			if err := other.RunNow(t.Context(), "lost", "a"); err != nil {
				t.Error(err)
			}
			jobs.Progress(ctx, 1, 2)
			<-ctx.Done()
			return ctx.Err()
		})
		q.enqueue("lost", "a", 0)
		if err := lost.RunNow(t.Context(), "lost", "a"); err != nil || q.state("lost", "a").state != "done" {
			t.Errorf("%+v", q.state("lost", "a"))
		}
	})
}

// A transaction that was aborted because of others, as often as it is repeated, has done
// nothing. The job is due again at once and no attempt is lost.
func TestAbortedTransactionsAreNoFailedAttempt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		q := open(t, d)
		r, tries := q.runner(), 0
		r.Handle("a", func(context.Context, jobs.Job) error {
			if tries++; tries < 10 { // more often than MaxAttempts
				return fmt.Errorf("store: %w", &pgconn.PgError{Code: "40001"})
			}
			return nil
		})
		q.enqueue("a", "a", 0)
		for q.runOne(r) {
		}
		if s := q.state("a", "a"); tries != 10 || s.state != "done" || s.attempts != 1 {
			t.Errorf("after %d tries: %+v", tries, s)
		}
	})
}

// When the server stops, its jobs are due again at once, for the next server. RunNow runs
// one job and no other.
func TestJobsOfAServerThatStopsAreDueAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		q := open(t, d)
		r := q.runner()
		ctx, stop := context.WithCancel(t.Context())
		r.Handle("a", func(ctx context.Context, _ jobs.Job) error { stop(); <-ctx.Done(); return ctx.Err() })
		q.enqueue("a", "first", 0)
		q.enqueue("a", "second", 0)
		if err := r.RunNow(ctx, "a", "second"); err != nil {
			t.Error(err)
		}
		first, second := q.state("a", "first"), q.state("a", "second")
		if first.attempts != 0 || second.state != "ready" || second.attempts != 0 || second.runAt != first.runAt {
			t.Errorf("%+v, %+v", first, second)
		}
	})
}

// Long jobs do not keep others waiting.
func TestLongJobsDoNotBlockOthers(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		q := open(t, d)
		r, quick := q.runner(), make(chan struct{})
		ctx, stop := context.WithCancel(t.Context())
		r.HandleLong("long", func(ctx context.Context, _ jobs.Job) error { <-quick; stop(); return nil })
		r.Handle("quick", func(context.Context, jobs.Job) error { close(quick); return nil })
		q.enqueue("long", "a", 0)
		q.enqueue("quick", "b", 0)
		if err := r.Run(ctx); !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
		if long, quick := q.state("long", "a"), q.state("quick", "b"); long.state != "done" || quick.state != "done" {
			t.Errorf("%+v, %+v", long, quick)
		}
	})
}

func TestJobsAreEnqueuedInTheTransaction(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		q, change := open(t, d), errors.New("no")
		err := d.Update(t.Context(), func(tx *db.Tx) error {
			if err := jobs.Enqueue(t.Context(), tx, jobs.Job{Kind: "k", Key: "a", Payload: "{}"}, dbtest.Now); err != nil {
				return err
			}
			return change
		})
		if !errors.Is(err, change) || q.runOne(q.runner()) {
			t.Errorf("the job outlived the rollback of its transaction: %v", err)
		}
	})
}
