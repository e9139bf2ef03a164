package dbtest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"github.com/folkmoot/folkmoot/internal/db"
)

// Databases that the program opens by itself, as it does when a test runs a command or a
// server, belong to no test. A page that is read without an index then ends the program.
func init() {
	db.SetDefaultPageHook(checkPlans(func(problem string) { panic(problem) }))
}

// pagePlans returns a hook that fails t if a page of a list is read without an index in
// its order, so that every test that shows a list tests this too.
func pagePlans(t testing.TB) db.PageHook {
	check := checkPlans(func(problem string) { t.Error(problem) })
	return func(ctx context.Context, tx *db.Tx, query string, args []any) {
		if t.Context().Err() == nil {
			check(ctx, tx, query, args)
		}
	}
}

// checkPlans returns a hook that calls fail if a page of a list is read without an index
// in its order. It asks once for each statement and engine.
func checkPlans(fail func(problem string)) db.PageHook {
	var seen sync.Map
	return func(ctx context.Context, tx *db.Tx, query string, args []any) {
		if slices.ContainsFunc(args, isUnreadable) {
			return // the statement is refused, and after a refused EXPLAIN its error would say less
		}
		if _, ok := seen.LoadOrStore(tx.Engine()+query, true); ok {
			return
		}
		plan, err := tx.CheckPlan(ctx, query, args)
		switch {
		case ctx.Err() != nil:
		case err != nil:
			fail(fmt.Sprintf("%v: %s", err, query))
		case plan != "":
			fail(fmt.Sprintf("a page of a list is not read in the order of an index:\n%s\n%s", query, plan))
		}
	}
}

// isUnreadable reports whether arg is a text that PostgreSQL refuses.
func isUnreadable(arg any) bool {
	text, ok := arg.(string)
	return ok && (!utf8.ValidString(text) || strings.Contains(text, "\x00"))
}
