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

// testQueue is a database whose clock the test moves, and runners at it.
type testQueue struct {
	t   *testing.T
	d   *db.DB
	now atomic.Int64 // nanoseconds since dbtest.Now
}

func open(t *testing.T, d *db.DB) *testQueue {
	o := &testQueue{t: t, d: d}
	d.SetClock(func() time.Time { return dbtest.Now.Add(time.Duration(o.now.Load())) })
	return o
}

func (o *testQueue) advance(d time.Duration) { o.now.Add(int64(d)) }

func (o *testQueue) runner() *jobs.Runner {
	return &jobs.Runner{DB: o.d, Log: slog.New(slog.DiscardHandler), Lease: time.Minute, MaxAttempts: 4, PollInterval: time.Millisecond}
}

func (o *testQueue) enqueue(kind, key string, after time.Duration) {
	o.t.Helper()
	if err := o.d.Update(o.t.Context(), func(tx *db.Tx) error {
		return jobs.Enqueue(o.t.Context(), tx, jobs.Job{Kind: kind, Key: key, Payload: jobs.Payload(key)}, dbtest.Now.Add(time.Duration(o.now.Load())+after))
	}); err != nil {
		o.t.Fatal(err)
	}
}

// runOne runs one job and reports whether there was one.
func (o *testQueue) runOne(r *jobs.Runner) bool {
	o.t.Helper()
	worked, err := r.RunOne(o.t.Context())
	if err != nil {
		o.t.Fatal(err)
	}
	return worked
}

type state struct {
	state, run, wrong string
	attempts          int64
}

func (o *testQueue) state(kind, key string) (s state) {
	o.t.Helper()
	if err := o.d.View(o.t.Context(), func(tx *db.Tx) (err error) {
		s, err = db.One(o.t.Context(), tx, func(r db.Row) (s state, err error) { return s, r.Scan(&s.state, &s.run, &s.wrong, &s.attempts) },
			`SELECT state, run_at, error, attempts FROM jobs_job WHERE kind = $1 AND key = $2`, kind, key)
		return err
	}); err != nil {
		o.t.Fatal(err)
	}
	return s
}

func TestEachJobRunsOnceAcrossWorkers(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		const n = 100
		o := open(t, d)
		for i := range n {
			o.enqueue("count", fmt.Sprint(i), 0)
			o.enqueue("count", fmt.Sprint(i), 0) // asked for twice is once
		}
		var mu sync.Mutex
		done, left := map[string]int{}, n
		ctx, stop := context.WithTimeout(t.Context(), time.Minute)
		defer stop()
		var all sync.WaitGroup
		for range 8 {
			r := o.runner()
			r.Handle("count", func(_ context.Context, j jobs.Job) error {
				var key string
				if err := j.Decode(&key); err != nil || key != j.Key {
					return fmt.Errorf("%q %v", key, err)
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
				t.Errorf("%s was done %d times", key, times)
			}
		}
		if len(done) != n {
			t.Errorf("%d of %d were done", len(done), n)
		}
		for i := range n {
			if s := o.state("count", fmt.Sprint(i)); s.state != "done" {
				t.Errorf("%d: %+v", i, s)
			}
		}
	})
}

func TestFailedJobsBackOffAndThenDie(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		r, tries := o.runner(), 0
		r.Handle("fail", func(context.Context, jobs.Job) error { tries++; return errors.New("the sea is rough") })
		o.enqueue("fail", "a", 0)
		for i, pause := range []time.Duration{2 * time.Second, 4 * time.Second, 8 * time.Second} {
			if !o.runOne(r) || tries != i+1 {
				t.Fatalf("try %d: %d", i, tries)
			}
			if s := o.state("fail", "a"); s.state != "ready" || s.wrong != "the sea is rough" || s.attempts != int64(i+1) {
				t.Errorf("after try %d: %+v", i, s)
			}
			o.advance(pause - time.Millisecond)
			if o.runOne(r) {
				t.Errorf("it was tried again before %s", pause)
			}
			o.advance(time.Millisecond)
		}
		if !o.runOne(r) {
			t.Fatal("no last try")
		}
		if s := o.state("fail", "a"); s.state != "dead" {
			t.Errorf("%+v", s)
		}
		o.advance(1000 * time.Hour)
		if o.runOne(r) {
			t.Error("the dead was tried again")
		}
	})
}

func TestRetryLaterErrorDoesNotCountAsAnAttempt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		r, tries := o.runner(), 0
		r.Handle("wait", func(context.Context, jobs.Job) error {
			if tries++; tries < 20 {
				return fmt.Errorf("the limit: %w", jobs.RetryLaterError{At: dbtest.Now.Add(time.Duration(o.now.Load()) + time.Minute)})
			}
			return nil
		})
		o.enqueue("wait", "a", time.Hour)
		if o.runOne(r) {
			t.Error("it was done before its time")
		}
		o.advance(time.Hour)
		for o.runOne(r) {
			if s := o.state("wait", "a"); s.state == "ready" && (s.attempts != 0 || s.wrong != "") {
				t.Fatalf("%+v", s)
			}
			if o.runOne(r) {
				t.Fatal("it was done before the time that was named")
			}
			o.advance(time.Minute)
		}
		if s := o.state("wait", "a"); s.state != "done" || tries != 20 {
			t.Errorf("%+v after %d", s, tries)
		}
	})
}

func TestPanicsAreContainedAndNotLogged(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		r, done := o.runner(), false
		r.Handle("panic", func(context.Context, jobs.Job) error { panic("her@example.org") })
		r.Handle("sound", func(context.Context, jobs.Job) error { done = true; return nil })
		o.enqueue("panic", "a", 0)
		o.enqueue("nobody", "b", 0)
		o.enqueue("sound", "c", 0)
		for o.runOne(r) {
		}
		if !done {
			t.Error("the next was not done")
		}
		if s := o.state("panic", "a"); s.state != "ready" || s.wrong != "panic: string" {
			t.Errorf("%+v", s)
		}
		if s := o.state("nobody", "b"); s.state != "ready" || !strings.Contains(s.wrong, "nobody does") {
			t.Errorf("%+v", s)
		}
	})
}

// A runner that dies leaves its job to another once its lease has ended. If it
// comes back after all, what it says is out of date.
func TestLeaseOfADeadRunnerExpires(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		o.enqueue("slow", "a", 0)
		dead, other, done := o.runner(), o.runner(), 0
		started, back, gone := make(chan struct{}), make(chan struct{}), make(chan struct{})
		dead.Handle("slow", func(context.Context, jobs.Job) error {
			close(started)
			<-back
			return errors.New("too late")
		})
		go func() { defer close(gone); dead.RunOne(context.Background()) }()
		<-started
		other.Handle("slow", func(context.Context, jobs.Job) error { done++; return nil })
		if o.runOne(other) {
			t.Error("it was taken while its lease ran")
		}
		o.advance(time.Minute)
		if !o.runOne(other) || done != 1 {
			t.Fatal("it was never taken again")
		}
		close(back)
		<-gone
		if s := o.state("slow", "a"); s.state != "done" || s.wrong != "" {
			t.Errorf("the one that came back had a say: %+v", s)
		}
	})
}

func TestJobsAreEnqueuedInTheTransaction(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o, change := open(t, d), errors.New("no")
		err := d.Update(t.Context(), func(tx *db.Tx) error {
			if err := jobs.Enqueue(t.Context(), tx, jobs.Job{Kind: "k", Key: "a", Payload: "{}"}, dbtest.Now); err != nil {
				return err
			}
			return change
		})
		if !errors.Is(err, change) || o.runOne(o.runner()) {
			t.Errorf("a job without its change: %v", err)
		}
	})
}
