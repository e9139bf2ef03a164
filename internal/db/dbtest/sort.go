package dbtest

import (
	"cmp"
	"slices"
	"testing"

	"github.com/folkmoot/folkmoot/internal/db"
)

// CheckSorts reads a list in every order that names allow and in the opposite one, page by page. It
// fails the test if an order shows other rows than the first, or if the opposite order is not the
// opposite. values returns what the list is sorted by, of the columns in the order of names, and at
// the end what identifies the row.
func CheckSorts[T any](
	t *testing.T, names []string, read func(by db.Sort, at string) (db.Page[T], error), values func(T) []string,
) {
	t.Helper()
	all := func(by db.Sort) (rows [][]string) {
		err := db.Each(func(at string) (db.Page[T], error) { return read(by, at) }, func(row T) error {
			rows = append(rows, values(row))
			return nil
		})
		if err != nil {
			t.Fatalf("sorted by %q: %v", by, err)
		}
		return rows
	}
	ids := func(rows [][]string) (all []string) {
		for _, row := range rows {
			all = append(all, row[len(row)-1])
		}
		return all
	}
	first := ids(all(""))
	if len(first) < 2 {
		t.Fatalf("%d rows cannot show an order", len(first))
	}
	for i, name := range names {
		rows, opposite := all(db.Sort(name)), ids(all(db.Sort("-"+name)))
		slices.Reverse(opposite)
		if !slices.Equal(ids(rows), opposite) {
			t.Errorf("sorted by %s: %v, and the opposite of its opposite: %v", name, ids(rows), opposite)
		}
		if same := slices.Clone(opposite); !slices.Equal(slices.Sorted(slices.Values(same)), slices.Sorted(slices.Values(first))) {
			t.Errorf("sorted by %s: %v, and first %v", name, same, first)
		}
		up := slices.IsSortedFunc(rows, func(a, b []string) int { return cmp.Compare(a[i], b[i]) })
		down := slices.IsSortedFunc(rows, func(a, b []string) int { return cmp.Compare(b[i], a[i]) })
		if up == down {
			t.Errorf("sorted by %s, the rows are in no order or all the same: %v", name, rows)
		}
	}
}
