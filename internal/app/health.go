package app

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/jobs"
)

// Limits of the checks for monitoring.
const (
	healthTimeout  = 3 * time.Second  // for all checks together
	healthInterval = time.Second      // a result is used again for this long, because anyone can ask
	minFreeBytes   = 128 << 20        // on the disk of the data folder
	maxJobDelay    = 15 * time.Minute // by which the oldest job that is due may be late
)

// health checks whether the installation can serve requests now, for monitoring
// and load balancers.
type health struct {
	app       *App
	data      string
	now       func() time.Time
	freeBytes func(folder string) (uint64, error)

	mu       sync.Mutex
	at       time.Time // guarded by mu; when problems were found
	problems []string  // guarded by mu
}

func newHealth(a *App, data string, now func() time.Time) *health {
	return &health{app: a, data: data, now: now, freeBytes: freeBytes}
}

// ready answers 200 if every check passes and 503 with the names of the others.
// What exactly is wrong is only logged.
func (h *health) ready(w http.ResponseWriter, r *http.Request) error {
	status, text := http.StatusOK, "ready\n"
	if problems := h.check(r.Context()); len(problems) > 0 {
		status, text = http.StatusServiceUnavailable, "not ready\n"
		for _, name := range problems {
			text += name + "\n"
		}
		w.Header().Set("Retry-After", "5")
	}
	return plain(w, status, text)
}

// alive answers 200 whatever the state of the database: a restart would not help.
func alive(w http.ResponseWriter, _ *http.Request) error { return plain(w, http.StatusOK, "alive\n") }

func plain(w http.ResponseWriter, status int, text string) error {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, err := fmt.Fprint(w, text)
	return err
}

// check returns the names of the checks that fail.
func (h *health) check(ctx context.Context) []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	now := h.now()
	if age := now.Sub(h.at); 0 <= age && age < healthInterval {
		return h.problems
	}
	// The result is for everyone who asks, so it does not end with this request.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), healthTimeout)
	defer cancel()
	h.problems = nil
	for _, c := range []struct {
		name string
		run  func(context.Context) error
	}{
		{"database", h.checkDatabase},
		{"writer", h.checkWriter},
		{"disk", h.checkDisk},
	} {
		if err := c.run(ctx); err != nil {
			h.problems = append(h.problems, c.name)
			h.app.log.Error("not ready", "check", c.name, "err", err)
		}
	}
	h.at = now
	return h.problems
}

// checkDatabase reads, and checks that background jobs are done and that the other
// servers have no keys that differ from those of this one.
func (h *health) checkDatabase(ctx context.Context) error {
	return h.app.DB.View(ctx, func(tx *db.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		if err := h.app.keys.check(ctx, tx); err != nil {
			return err
		}
		late, err := jobs.Overdue(ctx, tx, now.Add(-maxJobDelay))
		if err == nil && late > 0 {
			err = fmt.Errorf("%d background jobs are more than %v late", late, maxJobDelay)
		}
		return err
	})
}

// checkWriter waits for the turn of a writer and commits nothing. It fails if
// another transaction does not end or the database accepts no writes.
func (h *health) checkWriter(ctx context.Context) error {
	return h.app.DB.UpdateInTurn(ctx, func(*db.Tx) error { return nil })
}

// checkDisk checks the disk of the data folder, on which a checkpoint must be
// written before a respondent gets a receipt.
func (h *health) checkDisk(context.Context) error {
	free, err := h.freeBytes(h.data)
	if err == nil && free < minFreeBytes {
		err = fmt.Errorf("%d MB are free on the disk of the data folder, fewer than %d", free>>20, minFreeBytes>>20)
	}
	return err
}
