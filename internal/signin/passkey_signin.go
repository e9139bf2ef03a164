package signin

import (
	"cmp"
	"context"
	"errors"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
)

// maxPasskeys is the largest number of passkeys of an account.
const maxPasskeys = 20

// MethodPasskey is the method of signing in with a passkey, as sessions and the
// audit log store it.
const MethodPasskey = "passkey"

// BeginPasskeySignIn starts a ceremony to sign in with a passkey, in browser, the
// secret in its session. It returns the id of the ceremony.
func (s *Service) BeginPasskeySignIn(ctx context.Context, party RelyingParty, browser string) (id string, err error) {
	defer fault.Wrap(&err, "begin passkey sign-in")
	challenge, err := party.newAssertion()
	if err != nil {
		return "", err
	}
	id = db.NewSecret()
	return id, s.DB.Update(ctx, func(tx *db.Tx) error {
		return startCeremony(ctx, tx, ceremony{kind: passkeySignIn, data: db.JSON(challenge)}, id, browser)
	})
}

// BeginPasskeyRegistration starts a ceremony to add a passkey to an account. The
// caller must have checked that the person is signed in or has an invitation.
func (s *Service) BeginPasskeyRegistration(
	ctx context.Context,
	accountID string,
	party RelyingParty,
	browser string,
) (id string, err error) {
	defer fault.Wrap(&err, "begin passkey registration")
	id = db.NewSecret()
	return id, s.DB.Update(ctx, func(tx *db.Tx) error {
		u, err := getWebAuthnUser(ctx, tx, accountID)
		if err != nil {
			return err
		}
		challenge, err := party.newRegistration(u)
		if err != nil {
			return err
		}
		c := ceremony{kind: passkeyAdd, accountID: accountID, data: db.JSON(challenge)}
		return startCeremony(ctx, tx, c, id, browser)
	})
}

// getWebAuthnUser returns an account to which a passkey is to be added. It
// returns fault.Conflict if it has maxPasskeys.
func getWebAuthnUser(ctx context.Context, tx *db.Tx, accountID string) (webAuthnUser, error) {
	p, err := account.GetPerson(ctx, tx, accountID)
	if err != nil {
		return webAuthnUser{}, err
	}
	existing, err := listPasskeys(ctx, tx, accountID)
	if err == nil && len(existing) >= maxPasskeys {
		err = fault.Newf(
			fault.Conflict,
			"You can have up to %d passkeys. Remove one you no longer use, then add another.",
			maxPasskeys,
		)
	}
	return webAuthnUser{p.ID, p.Email, existing}, err
}

// PasskeyOptions returns the options for navigator.credentials in ceremony id, as
// JSON. accountID is the account that gets a new passkey, or "" at sign-in.
func (s *Service) PasskeyOptions(ctx context.Context, accountID, id, browser string) (options string, err error) {
	kind := passkeySignIn
	if accountID != "" {
		kind = passkeyAdd
	}
	var challenge passkeyChallenge
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		c, err := getCeremony(ctx, tx, id, browser, kind)
		if err != nil {
			return err
		}
		if c.accountID != accountID {
			return errCeremony
		}
		return c.unmarshal(&challenge)
	})
	return string(challenge.Options), err
}

// FinishPasskeySignIn ends a ceremony of BeginPasskeySignIn and returns the
// account that has signed in. A passkey counts as two factors: the device, and
// the fingerprint, face or PIN that it checks.
func (s *Service) FinishPasskeySignIn(
	ctx context.Context,
	party RelyingParty,
	id, browser, response string,
) (a *Account, err error) {
	defer fault.Wrap(&err, "sign in by passkey")
	parsed, invalid := parseAssertion(response)
	var refused error
	err = s.DB.Update(ctx, func(tx *db.Tx) error {
		refused = invalid
		c, err := consumeCeremony(ctx, tx, id, browser, passkeySignIn)
		if err != nil || refused != nil {
			return err
		}
		var challenge passkeyChallenge
		if err := c.unmarshal(&challenge); err != nil {
			return err
		}
		a, refused, err = party.identify(ctx, tx, challenge, parsed)
		return err
	})
	if err = cmp.Or(err, refused); err != nil {
		return nil, err
	}
	return a, nil
}

// identify returns the account whose passkey signed the response. It returns a
// refusal separately from errors of the database, so that the caller commits the
// end of the ceremony and the audit entry of a cloned passkey.
func (party RelyingParty) identify(
	ctx context.Context,
	tx *db.Tx,
	challenge passkeyChallenge,
	response *assertion,
) (_ *Account, refused, err error) {
	known, err := getPasskeyByCredential(ctx, tx, response.RawID)
	if fault.Is(err, fault.NotFound) {
		return nil, passkeyError(errors.New("unknown passkey")), nil
	}
	if err != nil {
		return nil, nil, err
	}
	a, err := getAccount(ctx, tx, known.AccountID)
	if err != nil {
		return nil, nil, err
	}
	known, cloned, refused := party.verifyAssertion(challenge, response, known)
	switch {
	case refused != nil:
		return nil, refused, nil
	case !a.MaySignIn():
		return nil, passkeyError(errors.New("the account is not active")), nil
	case cloned:
		// An attacker may have signed in with the other copy. We cannot tell
		// which of the two is the owner.
		by := actor.Actor{ID: a.ID, Org: a.Org}
		return nil, errPasskeyCloned, audit.Append(ctx, tx, by, "passkey-cloned", "account", a.ID, known.ID)
	}
	if known.UsedAt, err = tx.Now(ctx); err != nil {
		return nil, nil, err
	}
	return a, nil, recordPasskeyUse(ctx, tx, known)
}

var errPasskeyCloned = fault.New(
	fault.Forbidden,
	"This passkey may have been copied, so you cannot use it. Sign in with your password and a code, "+
		"remove the passkey and tell your administrator.",
)

// AddPasskey ends a ceremony of BeginPasskeyRegistration for by, who is signed
// in. Their sessions end; the caller starts a new one.
func (s *Service) AddPasskey(
	ctx context.Context,
	by actor.Actor,
	party RelyingParty,
	id, browser, name, response string,
) (a *Account, err error) {
	defer fault.Wrap(&err, "add a passkey")
	return s.addPasskey(ctx, by.ID, party, id, browser, name, response, func(tx *db.Tx) (*Account, error) {
		return endSessionsAndAudit(ctx, tx, by, "add-passkey")
	})
}

// AddFirstPasskey ends a ceremony of BeginPasskeyRegistration for a person who
// has only given a password. The account must have no second factor, or a
// password would be enough to replace it.
func (s *Service) AddFirstPasskey(
	ctx context.Context,
	accountID string,
	party RelyingParty,
	id, browser, name, response string,
) (a *Account, err error) {
	defer fault.Wrap(&err, "add the first passkey")
	return s.addPasskey(ctx, accountID, party, id, browser, name, response, func(tx *db.Tx) (*Account, error) {
		all, err := listPasskeys(ctx, tx, accountID)
		if err != nil {
			return nil, err
		}
		a, err := getAccount(ctx, tx, accountID)
		if err != nil {
			return nil, err
		}
		linked, err := hasAnyIdentity(ctx, tx, accountID)
		if err != nil || len(all) != 1 || a.HasTOTP() || linked || !a.MaySignIn() {
			return nil, cmp.Or(err, errWrongCredentials)
		}
		return endSessionsAndAudit(ctx, tx, a.Actor(), "add-passkey")
	})
}

// endSessionsAndAudit ends the sessions of by, who has changed how they sign in,
// and writes an audit entry for act.
func endSessionsAndAudit(ctx context.Context, tx *db.Tx, by actor.Actor, act string) (*Account, error) {
	a, err := getAccount(ctx, tx, by.ID)
	if err != nil {
		return nil, err
	}
	if err := endSessions(ctx, tx, a); err != nil {
		return nil, err
	}
	return a, audit.Append(ctx, tx, by, act, "account", by.ID, "")
}

// AcceptWithPasskey ends a ceremony of BeginPasskeyRegistration for the holder of
// an invitation, and accepts it. The passkey replaces a password and a code.
func (s *Service) AcceptWithPasskey(
	ctx context.Context,
	token string,
	party RelyingParty,
	id, browser, name, response string,
) (a *Account, err error) {
	defer fault.Wrap(&err, "accept an invitation with a passkey")
	if a, err = s.TokenHolder(ctx, InvitationToken, token); err != nil {
		return nil, err
	}
	accountID := a.ID
	return s.addPasskey(ctx, accountID, party, id, browser, name, response, func(tx *db.Tx) (*Account, error) {
		return acceptInvitation(ctx, tx, token, accountID)
	})
}

// checkPasskeyName returns the name for a passkey in typed.
func checkPasskeyName(typed string) (string, error) {
	return account.CheckName(typed, locale.Key("Enter a name for the passkey, like Work laptop."))
}

// addPasskey adds a passkey to an account and calls then in the same transaction.
func (s *Service) addPasskey(
	ctx context.Context,
	accountID string,
	party RelyingParty,
	id, browser, name, response string,
	then func(*db.Tx) (*Account, error),
) (a *Account, err error) {
	if name, err = checkPasskeyName(name); err != nil {
		return nil, err
	}
	passkeyID := db.NewID()
	var refused error
	err = s.DB.Update(ctx, func(tx *db.Tx) error {
		c, err := consumeCeremony(ctx, tx, id, browser, passkeyAdd)
		if err != nil {
			return err
		}
		if c.accountID != accountID {
			refused = errCeremony
			return nil
		}
		var challenge passkeyChallenge
		if err := c.unmarshal(&challenge); err != nil {
			return err
		}
		u, err := getWebAuthnUser(ctx, tx, accountID)
		if err != nil {
			return err
		}
		var made Passkey
		if made, refused = party.verifyRegistration(u, challenge, response); refused != nil {
			return nil
		}
		made.ID, made.Name = passkeyID, name
		if made.AddedAt, err = tx.Now(ctx); err != nil {
			return err
		}
		if err := insertPasskey(ctx, tx, made); err != nil {
			return err
		}
		a, err = then(tx)
		return err
	})
	if err = cmp.Or(err, refused); err != nil {
		return nil, err
	}
	return a, nil
}

// ListPasskeys returns the passkeys of by, oldest first.
func (s *Service) ListPasskeys(ctx context.Context, by actor.Actor) (all []Passkey, err error) {
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		all, err = listPasskeys(ctx, tx, by.ID)
		return err
	})
	return all, err
}

// RenamePasskey renames a passkey of by.
func (s *Service) RenamePasskey(ctx context.Context, by actor.Actor, id, name string) (err error) {
	defer fault.Wrap(&err, "rename a passkey")
	if name, err = checkPasskeyName(name); err != nil {
		return err
	}
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		if err := renamePasskey(ctx, tx, by.ID, id, name); err != nil {
			return err
		}
		return audit.Append(ctx, tx, by, "rename-passkey", "account", by.ID, "")
	})
}

// RemovePasskey removes a passkey of by, unless it is their only way to sign in.
// Their sessions end; the caller starts a new one.
func (s *Service) RemovePasskey(ctx context.Context, by actor.Actor, id string) (a *Account, err error) {
	defer fault.Wrap(&err, "remove a passkey")
	err = s.DB.Update(ctx, func(tx *db.Tx) error {
		if err := deletePasskey(ctx, tx, by.ID, id); err != nil {
			return err
		}
		if err := requireSignInMethod(ctx, tx, by.ID); err != nil {
			return err
		}
		a, err = endSessionsAndAudit(ctx, tx, by, "remove-passkey")
		return err
	})
	if err != nil {
		return nil, err
	}
	return a, nil
}

// requireSignInMethod returns fault.Conflict if an account has neither a passkey
// nor a password with an authenticator app. The provider does not count, because
// we cannot know that it will work.
func requireSignInMethod(ctx context.Context, tx *db.Tx, accountID string) error {
	a, err := getAccount(ctx, tx, accountID)
	if err != nil {
		return err
	}
	keys, err := listPasskeys(ctx, tx, accountID)
	if err != nil || len(keys) > 0 || a.HasPassword() && a.HasTOTP() || a.Demo {
		return err
	}
	return fault.New(
		fault.Conflict,
		"You cannot remove your only way to sign in. "+
			"First add another passkey, or a password and an authenticator app.",
	)
}
