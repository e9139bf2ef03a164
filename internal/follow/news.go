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

// News is the news of a thing, with the times when it was noticed.
type News struct {
	Subject Subject // zero if it is not public any more

	kind, ref string
	items     []Item
	noticed   map[string]time.Time // by itemID
}

// Note stores the items that were not noticed before, as noticed at now.
func (n *News) Note(ctx context.Context, tx *db.Tx, now time.Time) error {
	var rows [][]any
	for _, item := range n.items {
		if _, known := n.noticed[itemID(item)]; !known {
			rows = append(rows, []any{n.kind, n.ref, itemID(item), db.Time(now)})
		}
	}
	_, err := tx.Insert(ctx, `follow_news (kind, ref, item, noticed)`, rows, `ON CONFLICT DO NOTHING`)
	return err
}

// Digest is what an email says about news.
type Digest struct {
	Items  []notify.DigestItem
	More   int64     // further items
	Latest time.Time // when the latest happened
}

// Data returns the template data that d has in every email.
func (d Digest) Data() map[string]string {
	return map[string]string{"items": db.JSON(d.Items), "more": strconv.FormatInt(d.More, 10)}
}

// Since returns what was noticed after told, as far as it is wanted.
func (n *News) Since(told, now time.Time, wanted func(Item) bool) (d Digest) {
	for _, item := range n.items {
		if at, known := n.noticed[itemID(item)]; known && !at.After(told) || !wanted(item) {
			continue
		}
		if item.At.After(d.Latest) && !item.At.After(now) {
			d.Latest = item.At
		}
		if len(d.Items) == maxInMail {
			d.More++
			continue
		}
		line := notify.DigestItem{Say: item.Say.String(), Title: item.Title}
		if !item.Due.IsZero() {
			line.Due = item.Due.Format(time.RFC3339)
		}
		d.Items = append(d.Items, line)
	}
	return d
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

// sendBatch queues the emails of the first subscriptions that are due. What is read for them is read outside of the
// transaction that writes.
func (s *Service) sendBatch(ctx context.Context) (n int, err error) {
	var due []*Subscription
	news := map[string]*News{}
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
				if news[key], err = s.News(ctx, tx, f.kind, f.ref); err != nil {
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
				if err := of.Note(ctx, tx, now); err != nil {
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

// News returns the news of a thing in the transaction of the caller; none if it is not public any more.
func (s *Service) News(ctx context.Context, tx *db.Tx, kind, ref string) (*News, error) {
	n := &News{kind: kind, ref: ref, noticed: map[string]time.Time{}}
	k, subject, err := s.find(ctx, tx, kind, ref)
	if fault.Is(err, fault.NotFound) {
		return n, nil
	}
	if err != nil {
		return nil, err
	}
	n.Subject = subject
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
func (s *Service) tell(ctx context.Context, tx *db.Tx, f *Subscription, of *News, now time.Time) error {
	n, err := tx.Exec(ctx, `UPDATE follow_subscription SET told = $3, due = $4, settled = FALSE
		WHERE id = $1 AND state = $5 AND told = $2`,
		f.id, db.Time(f.told), db.Time(now), db.Time(f.Frequency.next(now)), confirmed)
	if err != nil || n == 0 {
		return err
	}
	digest := of.Since(f.told, now, func(Item) bool { return true })
	if len(digest.Items) == 0 {
		return nil
	}
	mine, err := s.link(MinePath, f.id)
	if err != nil {
		return err
	}
	data := digest.Data()
	data["title"], data["link"], data[notify.StopPath] = of.Subject.Title, of.Subject.Path, mine
	return s.Queue.Enqueue(ctx, tx, notify.Notification{
		Kind: notify.FollowNews, Key: f.id + "/" + now.UTC().Format(time.RFC3339), Consultation: seal.Followers, SealedTo: slices.Clone(f.sealed),
		EventAt: digest.Latest, Data: data,
	}, now)
}
