// Package jobs does the work that follows a change.
//
// A job is a row that is written in the transaction of the change that calls
// for it: there is no change without its job and no job without its change. A
// handler may be called twice for the same job, because a server can die after
// the work and before the row that says so; it must not mind.
package jobs

import (
	"context"
	"encoding/json"
	"time"

	"github.com/folkmoot/folkmoot/internal/db"
)

// Job is one piece of work. Kind says who does it; Key tells it from the others
// of its kind for ever: to ask twice is the same as once. Work that recurs has
// its occasion in its key, as in "2026-03-02".
type Job struct {
	Kind, Key string
	Payload   string // JSON, as Payload made it
	attempts  int64
}

// Payload writes v for a Job. It must hold no address, name or answer: those
// stay where they are guarded, and the job says where that is.
func Payload(v any) string { return db.JSON(v) }

// Decode reads the payload of j into v.
func (j Job) Decode(v any) error { return json.Unmarshal([]byte(j.Payload), v) }

// Enqueue writes j in tx, to be done at or after when.
func Enqueue(ctx context.Context, tx *db.Tx, j Job, when time.Time) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO jobs_job (kind, key, payload, state, run_at, attempts, error)
		VALUES ($1, $2, $3, 'ready', $4, 0, '')
		ON CONFLICT (kind, key) DO NOTHING`, j.Kind, j.Key, j.Payload, db.Time(when))
	return err
}
