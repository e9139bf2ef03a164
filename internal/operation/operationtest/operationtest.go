// Package operationtest makes operation services for tests.
package operationtest

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/jobs"
	"github.com/folkmoot/folkmoot/internal/operation"
)

// New returns a service on d that is closed at the end of the test. Nothing runs its jobs
// but Start.
func New(t testing.TB, d *db.DB) *operation.Service {
	t.Helper()
	return NewWith(t, d, Runner(t, d))
}

// NewWith is New with a runner that the test has, to run jobs as a server does after a
// restart.
func NewWith(t testing.TB, d *db.DB, r *jobs.Runner) *operation.Service {
	t.Helper()
	s := operation.New(context.WithoutCancel(t.Context()), d, r, r.Log)
	t.Cleanup(s.Close)
	return s
}

// Runner returns a runner of jobs on d.
func Runner(t testing.TB, d *db.DB) *jobs.Runner {
	t.Helper()
	return &jobs.Runner{
		DB: d, Log: slog.New(slog.NewTextHandler(t.Output(), nil)), Lease: time.Minute, MaxAttempts: 20,
		PollInterval: time.Millisecond, ProgressInterval: 10 * time.Millisecond,
	}
}
