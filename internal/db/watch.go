package db

import "context"

type watchKey struct{}

// Watch returns a context in which seen is told of each statement before it runs.
// A test can so compare the work that two requests make, which a clock on a busy
// machine cannot.
func Watch(ctx context.Context, seen func(query string)) context.Context {
	return context.WithValue(ctx, watchKey{}, seen)
}

func watched(ctx context.Context, query string) {
	if seen, ok := ctx.Value(watchKey{}).(func(string)); ok {
		seen(query)
	}
}
