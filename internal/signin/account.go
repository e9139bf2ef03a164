package signin

import (
	"context"
	"strings"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// Account is a person with their credentials.
type Account struct {
	*account.Person

	password     string // argon2id hash; "" if there is none
	totp         []byte // secret of the authenticator app, encrypted; empty if there is none
	totpStep     int64  // time step of the last code that was used
	sessionEpoch int64
}

// HasPassword reports whether a has a password.
func (a *Account) HasPassword() bool { return a.password != "" }

// HasTOTP reports whether a has an authenticator app.
func (a *Account) HasTOTP() bool { return len(a.totp) > 0 }

// SessionEpoch increases whenever all sessions of a end. A session is only valid
// with the epoch in which it began.
func (a *Account) SessionEpoch() int64 { return a.sessionEpoch }

func containsInvisible(s string) bool { return strings.ContainsFunc(s, account.IsInvisible) }

// getAccount returns account id, or fault.NotFound.
func getAccount(ctx context.Context, tx *db.Tx, id string) (*Account, error) {
	p, err := account.GetPerson(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	return withCredentials(ctx, tx, p)
}

// getAccountByEmail returns the account with this email address, or
// fault.NotFound. It does the same work in both cases.
func getAccountByEmail(ctx context.Context, tx *db.Tx, email string) (*Account, error) {
	p, err := account.GetPersonByEmail(ctx, tx, email)
	notFound := fault.Is(err, fault.NotFound)
	if err != nil && !notFound {
		return nil, err
	}
	if notFound {
		p = &account.Person{}
	}
	a, err2 := withCredentials(ctx, tx, p)
	if err2 != nil {
		return nil, err2
	}
	return a, err
}

// withCredentials returns the account of p.
func withCredentials(ctx context.Context, tx *db.Tx, p *account.Person) (*Account, error) {
	a, err := db.One(ctx, tx, func(r db.Row) (*Account, error) {
		a := &Account{Person: p}
		return a, r.Scan(&a.password, &a.totp, &a.totpStep, &a.sessionEpoch)
	}, `SELECT password, totp, totp_step, session_epoch FROM signin_credential WHERE account = $1`, p.ID)
	if fault.Is(err, fault.NotFound) {
		return &Account{Person: p}, nil
	}
	return a, err
}

// saveCredentials stores the credentials of a.
func saveCredentials(ctx context.Context, tx *db.Tx, a *Account) error {
	_, err := tx.Exec(
		ctx,
		`INSERT INTO signin_credential (account, password, totp, totp_step, session_epoch) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (account) DO UPDATE SET password = excluded.password, totp = excluded.totp,
		totp_step = excluded.totp_step, session_epoch = excluded.session_epoch`,
		a.ID, a.password, nonNil(a.totp), a.totpStep, a.sessionEpoch,
	)
	return err
}

// nonNil returns b, or an empty slice for nil, which would be stored as NULL.
func nonNil(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}

// GetAccount returns account id. It checks no permission: only use it for a
// request of that person.
func (s *Service) GetAccount(ctx context.Context, id string) (a *Account, err error) {
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		a, err = getAccount(ctx, tx, id)
		return err
	})
	return a, err
}

// methods returns the ways of signing in that a has.
func methods(ctx context.Context, tx *db.Tx, a *Account) (m account.SignInMethods, err error) {
	m = account.SignInMethods{Password: a.HasPassword(), TOTP: a.HasTOTP()}
	keys, err := listPasskeys(ctx, tx, a.ID)
	if err != nil {
		return m, err
	}
	m.Passkey = len(keys) > 0
	m.Provider, err = hasAnyIdentity(ctx, tx, a.ID)
	return m, err
}

// HasSecondFactor reports whether a password alone is not enough to sign in to a.
func (s *Service) HasSecondFactor(ctx context.Context, a *Account) (yes bool, err error) {
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		m, err := methods(ctx, tx, a)
		yes = m.SecondFactor()
		return err
	})
	return yes, err
}

// The methods below implement account.SignIn.

// Methods returns the ways of signing in that p has.
func (s *Service) Methods(ctx context.Context, tx *db.Tx, p *account.Person) (m account.SignInMethods, err error) {
	a, err := withCredentials(ctx, tx, p)
	if err != nil {
		return m, err
	}
	return methods(ctx, tx, a)
}

// EndSessions ends all sessions of p.
func (s *Service) EndSessions(ctx context.Context, tx *db.Tx, p *account.Person) error {
	a, err := withCredentials(ctx, tx, p)
	if err != nil {
		return err
	}
	return endSessions(ctx, tx, a)
}

// RevokeLinks revokes the links p was emailed to reset their password or to
// confirm an email address, and invitations too if asked.
func (s *Service) RevokeLinks(ctx context.Context, tx *db.Tx, p *account.Person, invitations bool) error {
	kinds := []TokenKind{ResetToken, EmailToken}
	if invitations {
		kinds = append(kinds, InvitationToken)
	}
	return revokeTokens(ctx, tx, p.ID, kinds...)
}

// Reset deletes all credentials of p, revokes the links they were emailed except
// invitations, and emails p about it.
func (s *Service) Reset(ctx context.Context, tx *db.Tx, p *account.Person) error {
	a, err := withCredentials(ctx, tx, p)
	if err != nil {
		return err
	}
	if err := revokeTokens(ctx, tx, p.ID, ResetToken, EmailToken); err != nil {
		return err
	}
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
	a.password, a.totp = "", nil
	if err := endSessions(ctx, tx, a); err != nil {
		return err
	}
	return s.notifySignInChanged(ctx, tx, a)
}
