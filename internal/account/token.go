package account

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"time"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// TokenKind says what a token in a letter is good for. One for the other is
// good for nothing.
type TokenKind string

// The kinds of token.
const (
	InvitationToken TokenKind = "invitation"
	ResetToken      TokenKind = "reset"
	EmailToken      TokenKind = "address" // that somebody reads the post of the address in it
)

// How long tokens are good.
var tokenLifetime = map[TokenKind]time.Duration{InvitationToken: 7 * 24 * time.Hour, ResetToken: time.Hour, EmailToken: 24 * time.Hour}

// requiredState says in which state a person must be for whom a token is used: whoever
// has not taken up an invitation cannot go round it by a new password.
var requiredState = map[TokenKind]PersonState{InvitationToken: Invited, ResetToken: Active, EmailToken: Active}

var errInvalidToken = fault.New(
	fault.NotFound,
	"This link has been used, has expired or has been replaced by a newer one. Ask for a new link.",
)

func tokenDigest(token string) string {
	sum := sha256.Sum256([]byte("folkmoot/token/v1\x00" + token))
	return hex.EncodeToString(sum[:])
}

// newToken makes a token for p, which takes the place of every other of its
// kind. One of the kind Address has the address that it is to prove.
func newToken(
	ctx context.Context,
	tx *db.Tx,
	kind TokenKind,
	p *Person,
	email string,
	now time.Time,
) (token string, until time.Time, err error) {
	if err := revokeTokens(ctx, tx, p.ID, kind, now); err != nil {
		return "", until, err
	}
	token, until = base64.RawURLEncoding.EncodeToString(randomBytes(32)), now.Add(tokenLifetime[kind])
	_, err = tx.Exec(ctx, `INSERT INTO signin_token (digest, account, kind, expires_at, used_at, email) VALUES ($1, $2, $3, $4, '', $5)`,
		tokenDigest(token), p.ID, string(kind), db.Time(until), email)
	return token, until, err
}

// revokeTokens makes all tokens of a kind useless.
func revokeTokens(ctx context.Context, tx *db.Tx, account string, kind TokenKind, now time.Time) error {
	_, err := tx.Exec(
		ctx,
		`UPDATE signin_token SET used_at = $3 WHERE account = $1 AND kind = $2 AND used_at = ''`,
		account,
		string(kind),
		db.Time(now),
	)
	return err
}

// tokenHolder returns for whom token is good now. Every path that takes a token goes
// through here.
func tokenHolder(ctx context.Context, tx *db.Tx, kind TokenKind, token string) (*Person, error) {
	now, err := tx.Now(ctx)
	if err != nil {
		return nil, err
	}
	id, err := db.One(
		ctx,
		tx,
		db.Text,
		`SELECT account FROM signin_token WHERE digest = $1 AND kind = $2 AND used_at = '' AND expires_at > $3`,
		tokenDigest(token),
		string(kind),
		db.Time(now),
	)
	if fault.Is(err, fault.NotFound) {
		return nil, errInvalidToken
	}
	if err != nil {
		return nil, err
	}
	p, err := GetPerson(ctx, tx, id)
	if err == nil && (p.State != requiredState[kind] || p.OrgSuspended) {
		err = errInvalidToken
	}
	return p, err
}

// useToken is tokenHolder, and the token is good no longer.
func useToken(ctx context.Context, tx *db.Tx, kind TokenKind, token string) (*Person, error) {
	p, err := tokenHolder(ctx, tx, kind, token)
	if err != nil {
		return nil, err
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return nil, err
	}
	n, err := tx.Exec(ctx, `UPDATE signin_token SET used_at = $2 WHERE digest = $1 AND used_at = ''`, tokenDigest(token), db.Time(now))
	if err == nil && n != 1 {
		err = errInvalidToken
	}
	return p, err
}

// TokenHolder returns for whom a token of a letter is good, without using it.
func (s *Service) TokenHolder(ctx context.Context, kind TokenKind, token string) (p *Person, err error) {
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		p, err = tokenHolder(ctx, tx, kind, token)
		return err
	})
	return p, err
}
