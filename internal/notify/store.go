package notify

import (
	"context"
	"time"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/unlink"
)

const columns = `id, kind, key, lang, consultation, recipient, data, tag, state, reason, attempts, retry_round, queued_at, sent_at`

// row is a stored notification.
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
	n := &row{}
	return n, r.Scan(&n.id, &n.kind, &n.key, &n.lang, &n.consultation, &n.recipient, &n.data, &n.tag, &n.state, &n.reason,
		&n.attempts, &n.round, db.ScanTime(&n.queuedAt), db.ScanTime(&n.sentAt))
}

// get returns notification id, or fault.NotFound.
func get(ctx context.Context, tx *db.Tx, id string) (*row, error) {
	n, err := db.One(ctx, tx, scanRow, `SELECT `+columns+` FROM notify_notification WHERE id = $1`, id)
	if fault.Is(err, fault.NotFound) {
		err = fault.New(fault.NotFound, "We cannot find that notification.")
	}
	return n, err
}

// Exists reports whether a notification of kind was ever queued under key.
func Exists(ctx context.Context, tx *db.Tx, kind, key string) (bool, error) {
	n, err := db.One(ctx, tx, db.Int, `SELECT COUNT(*) FROM notify_notification WHERE id = $1`, notificationID(kind, key))
	return n > 0, err
}

// Delete deletes the notification of kind with key, if there is one, whether or not it
// was sent.
func Delete(ctx context.Context, tx *db.Tx, kind, key string) error {
	_, err := tx.Exec(ctx, `DELETE FROM notify_notification WHERE id = $1`, notificationID(kind, key))
	return err
}

// finishRound records the outcome of an attempt on n. It changes nothing if the
// notification was retried in the meantime. The recipient and data of a sent or
// discarded notification are deleted.
func finishRound(ctx context.Context, tx *db.Tx, n *row, state DeliveryState, reason string, now time.Time) error {
	set := `state = $4, reason = $5`
	args := []any{n.id, n.round, string(Queued), string(state), reason}
	switch state {
	case Queued, Failed:
		set += `, attempts = attempts + 1`
	case Sent, Discarded:
		set += `, recipient = $6, data = $6, sent_at = $7`
		sent := ""
		if state == Sent {
			sent = db.Time(storedTime(n.consultation, now))
		}
		args = append(args, []byte{}, sent)
	}
	_, err := tx.Exec(ctx, `
		UPDATE notify_notification SET settled = FALSE, `+set+`
		WHERE id = $1 AND retry_round = $2 AND state = $3`, args...)
	return err
}

// setTag stores the tag of the recipient's address.
func setTag(ctx context.Context, tx *db.Tx, n *row) error {
	_, err := tx.Exec(ctx, `UPDATE notify_notification SET tag = $3, settled = FALSE WHERE id = $1 AND retry_round = $2`, n.id, n.round, n.tag)
	return err
}

// isUnsubscribed reports whether the recipient of n unsubscribed from its
// consultation.
func isUnsubscribed(ctx context.Context, tx *db.Tx, n *row) (bool, error) {
	count, err := db.One(ctx, tx, db.Int,
		`SELECT COUNT(*) FROM notify_unsubscribe WHERE consultation = $1 AND tag = $2`,
		n.consultation, n.tag)
	return count > 0, err
}

// lastSentPrecision is the precision of notify_last_sent.at, rounded up: the exact
// time could point to the response that its recipient had just sent.
const lastSentPrecision = time.Hour

// UnlinkableTables are the tables with rows about respondents.
var UnlinkableTables = []unlink.Table{
	{Name: "notify_notification", Key: []string{"id"}},
	{Name: "notify_last_sent", Key: []string{"consultation", "kind", "tag"}},
	{Name: "notify_public_limit", Key: []string{"tag", "period_start"}},
}

// claimInterval reports whether n may be sent: whether its address has had no
// other notification of its kind about its consultation after since. If so, it
// records n as the latest.
func claimInterval(ctx context.Context, tx *db.Tx, n *row, since, now time.Time) (bool, error) {
	count, err := tx.Exec(ctx, `
		INSERT INTO notify_last_sent (consultation, kind, tag, notification, at) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (consultation, kind, tag) DO UPDATE
		SET notification = excluded.notification, at = excluded.at, settled = FALSE
		WHERE notify_last_sent.at <= $6 OR notify_last_sent.notification = excluded.notification`,
		n.consultation, n.kind, n.tag, n.id, db.Time(now.Truncate(lastSentPrecision).Add(lastSentPrecision)), db.Time(since))
	return count > 0, err
}

// claimMinute counts one more email in the minute of now. It returns false if
// most were sent in it already.
func claimMinute(ctx context.Context, tx *db.Tx, most int64, now time.Time) (bool, error) {
	n, err := tx.Exec(ctx, `
		INSERT INTO notify_minute (minute, sent) VALUES ($1, 1)
		ON CONFLICT (minute) DO UPDATE SET sent = notify_minute.sent + 1 WHERE notify_minute.sent < $2`,
		db.Time(now.Truncate(time.Minute)), most)
	return n > 0, err
}

// DeleteConsultation deletes up to limit notifications of a consultation and as many
// unsubscriptions. It is called, until it has left nothing, when the contact addresses of
// its respondents are deleted. more reports whether it may have left something.
func DeleteConsultation(ctx context.Context, tx *db.Tx, consultation string, limit int) (more bool, err error) {
	if consultation == "" {
		return false, fault.New(fault.Invalid, "Staff notifications do not belong to a consultation.")
	}
	for _, statement := range []string{
		`DELETE FROM notify_notification
			WHERE id IN (SELECT id FROM notify_notification WHERE consultation = $1 LIMIT $2)`,
		`DELETE FROM notify_last_sent WHERE consultation = $1
			AND (kind, tag) IN (SELECT kind, tag FROM notify_last_sent WHERE consultation = $1 LIMIT $2)`,
		`DELETE FROM notify_unsubscribe WHERE consultation = $1
			AND tag IN (SELECT tag FROM notify_unsubscribe WHERE consultation = $1 LIMIT $2)`,
	} {
		n, err := tx.Exec(ctx, statement, consultation, limit)
		if err != nil {
			return false, err
		}
		more = more || n == int64(limit)
	}
	return more, nil
}
