package account

import (
	"cmp"
	"context"
	"errors"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
)

// maxPasskeys is how many an account may have.
const maxPasskeys = 20

// BeginPasskeySignIn begins to sign somebody in by a passkey in browser, which is the
// secret of a session. The id that it returns goes with the page.
func (s *Service) BeginPasskeySignIn(ctx context.Context, party RelyingParty, browser string) (id string, err error) {
	defer fault.Wrap(&err, "ask for a passkey")
	question, err := party.newAssertion()
	if err != nil {
		return "", err
	}
	id = db.NewSecret()
	return id, s.DB.Update(ctx, func(tx *db.Tx) error {
		return startCeremony(ctx, tx, ceremony{kind: passkeySignIn, data: db.JSON(question)}, id, browser)
	})
}

// BeginPasskeyRegistration begins to make a passkey for a person, who is signed in or holds
// an invitation.
func (s *Service) BeginPasskeyRegistration(ctx context.Context, person string, party RelyingParty, browser string) (id string, err error) {
	defer fault.Wrap(&err, "ask for a new passkey")
	id = db.NewSecret()
	return id, s.DB.Update(ctx, func(tx *db.Tx) error {
		h, err := getWebAuthnUser(ctx, tx, person)
		if err != nil {
			return err
		}
		question, err := party.newRegistration(h)
		if err != nil {
			return err
		}
		return startCeremony(ctx, tx, ceremony{kind: passkeyAdd, accountID: person, data: db.JSON(question)}, id, browser)
	})
}

func getWebAuthnUser(ctx context.Context, tx *db.Tx, person string) (webAuthnUser, error) {
	p, err := GetPerson(ctx, tx, person)
	if err != nil {
		return webAuthnUser{}, err
	}
	have, err := listPasskeys(ctx, tx, person)
	if err == nil && len(have) >= maxPasskeys {
		err = fault.Newf(fault.Conflict, "You can have up to %d passkeys. Remove one you no longer use, then add another.", maxPasskeys)
	}
	return webAuthnUser{p.ID, p.Email, have}, err
}

// PasskeyOptions returns what browser is to be asked in the ceremony id, as
// JSON for navigator.credentials. person is whose new passkey it is, or "" at
// sign-in.
func (s *Service) PasskeyOptions(ctx context.Context, person, id, browser string) (options string, err error) {
	kind := passkeySignIn
	if person != "" {
		kind = passkeyAdd
	}
	var question passkeyChallenge
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		c, err := getCeremony(ctx, tx, id, browser, kind)
		if err != nil {
			return err
		}
		if c.accountID != person {
			return errCeremony
		}
		return c.unmarshal(&question)
	})
	return string(question.Options), err
}

// FinishPasskeySignIn ends what AskPasskey began, and returns who it is. A passkey is
// two factors: the device is one, and what it asks its owner for is the other.
func (s *Service) FinishPasskeySignIn(ctx context.Context, party RelyingParty, id, browser, response string) (p *Person, err error) {
	defer fault.Wrap(&err, "sign in by passkey")
	answer, wrong := parseAssertion(response)
	var refused error
	err = s.DB.Update(ctx, func(tx *db.Tx) error {
		refused = wrong
		c, err := consumeCeremony(ctx, tx, id, browser, passkeySignIn)
		if err != nil || refused != nil {
			return err
		}
		var question passkeyChallenge
		if err := c.unmarshal(&question); err != nil {
			return err
		}
		p, refused, err = party.identify(ctx, tx, question, answer)
		return err
	})
	if err = cmp.Or(err, refused); err != nil {
		return nil, err
	}
	return p, nil
}

// identify returns whose passkey answers the question. What is wrong with it is
// returned apart from what is wrong with the database, so that the question is
// used up and what we noticed stays written down.
func (party RelyingParty) identify(
	ctx context.Context,
	tx *db.Tx,
	question passkeyChallenge,
	answer *assertion,
) (_ *Person, refused, err error) {
	known, err := getPasskeyByCredential(ctx, tx, answer.RawID)
	if fault.Is(err, fault.NotFound) {
		return nil, passkeyError(errors.New("it is not known")), nil
	}
	if err != nil {
		return nil, nil, err
	}
	p, err := GetPerson(ctx, tx, known.AccountID)
	if err != nil {
		return nil, nil, err
	}
	known, cloned, refused := party.verifyAssertion(question, answer, known)
	switch {
	case refused != nil:
		return nil, refused, nil
	case !p.MaySignIn():
		return nil, passkeyError(errors.New("the account is not active")), nil
	case cloned:
		// Whoever has the other one may have been here before. Which of the two
		// is the owner, nobody can tell from here.
		return nil, errPasskeyCloned, audit.Append(ctx, tx, actor.Actor{ID: p.ID, Org: p.Org}, "passkey-cloned", "account", p.ID, known.ID)
	}
	if known.UsedAt, err = tx.Now(ctx); err != nil {
		return nil, nil, err
	}
	return p, nil, recordPasskeyUse(ctx, tx, known)
}

var errPasskeyCloned = fault.New(
	fault.Forbidden,
	"This passkey may have been copied, so you cannot use it. Sign in with your password and a code, remove the passkey and tell your administrator.",
)

// AddPasskey ends what AskNewPasskey began for by. Their sessions end; the
// caller begins another.
func (s *Service) AddPasskey(
	ctx context.Context,
	by actor.Actor,
	party RelyingParty,
	id, browser, name, response string,
) (p *Person, err error) {
	defer fault.Wrap(&err, "add a passkey")
	return s.addPasskey(ctx, by.ID, party, id, browser, name, response, func(tx *db.Tx) (*Person, error) {
		return endSessionsAndAudit(ctx, tx, by, "add-passkey")
	})
}

// AddFirstPasskey is AddPasskey for somebody who has given only a password, and
// has no second factor yet: a password must not be enough to put another in the
// place of the one there is.
func (s *Service) AddFirstPasskey(
	ctx context.Context,
	person string,
	party RelyingParty,
	id, browser, name, response string,
) (p *Person, err error) {
	defer fault.Wrap(&err, "add the first passkey")
	return s.addPasskey(ctx, person, party, id, browser, name, response, func(tx *db.Tx) (*Person, error) {
		all, err := listPasskeys(ctx, tx, person)
		if err != nil {
			return nil, err
		}
		p, err := GetPerson(ctx, tx, person)
		if err != nil {
			return nil, err
		}
		linked, err := hasAnyIdentity(ctx, tx, person)
		if err != nil || len(all) != 1 || p.HasTOTP() || linked || !p.MaySignIn() {
			return nil, cmp.Or(err, errWrongCredentials)
		}
		return endSessionsAndAudit(ctx, tx, p.Actor(), "add-passkey")
	})
}

// endSessionsAndAudit ends the sessions of by, who has changed how they sign in.
func endSessionsAndAudit(ctx context.Context, tx *db.Tx, by actor.Actor, act string) (*Person, error) {
	p, err := GetPerson(ctx, tx, by.ID)
	if err != nil {
		return nil, err
	}
	if err := endSessions(ctx, tx, p); err != nil {
		return nil, err
	}
	if err := updatePerson(ctx, tx, p); err != nil {
		return nil, err
	}
	return p, audit.Append(ctx, tx, by, act, "account", by.ID, "")
}

// AcceptWithPasskey ends what AskNewPasskey began for whoever holds the
// invitation token: the passkey stands in the place of a password and a code.
func (s *Service) AcceptWithPasskey(
	ctx context.Context,
	token string,
	party RelyingParty,
	id, browser, name, response string,
) (p *Person, err error) {
	defer fault.Wrap(&err, "accept an invitation by passkey")
	if p, err = s.TokenHolder(ctx, InvitationToken, token); err != nil {
		return nil, err
	}
	return s.addPasskey(ctx, p.ID, party, id, browser, name, response, func(tx *db.Tx) (*Person, error) {
		return acceptInvitation(ctx, tx, token, p.ID)
	})
}

// acceptInvitation takes up the invitation of a person, who has just been given a way of
// signing in without a password.
func acceptInvitation(ctx context.Context, tx *db.Tx, token, person string) (*Person, error) {
	p, err := useToken(ctx, tx, InvitationToken, token)
	if err != nil {
		return nil, err
	}
	if p.ID != person {
		return nil, errInvalidToken
	}
	p.State = Active
	if err := updatePerson(ctx, tx, p); err != nil {
		return nil, err
	}
	return p, audit.Append(ctx, tx, p.Actor(), "accept-invitation", "account", p.ID, "")
}

// addPasskey keeps a new passkey of a person, and does what goes with it in the
// same transaction.
func (s *Service) addPasskey(
	ctx context.Context,
	person string,
	party RelyingParty,
	id, browser, name, response string,
	also func(*db.Tx) (*Person, error),
) (p *Person, err error) {
	if name, err = checkName(name, locale.Key("Enter a name for the passkey, like Work laptop.")); err != nil {
		return nil, err
	}
	newID := newID()
	var refused error
	err = s.DB.Update(ctx, func(tx *db.Tx) error {
		c, err := consumeCeremony(ctx, tx, id, browser, passkeyAdd)
		if err != nil {
			return err
		}
		if c.accountID != person {
			refused = errCeremony
			return nil
		}
		var question passkeyChallenge
		if err := c.unmarshal(&question); err != nil {
			return err
		}
		h, err := getWebAuthnUser(ctx, tx, person)
		if err != nil {
			return err
		}
		var made Passkey
		if made, refused = party.verifyRegistration(h, question, response); refused != nil {
			return nil
		}
		made.ID, made.Name = newID, name
		if made.AddedAt, err = tx.Now(ctx); err != nil {
			return err
		}
		if err := insertPasskey(ctx, tx, made); err != nil {
			return err
		}
		p, err = also(tx)
		return err
	})
	if err = cmp.Or(err, refused); err != nil {
		return nil, err
	}
	return p, nil
}

// ListPasskeys returns the passkeys of by.
func (s *Service) ListPasskeys(ctx context.Context, by actor.Actor) (all []Passkey, err error) {
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		all, err = listPasskeys(ctx, tx, by.ID)
		return err
	})
	return all, err
}

// RenamePasskey gives a passkey of by another name.
func (s *Service) RenamePasskey(ctx context.Context, by actor.Actor, id, name string) (err error) {
	defer fault.Wrap(&err, "rename a passkey")
	if name, err = checkName(name, locale.Key("Enter a name for the passkey, like Work laptop.")); err != nil {
		return err
	}
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		if err := renamePasskey(ctx, tx, by.ID, id, name); err != nil {
			return err
		}
		return audit.Append(ctx, tx, by, "rename-passkey", "account", by.ID, "")
	})
}

// RemovePasskey takes a passkey from by, unless it is their only way in. Their
// sessions end; the caller begins another.
func (s *Service) RemovePasskey(ctx context.Context, by actor.Actor, id string) (p *Person, err error) {
	defer fault.Wrap(&err, "remove a passkey")
	err = s.DB.Update(ctx, func(tx *db.Tx) error {
		if err := deletePasskey(ctx, tx, by.ID, id); err != nil {
			return err
		}
		if err := requireSignInMethod(ctx, tx, by.ID); err != nil {
			return err
		}
		p, err = endSessionsAndAudit(ctx, tx, by, "remove-passkey")
		return err
	})
	if err != nil {
		return nil, err
	}
	return p, nil
}

// requireSignInMethod refuses to leave a person without a way of signing in. Signing in
// through the provider is not counted: whether it works tomorrow is not for us
// to say.
func requireSignInMethod(ctx context.Context, tx *db.Tx, person string) error {
	p, err := GetPerson(ctx, tx, person)
	if err != nil {
		return err
	}
	left, err := listPasskeys(ctx, tx, person)
	if err != nil || len(left) > 0 || p.HasPassword() && p.HasTOTP() || p.Demo {
		return err
	}
	return fault.New(
		fault.Conflict,
		"You cannot remove your only way to sign in. First add another passkey, or a password and an authenticator app.",
	)
}
