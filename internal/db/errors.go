package db

import (
	"database/sql"
	"errors"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"

	"github.com/folkmoot/folkmoot/internal/fault"
)

// The codes of both engines for a broken UNIQUE or PRIMARY KEY constraint.
const (
	pgUnique         = "23505"
	sqliteUnique     = 2067
	sqlitePrimaryKey = 1555
)

// pgInvalidText is PostgreSQL's code for text that it cannot hold: a zero byte, or
// what is no UTF-8. No page of ours asks for such a text.
const pgInvalidText = "22021"

// isRetryable reports whether PostgreSQL wants the transaction tried once more,
// because another got in its way. Under SERIALIZABLE two writers of one new key
// may also see the key as taken (23505) where one of them should wait.
func isRetryable(err error) bool {
	e, ok := errors.AsType[*pgconn.PgError](err)
	return ok && (e.Code == "40001" || e.Code == "40P01")
}

// translateError turns what both engines say in their own words into a fault.
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
