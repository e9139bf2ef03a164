package account

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/protocol/webauthncose"
	"github.com/go-webauthn/webauthn/webauthn"

	"github.com/folkmoot/folkmoot/internal/fault"
)

// Passkey is one that an account has. It takes the place of the password and of
// the second factor: the device holds it, and asks its owner for a finger, a
// face or a PIN before it uses it.
type Passkey struct {
	ID        string // ours
	AccountID string
	Name      string // as its owner calls it
	AddedAt   time.Time
	UsedAt    time.Time // zero: never yet

	credentialID   []byte // the id that the device chose
	publicKey      []byte
	signCount      uint32 // how often it was used, as the device says
	backupEligible bool   // it may be copied to other devices of its owner; what it is, it stays
}

// RelyingParty is who asks for a passkey. A passkey made for one party is never shown
// to another by any browser, which is what makes it useless to whoever imitates
// our pages.
type RelyingParty struct {
	ID     string // the name of the host
	Origin string // scheme, name and port
	Name   string // what people call it
}

// ErrPasskeysUnavailable is why there are no passkeys on a site without a name or without
// TLS.
var ErrPasskeysUnavailable = fault.New(fault.Invalid, "You cannot use passkeys at this web address. Sign in with your password and a code.")

// NewRelyingParty is the party that people know by the address base, as in
// "https://consult.example.org". Browsers know no passkeys for a number, and
// none where others can listen, but on one's own machine.
func NewRelyingParty(base, name string) (RelyingParty, error) {
	u, err := url.Parse(base)
	if err != nil {
		return RelyingParty{}, ErrPasskeysUnavailable
	}
	host := strings.ToLower(u.Hostname())
	_, number := netip.ParseAddr(host)
	switch {
	case host == "" || number == nil:
		return RelyingParty{}, ErrPasskeysUnavailable
	case u.Scheme == "https", u.Scheme == "http" && host == "localhost":
		return RelyingParty{ID: host, Origin: u.Scheme + "://" + strings.ToLower(u.Host), Name: name}, nil
	}
	return RelyingParty{}, ErrPasskeysUnavailable
}

// maxPasskeyResponse bounds what a browser sends of a passkey. Without attestation it
// is below one thousand bytes, and with an elliptic key or an RSA key not twice
// that.
const maxPasskeyResponse = 16 << 10

// webAuthn is the machine that makes and reads challenges for p. It keeps
// nothing, has no clock and asks nobody.
func (p RelyingParty) webAuthn() (*webauthn.WebAuthn, error) {
	return webauthn.New(&webauthn.Config{
		RPID: p.ID, RPDisplayName: p.Name, RPOrigins: []string{p.Origin},
		// Who made the device is no business of ours.
		AttestationPreference: protocol.PreferNoAttestation,
		AuthenticatorSelection: protocol.AuthenticatorSelection{
			ResidentKey:        protocol.ResidentKeyRequirementRequired, // found without a name being typed first
			RequireResidentKey: new(true),
			UserVerification:   protocol.VerificationRequired, // and so it is two factors
		},
	})
}

// passkeyAlgorithms are those by which a passkey may sign.
var passkeyAlgorithms = []protocol.CredentialParameter{
	{Type: protocol.PublicKeyCredentialType, Algorithm: webauthncose.AlgES256},
	{Type: protocol.PublicKeyCredentialType, Algorithm: webauthncose.AlgEdDSA},
	{Type: protocol.PublicKeyCredentialType, Algorithm: webauthncose.AlgRS256},
}

// passkeyChallenge is what is kept of a challenge, and what the browser is told of it.
type passkeyChallenge struct {
	Challenge webauthn.SessionData `json:"challenge"`
	Options   json.RawMessage      `json:"options"` // for navigator.credentials
}

// webAuthnUser is an account as the library wants to see it.
type webAuthnUser struct {
	id, name string
	passkeys []Passkey
}

func (h webAuthnUser) WebAuthnID() []byte          { return []byte(h.id) }
func (h webAuthnUser) WebAuthnName() string        { return h.name }
func (h webAuthnUser) WebAuthnDisplayName() string { return h.name }

func (h webAuthnUser) WebAuthnCredentials() (all []webauthn.Credential) {
	for _, p := range h.passkeys {
		all = append(all, webauthn.Credential{
			ID: p.credentialID, PublicKey: p.publicKey,
			Flags:         webauthn.CredentialFlags{UserPresent: true, UserVerified: true, BackupEligible: p.backupEligible},
			Authenticator: webauthn.Authenticator{SignCount: p.signCount},
		})
	}
	return all
}

// newRegistration makes the challenge for a new passkey of h, on a device that has none
// of h yet.
func (p RelyingParty) newRegistration(h webAuthnUser) (passkeyChallenge, error) {
	relying, err := p.webAuthn()
	if err != nil {
		return passkeyChallenge{}, err
	}
	var have []protocol.CredentialDescriptor
	for _, c := range h.WebAuthnCredentials() {
		have = append(have, c.Descriptor())
	}
	options, challenge, err := relying.BeginRegistration(
		h,
		webauthn.WithExclusions(have),
		webauthn.WithCredentialParameters(passkeyAlgorithms),
	)
	if err != nil {
		return passkeyChallenge{}, err
	}
	options.Response.Timeout = int(CeremonyTimeout.Milliseconds())
	text, err := json.Marshal(options.Response)
	return passkeyChallenge{Challenge: *challenge, Options: text}, err
}

// newAssertion makes the challenge to show any passkey that p is known to.
func (p RelyingParty) newAssertion() (passkeyChallenge, error) {
	relying, err := p.webAuthn()
	if err != nil {
		return passkeyChallenge{}, err
	}
	options, challenge, err := relying.BeginDiscoverableLogin()
	if err != nil {
		return passkeyChallenge{}, err
	}
	options.Response.Timeout = int(CeremonyTimeout.Milliseconds())
	text, err := json.Marshal(options.Response)
	return passkeyChallenge{Challenge: *challenge, Options: text}, err
}

// passkeyError is what everybody is told whose passkey does not do. Why not is for
// the log.
func passkeyError(err error) error {
	var detail *protocol.Error
	if errors.As(err, &detail) {
		err = fmt.Errorf("%w: %s", err, detail.DevInfo)
	}
	return &fault.Error{
		Kind: fault.Invalid,
		Say:  "We could not check that passkey. Try again, or sign in with your password and a code.",
		Err:  err,
	}
}

// verifyRegistration reads the answer of a browser to a challenge of askNew, and returns the
// new passkey of h.
func (p RelyingParty) verifyRegistration(h webAuthnUser, a passkeyChallenge, response string) (Passkey, error) {
	relying, err := p.webAuthn()
	if err != nil {
		return Passkey{}, err
	}
	if len(response) > maxPasskeyResponse {
		return Passkey{}, passkeyError(errors.New("it is too large"))
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes([]byte(response))
	if err != nil {
		return Passkey{}, passkeyError(err)
	}
	c, err := relying.CreateCredential(h, a.Challenge, parsed)
	if err != nil {
		return Passkey{}, passkeyError(err)
	}
	return Passkey{
		AccountID:      h.id,
		credentialID:   c.ID,
		publicKey:      c.PublicKey,
		signCount:      c.Authenticator.SignCount,
		backupEligible: c.Flags.BackupEligible,
	}, nil
}

// assertion is what a browser sent to a challenge of askKnown.
type assertion = protocol.ParsedCredentialAssertionData

func parseAssertion(response string) (*assertion, error) {
	if len(response) > maxPasskeyResponse {
		return nil, passkeyError(errors.New("it is too large"))
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes([]byte(response))
	if err != nil {
		return nil, passkeyError(err)
	}
	return parsed, nil
}

// verifyAssertion holds the answer to a against the passkey that it names. It returns
// the passkey with what the device says of it now, and whether there seem to be
// two of it: it was used less often than we know.
func (p RelyingParty) verifyAssertion(a passkeyChallenge, answer *assertion, known Passkey) (now Passkey, cloned bool, err error) {
	relying, err := p.webAuthn()
	if err != nil {
		return known, false, err
	}
	c, err := relying.ValidateDiscoverableLogin(func(_, _ []byte) (webauthn.User, error) {
		// The library holds the account that the device names against this one.
		return webAuthnUser{id: known.AccountID, passkeys: []Passkey{known}}, nil
	}, a.Challenge, answer)
	if err != nil {
		return known, false, passkeyError(err)
	}
	known.signCount = c.Authenticator.SignCount
	return known, c.Authenticator.CloneWarning, nil
}

// encodeCredentialID is how the id that a device chose is stored.
func encodeCredentialID(credential []byte) string {
	return base64.RawURLEncoding.EncodeToString(credential)
}

func decodeCredentialID(stored string) ([]byte, error) {
	return base64.RawURLEncoding.DecodeString(stored)
}
