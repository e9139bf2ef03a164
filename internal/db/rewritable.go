package db

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/folkmoot/folkmoot/internal/fault"
)

// RewritableTable is a table whose rows must not be linked to those of other tables. On
// SQLite it has no rowid. It has a column
//
//	settled BOOLEAN NOT NULL DEFAULT FALSE
//
// and an index on Key WHERE NOT settled. Statements that change a row set settled
// to FALSE.
type RewritableTable struct {
	Name string
	Key  []string // columns of the primary key

	// Sequential tables have keys in the order of arrival, as the public record
	// does. Only the transaction of a row is to be hidden, which SQLite does not
	// store. They need no index on SQLite.
	Sequential bool
}

// CountChanged returns the number of rows of t that have changed since they were
// rewritten.
func (d *DB) CountChanged(ctx context.Context, t RewritableTable) (n int64, err error) {
	err = d.View(ctx, func(tx *Tx) error {
		n, err = One(ctx, tx, Int, `SELECT COUNT(*) FROM `+t.Name+` WHERE NOT settled`)
		return err
	})
	return n, err
}

// RewriteWindow deletes the next changed row of t behind the key after, together
// with its neighbours by key, and inserts them again in the order of their keys.
// size is the number of rows. It returns the key to continue with, or nil if no
// changed row was left. after is nil at first.
func (d *DB) RewriteWindow(ctx context.Context, t RewritableTable, after []any, size int) (next []any, err error) {
	defer fault.Wrap(&err, "rewrite table %s", t.Name)
	err = d.rewrite(ctx, func(tx *Tx) error {
		next, err = t.rewriteWindow(ctx, tx, after, size)
		return err
	})
	return next, err
}

// rewriteWindow rewrites the next window behind the key after, which may be nil, and
// returns its last key, or nil if no changed row is left.
func (t RewritableTable) rewriteWindow(ctx context.Context, tx *Tx, after []any, size int) (last []any, err error) {
	behind, args := "", after
	if after != nil {
		behind = ` AND ` + t.compare(">", 1)
	}
	pending, err := t.key(ctx, tx, `NOT settled`+behind, "", 0, args)
	if err != nil || pending == nil {
		return nil, err
	}
	// A window of old rows around the new one, so that its transaction does not
	// tell which of them is new.
	first, err := t.key(ctx, tx, t.compare("<=", 1), " DESC", size/2, pending)
	if err != nil {
		return nil, err
	}
	from, args := "", nil
	if first != nil {
		from, args = t.compare(">=", 1), first
	}
	if last, err = t.key(ctx, tx, orTrue(from), "", size-1, args); err != nil {
		return nil, err
	}
	condition := orTrue(from)
	if last != nil {
		condition += ` AND ` + t.compare("<=", 1+len(args))
		args = append(append([]any{}, args...), last...)
	} else if last, err = t.key(ctx, tx, `TRUE`, " DESC", 0, nil); err != nil || last == nil {
		return nil, err
	}
	return last, t.rewriteRows(ctx, tx, condition, args)
}

// rewriteRows deletes the rows that meet condition and inserts them again in the
// order of their keys.
func (t RewritableTable) rewriteRows(ctx context.Context, tx *Tx, condition string, args []any) error {
	var columns []string
	rows, err := All(ctx, tx, func(row Row) ([]any, error) {
		var err error
		if columns, err = row.(interface{ Columns() ([]string, error) }).Columns(); err != nil {
			return nil, err
		}
		values, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		err = row.Scan(into...)
		for i, v := range values {
			if b, ok := v.([]byte); ok && b == nil {
				values[i] = []byte{} // SQLite's driver has nil for no bytes, and would write NULL
			}
		}
		return values, err
	}, `DELETE FROM `+t.Name+` WHERE `+condition+` RETURNING *`, args...)
	if err != nil || len(rows) == 0 {
		return err
	}
	if err := t.sort(columns, rows); err != nil {
		return err
	}
	for i, column := range columns {
		if column == "settled" {
			for _, row := range rows {
				row[i] = true
			}
		}
	}
	inserted, err := tx.Insert(ctx, t.Name+` (`+strings.Join(columns, ", ")+`)`, rows, "")
	if err == nil && inserted != int64(len(rows)) {
		err = fmt.Errorf("%d rows were deleted and %d inserted", len(rows), inserted)
	}
	return err
}

// key returns the key of the row at offset among those that meet condition, in the
// order of keys, or nil if there is none.
func (t RewritableTable) key(ctx context.Context, tx *Tx, condition, direction string, offset int, args []any) ([]any, error) {
	columns := strings.Join(t.Key, direction+", ") + direction
	found, err := All(ctx, tx, func(row Row) ([]any, error) {
		values, into := make([]any, len(t.Key)), make([]any, len(t.Key))
		for i := range values {
			into[i] = &values[i]
		}
		return values, row.Scan(into...)
	}, `SELECT `+strings.Join(t.Key, ", ")+` FROM `+t.Name+` WHERE `+condition+` ORDER BY `+columns+
		` LIMIT 1 OFFSET `+strconv.Itoa(offset), args...)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return found[0], nil
}

// compare returns a comparison of the key with arguments from $first on.
func (t RewritableTable) compare(operator string, first int) string {
	if len(t.Key) == 1 {
		return t.Key[0] + ` ` + operator + ` ` + Placeholders(first, 1)
	}
	return `(` + strings.Join(t.Key, ", ") + `) ` + operator + ` (` + Placeholders(first, len(t.Key)) + `)`
}

func orTrue(condition string) string {
	if condition == "" {
		return "TRUE"
	}
	return condition
}
