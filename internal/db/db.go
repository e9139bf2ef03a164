// Package db opens the database of an installation, SQLite or PostgreSQL, and
// runs transactions on it.
//
// Other packages write SQL that both engines accept, with $1, $2, … for
// arguments. Differences between the engines are handled in this package only.
package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/bits"
	"math/rand/v2"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	_ "modernc.org/sqlite" // the driver "sqlite"

	"github.com/folkmoot/folkmoot/internal/fault"
)

// DB is an open database. It may be used by several goroutines at once.
type DB struct {
	postgres bool
	read     *sql.DB
	write    *sql.DB          // SQLite: one connection, so that writers wait here and never find the file locked
	clock    func() time.Time // nil for the clock of the database

	readStatements, writeStatements *statements // nil for PostgreSQL
	columnTypes                     sync.Map    // of Insert on PostgreSQL: []string by table and columns
	leading                         leads

	commits    atomic.Int64               // since CopyLog copied the log of SQLite
	copying    sync.Mutex                 // held while the log of SQLite is copied other than by a commit
	readOnly   bool                       // opened by OpenReadOnly
	watch      *ChangeHook                // nil for none
	commitHook atomic.Pointer[CommitHook] // nil except in tests
	pageHook   atomic.Pointer[PageHook]   // nil except in tests
}

// pragmas configures each SQLite connection. secure_delete overwrites deleted
// rows; synchronous(FULL) makes a committed transaction survive a power failure.
// wal_autocheckpoint is in pages of 4 KiB: pages that change with every response are
// copied into the database file less often than with the 1000 that SQLite would take,
// and a commit does it only if CopyLog has not been able to keep the log shorter.
const pragmas = "?_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)" +
	"&_pragma=synchronous(FULL)&_pragma=foreign_keys(ON)&_pragma=secure_delete(ON)" +
	"&_pragma=wal_autocheckpoint(16000)"

// The cache of each SQLite connection in KiB. Responses have random keys, so a batch of them changes
// pages all over the tables and indexes.
const (
	writeCache = "&_pragma=cache_size(-64000)"
	readCache  = "&_pragma=cache_size(-16000)"
)

// Open opens the database that dsn names: a postgres:// URL, or the path of a
// SQLite file, which is created if it does not exist. It does not migrate.
func Open(ctx context.Context, dsn string) (_ *DB, err error) {
	defer fault.Wrap(&err, "open database")
	if IsPostgres(dsn) {
		return openPostgres(ctx, dsn)
	}
	d := &DB{}
	file := fileURI(dsn)
	if d.write, err = sql.Open("sqlite", file+pragmas+writeCache+"&_txlock=immediate"); err != nil {
		return nil, err
	}
	d.write.SetMaxOpenConns(1)
	d.write.SetMaxIdleConns(1)
	if err := d.write.PingContext(ctx); err != nil {
		return nil, errors.Join(err, d.write.Close())
	}
	// query_only makes SQLite refuse any statement that writes.
	if d.read, err = sql.Open("sqlite", file+pragmas+readCache+"&_txlock=deferred&_pragma=query_only(1)"); err != nil {
		return nil, err
	}
	d.read.SetMaxOpenConns(8)
	d.read.SetMaxIdleConns(8)
	d.readStatements, d.writeStatements = newStatements(d.read), newStatements(d.write)
	return d, nil
}

// fileURI returns the URI of a SQLite file, to which parameters can be added.
func fileURI(path string) string {
	return "file:" + strings.NewReplacer("%", "%25", "?", "%3f", "#", "%23").Replace(path)
}

// IsPostgres reports whether dsn names a PostgreSQL database.
func IsPostgres(dsn string) bool {
	return strings.HasPrefix(dsn, "postgres://") || strings.HasPrefix(dsn, "postgresql://")
}

// PostgresAddress returns the network and the address of the server that dsn names. It
// refuses a server that is only reached with TLS, for programs that stand between.
func PostgresAddress(dsn string) (network, address string, err error) {
	cfg, err := pgconn.ParseConfig(dsn)
	if err != nil {
		return "", "", err
	}
	if cfg.TLSConfig != nil && len(cfg.Fallbacks) == 0 {
		return "", "", errors.New("the server is only reached with TLS; use a URL with sslmode=disable")
	}
	network, address = pgconn.NetworkAddress(cfg.Host, cfg.Port)
	return network, address, nil
}

// maxOpenConns is how many connections to PostgreSQL a server has at most.
const maxOpenConns = 20

func openPostgres(ctx context.Context, dsn string) (*DB, error) {
	pool, err := sql.Open("pgx", dsn)
	if err != nil {
		return nil, err
	}
	pool.SetMaxOpenConns(maxOpenConns)
	pool.SetMaxIdleConns(maxOpenConns)
	d := &DB{postgres: true, read: pool, write: pool}
	if err := d.checkCollation(ctx); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return d, nil
}

// checkCollation returns an error unless the database sorts text by its bytes, as
// SQLite does. Lists that people read are sorted in Go.
func (d *DB) checkCollation(ctx context.Context) error {
	return d.View(ctx, func(tx *Tx) error {
		bytewise, err := One(ctx, tx, Bool, `SELECT 'B' < 'a'`)
		if err == nil && !bytewise {
			err = errors.New("the database does not sort text by bytes; create it with LC_COLLATE 'C'")
		}
		return err
	})
}

// Engine returns "postgres" or "sqlite".
func (d *DB) Engine() string {
	if d.postgres {
		return "postgres"
	}
	return "sqlite"
}

// Close closes all connections.
func (d *DB) Close() error {
	err := errors.Join(d.leading.close(), d.readStatements.close(), d.writeStatements.close(), d.write.Close())
	if d.read != d.write {
		err = errors.Join(err, d.read.Close())
	}
	return err
}

// SetClock makes Now return clock() instead of the time of the database. It is
// for tests; call it before d is used.
func (d *DB) SetClock(clock func() time.Time) { d.clock = clock }

// View runs fn in a read-only transaction. All its statements see the same state
// of the database.
func (d *DB) View(ctx context.Context, fn func(*Tx) error) error {
	return d.begin(ctx, d.read, d.txOptions(sql.LevelRepeatableRead, true), fn)
}

// Update runs fn in a serializable transaction that may write. It commits when fn
// returns nil and rolls back otherwise.
//
// PostgreSQL may abort a transaction because of another one; Update then runs fn
// again. So fn must have no effects outside tx, such as network calls, and must
// set its results anew each time instead of adding to them.
func (d *DB) Update(ctx context.Context, fn func(*Tx) error) error {
	if d.readOnly {
		return errReadOnly
	}
	return d.update(ctx, fn)
}

func (d *DB) update(ctx context.Context, fn func(*Tx) error) error {
	return retry(ctx, func() error { return d.begin(ctx, d.write, d.txOptions(sql.LevelSerializable, false), fn) })
}

// retry calls fn again while PostgreSQL aborts its transaction because of others.
func retry(ctx context.Context, fn func() error) error {
	for try := 0; ; try++ {
		err := fn()
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

// maxRetries is how often retry calls fn again before it gives up.
const maxRetries = 12

// txOptions returns nil for SQLite, whose readers always see one state and whose
// writers run one at a time.
func (d *DB) txOptions(level sql.IsolationLevel, readOnly bool) *sql.TxOptions {
	if !d.postgres {
		return nil
	}
	return &sql.TxOptions{Isolation: level, ReadOnly: readOnly}
}

// begin runs fn in a transaction of pool.
func (d *DB) begin(ctx context.Context, pool *sql.DB, opts *sql.TxOptions, fn func(*Tx) error) error {
	tx, err := pool.BeginTx(ctx, opts)
	if err != nil {
		return translateError(err)
	}
	t := &Tx{tx: tx, db: d, writable: pool == d.write, statements: d.readStatements}
	if t.writable {
		t.statements = d.writeStatements
	}
	return d.run(ctx, t, fn)
}

// run runs fn in t, which has begun, and ends it.
func (d *DB) run(ctx context.Context, t *Tx, fn func(*Tx) error) error {
	defer func() {
		t.tx.Rollback() // does nothing after Commit
		t.statements.keep(context.WithoutCancel(ctx), t.wanted)
	}()
	if err := fn(t); err != nil {
		return err
	}
	if t.failed != nil {
		return t.failed
	}
	if err := t.beforeCommit(ctx); err != nil {
		return err
	}
	if err := t.flush(ctx); err != nil {
		return err
	}
	if err := t.tx.Commit(); err != nil {
		return translateError(err)
	}
	if t.writable {
		d.commits.Add(1)
	}
	t.callCommitHook(ctx)
	return nil
}

const postgresNow = `SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`

// Now returns the time of the database server, in milliseconds. Deadlines use it
// rather than time.Now, because all servers that share a database must agree on
// them. In a transaction of UpdateInTurn it may be the time at which its turn began.
func (t *Tx) Now(ctx context.Context) (time.Time, error) {
	if t.db.clock != nil {
		return t.db.clock(), nil
	}
	if !t.turnAt.IsZero() {
		return t.turnAt, nil
	}
	query := `SELECT strftime('%Y-%m-%dT%H:%M:%fZ', 'now')`
	if t.db.postgres {
		query = postgresNow
	}
	var now time.Time
	err := t.queryRow(ctx, query, nil).Scan(ScanTime(&now))
	return now, translateError(err)
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

// Args converts values to the arguments of a query.
func Args[T any](values []T) []any {
	args := make([]any, len(values))
	for i, v := range values {
		args[i] = v
	}
	return args
}

// In returns an IN list with placeholders from $first on, and the arguments for it:
// values, with the last one repeated up to a power of two. So there are few different
// statements, which are kept (see statements). values must not be empty.
func In(first int, values []any) (list string, args []any) {
	n := 1 << bits.Len(uint(len(values)-1))
	args = append(make([]any, 0, n), values...)
	for len(args) < n {
		args = append(args, values[len(values)-1])
	}
	return "(" + Placeholders(first, n) + ")", args
}

// Placeholders returns n placeholders from $first on, separated by commas, for an
// IN list: Placeholders(2, 3) is "$2, $3, $4".
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
