package account

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// What an address may be tried: a few times without a wait, then after waits
// that double. They are counted by the address that was typed, whether there is
// such an account or not, in the database, for all servers.
const (
	freeTries   = 5
	firstWait   = time.Minute
	longestWait = 15 * time.Minute
	forget      = 24 * time.Hour // after which failures no longer count
)

var errWait = fault.New(fault.Busy, "There have been too many attempts with this email address. Wait 15 minutes, then try again.")

// attempt is what has been tried with an address.
type attempt struct {
	failures int64
	last, to time.Time
}

// subject names an address in account_attempt without telling it.
func (s *Service) subject(what, email string) string {
	mac := hmac.New(sha256.New, s.key("attempt"))
	mac.Write([]byte(what + "\x00" + fold(email)))
	return hex.EncodeToString(mac.Sum(nil))
}

// try counts an attempt before it is made, so that many at once are counted
// too. It refuses if the address must wait.
func (s *Service) try(ctx context.Context, what, email string) error {
	subject := s.subject(what, email)
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		a, err := db.One(ctx, tx, func(r db.Row) (a attempt, err error) {
			return a, r.Scan(&a.failures, db.ScanTime(&a.last), db.ScanTime(&a.to))
		}, `SELECT failures, last_at, blocked_to FROM account_attempt WHERE subject = $1`, subject)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
		if now.Before(a.to) {
			return errWait
		}
		a = a.next(now)
		_, err = tx.Exec(ctx, `INSERT INTO account_attempt (subject, failures, last_at, blocked_to) VALUES ($1, $2, $3, $4)
			ON CONFLICT (subject) DO UPDATE SET failures = excluded.failures, last_at = excluded.last_at, blocked_to = excluded.blocked_to`,
			subject, a.failures, db.Time(a.last), db.Time(a.to))
		return err
	})
}

// next is a after one attempt more.
func (a attempt) next(now time.Time) attempt {
	if now.Sub(a.last) >= forget {
		a = attempt{}
	}
	a.failures++
	a.last = now
	if over := a.failures - freeTries; over >= 0 {
		a.to = now.Add(min(firstWait<<min(over, 10), longestWait))
	}
	return a
}

// forgive forgets the attempts with an address, because one has succeeded.
func (s *Service) forgive(ctx context.Context, tx *db.Tx, what, email string) error {
	_, err := tx.Exec(ctx, `DELETE FROM account_attempt WHERE subject = $1`, s.subject(what, email))
	return err
}
