package db

import "context"

type queryHookKey struct{}

// WithQueryHook returns a context in which seen is told of each statement before it runs.
// A test can so compare the work that two requests make, which a clock on a busy
// machine cannot.
func WithQueryHook(ctx context.Context, seen func(query string)) context.Context {
	return context.WithValue(ctx, queryHookKey{}, seen)
}

func callQueryHook(ctx context.Context, query string) {
	if seen, ok := ctx.Value(queryHookKey{}).(func(string)); ok {
		seen(query)
	}
}
