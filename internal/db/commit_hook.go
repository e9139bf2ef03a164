package db

import (
	"context"
	"strings"
)

// CommitHook is called after each transaction that ran something other than a
// plain SELECT, with the context of its View or Update and those statements in
// order.
type CommitHook func(ctx context.Context, writes []string)

// SetCommitHook makes d call hook, so that a test can check what is written
// together. It belongs to the database and not to a context, because code that
// uses another context would then not be seen. It may be called while d is used.
func (d *DB) SetCommitHook(hook CommitHook) { d.commitHook.Store(&hook) }

// addWrite remembers query for the commit hook. It errs on the side of
// remembering: a statement that only begins like a SELECT may do more. What the watch
// writes follows from the rest. The hook sees the same statements on both engines.
func (t *Tx) addWrite(query string) {
	if t.db.commitHook.Load() == nil || t.quiet {
		return
	}
	if first := strings.Fields(query); len(first) == 0 || !strings.EqualFold(first[0], "SELECT") || strings.Contains(query, ";") {
		t.writes = append(t.writes, strings.Replace(query, insertOrFail, "INSERT INTO ", 1))
	}
}

func (t *Tx) callCommitHook(ctx context.Context) {
	if hook := t.db.commitHook.Load(); hook != nil && len(t.writes) > 0 {
		(*hook)(ctx, t.writes)
	}
}
