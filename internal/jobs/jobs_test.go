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
