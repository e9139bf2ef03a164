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

	// Background are tables that may change without an audit entry outside the
	// requests of staff: by visitors and by background work, each with the reason.
	// Any other change would be that of a request with the wrong context.
	Background map[string]string

	mu       sync.Mutex
	problems map[string]bool
	audited  map[string]bool // routes that committed a transaction with an entry
}

type routeKey struct{}

// Observe makes a observe the transactions of d.
func (a *AuditRecorder) Observe(d *db.DB) { d.SetCommitHook(a.committed) }

// Middleware attributes transactions to the requests of staff that next answers.
// It belongs inside the site, where the actor is known: see
// site.Site.SessionMiddleware.
func (a *AuditRecorder) Middleware(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if site.Actor(r).ID == "" {
			next.ServeHTTP(w, r)
			return
		}
		ctx := context.WithValue(r.Context(), routeKey{}, r.Pattern)
		next.ServeHTTP(w, r.WithContext(context.WithoutCancel(ctx)))
	})
}

func (a *AuditRecorder) committed(ctx context.Context, writes []string) {
	route, byStaff := ctx.Value(routeKey{}).(string)
	who, exempt := route, a.Exempt
	if !byStaff {
		who, exempt = "Something outside the requests of staff", a.Background
	}
	tables := map[string]bool{}
	audited := false
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.problems == nil {
		a.problems, a.audited = map[string]bool{}, map[string]bool{}
	}
	for _, query := range writes {
		audited = audited || audit.AddsEntry(query)
		changed, ok := changedTables(query)
		if !ok {
			a.problems[fmt.Sprintf("%s runs SQL that this check does not understand, so it cannot tell what changes: %.60q", who, query)] = true
		}
		for _, table := range changed {
			tables[table] = true
		}
	}
	if audited {
		if byStaff {
			a.audited[route] = true
		}
		return
	}
	maps.DeleteFunc(tables, func(table string, _ bool) bool { return exempt[table] != "" })
	if len(tables) > 0 {
		a.problems[fmt.Sprintf("%s changes %s in a transaction without an audit entry. Write it with audit.Append in the same transaction.",
			who, strings.Join(slices.Sorted(maps.Keys(tables)), ", "))] = true
	}
}

var (
	sqlIgnored   = regexp.MustCompile(`--[^\n]*|(?s:/\*.*?\*/)|'[^']*'`) // comments and literals
	sqlChange    = regexp.MustCompile(`(?i)\b(?:INSERT(?:\s+OR\s+FAIL)?\s+INTO|UPDATE|DELETE\s+FROM)\s+(\w+)`)
	sqlVerb      = regexp.MustCompile(`(?i)\b(?:INSERT|UPDATE|DELETE)\b`)
	sqlOnAction  = regexp.MustCompile(`(?i)\bDO\s+UPDATE\b`)
	sqlFirstWord = regexp.MustCompile(`(?i)^\s*(?:SELECT|WITH|INSERT|UPDATE|DELETE)\b`)
)

// changedTables returns the tables that a statement changes. It is not ok for
// statements that it does not understand, such as SAVEPOINT, after which an audit
// entry could be rolled back alone.
func changedTables(statement string) (tables []string, ok bool) {
	text := sqlOnAction.ReplaceAllString(sqlIgnored.ReplaceAllString(statement, " "), " ")
	for _, m := range sqlChange.FindAllStringSubmatch(text, -1) {
		tables = append(tables, m[1])
	}
	return tables, sqlFirstWord.MatchString(text) && len(tables) == len(sqlVerb.FindAllString(text, -1)) && !strings.Contains(text, ";")
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
