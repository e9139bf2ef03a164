package db

import (
	"context"
	"fmt"
)

// AppliedMigrations returns the migrations that this database has had, by name, with the
// sum of the bytes of each.
func AppliedMigrations(ctx context.Context, t *Tx) (map[string]string, error) {
	type one struct{ name, sum string }
	all, err := All(ctx, t, func(r Row) (o one, err error) { return o, r.Scan(&o.name, &o.sum) }, `SELECT name, sum FROM schema_sum`)
	applied := make(map[string]string, len(all))
	for _, o := range all {
		applied[o.name] = o.sum
	}
	return applied, err
}

// Dump hands every row of table to fn, in the order of its first column, after
// having handed the names of its columns to head. Values are string, int64,
// float64, bool, []byte or nil, the same on both engines. fn keeps none of them
// and runs no statement.
func (t *Tx) Dump(ctx context.Context, table string, head func(columns []string) error, fn func(row []any) error) error {
	rows, err := t.tx.QueryContext(ctx, `SELECT * FROM `+table+` ORDER BY 1`)
	if err != nil {
		return translateError(err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	if err := head(columns); err != nil {
		return err
	}
	types, err := rows.ColumnTypes()
	if err != nil {
		return err
	}
	values, into := make([]any, len(columns)), make([]any, len(columns))
	for i := range values {
		into[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		for i, v := range values {
			switch v := v.(type) {
			case int64:
				if types[i].DatabaseTypeName() == "BOOLEAN" { // SQLite has no truth of its own
					values[i] = v != 0
				}
			case nil, string, float64, bool, []byte:
			default:
				return fmt.Errorf("column %s of %s holds a %T, which no table of ours should", columns[i], table, v)
			}
		}
		if err := fn(values); err != nil {
			return err
		}
	}
	return translateError(rows.Err())
}

// Empty reports whether table has no row.
func (t *Tx) Empty(ctx context.Context, table string) (bool, error) {
	n, err := One(ctx, t, Int, `SELECT COUNT(*) FROM `+table)
	return n == 0, err
}
