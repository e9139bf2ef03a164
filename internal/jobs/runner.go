package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// Handler performs one job. It must be idempotent.
type Handler func(ctx context.Context, j Job) error

// Runner claims jobs that are due and calls their handlers, one at a time. Several
// runners, on several machines, may share one database.
type Runner struct {
	DB           *db.DB
	Log          *slog.Logger
	Lease        time.Duration // how long a handler may take, or be silent, before another runner tries
	MaxAttempts  int64         // how often a job is tried before its state becomes dead
	PollInterval time.Duration // how long to wait when nothing is due

	ProgressInterval time.Duration // how often progress is stored; 0 is every second

	handlers map[string]Handler
	long     map[string]bool // kinds of which Run does not wait for the end
}

// RetryLaterError is returned by a handler when the work cannot be done yet, for
// example because of a rate limit. The job runs again at the time At, or at once if
// that is zero, and the attempt does not count.
type RetryLaterError struct{ At time.Time }

// Error implements error.
func (e RetryLaterError) Error() string { return "retry at " + e.At.UTC().Format(time.RFC3339) }

// Handle registers the handler for jobs of a kind. Call it before Run.
func (r *Runner) Handle(kind string, h Handler) {
	if r.handlers == nil {
		r.handlers = map[string]Handler{}
	}
	r.handlers[kind] = h
}

// HandleLong is Handle for jobs that may take minutes. Run goes on with other jobs
// meanwhile, so the handler must limit how many run at once, with RetryLaterError.
func (r *Runner) HandleLong(kind string, h Handler) {
	r.Handle(kind, h)
	if r.long == nil {
		r.long = map[string]bool{}
	}
	r.long[kind] = true
}

// Run performs jobs until ctx is done, and returns ctx.Err() when they have ended.
func (r *Runner) Run(ctx context.Context) error {
	var long sync.WaitGroup
	defer long.Wait()
	for ctx.Err() == nil {
		j, worked, err := r.claimDue(ctx)
		switch {
		case err == nil && worked && r.long[j.Kind]:
			long.Go(func() { r.logError(ctx, r.finish(ctx, j, r.run(ctx, j))) })
		case err == nil && worked:
			err = r.finish(ctx, j, r.run(ctx, j))
		}
		r.logError(ctx, err)
		if worked && err == nil {
			continue
		}
		select {
		case <-ctx.Done():
		case <-time.After(r.PollInterval):
		}
	}
	return ctx.Err()
}

// logError logs an error of the database, which may recover.
func (r *Runner) logError(ctx context.Context, err error) {
	if err != nil && ctx.Err() == nil {
		r.Log.Error("could not run a background job", "err", err)
	}
}

// RunOne performs the job that has been due longest, and reports whether there was
// one. An error of the handler is stored with the job and not returned.
func (r *Runner) RunOne(ctx context.Context) (bool, error) {
	j, worked, err := r.claimDue(ctx)
	if err != nil || !worked {
		return false, err
	}
	return true, r.finish(ctx, j, r.run(ctx, j))
}

// RunNow performs one job, if it is due and no other runner has claimed it, without
// waiting for its turn.
func (r *Runner) RunNow(ctx context.Context, kind, key string) error {
	j, worked, err := r.claim(ctx, `kind = $3 AND key = $4 AND`, kind, key)
	if err != nil || !worked {
		return err
	}
	return r.finish(ctx, j, r.run(ctx, j))
}

func (r *Runner) run(ctx context.Context, j Job) (err error) {
	h, ok := r.handlers[j.Kind]
	if !ok {
		return fmt.Errorf("no handler for jobs of kind %q", j.Kind)
	}
	// A panic in one job must not stop the server. The error does not contain the
	// value, which may be personal data such as an email address.
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("panic: %T", v)
		}
	}()
	ctx, stop := r.keepLease(ctx, j)
	defer stop()
	return h(ctx, j)
}

// claimDue claims the job that has been due longest.
func (r *Runner) claimDue(ctx context.Context) (j Job, found bool, err error) {
	return r.claim(ctx, "")
}

// claim marks the job that has been due longest as running, of those for which the
// condition only holds. Until it finishes, run_at is the end of its lease, so that the
// job of a runner that stopped becomes due again. The condition is repeated for the
// row, so that of two runners that select the same row only one updates it.
func (r *Runner) claim(ctx context.Context, only string, args ...any) (j Job, found bool, err error) {
	err = r.DB.Update(ctx, func(tx *db.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		j, err = db.One(ctx, tx, func(row db.Row) (j Job, err error) {
			return j, row.Scan(&j.Kind, &j.Key, &j.Payload, &j.attempts)
		}, `
			UPDATE jobs_job SET state = 'running', run_at = $2, attempts = attempts + 1, settled = FALSE
			WHERE (kind, key) = (
				SELECT kind, key FROM jobs_job WHERE `+only+` state IN ('ready', 'running') AND run_at <= $1
				ORDER BY run_at, kind, key LIMIT 1)
			AND state IN ('ready', 'running') AND run_at <= $1
			RETURNING kind, key, payload, attempts`, append([]any{db.Time(now), db.Time(now.Add(r.Lease))}, args...)...)
		return err
	})
	if fault.Is(err, fault.NotFound) {
		return j, false, nil
	}
	return j, err == nil, err
}

// finish stores the result of j: done, ready again after a delay that doubles with
// each attempt, or dead, which an operator must look at. It does nothing if another
// runner has claimed j since.
//
// What was done must be stored, or it is done again when the lease ends. So finish
// tries for some seconds, for example while the database is away.
func (r *Runner) finish(ctx context.Context, j Job, failed error) error {
	if failed != nil && ctx.Err() != nil { // the server stops; the next one goes on
		failed = RetryLaterError{}
	}
	return Persist(ctx, func(ctx context.Context) error { return r.storeResult(ctx, j, failed) })
}

// Persist calls store, which stores what has been done, until it succeeds or some
// seconds have passed, also during a shutdown. The context of store is not cancelled.
func Persist(ctx context.Context, store func(context.Context) error) error {
	ctx = context.WithoutCancel(ctx)
	for wait := finishWait; ; wait *= 2 {
		err := store(ctx)
		if err == nil || wait > maxFinishWait {
			return err
		}
		<-time.After(rand.N(wait))
	}
}

const (
	finishWait    = 100 * time.Millisecond // the first pause of Persist, at most
	maxFinishWait = 5 * time.Second        // the last
)

func (r *Runner) storeResult(ctx context.Context, j Job, failed error) error {
	return r.DB.Update(ctx, func(tx *db.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		// The day is enough for a job that is done: the second could tell when somebody
		// asked for the email that it sent.
		state, message, runAt, attempts := "done", "", now.UTC().Truncate(24*time.Hour), j.attempts
		if later, ok := errors.AsType[RetryLaterError](failed); ok || db.IsAborted(failed) {
			// A transaction that was aborted because of others has done nothing.
			state, runAt, attempts = "ready", later.At, j.attempts-1
			if runAt.IsZero() {
				runAt = now
			}
		} else if failed != nil {
			state, message, runAt = "ready", failed.Error(), now.Add(time.Second<<min(j.attempts, 12))
			if j.attempts >= r.MaxAttempts {
				state = "dead"
			}
		}
		_, err = tx.Exec(ctx, `
			UPDATE jobs_job SET state = $3, error = $4, run_at = $5, attempts = $6, settled = FALSE
			WHERE kind = $1 AND key = $2 AND attempts = $7`,
			j.Kind, j.Key, state, message, db.Time(runAt), attempts, j.attempts)
		return err
	})
}
