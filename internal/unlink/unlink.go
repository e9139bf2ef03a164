// Package unlink rewrites rows so that nothing in the database tells when they were
// written or what was written in the same transaction.
//
// A response, its contacts and its place in the record are committed together, so
// at first they can be linked: on PostgreSQL by the number of their transaction
// (xmin) and their place in the table (ctid), on SQLite by the order in the pages
// and in the write-ahead log. A Rewriter deletes and inserts rows again in the order
// of their keys, old rows together with new ones, and then removes what the
// database still holds of the old ones. docs/decisions says what remains visible
// until then.
package unlink

import (
	"context"
	"sync"
	"time"

	"github.com/folkmoot/folkmoot/internal/db"
)

// Table is db.RewritableTable.
type Table = db.RewritableTable

const (
	minPending = 20        // rows that are rewritten together, if there are as many within maxWait
	maxWait    = time.Hour // after which fewer are rewritten
	maxShare   = 20        // rewriting takes at most 1/maxShare of the time
	window     = 100       // rows in one transaction
)

// Every is how often Run is to be called.
const Every = time.Minute

// rewriteWork is the number of the work of Run for db.Lead.
const rewriteWork = 20163

// Rewriter rewrites the rows of tables. Several servers may have one each: only one of
// them works.
type Rewriter struct {
	db     *db.DB
	tables []Table
	window int
	now    func() time.Time

	mu     sync.Mutex           // held during Run
	last   map[string]time.Time // when the rows of a table were last rewritten
	rest   time.Time            // when Run may do anything again
	clean  time.Time            // when Run last removed older copies
	traces bool                 // the files may still hold older copies of rows
	mark   int64                // after which transaction they can be removed
}

// New returns a Rewriter of tables. Intervals are measured with now.
func New(d *db.DB, now func() time.Time, tables ...Table) *Rewriter {
	r := &Rewriter{db: d, window: window, now: now, last: map[string]time.Time{}}
	for _, t := range tables {
		if t.Sequential && d.Engine() == "sqlite" {
			continue
		}
		r.tables = append(r.tables, t)
		r.last[t.Name] = now()
	}
	r.clean = now()
	return r
}

// Run rewrites the changed rows of each table that has at least 20 of them, or of
// which none have been rewritten for an hour. It is meant to be called every
// minute, and does nothing if another server does it. It never holds the lock of writers
// for longer than one small transaction, and does nothing for a while after a long run.
func (r *Rewriter) Run(ctx context.Context) (err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	now := r.now()
	if now.Before(r.rest) {
		return nil
	}
	leads, err := r.db.Lead(ctx, rewriteWork)
	if err != nil {
		return err
	}
	if !leads {
		for _, t := range r.tables {
			r.last[t.Name] = now // by the server that leads
		}
		return nil
	}
	for _, t := range r.tables {
		pending, err := r.db.CountChanged(ctx, t)
		if err != nil {
			return err
		}
		if pending == 0 || pending < minPending && now.Sub(r.last[t.Name]) < maxWait {
			continue
		}
		if err := r.rewrite(ctx, t); err != nil {
			return err
		}
		r.last[t.Name] = now
	}
	if now.Sub(r.clean) >= maxWait { // rows that were deleted may have left copies as well
		if r.mark, err = r.db.Mark(ctx); err != nil {
			return err
		}
		r.traces = true
	}
	if r.traces {
		r.clean = now
	}
	_, err = r.cleanUp(ctx)
	r.rest = now.Add(maxShare * r.now().Sub(now))
	return err
}

// RewriteAll rewrites the changed rows of all tables. complete is false if a
// transaction that is still reading keeps older copies of rows in the files; call it
// again later.
func (r *Rewriter) RewriteAll(ctx context.Context) (complete bool, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, t := range r.tables {
		if err := r.rewrite(ctx, t); err != nil {
			return false, err
		}
	}
	return r.cleanUp(ctx)
}

// cleanUp removes older copies of rewritten rows from the files.
func (r *Rewriter) cleanUp(ctx context.Context) (complete bool, err error) {
	if !r.traces {
		return true, nil
	}
	names := make([]string, len(r.tables))
	for i, t := range r.tables {
		names[i] = t.Name
	}
	complete, err = r.db.RemoveTraces(ctx, names, r.mark)
	r.traces = !complete
	return complete, err
}

// rewrite rewrites all rows of t that have changed.
func (r *Rewriter) rewrite(ctx context.Context, t Table) (err error) {
	var last []any
	for {
		began := r.now()
		next, err := r.db.RewriteWindow(ctx, t, last, r.window)
		if err != nil {
			return err
		}
		if next == nil {
			break
		}
		last, r.traces = next, true
		select { // let other writers in
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(r.now().Sub(began)):
		}
	}
	if last != nil {
		r.mark, err = r.db.Mark(ctx)
	}
	return err
}
