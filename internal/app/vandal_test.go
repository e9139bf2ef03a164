package app_test

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/schema"
)

// vandal changes the database past the program, in transactions that are rolled back.
type vandal struct {
	site   *staffSite
	db     *db.DB
	unique map[string]bool // "table.column" of all columns that may not have one value twice
}

var (
	uniqueIndex      = regexp.MustCompile(`CREATE UNIQUE INDEX [a-z_]+ ON ([a-z_]+) \(([a-z_, ]+)\)`)
	uniqueColumn     = regexp.MustCompile(`(?m)^ +([a-z_]+) [^,\n]*\bUNIQUE\b`)
	uniqueConstraint = regexp.MustCompile(`(?m)^ +UNIQUE \(([a-z_, ]+)\)`)
)

func newVandal(t *testing.T, site *staffSite, database *db.DB) *vandal {
	t.Helper()
	sql := dbtest.Migrations(t)
	v := &vandal{site, database, map[string]bool{}}
	add := func(table, columns string) {
		for column := range strings.SplitSeq(columns, ", ") {
			v.unique[table+"."+column] = true
		}
	}
	for _, m := range uniqueIndex.FindAllStringSubmatch(sql, -1) {
		add(m[1], m[2])
	}
	for _, statement := range strings.Split(sql, "CREATE TABLE ")[1:] {
		table, rest, _ := strings.Cut(statement, " (")
		body, _, _ := strings.Cut(rest, "\n)")
		for _, m := range slices.Concat(uniqueColumn.FindAllStringSubmatch(body, -1), uniqueConstraint.FindAllStringSubmatch(body, -1)) {
			add(table, m[1])
		}
	}
	return v
}

// tampering is a change of the database.
type tampering struct {
	what  string
	table string
	query string
	args  []any
}

var errUndo = errors.New("undo")

// audit returns what the audit finds after changes, which it then undoes. A change that the
// database refuses ends the test, because no other change was looked at with it either.
func (v *vandal) audit(t *testing.T, changes ...tampering) (found []string) {
	t.Helper()
	return v.check(t, func(tx *db.Tx) (found []string, err error) {
		err = v.site.app.AuditIn(t.Context(), tx, func(problem string) { found = append(found, problem) })
		return found, err
	}, changes...)
}

// firstProblem returns what the audit finds first after a change, which is then undone.
func (v *vandal) firstProblem(t *testing.T, change tampering) (found []string) {
	t.Helper()
	return v.check(t, func(tx *db.Tx) ([]string, error) { return v.site.app.FirstProblemIn(t.Context(), tx, change.table) }, change)
}

func (v *vandal) check(t *testing.T, audit func(tx *db.Tx) ([]string, error), changes ...tampering) (found []string) {
	t.Helper()
	err := v.db.Update(t.Context(), func(tx *db.Tx) error {
		if err := v.ignoreForeignKeys(t.Context(), tx); err != nil {
			return err
		}
		for _, change := range changes {
			if n, err := tx.Exec(t.Context(), change.query, change.args...); err != nil || n == 0 {
				return fmt.Errorf("%s: %d rows: %w", change.what, n, err)
			}
		}
		var err error
		if found, err = audit(tx); err != nil {
			return err
		}
		return errUndo
	})
	if !errors.Is(err, errUndo) {
		t.Fatal(err)
	}
	return found
}

// ignoreForeignKeys lets tx violate foreign keys, as a person with the file or a
// superuser can.
func (v *vandal) ignoreForeignKeys(ctx context.Context, tx *db.Tx) error {
	query := `PRAGMA defer_foreign_keys = ON`
	if v.db.Engine() == "postgres" {
		query = `SET LOCAL session_replication_role = replica`
	}
	_, err := tx.Exec(ctx, query)
	return err
}

// changes returns the tamperings of a table: every column of the chosen rows changed,
// these rows deleted, and a copy of the first added.
func (v *vandal) changes(t *testing.T, of schema.Table) (all []tampering) {
	t.Helper()
	table := of.Name
	var columns []string
	var rows [][]any
	err := v.db.View(t.Context(), func(tx *db.Tx) error {
		return tx.Dump(t.Context(), table,
			func(names []string) error { columns = names; return nil },
			func(row []any) error { rows = append(rows, row); return nil })
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) == 0 && leftEmpty[table] != "" {
		return nil
	}
	if len(rows) == 0 {
		t.Errorf("table %s is empty, so the test shows nothing about it", table)
		return nil
	}
	for _, row := range v.chosen(table, columns, rows) {
		condition, key := where(of.Key, columns, row, 2)
		for i, column := range columns {
			if column == "settled" {
				continue // whether the row has been rewritten, which says nothing about what is in it
			}
			all = append(all, tampering{
				fmt.Sprintf("%s.%s of %v changed", table, column, key), table,
				`UPDATE ` + table + ` SET ` + column + ` = $1 WHERE ` + condition, append([]any{v.changed(t, table, column, row[i])}, key...),
			})
		}
		condition, key = where(of.Key, columns, row, 1)
		all = append(all, tampering{fmt.Sprintf("%s %v deleted", table, key), table, `DELETE FROM ` + table + ` WHERE ` + condition, key})
	}
	return append(all, v.copied(t, of, columns, rows[0]))
}

// chosen returns the rows to try: the first, and of responses one in each state. A table
// with fingerprints treats all rows alike.
func (v *vandal) chosen(table string, columns []string, rows [][]any) (chosen [][]any) {
	if table != "intake_response" {
		return rows[:1:1]
	}
	seen := map[string]bool{}
	for _, row := range rows {
		state := ""
		for i, column := range columns {
			switch column {
			case "state", "redactions", "restored", "monitoring_deleted":
				state += fmt.Sprint(row[i], " ")
			case "monitoring_commitment":
				state += fmt.Sprint(row[i] == nil, " ")
			}
		}
		if !seen[state] {
			seen[state] = true
			chosen = append(chosen, row)
		}
	}
	return chosen
}

// where returns a condition for the row, with placeholders from $first on.
func where(key, columns []string, row []any, first int) (condition string, values []any) {
	var equal []string
	for i, column := range key {
		equal = append(equal, fmt.Sprintf("%s = $%d", column, first+i))
		values = append(values, row[slices.Index(columns, column)])
	}
	return strings.Join(equal, " AND "), values
}

// copied adds a row with the values of row and another key, also in the other columns that
// must be unique.
func (v *vandal) copied(t *testing.T, of schema.Table, columns []string, row []any) tampering {
	table := of.Name
	added := slices.Clone(row)
	for i, column := range columns {
		if b, ok := row[i].([]byte); ok && len(b) == 0 {
			added[i] = []byte{} // not NULL
		}
		if slices.Contains(of.Key, column) || v.unique[table+"."+column] {
			added[i] = v.changed(t, table, column, row[i])
		}
	}
	return tampering{
		table + ": a copy of its first row added", table,
		`INSERT INTO ` + table + ` (` + strings.Join(columns, ", ") + `) VALUES (` + db.Placeholders(1, len(added)) + `)`, added,
	}
}

// changed returns another value than value of the same type.
func (v *vandal) changed(t *testing.T, table, column string, value any) any {
	switch value := value.(type) {
	case nil:
		return v.instead(t, table, column)
	case string:
		return value + "x"
	case int64:
		return value + 1000
	case float64:
		return value + 0.5
	case bool:
		return !value
	case []byte:
		if len(value) == 0 {
			return []byte{1}
		}
		other := slices.Clone(value)
		other[len(other)/2] ^= 1
		return other
	}
	t.Fatalf("%s.%s has the type %T", table, column, value)
	return nil
}

// instead returns a value for a column that is NULL.
func (v *vandal) instead(t *testing.T, table, column string) any {
	for _, value := range []any{"x", make([]byte, 32), 1.5} {
		err := v.db.Update(t.Context(), func(tx *db.Tx) error {
			if err := v.ignoreForeignKeys(t.Context(), tx); err != nil {
				return err
			}
			if _, err := tx.Exec(t.Context(), `UPDATE `+table+` SET `+column+` = $1`, value); err != nil {
				return err
			}
			return errUndo
		})
		if errors.Is(err, errUndo) {
			return value
		}
	}
	t.Fatalf("%s.%s takes no value", table, column)
	return nil
}
