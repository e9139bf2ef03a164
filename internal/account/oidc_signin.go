package account

import (
	"cmp"
	"context"
	"errors"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// ErrNoProvider is what is said where nobody signs people in for the council.
var ErrNoProvider = fault.New(
	fault.NotFound,
	"Single sign-on is not set up for this service. Sign in with your email address and password.",
)

// errIdentityNotLinked is what somebody is told whom the provider knows and we do not.
// That there is an account with the same address makes no difference: whoever
// may write an address at the provider would be that account.
var errIdentityNotLinked = fault.New(
	fault.Forbidden,
	"This sign-in is not linked to an account here. If you have an invitation, open it and accept it using this sign-in. If you have an account, sign in with your password, then link it in Your account.",
)

// BeginProviderSignIn begins to sign somebody in through the provider, in browser, which
// is the secret of a session. back is the address of ours to which the provider
// sends people. The state that it returns goes with them.
func (s *Service) BeginProviderSignIn(ctx context.Context, browser, back string) (state string, err error) {
	defer fault.Wrap(&err, "go to the provider")
	return s.beginProvider(ctx, ceremony{kind: oidcSignIn}, nil, browser, back)
}

// BeginProviderLink is AskProvider for a person who is signed in, to link their
// account.
func (s *Service) BeginProviderLink(ctx context.Context, by actor.Actor, browser, back string) (state string, err error) {
	defer fault.Wrap(&err, "go to the provider, to link")
	return s.beginProvider(ctx, ceremony{kind: oidcLink, accountID: by.ID}, nil, browser, back)
}

// BeginProviderInvitation is AskProvider for whoever holds the invitation token.
func (s *Service) BeginProviderInvitation(ctx context.Context, token, browser, back string) (state string, err error) {
	defer fault.Wrap(&err, "go to the provider, to accept an invitation")
	p, err := s.TokenHolder(ctx, InvitationToken, token)
	if err != nil {
		return "", err
	}
	return s.beginProvider(ctx, ceremony{kind: oidcAccept, accountID: p.ID}, s.Seal("errand "+p.ID, []byte(token)), browser, back)
}

func (s *Service) beginProvider(ctx context.Context, c ceremony, token []byte, browser, back string) (state string, err error) {
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
	e := s.Provider.newAuthRequest(found, state, back)
	e.InvitationToken = token
	c.data = db.JSON(e)
	return state, s.DB.Update(ctx, func(tx *db.Tx) error { return startCeremony(ctx, tx, c, state, browser) })
}

// ProviderAuthURL is where browser is to go in the ceremony of state.
func (s *Service) ProviderAuthURL(ctx context.Context, state, browser string) (address string, err error) {
	var e authRequest
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		c, err := getCeremony(ctx, tx, state, browser, oidcSignIn, oidcLink, oidcAccept)
		if err != nil {
			return err
		}
		return c.unmarshal(&e)
	})
	return e.AuthURL, err
}

// ProviderResult is somebody who came back from the provider.
type ProviderResult struct {
	Person *Person
	MFA    bool // the provider is believed to have asked for a second factor
	Linked bool // they were signed in and have linked their account
}

// FinishProvider ends what AskProvider or AskProviderFor began. by is who is
// signed in, if anybody is.
func (s *Service) FinishProvider(ctx context.Context, by actor.Actor, browser string, back Callback) (a ProviderResult, err error) {
	defer fault.Wrap(&err, "come back from the provider")
	if s.Provider == nil {
		return a, ErrNoProvider
	}
	// What was begun is over now, whatever comes of it: a code and a state are
	// looked at once.
	var c ceremony
	err = s.DB.Update(ctx, func(tx *db.Tx) error {
		c, err = consumeCeremony(ctx, tx, back.State, browser, oidcSignIn, oidcLink, oidcAccept)
		return err
	})
	if err != nil {
		return a, err
	}
	if c.kind == oidcLink && c.accountID != by.ID {
		return a, errCeremony
	}
	who, e, err := s.exchangeCode(ctx, c, back)
	if err != nil {
		return a, err
	}
	a.MFA = who.mfa
	err = s.DB.Update(ctx, func(tx *db.Tx) error {
		a.Person, a.Linked, err = s.completeProvider(ctx, tx, by, c, e, who)
		return err
	})
	if err != nil {
		return ProviderResult{}, err
	}
	return a, nil
}

// exchangeCode asks the provider, with no transaction open, who it is that came back.
func (s *Service) exchangeCode(ctx context.Context, c ceremony, back Callback) (who identity, e authRequest, err error) {
	if err := c.unmarshal(&e); err != nil {
		return who, e, err
	}
	now, err := s.DB.Now(ctx)
	if err != nil {
		return who, e, err
	}
	found, err := s.Provider.discover(ctx, now)
	if err != nil {
		return who, e, err
	}
	who, err = s.Provider.exchange(ctx, found, e, back, now)
	return who, e, err
}

// completeProvider says who it is, after linking what is to be linked.
func (s *Service) completeProvider(
	ctx context.Context,
	tx *db.Tx,
	by actor.Actor,
	c ceremony,
	e authRequest,
	who identity,
) (p *Person, linked bool, err error) {
	switch c.kind {
	case oidcLink:
		if p, err = GetPerson(ctx, tx, c.accountID); err != nil {
			return nil, false, err
		}
		if err := linkIdentity(ctx, tx, who, p.ID); err != nil {
			return nil, false, err
		}
		return p, true, audit.Append(ctx, tx, by, "link-identity", "account", p.ID, s.Provider.Issuer)
	case oidcAccept:
		if !who.mfa {
			// The account would have one factor, and nothing to add another by.
			return nil, false, fault.Newf(fault.Conflict, providerWithoutMFA, s.Provider.Name)
		}
		token, err := s.Open("errand "+c.accountID, e.InvitationToken)
		if err != nil {
			return nil, false, err
		}
		if p, err = acceptInvitation(ctx, tx, string(token), c.accountID); err != nil {
			return nil, false, err
		}
		return p, false, linkIdentity(ctx, tx, who, p.ID)
	}
	id, err := accountOfIdentity(ctx, tx, who)
	if fault.Is(err, fault.NotFound) {
		return nil, false, errIdentityNotLinked
	}
	if err != nil {
		return nil, false, err
	}
	if p, err = GetPerson(ctx, tx, id); err == nil && !p.MaySignIn() {
		err = s.Provider.signInFailed(errors.New("the account is not active"))
	}
	return p, false, err
}

const providerWithoutMFA = "%s did not confirm that you used a second factor. Open your invitation again and choose a password or a passkey. You can link your account afterwards."

// IsLinkedToProvider reports whether by has linked their account with the provider.
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

// UnlinkProvider takes the link of by with the provider away, unless it is their only
// way in.
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

// ProviderName is what the button says, or "" where there is no provider.
func (s *Service) ProviderName() string {
	if s.Provider == nil {
		return ""
	}
	return cmp.Or(s.Provider.Name, s.Provider.Issuer)
}
