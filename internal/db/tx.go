package db

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// Tx is a running transaction. A function that takes a *Tx takes part in its
// caller's transaction; a method that takes none opens its own.
type Tx struct {
	tx     *sql.Tx
	db     *DB
	writes []string // for the commit hook of its context
}

// Exec runs query and returns how many rows it changed. A broken UNIQUE or
// PRIMARY KEY constraint comes back as fault.Conflict. After any error
// PostgreSQL refuses the rest of the transaction, so expect none: write
// INSERT … ON CONFLICT.
func (t *Tx) Exec(ctx context.Context, query string, args ...any) (int64, error) {
	callQueryHook(ctx, query)
	t.addWrite(ctx, query)
	res, err := t.tx.ExecContext(ctx, query, args...)
	if err != nil {
		return 0, translateError(err)
	}
	return res.RowsAffected()
}

// How many arguments a statement of Insert has at the most. PostgreSQL takes
// 65,535 and likes few statements. SQLite takes 32,766, but finds each argument
// by its name, which costs more the more there are.
const (
	maxArgsPostgres = 16_000
	maxArgsSQLite   = 400
)

// Insert runs INSERT INTO into VALUES (row), (row), … suffix, as one statement
// for as many rows as fit. into is a table and its columns, as in
// "x_thing (a, b)"; suffix may be "" or an ON CONFLICT clause. It returns how
// many rows were inserted.
func (t *Tx) Insert(ctx context.Context, into string, rows [][]any, suffix string) (done int64, err error) {
	maxArgs := maxArgsSQLite
	if t.db.postgres {
		maxArgs = maxArgsPostgres
	}
	for len(rows) > 0 {
		width := len(rows[0])
		take := min(len(rows), maxArgs/width)
		var b strings.Builder
		b.WriteString("INSERT INTO ")
		b.WriteString(into)
		b.WriteString(" VALUES ")
		args := make([]any, 0, take*width)
		for i, row := range rows[:take] {
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteByte('(')
			b.WriteString(Placeholders(1+i*width, width))
			b.WriteByte(')')
			args = append(args, row...)
		}
		b.WriteByte(' ')
		b.WriteString(suffix)
		n, err := t.Exec(ctx, b.String(), args...)
		if err != nil {
			return done, err
		}
		done += n
		rows = rows[take:]
	}
	return done, nil
}

// Row is what a scan function reads from.
type Row interface{ Scan(dst ...any) error }

// One returns the first row of query, read by scan. No row is fault.NotFound.
func One[T any](ctx context.Context, t *Tx, scan func(Row) (T, error), query string, args ...any) (T, error) {
	callQueryHook(ctx, query)
	t.addWrite(ctx, query)
	v, err := scan(t.tx.QueryRowContext(ctx, query, args...))
	return v, translateError(err)
}

// All returns every row of query, read by scan. The rows are closed when it
// returns, so the caller may run its next statement.
func All[T any](ctx context.Context, t *Tx, scan func(Row) (T, error), query string, args ...any) ([]T, error) {
	callQueryHook(ctx, query)
	t.addWrite(ctx, query)
	rows, err := t.tx.QueryContext(ctx, query, args...)
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

// Int scans a single number; for COUNT and the like.
func Int(r Row) (n int64, err error) { return n, r.Scan(&n) }

// Bool scans a single truth.
func Bool(r Row) (b bool, err error) { return b, r.Scan(&b) }

// Text scans a single text.
func Text(r Row) (s string, err error) { return s, r.Scan(&s) }

// timeLayout is fixed in width and in UTC, so that the order of texts is the order
// of times.
const timeLayout = "2006-01-02T15:04:05.000Z"

// JSON stores v as text. A v that cannot be written is a mistake in the program.
func JSON(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(text)
}

// Time stores t as text. A zero time is stored as "".
func Time(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(timeLayout)
}

// ScanTime returns a destination that reads into t what Time wrote.
func ScanTime(t *time.Time) sql.Scanner { return (*timeScanner)(t) }

type timeScanner time.Time

func (s *timeScanner) Scan(v any) error {
	text, ok := v.(string)
	if !ok {
		return fmt.Errorf("db: a time is kept as text, not as %T", v)
	}
	if text == "" {
		*s = timeScanner{}
		return nil
	}
	t, err := time.Parse(timeLayout, text)
	*s = timeScanner(t)
	return err
}
