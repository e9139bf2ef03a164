package db

import (
	"cmp"
	"context"
	"database/sql/driver"
	"fmt"
	"math/bits"
	"strings"
)

const (
	// maxArgs is the maximum number of arguments of one statement of Insert on SQLite. It
	// accepts 32,766 but looks each argument up by its name, so that long statements are slow.
	maxArgs = 400
	// maxArrayRows is the maximum number of rows of one statement of Insert on PostgreSQL.
	maxArrayRows = 5000
)

// insertOrFail begins a statement of Insert on SQLite.
const insertOrFail = "INSERT OR FAIL INTO "

// Insert runs INSERT INTO into VALUES (row), (row), … suffix, with as many rows in
// one statement as fit. into is a table and its columns, as in "x_thing (a, b)";
// suffix may be "" or an ON CONFLICT clause. All rows must be of the same length.
// It returns how many rows were inserted. After an error the transaction cannot be
// committed, on both engines.
func (t *Tx) Insert(ctx context.Context, into string, rows [][]any, suffix string) (inserted int64, err error) {
	err = t.insert(ctx, into, rows, suffix, func(query string, args []any) error {
		n, err := t.Exec(ctx, query, args...)
		inserted += n
		return err
	})
	return inserted, err
}

// insert calls run with each statement of Insert.
func (t *Tx) insert(
	ctx context.Context, into string, rows [][]any, suffix string, run func(query string, args []any) error,
) (err error) {
	if t.db.postgres && len(rows) > 1 {
		return t.insertArrays(ctx, into, rows, suffix, run)
	}
	verb := "INSERT INTO "
	if !t.db.postgres && suffix == "" {
		// Without OR FAIL, SQLite copies each page before it changes it, in case a later row
		// of the statement breaks a constraint: a tenth of the time of a batch of responses.
		verb = insertOrFail
		defer func() { t.failed = cmp.Or(t.failed, err) }()
	}
	for len(rows) > 0 {
		width := len(rows[0])
		take := min(len(rows), maxArgs/width)
		if take < maxArgs/width {
			take = 1 << (bits.Len(uint(take)) - 1) // a power of two, so that there are few statements to keep
		}
		var b strings.Builder
		b.WriteString(verb)
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
		if err := run(b.String(), args); err != nil {
			return err
		}
		rows = rows[take:]
	}
	return nil
}

// insertArrays is insert on PostgreSQL: the values of each column are one argument, an
// array. So there is one statement for any number of rows, which each connection
// prepares once.
func (t *Tx) insertArrays(
	ctx context.Context, into string, rows [][]any, suffix string, run func(query string, args []any) error,
) error {
	types, err := t.columnTypes(ctx, into)
	if err != nil {
		return err
	}
	var b strings.Builder
	b.WriteString("INSERT INTO " + into + " SELECT * FROM unnest(")
	for i, name := range types {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "CAST($%d AS %s[])", i+1, name)
	}
	b.WriteString(") " + suffix)
	for len(rows) > 0 {
		part := rows[:min(len(rows), maxArrayRows)]
		rows = rows[len(part):]
		args := make([]any, len(types))
		for i, name := range types {
			if args[i], err = columnArray(name, part, i); err != nil {
				return fmt.Errorf("insert into %s: %w", into, err)
			}
		}
		if err := run(b.String(), args); err != nil {
			return err
		}
	}
	return nil
}

// columnTypes returns the PostgreSQL types of the columns that into names, as in
// "x_thing (a, b)".
func (t *Tx) columnTypes(ctx context.Context, into string) ([]string, error) {
	if known, ok := t.db.columnTypes.Load(into); ok {
		return known.([]string), nil
	}
	table, list, ok := strings.Cut(strings.TrimSuffix(strings.TrimSpace(into), ")"), "(")
	if !ok {
		return nil, fmt.Errorf("insert into %s: name the columns", into)
	}
	type column struct{ name, base string }
	all, err := All(ctx, t, func(r Row) (c column, err error) { return c, r.Scan(&c.name, &c.base) },
		`SELECT a.attname, format_type(CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE t.oid END, NULL)
		FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid WHERE a.attrelid = CAST($1 AS regclass) AND a.attnum > 0`,
		strings.TrimSpace(table))
	if err != nil {
		return nil, err
	}
	base := make(map[string]string, len(all))
	for _, c := range all {
		base[c.name] = c.base
	}
	var types []string
	for name := range strings.SplitSeq(list, ",") {
		name = strings.TrimSpace(name)
		if base[name] == "" {
			return nil, fmt.Errorf("insert into %s: there is no column %s", into, name)
		}
		types = append(types, base[name])
	}
	t.db.columnTypes.Store(into, types)
	return types, nil
}

// columnArray returns the values of column i of rows as an array of a PostgreSQL type.
func columnArray(name string, rows [][]any, i int) (any, error) {
	switch name {
	case "text":
		return arrayOf[string](rows, i)
	case "bigint":
		return arrayOf[int64](rows, i)
	case "double precision":
		return arrayOf[float64](rows, i)
	case "boolean":
		return arrayOf[bool](rows, i)
	case "bytea":
		all := make([][]byte, len(rows))
		for n, row := range rows {
			v, err := columnValue[[]byte](row[i])
			if err != nil {
				return nil, err
			}
			if v != nil {
				all[n] = *v
			}
		}
		return all, nil
	default:
		return nil, fmt.Errorf("columns of type %s are not supported", name)
	}
}

// arrayOf returns the values of column i of rows, nil for NULL.
func arrayOf[T any](rows [][]any, i int) ([]*T, error) {
	all := make([]*T, len(rows))
	for n, row := range rows {
		v, err := columnValue[T](row[i])
		if err != nil {
			return nil, err
		}
		all[n] = v
	}
	return all, nil
}

// columnValue returns v as the type of its column, or nil for NULL. As in a statement with
// one argument for each value, a whole number may be given for a column of numbers, and
// bytes for text.
func columnValue[T any](v any) (*T, error) {
	if is, ok := v.(T); ok {
		return &is, nil
	}
	plain, err := driver.DefaultParameterConverter.ConvertValue(v)
	if err != nil || plain == nil {
		return nil, err
	}
	var is T
	switch any(is).(type) {
	case float64:
		if n, ok := plain.(int64); ok {
			plain = float64(n)
		}
	case string:
		if b, ok := plain.([]byte); ok {
			plain = string(b)
		}
	case []byte:
		if s, ok := plain.(string); ok {
			plain = []byte(s)
		}
	}
	is, ok := plain.(T)
	if !ok {
		return nil, fmt.Errorf("a %T was given for a column of %T", v, is)
	}
	return &is, nil
}
