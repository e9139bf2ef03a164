package cli

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"

	"github.com/folkmoot/folkmoot/internal/signin"
)

// readProvider reads the settings of the OIDC provider that staff sign in with,
// and returns all problems. Without an issuer there is no provider.
func (s *settings) readProvider(e *Env) (wrong []error) {
	p := &s.Provider
	p.Issuer = e.Getenv("FOLKMOOT_OIDC_ISSUER")
	p.ClientID = e.Getenv("FOLKMOOT_OIDC_CLIENT_ID")
	p.ClientSecret = e.Getenv("FOLKMOOT_OIDC_CLIENT_SECRET")
	p.Name = e.Getenv("FOLKMOOT_OIDC_NAME")
	p.TrustMFA = signin.MFATrust(e.Getenv("FOLKMOOT_OIDC_TRUST_MFA"))
	p.InternalHost = e.Getenv("FOLKMOOT_OIDC_INSIDE")
	say := func(format string, args ...any) { wrong = append(wrong, fmt.Errorf(format, args...)) }
	if p.Issuer == "" {
		for _, name := range []string{"CLIENT_ID", "CLIENT_SECRET", "NAME", "TRUST_MFA", "INSIDE"} {
			if e.Getenv("FOLKMOOT_OIDC_"+name) != "" {
				say("FOLKMOOT_OIDC_%s is set but FOLKMOOT_OIDC_ISSUER is not; set both or neither", name)
			}
		}
		return wrong
	}
	if p.ClientID == "" {
		say("FOLKMOOT_OIDC_CLIENT_ID is missing; set it to the client ID registered at %s", p.Issuer)
	}
	if p.ClientSecret == "" {
		say("FOLKMOOT_OIDC_CLIENT_SECRET is missing; set it to the client secret issued by %s", p.Issuer)
	}
	if p.TrustMFA != "" && p.TrustMFA != signin.TrustAMR && p.TrustMFA != signin.TrustAlways {
		say(
			"FOLKMOOT_OIDC_TRUST_MFA is %q; it must be amr, to accept the provider's second factor when a sign-in's amr claim shows one, "+
				"or always, to never ask for our own second factor",
			p.TrustMFA,
		)
	}
	if s.BaseURL == "" {
		wrong = append(
			wrong,
			errors.New("FOLKMOOT_BASE_URL must be set with FOLKMOOT_OIDC_ISSUER, because the provider redirects to it"),
		)
	}
	u, err := url.Parse(p.Issuer)
	if err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" ||
		u.Scheme != "https" && u.Host != p.InternalHost {
		say(
			"FOLKMOOT_OIDC_ISSUER is %q; it must be an https URL, exactly as the provider gives it, like https://login.example.org",
			p.Issuer,
		)
	}
	if _, port, err := net.SplitHostPort(p.InternalHost); p.InternalHost != "" &&
		(err != nil || port == "" || strings.ContainsAny(p.InternalHost, "/@")) {
		say("FOLKMOOT_OIDC_INSIDE is %q; it must be a host and a port, like login.example.internal:443", p.InternalHost)
	}
	return wrong
}
