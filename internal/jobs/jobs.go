// Package jobs runs background jobs from a table of the database.
//
// A job is enqueued in the same transaction as the change that makes it
// necessary, so neither exists without the other. A handler may be called more
// than once for the same job, because a server can stop after the work and before
// the job is marked as done; handlers must be idempotent.
package jobs

import (
	"context"
	"encoding/json"
	"time"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/unlink"
)

// Job is one piece of work. Kind selects its handler. Kind and Key together
// identify it for ever: enqueuing it again, even after it is done, has no effect.
// The key of recurring work contains its occasion, as in "2026-03-02".
type Job struct {
	Kind, Key string
	Payload   string // JSON, as returned by Payload
	attempts  int64  // how often it has been claimed, this time included
}

// Attempts returns how often j has been tried, this time included.
func (j Job) Attempts() int64 { return j.attempts }

// UnlinkableTables are the tables of this package: the order of jobs must not tell
// who asked for an email when.
var UnlinkableTables = []unlink.Table{{Name: "jobs_job", Key: []string{"kind", "key"}}}

// Payload returns v as JSON for a Job. It must not contain personal data such as
// addresses, names or answers; put an identifier of the row that has them.
func Payload(v any) string { return db.JSON(v) }

// Decode decodes the payload of j into v.
func (j Job) Decode(v any) error { return json.Unmarshal([]byte(j.Payload), v) }

// Enqueue adds j in tx, to run at or after when. If a job with the same kind and
// key exists, it does nothing.
func Enqueue(ctx context.Context, tx *db.Tx, j Job, when time.Time) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO jobs_job (kind, key, payload, state, run_at, attempts, error)
		VALUES ($1, $2, $3, 'ready', $4, 0, '')
		ON CONFLICT (kind, key) DO NOTHING`, j.Kind, j.Key, j.Payload, db.Time(when))
	return err
}

// Overdue returns the number of jobs that have been due since before and have not
// been done.
func Overdue(ctx context.Context, tx *db.Tx, before time.Time) (int64, error) {
	return db.One(ctx, tx, db.Int, `SELECT COUNT(*) FROM jobs_job WHERE state IN ('ready', 'running') AND run_at < $1`, db.Time(before))
}

// Dead returns the number of jobs that have failed and are not tried again.
func Dead(ctx context.Context, tx *db.Tx) (int64, error) {
	return db.One(ctx, tx, db.Int, `SELECT COUNT(*) FROM jobs_job WHERE state = 'dead'`)
}
