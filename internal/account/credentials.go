package account

import (
	"cmp"
	"context"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// What people do to their own accounts.

// guessableWords is what everybody knows of p, and so makes a bad password: with the
// names of their organisation and of the council that runs this installation.
func guessableWords(ctx context.Context, tx *db.Tx, p *Person) ([]string, error) {
	known := []string{p.Email, p.Name}
	for _, id := range []string{p.Org, actor.CouncilOrg} {
		o, err := GetOrg(ctx, tx, id)
		if err != nil {
			return nil, err
		}
		known = append(known, o.Name)
	}
	return known, nil
}

// setPassword checks a new password of whom find returns, and keeps it if they
// are still there when it is hashed: hashing takes too long to do it in the
// transaction.
func (s *Service) setPassword(
	ctx context.Context,
	password string,
	find func(tx *db.Tx) (*Person, error),
	use func(tx *db.Tx) (*Person, error),
) (p *Person, err error) {
	var known []string
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		if p, err = find(tx); err != nil {
			return err
		}
		known, err = guessableWords(ctx, tx, p)
		return err
	})
	if err != nil {
		return nil, err
	}
	if err := checkPassword(password, known...); err != nil {
		return nil, err
	}
	hashed := hashPassword(password)
	err = s.DB.Update(ctx, func(tx *db.Tx) error {
		if p, err = use(tx); err != nil {
			return err
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		for _, kind := range []TokenKind{ResetToken, EmailToken} {
			if err := revokeTokens(ctx, tx, p.ID, kind, now); err != nil {
				return err
			}
		}
		had := p.HasPassword()
		p.password = hashed
		if err := endSessions(ctx, tx, p); err != nil {
			return err
		}
		if had {
			if err := s.queueSignInChanged(ctx, tx, p, now); err != nil {
				return err
			}
		}
		return updatePerson(ctx, tx, p)
	})
	return p, err
}

// AcceptInvitation takes up an invitation with a password. The account has no second
// factor yet, and so it can do nothing but get one.
func (s *Service) AcceptInvitation(ctx context.Context, token, password string) (p *Person, err error) {
	defer fault.Wrap(&err, "accept invitation")
	return s.setPassword(ctx, password, func(tx *db.Tx) (*Person, error) { return tokenHolder(ctx, tx, InvitationToken, token) },
		func(tx *db.Tx) (*Person, error) {
			p, err := useToken(ctx, tx, InvitationToken, token)
			if err != nil {
				return nil, err
			}
			p.State = Active
			return p, audit.Append(ctx, tx, p.Actor(), "accept-invitation", "account", p.ID, "")
		})
}

// ResetPassword takes the token of a letter for a new password. It signs nobody
// in: the second factor is asked for as always.
func (s *Service) ResetPassword(ctx context.Context, token, password string) (err error) {
	defer fault.Wrap(&err, "new password")
	_, err = s.setPassword(ctx, password, func(tx *db.Tx) (*Person, error) { return tokenHolder(ctx, tx, ResetToken, token) },
		func(tx *db.Tx) (*Person, error) {
			p, err := useToken(ctx, tx, ResetToken, token)
			if err != nil {
				return nil, err
			}
			return p, audit.Append(ctx, tx, p.Actor(), "new-password", "account", p.ID, "by letter")
		})
	return err
}

// ChangePassword replaces the password of id, who is signed in and has just
// proved it. Their sessions end; the caller begins another.
func (s *Service) ChangePassword(ctx context.Context, id, password string) (p *Person, err error) {
	defer fault.Wrap(&err, "change password")
	return s.setPassword(ctx, password, func(tx *db.Tx) (*Person, error) { return GetPerson(ctx, tx, id) },
		func(tx *db.Tx) (*Person, error) {
			p, err := GetPerson(ctx, tx, id)
			if err != nil {
				return nil, err
			}
			return p, audit.Append(ctx, tx, p.Actor(), "change-password", "account", p.ID, "")
		})
}

// EnrolTOTP keeps the authenticator app of id, in place of the one there was,
// when code proves that it has the secret that was sealed. It returns new
// recovery codes, which nobody sees again. Sessions end; the caller begins
// another. Whoever has given only a password is first: they must have no second
// factor yet, or a password would be enough to put another in its place.
func (s *Service) EnrolTOTP(ctx context.Context, id string, sealed []byte, code string, first bool) (p *Person, codes []string, err error) {
	defer fault.Wrap(&err, "enrol authenticator app")
	secret, err := s.Open("totp "+id, sealed)
	if err != nil {
		return nil, nil, err
	}
	err = s.DB.Update(ctx, func(tx *db.Tx) error {
		if p, err = GetPerson(ctx, tx, id); err != nil {
			return err
		}
		if !p.MaySignIn() {
			return errWrongCredentials
		}
		if second, err := hasSecondFactor(ctx, tx, p); err != nil || first && second {
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
		had := p.HasTOTP()
		p.totp, p.totpStep = s.Seal("totp "+id, secret), step
		if codes, err = newRecoveryCodes(ctx, tx, p); err != nil {
			return err
		}
		if err := endSessions(ctx, tx, p); err != nil {
			return err
		}
		if had {
			if err := s.queueSignInChanged(ctx, tx, p, now); err != nil {
				return err
			}
		}
		if err := updatePerson(ctx, tx, p); err != nil {
			return err
		}
		return audit.Append(ctx, tx, p.Actor(), "enrol-authenticator", "account", p.ID, "")
	})
	return p, codes, err
}

// NewRecoveryCodes replaces the recovery codes of id.
func (s *Service) NewRecoveryCodes(ctx context.Context, id string) (codes []string, err error) {
	defer fault.Wrap(&err, "new recovery codes")
	err = s.DB.Update(ctx, func(tx *db.Tx) error {
		p, err := GetPerson(ctx, tx, id)
		if err != nil {
			return err
		}
		if !p.HasTOTP() {
			return fault.New(fault.Conflict, "Set up an authenticator app before you get recovery codes.")
		}
		if codes, err = newRecoveryCodes(ctx, tx, p); err != nil {
			return err
		}
		return audit.Append(ctx, tx, p.Actor(), "new-recovery-codes", "account", p.ID, "")
	})
	return codes, err
}

// RemoveTOTP takes the authenticator app and the recovery codes from id, who
// has another way to prove who they are: nobody is left with a password alone.
// Sessions end; the caller begins another.
func (s *Service) RemoveTOTP(ctx context.Context, id string) (p *Person, err error) {
	defer fault.Wrap(&err, "remove authenticator app")
	err = s.DB.Update(ctx, func(tx *db.Tx) error {
		if p, err = GetPerson(ctx, tx, id); err != nil {
			return err
		}
		others, err := listPasskeys(ctx, tx, id)
		if err != nil {
			return err
		}
		if len(others) == 0 {
			return fault.New(fault.Conflict, "You cannot remove your only second factor. Add a passkey first, or set up a different app.")
		}
		if _, err := tx.Exec(ctx, `DELETE FROM signin_recovery_code WHERE account = $1`, id); err != nil {
			return err
		}
		p.totp = nil
		if err := endSessions(ctx, tx, p); err != nil {
			return err
		}
		if err := updatePerson(ctx, tx, p); err != nil {
			return err
		}
		return audit.Append(ctx, tx, p.Actor(), "remove-authenticator", "account", p.ID, "")
	})
	return p, err
}

// hasSignInMethod reports whether p has proved, at some time, to have what it takes:
// a password with an app, a passkey, or the provider of the council.
func hasSignInMethod(ctx context.Context, tx *db.Tx, p *Person) (bool, error) {
	if p.HasPassword() || p.Demo {
		return true, nil
	}
	return hasSecondFactor(ctx, tx, p)
}

// hasSecondFactor reports whether p has anything that a password alone must not go
// round.
func hasSecondFactor(ctx context.Context, tx *db.Tx, p *Person) (bool, error) {
	if p.HasTOTP() {
		return true, nil
	}
	n, err := db.One(
		ctx,
		tx,
		db.Int,
		`SELECT (SELECT COUNT(*) FROM signin_passkey WHERE account = $1) + (SELECT COUNT(*) FROM signin_identity WHERE account = $1)`,
		p.ID,
	)
	return n > 0, err
}

// HasSecondFactor reports whether p has a second factor.
func (s *Service) HasSecondFactor(ctx context.Context, p *Person) (yes bool, err error) {
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		yes, err = hasSecondFactor(ctx, tx, p)
		return err
	})
	return yes, err
}

// deleteCredentials takes every way of signing in from p. The caller writes p.
func deleteCredentials(ctx context.Context, tx *db.Tx, p *Person) error {
	p.password, p.totp = "", nil
	for _, query := range []string{
		`DELETE FROM signin_recovery_code WHERE account = $1`,
		`DELETE FROM signin_passkey WHERE account = $1`,
		`DELETE FROM signin_identity WHERE account = $1`,
		`DELETE FROM signin_ceremony WHERE account = $1`,
	} {
		if _, err := tx.Exec(ctx, query, p.ID); err != nil {
			return err
		}
	}
	return nil
}
