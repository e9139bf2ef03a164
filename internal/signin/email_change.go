package signin

import (
	"context"
	"time"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/notify"
)

var errTooManyEmailChanges = fault.New(
	fault.Busy,
	"You have asked for this too many times. Wait 15 minutes, then try again.",
)

// RequestEmailChange emails a confirmation link to the address that by wants to
// use, and a warning to their present address. It does not look up whether
// another account has the address, so that neither its answer nor its time shows.
func (s *Service) RequestEmailChange(ctx context.Context, by actor.Actor, typed string) (err error) {
	defer fault.Wrap(&err, "request email change")
	email, err := account.CheckEmail(typed)
	if err != nil {
		return err
	}
	if err := s.countAttempt(ctx, attemptEmailChange, by.ID); fault.Is(err, fault.Busy) {
		return errTooManyEmailChanges
	} else if err != nil {
		return err
	}
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		p, err := account.GetPerson(ctx, tx, by.ID)
		if err != nil {
			return err
		}
		switch {
		case p.Demo:
			return account.ErrDemoPerson
		case !p.MaySignIn():
			return errWrongCredentials
		case p.Email == email:
			return account.ErrSameEmail
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		token, until, err := newToken(ctx, tx, EmailToken, p.ID, email)
		if err != nil {
			return err
		}
		data := map[string]string{
			"name": p.Name, "link": s.TokenURL(EmailToken, token), "until": until.UTC().Format(time.RFC3339),
		}
		if err := s.enqueue(ctx, tx, p, notify.EmailConfirm, tokenDigest(token), email, data); err != nil {
			return err
		}
		data = map[string]string{"name": p.Name, "at": now.UTC().Format(time.RFC3339)}
		if err := s.enqueue(ctx, tx, p, notify.EmailChangeRequested, tokenDigest(token), p.Email, data); err != nil {
			return err
		}
		return audit.Append(ctx, tx, by, "request-email-change", "account", p.ID, "")
	})
}

// RequestedEmail returns the address that token confirms, if by requested it.
func (s *Service) RequestedEmail(ctx context.Context, by actor.Actor, token string) (email string, err error) {
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		_, email, err = requestedEmail(ctx, tx, by, token)
		return err
	})
	return email, err
}

func requestedEmail(ctx context.Context, tx *db.Tx, by actor.Actor, token string) (a *Account, email string, err error) {
	if a, err = tokenHolder(ctx, tx, EmailToken, token); err != nil {
		return nil, "", err
	}
	if a.ID != by.ID {
		return nil, "", errLinkInvalid
	}
	email, err = db.One(ctx, tx, db.Text, `SELECT email FROM signin_token WHERE digest = $1`, tokenDigest(token))
	return a, email, err
}

// ConfirmEmailChange changes the email address of by, who is signed in, to the
// one that token confirms. All their sessions end; the caller starts a new one.
func (s *Service) ConfirmEmailChange(ctx context.Context, by actor.Actor, token string) (a *Account, err error) {
	defer fault.Wrap(&err, "confirm email change")
	err = s.DB.Update(ctx, func(tx *db.Tx) error {
		var email string
		if a, email, err = requestedEmail(ctx, tx, by, token); err != nil {
			return err
		}
		if _, err := useToken(ctx, tx, EmailToken, token); err != nil {
			return err
		}
		if err := s.clearAttempts(ctx, tx, attemptEmailChange, by.ID); err != nil {
			return err
		}
		before := a.Email
		if err := account.SetEmail(ctx, tx, a.Person, email); err != nil {
			return err
		}
		if err := s.EmailChanged(ctx, tx, a.Person, before); err != nil {
			return err
		}
		if err := endSessions(ctx, tx, a); err != nil {
			return err
		}
		return audit.Append(ctx, tx, by, "change-email", "account", a.ID, "")
	})
	return a, err
}
