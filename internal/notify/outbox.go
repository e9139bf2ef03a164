package notify

import (
	"context"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/jobs"
)

// OutboxEntry describes a notification in the outbox, without recipient or
// content.
type OutboxEntry struct {
	ID, Kind, Consultation string
	State                  DeliveryState
	Reason                 string
	Attempts               int64
	QueuedAt, SentAt       time.Time
}

// OutboxCount is the number of notifications of a kind in a state.
type OutboxCount struct {
	Kind  string
	State DeliveryState
	N     int64
}

// Outbox shows the notifications to operators of the installation and lets them
// retry or discard them.
type Outbox struct {
	Mailer *Mailer
	// Audit appends to the audit log (audit.Append), which this package cannot
	// import.
	Audit func(ctx context.Context, tx *db.Tx, by actor.Actor, act, kind, subject, why string) error
}

var errOutboxForbidden = fault.New(fault.Forbidden, "You do not have permission to see notifications.")

// byQueued is the order of the outbox, the newest notification first.
var byQueued = db.Order{Columns: []db.Column{{Name: "queued_at"}, {Name: "id"}}, Descending: true}

// List returns the page of up to size notifications at the cursor at, newest first.
func (o *Outbox) List(ctx context.Context, by actor.Actor, at string, size int) (found db.Page[OutboxEntry], err error) {
	defer fault.Wrap(&err, "list notifications")
	if !by.May(actor.Operate) {
		return found, errOutboxForbidden
	}
	return found, o.Mailer.DB.View(ctx, func(tx *db.Tx) error {
		q := db.PageQuery{Order: byQueued, At: at, Size: size}
		rows, err := db.ReadPage(ctx, tx, scanRow, func(n *row) []any { return []any{db.Time(n.queuedAt), n.id} }, q,
			`SELECT `+columns+` FROM notify_notification`, "")
		var all []OutboxEntry
		for _, n := range rows.Items {
			all = append(all, OutboxEntry{n.id, n.kind, n.consultation, n.state, n.reason, n.attempts, n.queuedAt, n.sentAt})
		}
		found = db.Paged(rows, all)
		return err
	})
}

// Counts returns the number of notifications of each kind in each state.
func (o *Outbox) Counts(ctx context.Context, by actor.Actor) (all []OutboxCount, err error) {
	defer fault.Wrap(&err, "count notifications")
	if !by.May(actor.Operate) {
		return nil, errOutboxForbidden
	}
	err = o.Mailer.DB.View(ctx, func(tx *db.Tx) error {
		all, err = db.All(ctx, tx, func(r db.Row) (c OutboxCount, err error) { return c, r.Scan(&c.Kind, &c.State, &c.N) },
			`SELECT kind, state, COUNT(*) FROM notify_notification GROUP BY kind, state ORDER BY kind, state`)
		return err
	})
	return all, err
}

// CanRetry reports whether a notification in state can be sent again.
func (o *Outbox) CanRetry(state DeliveryState) bool {
	return state == Failed || state == OnHold || state == Stored && o.Mailer.Carrier.Delivers()
}

// Retry queues a failed, stored or on-hold notification again, to be sent now.
func (o *Outbox) Retry(ctx context.Context, by actor.Actor, id string) (err error) {
	defer fault.Wrap(&err, "retry notification %s", id)
	if !by.May(actor.Operate) {
		return errOutboxForbidden
	}
	return o.Mailer.DB.Update(ctx, func(tx *db.Tx) error {
		n, err := get(ctx, tx, id)
		if err != nil {
			return err
		}
		if !o.CanRetry(n.state) {
			return errNotWaiting
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		if err := requeue(ctx, tx, n, now); err != nil {
			return err
		}
		return o.Audit(ctx, tx, by, "retry-notification", "notification", id, "")
	})
}

// requeue starts a new retry round for n.
func requeue(ctx context.Context, tx *db.Tx, n *row, now time.Time) error {
	_, err := tx.Exec(ctx, `
		UPDATE notify_notification
		SET state = $2, reason = '', attempts = 0, retry_round = retry_round + 1, due_at = $3, settled = FALSE
		WHERE id = $1`,
		n.id, string(Queued), db.Time(storedTime(n.consultation, now)))
	if err != nil {
		return err
	}
	return jobs.Enqueue(ctx, tx, newJob(n.id, n.round+1), now)
}

// ReadStored returns a stored notification as it would have been sent, and its
// recipient. It is for demonstrations, in which no email is sent. Where a mail
// server is configured it returns fault.NotFound.
func (o *Outbox) ReadStored(ctx context.Context, by actor.Actor, id string) (w Rendered, to string, err error) {
	defer fault.Wrap(&err, "read notification %s", id)
	if !by.May(actor.Operate) {
		return w, "", errOutboxForbidden
	}
	if o.Mailer.Carrier.Delivers() {
		return w, "", fault.New(fault.NotFound, "We cannot find that notification.")
	}
	var n *row
	err = o.Mailer.DB.Update(ctx, func(tx *db.Tx) error {
		if n, err = get(ctx, tx, id); err != nil {
			return err
		}
		return o.Audit(ctx, tx, by, "read-notification", "notification", id, "")
	})
	if err != nil {
		return w, "", err
	}
	gone := fault.New(fault.Closed, "The content of this email has been deleted.")
	if n.state == Sent || n.state == Discarded {
		return w, "", gone
	}
	opened, discardReason, err := o.Mailer.unseal(n)
	if err != nil {
		return w, "", err
	}
	if discardReason != "" {
		return w, "", gone
	}
	stop, err := o.Mailer.unsubscribePath(n, opened.globalTag)
	if err != nil {
		return w, "", err
	}
	w, err = o.Mailer.Render(ctx, RenderInput{Kind: n.kind, Lang: n.lang, Data: opened.data, UnsubscribePath: stop})
	return w, opened.to, err
}

// Retention periods.
const (
	unsentRetention = 30 * 24 * time.Hour // recipients and data of unsent notifications
	minuteRetention = time.Hour           // counts for Mailer.PerMinute
)

// DeleteExpired discards notifications that have been failed, stored or on hold
// for 30 days, and deletes rows that the limits no longer need.
func (m *Mailer) DeleteExpired(ctx context.Context) (err error) {
	defer fault.Wrap(&err, "delete expired notifications")
	return m.DB.Update(ctx, func(tx *db.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `
			UPDATE notify_notification SET state = $1, reason = 'Not sent within 30 days.', recipient = $2, data = $2, settled = FALSE
			WHERE state IN ($3, $4, $6) AND queued_at < $5`,
			string(Discarded), []byte{}, string(Failed), string(Stored), db.Time(now.Add(-unsentRetention)), string(OnHold)); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `DELETE FROM notify_last_sent WHERE at < $1`, db.Time(now.Add(-unsubscribedInterval))); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `DELETE FROM notify_public_limit WHERE period_start < $1`, db.Time(now.Add(-unsubscribedInterval)))
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `DELETE FROM notify_minute WHERE minute < $1`, db.Time(now.Add(-minuteRetention)))
		return err
	})
}
