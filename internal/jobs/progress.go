package jobs

import (
	"cmp"
	"context"
	"errors"
	"sync/atomic"
	"time"

	"github.com/folkmoot/folkmoot/internal/db"
)

type progressKey struct{}

// WithProgress returns a context with which Progress calls fn. A runner does this for
// its handlers; commands do it to show progress on the terminal.
func WithProgress(ctx context.Context, fn func(done, total int64)) context.Context {
	return context.WithValue(ctx, progressKey{}, fn)
}

// Progress reports how much of a long task is done. It may be called
// often; receivers decide how often they show it. Without a receiver it does nothing.
func Progress(ctx context.Context, done, total int64) {
	if fn, ok := ctx.Value(progressKey{}).(func(done, total int64)); ok {
		fn(done, total)
	}
}

// ProgressOf returns how much of a job its handler has reported as done. total is 0 if
// it is not known. Without such a job it is fault.NotFound.
func ProgressOf(ctx context.Context, tx *db.Tx, kind, key string) (done, total int64, err error) {
	at, err := db.One(ctx, tx, func(r db.Row) (at [2]int64, err error) { return at, r.Scan(&at[0], &at[1]) },
		`SELECT done, total FROM jobs_job WHERE kind = $1 AND key = $2`, kind, key)
	return at[0], at[1], err
}

// Errors with which the context of a handler ends.
var (
	errSilent    = errors.New("the handler reported no progress during its lease")
	errLeaseLost = errors.New("another runner has claimed the job")
)

// keepLease returns the context for the handler of j. While the handler reports
// progress, its lease is extended and the progress is stored. A handler that is silent
// for longer than the lease, or whose job another runner has claimed, is cancelled.
//
// The progress is stored by a goroutine of its own, because handlers may report it
// inside a transaction.
func (r *Runner) keepLease(ctx context.Context, j Job) (_ context.Context, stop func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	silent := time.AfterFunc(r.Lease, func() { cancel(errSilent) })
	var calls, done, total atomic.Int64
	finished := make(chan struct{})
	go func() {
		defer close(finished)
		tick := time.NewTicker(cmp.Or(r.ProgressInterval, time.Second))
		defer tick.Stop()
		for stored := int64(0); ; {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
			if now := calls.Load(); now != stored {
				stored = now
				silent.Reset(r.Lease)
				if err := r.storeProgress(ctx, j, done.Load(), total.Load()); errors.Is(err, errLeaseLost) {
					cancel(err)
				} else {
					r.logError(ctx, err)
				}
			}
		}
	}()
	handler := WithProgress(ctx, func(d, t int64) {
		done.Store(d)
		total.Store(t)
		calls.Add(1)
	})
	return handler, func() {
		silent.Stop()
		cancel(nil)
		<-finished
	}
}

// storeProgress stores the progress of j and extends its lease.
func (r *Runner) storeProgress(ctx context.Context, j Job, done, total int64) error {
	return r.DB.Update(ctx, func(tx *db.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		n, err := tx.Exec(ctx, `
			UPDATE jobs_job SET done = $4, total = $5, run_at = $6, settled = FALSE
			WHERE kind = $1 AND key = $2 AND attempts = $3 AND state = 'running'`,
			j.Kind, j.Key, j.attempts, done, total, db.Time(now.Add(r.Lease)))
		if err == nil && n == 0 {
			err = errLeaseLost
		}
		return err
	})
}
