package db

import (
	"context"
	"strings"
)

// AppliedMigrations returns the SHA-256 digest of each migration that has been
// applied to this database, in hexadecimal, by file name.
func AppliedMigrations(ctx context.Context, t *Tx) (map[string]string, error) {
	all, err := All(ctx, t, scanMigration, `SELECT name, sum FROM schema_sum`)
	applied := make(map[string]string, len(all))
	for _, m := range all {
		applied[m.name] = m.sum
	}
	return applied, err
}

// Dump calls head with the column names of table and then fn with every row, in
// the order of its values, which does not show when rows were written. Values are string, int64, float64, bool, []byte
// or nil, the same on both engines. fn must not keep row or its byte slices and
// must not run statements on t.
func (t *Tx) Dump(ctx context.Context, table string, head func(columns []string) error, fn func(row []any) error) error {
	columns, err := t.columns(ctx, table)
	if err != nil {
		return err
	}
	if err := head(columns); err != nil {
		return err
	}
	return t.eachRow(ctx, `SELECT * FROM `+table+` ORDER BY `+strings.Join(columns, ", "), nil,
		func(_ []string, row []any) error { return fn(row) })
}

// columns returns the names of the columns of table.
func (t *Tx) columns(ctx context.Context, table string) ([]string, error) {
	rows, err := t.query(ctx, `SELECT * FROM `+table+` LIMIT 0`, nil)
	if err != nil {
		return nil, translateError(err)
	}
	defer rows.Close()
	return rows.Columns()
}

// Empty reports whether table has no row.
func (t *Tx) Empty(ctx context.Context, table string) (bool, error) {
	n, err := One(ctx, t, Int, `SELECT COUNT(*) FROM `+table)
	return n == 0, err
}
