package retention

import (
	"context"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// ClockCheck is the result of comparing the clock of the database with its last
// known time. Deletion is permanent, so nothing is deleted while the clock may be
// wrong.
type ClockCheck struct {
	CheckedAt time.Time // the last known time; zero before the first check
	Jumped    bool      // the clock changed by more than maxClockStep and was not confirmed since
	Now       time.Time
}

// maxClockStep is how far the clock may move between two checks, forward or back.
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

// TrustedTime returns the time of the database, and whether it may be relied on for
// deleting data.
func TrustedTime(ctx context.Context, tx *db.Tx) (now time.Time, trusted bool, err error) {
	c, err := readClockCheck(ctx, tx)
	return c.Now, err == nil && !c.Jumped, err
}

// clockCheckInterval is the age at which a check is written to the database again.
const clockCheckInterval = time.Hour

// CheckClock checks the clock and saves the result. It is called every few seconds.
// A server that was switched off for more than a day looks the same as a clock that
// jumped, so an officer has to confirm the time: see ConfirmClock.
func (s *Service) CheckClock(ctx context.Context) (err error) {
	defer fault.Wrap(&err, "check the clock")
	var c ClockCheck
	if err := s.db.View(ctx, func(tx *db.Tx) error {
		c, err = readClockCheck(ctx, tx)
		return err
	}); err != nil {
		return err
	}
	if !c.CheckedAt.IsZero() && !c.Jumped && c.Now.Sub(c.CheckedAt).Abs() < clockCheckInterval {
		return nil
	}
	return s.db.Update(ctx, func(tx *db.Tx) error {
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

// MayConfirmClock reports whether by may confirm the clock, on which the deletions of every
// organisation depend: only the council may.
func MayConfirmClock(by actor.Actor) bool { return by.MayForAll(actor.ManageRetention) }

// ConfirmClock records that by has confirmed the time that the clock shows now.
func (s *Service) ConfirmClock(ctx context.Context, by actor.Actor) (err error) {
	defer fault.Wrap(&err, "confirm the clock")
	if !MayConfirmClock(by) {
		return fault.New(fault.Forbidden, refusal)
	}
	return s.db.Update(ctx, func(tx *db.Tx) error {
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
