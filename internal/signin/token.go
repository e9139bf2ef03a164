package signin

import (
	"context"
	"time"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// TokenKind is the purpose of a token in an emailed link. A token works for its
// own purpose only.
type TokenKind string

// The kinds of token.
const (
	InvitationToken TokenKind = "invitation"
	ResetToken      TokenKind = "reset"
	EmailToken      TokenKind = "email" // confirms a new email address
)

// tokenLifetime is how long tokens are valid.
var tokenLifetime = map[TokenKind]time.Duration{
	InvitationToken: 7 * 24 * time.Hour,
	ResetToken:      time.Hour,
	EmailToken:      24 * time.Hour,
}

// requiredState is the state of the accounts for which tokens are valid. So an
// expired invitation cannot be replaced by resetting the password.
var requiredState = map[TokenKind]account.PersonState{
	InvitationToken: account.Invited,
	ResetToken:      account.Active,
	EmailToken:      account.Active,
}

func tokenDigest(token string) string { return secretDigest("token", token) }

// newToken creates a token for an account and revokes its earlier ones of the
// kind. email is the address that an EmailToken confirms.
func newToken(
	ctx context.Context,
	tx *db.Tx,
	kind TokenKind,
	id, email string,
) (token string, until time.Time, err error) {
	if err := revokeTokens(ctx, tx, id, kind); err != nil {
		return "", until, err
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return "", until, err
	}
	token, until = db.NewSecret(), now.Add(tokenLifetime[kind])
	_, err = tx.Exec(
		ctx,
		`INSERT INTO signin_token (digest, account, kind, expires_at, used_at, email) VALUES ($1, $2, $3, $4, '', $5)`,
		tokenDigest(token), id, string(kind), db.Time(until), email,
	)
	return token, until, err
}

// revokeTokens marks all unused tokens of these kinds of an account as used.
func revokeTokens(ctx context.Context, tx *db.Tx, id string, kinds ...TokenKind) error {
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	for _, kind := range kinds {
		if _, err := tx.Exec(
			ctx,
			`UPDATE signin_token SET used_at = $3 WHERE account = $1 AND kind = $2 AND used_at = ''`,
			id, string(kind), db.Time(now),
		); err != nil {
			return err
		}
	}
	return nil
}

// tokenHolder returns the account for which token is valid now, or
// errLinkInvalid. Every use of a token goes through it.
func tokenHolder(ctx context.Context, tx *db.Tx, kind TokenKind, token string) (*Account, error) {
	now, err := tx.Now(ctx)
	if err != nil {
		return nil, err
	}
	id, err := db.One(
		ctx, tx, db.Text,
		`SELECT account FROM signin_token WHERE digest = $1 AND kind = $2 AND used_at = '' AND expires_at > $3`,
		tokenDigest(token), string(kind), db.Time(now),
	)
	if fault.Is(err, fault.NotFound) {
		return nil, errLinkInvalid
	}
	if err != nil {
		return nil, err
	}
	a, err := getAccount(ctx, tx, id)
	if err == nil && (a.State != requiredState[kind] || a.OrgSuspended) {
		err = errLinkInvalid
	}
	return a, err
}

// useToken does what tokenHolder does and marks the token as used.
func useToken(ctx context.Context, tx *db.Tx, kind TokenKind, token string) (*Account, error) {
	a, err := tokenHolder(ctx, tx, kind, token)
	if err != nil {
		return nil, err
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return nil, err
	}
	n, err := tx.Exec(
		ctx,
		`UPDATE signin_token SET used_at = $2 WHERE digest = $1 AND used_at = ''`,
		tokenDigest(token), db.Time(now),
	)
	if err == nil && n != 1 {
		err = errLinkInvalid
	}
	return a, err
}

// TokenHolder returns the account for which a token is valid now. The token
// stays valid.
func (s *Service) TokenHolder(ctx context.Context, kind TokenKind, token string) (a *Account, err error) {
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		a, err = tokenHolder(ctx, tx, kind, token)
		return err
	})
	return a, err
}
