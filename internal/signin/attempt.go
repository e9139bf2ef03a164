package signin

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// Limits on attempts with one email address: some without waiting, then each
// after a wait that doubles. They are counted in the database, so they hold over
// all servers, and for unknown addresses too.
const (
	freeAttempts        = 5
	firstWait           = time.Minute
	maxWait             = 15 * time.Minute
	attemptsExpireAfter = 24 * time.Hour // after the last attempt
)

var errTooManyAttempts = fault.New(
	fault.Busy,
	"There have been too many attempts with this email address. Wait 15 minutes and try again.",
)

// attempts is what is stored about attempts with one address.
type attempts struct {
	failures           int64
	last, blockedUntil time.Time
}

// attemptKey returns the key of an address in signin_attempt, from which the
// address cannot be found without the installation's secret.
func (s *Service) attemptKey(purpose, email string) string {
	mac := hmac.New(sha256.New, s.deriveKey("attempt"))
	mac.Write([]byte(purpose + "\x00" + account.FoldCase(email)))
	return hex.EncodeToString(mac.Sum(nil))
}

// countAttempt counts an attempt before it is made, so that concurrent attempts
// are counted too. It returns fault.Busy while the address is blocked.
func (s *Service) countAttempt(ctx context.Context, purpose, email string) error {
	key := s.attemptKey(purpose, email)
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		a, err := db.One(ctx, tx, func(r db.Row) (a attempts, err error) {
			return a, r.Scan(&a.failures, db.ScanTime(&a.last), db.ScanTime(&a.blockedUntil))
		}, `SELECT failures, last_at, blocked_until FROM signin_attempt WHERE subject = $1`, key)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
		if now.Before(a.blockedUntil) {
			return errTooManyAttempts
		}
		a = a.withFailure(now)
		_, err = tx.Exec(
			ctx,
			`INSERT INTO signin_attempt (subject, failures, last_at, blocked_until) VALUES ($1, $2, $3, $4)
			ON CONFLICT (subject) DO UPDATE SET failures = excluded.failures, last_at = excluded.last_at,
			blocked_until = excluded.blocked_until`,
			key, a.failures, db.Time(a.last), db.Time(a.blockedUntil),
		)
		return err
	})
}

// withFailure returns a after one more attempt at now.
func (a attempts) withFailure(now time.Time) attempts {
	if now.Sub(a.last) >= attemptsExpireAfter {
		a = attempts{}
	}
	a.failures++
	a.last = now
	if over := a.failures - freeAttempts; over >= 0 {
		a.blockedUntil = now.Add(min(firstWait<<min(over, 10), maxWait))
	}
	return a
}

// clearAttempts deletes the attempts with an address after one has succeeded.
func (s *Service) clearAttempts(ctx context.Context, tx *db.Tx, purpose, email string) error {
	_, err := tx.Exec(ctx, `DELETE FROM signin_attempt WHERE subject = $1`, s.attemptKey(purpose, email))
	return err
}
