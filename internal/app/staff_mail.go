package app

import (
	"context"
	"strconv"
	"time"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/notify"
	"github.com/folkmoot/folkmoot/internal/staffnotice"
)

// staffMail returns what queues the emails of staffnotice.
func staffMail(q *notify.Queue) func(ctx context.Context, tx *db.Tx, m staffnotice.Mail, now time.Time) error {
	return func(ctx context.Context, tx *db.Tx, m staffnotice.Mail, now time.Time) error {
		n := notify.Notification{Kind: notify.StaffNotice, Key: m.Key, To: m.To.Email, Lang: m.To.Lang, EventAt: m.At}
		items := make([]notify.DigestItem, len(m.Items))
		for i, item := range m.Items {
			items[i] = notify.DigestItem{Say: item.Say, Title: item.Title}
			if !item.Due.IsZero() {
				items[i].Due = item.Due.UTC().Format(time.RFC3339)
			}
		}
		if m.Digest {
			n.Kind = notify.StaffDigest
			n.Data = map[string]string{"items": db.JSON(items), "more": strconv.FormatInt(m.More, 10), "link": "/staff/notices"}
		} else {
			n.Data = map[string]string{"say": items[0].Say, "title": items[0].Title, "due": items[0].Due, "link": m.Items[0].Link}
		}
		return q.Enqueue(ctx, tx, n, now)
	}
}
