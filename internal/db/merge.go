package db

import (
	"cmp"
	"slices"
)

// Merge returns the page of up to size rows of two lists as one. Both were read with the same cursor and size in the same order,
// with columns of the same types, and no two rows have the same position.
func Merge[T any](order Order, at string, size int, a, b Page[T]) Page[T] {
	type row struct {
		item T
		key  []any
	}
	var rows []row
	for _, p := range []Page[T]{a, b} {
		for i, item := range p.Items {
			rows = append(rows, row{item, p.key(i)})
		}
	}
	slices.SortFunc(rows, func(x, y row) int {
		if order.Descending {
			x, y = y, x
		}
		return comparePositions(x.key, y.key)
	})
	backwards := isBackwards(at)
	more := len(rows) > size || !backwards && (a.Next != "" || b.Next != "") || backwards && (a.Previous != "" || b.Previous != "")
	if extra := len(rows) - size; extra > 0 && backwards {
		rows = rows[extra:]
	} else if extra > 0 {
		rows = rows[:size]
	}
	out := Page[T]{key: func(i int) []any { return rows[i].key }}
	for _, r := range rows {
		out.Items = append(out.Items, r.item)
	}
	if len(rows) == 0 {
		out.Previous, out.Next = cmp.Or(a.Previous, b.Previous), cmp.Or(a.Next, b.Next)
	} else {
		out.setNeighbours(at, more)
	}
	return out
}

// comparePositions compares the values of an order's columns of two rows.
func comparePositions(a, b []any) int {
	for i := range a {
		switch x := a[i].(type) {
		case string:
			if c := cmp.Compare(x, b[i].(string)); c != 0 {
				return c
			}
		case int64:
			if c := cmp.Compare(x, b[i].(int64)); c != 0 {
				return c
			}
		}
	}
	return 0
}
