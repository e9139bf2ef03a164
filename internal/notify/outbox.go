package notify

import (
	"context"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/jobs"
)

// OutboxEntry is what the outbox says of a letter: nothing of whom it is for or of
// what it says.
type OutboxEntry struct {
	ID, Kind, Consultation string
	State                  DeliveryState
	Reason                 string
	Attempts               int64
	QueuedAt, SentAt       time.Time
}

// OutboxCount is how many letters of a kind are in a state.
type OutboxCount struct {
	Kind  string
	State DeliveryState
	N     int64
}

// Outbox is what whoever runs the installation sees of the letters.
type Outbox struct {
	Mailer *Mailer
	// Audit writes down who did what; the log of that stands above.
	Audit func(ctx context.Context, tx *db.Tx, by actor.Actor, act, kind, subject, why string) error
}

var errOutboxForbidden = fault.New(fault.Forbidden, "You do not have permission to see notifications.")

// List returns letters, newest first: those that stand behind the one with this
// time and id. A zero time is the first of them.
func (o *Outbox) List(ctx context.Context, by actor.Actor, behind time.Time, id string, most int) (all []OutboxEntry, err error) {
	defer fault.Wrap(&err, "list letters")
	if !by.May(actor.Operate) {
		return nil, errOutboxForbidden
	}
	until := db.Time(behind)
	if until == "" {
		until = "9"
	}
	err = o.Mailer.DB.View(ctx, func(tx *db.Tx) error {
		rows, err := db.All(
			ctx,
			tx,
			scanRow,
			`SELECT `+columns+` FROM notify_notification WHERE queued_at < $1 OR queued_at = $1 AND id > $2 ORDER BY queued_at DESC, id LIMIT $3`,
			until,
			id,
			most,
		)
		all = all[:0]
		for _, l := range rows {
			all = append(all, OutboxEntry{l.id, l.kind, l.consultation, l.state, l.reason, l.attempts, l.queuedAt, l.sentAt})
		}
		return err
	})
	return all, err
}

// Counts returns how many letters there are of each kind in each state.
func (o *Outbox) Counts(ctx context.Context, by actor.Actor) (all []OutboxCount, err error) {
	defer fault.Wrap(&err, "count letters")
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

// CanRetry reports whether a letter in state can be tried again.
func (o *Outbox) CanRetry(state DeliveryState) bool {
	return state == Failed || state == OnHold || state == Stored && o.Mailer.Carrier.Delivers()
}

// Retry has a letter that failed, was kept or was held tried from now.
func (o *Outbox) Retry(ctx context.Context, by actor.Actor, id string) (err error) {
	defer fault.Wrap(&err, "try letter %s again", id)
	if !by.May(actor.Operate) {
		return errOutboxForbidden
	}
	return o.Mailer.DB.Update(ctx, func(tx *db.Tx) error {
		l, err := get(ctx, tx, id)
		if err != nil {
			return err
		}
		if !o.CanRetry(l.state) {
			return fault.New(fault.Conflict, "You cannot change this notification any more. Check its status on the notifications page.")
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		if err := requeue(ctx, tx, l, now); err != nil {
			return err
		}
		return o.Audit(ctx, tx, by, "send-letter-again", "letter", id, "")
	})
}

func requeue(ctx context.Context, tx *db.Tx, l *row, now time.Time) error {
	if _, err := tx.Exec(ctx, `UPDATE notify_notification SET state = $2, reason = '', attempts = 0, retry_round = retry_round + 1, due_at = $3 WHERE id = $1`, l.id, string(Queued), db.Time(now)); err != nil {
		return err
	}
	return jobs.Enqueue(ctx, tx, newJob(l.id, l.round+1), now)
}

// ReadStored returns a letter that was kept, as it would have gone out, and to whom.
// It is for a demonstration, where nothing leaves the machine and people want to
// see what would.
func (o *Outbox) ReadStored(ctx context.Context, by actor.Actor, id string) (w Rendered, to string, err error) {
	defer fault.Wrap(&err, "read letter %s", id)
	if !by.May(actor.Operate) {
		return w, "", errOutboxForbidden
	}
	if o.Mailer.Carrier.Delivers() {
		return w, "", fault.New(fault.NotFound, "We cannot find that notification.")
	}
	var l *row
	err = o.Mailer.DB.Update(ctx, func(tx *db.Tx) error {
		if l, err = get(ctx, tx, id); err != nil {
			return err
		}
		return o.Audit(ctx, tx, by, "read-letter", "letter", id, "")
	})
	if err != nil {
		return w, "", err
	}
	gone := fault.New(fault.Closed, "The content of this email has been deleted.")
	if l.state == Sent || l.state == Discarded {
		return w, "", gone
	}
	opened, drop, err := o.Mailer.unseal(l)
	if err != nil {
		return w, "", err
	}
	if drop != "" {
		return w, "", gone
	}
	stop, err := o.Mailer.unsubscribePath(l, opened.globalTag)
	if err != nil {
		return w, "", err
	}
	w, err = o.Mailer.Render(ctx, RenderInput{Kind: l.kind, Lang: l.lang, Data: opened.data, UnsubscribePath: stop})
	return w, opened.to, err
}

// How long what nobody needs any more is kept.
const (
	unsentRetention = 30 * 24 * time.Hour // addresses and words of letters that did not go out
	minuteRetention = time.Hour
)

// DeleteExpired empties letters that have failed, were kept or were held for a month, and deletes
// what the limits no longer need.
func (m *Mailer) DeleteExpired(ctx context.Context) (err error) {
	defer fault.Wrap(&err, "tidy letters")
	return m.DB.Update(ctx, func(tx *db.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE notify_notification SET state = $1, reason = 'too old', recipient = $2, data = $2 WHERE state IN ($3, $4, $6) AND queued_at < $5`,
			string(Discarded), []byte{}, string(Failed), string(Stored), db.Time(now.Add(-unsentRetention)), string(OnHold)); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `DELETE FROM notify_last_sent WHERE at < $1`, db.Time(now.Add(-unsubscribedInterval))); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `DELETE FROM notify_public_limit WHERE period_start < $1`, db.Time(now.Add(-unsubscribedInterval))); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `DELETE FROM notify_minute WHERE minute < $1`, db.Time(now.Add(-minuteRetention)))
		return err
	})
}
