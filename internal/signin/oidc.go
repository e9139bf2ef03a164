package signin

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

// ProviderSettings are the settings of the council's OpenID Connect provider.
type ProviderSettings struct {
	Issuer       string // "https://login.example.org"; "" for no provider
	ClientID     string
	ClientSecret string
	Name         string // for people, on buttons
	TrustMFA     MFATrust
	InternalHost string // host and port of an issuer in the council's own network
}

// MFATrust says when we trust that the provider asked for a second factor.
type MFATrust string

// The values of MFATrust.
const (
	// TrustAMR trusts sign-ins whose ID token has "mfa" in the claim amr (RFC 8176).
	TrustAMR MFATrust = "amr"
	// TrustAlways trusts every sign-in, because the provider is set up to require it.
	TrustAlways MFATrust = "always"
)

// Provider is the council's OpenID Connect provider. Its metadata is fetched at
// the first sign-in, so that the service starts without it, and every hour. It
// is safe for concurrent use.
type Provider struct {
	ProviderSettings
	clientContext func(context.Context) context.Context // adds the HTTP client for outgoing requests

	mu       sync.Mutex // guards the fields below; held while fetching
	cached   *discovery
	failedAt time.Time // of the last fetch, if it failed
	failure  error
}

// NewProvider returns the provider with these settings, or nil without an issuer.
func NewProvider(s ProviderSettings) *Provider {
	if s.Issuer == "" {
		return nil
	}
	client := outbound.New(outbound.Options{AllowedHost: s.InternalHost})
	s.Name, s.TrustMFA = cmp.Or(s.Name, "your organisation"), cmp.Or(s.TrustMFA, TrustAMR)
	withClient := func(ctx context.Context) context.Context { return oidc.ClientContext(ctx, client) }
	return &Provider{ProviderSettings: s, clientContext: withClient}
}

// discovery is the metadata of a provider.
type discovery struct {
	*oidc.Provider
	keys      oidc.KeySet // fetched again when a token names an unknown key
	fetchedAt time.Time
	metadata  struct {
		SendsIssuer bool     `json:"authorization_response_iss_parameter_supported"`
		AuthMethods []string `json:"token_endpoint_auth_methods_supported"`
		Keys        string   `json:"jwks_uri"`
	}
}

const (
	discoveryTTL = time.Hour
	// After a failure, people are refused at once for this long. Otherwise each
	// would wait for another time-out.
	discoveryRetryAfter = 10 * time.Second
)

// signingAlgorithms are the accepted algorithms of ID tokens. "none" and the HMAC
// algorithms are missing, because not only the provider can use them.
var signingAlgorithms = []string{
	oidc.RS256, oidc.RS384, oidc.RS512,
	oidc.PS256, oidc.PS384, oidc.PS512,
	oidc.ES256, oidc.ES384, oidc.ES512,
	oidc.EdDSA,
}

// discover returns the metadata of the provider. If it cannot be fetched, the
// metadata of an earlier fetch is used.
func (p *Provider) discover(ctx context.Context, now time.Time) (*discovery, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case p.cached != nil && now.Sub(p.cached.fetchedAt) < discoveryTTL:
		return p.cached, nil
	case p.failure == nil || now.Sub(p.failedAt) >= discoveryRetryAfter:
		// Other requests wait for the result, so it must not end with this one.
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

// fetchDiscovery fetches the metadata of the provider. Its issuer must be exactly
// the one in the settings.
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
		u, err := url.Parse(address)
		if err != nil || u.Host == "" || u.Scheme != "https" && (u.Scheme != "http" || u.Host != p.InternalHost) {
			return nil, fmt.Errorf("the metadata has the address %q, which is not https", address)
		}
	}
	found.keys = oidc.NewRemoteKeySet(p.clientContext(ctx), found.metadata.Keys)
	return found, nil
}

// withCause adds a cause for the log to an error of package fault.
func withCause(refusal, cause error) error {
	if e, ok := errors.AsType[*fault.Error](refusal); ok {
		e.Err = cause
	}
	return refusal
}

func (p *Provider) unavailableError(cause error) error {
	return withCause(fault.Newf(
		fault.Busy,
		"We cannot reach %s at the moment. Try again in a few minutes, or sign in another way.",
		p.Name,
	), cause)
}

// signInFailed is the one error for sign-ins that the provider refused or that we
// do not trust. The cause is only for the log.
func (p *Provider) signInFailed(cause error) error {
	return withCause(fault.Newf(
		fault.Invalid,
		"%s did not sign you in. Try again, or sign in another way.",
		p.Name,
	), cause)
}

// oauthConfig returns the client's configuration. callback is our address to
// which the provider sends people back.
func (p *Provider) oauthConfig(found *discovery, callback string) *oauth2.Config {
	endpoint := found.Endpoint()
	endpoint.AuthStyle = oauth2.AuthStyleInHeader // detecting it would use up the code
	methods := found.metadata.AuthMethods
	if len(methods) > 0 && !slices.Contains(methods, "client_secret_basic") {
		endpoint.AuthStyle = oauth2.AuthStyleInParams
	}
	return &oauth2.Config{
		ClientID:     p.ClientID,
		ClientSecret: p.ClientSecret,
		Endpoint:     endpoint,
		RedirectURL:  callback,
		Scopes:       []string{oidc.ScopeOpenID},
	}
}

// authRequest is an authentication request as stored in a ceremony.
type authRequest struct {
	AuthURL         string `json:"auth"`     // address at the provider
	RedirectURL     string `json:"redirect"` // our address
	Nonce           string `json:"nonce"`
	Verifier        string `json:"verifier"` // of PKCE
	InvitationToken []byte `json:"token"`    // of the invitation to accept, encrypted; nil if none
}

// newAuthRequest returns a request with this state.
func (p *Provider) newAuthRequest(found *discovery, state, callback string) authRequest {
	r := authRequest{RedirectURL: callback, Nonce: db.NewSecret(), Verifier: oauth2.GenerateVerifier()}
	r.AuthURL = p.oauthConfig(found, callback).AuthCodeURL(
		state,
		oidc.Nonce(r.Nonce),
		oauth2.S256ChallengeOption(r.Verifier),
	)
	return r
}

// Callback is the query with which the provider sends a browser back.
type Callback struct{ State, Code, Issuer, Error string }

// ParseCallback reads a callback. A parameter that is given more than once is
// ignored, except an issuer, which is then refused.
func ParseCallback(query url.Values) Callback {
	get := func(name string) string {
		if len(query[name]) != 1 {
			return ""
		}
		return query[name][0]
	}
	c := Callback{get("state"), get("code"), get("iss"), get("error")}
	if len(query["iss"]) > 1 {
		c.Issuer = "more than one"
	}
	return c
}

// identity is a person at the provider. The email address and name that the
// provider gives are ignored.
type identity struct {
	issuer, subject string
	mfa             bool // we trust that the provider asked for a second factor
}

// exchange redeems the code of a callback for an ID token and checks the token.
func (p *Provider) exchange(
	ctx context.Context,
	found *discovery,
	request authRequest,
	callback Callback,
	now time.Time,
) (identity, error) {
	switch {
	case callback.Issuer != "" && callback.Issuer != p.Issuer, callback.Issuer == "" && found.metadata.SendsIssuer:
		return identity{}, p.signInFailed(fmt.Errorf("the callback is from the issuer %q", callback.Issuer))
	case callback.Error != "":
		return identity{}, p.signInFailed(fmt.Errorf("the callback has the error %.100q", callback.Error))
	case callback.Code == "":
		return identity{}, p.signInFailed(errors.New("the callback has no code"))
	}
	token, err := p.oauthConfig(found, request.RedirectURL).Exchange(
		p.clientContext(ctx),
		callback.Code,
		oauth2.VerifierOption(request.Verifier),
	)
	if err != nil {
		if _, answered := errors.AsType[*oauth2.RetrieveError](err); !answered {
			return identity{}, p.unavailableError(err)
		}
		return identity{}, p.signInFailed(err)
	}
	raw, ok := token.Extra("id_token").(string)
	if !ok {
		return identity{}, p.signInFailed(errors.New("the provider sent no ID token"))
	}
	verifier := oidc.NewVerifier(
		p.Issuer,
		found.keys,
		&oidc.Config{
			ClientID: p.ClientID, SupportedSigningAlgs: signingAlgorithms,
			Now: func() time.Time { return now },
		},
	)
	id, err := verifier.Verify(p.clientContext(ctx), raw)
	if err != nil {
		return identity{}, p.signInFailed(err)
	}
	return p.checkIDToken(id, token.AccessToken, request, now)
}

// checkIDToken checks the claims of an ID token whose signature, audience and
// expiry are valid.
func (p *Provider) checkIDToken(id *oidc.IDToken, access string, request authRequest, now time.Time) (identity, error) {
	var claims struct {
		AuthorizedParty string   `json:"azp"`
		Methods         []string `json:"amr"`
	}
	if err := id.Claims(&claims); err != nil {
		return identity{}, p.signInFailed(err)
	}
	party := claims.AuthorizedParty
	switch {
	case id.Issuer != p.Issuer: // the library accepts two spellings for one provider
		return identity{}, p.signInFailed(fmt.Errorf("the token is from the issuer %q", id.Issuer))
	case id.Subject == "" || len(id.Subject) > 255:
		return identity{}, p.signInFailed(errors.New("the token has no valid subject"))
	case subtle.ConstantTimeCompare([]byte(id.Nonce), []byte(request.Nonce)) != 1:
		return identity{}, p.signInFailed(errors.New("the token is for another request"))
	case party != "" && party != p.ClientID, party == "" && len(id.Audience) > 1:
		return identity{}, p.signInFailed(errors.New("the token is for another client"))
	case id.IssuedAt.After(now.Add(5 * time.Minute)):
		return identity{}, p.signInFailed(errors.New("the token is issued in the future"))
	}
	if id.AccessTokenHash != "" {
		if err := id.VerifyAccessToken(access); err != nil {
			return identity{}, p.signInFailed(err)
		}
	}
	return identity{id.Issuer, id.Subject, p.TrustMFA == TrustAlways || slices.Contains(claims.Methods, "mfa")}, nil
}
