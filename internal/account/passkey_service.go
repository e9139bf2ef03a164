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

// AskPasskey begins to sign somebody in by a passkey in browser, which is the
// secret of a session. The id that it returns goes with the page.
func (s *Service) AskPasskey(ctx context.Context, party Party, browser string) (id string, err error) {
	defer fault.Wrap(&err, "ask for a passkey")
	question, err := party.askKnown()
	if err != nil {
		return "", err
	}
	id = db.NewSecret()
	return id, s.DB.Update(ctx, func(tx *db.Tx) error {
		return begin(ctx, tx, ceremony{kind: passkeySignIn, data: db.JSON(question)}, id, browser)
	})
}

// AskNewPasskey begins to make a passkey for a person, who is signed in or holds
// an invitation.
func (s *Service) AskNewPasskey(ctx context.Context, person string, party Party, browser string) (id string, err error) {
	defer fault.Wrap(&err, "ask for a new passkey")
	id = db.NewSecret()
	return id, s.DB.Update(ctx, func(tx *db.Tx) error {
		h, err := holderOf(ctx, tx, person)
		if err != nil {
			return err
		}
		question, err := party.askNew(h)
		if err != nil {
			return err
		}
		return begin(ctx, tx, ceremony{kind: passkeyAdd, account: person, data: db.JSON(question)}, id, browser)
	})
}

func holderOf(ctx context.Context, tx *db.Tx, person string) (holder, error) {
	p, err := Get(ctx, tx, person)
	if err != nil {
		return holder{}, err
	}
	have, err := passkeysOf(ctx, tx, person)
	if err == nil && len(have) >= maxPasskeys {
		err = fault.Newf(fault.Conflict, "You have %d passkeys. Remove one that you no longer use, then add another.", maxPasskeys)
	}
	return holder{p.ID, p.Email, have}, err
}

// PasskeyQuestion returns what browser is to be asked in the ceremony id, as
// JSON for navigator.credentials. person is whose new passkey it is, or "" at
// sign-in.
func (s *Service) PasskeyQuestion(ctx context.Context, person, id, browser string) (options string, err error) {
	kind := passkeySignIn
	if person != "" {
		kind = passkeyAdd
	}
	var question asked
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		c, err := look(ctx, tx, id, browser, kind)
		if err != nil {
			return err
		}
		if c.account != person {
			return errCeremony
		}
		return c.read(&question)
	})
	return string(question.Options), err
}

// PasskeySignIn ends what AskPasskey began, and returns who it is. A passkey is
// two factors: the device is one, and what it asks its owner for is the other.
func (s *Service) PasskeySignIn(ctx context.Context, party Party, id, browser, response string) (p *Person, err error) {
	defer fault.Wrap(&err, "sign in by passkey")
	answer, wrong := readAnswer(response)
	var refused error
	err = s.DB.Update(ctx, func(tx *db.Tx) error {
		refused = wrong
		c, err := take(ctx, tx, id, browser, passkeySignIn)
		if err != nil || refused != nil {
			return err
		}
		var question asked
		if err := c.read(&question); err != nil {
			return err
		}
		p, refused, err = party.recognise(ctx, tx, question, answer)
		return err
	})
	if err = cmp.Or(err, refused); err != nil {
		return nil, err
	}
	return p, nil
}

// recognise returns whose passkey answers the question. What is wrong with it is
// returned apart from what is wrong with the database, so that the question is
// used up and what we noticed stays written down.
func (party Party) recognise(ctx context.Context, tx *db.Tx, question asked, answer *answer) (_ *Person, refused, err error) {
	known, err := byCredential(ctx, tx, answer.RawID)
	if fault.Is(err, fault.NotFound) {
		return nil, errPasskey(errors.New("it is not known")), nil
	}
	if err != nil {
		return nil, nil, err
	}
	p, err := Get(ctx, tx, known.Account)
	if err != nil {
		return nil, nil, err
	}
	known, cloned, refused := party.proved(question, answer, known)
	switch {
	case refused != nil:
		return nil, refused, nil
	case !p.MaySignIn():
		return nil, errPasskey(errors.New("the account is not active")), nil
	case cloned:
		// Whoever has the other one may have been here before. Which of the two
		// is the owner, nobody can tell from here.
		return nil, errCloned, audit.Note(ctx, tx, actor.Actor{ID: p.ID, Org: p.Org}, "passkey-cloned", "account", p.ID, known.ID)
	}
	if known.UsedAt, err = tx.Now(ctx); err != nil {
		return nil, nil, err
	}
	return p, nil, usePasskey(ctx, tx, known)
}

var errCloned = fault.New(fault.Forbidden, "There may be a copy of this passkey in other hands, so it cannot be used. Sign in with your password and a code, remove the passkey, and tell your administrator.")

// AddPasskey ends what AskNewPasskey began for by. Their sessions end; the
// caller begins another.
func (s *Service) AddPasskey(ctx context.Context, by actor.Actor, party Party, id, browser, name, response string) (p *Person, err error) {
	defer fault.Wrap(&err, "add a passkey")
	return s.addPasskey(ctx, by.ID, party, id, browser, name, response, func(tx *db.Tx) (*Person, error) {
		return changedFactors(ctx, tx, by, "add-passkey")
	})
}

// AddFirstPasskey is AddPasskey for somebody who has given only a password, and
// has no second factor yet: a password must not be enough to put another in the
// place of the one there is.
func (s *Service) AddFirstPasskey(ctx context.Context, person string, party Party, id, browser, name, response string) (p *Person, err error) {
	defer fault.Wrap(&err, "add the first passkey")
	return s.addPasskey(ctx, person, party, id, browser, name, response, func(tx *db.Tx) (*Person, error) {
		all, err := passkeysOf(ctx, tx, person)
		if err != nil {
			return nil, err
		}
		p, err := Get(ctx, tx, person)
		if err != nil {
			return nil, err
		}
		linked, err := anyIdentity(ctx, tx, person)
		if err != nil || len(all) != 1 || p.HasTOTP() || linked || !p.MaySignIn() {
			return nil, cmp.Or(err, errSignIn)
		}
		return changedFactors(ctx, tx, p.Actor(), "add-passkey")
	})
}

// changedFactors ends the sessions of by, who has changed how they sign in.
func changedFactors(ctx context.Context, tx *db.Tx, by actor.Actor, act string) (*Person, error) {
	p, err := Get(ctx, tx, by.ID)
	if err != nil {
		return nil, err
	}
	if err := endSessions(ctx, tx, p); err != nil {
		return nil, err
	}
	if err := updatePerson(ctx, tx, p); err != nil {
		return nil, err
	}
	return p, audit.Note(ctx, tx, by, act, "account", by.ID, "")
}

// AcceptWithPasskey ends what AskNewPasskey began for whoever holds the
// invitation token: the passkey stands in the place of a password and a code.
func (s *Service) AcceptWithPasskey(ctx context.Context, token string, party Party, id, browser, name, response string) (p *Person, err error) {
	defer fault.Wrap(&err, "accept an invitation by passkey")
	if p, err = s.TokenHolder(ctx, Invitation, token); err != nil {
		return nil, err
	}
	return s.addPasskey(ctx, p.ID, party, id, browser, name, response, func(tx *db.Tx) (*Person, error) {
		return accept(ctx, tx, token, p.ID)
	})
}

// accept takes up the invitation of a person, who has just been given a way of
// signing in without a password.
func accept(ctx context.Context, tx *db.Tx, token, person string) (*Person, error) {
	p, err := useToken(ctx, tx, Invitation, token)
	if err != nil {
		return nil, err
	}
	if p.ID != person {
		return nil, errToken
	}
	p.State = Active
	if err := updatePerson(ctx, tx, p); err != nil {
		return nil, err
	}
	return p, audit.Note(ctx, tx, p.Actor(), "accept-invitation", "account", p.ID, "")
}

// addPasskey keeps a new passkey of a person, and does what goes with it in the
// same transaction.
func (s *Service) addPasskey(ctx context.Context, person string, party Party, id, browser, name, response string, also func(*db.Tx) (*Person, error)) (p *Person, err error) {
	if name, err = called(name, locale.Key("Enter a name for the passkey, like Work laptop.")); err != nil {
		return nil, err
	}
	newID := newID()
	var refused error
	err = s.DB.Update(ctx, func(tx *db.Tx) error {
		c, err := take(ctx, tx, id, browser, passkeyAdd)
		if err != nil {
			return err
		}
		if c.account != person {
			refused = errCeremony
			return nil
		}
		var question asked
		if err := c.read(&question); err != nil {
			return err
		}
		h, err := holderOf(ctx, tx, person)
		if err != nil {
			return err
		}
		var made Passkey
		if made, refused = party.made(h, question, response); refused != nil {
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

// Passkeys returns the passkeys of by.
func (s *Service) Passkeys(ctx context.Context, by actor.Actor) (all []Passkey, err error) {
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		all, err = passkeysOf(ctx, tx, by.ID)
		return err
	})
	return all, err
}

// RenamePasskey gives a passkey of by another name.
func (s *Service) RenamePasskey(ctx context.Context, by actor.Actor, id, name string) (err error) {
	defer fault.Wrap(&err, "rename a passkey")
	if name, err = called(name, locale.Key("Enter a name for the passkey, like Work laptop.")); err != nil {
		return err
	}
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		if err := renamePasskey(ctx, tx, by.ID, id, name); err != nil {
			return err
		}
		return audit.Note(ctx, tx, by, "rename-passkey", "account", by.ID, "")
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
		if err := needsWayIn(ctx, tx, by.ID); err != nil {
			return err
		}
		p, err = changedFactors(ctx, tx, by, "remove-passkey")
		return err
	})
	if err != nil {
		return nil, err
	}
	return p, nil
}

// needsWayIn refuses to leave a person without a way of signing in. Signing in
// through the provider is not counted: whether it works tomorrow is not for us
// to say.
func needsWayIn(ctx context.Context, tx *db.Tx, person string) error {
	p, err := Get(ctx, tx, person)
	if err != nil {
		return err
	}
	left, err := passkeysOf(ctx, tx, person)
	if err != nil || len(left) > 0 || p.HasPassword() && p.HasTOTP() || p.Invented {
		return err
	}
	return fault.New(fault.Conflict, "This is your only way to sign in. Add another passkey, or a password and an authenticator app, then remove it.")
}
