package crawltest

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/site"
)

// AuditRecorder observes which transactions the requests of staff commit.
type AuditRecorder struct {
	// Exempt are tables that a request may change without an audit entry, each with
	// the reason. A transaction that changes only such tables needs none.
	Exempt map[string]string

	mu       sync.Mutex
	problems map[string]bool
	audited  map[string]bool // routes that committed a transaction with an entry
}

var writtenTable = regexp.MustCompile(`(?i)^\s*(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+(\w+)`)

// Middleware observes the requests of staff that next answers. It belongs inside
// the site, where the actor is known: see site.Site.SessionMiddleware.
func (a *AuditRecorder) Middleware(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if site.Actor(r).ID == "" {
			next.ServeHTTP(w, r)
			return
		}
		route := r.Pattern
		ctx := db.WithCommitHook(r.Context(), func(writes []string) { a.committed(route, writes) })
		next.ServeHTTP(w, r.WithContext(context.WithoutCancel(ctx)))
	})
}

func (a *AuditRecorder) committed(route string, writes []string) {
	tables := map[string]bool{}
	audited := false
	for _, query := range writes {
		audited = audited || audit.AddsEntry(query)
		if m := writtenTable.FindStringSubmatch(query); m != nil {
			tables[m[1]] = true
		}
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.problems == nil {
		a.problems, a.audited = map[string]bool{}, map[string]bool{}
	}
	if audited {
		a.audited[route] = true
		return
	}
	maps.DeleteFunc(tables, func(table string, _ bool) bool { return a.Exempt[table] != "" })
	if len(tables) > 0 {
		a.problems[fmt.Sprintf("%s changes %s in a transaction without an audit entry. Write it with audit.Append in the same transaction.",
			route, strings.Join(slices.Sorted(maps.Keys(tables)), ", "))] = true
	}
}

// Problems returns a sentence for each route and set of tables that were changed
// without an audit entry in the same transaction.
func (a *AuditRecorder) Problems() []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.Sorted(maps.Keys(a.problems))
}

// Audited returns the routes that committed at least one audit entry.
func (a *AuditRecorder) Audited() []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.Sorted(maps.Keys(a.audited))
}
