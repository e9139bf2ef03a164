package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib" // also the driver "pgx"
)

// UpdateInTurn is Update for transactions that all change the same row, such as the
// head of a log. They wait for each other, on all servers of the database, instead
// of failing and trying again: one at a time, each sees what the one before has
// committed.
func (d *DB) UpdateInTurn(ctx context.Context, fn func(*Tx) error) error {
	if d.readOnly {
		return errReadOnly
	}
	if !d.postgres { // where writers always wait for each other
		return d.update(ctx, fn)
	}
	return retry(ctx, func() error {
		tx, conn, err := d.beginInTurn(ctx, d.txOptions(sql.LevelSerializable, false))
		if err != nil {
			return translateError(err)
		}
		defer conn.Close()
		return d.run(ctx, &Tx{tx: tx, conn: conn, db: d, writable: true}, func(tx *Tx) error {
			if err := tx.waitForTurn(ctx); err != nil {
				return err
			}
			return fn(tx)
		})
	})
}

// maxWait is how long a transaction waits for its turn. Then the user is asked
// to send the form again.
const maxWait = 20 * time.Second

// waitForTurn locks out other callers until the transaction ends. It must be the
// first statement: unlike pg_advisory_xact_lock, LOCK TABLE takes no snapshot, so
// the transaction sees what was committed while it waited. In the same message it asks for the
// time, which PostgreSQL looks at when the lock is granted; a message of the simple protocol is
// worked through one statement after the other.
// Source: https://www.postgresql.org/docs/current/sql-lock.html.
func (t *Tx) waitForTurn(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, maxWait)
	defer cancel()
	return t.onConn(func(conn *pgx.Conn) error {
		got, err := conn.PgConn().Exec(ctx, `LOCK TABLE `+turnTable+` IN EXCLUSIVE MODE; `+postgresNow).ReadAll()
		if err != nil {
			return translateError(err)
		}
		return ScanTime(&t.turnAt).Scan(string(got[1].Rows[0][0]))
	})
}

// onConn calls fn with the connection of t.
func (t *Tx) onConn(fn func(*pgx.Conn) error) error {
	return t.conn.Raw(func(c any) error {
		conn, ok := c.(*stdlib.Conn)
		if !ok {
			return fmt.Errorf("db: the connection is a %T", c)
		}
		return fn(conn.Conn())
	})
}

// turnTable is the table of waitForTurn. It has no rows.
const turnTable = "schema_turn"

// beginInTurn is BeginTx on a connection whose statements can be queued. Like the pool, it tries
// again when a connection turns out to be gone. Close conn after the transaction.
func (d *DB) beginInTurn(ctx context.Context, opts *sql.TxOptions) (tx *sql.Tx, conn *sql.Conn, err error) {
	for range maxBadConns {
		if conn, err = d.write.Conn(ctx); err != nil {
			return nil, nil, err
		}
		if tx, err = conn.BeginTx(ctx, opts); err == nil {
			return tx, conn, nil
		}
		conn.Close()
		if !errors.Is(err, driver.ErrBadConn) {
			break
		}
	}
	return nil, nil, err
}

// maxBadConns is how many connections may be gone before beginInTurn gives up: as many as
// the pool has, because a restart of the database ends all of them.
const maxBadConns = maxOpenConns + 1
