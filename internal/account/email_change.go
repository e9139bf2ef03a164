package account

import (
	"context"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/notify"
)

// The address with which somebody signs in, and another in its place.

var (
	errSameEmail       = fault.New(fault.Invalid, "This account already uses that email address. Enter a different one.")
	errTooManyRequests = fault.New(fault.Busy, "You have asked for this too many times. Wait 15 minutes, then try again.")
	// Whoever is told this has shown that the address is theirs, or looks after
	// accounts.
	errEmailInUse = fault.New(
		fault.Conflict,
		"You cannot use this email address for this account. If you do not know who uses it, ask the team that runs this service.",
	)
)

// RequestEmailChange sends to another address of by a link with which by proves that
// they read its post, and tells the one they have. What by is told, and what is
// done, is the same whether somebody else has that address: who has it is not
// even looked up.
func (s *Service) RequestEmailChange(ctx context.Context, by actor.Actor, typed string) (err error) {
	defer fault.Wrap(&err, "ask for another address")
	email, err := checkEmail(typed)
	if err != nil {
		return err
	}
	if err := s.countAttempt(ctx, attemptEmailChange, by.ID); fault.Is(err, fault.Busy) {
		return errTooManyRequests
	} else if err != nil {
		return err
	}
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		p, err := GetPerson(ctx, tx, by.ID)
		if err != nil {
			return err
		}
		switch {
		case p.Demo:
			return errDemoPerson
		case !p.MaySignIn():
			return errWrongCredentials
		case p.Email == email:
			return errSameEmail
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		token, until, err := newToken(ctx, tx, EmailToken, p, email, now)
		if err != nil {
			return err
		}
		words := map[string]string{"name": p.Name, "link": s.TokenURL(EmailToken, token), "until": until.UTC().Format(time.RFC3339)}
		if err := s.queueEmail(ctx, tx, p, notify.EmailConfirm, tokenDigest(token), email, words, now); err != nil {
			return err
		}
		words = map[string]string{"name": p.Name, "at": now.UTC().Format(time.RFC3339)}
		if err := s.queueEmail(ctx, tx, p, notify.EmailChangeRequested, tokenDigest(token), p.Email, words, now); err != nil {
			return err
		}
		return audit.Append(ctx, tx, by, "ask-address", "account", p.ID, "")
	})
}

// RequestedEmail returns the address that token proves, if it is by's own token.
func (s *Service) RequestedEmail(ctx context.Context, by actor.Actor, token string) (email string, err error) {
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		_, email, err = requestedEmail(ctx, tx, by, token)
		return err
	})
	return email, err
}

func requestedEmail(ctx context.Context, tx *db.Tx, by actor.Actor, token string) (p *Person, email string, err error) {
	if p, err = tokenHolder(ctx, tx, EmailToken, token); err != nil {
		return nil, "", err
	}
	if p.ID != by.ID {
		return nil, "", errInvalidToken
	}
	email, err = db.One(ctx, tx, db.Text, `SELECT email FROM signin_token WHERE digest = $1`, tokenDigest(token))
	return p, email, err
}

// ConfirmEmailChange gives by, who is signed in, the address that token proves. All
// their sessions end; the caller begins another.
func (s *Service) ConfirmEmailChange(ctx context.Context, by actor.Actor, token string) (p *Person, err error) {
	defer fault.Wrap(&err, "take another address")
	err = s.DB.Update(ctx, func(tx *db.Tx) error {
		var email string
		if p, email, err = requestedEmail(ctx, tx, by, token); err != nil {
			return err
		}
		if _, err := useToken(ctx, tx, EmailToken, token); err != nil {
			return err
		}
		if err := s.clearAttempts(ctx, tx, attemptEmailChange, by.ID); err != nil {
			return err
		}
		if err := endSessions(ctx, tx, p); err != nil {
			return err
		}
		if err := s.setEmail(ctx, tx, p, email); err != nil {
			return err
		}
		if err := updatePerson(ctx, tx, p); err != nil {
			return err
		}
		return audit.Append(ctx, tx, by, "change-address", "account", p.ID, "")
	})
	return p, err
}

// setEmail gives p the address email and tells them at both. Links that were sent
// to the one before are good no longer. The caller writes p.
func (s *Service) setEmail(ctx context.Context, tx *db.Tx, p *Person, email string) error {
	other, err := GetPersonByEmail(ctx, tx, email)
	switch {
	case err == nil && other.ID != p.ID:
		return errEmailInUse
	case err != nil && !fault.Is(err, fault.NotFound):
		return err
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	for kind := range tokenLifetime {
		if err := revokeTokens(ctx, tx, p.ID, kind, now); err != nil {
			return err
		}
	}
	was := p.Email
	p.Email, p.emailFolded = email, caseFold(email)
	for i, to := range []string{was, email} {
		words := map[string]string{"name": p.Name, "at": now.UTC().Format(time.RFC3339)}
		if err := s.queueEmail(ctx, tx, p, notify.EmailChanged, fmt.Sprint(p.ID, " ", p.version, " ", i), to, words, now); err != nil {
			return err
		}
	}
	return nil
}

// queueEmail queues a letter about the account of p.
func (s *Service) queueEmail(
	ctx context.Context,
	tx *db.Tx,
	p *Person,
	kind, key, to string,
	words map[string]string,
	now time.Time,
) error {
	if s.Notifications == nil {
		return nil
	}
	return s.Notifications.Enqueue(ctx, tx, notify.Notification{Kind: kind, Key: key, Lang: p.Lang, To: to, Data: words}, now)
}

// ChangeEmailOf gives somebody who has lost their mailbox another address, for a
// reason. They still need what they sign in with. Who has not taken up an
// invitation gets it at the new address.
func (s *Service) ChangeEmailOf(ctx context.Context, by actor.Actor, id, typed, why string) (err error) {
	defer fault.Wrap(&err, "change address of %s", id)
	if by.ID == id {
		return fault.New(fault.Conflict, "You cannot change your own email address here. Change it in Your account.")
	}
	email, err := checkEmail(typed)
	if err != nil {
		return err
	}
	if why, err = checkReason(why); err != nil {
		return err
	}
	return s.updateManagedPerson(ctx, by, id, func(tx *db.Tx, p *Person) error {
		switch {
		case p.Demo:
			return errDemoPerson
		case p.Email == email:
			return errSameEmail
		}
		if err := s.setEmail(ctx, tx, p, email); err != nil {
			return err
		}
		if p.State == Invited {
			_, err := s.reinvite(ctx, tx, by, p, "change-address", why)
			return err
		}
		return audit.Append(ctx, tx, by, "change-address", "account", p.ID, why)
	})
}

var errDemoPerson = fault.New(fault.Conflict, "You cannot do this with a demonstration account.")

// ValidateEmailChange says what is wrong with what an administrator typed for another
// address: "email" or "why".
func ValidateEmailChange(email, why string) map[string]error {
	wrong := map[string]error{}
	if _, err := checkEmail(email); err != nil {
		wrong["email"] = err
	}
	if _, err := checkReason(why); err != nil {
		wrong["why"] = err
	}
	return wrong
}

const maxReasonLength = 500

// checkReason checks why something is done to somebody. It is for colleagues and the
// audit log.
func checkReason(typed string) (string, error) {
	why := strings.Join(strings.Fields(typed), " ")
	switch {
	case why == "":
		return "", fault.New(fault.Invalid, "Enter a reason.")
	case utf8.RuneCountInString(why) > maxReasonLength || strings.ContainsFunc(why, isInvisible):
		return "", fault.Newf(fault.Invalid, "Reason must be %d characters or fewer.", maxReasonLength)
	}
	return why, nil
}
