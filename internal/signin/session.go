package signin

import (
	"context"
	"time"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// KnownBrowserDays is how long a browser is remembered after a sign-in.
const KnownBrowserDays = 180

// Lifetime of a session.
const (
	SessionIdleTimeout = 30 * time.Minute // after the last request
	SessionLifetime    = 12 * time.Hour   // after the start
	lastSeenPrecision  = time.Minute      // with which the time of the last request is stored
)

// Session is the session of a browser. Its IP address and user agent are not
// stored.
type Session struct {
	TokenDigest string // of the cookie
	AccountID   string // "" before sign-in
	StartedAt   time.Time
	LastSeenAt  time.Time
	Method      string // of signing in: MethodCode, "passkey" or the name of the provider
	Device      string // "a phone", "a tablet" or "a computer"
	Data        []byte
}

const sessionColumns = `token_digest, account, started_at, last_seen_at, method, device, data`

func scanSession(r db.Row) (s Session, err error) {
	return s, r.Scan(
		&s.TokenDigest, &s.AccountID, db.ScanTime(&s.StartedAt), db.ScanTime(&s.LastSeenAt),
		&s.Method, &s.Device, &s.Data,
	)
}

// expired reports whether s has ended by now.
func (s Session) expired(now time.Time) bool {
	return !now.Before(s.StartedAt.Add(SessionLifetime)) || !now.Before(s.LastSeenAt.Add(SessionIdleTimeout))
}

// FindSession returns the session with this token digest, or false if there is
// none or it has expired. It records when the session was last seen.
func (s *Service) FindSession(ctx context.Context, tokenDigest string) (found Session, ok bool, err error) {
	var now time.Time
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		if now, err = tx.Now(ctx); err != nil {
			return err
		}
		found, err = db.One(
			ctx, tx, scanSession,
			`SELECT `+sessionColumns+` FROM signin_session WHERE token_digest = $1`,
			tokenDigest,
		)
		return err
	})
	switch {
	case fault.Is(err, fault.NotFound):
		return Session{}, false, nil
	case err != nil:
		return Session{}, false, err
	case found.expired(now):
		return Session{}, false, s.DeleteSession(ctx, tokenDigest)
	case now.Sub(found.LastSeenAt) < lastSeenPrecision:
		return found, true, nil
	}
	err = s.DB.Update(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(
			ctx,
			`UPDATE signin_session SET last_seen_at = $2 WHERE token_digest = $1`,
			tokenDigest, db.Time(now),
		)
		return err
	})
	return found, true, err
}

// SaveSession stores a session. A zero StartedAt is now; a session with a
// renewed token must give the time at which it started.
func (s *Service) SaveSession(ctx context.Context, session Session) error {
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		if session.StartedAt.IsZero() {
			session.StartedAt = now
		}
		_, err = tx.Exec(
			ctx,
			`INSERT INTO signin_session (`+sessionColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7)
			ON CONFLICT (token_digest) DO UPDATE SET account = excluded.account, method = excluded.method,
			device = excluded.device, data = excluded.data, last_seen_at = excluded.last_seen_at`,
			session.TokenDigest, session.AccountID, db.Time(session.StartedAt), db.Time(now),
			session.Method, session.Device, nonNil(session.Data),
		)
		return err
	})
}

// DeleteSession ends a session.
func (s *Service) DeleteSession(ctx context.Context, tokenDigest string) error {
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM signin_session WHERE token_digest = $1`, tokenDigest)
		return err
	})
}

// maxListedSessions is how many sessions ListSessions looks at.
const maxListedSessions = 100

// ListSessions returns the sessions of account id, the last seen first: at most
// maxListedSessions.
func (s *Service) ListSessions(ctx context.Context, id string) (active []Session, err error) {
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		all, err := db.All(
			ctx, tx, scanSession,
			`SELECT `+sessionColumns+` FROM signin_session WHERE account = $1 ORDER BY last_seen_at DESC, token_digest LIMIT $2`,
			id, maxListedSessions,
		)
		active = nil
		for _, session := range all {
			if !session.expired(now) {
				active = append(active, session)
			}
		}
		return err
	})
	return active, err
}

// EndSession ends one of the sessions of account id. It does nothing for a
// session of another account.
func (s *Service) EndSession(ctx context.Context, id, tokenDigest string) error {
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(
			ctx,
			`DELETE FROM signin_session WHERE account = $1 AND token_digest = $2`,
			id, tokenDigest,
		)
		return err
	})
}

// endSessions ends all sessions of a and stores its credentials. A session that
// a concurrent request saves afterwards is not valid, because its epoch is over.
func endSessions(ctx context.Context, tx *db.Tx, a *Account) error {
	a.sessionEpoch++
	if _, err := tx.Exec(ctx, `DELETE FROM signin_session WHERE account = $1`, a.ID); err != nil {
		return err
	}
	return saveCredentials(ctx, tx, a)
}

// DeleteExpired deletes expired sessions, tokens, ceremonies and requests, and
// attempts that no longer count.
func (s *Service) DeleteExpired(ctx context.Context) error {
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		for query, before := range map[string]time.Time{
			`DELETE FROM signin_session WHERE last_seen_at < $1`:       now.Add(-SessionIdleTimeout),
			`DELETE FROM signin_token WHERE expires_at < $1`:           now.Add(-30 * 24 * time.Hour),
			`DELETE FROM signin_attempt WHERE last_at < $1`:            now.Add(-attemptsExpireAfter),
			`DELETE FROM signin_reset_request WHERE requested_at < $1`: now.Add(-attemptsExpireAfter),
			`DELETE FROM signin_ceremony WHERE expires_at < $1`:        now,
		} {
			if _, err := tx.Exec(ctx, query, db.Time(before)); err != nil {
				return err
			}
		}
		return nil
	})
}
