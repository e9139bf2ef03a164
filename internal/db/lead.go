package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"sync"
)

// leads are the connections that hold the locks of Lead.
type leads struct {
	mu   sync.Mutex
	held map[int64]*sql.Conn // guarded by mu; by lock
}

// Lead reports whether this server does the work of a number for all servers of the
// database. The first that asks does, until it closes the database or loses its
// connection; then the next that asks. SQLite has one server, which does all work.
//
// It is for work that is wasted when several servers do it, not for work that must not be
// done twice: a server that has just lost its connection may still be at it.
func (d *DB) Lead(ctx context.Context, work int64) (bool, error) {
	if !d.postgres {
		return true, nil
	}
	d.leading.mu.Lock()
	defer d.leading.mu.Unlock()
	if held := d.leading.held[work]; held != nil {
		if _, err := held.ExecContext(ctx, `SELECT 1`); err == nil {
			return true, nil
		}
		delete(d.leading.held, work)
		discard(held)
	}
	conn, err := d.write.Conn(ctx)
	if err != nil {
		return false, translateError(err)
	}
	var leads bool
	// A lock of the session, which the database releases when the connection ends.
	// Source: https://www.postgresql.org/docs/current/explicit-locking.html#ADVISORY-LOCKS.
	if err := conn.QueryRowContext(ctx, `SELECT pg_try_advisory_lock($1)`, work).Scan(&leads); err != nil || !leads {
		return false, errors.Join(translateError(err), conn.Close())
	}
	if d.leading.held == nil {
		d.leading.held = map[int64]*sql.Conn{}
	}
	d.leading.held[work] = conn
	return true, nil
}

// close lets other servers lead.
func (l *leads) close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, conn := range l.held {
		discard(conn)
	}
	l.held = nil
	return nil
}

// discard closes the connection to the database instead of returning it to the pool, so
// that its locks are released.
func discard(conn *sql.Conn) {
	conn.Raw(func(any) error { return driver.ErrBadConn })
}
