package account

import (
	"cmp"
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/outbound"
)

// ProviderSettings say who signs people in for the council, by OpenID Connect.
type ProviderSettings struct {
	Issuer       string // "https://login.example.org"; "" for nobody
	ClientID     string
	ClientSecret string
	Name         string // on the button, as people call it
	TrustMFA     MFATrust
	InternalHost string // host and port of the issuer, where it is in the council's own network
}

// MFATrust says when the provider is believed to have asked for a second factor.
type MFATrust string

// When the provider is believed.
const (
	TrustAMR    MFATrust = "amr"    // when it says so of the very sign-in: "mfa" among the methods, as RFC 8176 has it
	TrustAlways MFATrust = "always" // always: the council makes it ask everybody
)

// Provider is the provider of an installation. What it says of itself is asked
// when somebody first wants to sign in, so that an installation starts without
// it, and again every hour.
type Provider struct {
	ProviderSettings
	clientContext func(context.Context) context.Context // asks through the door

	mu       sync.Mutex
	cached   *discovery
	failedAt time.Time // when it did not answer
	failure  error
}

// NewProvider returns the provider of the settings, or nil for nobody.
func NewProvider(s ProviderSettings) *Provider {
	if s.Issuer == "" {
		return nil
	}
	client := outbound.New(outbound.Options{AllowedHost: s.InternalHost})
	s.Name, s.TrustMFA = cmp.Or(s.Name, "your organisation"), cmp.Or(s.TrustMFA, TrustAMR)
	return &Provider{ProviderSettings: s, clientContext: func(ctx context.Context) context.Context { return oidc.ClientContext(ctx, client) }}
}

// discovery is what a provider says of itself.
type discovery struct {
	*oidc.Provider
	keys      oidc.KeySet // fetched anew when a token names a key that is not among them
	fetchedAt time.Time
	metadata  struct {
		NamesItself bool     `json:"authorization_response_iss_parameter_supported"`
		Methods     []string `json:"token_endpoint_auth_methods_supported"`
		Keys        string   `json:"jwks_uri"`
	}
}

// How long what a provider says of itself is good, and how long one that did not
// answer is left alone: everybody who waits for it waits in one line.
const (
	discoveryTTL        = time.Hour
	discoveryRetryAfter = 10 * time.Second
)

// signingAlgorithms are those that an ID token may have. Each is made with a key that
// only the provider has: "none" is made with none, and those that begin with HS
// with one that others have too.
var signingAlgorithms = []string{
	oidc.RS256,
	oidc.RS384,
	oidc.RS512,
	oidc.PS256,
	oidc.PS384,
	oidc.PS512,
	oidc.ES256,
	oidc.ES384,
	oidc.ES512,
	oidc.EdDSA,
}

// discover returns the addresses of the provider. If it does not answer, those
// that it had an hour ago do.
func (p *Provider) discover(ctx context.Context, now time.Time) (*discovery, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case p.cached != nil && now.Sub(p.cached.fetchedAt) < discoveryTTL:
		return p.cached, nil
	case p.failure == nil || now.Sub(p.failedAt) >= discoveryRetryAfter:
		// Others wait for it too, so it does not end with the request that began it.
		found, err := p.fetchDiscovery(context.WithoutCancel(ctx), now)
		if p.failure = err; err == nil {
			p.cached = found
			return found, nil
		}
		p.failedAt = now
	}
	if p.cached != nil {
		return p.cached, nil
	}
	return nil, p.unavailableError(p.failure)
}

// fetchDiscovery asks the provider for its addresses. The document must be of the issuer
// that was set, letter for letter.
func (p *Provider) fetchDiscovery(ctx context.Context, now time.Time) (*discovery, error) {
	provider, err := oidc.NewProvider(p.clientContext(ctx), p.Issuer)
	if err != nil {
		return nil, err
	}
	found := &discovery{Provider: provider, fetchedAt: now}
	if err := provider.Claims(&found.metadata); err != nil {
		return nil, err
	}
	for _, address := range []string{provider.Endpoint().AuthURL, provider.Endpoint().TokenURL, found.metadata.Keys} {
		if u, err := url.Parse(address); err != nil || u.Host == "" || u.Scheme != "https" && (u.Scheme != "http" || u.Host != p.InternalHost) {
			return nil, fmt.Errorf("it names the address %q, which is not https", address)
		}
	}
	found.keys = oidc.NewRemoteKeySet(p.clientContext(ctx), found.metadata.Keys)
	return found, nil
}

func (p *Provider) unavailableError(err error) error {
	return &fault.Error{
		Kind:   fault.Busy,
		Err:    err,
		Say:    fmt.Sprintf(providerUnavailable, p.Name),
		Format: providerUnavailable,
		Args:   []any{p.Name},
	}
}

const providerUnavailable = "We cannot reach %s at the moment. Try again in a few minutes, or sign in another way."

// oauthConfig is how we speak to the provider. back is the address of ours to which
// it sends people back.
func (p *Provider) oauthConfig(found *discovery, back string) *oauth2.Config {
	endpoint := found.Endpoint()
	endpoint.AuthStyle = oauth2.AuthStyleInHeader // and no trying out, which would use the code up
	if len(found.metadata.Methods) > 0 && !slices.Contains(found.metadata.Methods, "client_secret_basic") {
		endpoint.AuthStyle = oauth2.AuthStyleInParams
	}
	return &oauth2.Config{
		ClientID:     p.ClientID,
		ClientSecret: p.ClientSecret,
		Endpoint:     endpoint,
		RedirectURL:  back,
		Scopes:       []string{oidc.ScopeOpenID},
	}
}

// authRequest is what is kept while somebody is at the provider.
type authRequest struct {
	AuthURL         string `json:"to"` // the address at the provider
	RedirectURL     string `json:"back"`
	Nonce           string `json:"nonce"`
	Verifier        string `json:"verifier"`
	InvitationToken []byte `json:"token"` // of the invitation that they accept, sealed; nil for none
}

// newAuthRequest makes an errand, whose answer will bring state along.
func (p *Provider) newAuthRequest(found *discovery, state, back string) authRequest {
	e := authRequest{RedirectURL: back, Nonce: db.NewSecret(), Verifier: oauth2.GenerateVerifier()}
	e.AuthURL = p.oauthConfig(found, back).AuthCodeURL(state, oidc.Nonce(e.Nonce), oauth2.S256ChallengeOption(e.Verifier))
	return e
}

// Callback is what a browser brings back from the provider.
type Callback struct{ State, Code, Issuer, Error string }

// ParseCallback reads the query of the address to which the provider sends people
// back. What stands there twice is not believed once.
func ParseCallback(query url.Values) Callback {
	one := func(name string) string {
		if len(query[name]) != 1 {
			return ""
		}
		return query[name][0]
	}
	r := Callback{one("state"), one("code"), one("iss"), one("error")}
	if len(query["iss"]) > 1 {
		r.Issuer = "more than one"
	}
	return r
}

// identity is who somebody is at the provider. The address and the name that it
// tells are not read at all.
type identity struct {
	issuer, subject string
	mfa             bool // the provider is believed to have asked for a second factor
}

// exchange brings the answer to an errand in: it exchanges the code for an ID
// token, and holds that against everything that was set and sent.
func (p *Provider) exchange(ctx context.Context, found *discovery, e authRequest, back Callback, now time.Time) (identity, error) {
	switch {
	case back.Issuer != "" && back.Issuer != p.Issuer, back.Issuer == "" && found.metadata.NamesItself:
		return identity{}, p.signInFailed(fmt.Errorf("the answer comes from the issuer %q", back.Issuer))
	case back.Error != "":
		return identity{}, p.signInFailed(fmt.Errorf("it answered %.100q", back.Error))
	case back.Code == "":
		return identity{}, p.signInFailed(errors.New("the answer has no code"))
	}
	token, err := p.oauthConfig(found, e.RedirectURL).Exchange(p.clientContext(ctx), back.Code, oauth2.VerifierOption(e.Verifier))
	if err != nil {
		if _, answered := errors.AsType[*oauth2.RetrieveError](err); !answered {
			return identity{}, p.unavailableError(err)
		}
		return identity{}, p.signInFailed(err)
	}
	raw, ok := token.Extra("id_token").(string)
	if !ok {
		return identity{}, p.signInFailed(errors.New("it sent no ID token"))
	}
	verifier := oidc.NewVerifier(
		p.Issuer,
		found.keys,
		&oidc.Config{ClientID: p.ClientID, SupportedSigningAlgs: signingAlgorithms, Now: func() time.Time { return now }},
	)
	id, err := verifier.Verify(p.clientContext(ctx), raw)
	if err != nil {
		return identity{}, p.signInFailed(err)
	}
	return p.checkIDToken(id, token.AccessToken, e, now)
}

// checkIDToken holds what stands in an ID token, whose signature is good, against the
// errand.
func (p *Provider) checkIDToken(id *oidc.IDToken, access string, e authRequest, now time.Time) (identity, error) {
	var more struct {
		Party   string   `json:"azp"`
		Methods []string `json:"amr"`
	}
	if err := id.Claims(&more); err != nil {
		return identity{}, p.signInFailed(err)
	}
	switch {
	case id.Issuer != p.Issuer: // the library lets one provider write it in two ways
		return identity{}, p.signInFailed(fmt.Errorf("the token is of the issuer %q", id.Issuer))
	case id.Subject == "" || len(id.Subject) > 255:
		return identity{}, p.signInFailed(errors.New("the token names nobody"))
	case subtle.ConstantTimeCompare([]byte(id.Nonce), []byte(e.Nonce)) != 1:
		return identity{}, p.signInFailed(errors.New("the token is for another request"))
	case more.Party != "" && more.Party != p.ClientID, more.Party == "" && len(id.Audience) > 1:
		return identity{}, p.signInFailed(errors.New("the token was made for another service"))
	case id.IssuedAt.After(now.Add(5 * time.Minute)):
		return identity{}, p.signInFailed(errors.New("the token comes from the future"))
	}
	if id.AccessTokenHash != "" {
		if err := id.VerifyAccessToken(access); err != nil {
			return identity{}, p.signInFailed(err)
		}
	}
	return identity{id.Issuer, id.Subject, p.TrustMFA == TrustAlways || slices.Contains(more.Methods, "mfa")}, nil
}

// signInFailed is what everybody is told whom the provider did not sign in, or in a
// way that we do not believe. Why is for the log.
func (p *Provider) signInFailed(err error) error {
	const say = "%s did not sign you in. Try again, or sign in another way."
	return &fault.Error{Kind: fault.Invalid, Err: err, Say: fmt.Sprintf(say, p.Name), Format: say, Args: []any{p.Name}}
}
