package app

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/feature"
	"github.com/folkmoot/folkmoot/internal/secrets"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/unlink"
)

// Run serves the site on listener and does the background work until ctx is done.
// The site closes first, so that the work that current requests wait for is still
// done. If any part fails, all stop.
func (a *App) Run(ctx context.Context, listener net.Listener) error {
	server := site.NewServer(a.Handler())
	background, stop := context.WithCancel(context.WithoutCancel(ctx))
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error {
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			return err
		}
		return nil
	})
	group.Go(func() error {
		<-ctx.Done()
		defer stop()
		last, cancel := context.WithTimeout(background, 20*time.Second)
		defer cancel()
		return server.Shutdown(last)
	})
	for _, work := range a.backgroundTasks() {
		group.Go(func() error {
			if err := work(background); !errors.Is(err, context.Canceled) {
				return err
			}
			return nil
		})
	}
	return group.Wait()
}

// RunBackground does only the background work until ctx is done, for tests and
// for commands without a site.
func (a *App) RunBackground(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	for _, work := range a.backgroundTasks() {
		group.Go(func() error { return work(ctx) })
	}
	return group.Wait()
}

func (a *App) backgroundTasks() []func(context.Context) error {
	tasks := []func(context.Context) error{a.receiver.Run, a.jobs.Run, a.jobs.Run}
	tasks = append(tasks, func(ctx context.Context) error {
		return a.runPeriodic(ctx, feature.Periodic{
			Name: "rewrite rows so that they do not tell when they were written", Every: unlink.Every,
			Run: a.unlink.Run,
		})
	})
	tasks = append(tasks, func(ctx context.Context) error {
		return a.runPeriodic(ctx, feature.Periodic{
			Name: "copy the log of the database", Every: db.CopyLogEvery, Run: a.DB.CopyLog,
		})
	})
	tasks = append(tasks, func(ctx context.Context) error { return a.runPeriodic(ctx, a.proveKeys()) })
	for _, f := range a.features {
		for _, p := range f.Periodic {
			tasks = append(tasks, func(ctx context.Context) error { return a.runPeriodic(ctx, p) })
		}
	}
	return tasks
}

// proveKeys tells the database of keys that were made since the start, and the log if
// another server has made others.
func (a *App) proveKeys() feature.Periodic {
	return feature.Periodic{Name: "compare keys with other servers", Every: time.Minute, Run: func(ctx context.Context) error {
		held, err := a.keys.fingerprints()
		if err != nil {
			return err
		}
		return secrets.Prove(ctx, a.DB, held, nil)
	}}
}

// runPeriodic runs p at once and then at its interval. An error or a panic is
// logged, and p is tried again at the next interval.
func (a *App) runPeriodic(ctx context.Context, p feature.Periodic) error {
	tick := time.NewTicker(p.Every)
	defer tick.Stop()
	// When the time has come and ctx is done, select takes either of them.
	for ctx.Err() == nil {
		if err := runOnce(ctx, p); err != nil && ctx.Err() == nil {
			a.log.Error("periodic work", "name", p.Name, "err", err)
		}
		select {
		case <-ctx.Done():
		case <-tick.C:
		}
	}
	return ctx.Err()
}

// runOnce runs p and returns a panic as an error, because the site must not stop
// with one piece of work. The error does not contain the value of the panic, which
// may be personal data.
func runOnce(ctx context.Context, p feature.Periodic) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("panic: %T", v)
		}
	}()
	return p.Run(ctx)
}
