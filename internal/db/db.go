// Package db opens the one database of an installation, SQLite or PostgreSQL,
// and runs transactions on it.
//
// The rest of the house writes one SQL text for both engines, with $n for its
// arguments. Where they differ, the difference is hidden in this package or
// the feature is not used.
package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
	_ "modernc.org/sqlite"             // the driver "sqlite"

	"github.com/folkmoot/folkmoot/internal/fault"
)

// DB is an open database.
type DB struct {
	postgres bool
	read     *sql.DB
	write    *sql.DB          // SQLite: one connection, so that writers queue here and never meet a lock
	clock    func() time.Time // nil: the clock of the database
}

const pragmas = "?_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)" +
	"&_pragma=synchronous(FULL)&_pragma=foreign_keys(ON)&_pragma=secure_delete(ON)" +
	"&_pragma=cache_size(-16000)"

// Open opens the database that dsn names: a postgres:// URL, or the path of a
// SQLite file, which is made if it is not there.
func Open(ctx context.Context, dsn string) (_ *DB, err error) {
	defer fault.Wrap(&err, "open database")
	if IsPostgres(dsn) {
		return openPostgres(ctx, dsn)
	}
	d := &DB{}
	file := "file:" + strings.NewReplacer("%", "%25", "?", "%3f", "#", "%23").Replace(dsn)
	if d.write, err = sql.Open("sqlite", file+pragmas+"&_txlock=immediate"); err != nil {
		return nil, err
	}
	d.write.SetMaxOpenConns(1)
	d.write.SetMaxIdleConns(1)
	if err := d.write.PingContext(ctx); err != nil {
		return nil, errors.Join(err, d.write.Close())
	}
	// query_only: what reads cannot write, whatever it says.
	if d.read, err = sql.Open("sqlite", file+pragmas+"&_txlock=deferred&_pragma=query_only(1)"); err != nil {
		return nil, err
	}
	d.read.SetMaxOpenConns(8)
	d.read.SetMaxIdleConns(8)
	return d, nil
}

// IsPostgres reports whether dsn names a PostgreSQL database.
func IsPostgres(dsn string) bool {
	return strings.HasPrefix(dsn, "postgres://") || strings.HasPrefix(dsn, "postgresql://")
}

func openPostgres(ctx context.Context, dsn string) (*DB, error) {
	pool, err := sql.Open("pgx", dsn)
	if err != nil {
		return nil, err
	}
	pool.SetMaxOpenConns(20)
	pool.SetMaxIdleConns(20)
	d := &DB{postgres: true, read: pool, write: pool}
	if err := d.checkCollation(ctx); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return d, nil
}

// checkCollation makes sure that ORDER BY means the same on both engines: text
// is in the order of its bytes. What people read is sorted in Go.
func (d *DB) checkCollation(ctx context.Context) error {
	return d.View(ctx, func(tx *Tx) error {
		same, err := One(ctx, tx, Bool, `SELECT 'B' < 'a'`)
		if err == nil && !same {
			err = errors.New("the database does not sort text by its bytes; create it with LC_COLLATE 'C'")
		}
		return err
	})
}

// Engine names the engine, for people.
func (d *DB) Engine() string {
	if d.postgres {
		return "postgres"
	}
	return "sqlite"
}

// Close closes the database.
func (d *DB) Close() error {
	err := d.write.Close()
	if d.read != d.write {
		err = errors.Join(err, d.read.Close())
	}
	return err
}

// SetClock makes the database tell the time of clock instead of its own. Only
// tests have a use for it.
func (d *DB) SetClock(clock func() time.Time) { d.clock = clock }

// View runs fn in a transaction that reads, and sees one state of the database
// from its first statement to its last.
func (d *DB) View(ctx context.Context, fn func(*Tx) error) error {
	return d.run(ctx, d.read, d.txOptions(sql.LevelRepeatableRead, true), fn)
}

// Update runs fn in a transaction that may write, as if no other ran beside it.
// It commits when fn returns nil and rolls back otherwise. PostgreSQL may ask
// for another try, so fn may run more than once: what it does outside tx it
// must not mind doing again.
func (d *DB) Update(ctx context.Context, fn func(*Tx) error) error {
	for try := 0; ; try++ {
		err := d.run(ctx, d.write, d.txOptions(sql.LevelSerializable, false), fn)
		if try == maxRetries || !isRetryable(err) {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(rand.N(time.Millisecond << min(try, 8))):
		}
	}
}

const maxRetries = 12

// txOptions are nil for SQLite: its readers see one state and its writers stand
// in a queue as it is.
func (d *DB) txOptions(level sql.IsolationLevel, readOnly bool) *sql.TxOptions {
	if !d.postgres {
		return nil
	}
	return &sql.TxOptions{Isolation: level, ReadOnly: readOnly}
}

func (d *DB) run(ctx context.Context, pool *sql.DB, opts *sql.TxOptions, fn func(*Tx) error) error {
	tx, err := pool.BeginTx(ctx, opts)
	if err != nil {
		return err
	}
	defer tx.Rollback() // does nothing after Commit
	t := &Tx{tx: tx, db: d}
	if err := fn(t); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	t.callCommitHook(ctx)
	return nil
}

// Checkpoint moves what was written into the database file and cuts the log of
// changes beside it to nothing, so that what was deleted is in neither: deleted
// pages are overwritten as well. A reader that is still at it may hold some of
// the log back until the next time. PostgreSQL does it in its own time.
func (d *DB) Checkpoint(ctx context.Context) error {
	if d.postgres {
		return nil
	}
	_, err := d.write.ExecContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`)
	return err
}

// Now returns the time by the clock of the database, which is the clock that
// opens and closes consultations: all nodes that share a database share it.
func (t *Tx) Now(ctx context.Context) (time.Time, error) {
	if t.db.clock != nil {
		return t.db.clock(), nil
	}
	query := `SELECT strftime('%Y-%m-%dT%H:%M:%fZ', 'now')`
	if t.db.postgres {
		query = `SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
	}
	var now time.Time
	err := t.tx.QueryRowContext(ctx, query).Scan(ScanTime(&now))
	return now, err
}

// Now is Tx.Now in a transaction of its own.
func (d *DB) Now(ctx context.Context) (now time.Time, err error) {
	if d.clock != nil {
		return d.clock(), nil
	}
	err = d.View(ctx, func(tx *Tx) error {
		now, err = tx.Now(ctx)
		return err
	})
	return now, err
}

// Args returns values as the arguments of a query.
func Args[T any](values []T) []any {
	args := make([]any, len(values))
	for i, v := range values {
		args[i] = v
	}
	return args
}

// Placeholders returns "$first, $first+1, …" for n values of an IN list.
func Placeholders(first, n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "$%d", first+i)
	}
	return b.String()
}
