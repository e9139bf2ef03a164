package db

import (
	"context"

	"github.com/jackc/pgx/v5"
)

// queued is a statement that waits to be sent.
type queued struct {
	query string
	args  []any
	check func(changed int64, err error) error
}

// Queue is Exec for a statement on whose result nothing else in the transaction depends.
// In a transaction of UpdateInTurn on PostgreSQL it is sent with others in one message, before
// the next statement that is not queued or else before the commit, because others wait for their
// turn meanwhile. SQLite and other transactions run it at once.
//
// check is called with the number of changed rows and the error of Exec. What it returns is the
// error of the transaction, whichever call returns it. If check is nil, it is the error of Exec.
func (t *Tx) Queue(ctx context.Context, check func(changed int64, err error) error, query string, args ...any) error {
	if check == nil {
		check = func(_ int64, err error) error { return err }
	}
	table, err := t.watchedTable(query)
	if err != nil {
		return err
	}
	if t.conn == nil || table != "" {
		return check(t.Exec(ctx, query, args...))
	}
	callQueryHook(ctx, query)
	t.addWrite(query)
	t.queue = append(t.queue, queued{query, args, check})
	return nil
}

// QueueInsert is Queue for the statements of Insert. fail turns the error of one of them into
// that of the transaction; it may be nil.
func (t *Tx) QueueInsert(ctx context.Context, into string, rows [][]any, suffix string, fail func(error) error) error {
	var check func(int64, error) error
	if fail != nil {
		check = func(_ int64, err error) error {
			if err == nil {
				return nil
			}
			return fail(err)
		}
	}
	return t.insert(ctx, into, rows, suffix, func(query string, args []any) error {
		return t.Queue(ctx, check, query, args...)
	})
}

// flush sends the queued statements and waits for all of them.
func (t *Tx) flush(ctx context.Context) error {
	if len(t.queue) == 0 {
		return nil
	}
	all := t.queue
	t.queue = nil
	return t.onConn(func(conn *pgx.Conn) error {
		var message pgx.Batch
		for _, q := range all {
			message.Queue(q.query, q.args...)
		}
		results := conn.SendBatch(ctx, &message)
		for _, q := range all {
			done, err := results.Exec()
			if err := q.check(done.RowsAffected(), translateError(err)); err != nil {
				results.Close() // its error is that of the statement that failed
				return err
			}
		}
		return translateError(results.Close())
	})
}
