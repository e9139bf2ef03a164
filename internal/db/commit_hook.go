package db

import (
	"context"
	"strings"
)

type commitHookKey struct{}

// WithCommitHook returns a context in which committed is called after each
// transaction that changed something, with its INSERT, UPDATE and DELETE
// statements in order. A test can so check what is written together.
func WithCommitHook(ctx context.Context, committed func(writes []string)) context.Context {
	return context.WithValue(ctx, commitHookKey{}, committed)
}

// addWrite remembers query for the commit hook of ctx, if there is one.
func (t *Tx) addWrite(ctx context.Context, query string) {
	if ctx.Value(commitHookKey{}) == nil {
		return
	}
	verb, _, _ := strings.Cut(strings.TrimSpace(query), " ")
	switch strings.ToUpper(verb) {
	case "INSERT", "UPDATE", "DELETE":
		t.writes = append(t.writes, query)
	}
}

func (t *Tx) callCommitHook(ctx context.Context) {
	if committed, ok := ctx.Value(commitHookKey{}).(func([]string)); ok && len(t.writes) > 0 {
		committed(t.writes)
	}
}
