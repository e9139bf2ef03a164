package jobs

import "context"

type progressKey struct{}

// WithProgress returns a context with which Progress calls fn. A runner does this for
// its handlers; commands do it to show progress on the terminal.
func WithProgress(ctx context.Context, fn func(done, total int64)) context.Context {
	return context.WithValue(ctx, progressKey{}, fn)
}

// Progress reports how much of a long task is done. It may be called
// often; receivers decide how often they show it. Without a receiver it does nothing.
func Progress(ctx context.Context, done, total int64) {
	if fn, ok := ctx.Value(progressKey{}).(func(done, total int64)); ok {
		fn(done, total)
	}
}
