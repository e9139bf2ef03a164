package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
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
	Lease        time.Duration // how long a handler may take before another runner tries
	MaxAttempts  int64         // how often a job is tried before its state becomes dead
	PollInterval time.Duration // how long to wait when nothing is due

	handlers map[string]Handler
}

// RetryLaterError is returned by a handler when the work cannot be done yet, for
// example because of a rate limit. The job runs again at the time At, and the
// attempt does not count.
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

// Run performs jobs until ctx is done, and returns ctx.Err().
func (r *Runner) Run(ctx context.Context) error {
	for ctx.Err() == nil {
		worked, err := r.RunOne(ctx)
		if err != nil && ctx.Err() == nil {
			r.Log.Error("could not run a background job", "err", err) // the database may recover
		}
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

// RunOne performs the job that has been due longest, and reports whether there was
// one. An error of the handler is stored with the job and not returned.
func (r *Runner) RunOne(ctx context.Context) (bool, error) {
	j, err := r.claim(ctx)
	if fault.Is(err, fault.NotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return true, r.finish(ctx, j, r.run(ctx, j))
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
	ctx, cancel := context.WithTimeout(ctx, r.Lease)
	defer cancel()
	return h(ctx, j)
}

// claim marks the job that has been due longest as running. Until it finishes,
// run_at is the end of its lease, so that the job of a runner that stopped becomes
// due again. The condition is repeated for the row, so that of two runners that
// select the same row only one updates it.
func (r *Runner) claim(ctx context.Context) (j Job, err error) {
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
				SELECT kind, key FROM jobs_job WHERE state IN ('ready', 'running') AND run_at <= $1
				ORDER BY run_at, kind, key LIMIT 1)
			AND state IN ('ready', 'running') AND run_at <= $1
			RETURNING kind, key, payload, attempts`, db.Time(now), db.Time(now.Add(r.Lease)))
		return err
	})
	return j, err
}

// finish stores the result of j: done, ready again after a delay that doubles with
// each attempt, or dead, which an operator must look at. It does nothing if another
// runner has claimed j since.
//
// What was done must be stored, or it is done again when the lease ends. So finish
// tries for some seconds, for example while the database is away.
func (r *Runner) finish(ctx context.Context, j Job, failed error) error {
	ctx = context.WithoutCancel(ctx) // the work is done and must be marked as done even during a shutdown
	for wait := finishWait; ; wait *= 2 {
		err := r.storeResult(ctx, j, failed)
		if err == nil || wait > maxFinishWait {
			return err
		}
		<-time.After(rand.N(wait))
	}
}

const (
	finishWait    = 100 * time.Millisecond // the first pause of finish, at most
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
		if later, ok := errors.AsType[RetryLaterError](failed); ok {
			state, runAt, attempts = "ready", later.At, j.attempts-1
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
