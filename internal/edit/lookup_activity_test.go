package edit_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/edit"
)

// numbered returns the options from 0 to n-1, each after the name.
func numbered(name string, n int) *edit.Lookup {
	var all []edit.Option
	for i := range n {
		all = append(all, edit.Option{Value: fmt.Sprintf("%s%d", name, i), Label: edit.Name(name)})
	}
	return &edit.Lookup{
		Page: func(_ context.Context, _ *db.Tx, at string, size int) (page db.Page[edit.Option], err error) {
			from := 0
			if at != "" {
				fmt.Sscan(at, &from)
			}
			page.Items = all[from:min(from+size, n)]
			if from+size < n {
				page.Next = fmt.Sprint(from + size)
			}
			return page, nil
		},
		Get: func(_ context.Context, _ *db.Tx, values []string) ([]edit.Option, error) {
			return slices.DeleteFunc(slices.Clone(all), func(o edit.Option) bool { return !slices.Contains(values, o.Value) }), nil
		},
	}
}

// Whatever the sizes of pages and lookups, each option comes once, in order, and the last page says that it is the last.
func TestJoinedLookupsGiveEachOptionOnce(t *testing.T) {
	for _, sizes := range [][]int{{}, {0}, {3}, {0, 0, 2}, {2, 0, 3, 1}, {4, 4}, {1, 0, 0}} {
		for size := 1; size < 10; size++ {
			var all []*edit.Lookup
			var want, got []string
			for i, n := range sizes {
				name := string(rune('a' + i))
				all = append(all, numbered(name, n))
				for k := range n {
					want = append(want, fmt.Sprintf("%s%d", name, k))
				}
			}
			l := edit.Joined(all...)
			for at, pages := "", 0; ; pages++ {
				page, err := l.Page(t.Context(), nil, at, size)
				if err != nil || len(page.Items) > size || pages > 20 {
					t.Fatalf("%v by %d: page %q has %d options: %v", sizes, size, at, len(page.Items), err)
				}
				for _, o := range page.Items {
					got = append(got, o.Value)
				}
				if at = page.Next; at == "" {
					break
				}
				if len(page.Items) < size {
					t.Errorf("%v by %d: a page before the last has %d options", sizes, size, len(page.Items))
				}
				if len(got) == len(want) {
					t.Errorf("%v by %d: after all of them there is another page", sizes, size)
				}
			}
			if !slices.Equal(got, want) {
				t.Errorf("%v by %d: got %v", sizes, size, got)
			}
		}
	}
	l := edit.Joined(numbered("a", 2), numbered("b", 2))
	if found, err := l.Get(t.Context(), nil, []string{"b1", "a0", "c0"}); err != nil || len(found) != 2 {
		t.Errorf("got %v, %v", found, err)
	}
	for _, at := range []string{"x", "-1/", "9/", "/"} {
		if _, err := l.Page(t.Context(), nil, at, 2); err == nil {
			t.Errorf("cursor %q is accepted", at)
		}
	}
}
