package account

import (
	"context"
	"strings"

	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// errSignIn is what everybody is told who does not get in, whatever the reason.
var errSignIn = fault.New(fault.Invalid, "The email address or the password is not right. Check both and try again.")

// What an address is tried for.
const (
	trySignIn  = "sign-in"
	tryReset   = "reset"
	tryAddress = "address" // by account
	tryConfirm = "confirm" // by account: who knows no more than an address cannot use them up
)

// Password returns whose address and password these are. It is the first of two
// proofs. Who has no account learns nothing else, and not sooner, than who has
// one.
func (s *Service) Password(ctx context.Context, email, password string) (p *Person, err error) {
	defer fault.Wrap(&err, "sign in by password")
	if len(email) > 320 || len(password) > 4*maxPassword || strings.ContainsFunc(email, odd) {
		return nil, errSignIn
	}
	if err := s.try(ctx, s.signingIn(email), email); err != nil {
		return nil, err
	}
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		p, err = ByEmail(ctx, tx, email)
		return err
	})
	if err != nil && !fault.Is(err, fault.NotFound) {
		return nil, err
	}
	hashed := ""
	if err == nil && p.MaySignIn() {
		hashed = p.password
	}
	if !matches(hashed, password) {
		return nil, errSignIn
	}
	return p, nil
}

// Code takes the second proof of id, who has given a password: a code of the
// app, or a recovery code. It returns how they have proved who they are.
func (s *Service) Code(ctx context.Context, id, code string) (p *Person, how string, err error) {
	defer fault.Wrap(&err, "sign in by code")
	if p, err = s.Person(ctx, id); err != nil {
		return nil, "", err
	}
	if err := s.try(ctx, s.signingIn(p.Email), p.Email); err != nil {
		return nil, "", err
	}
	err = s.DB.Update(ctx, func(tx *db.Tx) error {
		if p, err = Get(ctx, tx, id); err != nil {
			return err
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		if !p.MaySignIn() {
			return errSignIn
		}
		how, err = s.useCode(ctx, tx, p, code, now)
		return err
	})
	return p, how, err
}

// Confirm proves again that id, who is signed in, is there: by the password, or
// by a code for who has none.
func (s *Service) Confirm(ctx context.Context, id, password string) (err error) {
	defer fault.Wrap(&err, "confirm")
	p, err := s.Person(ctx, id)
	if err != nil {
		return err
	}
	if err := s.try(ctx, tryConfirm, id); err != nil {
		return err
	}
	if !p.MaySignIn() || !matches(p.password, password) {
		return fault.New(fault.Invalid, "The password is not right. Try again.")
	}
	return s.DB.Update(ctx, func(tx *db.Tx) error { return s.forgive(ctx, tx, tryConfirm, id) })
}

// SignedIn writes down that id has proved with two factors who they are, and
// returns them as they are now. how is in words: "password and code",
// "passkey".
func (s *Service) SignedIn(ctx context.Context, id, how string) (p *Person, err error) {
	defer fault.Wrap(&err, "sign in %s", id)
	err = s.DB.Update(ctx, func(tx *db.Tx) error {
		if p, err = Get(ctx, tx, id); err != nil {
			return err
		}
		if !p.MaySignIn() {
			return errSignIn
		}
		if err := s.forgive(ctx, tx, s.signingIn(p.Email), p.Email); err != nil {
			return err
		}
		return audit.Note(ctx, tx, p.Actor(), "sign-in", "account", p.ID, how)
	})
	return p, err
}
