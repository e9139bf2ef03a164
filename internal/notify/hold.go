package notify

import (
	"context"
	"fmt"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// holdReason is the reason that the outbox gives.
const holdReason = "The database was restored from a backup, so this email may already have been sent."

// HoldAfterRestore is for a database that was filled from a backup at now. A letter that
// waited when the backup was taken, and was due since, may have gone out: it is
// held until somebody says what becomes of it. One that is due later cannot have
// gone out, and waits for its day. What happened before now is told of by no
// letter that nobody lets go.
func HoldAfterRestore(ctx context.Context, tx *db.Tx, now time.Time) error {
	if _, err := tx.Exec(ctx, `INSERT INTO notify_restore (at) VALUES ($1) ON CONFLICT (at) DO NOTHING`, db.Time(now)); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `UPDATE notify_notification SET state = $1, reason = $2 WHERE state = $3 AND (due_at <= $4 OR attempts > 0)`,
		string(OnHold), holdReason, string(Queued), db.Time(now))
	return err
}

// restoredAt is when the database was last restored; zero if it never was.
func restoredAt(ctx context.Context, tx *db.Tx) (at time.Time, err error) {
	at, err = db.One(ctx, tx, func(r db.Row) (at time.Time, err error) { return at, r.Scan(db.ScanTime(&at)) },
		`SELECT at FROM notify_restore ORDER BY at DESC LIMIT 1`)
	if fault.Is(err, fault.NotFound) {
		err = nil
	}
	return at, err
}

var errNotWaiting = fault.New(fault.Conflict, "You cannot change this notification any more. Check its status on the notifications page.")

// CanDiscard reports whether somebody can say of a letter in state that it is not
// sent.
func (o *Outbox) CanDiscard(state DeliveryState) bool { return state == OnHold || state == Failed }

// Discard has a letter that failed or was held not sent at all.
func (o *Outbox) Discard(ctx context.Context, by actor.Actor, id string) (err error) {
	defer fault.Wrap(&err, "drop letter %s", id)
	if !by.May(actor.Operate) {
		return errOutboxForbidden
	}
	return o.Mailer.DB.Update(ctx, func(tx *db.Tx) error {
		l, err := get(ctx, tx, id)
		if err != nil {
			return err
		}
		if !o.CanDiscard(l.state) {
			return errNotWaiting
		}
		if err := discard(ctx, tx, l); err != nil {
			return err
		}
		return o.Audit(ctx, tx, by, "drop-letter", "letter", id, "")
	})
}

func discard(ctx context.Context, tx *db.Tx, l *row) error {
	_, err := tx.Exec(
		ctx,
		`UPDATE notify_notification SET state = $2, reason = 'somebody decided that it is not sent', recipient = $3, data = $3 WHERE id = $1`,
		l.id,
		string(Discarded),
		[]byte{},
	)
	return err
}

// ResolveOnHold sends every letter that is held, or drops them all, and returns how
// many there were.
func (o *Outbox) ResolveOnHold(ctx context.Context, by actor.Actor, send bool) (n int64, err error) {
	defer fault.Wrap(&err, "settle the letters that are held")
	if !by.May(actor.Operate) {
		return 0, errOutboxForbidden
	}
	err = o.Mailer.DB.Update(ctx, func(tx *db.Tx) error {
		held, err := db.All(
			ctx,
			tx,
			scanRow,
			`SELECT `+columns+` FROM notify_notification WHERE state = $1 ORDER BY queued_at, id`,
			string(OnHold),
		)
		if n = int64(len(held)); err != nil || n == 0 {
			return err
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		act := "drop-held-letters"
		for _, l := range held {
			if send {
				act, err = "send-held-letters", requeue(ctx, tx, l, now)
			} else {
				err = discard(ctx, tx, l)
			}
			if err != nil {
				return err
			}
		}
		return o.Audit(ctx, tx, by, act, "letter", "", fmt.Sprintf("letters: %d", n))
	})
	return n, err
}
