package dbtest

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"github.com/folkmoot/folkmoot/internal/db"
)

// pagePlans returns a hook that fails t if a page of a list is read without an index in
// its order, so that every test that shows a list tests this too. It asks once for each
// statement and test.
func pagePlans(t testing.TB) db.PageHook {
	var seen sync.Map
	return func(ctx context.Context, tx *db.Tx, query string, args []any) {
		if slices.ContainsFunc(args, isUnreadable) {
			return // the statement is refused, and after a refused EXPLAIN its error would say less
		}
		if _, ok := seen.LoadOrStore(query, true); ok || t.Context().Err() != nil {
			return
		}
		plan, err := tx.CheckPlan(ctx, query, args)
		switch {
		case err != nil:
			t.Errorf("%v: %s", err, query)
		case plan != "":
			t.Errorf("a page of a list is not read in the order of an index:\n%s\n%s", query, plan)
		}
	}
}

// isUnreadable reports whether arg is a text that PostgreSQL refuses.
func isUnreadable(arg any) bool {
	text, ok := arg.(string)
	return ok && (!utf8.ValidString(text) || strings.Contains(text, "\x00"))
}
