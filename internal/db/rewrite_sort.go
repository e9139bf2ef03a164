package db

import (
	"cmp"
	"fmt"
	"slices"
)

// sort sorts rows by the key of t, as the database does.
func (t RewritableTable) sort(columns []string, rows [][]any) error {
	key := make([]int, len(t.Key))
	for i, name := range t.Key {
		if key[i] = slices.Index(columns, name); key[i] < 0 {
			return fmt.Errorf("table %s has no column %s", t.Name, name)
		}
		for _, row := range rows {
			switch v := row[key[i]].(type) {
			case string, int64:
			default:
				return fmt.Errorf("column %s of table %s has the type %T, which cannot be part of a key", name, t.Name, v)
			}
		}
	}
	slices.SortFunc(rows, func(a, b []any) int {
		for _, i := range key {
			if c := compareValues(a[i], b[i]); c != 0 {
				return c
			}
		}
		return 0
	})
	return nil
}

func compareValues(a, b any) int {
	if n, ok := a.(int64); ok {
		return cmp.Compare(n, b.(int64))
	}
	return cmp.Compare(a.(string), b.(string))
}
