package db

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"
)

// Tx is a running transaction. By convention, a function that takes a *Tx joins
// its caller's transaction, and one that takes none opens its own. A Tx must not
// be used by two goroutines at once.
type Tx struct {
	tx       *sql.Tx
	db       *DB
	writable bool     // it is of the pool that writes, which for PostgreSQL is the only one
	writes   []string // for the commit hook

	statements *statements // that are kept for its pool; nil for none
	wanted     []string    // to be kept after the transaction

	changed     []ChangedRow // for the watch
	changedKeys map[string]bool
	quiet       bool // changes are not watched

	// Of a transaction of UpdateInTurn on PostgreSQL, whose statements can be queued:
	conn   *sql.Conn
	queue  []queued
	turnAt time.Time // when it had its turn

	failed error // of an Insert that may have stored some of its rows: the transaction must not be committed
}

// Exec runs query and returns how many rows it changed. Violating a UNIQUE or
// PRIMARY KEY constraint is fault.Conflict. After any error PostgreSQL refuses all
// further statements of the transaction, so do not use errors to detect existing
// rows: use INSERT … ON CONFLICT.
func (t *Tx) Exec(ctx context.Context, query string, args ...any) (int64, error) {
	callQueryHook(ctx, query)
	t.addWrite(query)
	if table, err := t.watchedTable(query); err != nil {
		return 0, err
	} else if table != "" {
		return t.execWatched(ctx, table, query, args)
	}
	res, err := t.exec(ctx, query, args)
	if err != nil {
		return 0, translateError(err)
	}
	return res.RowsAffected()
}

func (t *Tx) exec(ctx context.Context, query string, args []any) (sql.Result, error) {
	if err := t.flush(ctx); err != nil {
		return nil, err
	}
	if kept := t.statements.get(query, &t.wanted); kept != nil {
		return t.tx.StmtContext(ctx, kept).ExecContext(ctx, args...)
	}
	return t.tx.ExecContext(ctx, query, args...)
}

func (t *Tx) query(ctx context.Context, query string, args []any) (*sql.Rows, error) {
	if err := t.flush(ctx); err != nil {
		return nil, err
	}
	if kept := t.statements.get(query, &t.wanted); kept != nil {
		return t.tx.StmtContext(ctx, kept).QueryContext(ctx, args...)
	}
	return t.tx.QueryContext(ctx, query, args...)
}

func (t *Tx) queryRow(ctx context.Context, query string, args []any) Row {
	if err := t.flush(ctx); err != nil {
		return failedRow{err}
	}
	if kept := t.statements.get(query, &t.wanted); kept != nil {
		return t.tx.StmtContext(ctx, kept).QueryRowContext(ctx, args...)
	}
	return t.tx.QueryRowContext(ctx, query, args...)
}

// failedRow is the row of a query that could not be asked.
type failedRow struct{ err error }

func (r failedRow) Scan(...any) error { return r.err }

// Row is the row that a scan function reads; *sql.Row and *sql.Rows implement it.
type Row interface{ Scan(dst ...any) error }

// One returns the first row of query, read by scan. If there is no row, the error
// is fault.NotFound. With an error, it returns the zero T, whatever scan returned.
func One[T any](ctx context.Context, t *Tx, scan func(Row) (T, error), query string, args ...any) (v T, err error) {
	callQueryHook(ctx, query)
	t.addWrite(query)
	if err := t.checkUnwatched(query); err != nil {
		return v, err
	}
	scanned, err := scan(t.queryRow(ctx, query, args))
	if err != nil {
		return v, translateError(err)
	}
	return scanned, nil
}

// All returns every row of query, read by scan. Neither scan nor the code it calls
// may run another statement on t; the caller may, once All has returned.
func All[T any](ctx context.Context, t *Tx, scan func(Row) (T, error), query string, args ...any) ([]T, error) {
	callQueryHook(ctx, query)
	t.addWrite(query)
	if err := t.checkUnwatched(query); err != nil {
		return nil, err
	}
	rows, err := t.query(ctx, query, args)
	if err != nil {
		return nil, translateError(err)
	}
	defer rows.Close()
	var all []T
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, v)
	}
	return all, translateError(rows.Err())
}

// Int scans a row of one number, as of COUNT.
func Int(r Row) (n int64, err error) { return n, r.Scan(&n) }

// Bool scans a row of one boolean.
func Bool(r Row) (b bool, err error) { return b, r.Scan(&b) }

// Text scans a row of one string.
func Text(r Row) (s string, err error) { return s, r.Scan(&s) }

// timeLayout has a fixed width and is in UTC, so that times sort as text.
const timeLayout = "2006-01-02T15:04:05.000Z"

// JSON returns v as JSON for a TEXT column. It panics if v cannot be encoded.
func JSON(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(text)
}

// Time returns t as text for a TEXT column, in UTC and milliseconds, so that times
// sort as text. The zero time is "".
func Time(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(timeLayout)
}

// ScanTime returns a destination for Scan that parses what Time returned into t.
func ScanTime(t *time.Time) sql.Scanner { return (*timeScanner)(t) }

type timeScanner time.Time

func (s *timeScanner) Scan(v any) error {
	text, ok := v.(string)
	if !ok {
		return fmt.Errorf("db: a time must be text, not %T", v)
	}
	if text == "" {
		*s = timeScanner{}
		return nil
	}
	t, err := time.Parse(timeLayout, text)
	*s = timeScanner(t)
	return err
}
