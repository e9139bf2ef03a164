package account

import (
	"context"
	"strings"

	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// errWrongCredentials is what everybody is told who does not get in, whatever the reason.
var errWrongCredentials = fault.New(fault.Invalid, "The email address or password is wrong. Check both and try again.")

// What an address is tried for.
const (
	attemptSignIn      = "sign-in"
	attemptReset       = "reset"
	attemptEmailChange = "address" // by account
	attemptConfirm     = "confirm" // by account: who knows no more than an address cannot use them up
)

// VerifyPassword returns whose address and password these are. It is the first of two
// proofs. Who has no account learns nothing else, and not sooner, than who has
// one.
func (s *Service) VerifyPassword(ctx context.Context, email, password string) (p *Person, err error) {
	defer fault.Wrap(&err, "sign in by password")
	if len(email) > 320 || len(password) > 4*maxPassword || strings.ContainsFunc(email, isInvisible) {
		return nil, errWrongCredentials
	}
	if err := s.countAttempt(ctx, s.signInAttemptScope(email), email); err != nil {
		return nil, err
	}
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		p, err = GetPersonByEmail(ctx, tx, email)
		return err
	})
	if err != nil && !fault.Is(err, fault.NotFound) {
		return nil, err
	}
	hashed := ""
	if err == nil && p.MaySignIn() {
		hashed = p.password
	}
	if !passwordMatches(hashed, password) {
		return nil, errWrongCredentials
	}
	return p, nil
}

// VerifyCode takes the second proof of id, who has given a password: a code of the
// app, or a recovery code. It returns how they have proved who they are.
func (s *Service) VerifyCode(ctx context.Context, id, code string) (p *Person, how string, err error) {
	defer fault.Wrap(&err, "sign in by code")
	if p, err = s.GetPerson(ctx, id); err != nil {
		return nil, "", err
	}
	if err := s.countAttempt(ctx, s.signInAttemptScope(p.Email), p.Email); err != nil {
		return nil, "", err
	}
	err = s.DB.Update(ctx, func(tx *db.Tx) error {
		if p, err = GetPerson(ctx, tx, id); err != nil {
			return err
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		if !p.MaySignIn() {
			return errWrongCredentials
		}
		how, err = s.consumeCode(ctx, tx, p, code, now)
		return err
	})
	return p, how, err
}

// ConfirmPassword proves again that id, who is signed in, is there: by the password, or
// by a code for who has none.
func (s *Service) ConfirmPassword(ctx context.Context, id, password string) (err error) {
	defer fault.Wrap(&err, "confirm")
	p, err := s.GetPerson(ctx, id)
	if err != nil {
		return err
	}
	if err := s.countAttempt(ctx, attemptConfirm, id); err != nil {
		return err
	}
	if !p.MaySignIn() || !passwordMatches(p.password, password) {
		return fault.New(fault.Invalid, "The password is wrong. Try again.")
	}
	return s.DB.Update(ctx, func(tx *db.Tx) error { return s.clearAttempts(ctx, tx, attemptConfirm, id) })
}

// RecordSignIn writes down that id has proved with two factors who they are, and
// returns them as they are now. how is in words: "password and code",
// "passkey".
func (s *Service) RecordSignIn(ctx context.Context, id, how string) (p *Person, err error) {
	defer fault.Wrap(&err, "sign in %s", id)
	err = s.DB.Update(ctx, func(tx *db.Tx) error {
		if p, err = GetPerson(ctx, tx, id); err != nil {
			return err
		}
		if !p.MaySignIn() {
			return errWrongCredentials
		}
		if err := s.clearAttempts(ctx, tx, s.signInAttemptScope(p.Email), p.Email); err != nil {
			return err
		}
		return audit.Append(ctx, tx, p.Actor(), "sign-in", "account", p.ID, how)
	})
	return p, err
}
