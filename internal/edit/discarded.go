package edit

import (
	"context"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// DiscardedDays is for how many days a record that was discarded before it was ever published can be restored. Then it is
// deleted.
const DiscardedDays = 30

// DiscardedUntil returns until when a record that is discarded at t can be restored.
func DiscardedUntil(t time.Time) time.Time { return t.AddDate(0, 0, DiscardedDays) }

// Discard gives up the changes that wait to be published. The history keeps them. A record that was never published can be
// restored for DiscardedDays.
func (s *Service) Discard(ctx context.Context, by actor.Actor, k *Kind, address string, version int64) (*Copy, error) {
	return s.change(ctx, by, k, address, version, DiscardAct, func(tx *db.Tx, c *Copy) error { return k.discard(ctx, tx, c) })
}

// discard gives up the changes of c.
func (k *Kind) discard(ctx context.Context, tx *db.Tx, c *Copy) error {
	published, err := k.loadPublished(ctx, tx, c.Record)
	if err != nil {
		return err
	}
	if !c.State.pending() {
		return staleError()
	}
	c.State, c.SubmittedBy, c.ApprovedBy = Discarded, "", "" // those who wrote it have, if it is restored
	if published != nil {
		c.Values, c.Base, c.State, c.Writers = published, published.Clone(), Published, nil
		k.setTitle(c)
	}
	return nil
}

// Restore makes a discarded record, which was never published, a draft again.
func (s *Service) Restore(ctx context.Context, by actor.Actor, k *Kind, address string, version int64) (*Copy, error) {
	return s.change(ctx, by, k, address, version, RestoreAct, func(_ *db.Tx, c *Copy) error {
		if c.State != Discarded {
			return staleError()
		}
		c.State = Draft
		c.addWriter(by.ID)
		return nil
	})
}

// deletedAtOnce is how many records DeleteDiscarded reads at a time.
const deletedAtOnce = 100

// DeleteDiscarded deletes the records of a kind that were discarded more than DiscardedDays ago, with their versions and
// comments.
func (s *Service) DeleteDiscarded(ctx context.Context, k *Kind) (err error) {
	defer fault.Wrap(&err, "delete discarded records of %s", k.Name)
	for {
		var ids []string
		var before string
		if err := s.DB.View(ctx, func(tx *db.Tx) error {
			now, err := tx.Now(ctx)
			if err != nil {
				return err
			}
			before = db.Time(now.AddDate(0, 0, -DiscardedDays))
			ids, err = db.All(ctx, tx, db.Text, `SELECT id FROM edit_copy WHERE kind = $1 AND state = $2 AND changed_at < $3
				ORDER BY changed_at, id LIMIT $4`, k.Name, Discarded, before, deletedAtOnce)
			return err
		}); err != nil {
			return err
		}
		for _, id := range ids {
			if err := s.DB.Update(ctx, func(tx *db.Tx) error { return k.deleteDiscarded(ctx, tx, id, before) }); err != nil {
				return err
			}
		}
		if len(ids) < deletedAtOnce {
			return nil
		}
	}
}

// deleteDiscarded deletes the copy id if it is still discarded and was changed before the given time.
func (k *Kind) deleteDiscarded(ctx context.Context, tx *db.Tx, id, before string) error {
	n, err := tx.Exec(ctx, `DELETE FROM edit_copy WHERE kind = $1 AND id = $2 AND state = $3 AND changed_at < $4`,
		k.Name, id, Discarded, before)
	if err != nil || n == 0 {
		return err
	}
	for _, statement := range []string{
		`DELETE FROM edit_comment WHERE kind = $1 AND copy = $2`,
		`DELETE FROM edit_version WHERE kind = $1 AND copy = $2`,
	} {
		if _, err := tx.Exec(ctx, statement, k.Name, id); err != nil {
			return err
		}
	}
	if k.Deleted != nil {
		if err := k.Deleted(ctx, tx, id); err != nil {
			return err
		}
	}
	return audit.Append(ctx, tx, actor.System, "delete-discarded-record", k.Name, id, "")
}
