package account

import (
	"context"
	"time"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// How long a session lasts.
const (
	SessionIdleTimeout = 30 * time.Minute // without a request
	SessionLifetime    = 12 * time.Hour   // whatever is done in it
	lastSeenPrecision  = time.Minute      // what is known of the last request is no closer than this
)

// Session is a browser in which somebody signs in, or is signed in. Neither its
// address nor what it calls itself is kept.
type Session struct {
	TokenDigest string // the digest of the cookie
	AccountID   string // "" until somebody is signed in
	StartedAt   time.Time
	LastSeenAt  time.Time
	Method      string // they signed in: "password and code", "passkey" …
	Device      string // "a phone", "a tablet" or "a computer"
	Data        []byte
}

const sessionColumns = `token_digest, account, started_at, last_seen_at, how, device, data`

func scanSession(r db.Row) (s Session, err error) {
	return s, r.Scan(&s.TokenDigest, &s.AccountID, db.ScanTime(&s.StartedAt), db.ScanTime(&s.LastSeenAt), &s.Method, &s.Device, &s.Data)
}

// expired reports whether s is over at now.
func (s Session) expired(now time.Time) bool {
	return !now.Before(s.StartedAt.Add(SessionLifetime)) || !now.Before(s.LastSeenAt.Add(SessionIdleTimeout))
}

// FindSession returns the session with this token, or false if there is none or
// it is over. That it was seen is written down.
func (s *Service) FindSession(ctx context.Context, token string) (found Session, ok bool, err error) {
	var now time.Time
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		if now, err = tx.Now(ctx); err != nil {
			return err
		}
		found, err = db.One(ctx, tx, scanSession, `SELECT `+sessionColumns+` FROM signin_session WHERE token_digest = $1`, token)
		return err
	})
	switch {
	case fault.Is(err, fault.NotFound):
		return Session{}, false, nil
	case err != nil:
		return Session{}, false, err
	case found.expired(now):
		return Session{}, false, s.DeleteSession(ctx, token)
	case now.Sub(found.LastSeenAt) < lastSeenPrecision:
		return found, true, nil
	}
	err = s.DB.Update(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE signin_session SET last_seen_at = $2 WHERE token_digest = $1`, token, db.Time(now))
		return err
	})
	return found, true, err
}

// SaveSession writes k down. Begun says when it began, if not now: a new token
// makes a session no younger.
func (s *Service) SaveSession(ctx context.Context, k Session) error {
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		if k.StartedAt.IsZero() {
			k.StartedAt = now
		}
		_, err = tx.Exec(ctx, `INSERT INTO signin_session (`+sessionColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7)
			ON CONFLICT (token_digest) DO UPDATE SET account = excluded.account, how = excluded.how, device = excluded.device,
			data = excluded.data, last_seen_at = excluded.last_seen_at`,
			k.TokenDigest, k.AccountID, db.Time(k.StartedAt), db.Time(now), k.Method, k.Device, nonNil(k.Data))
		return err
	})
}

// DeleteSession ends a session.
func (s *Service) DeleteSession(ctx context.Context, token string) error {
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM signin_session WHERE token_digest = $1`, token)
		return err
	})
}

// ListSessions returns the sessions in which id is signed in, the last seen first.
func (s *Service) ListSessions(ctx context.Context, id string) (open []Session, err error) {
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		all, err := db.All(
			ctx,
			tx,
			scanSession,
			`SELECT `+sessionColumns+` FROM signin_session WHERE account = $1 ORDER BY last_seen_at DESC, token_digest`,
			id,
		)
		open = nil
		for _, k := range all {
			if !k.expired(now) {
				open = append(open, k)
			}
		}
		return err
	})
	return open, err
}

// EndSession ends one of the sessions of id, and says nothing of those of
// others.
func (s *Service) EndSession(ctx context.Context, id, token string) error {
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM signin_session WHERE account = $1 AND token_digest = $2`, id, token)
		return err
	})
}

// endSessions ends all sessions of p, also such as are being written down at
// this moment: they hold an epoch that is over. The caller writes p.
func endSessions(ctx context.Context, tx *db.Tx, p *Person) error {
	p.sessionEpoch++
	_, err := tx.Exec(ctx, `DELETE FROM signin_session WHERE account = $1`, p.ID)
	return err
}

// DeleteExpired deletes what is over: sessions, letters' tokens, and attempts that no
// longer count.
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
