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
	freeAttempts        = 5
	firstWait           = time.Minute
	maxWait             = 15 * time.Minute
	attemptsExpireAfter = 24 * time.Hour // after which failures no longer count
)

var errTooManyAttempts = fault.New(fault.Busy, "There have been too many attempts with this email address. Wait 15 minutes and try again.")

// attempt is what has been tried with an address.
type attempt struct {
	failures           int64
	last, blockedUntil time.Time
}

// attemptKey names an address in signin_attempt without telling it.
func (s *Service) attemptKey(what, email string) string {
	mac := hmac.New(sha256.New, s.deriveKey("attempt"))
	mac.Write([]byte(what + "\x00" + caseFold(email)))
	return hex.EncodeToString(mac.Sum(nil))
}

// countAttempt counts an attempt before it is made, so that many at once are counted
// too. It refuses if the address must wait.
func (s *Service) countAttempt(ctx context.Context, what, email string) error {
	subject := s.attemptKey(what, email)
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		a, err := db.One(ctx, tx, func(r db.Row) (a attempt, err error) {
			return a, r.Scan(&a.failures, db.ScanTime(&a.last), db.ScanTime(&a.blockedUntil))
		}, `SELECT failures, last_at, blocked_until FROM signin_attempt WHERE subject = $1`, subject)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
		if now.Before(a.blockedUntil) {
			return errTooManyAttempts
		}
		a = a.withFailure(now)
		_, err = tx.Exec(ctx, `INSERT INTO signin_attempt (subject, failures, last_at, blocked_until) VALUES ($1, $2, $3, $4)
			ON CONFLICT (subject) DO UPDATE SET failures = excluded.failures, last_at = excluded.last_at, blocked_until = excluded.blocked_until`,
			subject, a.failures, db.Time(a.last), db.Time(a.blockedUntil))
		return err
	})
}

// withFailure is a after one attempt more.
func (a attempt) withFailure(now time.Time) attempt {
	if now.Sub(a.last) >= attemptsExpireAfter {
		a = attempt{}
	}
	a.failures++
	a.last = now
	if over := a.failures - freeAttempts; over >= 0 {
		a.blockedUntil = now.Add(min(firstWait<<min(over, 10), maxWait))
	}
	return a
}

// clearAttempts forgets the attempts with an address, because one has succeeded.
func (s *Service) clearAttempts(ctx context.Context, tx *db.Tx, what, email string) error {
	_, err := tx.Exec(ctx, `DELETE FROM signin_attempt WHERE subject = $1`, s.attemptKey(what, email))
	return err
}
