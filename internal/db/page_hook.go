package db

import (
	"context"
	"strings"
	"sync/atomic"
)

// PageHook is called before each statement of ReadPage, with its arguments.
type PageHook func(ctx context.Context, tx *Tx, query string, args []any)

// SetPageHook makes d call hook, so that tests can check how lists are read. It may be
// called while d is used.
func (d *DB) SetPageHook(hook PageHook) { d.pageHook.Store(&hook) }

// defaultPageHook is called for databases without a hook of their own; nil outside tests.
var defaultPageHook atomic.Pointer[PageHook]

// SetDefaultPageHook makes every database that has no hook of its own call hook: also those
// that a test has the program open.
func SetDefaultPageHook(hook PageHook) { defaultPageHook.Store(&hook) }

// callPageHook calls the hook of the database, or the default one.
func (t *Tx) callPageHook(ctx context.Context, query string, args []any) {
	hook := t.db.pageHook.Load()
	if hook == nil {
		hook = defaultPageHook.Load()
	}
	if hook != nil {
		(*hook)(ctx, t, query, args)
	}
}

// Engine is DB.Engine of the database of t.
func (t *Tx) Engine() string { return t.db.Engine() }

// planSettings keep PostgreSQL from reading a small table as a whole and sorting it, so
// that the plan shows whether it could do without.
var planSettings = []string{
	"enable_seqscan", "enable_sort", "enable_incremental_sort", "enable_bitmapscan", "enable_hashjoin", "enable_mergejoin",
}

// CheckPlan returns the plan of the database for query if it sorts rows, or reads every
// row of a table that an index could find, and otherwise "". It is for tests: the plan
// that PostgreSQL makes for a table with few rows is another one.
func (t *Tx) CheckPlan(ctx context.Context, query string, args []any) (plan string, err error) {
	explain := "EXPLAIN QUERY PLAN "
	if t.db.postgres {
		explain = "EXPLAIN "
		if err := t.setPlanner(ctx, "off"); err != nil {
			return "", err
		}
	}
	rows, err := t.tx.QueryContext(ctx, explain+query, args...)
	if err != nil {
		return "", translateError(err)
	}
	defer rows.Close()
	var lines []string
	for rows.Next() {
		var line string
		var id, parent, unused int64
		if t.db.postgres {
			err = rows.Scan(&line)
		} else {
			err = rows.Scan(&id, &parent, &unused, &line)
		}
		if err != nil {
			return "", err
		}
		lines = append(lines, line)
	}
	if err := rows.Err(); err != nil {
		return "", err
	}
	plan = strings.Join(lines, "\n")
	for _, line := range lines {
		bad := readsAll(line)
		if name, ok := strings.CutPrefix(line, "SCAN "); ok && bad {
			if bad, err = t.hasRowID(ctx, name); err != nil {
				return "", err
			}
		}
		if bad {
			return plan, t.setPlanner(ctx, "on")
		}
	}
	return "", t.setPlanner(ctx, "on")
}

// hasRowID reports whether SQLite stores the table called name apart from the index of its
// primary key. The rows of one WITHOUT ROWID are in the order of the key.
func (t *Tx) hasRowID(ctx context.Context, name string) (has bool, err error) {
	err = t.tx.QueryRowContext(ctx, `SELECT COUNT(*) = 0 FROM pragma_table_list WHERE name = $1 AND wr = 1`, name).Scan(&has)
	return has, err
}

// readsAll reports whether a line of a plan is a sort, or reads a table without an
// index. "SCAN" with an index is the order of a first page.
func readsAll(line string) bool {
	line = strings.TrimSpace(line)
	for _, bad := range []string{"USE TEMP B-TREE", "Sort  (", "Incremental Sort  (", "Seq Scan on "} {
		if strings.Contains(line, bad) {
			return true
		}
	}
	return strings.HasPrefix(line, "SCAN ") && !strings.Contains(line, "INDEX")
}

// setPlanner sets the planSettings until the end of the transaction.
func (t *Tx) setPlanner(ctx context.Context, value string) error {
	if !t.db.postgres {
		return nil
	}
	var all []string
	for _, name := range planSettings {
		all = append(all, "set_config('"+name+"', '"+value+"', true)")
	}
	_, err := t.tx.ExecContext(ctx, "SELECT "+strings.Join(all, ", "))
	return err
}
