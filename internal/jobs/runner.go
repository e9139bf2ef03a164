package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// Handler does one job.
type Handler func(ctx context.Context, j Job) error

// Runner hands jobs to their handlers. Several runners, on several machines,
// may share the rows.
type Runner struct {
	DB           *db.DB
	Log          *slog.Logger
	Lease        time.Duration // how long a handler may take before another runner tries
	MaxAttempts  int64         // how often a job is tried before it is dead
	PollInterval time.Duration // how long to wait when nothing is due

	handlers map[string]Handler
}

// RetryLaterError is what a handler returns when the work cannot be done yet for a reason
// that is nobody's fault, such as a limit: the job is tried again at that time,
// and the attempt does not count.
type RetryLaterError struct{ At time.Time }

// Error implements error.
func (l RetryLaterError) Error() string { return "later: " + l.At.UTC().Format(time.RFC3339) }

// Handle names who does the jobs of a kind. All are named before Run.
func (r *Runner) Handle(kind string, h Handler) {
	if r.handlers == nil {
		r.handlers = map[string]Handler{}
	}
	r.handlers[kind] = h
}

// Run does jobs until ctx is done.
func (r *Runner) Run(ctx context.Context) error {
	for ctx.Err() == nil {
		worked, err := r.RunOne(ctx)
		if err != nil && ctx.Err() == nil {
			r.Log.Error("jobs", "err", err) // the database may be back in a moment
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

// RunOne does the job that has been due longest, and reports whether there was
// one. Whether the work itself succeeded is in the row.
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
		return fmt.Errorf("nobody does jobs of the kind %q", j.Kind)
	}
	// One job that panics must not take the server with it. What it panicked
	// with is not kept: it may be somebody's address.
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("panic: %T", v)
		}
	}()
	ctx, cancel := context.WithTimeout(ctx, r.Lease)
	defer cancel()
	return h(ctx, j)
}

// claim takes a job. While it runs, run_at is the end of its lease, so that the
// job of a runner that died falls due again by itself. Two runners that pick the
// same row cannot both change it.
func (r *Runner) claim(ctx context.Context) (j Job, err error) {
	err = r.DB.Update(ctx, func(tx *db.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		j, err = db.One(ctx, tx, func(row db.Row) (j Job, err error) {
			return j, row.Scan(&j.Kind, &j.Key, &j.Payload, &j.attempts)
		}, `
			UPDATE jobs_job SET state = 'running', run_at = $2, attempts = attempts + 1
			WHERE (kind, key) = (
				SELECT kind, key FROM jobs_job WHERE state IN ('ready', 'running') AND run_at <= $1
				ORDER BY run_at, kind, key LIMIT 1)
			AND state IN ('ready', 'running') AND run_at <= $1
			RETURNING kind, key, payload, attempts`, db.Time(now), db.Time(now.Add(r.Lease)))
		return err
	})
	return j, err
}

// finish writes down how j went: done, to be tried again after a while that
// doubles, or dead, to be looked at by a person.
func (r *Runner) finish(ctx context.Context, j Job, failed error) error {
	ctx = context.WithoutCancel(ctx) // the work is done, and that must be known even if the house is closing
	return r.DB.Update(ctx, func(tx *db.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		state, say, again, attempts := "done", "", now, j.attempts
		if later, ok := errors.AsType[RetryLaterError](failed); ok {
			state, again, attempts = "ready", later.At, j.attempts-1
		} else if failed != nil {
			state, say, again = "ready", failed.Error(), now.Add(time.Second<<min(j.attempts, 12))
			if j.attempts >= r.MaxAttempts {
				state = "dead"
			}
		}
		_, err = tx.Exec(ctx, `
			UPDATE jobs_job SET state = $3, error = $4, run_at = $5, attempts = $6
			WHERE kind = $1 AND key = $2 AND attempts = $7`, j.Kind, j.Key, state, say, db.Time(again), attempts, j.attempts)
		return err
	})
}
