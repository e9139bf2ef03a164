package db

import "context"

type queryHookKey struct{}

// WithQueryHook returns a context with which hook is called before each statement.
// Tests use it to compare the work of two requests by their queries, because times
// vary too much on a busy machine.
func WithQueryHook(ctx context.Context, hook func(query string)) context.Context {
	return context.WithValue(ctx, queryHookKey{}, hook)
}

func callQueryHook(ctx context.Context, query string) {
	if hook, ok := ctx.Value(queryHookKey{}).(func(string)); ok {
		hook(query)
	}
}
