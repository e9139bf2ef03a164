package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// rewriteLock is the advisory lock of PostgreSQL that transactions of rewrite hold.
// Otherwise one could delete the row that a row of another refers to.
const rewriteLock = 20162

// rewrite runs fn in a transaction that deletes rows and inserts them again
// unchanged. Unlike Update, it does not make fn see one state of the database, so
// that it does not abort other transactions: fn must write nothing but what its
// DELETE … RETURNING returned. fn may run more than once.
func (d *DB) rewrite(ctx context.Context, fn func(*Tx) error) error {
	return retry(ctx, func() error {
		return d.begin(ctx, d.write, d.txOptions(sql.LevelReadCommitted, false), func(tx *Tx) error {
			if d.postgres {
				if _, err := tx.tx.ExecContext(ctx, `SELECT pg_advisory_xact_lock($1)`, rewriteLock); err != nil {
					return err
				}
			}
			return fn(tx)
		})
	})
}

const (
	// traceWait is how long RemoveTraces waits for a lock, while others may have to
	// wait for it.
	traceWait = 100 * time.Millisecond
	// truncateTries is how often RemoveTraces tries again within traceWait on SQLite.
	truncateTries = 5
	// maxFullVacuum is the size in bytes up to which a table is written anew: its
	// lock lasts a fraction of a second.
	maxFullVacuum = 16 << 20
)

// Mark returns a number for RemoveTraces: what was committed before Mark was called
// is older.
func (d *DB) Mark(ctx context.Context) (mark int64, err error) {
	if d.postgres {
		err = d.write.QueryRowContext(ctx, `SELECT txid_current()`).Scan(&mark)
	}
	return mark, err
}

// RemoveTraces removes what the files of the database still hold of rows of tables
// that were deleted before mark: on SQLite it overwrites gaps in pages and truncates the
// write-ahead log, on PostgreSQL it vacuums the tables, and writes those anew that are
// small. complete is false if a transaction that is still reading kept some of it; call it
// again later.
func (d *DB) RemoveTraces(ctx context.Context, tables []string, mark int64) (complete bool, err error) {
	if !d.postgres {
		return d.removeTracesSQLite(ctx)
	}
	conn, err := d.write.Conn(ctx)
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	if _, err := conn.ExecContext(ctx, fmt.Sprintf(`SET lock_timeout = %d`, traceWait.Milliseconds())); err != nil {
		return false, err
	}
	defer func() {
		_, reset := conn.ExecContext(context.WithoutCancel(ctx), `RESET lock_timeout`)
		err = errors.Join(err, reset)
	}()
	// Rows are kept that a transaction older than mark could still read.
	if err := conn.QueryRowContext(ctx, `SELECT NOT EXISTS (SELECT 1 FROM pg_stat_activity
		WHERE datname = current_database() AND pid <> pg_backend_pid()
			AND age(backend_xmin) > age(CAST(CAST($1 % 4294967296 AS TEXT) AS xid)))`, mark).Scan(&complete); err != nil {
		return false, err
	}
	for _, table := range tables {
		done, err := vacuum(ctx, conn, table)
		if err != nil {
			return false, err
		}
		complete = complete && done
	}
	return complete, nil
}

func (d *DB) removeTracesSQLite(ctx context.Context) (complete bool, err error) {
	cleared, err := d.clearGaps(ctx)
	if err != nil {
		return false, err
	}
	// A transaction that reads keeps the log from being truncated. Waiting for its end would keep out
	// everyone who writes, so they have their turn between the tries.
	for try := 0; ; try++ {
		truncated, err := d.truncateLog(ctx)
		if err != nil || truncated || try == truncateTries {
			return cleared && truncated, err
		}
		select {
		case <-ctx.Done():
			return false, ctx.Err()
		case <-time.After(traceWait / truncateTries):
		}
	}
}

// vacuum removes the dead rows of table. A full vacuum also removes what is left of
// them in free space, but locks the table, so it is for small tables that nobody
// is using.
func vacuum(ctx context.Context, conn *sql.Conn, table string) (complete bool, err error) {
	var size int64
	err = conn.QueryRowContext(ctx, `SELECT pg_total_relation_size($1::text::regclass)`, table).Scan(&size)
	if isLockTimeout(err) { // another server is writing the table anew
		return false, nil
	}
	if err != nil {
		return false, err
	}
	if size <= maxFullVacuum {
		_, err = conn.ExecContext(ctx, `VACUUM (FULL) `+table)
		if !isLockTimeout(err) {
			return err == nil, err
		}
	}
	_, err = conn.ExecContext(ctx, `VACUUM `+table)
	if isLockTimeout(err) {
		return false, nil
	}
	return size > maxFullVacuum, err
}

func isLockTimeout(err error) bool {
	e, ok := errors.AsType[*pgconn.PgError](err)
	return ok && e.Code == "55P03"
}
