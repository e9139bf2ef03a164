package signin

import (
	"cmp"
	"context"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// guessableNames returns the names that the password of a must not consist of:
// their own, their organisation's and the council's.
func guessableNames(ctx context.Context, tx *db.Tx, a *Account) ([]string, error) {
	names := []string{a.Email, a.Name}
	for _, id := range []string{a.Org, actor.CouncilOrg} {
		o, err := account.GetOrg(ctx, tx, id)
		if err != nil {
			return nil, err
		}
		names = append(names, o.Name)
	}
	return names, nil
}

// setPassword sets the password of the account that find returns. Hashing is too
// slow for a transaction, so it finds the account with find in one transaction
// and, after hashing, with use in another, which writes the audit entry too. All
// sessions of the account end and the links it was emailed are revoked.
func (s *Service) setPassword(
	ctx context.Context,
	password string,
	find, use func(tx *db.Tx) (*Account, error),
) (a *Account, err error) {
	var names []string
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		if a, err = find(tx); err != nil {
			return err
		}
		names, err = guessableNames(ctx, tx, a)
		return err
	})
	if err != nil {
		return nil, err
	}
	if err := checkPassword(password, names...); err != nil {
		return nil, err
	}
	hash := hashPassword(password)
	err = s.DB.Update(ctx, func(tx *db.Tx) error {
		if a, err = use(tx); err != nil {
			return err
		}
		if err := revokeTokens(ctx, tx, a.ID, ResetToken, EmailToken); err != nil {
			return err
		}
		replaced := a.HasPassword()
		a.password = hash
		if err := endSessions(ctx, tx, a); err != nil {
			return err
		}
		if replaced {
			return s.notifySignInChanged(ctx, tx, a)
		}
		return nil
	})
	return a, err
}

// AcceptInvitation accepts the invitation with a token by choosing a password.
// The account has no second factor yet, so the person can only set one up next.
func (s *Service) AcceptInvitation(ctx context.Context, token, password string) (a *Account, err error) {
	defer fault.Wrap(&err, "accept invitation")
	return s.setPassword(
		ctx,
		password,
		func(tx *db.Tx) (*Account, error) { return tokenHolder(ctx, tx, InvitationToken, token) },
		func(tx *db.Tx) (*Account, error) { return acceptInvitation(ctx, tx, token, "") },
	)
}

// acceptInvitation uses an invitation and makes its account active. Unless id is
// "", the invitation must be for account id.
func acceptInvitation(ctx context.Context, tx *db.Tx, token, id string) (*Account, error) {
	a, err := useToken(ctx, tx, InvitationToken, token)
	if err != nil {
		return nil, err
	}
	if id != "" && a.ID != id {
		return nil, errLinkInvalid
	}
	if err := account.Activate(ctx, tx, a.Person); err != nil {
		return nil, err
	}
	return a, audit.Append(ctx, tx, a.Actor(), "accept-invitation", "account", a.ID, "")
}

// ResetPassword sets a new password with the token of an emailed link. It does
// not sign in: the second factor is still needed.
func (s *Service) ResetPassword(ctx context.Context, token, password string) (err error) {
	defer fault.Wrap(&err, "reset password")
	_, err = s.setPassword(
		ctx,
		password,
		func(tx *db.Tx) (*Account, error) { return tokenHolder(ctx, tx, ResetToken, token) },
		func(tx *db.Tx) (*Account, error) {
			a, err := useToken(ctx, tx, ResetToken, token)
			if err != nil {
				return nil, err
			}
			return a, audit.Append(ctx, tx, a.Actor(), "reset-password", "account", a.ID, "")
		},
	)
	return err
}

// ChangePassword replaces the password of account id, which has just confirmed
// its sign-in. Its sessions end; the caller starts a new one.
func (s *Service) ChangePassword(ctx context.Context, id, password string) (a *Account, err error) {
	defer fault.Wrap(&err, "change password")
	get := func(tx *db.Tx) (*Account, error) { return getAccount(ctx, tx, id) }
	return s.setPassword(ctx, password, get, func(tx *db.Tx) (*Account, error) {
		a, err := get(tx)
		if err != nil {
			return nil, err
		}
		return a, audit.Append(ctx, tx, a.Actor(), "change-password", "account", a.ID, "")
	})
}

// EnrolTOTP sets or replaces the authenticator app of account id, if code proves
// that the app has the secret in sealed. It returns new recovery codes, which
// are not stored in readable form. Sessions end; the caller starts a new one.
//
// first is true for a person who has only given a password. The account must
// then have no second factor, or a password would be enough to replace it.
func (s *Service) EnrolTOTP(
	ctx context.Context,
	id string,
	sealed []byte,
	code string,
	first bool,
) (a *Account, codes []string, err error) {
	defer fault.Wrap(&err, "enrol authenticator app")
	secret, err := s.Open(totpOwner(id), sealed)
	if err != nil {
		return nil, nil, err
	}
	err = s.DB.Update(ctx, func(tx *db.Tx) error {
		if a, err = getAccount(ctx, tx, id); err != nil {
			return err
		}
		if !a.MaySignIn() {
			return errWrongCredentials
		}
		if m, err := methods(ctx, tx, a); err != nil || first && m.SecondFactor() {
			return cmp.Or(err, errWrongCredentials)
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		step, err := matchTOTPStep(secret, normalizeCode(code), now, 0)
		if err != nil {
			return err
		}
		if step == 0 {
			return fault.New(
				fault.Invalid,
				"That code is wrong. Check that the time on your device is correct, then enter the code the app shows now.",
			)
		}
		replaced := a.HasTOTP()
		a.totp, a.totpStep = s.Seal(totpOwner(id), secret), step
		if codes, err = newRecoveryCodes(ctx, tx, a); err != nil {
			return err
		}
		if err := endSessions(ctx, tx, a); err != nil {
			return err
		}
		if replaced {
			if err := s.notifySignInChanged(ctx, tx, a); err != nil {
				return err
			}
		}
		return audit.Append(ctx, tx, a.Actor(), "enrol-authenticator", "account", a.ID, "")
	})
	return a, codes, err
}

// NewRecoveryCodes replaces the recovery codes of account id.
func (s *Service) NewRecoveryCodes(ctx context.Context, id string) (codes []string, err error) {
	defer fault.Wrap(&err, "new recovery codes")
	err = s.DB.Update(ctx, func(tx *db.Tx) error {
		a, err := getAccount(ctx, tx, id)
		if err != nil {
			return err
		}
		if !a.HasTOTP() {
			return fault.New(fault.Conflict, "Set up an authenticator app before you get recovery codes.")
		}
		if codes, err = newRecoveryCodes(ctx, tx, a); err != nil {
			return err
		}
		return audit.Append(ctx, tx, a.Actor(), "new-recovery-codes", "account", a.ID, "")
	})
	return codes, err
}

// RemoveTOTP removes the authenticator app and the recovery codes of account id.
// It needs a passkey, so that a password alone is never enough. Sessions end;
// the caller starts a new one.
func (s *Service) RemoveTOTP(ctx context.Context, id string) (a *Account, err error) {
	defer fault.Wrap(&err, "remove authenticator app")
	err = s.DB.Update(ctx, func(tx *db.Tx) error {
		if a, err = getAccount(ctx, tx, id); err != nil {
			return err
		}
		keys, err := listPasskeys(ctx, tx, id)
		if err != nil {
			return err
		}
		if len(keys) == 0 {
			return fault.New(
				fault.Conflict,
				"You cannot remove your only second factor. Add a passkey first, or set up a different app.",
			)
		}
		if _, err := tx.Exec(ctx, `DELETE FROM signin_recovery_code WHERE account = $1`, id); err != nil {
			return err
		}
		a.totp = nil
		if err := endSessions(ctx, tx, a); err != nil {
			return err
		}
		return audit.Append(ctx, tx, a.Actor(), "remove-authenticator", "account", a.ID, "")
	})
	return a, err
}
