package signin

import (
	"cmp"
	"context"
	"errors"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// ErrNoProvider is returned if there is no provider.
var ErrNoProvider = fault.New(
	fault.NotFound,
	"Single sign-on is not set up for this service. Sign in with your email address and password.",
)

// errIdentityNotLinked is returned for an identity that is not linked to an
// account, even if there is one with the same email address: anyone who can
// choose their address at the provider could otherwise take over the account.
var errIdentityNotLinked = fault.New(
	fault.Forbidden,
	"This sign-in is not linked to an account here. If you have an invitation, open it and accept it using this "+
		"sign-in. If you have an account, sign in with your password, then link it in Your account.",
)

// BeginProviderSignIn starts a sign-in through the provider, in browser, the
// secret in its session. callback is our address to which the provider sends
// people back. It returns the state parameter of the request.
func (s *Service) BeginProviderSignIn(ctx context.Context, browser, callback string) (state string, err error) {
	defer fault.Wrap(&err, "begin provider sign-in")
	return s.beginProvider(ctx, ceremony{kind: oidcSignIn}, nil, browser, callback)
}

// BeginProviderLink starts a sign-in through the provider to link the account of
// by, who is signed in.
func (s *Service) BeginProviderLink(
	ctx context.Context,
	by actor.Actor,
	browser, callback string,
) (state string, err error) {
	defer fault.Wrap(&err, "begin linking to the provider")
	return s.beginProvider(ctx, ceremony{kind: oidcLink, accountID: by.ID}, nil, browser, callback)
}

// BeginProviderInvitation starts a sign-in through the provider to accept the
// invitation with a token.
func (s *Service) BeginProviderInvitation(
	ctx context.Context,
	token, browser, callback string,
) (state string, err error) {
	defer fault.Wrap(&err, "begin accepting an invitation through the provider")
	a, err := s.TokenHolder(ctx, InvitationToken, token)
	if err != nil {
		return "", err
	}
	sealed := s.Seal(invitationOwner(a.ID), []byte(token))
	return s.beginProvider(ctx, ceremony{kind: oidcAccept, accountID: a.ID}, sealed, browser, callback)
}

// invitationOwner is the owner for which the invitation token of account id is encrypted.
func invitationOwner(id string) string { return "invitation " + id }

func (s *Service) beginProvider(
	ctx context.Context,
	c ceremony,
	sealedToken []byte,
	browser, callback string,
) (state string, err error) {
	if s.Provider == nil {
		return "", ErrNoProvider
	}
	now, err := s.DB.Now(ctx)
	if err != nil {
		return "", err
	}
	found, err := s.Provider.discover(ctx, now)
	if err != nil {
		return "", err
	}
	state = db.NewSecret()
	request := s.Provider.newAuthRequest(found, state, callback)
	request.InvitationToken = sealedToken
	c.data = db.JSON(request)
	return state, s.DB.Update(ctx, func(tx *db.Tx) error { return startCeremony(ctx, tx, c, state, browser) })
}

// ProviderAuthURL returns the address at the provider for the sign-in with this
// state.
func (s *Service) ProviderAuthURL(ctx context.Context, state, browser string) (address string, err error) {
	var request authRequest
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		c, err := getCeremony(ctx, tx, state, browser, oidcSignIn, oidcLink, oidcAccept)
		if err != nil {
			return err
		}
		return c.unmarshal(&request)
	})
	return request.AuthURL, err
}

// ProviderResult is the result of a sign-in through the provider.
type ProviderResult struct {
	Account *Account
	MFA     bool // we trust that the provider asked for a second factor
	Linked  bool // the person was signed in and has linked their account
}

// FinishProvider ends a sign-in through the provider. by is the signed-in person,
// if any.
func (s *Service) FinishProvider(
	ctx context.Context,
	by actor.Actor,
	browser string,
	callback Callback,
) (result ProviderResult, err error) {
	defer fault.Wrap(&err, "finish provider sign-in")
	if s.Provider == nil {
		return result, ErrNoProvider
	}
	// A state and a code are used once, so this transaction commits whatever
	// follows.
	var c ceremony
	err = s.DB.Update(ctx, func(tx *db.Tx) error {
		c, err = consumeCeremony(ctx, tx, callback.State, browser, oidcSignIn, oidcLink, oidcAccept)
		return err
	})
	if err != nil {
		return result, err
	}
	if c.kind == oidcLink && c.accountID != by.ID {
		return result, errCeremony
	}
	id, request, err := s.exchangeCode(ctx, c, callback)
	if err != nil {
		return result, err
	}
	result.MFA = id.mfa
	err = s.DB.Update(ctx, func(tx *db.Tx) error {
		result.Account, result.Linked, err = s.completeProvider(ctx, tx, by, c, request, id)
		return err
	})
	if err != nil {
		return ProviderResult{}, err
	}
	return result, nil
}

// exchangeCode asks the provider for the identity of the person. It must not be
// called in a transaction.
func (s *Service) exchangeCode(
	ctx context.Context,
	c ceremony,
	callback Callback,
) (id identity, request authRequest, err error) {
	if err := c.unmarshal(&request); err != nil {
		return id, request, err
	}
	now, err := s.DB.Now(ctx)
	if err != nil {
		return id, request, err
	}
	found, err := s.Provider.discover(ctx, now)
	if err != nil {
		return id, request, err
	}
	id, err = s.Provider.exchange(ctx, found, request, callback, now)
	return id, request, err
}

// completeProvider returns the account of id, after linking the two or accepting
// an invitation if the ceremony was started for that.
func (s *Service) completeProvider(
	ctx context.Context,
	tx *db.Tx,
	by actor.Actor,
	c ceremony,
	request authRequest,
	id identity,
) (a *Account, linked bool, err error) {
	switch c.kind {
	case oidcLink:
		if a, err = getAccount(ctx, tx, c.accountID); err != nil {
			return nil, false, err
		}
		if err := linkIdentity(ctx, tx, id, a.ID); err != nil {
			return nil, false, err
		}
		return a, true, audit.Append(ctx, tx, by, "link-identity", "account", a.ID, s.Provider.Issuer)
	case oidcAccept:
		if !id.mfa {
			// The account would have one factor and no way to add another.
			return nil, false, fault.Newf(
				fault.Conflict,
				"%s did not confirm that you used a second factor. Open your invitation again and choose "+
					"a password or a passkey. You can link your account afterwards.",
				s.Provider.Name,
			)
		}
		token, err := s.Open(invitationOwner(c.accountID), request.InvitationToken)
		if err != nil {
			return nil, false, err
		}
		if a, err = acceptInvitation(ctx, tx, string(token), c.accountID); err != nil {
			return nil, false, err
		}
		return a, false, linkIdentity(ctx, tx, id, a.ID)
	}
	accountID, err := accountOfIdentity(ctx, tx, id)
	if fault.Is(err, fault.NotFound) {
		return nil, false, errIdentityNotLinked
	}
	if err != nil {
		return nil, false, err
	}
	if a, err = getAccount(ctx, tx, accountID); err == nil && !a.MaySignIn() {
		err = s.Provider.signInFailed(errors.New("the account is not active"))
	}
	return a, false, err
}

// IsLinkedToProvider reports whether the account of by is linked to the provider.
func (s *Service) IsLinkedToProvider(ctx context.Context, by actor.Actor) (linked bool, err error) {
	if s.Provider == nil {
		return false, nil
	}
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		linked, err = hasIdentity(ctx, tx, s.Provider.Issuer, by.ID)
		return err
	})
	return linked, err
}

// UnlinkProvider unlinks the account of by from the provider, unless it is their
// only way to sign in.
func (s *Service) UnlinkProvider(ctx context.Context, by actor.Actor) (err error) {
	defer fault.Wrap(&err, "unlink from the provider")
	if s.Provider == nil {
		return ErrNoProvider
	}
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		if err := unlinkIdentity(ctx, tx, s.Provider.Issuer, by.ID); err != nil {
			return err
		}
		if err := requireSignInMethod(ctx, tx, by.ID); err != nil {
			return err
		}
		return audit.Append(ctx, tx, by, "unlink-identity", "account", by.ID, s.Provider.Issuer)
	})
}

// ProviderName returns the name of the provider for people, or "" if there is none.
func (s *Service) ProviderName() string {
	if s.Provider == nil {
		return ""
	}
	return cmp.Or(s.Provider.Name, s.Provider.Issuer)
}
