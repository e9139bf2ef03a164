package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"

	"github.com/folkmoot/folkmoot/internal/fault"
)

// Error codes of both engines for a violated UNIQUE or PRIMARY KEY constraint.
const (
	pgUnique         = "23505"
	sqliteUnique     = 2067
	sqlitePrimaryKey = 1555
)

// pgInvalidText is PostgreSQL's error code for text that it cannot store: text
// with a zero byte or that is not UTF-8. Browsers do not send such text.
const pgInvalidText = "22021"

// isRetryable reports whether err is a serialization failure or a deadlock of
// PostgreSQL, after which the transaction can be run again. pgUnique is not
// retried, although two concurrent inserts of one key can cause it: usually the
// key exists.
func isRetryable(err error) bool {
	e, ok := errors.AsType[*pgconn.PgError](err)
	return ok && (e.Code == "40001" || e.Code == "40P01")
}

// IsAborted reports whether err is that of a transaction that PostgreSQL aborted because
// of others, as often as Update repeats one. It has done nothing and can be run again.
func IsAborted(err error) bool { return isRetryable(err) }

// pgUnavailable are the classes and codes of PostgreSQL's errors for a server that
// cannot be used at the moment: connection failures, a lack of connections, memory
// or disk, a server that starts or stops, and a standby that took over too late.
// Source: https://www.postgresql.org/docs/current/errcodes-appendix.html.
var pgUnavailable = []string{"08", "53", "57P01", "57P02", "57P03", "58", "25006"}

// sqliteUnavailable are SQLite's primary error codes for a file that cannot be used
// at the moment: busy, locked, out of memory, read-only, input/output error, full
// and cannot open. Source: https://www.sqlite.org/rescode.html.
var sqliteUnavailable = []int{5, 6, 7, 8, 10, 13, 14}

// isUnavailable reports whether err means that the database cannot be used at the
// moment, whatever the statement was.
func isUnavailable(err error) bool {
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		return slices.ContainsFunc(pgUnavailable, func(code string) bool { return strings.HasPrefix(e.Code, code) })
	}
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		return slices.Contains(sqliteUnavailable, e.Code()&0xff)
	}
	if _, ok := errors.AsType[*pgconn.ConnectError](err); ok {
		return true
	}
	if _, ok := errors.AsType[net.Error](err); ok {
		return true
	}
	for _, gone := range []error{
		driver.ErrBadConn, sql.ErrConnDone, io.EOF, io.ErrUnexpectedEOF, net.ErrClosed, context.DeadlineExceeded,
	} {
		if errors.Is(err, gone) {
			return true
		}
	}
	return strings.Contains(err.Error(), "conn closed") // of pgconn, which does not export it
}

// translateError converts errors of both engines that users can cause, or that the
// same request will not meet again later, to faults.
func translateError(err error) error {
	if err == nil {
		return nil
	}
	if errors.Is(err, sql.ErrNoRows) {
		return &fault.Error{Kind: fault.NotFound, Say: "We could not find what you asked for.", Err: err}
	}
	if e, ok := errors.AsType[*pgconn.PgError](err); ok && e.Code == pgUnique {
		return &fault.Error{Kind: fault.Conflict, Say: "This already exists.", Err: err}
	}
	if e, ok := errors.AsType[*pgconn.PgError](err); ok && e.Code == pgInvalidText {
		return &fault.Error{
			Kind: fault.Invalid,
			Say:  "Your answer contains characters we could not read. Delete them and type them again.",
			Err:  err,
		}
	}
	if e, ok := errors.AsType[*sqlite.Error](err); ok && (e.Code() == sqliteUnique || e.Code() == sqlitePrimaryKey) {
		return &fault.Error{Kind: fault.Conflict, Say: "This already exists.", Err: err}
	}
	if _, ok := errors.AsType[*fault.Error](err); !ok && isUnavailable(err) {
		return &fault.Error{
			Kind: fault.Unavailable,
			Say:  "We cannot reach our database at the moment. Wait a minute, then try again.",
			Err:  err,
		}
	}
	return err
}
