package moderation

import (
	"context"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// Clock is the last time that the clock was looked at, and whether it jumped
// then. What is deleted because its time was up does not come back, so nobody
// deletes anything by a clock that may be wrong.
type Clock struct {
	Seen   time.Time
	Jumped bool
	Now    time.Time
}

// leap is how far the clock may move between two looks, either way.
const leap = 24 * time.Hour

func readClock(ctx context.Context, tx *db.Tx) (c Clock, err error) {
	c, err = db.One(ctx, tx, func(r db.Row) (c Clock, err error) { return c, r.Scan(db.ScanTime(&c.Seen), &c.Jumped) },
		`SELECT seen, jumped FROM custody_clock WHERE name = 'database'`)
	if fault.Is(err, fault.NotFound) {
		err = nil
	}
	if err != nil {
		return c, err
	}
	c.Now, err = tx.Now(ctx)
	if !c.Seen.IsZero() && c.Now.Sub(c.Seen).Abs() > leap {
		c.Jumped = true
	}
	return c, err
}

// beat is how old the last look may be before it is worth a write.
const beat = time.Hour

// Watch looks at the clock. The caretaker calls it all the time; a server that
// was off for more than a day looks the same as a clock that jumped, and an
// officer says which it was.
func (s *Service) Watch(ctx context.Context) (err error) {
	defer fault.Wrap(&err, "look at the clock")
	var c Clock
	if err := s.DB.View(ctx, func(tx *db.Tx) error {
		c, err = readClock(ctx, tx)
		return err
	}); err != nil {
		return err
	}
	if !c.Seen.IsZero() && !c.Jumped && c.Now.Sub(c.Seen).Abs() < beat {
		return nil
	}
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		c, err := readClock(ctx, tx)
		if err != nil {
			return err
		}
		return seen(ctx, tx, c.Now, c.Jumped)
	})
}

func seen(ctx context.Context, tx *db.Tx, now time.Time, jumped bool) error {
	_, err := tx.Exec(ctx, `INSERT INTO custody_clock (name, seen, jumped) VALUES ('database', $1, $2)
		ON CONFLICT (name) DO UPDATE SET seen = excluded.seen, jumped = excluded.jumped`, db.Time(now), jumped)
	return err
}

// Confirm says on behalf of by that the clock is right now.
func (s *Service) Confirm(ctx context.Context, by actor.Actor) (err error) {
	defer fault.Wrap(&err, "confirm the clock")
	if !by.May(actor.Retain) {
		return fault.New(fault.Forbidden, mayNotRetain)
	}
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		if err := audit.Note(ctx, tx, by, "confirm-clock", "installation", "clock", db.Time(now)); err != nil {
			return err
		}
		return seen(ctx, tx, now, false)
	})
}
