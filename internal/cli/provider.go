package cli

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"

	"github.com/folkmoot/folkmoot/internal/account"
)

// readProvider reads who signs staff in for the council, and returns every
// mistake. Without an issuer nobody does.
func (s *settings) readProvider(e *Env) (wrong []error) {
	p := &s.Provider
	p.Issuer, p.ClientID, p.ClientSecret = e.Getenv(
		"FOLKMOOT_OIDC_ISSUER",
	), e.Getenv(
		"FOLKMOOT_OIDC_CLIENT_ID",
	), e.Getenv(
		"FOLKMOOT_OIDC_CLIENT_SECRET",
	)
	p.Name, p.TrustMFA, p.InternalHost = e.Getenv(
		"FOLKMOOT_OIDC_NAME",
	), account.MFATrust(
		e.Getenv("FOLKMOOT_OIDC_TRUST_MFA"),
	), e.Getenv(
		"FOLKMOOT_OIDC_INSIDE",
	)
	say := func(format string, args ...any) { wrong = append(wrong, fmt.Errorf(format, args...)) }
	if p.Issuer == "" {
		for _, name := range []string{"CLIENT_ID", "CLIENT_SECRET", "NAME", "TRUST_MFA", "INSIDE"} {
			if e.Getenv("FOLKMOOT_OIDC_"+name) != "" {
				say("FOLKMOOT_OIDC_%s is set, and FOLKMOOT_OIDC_ISSUER says nobody who signs people in; set both or neither", name)
			}
		}
		return wrong
	}
	if p.ClientID == "" {
		say("FOLKMOOT_OIDC_CLIENT_ID is missing; it is the name of this installation at %s", p.Issuer)
	}
	if p.ClientSecret == "" {
		say("FOLKMOOT_OIDC_CLIENT_SECRET is missing; %s gives it with the client id", p.Issuer)
	}
	if p.TrustMFA != "" && p.TrustMFA != account.TrustAMR && p.TrustMFA != account.TrustAlways {
		say(
			"FOLKMOOT_OIDC_TRUST_MFA is %q; it must be amr, which believes what is said of each sign-in, or always, which asks nobody for a second factor",
			p.TrustMFA,
		)
	}
	if s.BaseURL == "" {
		wrong = append(wrong, errors.New("FOLKMOOT_BASE_URL must be set when FOLKMOOT_OIDC_ISSUER is, because people are sent back to it"))
	}
	u, err := url.Parse(p.Issuer)
	if err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" || u.Scheme != "https" && u.Host != p.InternalHost {
		say(
			"FOLKMOOT_OIDC_ISSUER is %q; it must be an https address, letter for letter as the issuer writes it, as in https://login.example.org",
			p.Issuer,
		)
	}
	if _, port, err := net.SplitHostPort(p.InternalHost); p.InternalHost != "" &&
		(err != nil || port == "" || strings.ContainsAny(p.InternalHost, "/@")) {
		say("FOLKMOOT_OIDC_INSIDE is %q; it must be a host and a port, as in login.example.internal:443", p.InternalHost)
	}
	return wrong
}
