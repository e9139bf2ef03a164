package analysis

import (
	"context"
	"time"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/follow"
	"github.com/folkmoot/folkmoot/internal/intake"
)

// AnnounceNews enqueues, for each consultation whose respondents left addresses, an email about what has happened after it and
// has no email of its own: decisions, what was done, and promises that were changed. There is at most one a day. What has
// happened when a consultation is looked at for the first time is not news.
func (a *Announcer) AnnounceNews(ctx context.Context) (err error) {
	defer fault.Wrap(&err, "announce what happened after consultations")
	if a.Queue == nil {
		return nil
	}
	var slugs []string
	err = a.DB.View(ctx, func(tx *db.Tx) error {
		slugs = nil
		return consult.EachPublicSlug(ctx, tx, func(slug string) error {
			contacts, err := intake.Contacts(ctx, tx, slug, "", 1)
			if len(contacts) > 0 {
				slugs = append(slugs, slug)
			}
			return err
		})
	})
	if err != nil {
		return err
	}
	for _, slug := range slugs {
		if err := a.announceNewsOf(ctx, slug); err != nil {
			return err
		}
	}
	return nil
}

// announceNewsOf is AnnounceNews for one consultation. What is read for it is read outside of the transaction that writes.
func (a *Announcer) announceNewsOf(ctx context.Context, slug string) error {
	var news *follow.News
	var told, now time.Time
	err := a.DB.View(ctx, func(tx *db.Tx) (err error) {
		if now, err = tx.Now(ctx); err != nil {
			return err
		}
		told, err = db.One(ctx, tx, func(r db.Row) (at time.Time, err error) { return at, r.Scan(db.ScanTime(&at)) },
			`SELECT told FROM analysis_told WHERE consultation = $1`, slug)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
		news, err = a.Follows.News(ctx, tx, "consultation", slug)
		return err
	})
	if err != nil || told.Format(time.DateOnly) == now.Format(time.DateOnly) {
		return err
	}
	digest := news.Since(told, now, func(i follow.Item) bool { return i.Outcome })
	if !told.IsZero() && len(digest.Items) == 0 {
		return nil
	}
	return a.DB.Update(ctx, func(tx *db.Tx) error {
		if err := news.Note(ctx, tx, now); err != nil {
			return err
		}
		n, err := tx.Exec(ctx, `INSERT INTO analysis_told (consultation, told) VALUES ($1, $2)
			ON CONFLICT (consultation) DO UPDATE SET told = excluded.told WHERE analysis_told.told = $3`, slug, db.Time(now), db.Time(told))
		if err != nil || n == 0 || told.IsZero() {
			return err
		}
		return announcement{
			Consultation: slug, ReleasedAt: digest.Latest, Path: news.Subject.Path, News: digest.Data(), Day: now.Format(time.DateOnly),
		}.enqueue(ctx, tx, now)
	})
}
