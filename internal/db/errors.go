package db

import (
	"database/sql"
	"errors"

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

// translateError converts errors of both engines that users can cause to faults.
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
	return err
}
