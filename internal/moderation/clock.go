package moderation

import (
	"context"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// ClockCheck is the last time that the clock was looked at, and whether it jumped
// then. What is deleted because its time was up does not come back, so nobody
// deletes anything by a clock that may be wrong.
type ClockCheck struct {
	CheckedAt time.Time
	Jumped    bool
	Now       time.Time
}

// maxClockStep is how far the clock may move between two looks, either way.
const maxClockStep = 24 * time.Hour

func readClockCheck(ctx context.Context, tx *db.Tx) (c ClockCheck, err error) {
	c, err = db.One(ctx, tx, func(r db.Row) (c ClockCheck, err error) { return c, r.Scan(db.ScanTime(&c.CheckedAt), &c.Jumped) },
		`SELECT seen, jumped FROM retention_clock WHERE name = 'database'`)
	if fault.Is(err, fault.NotFound) {
		err = nil
	}
	if err != nil {
		return c, err
	}
	c.Now, err = tx.Now(ctx)
	if !c.CheckedAt.IsZero() && c.Now.Sub(c.CheckedAt).Abs() > maxClockStep {
		c.Jumped = true
	}
	return c, err
}

// clockCheckInterval is how old the last look may be before it is worth a write.
const clockCheckInterval = time.Hour

// CheckClock looks at the clock. The caretaker calls it all the time; a server that
// was off for more than a day looks the same as a clock that jumped, and an
// officer says which it was.
func (s *Service) CheckClock(ctx context.Context) (err error) {
	defer fault.Wrap(&err, "look at the clock")
	var c ClockCheck
	if err := s.DB.View(ctx, func(tx *db.Tx) error {
		c, err = readClockCheck(ctx, tx)
		return err
	}); err != nil {
		return err
	}
	if !c.CheckedAt.IsZero() && !c.Jumped && c.Now.Sub(c.CheckedAt).Abs() < clockCheckInterval {
		return nil
	}
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		c, err := readClockCheck(ctx, tx)
		if err != nil {
			return err
		}
		return saveClockCheck(ctx, tx, c.Now, c.Jumped)
	})
}

func saveClockCheck(ctx context.Context, tx *db.Tx, now time.Time, jumped bool) error {
	_, err := tx.Exec(ctx, `INSERT INTO retention_clock (name, seen, jumped) VALUES ('database', $1, $2)
		ON CONFLICT (name) DO UPDATE SET seen = excluded.seen, jumped = excluded.jumped`, db.Time(now), jumped)
	return err
}

// ConfirmClock says on behalf of by that the clock is right now.
func (s *Service) ConfirmClock(ctx context.Context, by actor.Actor) (err error) {
	defer fault.Wrap(&err, "confirm the clock")
	if !by.May(actor.ManageRetention) {
		return fault.New(fault.Forbidden, mayNotRetain)
	}
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		if err := audit.Append(ctx, tx, by, "confirm-clock", "installation", "clock", db.Time(now)); err != nil {
			return err
		}
		return saveClockCheck(ctx, tx, now, false)
	})
}
