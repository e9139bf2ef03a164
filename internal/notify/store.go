package notify

import (
	"context"
	"time"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
)

const columns = `id, kind, key, lang, consultation, recipient, data, tag, state, reason, attempts, retry_round, queued_at, sent_at`

// row is a letter as it is kept.
type row struct {
	id, kind, key, lang, consultation string
	recipient, data                   []byte
	tag                               string
	state                             DeliveryState
	reason                            string
	attempts, round                   int64
	queuedAt, sentAt                  time.Time
}

func scanRow(r db.Row) (*row, error) {
	l := &row{}
	return l, r.Scan(&l.id, &l.kind, &l.key, &l.lang, &l.consultation, &l.recipient, &l.data, &l.tag, &l.state, &l.reason,
		&l.attempts, &l.round, db.ScanTime(&l.queuedAt), db.ScanTime(&l.sentAt))
}

// get returns letter id, or fault.NotFound.
func get(ctx context.Context, tx *db.Tx, id string) (*row, error) {
	l, err := db.One(ctx, tx, scanRow, `SELECT `+columns+` FROM notify_notification WHERE id = $1`, id)
	if fault.Is(err, fault.NotFound) {
		err = fault.New(fault.NotFound, "We cannot find that notification.")
	}
	return l, err
}

// Exists reports whether a letter of a kind was queued under key.
func Exists(ctx context.Context, tx *db.Tx, kind, key string) (bool, error) {
	n, err := db.One(ctx, tx, db.Int, `SELECT COUNT(*) FROM notify_notification WHERE id = $1`, notificationID(kind, key))
	return n > 0, err
}

// finishRound writes down what became of l in this round. A letter that is over keeps
// neither its recipient nor its words.
func finishRound(ctx context.Context, tx *db.Tx, l *row, state DeliveryState, reason string, now time.Time) error {
	set := `state = $4, reason = $5`
	args := []any{l.id, l.round, string(Queued), string(state), reason}
	switch state {
	case Queued, Failed:
		set += `, attempts = attempts + 1`
	case Sent, Discarded:
		set += `, recipient = $6, data = $6, sent_at = $7`
		sent := ""
		if state == Sent {
			sent = db.Time(now)
		}
		args = append(args, []byte{}, sent)
	}
	_, err := tx.Exec(ctx, `UPDATE notify_notification SET `+set+` WHERE id = $1 AND retry_round = $2 AND state = $3`, args...)
	return err
}

// setTag notes by which tag the address of l is found again.
func setTag(ctx context.Context, tx *db.Tx, l *row) error {
	_, err := tx.Exec(ctx, `UPDATE notify_notification SET tag = $3 WHERE id = $1 AND retry_round = $2`, l.id, l.round, l.tag)
	return err
}

// isUnsubscribed reports whether whoever l is for wants no more of them.
func isUnsubscribed(ctx context.Context, tx *db.Tx, l *row) (bool, error) {
	n, err := db.One(ctx, tx, db.Int, `SELECT COUNT(*) FROM notify_unsubscribe WHERE consultation = $1 AND tag = $2`, l.consultation, l.tag)
	return n > 0, err
}

// claimInterval reports whether it is l's turn: whether its address has had no other
// letter of its kind about its consultation since then.
func claimInterval(ctx context.Context, tx *db.Tx, l *row, since, now time.Time) (bool, error) {
	n, err := tx.Exec(ctx, `
		INSERT INTO notify_last_sent (consultation, kind, tag, notification, at) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (consultation, kind, tag) DO UPDATE SET notification = excluded.notification, at = excluded.at
		WHERE notify_last_sent.at <= $6 OR notify_last_sent.notification = excluded.notification`,
		l.consultation, l.kind, l.tag, l.id, db.Time(now), db.Time(since))
	return n > 0, err
}

// claimMinute reports whether one more letter may go out in the minute of now.
func claimMinute(ctx context.Context, tx *db.Tx, most int64, now time.Time) (bool, error) {
	n, err := tx.Exec(ctx, `
		INSERT INTO notify_minute (minute, sent) VALUES ($1, 1)
		ON CONFLICT (minute) DO UPDATE SET sent = notify_minute.sent + 1 WHERE notify_minute.sent < $2`,
		db.Time(now.Truncate(time.Minute)), most)
	return n > 0, err
}

// DeleteConsultation deletes every letter about consultation, and who stopped them. It is
// for when the addresses that people left with it are deleted.
func DeleteConsultation(ctx context.Context, tx *db.Tx, consultation string) error {
	if consultation == "" {
		return fault.New(fault.Invalid, "Staff notifications do not belong to a consultation.")
	}
	for _, statement := range []string{
		`DELETE FROM notify_notification WHERE consultation = $1`,
		`DELETE FROM notify_last_sent WHERE consultation = $1`,
		`DELETE FROM notify_unsubscribe WHERE consultation = $1`,
	} {
		if _, err := tx.Exec(ctx, statement, consultation); err != nil {
			return err
		}
	}
	return nil
}
