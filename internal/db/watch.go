package db

import (
	"context"
	"database/sql"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// ChangeHook learns which rows a transaction changed, before it commits.
type ChangeHook struct {
	// Tables are the watched tables with the columns of their primary keys, which no
	// statement changes.
	Tables map[string][]string

	// BeforeCommit is called at the end of each Update that changed watched rows. What
	// it writes is part of the transaction. If it fails, the transaction is rolled back.
	BeforeCommit func(ctx context.Context, tx *Tx, changed []ChangedRow) error
}

// ChangedRow names a row that was inserted, updated or deleted.
type ChangedRow struct {
	Table string
	Key   []any // values of the primary key
}

// SetWatch makes d tell w about changes. It must be called before d is used by several
// goroutines.
func (d *DB) SetWatch(w *ChangeHook) { d.watch = w }

var (
	changeStatement = regexp.MustCompile(`(?i)^\s*(?:INSERT\s+(?:OR\s+FAIL\s+)?INTO|UPDATE|DELETE\s+FROM)\s+([a-z_]+)`)
	returning       = regexp.MustCompile(`(?i)\bRETURNING\b`)
)

// watchedTable returns the watched table that query changes, or "". It errs for a
// statement whose changes it could not see.
func (t *Tx) watchedTable(query string) (table string, err error) {
	if t.db.watch == nil || t.quiet || strings.HasPrefix(query, "SELECT ") && !strings.Contains(query, ";") {
		return "", nil
	}
	m := changeStatement.FindStringSubmatch(query)
	if m == nil {
		for name := range t.db.watch.Tables {
			if strings.Contains(query, name) && writes.MatchString(query) {
				return "", fmt.Errorf("db: begin the statement that changes %s with INSERT INTO, UPDATE or DELETE FROM", name)
			}
		}
		return "", nil
	}
	if t.db.watch.Tables[m[1]] == nil {
		return "", nil
	}
	if returning.MatchString(query) {
		return "", fmt.Errorf("db: a statement that changes %s must not have RETURNING", m[1])
	}
	return m[1], nil
}

// checkUnwatched errs for a query that changes a watched table outside Exec.
func (t *Tx) checkUnwatched(query string) error {
	table, err := t.watchedTable(query)
	if err == nil && table != "" {
		err = fmt.Errorf("db: change %s with Exec or Insert", table)
	}
	return err
}

var writes = regexp.MustCompile(`(?i)\b(?:INSERT\s+(?:OR\s+FAIL\s+)?INTO|UPDATE|DELETE\s+FROM)\s`)

// execWatched runs query, which changes table, and remembers the rows it changed.
func (t *Tx) execWatched(ctx context.Context, table, query string, args []any) (n int64, err error) {
	key := t.db.watch.Tables[table]
	if err := t.flush(ctx); err != nil {
		return 0, err
	}
	rows, err := t.tx.QueryContext(ctx, strings.TrimRight(query, " \n\t")+" RETURNING "+strings.Join(key, ", "), args...)
	if err != nil {
		return 0, translateError(err)
	}
	defer rows.Close()
	for rows.Next() {
		values, err := scanValues(rows, len(key))
		if err != nil {
			return 0, err
		}
		t.addChanged(ChangedRow{table, values})
		n++
	}
	return n, translateError(rows.Err())
}

func (t *Tx) addChanged(r ChangedRow) {
	id := r.Table + "\x00" + JSON(r.Key)
	if t.changedKeys == nil {
		t.changedKeys = map[string]bool{}
	}
	if !t.changedKeys[id] {
		t.changedKeys[id] = true
		t.changed = append(t.changed, r)
	}
}

// beforeCommit calls the watch if t changed watched rows.
func (t *Tx) beforeCommit(ctx context.Context) error {
	if len(t.changed) == 0 {
		return nil
	}
	changed := slices.Clone(t.changed)
	t.quiet = true // the watch does not watch itself
	return t.db.watch.BeforeCommit(ctx, t, changed)
}

// EachRow calls fn for the rows of table whose primary key, in the columns key, is one of
// values, or for all rows if values is nil, with the names of the columns. Values are as in
// Dump, and the same restrictions hold for fn.
func (t *Tx) EachRow(
	ctx context.Context, table string, key []string, values [][]any, fn func(columns []string, row []any) error,
) error {
	query, args := `SELECT * FROM `+table, []any(nil)
	for i, of := range values {
		if i == 0 {
			query += ` WHERE (`
		} else {
			query += ` OR (`
		}
		for j, column := range key {
			if j > 0 {
				query += ` AND `
			}
			args = append(args, of[j])
			query += fmt.Sprintf("%s = $%d", column, len(args))
		}
		query += `)`
	}
	return t.eachRow(ctx, query, args, fn)
}

// eachRow calls fn for every row of query. Values are as in Dump.
func (t *Tx) eachRow(ctx context.Context, query string, args []any, fn func(columns []string, row []any) error) error {
	callQueryHook(ctx, query)
	if err := t.flush(ctx); err != nil {
		return err
	}
	rows, err := t.tx.QueryContext(ctx, query, args...)
	if err != nil {
		return translateError(err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	types, err := rows.ColumnTypes()
	if err != nil {
		return err
	}
	for rows.Next() {
		values, err := scanValues(rows, len(columns))
		if err != nil {
			return err
		}
		for i, v := range values {
			switch v := v.(type) {
			case int64:
				if types[i].DatabaseTypeName() == "BOOLEAN" { // SQLite stores booleans as numbers
					values[i] = v != 0
				}
			case nil, string, float64, bool, []byte:
			default:
				return fmt.Errorf("column %s has the unexpected type %T", columns[i], v)
			}
		}
		if err := fn(columns, values); err != nil {
			return err
		}
	}
	return translateError(rows.Err())
}

// scanValues returns the n values of the present row.
func scanValues(rows *sql.Rows, n int) ([]any, error) {
	values, into := make([]any, n), make([]any, n)
	for i := range values {
		into[i] = &values[i]
	}
	return values, rows.Scan(into...)
}
