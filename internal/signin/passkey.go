package signin

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

// Passkey is a passkey (WebAuthn credential) of an account. It replaces the
// password and the second factor: the device has the key and asks its owner for
// a fingerprint, face or PIN before using it.
type Passkey struct {
	ID        string // ours
	AccountID string
	Name      string // given by the owner
	AddedAt   time.Time
	UsedAt    time.Time // zero if never

	credentialID   []byte // chosen by the device
	publicKey      []byte
	signCount      uint32 // how often the device has used the key
	backupEligible bool   // whether it may be copied to other devices; never changes
}

// RelyingParty is this site for WebAuthn. Browsers use a passkey only on the
// site for which it was made, so a fake copy of the site cannot use it.
type RelyingParty struct {
	ID     string // host name
	Origin string // scheme, host and port
	Name   string // for people
}

// ErrPasskeysUnavailable is returned for sites that are not on HTTPS and a host name.
var ErrPasskeysUnavailable = fault.New(
	fault.Invalid,
	"You cannot use passkeys at this web address. Sign in with your password and a code.",
)

// NewRelyingParty returns the relying party for the site with the address base,
// like "https://consult.example.org". Browsers allow passkeys on HTTPS and on
// localhost, but not for IP addresses.
func NewRelyingParty(base, name string) (RelyingParty, error) {
	u, err := url.Parse(base)
	if err != nil {
		return RelyingParty{}, ErrPasskeysUnavailable
	}
	host := strings.ToLower(u.Hostname())
	_, notIP := netip.ParseAddr(host)
	switch {
	case host == "" || notIP == nil:
		return RelyingParty{}, ErrPasskeysUnavailable
	case u.Scheme == "https", u.Scheme == "http" && host == "localhost":
		return RelyingParty{ID: host, Origin: u.Scheme + "://" + strings.ToLower(u.Host), Name: name}, nil
	}
	return RelyingParty{}, ErrPasskeysUnavailable
}

// maxPasskeyResponse is the largest response of a browser in bytes. Without
// attestation, responses are below 2,000 bytes.
const maxPasskeyResponse = 16 << 10

// webAuthn returns the library's implementation of the relying party. It has no
// state and does no I/O.
func (p RelyingParty) webAuthn() (*webauthn.WebAuthn, error) {
	return webauthn.New(&webauthn.Config{
		RPID: p.ID, RPDisplayName: p.Name, RPOrigins: []string{p.Origin},
		// We do not need to know who made the device.
		AttestationPreference: protocol.PreferNoAttestation,
		AuthenticatorSelection: protocol.AuthenticatorSelection{
			// People sign in without typing a name first.
			ResidentKey:        protocol.ResidentKeyRequirementRequired,
			RequireResidentKey: new(true),
			// This makes a passkey two factors.
			UserVerification: protocol.VerificationRequired,
		},
	})
}

// passkeyAlgorithms are the signature algorithms of new passkeys.
var passkeyAlgorithms = []protocol.CredentialParameter{
	{Type: protocol.PublicKeyCredentialType, Algorithm: webauthncose.AlgES256},
	{Type: protocol.PublicKeyCredentialType, Algorithm: webauthncose.AlgEdDSA},
	{Type: protocol.PublicKeyCredentialType, Algorithm: webauthncose.AlgRS256},
}

// passkeyChallenge is a challenge as stored in a ceremony.
type passkeyChallenge struct {
	Challenge webauthn.SessionData `json:"challenge"`
	Options   json.RawMessage      `json:"options"` // for navigator.credentials
}

// webAuthnUser implements webauthn.User for an account.
type webAuthnUser struct {
	id, name string
	passkeys []Passkey
}

func (u webAuthnUser) WebAuthnID() []byte          { return []byte(u.id) }
func (u webAuthnUser) WebAuthnName() string        { return u.name }
func (u webAuthnUser) WebAuthnDisplayName() string { return u.name }

func (u webAuthnUser) WebAuthnCredentials() (all []webauthn.Credential) {
	for _, p := range u.passkeys {
		all = append(all, webauthn.Credential{
			ID: p.credentialID, PublicKey: p.publicKey,
			Flags:         webauthn.CredentialFlags{UserPresent: true, UserVerified: true, BackupEligible: p.backupEligible},
			Authenticator: webauthn.Authenticator{SignCount: p.signCount},
		})
	}
	return all
}

// newRegistration returns a challenge to create a passkey for u on a device that
// has none of u yet.
func (p RelyingParty) newRegistration(u webAuthnUser) (passkeyChallenge, error) {
	relying, err := p.webAuthn()
	if err != nil {
		return passkeyChallenge{}, err
	}
	var existing []protocol.CredentialDescriptor
	for _, c := range u.WebAuthnCredentials() {
		existing = append(existing, c.Descriptor())
	}
	options, challenge, err := relying.BeginRegistration(
		u,
		webauthn.WithExclusions(existing),
		webauthn.WithCredentialParameters(passkeyAlgorithms),
	)
	if err != nil {
		return passkeyChallenge{}, err
	}
	options.Response.Timeout = int(CeremonyTimeout.Milliseconds())
	text, err := json.Marshal(options.Response)
	return passkeyChallenge{Challenge: *challenge, Options: text}, err
}

// newAssertion returns a challenge to sign in with any passkey for p.
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

// passkeyError returns the one error for people whose passkey is refused. The
// cause is only for the log.
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

// verifyRegistration checks a browser's response to a challenge of
// newRegistration and returns the new passkey of u.
func (p RelyingParty) verifyRegistration(u webAuthnUser, c passkeyChallenge, response string) (Passkey, error) {
	relying, err := p.webAuthn()
	if err != nil {
		return Passkey{}, err
	}
	if len(response) > maxPasskeyResponse {
		return Passkey{}, passkeyError(errors.New("the response is too large"))
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes([]byte(response))
	if err != nil {
		return Passkey{}, passkeyError(err)
	}
	made, err := relying.CreateCredential(u, c.Challenge, parsed)
	if err != nil {
		return Passkey{}, passkeyError(err)
	}
	return Passkey{
		AccountID:      u.id,
		credentialID:   made.ID,
		publicKey:      made.PublicKey,
		signCount:      made.Authenticator.SignCount,
		backupEligible: made.Flags.BackupEligible,
	}, nil
}

// assertion is a browser's response to a challenge of newAssertion.
type assertion = protocol.ParsedCredentialAssertionData

func parseAssertion(response string) (*assertion, error) {
	if len(response) > maxPasskeyResponse {
		return nil, passkeyError(errors.New("the response is too large"))
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes([]byte(response))
	if err != nil {
		return nil, passkeyError(err)
	}
	return parsed, nil
}

// verifyAssertion checks a response to challenge c against known, the passkey it
// names. It returns the passkey with its new sign count, and whether the passkey
// seems to have been cloned, because the device's count is lower than ours.
func (p RelyingParty) verifyAssertion(
	c passkeyChallenge,
	response *assertion,
	known Passkey,
) (updated Passkey, cloned bool, err error) {
	relying, err := p.webAuthn()
	if err != nil {
		return known, false, err
	}
	credential, err := relying.ValidateDiscoverableLogin(func(_, _ []byte) (webauthn.User, error) {
		// The library compares the account that the device names with this one.
		return webAuthnUser{id: known.AccountID, passkeys: []Passkey{known}}, nil
	}, c.Challenge, response)
	if err != nil {
		return known, false, passkeyError(err)
	}
	known.signCount = credential.Authenticator.SignCount
	return known, credential.Authenticator.CloneWarning, nil
}

// encodeCredentialID returns a device's id as it is stored.
func encodeCredentialID(credential []byte) string {
	return base64.RawURLEncoding.EncodeToString(credential)
}

func decodeCredentialID(stored string) ([]byte, error) {
	return base64.RawURLEncoding.DecodeString(stored)
}
