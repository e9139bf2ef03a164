package signin

import (
	"context"
	"fmt"
	"time"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/notify"
)

// enqueue queues an email about the account of p. Two emails of a kind with the
// same key are sent once.
func (s *Service) enqueue(
	ctx context.Context,
	tx *db.Tx,
	p *account.Person,
	kind, key, to string,
	data map[string]string,
) error {
	if s.Notifications == nil {
		return nil
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	n := notify.Notification{Kind: kind, Key: key, Lang: p.Lang, To: to, Data: data}
	return s.Notifications.Enqueue(ctx, tx, n, now)
}

// Invite emails p a link to accept their invitation to an organisation with the
// name org, and revokes earlier invitations. It returns the link's token.
func (s *Service) Invite(ctx context.Context, tx *db.Tx, p *account.Person, org string) (token string, err error) {
	return s.sendToken(ctx, tx, p, InvitationToken, notify.Invitation, org)
}

// sendToken creates a token for p, emails the link with it and returns it.
func (s *Service) sendToken(
	ctx context.Context,
	tx *db.Tx,
	p *account.Person,
	kind TokenKind,
	notification, org string,
) (token string, err error) {
	token, until, err := newToken(ctx, tx, kind, p.ID, "")
	if err != nil {
		return "", err
	}
	return token, s.enqueue(ctx, tx, p, notification, tokenDigest(token), p.Email, map[string]string{
		"name": p.Name, "organisation": org, "link": s.TokenURL(kind, token), "until": until.UTC().Format(time.RFC3339),
	})
}

// notifySignInChanged emails a that their credentials have changed, so that they
// notice a change by someone else. It must be called after endSessions, which
// changes the session epoch in the key.
func (s *Service) notifySignInChanged(ctx context.Context, tx *db.Tx, a *Account) error {
	if a.Demo {
		return nil
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	return s.enqueue(ctx, tx, a.Person, notify.SignInChanged, fmt.Sprint(a.ID, " ", a.sessionEpoch), a.Email,
		map[string]string{"name": a.Name, "at": now.UTC().Format(time.RFC3339)})
}

// EmailChanged revokes all links p was emailed and emails p at the address
// before the change and the new one. The caller then ends the sessions of p,
// which changes the session epoch in the key, so that each change is announced.
func (s *Service) EmailChanged(ctx context.Context, tx *db.Tx, p *account.Person, before string) error {
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	if err := revokeTokens(ctx, tx, p.ID, InvitationToken, ResetToken, EmailToken); err != nil {
		return err
	}
	a, err := withCredentials(ctx, tx, p)
	if err != nil {
		return err
	}
	for i, to := range []string{before, p.Email} {
		data := map[string]string{"name": p.Name, "at": now.UTC().Format(time.RFC3339)}
		if err := s.enqueue(ctx, tx, p, notify.EmailChanged, fmt.Sprint(p.ID, " ", a.sessionEpoch, " ", i), to, data); err != nil {
			return err
		}
	}
	return nil
}

// tokenPaths are the paths of the pages that accept tokens. The token follows.
var tokenPaths = map[TokenKind]string{
	InvitationToken: "/staff/invitation/",
	ResetToken:      "/staff/new-password/",
	EmailToken:      "/staff/account/new-address/",
}

// TokenURL returns the link with a token. Its host is from the settings, never
// from a request.
func (s *Service) TokenURL(kind TokenKind, token string) string {
	return s.BaseURL + tokenPaths[kind] + token
}

// InvitationURL returns the link that accepts the invitation with this token.
func (s *Service) InvitationURL(token string) string { return s.TokenURL(InvitationToken, token) }
