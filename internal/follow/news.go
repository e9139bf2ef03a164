package follow

import (
	"context"
	"slices"
	"strconv"
	"time"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/digest"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/notify"
	"github.com/folkmoot/folkmoot/internal/seal"
)

const (
	perBatch  = 100 // subscriptions that are looked at in one transaction
	maxInMail = 10  // items of one email
)

// noteNews stores the items that were not noticed before, as noticed at now.
func noteNews(ctx context.Context, tx *db.Tx, kind, ref string, items []Item, now time.Time) error {
	rows := make([][]any, len(items))
	for i, item := range items {
		rows[i] = []any{kind, ref, itemID(item), db.Time(now)}
	}
	_, err := tx.Insert(ctx, `follow_news (kind, ref, item, noticed)`, rows, `ON CONFLICT DO NOTHING`)
	return err
}

func itemID(i Item) string { return digest.Of([]byte(i.Key)).ShortHex(16) }

// Send queues the emails that are due, and deletes what was not confirmed in time.
func (s *Service) Send(ctx context.Context) (err error) {
	defer fault.Wrap(&err, "send news to followers")
	if s.Queue == nil {
		return nil
	}
	if err := s.deleteUnconfirmed(ctx); err != nil {
		return err
	}
	for {
		n, err := s.sendBatch(ctx)
		if err != nil || n < perBatch {
			return err
		}
	}
}

func (s *Service) deleteUnconfirmed(ctx context.Context) error {
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		before := now.UTC().Truncate(24*time.Hour).AddDate(0, 0, -ConfirmDays)
		_, err = tx.Exec(ctx, `DELETE FROM follow_subscription WHERE state = $1 AND requested < $2`, requested, db.Time(before))
		return err
	})
}

// subjectNews is the news of a thing with the times when they were noticed, by itemID.
type subjectNews struct {
	subject Subject
	items   []Item
	noticed map[string]time.Time
}

// sendBatch queues the emails of the first subscriptions that are due. What is read for them is read outside of the
// transaction that writes.
func (s *Service) sendBatch(ctx context.Context) (n int, err error) {
	var due []*Subscription
	news := map[string]*subjectNews{}
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		due, err = db.All(ctx, tx, scanSubscription, `
			SELECT `+columns+` FROM follow_subscription WHERE state = $1 AND due <= $2 ORDER BY due, id LIMIT $3`,
			confirmed, db.Time(now), perBatch)
		if err != nil {
			return err
		}
		for _, f := range due {
			if key := f.kind + "/" + f.ref; news[key] == nil {
				if news[key], err = s.readNews(ctx, tx, f.kind, f.ref); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil || len(due) == 0 {
		return 0, err
	}
	return len(due), s.DB.Update(ctx, func(tx *db.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		noted := map[string]bool{}
		for _, f := range due {
			of := news[f.kind+"/"+f.ref]
			if !noted[f.kind+"/"+f.ref] {
				noted[f.kind+"/"+f.ref] = true
				if err := noteNews(ctx, tx, f.kind, f.ref, of.items, now); err != nil {
					return err
				}
			}
			if err := s.tell(ctx, tx, f, of, now); err != nil {
				return err
			}
		}
		return nil
	})
}

// readNews returns the news of a thing; none if it is not public any more.
func (s *Service) readNews(ctx context.Context, tx *db.Tx, kind, ref string) (*subjectNews, error) {
	n := &subjectNews{noticed: map[string]time.Time{}}
	k, subject, err := s.find(ctx, tx, kind, ref)
	if fault.Is(err, fault.NotFound) {
		return n, nil
	}
	if err != nil {
		return nil, err
	}
	n.subject = subject
	if n.items, err = k.News(ctx, tx, ref, noticed); err != nil {
		return nil, err
	}
	_, err = db.All(ctx, tx, func(r db.Row) (id string, err error) {
		var at time.Time
		err = r.Scan(&id, db.ScanTime(&at))
		n.noticed[id] = at
		return id, err
	}, `SELECT item, noticed FROM follow_news WHERE kind = $1 AND ref = $2`, kind, ref)
	return n, err
}

// tell queues an email to f if there is news that it was not told of, and says when to look next. It does nothing if f has
// been changed or ended since it was read.
func (s *Service) tell(ctx context.Context, tx *db.Tx, f *Subscription, of *subjectNews, now time.Time) error {
	n, err := tx.Exec(ctx, `UPDATE follow_subscription SET told = $3, due = $4, settled = FALSE
		WHERE id = $1 AND state = $5 AND told = $2`,
		f.id, db.Time(f.told), db.Time(now), db.Time(f.Frequency.next(now)), confirmed)
	if err != nil || n == 0 {
		return err
	}
	var items []notify.DigestItem
	more, latest := 0, time.Time{}
	for _, item := range of.items {
		if at, known := of.noticed[itemID(item)]; known && !at.After(f.told) {
			continue
		}
		if item.At.After(latest) && !item.At.After(now) {
			latest = item.At
		}
		if len(items) == maxInMail {
			more++
			continue
		}
		items = append(items, notify.DigestItem{Say: item.Say.String(), Title: item.Title})
	}
	if len(items) == 0 {
		return nil
	}
	mine, err := s.link(MinePath, f.id)
	if err != nil {
		return err
	}
	return s.Queue.Enqueue(ctx, tx, notify.Notification{
		Kind: notify.FollowNews, Key: f.id + "/" + now.UTC().Format(time.RFC3339), Consultation: seal.Followers, SealedTo: slices.Clone(f.sealed),
		EventAt: latest,
		Data: map[string]string{
			"title": of.subject.Title, "link": of.subject.Path, "items": db.JSON(items), "more": strconv.Itoa(more), notify.StopPath: mine,
		},
	}, now)
}
