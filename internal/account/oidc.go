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
	Issuer   string // "https://login.example.org"; "" for nobody
	ClientID string
	Secret   string
	Name     string // on the button, as people call it
	TrustMFA Trust
	Inside   string // host and port of the issuer, where it is in the council's own network
}

// Trust says when the provider is believed to have asked for a second factor.
type Trust string

// When the provider is believed.
const (
	TrustAMR    Trust = "amr"    // when it says so of the very sign-in: "mfa" among the methods, as RFC 8176 has it
	TrustAlways Trust = "always" // always: the council makes it ask everybody
)

// Provider is the provider of an installation. What it says of itself is asked
// when somebody first wants to sign in, so that an installation starts without
// it, and again every hour.
type Provider struct {
	ProviderSettings
	out func(context.Context) context.Context // asks through the door

	mu     sync.Mutex
	last   *discovered
	failed time.Time // when it did not answer
	why    error
}

// NewProvider returns the provider of the settings, or nil for nobody.
func NewProvider(s ProviderSettings) *Provider {
	if s.Issuer == "" {
		return nil
	}
	client := outbound.New(outbound.Options{Inside: s.Inside})
	s.Name, s.TrustMFA = cmp.Or(s.Name, "your organisation"), cmp.Or(s.TrustMFA, TrustAMR)
	return &Provider{ProviderSettings: s, out: func(ctx context.Context) context.Context { return oidc.ClientContext(ctx, client) }}
}

// discovered is what a provider says of itself.
type discovered struct {
	*oidc.Provider
	keys oidc.KeySet // fetched anew when a token names a key that is not among them
	at   time.Time
	more struct {
		NamesItself bool     `json:"authorization_response_iss_parameter_supported"`
		Methods     []string `json:"token_endpoint_auth_methods_supported"`
		Keys        string   `json:"jwks_uri"`
	}
}

// How long what a provider says of itself is good, and how long one that did not
// answer is left alone: everybody who waits for it waits in one line.
const (
	discoveryLasts = time.Hour
	leftAlone      = 10 * time.Second
)

// signatures are those that an ID token may have. Each is made with a key that
// only the provider has: "none" is made with none, and those that begin with HS
// with one that others have too.
var signatures = []string{oidc.RS256, oidc.RS384, oidc.RS512, oidc.PS256, oidc.PS384, oidc.PS512, oidc.ES256, oidc.ES384, oidc.ES512, oidc.EdDSA}

// discover returns the addresses of the provider. If it does not answer, those
// that it had an hour ago do.
func (p *Provider) discover(ctx context.Context, now time.Time) (*discovered, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case p.last != nil && now.Sub(p.last.at) < discoveryLasts:
		return p.last, nil
	case p.why == nil || now.Sub(p.failed) >= leftAlone:
		// Others wait for it too, so it does not end with the request that began it.
		found, err := p.ask(context.WithoutCancel(ctx), now)
		if p.why = err; err == nil {
			p.last = found
			return found, nil
		}
		p.failed = now
	}
	if p.last != nil {
		return p.last, nil
	}
	return nil, p.busy(p.why)
}

// ask asks the provider for its addresses. The document must be of the issuer
// that was set, letter for letter.
func (p *Provider) ask(ctx context.Context, now time.Time) (*discovered, error) {
	provider, err := oidc.NewProvider(p.out(ctx), p.Issuer)
	if err != nil {
		return nil, err
	}
	found := &discovered{Provider: provider, at: now}
	if err := provider.Claims(&found.more); err != nil {
		return nil, err
	}
	for _, address := range []string{provider.Endpoint().AuthURL, provider.Endpoint().TokenURL, found.more.Keys} {
		if u, err := url.Parse(address); err != nil || u.Host == "" || u.Scheme != "https" && (u.Scheme != "http" || u.Host != p.Inside) {
			return nil, fmt.Errorf("it names the address %q, which is not https", address)
		}
	}
	found.keys = oidc.NewRemoteKeySet(p.out(ctx), found.more.Keys)
	return found, nil
}

func (p *Provider) busy(err error) error {
	return &fault.Error{Kind: fault.Busy, Err: err, Say: fmt.Sprintf(noProvider, p.Name), Format: noProvider, Args: []any{p.Name}}
}

const noProvider = "We cannot reach %s at the moment. Try again in a few minutes, or sign in another way."

// config is how we speak to the provider. back is the address of ours to which
// it sends people back.
func (p *Provider) config(found *discovered, back string) *oauth2.Config {
	endpoint := found.Endpoint()
	endpoint.AuthStyle = oauth2.AuthStyleInHeader // and no trying out, which would use the code up
	if len(found.more.Methods) > 0 && !slices.Contains(found.more.Methods, "client_secret_basic") {
		endpoint.AuthStyle = oauth2.AuthStyleInParams
	}
	return &oauth2.Config{ClientID: p.ClientID, ClientSecret: p.Secret, Endpoint: endpoint, RedirectURL: back, Scopes: []string{oidc.ScopeOpenID}}
}

// errand is what is kept while somebody is at the provider.
type errand struct {
	To       string `json:"to"` // the address at the provider
	Back     string `json:"back"`
	Nonce    string `json:"nonce"`
	Verifier string `json:"verifier"`
	Token    []byte `json:"token"` // of the invitation that they accept, sealed; nil for none
}

// send makes an errand, whose answer will bring state along.
func (p *Provider) send(found *discovered, state, back string) errand {
	e := errand{Back: back, Nonce: db.NewSecret(), Verifier: oauth2.GenerateVerifier()}
	e.To = p.config(found, back).AuthCodeURL(state, oidc.Nonce(e.Nonce), oauth2.S256ChallengeOption(e.Verifier))
	return e
}

// Returned is what a browser brings back from the provider.
type Returned struct{ State, Code, Issuer, Error string }

// ReadReturned reads the query of the address to which the provider sends people
// back. What stands there twice is not believed once.
func ReadReturned(query url.Values) Returned {
	one := func(name string) string {
		if len(query[name]) != 1 {
			return ""
		}
		return query[name][0]
	}
	r := Returned{one("state"), one("code"), one("iss"), one("error")}
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

// fetch brings the answer to an errand in: it exchanges the code for an ID
// token, and holds that against everything that was set and sent.
func (p *Provider) fetch(ctx context.Context, found *discovered, e errand, back Returned, now time.Time) (identity, error) {
	switch {
	case back.Issuer != "" && back.Issuer != p.Issuer, back.Issuer == "" && found.more.NamesItself:
		return identity{}, p.refuse(fmt.Errorf("the answer comes from the issuer %q", back.Issuer))
	case back.Error != "":
		return identity{}, p.refuse(fmt.Errorf("it answered %.100q", back.Error))
	case back.Code == "":
		return identity{}, p.refuse(errors.New("the answer has no code"))
	}
	token, err := p.config(found, e.Back).Exchange(p.out(ctx), back.Code, oauth2.VerifierOption(e.Verifier))
	if err != nil {
		if _, answered := errors.AsType[*oauth2.RetrieveError](err); !answered {
			return identity{}, p.busy(err)
		}
		return identity{}, p.refuse(err)
	}
	raw, ok := token.Extra("id_token").(string)
	if !ok {
		return identity{}, p.refuse(errors.New("it sent no ID token"))
	}
	verifier := oidc.NewVerifier(p.Issuer, found.keys, &oidc.Config{ClientID: p.ClientID, SupportedSigningAlgs: signatures, Now: func() time.Time { return now }})
	id, err := verifier.Verify(p.out(ctx), raw)
	if err != nil {
		return identity{}, p.refuse(err)
	}
	return p.read(id, token.AccessToken, e, now)
}

// read holds what stands in an ID token, whose signature is good, against the
// errand.
func (p *Provider) read(id *oidc.IDToken, access string, e errand, now time.Time) (identity, error) {
	var more struct {
		Party   string   `json:"azp"`
		Methods []string `json:"amr"`
	}
	if err := id.Claims(&more); err != nil {
		return identity{}, p.refuse(err)
	}
	switch {
	case id.Issuer != p.Issuer: // the library lets one provider write it in two ways
		return identity{}, p.refuse(fmt.Errorf("the token is of the issuer %q", id.Issuer))
	case id.Subject == "" || len(id.Subject) > 255:
		return identity{}, p.refuse(errors.New("the token names nobody"))
	case subtle.ConstantTimeCompare([]byte(id.Nonce), []byte(e.Nonce)) != 1:
		return identity{}, p.refuse(errors.New("the token is for another request"))
	case more.Party != "" && more.Party != p.ClientID, more.Party == "" && len(id.Audience) > 1:
		return identity{}, p.refuse(errors.New("the token was made for another service"))
	case id.IssuedAt.After(now.Add(5 * time.Minute)):
		return identity{}, p.refuse(errors.New("the token comes from the future"))
	}
	if id.AccessTokenHash != "" {
		if err := id.VerifyAccessToken(access); err != nil {
			return identity{}, p.refuse(err)
		}
	}
	return identity{id.Issuer, id.Subject, p.TrustMFA == TrustAlways || slices.Contains(more.Methods, "mfa")}, nil
}

// refuse is what everybody is told whom the provider did not sign in, or in a
// way that we do not believe. Why is for the log.
func (p *Provider) refuse(err error) error {
	const say = "%s did not sign you in. Try again, or sign in another way."
	return &fault.Error{Kind: fault.Invalid, Err: err, Say: fmt.Sprintf(say, p.Name), Format: say, Args: []any{p.Name}}
}
