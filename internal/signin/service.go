// Package signin authenticates people who have an account: passwords, codes, passkeys, single sign-on and sessions.
package signin

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/notify"
)

// Service signs people in and manages how they sign in. It implements
// account.SignIn.
type Service struct {
	DB            *db.DB
	Notifications *notify.Queue // nil sends no email
	Secret        []byte        // of the installation; the keys of this package are derived from it
	Provider      *Provider     // for single sign-on; nil if there is none
	BaseURL       string        // of links in emails; "" makes them relative

	browserToken string // of the request's browser; see WithBrowserToken
}

var _ account.SignIn = (*Service)(nil)

// errWrongCredentials is the one error for all failed sign-ins, so that it does
// not show whether an account exists.
var errWrongCredentials = fault.New(
	fault.Invalid,
	"The email address or password is wrong. Check both and try again.",
)

// Purposes for which attempts are counted.
const (
	attemptSignIn      = "sign-in"
	attemptReset       = "reset"
	attemptEmailChange = "email"   // by account
	attemptConfirm     = "confirm" // by account, so that others who know the address cannot use them up
)

// VerifyPassword returns the account with this email address and password. It is
// the first of two factors. Wrong addresses give the same error, after the same
// work, as wrong passwords.
func (s *Service) VerifyPassword(ctx context.Context, email, password string) (a *Account, err error) {
	defer fault.Wrap(&err, "sign in by password")
	if len(email) > 320 || len(password) > 4*maxPassword || containsInvisible(email) {
		return nil, errWrongCredentials
	}
	if err := s.countAttempt(ctx, s.signInAttemptPurpose(email), email); err != nil {
		return nil, err
	}
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		a, err = getAccountByEmail(ctx, tx, email)
		return err
	})
	if err != nil && !fault.Is(err, fault.NotFound) {
		return nil, err
	}
	hash := ""
	if err == nil && a.MaySignIn() {
		hash = a.password
	}
	if !passwordMatches(hash, password) {
		return nil, errWrongCredentials
	}
	return a, nil
}

// VerifyCode checks the second factor of account id, which has passed
// VerifyPassword: a code of the authenticator app or a recovery code. It returns
// the method, MethodCode or MethodRecoveryCode.
func (s *Service) VerifyCode(ctx context.Context, id, code string) (a *Account, method string, err error) {
	defer fault.Wrap(&err, "sign in by code")
	if a, err = s.GetAccount(ctx, id); err != nil {
		return nil, "", err
	}
	if err := s.countAttempt(ctx, s.signInAttemptPurpose(a.Email), a.Email); err != nil {
		return nil, "", err
	}
	err = s.DB.Update(ctx, func(tx *db.Tx) error {
		if a, err = getAccount(ctx, tx, id); err != nil {
			return err
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		if !a.MaySignIn() {
			return errWrongCredentials
		}
		method, err = s.consumeCode(ctx, tx, a, code, now)
		return err
	})
	return a, method, err
}

// ConfirmPassword checks the password of account id, which is signed in.
func (s *Service) ConfirmPassword(ctx context.Context, id, password string) (err error) {
	defer fault.Wrap(&err, "confirm password")
	a, err := s.GetAccount(ctx, id)
	if err != nil {
		return err
	}
	if err := s.countAttempt(ctx, attemptConfirm, id); err != nil {
		return err
	}
	if !a.MaySignIn() || !passwordMatches(a.password, password) {
		return fault.New(fault.Invalid, "The password is wrong. Try again.")
	}
	return s.DB.Update(ctx, func(tx *db.Tx) error { return s.clearAttempts(ctx, tx, attemptConfirm, id) })
}

// RecordSignIn writes the audit entry of a sign-in with two factors and clears
// the failed attempts. It returns account id as it is now. method goes into the
// entry: "password and code", "passkey" or the name of the provider.
func (s *Service) RecordSignIn(ctx context.Context, id, method string) (a *Account, err error) {
	defer fault.Wrap(&err, "sign in %s", id)
	err = s.DB.Update(ctx, func(tx *db.Tx) error {
		if a, err = getAccount(ctx, tx, id); err != nil {
			return err
		}
		if !a.MaySignIn() {
			return errWrongCredentials
		}
		if err := s.clearAttempts(ctx, tx, s.signInAttemptPurpose(a.Email), a.Email); err != nil {
			return err
		}
		return audit.Append(ctx, tx, a.Actor(), "sign-in", "account", a.ID, method)
	})
	return a, err
}

// ListDemoPeople returns the accounts of the demonstration that may sign in.
func (s *Service) ListDemoPeople(ctx context.Context) (all []*Account, err error) {
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		people, err := account.ListDemoPeople(ctx, tx)
		if err != nil {
			return err
		}
		all = nil
		for _, p := range people {
			a, err := withCredentials(ctx, tx, p)
			if err != nil {
				return err
			}
			all = append(all, a)
		}
		return nil
	})
	return all, err
}

// OrgName returns the name of the organisation of a, or "" if it does not exist.
func (s *Service) OrgName(ctx context.Context, a *Account) (name string, err error) {
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		o, err := account.GetOrg(ctx, tx, a.Org)
		if fault.Is(err, fault.NotFound) {
			err = nil
		}
		name = o.Name
		return err
	})
	return name, err
}

// errLinkInvalid is the one error for links that are used, expired, revoked or
// unknown.
var errLinkInvalid = fault.New(
	fault.NotFound,
	"This link has been used, has expired or has been replaced by a newer one. Ask for a new link.",
)
