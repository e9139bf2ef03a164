package notify

import (
	"context"
	"fmt"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// holdReason is the reason shown for notifications on hold after a restore.
const holdReason = "The database was restored from a backup, so this email may already have been sent."

// HoldAfterRestore puts notifications on hold after the database was restored
// from a backup at now. Queued notifications that fell due since the backup may
// have been sent already, so they wait for an operator's decision. Those due
// later cannot have been sent and stay queued. Notifications queued from now on
// about events before the restore (Notification.EventAt) are put on hold too.
func HoldAfterRestore(ctx context.Context, tx *db.Tx, now time.Time) error {
	if _, err := tx.Exec(ctx, `INSERT INTO notify_restore (at) VALUES ($1) ON CONFLICT (at) DO NOTHING`, db.Time(now)); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `
		UPDATE notify_notification SET state = $1, reason = $2, settled = FALSE
		WHERE state = $3 AND (due_at <= $4 OR attempts > 0)`,
		string(OnHold), holdReason, string(Queued), db.Time(now))
	return err
}

// restoredAt returns when the database was last restored, or zero if never.
func restoredAt(ctx context.Context, tx *db.Tx) (at time.Time, err error) {
	at, err = db.One(ctx, tx, func(r db.Row) (at time.Time, err error) { return at, r.Scan(db.ScanTime(&at)) },
		`SELECT at FROM notify_restore ORDER BY at DESC LIMIT 1`)
	if fault.Is(err, fault.NotFound) {
		err = nil
	}
	return at, err
}

var errNotWaiting = fault.New(fault.Conflict, "You cannot change this notification any more. Check its status on the notifications page.")

// CanDiscard reports whether an operator can discard a notification in state.
func (o *Outbox) CanDiscard(state DeliveryState) bool { return state == OnHold || state == Failed }

// Discard marks a failed or on-hold notification as not to be sent.
func (o *Outbox) Discard(ctx context.Context, by actor.Actor, id string) (err error) {
	defer fault.Wrap(&err, "discard notification %s", id)
	if !by.May(actor.Operate) {
		return errOutboxForbidden
	}
	return o.Mailer.DB.Update(ctx, func(tx *db.Tx) error {
		n, err := get(ctx, tx, id)
		if err != nil {
			return err
		}
		if !o.CanDiscard(n.state) {
			return errNotWaiting
		}
		if err := discard(ctx, tx, n); err != nil {
			return err
		}
		return o.Audit(ctx, tx, by, "discard-notification", "notification", id, "")
	})
}

// discard deletes the content of n and sets its state to Discarded.
func discard(ctx context.Context, tx *db.Tx, n *row) error {
	_, err := tx.Exec(
		ctx,
		`UPDATE notify_notification
		SET state = $2, reason = 'Staff decided not to send this email.', recipient = $3, data = $3, settled = FALSE
		WHERE id = $1`,
		n.id,
		string(Discarded),
		[]byte{},
	)
	return err
}

// CheckDiscard returns why Discard would not discard a notification, or nil.
func (o *Outbox) CheckDiscard(ctx context.Context, by actor.Actor, id string) (err error) {
	defer fault.Wrap(&err, "check notification %s", id)
	if !by.May(actor.Operate) {
		return errOutboxForbidden
	}
	return o.Mailer.DB.View(ctx, func(tx *db.Tx) error {
		n, err := get(ctx, tx, id)
		if err == nil && !o.CanDiscard(n.state) {
			err = errNotWaiting
		}
		return err
	})
}

// CountOnHold returns the number of notifications on hold.
func (o *Outbox) CountOnHold(ctx context.Context, by actor.Actor) (n int64, err error) {
	defer fault.Wrap(&err, "count notifications on hold")
	if !by.May(actor.Operate) {
		return 0, errOutboxForbidden
	}
	err = o.Mailer.DB.View(ctx, func(tx *db.Tx) error {
		n, err = db.One(ctx, tx, db.Int, `SELECT COUNT(*) FROM notify_notification WHERE state = $1`, string(OnHold))
		return err
	})
	return n, err
}

// onHoldAtOnce is how many notifications ResolveOnHold reads at once.
const onHoldAtOnce = 200

// ResolveOnHold sends or discards all notifications on hold and returns their
// number.
func (o *Outbox) ResolveOnHold(ctx context.Context, by actor.Actor, send bool) (n int64, err error) {
	defer fault.Wrap(&err, "resolve notifications on hold")
	if !by.May(actor.Operate) {
		return 0, errOutboxForbidden
	}
	err = o.Mailer.DB.Update(ctx, func(tx *db.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		n = 0
		act := "discard-notifications-on-hold"
		if send {
			act = "send-notifications-on-hold"
		}
		for after := ""; ; {
			onHold, err := db.All(ctx, tx, scanRow, `SELECT `+columns+` FROM notify_notification
				WHERE state = $1 AND id > $2 ORDER BY id LIMIT $3`, string(OnHold), after, onHoldAtOnce)
			if err != nil {
				return err
			}
			for _, notification := range onHold {
				if send {
					err = requeue(ctx, tx, notification, now)
				} else {
					err = discard(ctx, tx, notification)
				}
				if err != nil {
					return err
				}
				after = notification.id
				n++
			}
			if len(onHold) < onHoldAtOnce {
				break
			}
		}
		if n == 0 {
			return nil
		}
		return o.Audit(ctx, tx, by, act, "notification", "", fmt.Sprintf("notifications: %d", n))
	})
	return n, err
}
