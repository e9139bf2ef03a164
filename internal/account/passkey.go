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
	ID      string // ours
	Account string
	Name    string // as its owner calls it
	AddedAt time.Time
	UsedAt  time.Time // zero: never yet

	credential []byte // the id that the device chose
	publicKey  []byte
	count      uint32 // how often it was used, as the device says
	movable    bool   // it may be copied to other devices of its owner; what it is, it stays
}

// Party is who asks for a passkey. A passkey made for one party is never shown
// to another by any browser, which is what makes it useless to whoever imitates
// our pages.
type Party struct {
	ID     string // the name of the host
	Origin string // scheme, name and port
	Name   string // what people call it
}

// ErrNoPasskeys is why there are no passkeys on a site without a name or without
// TLS.
var ErrNoPasskeys = fault.New(fault.Invalid, "Passkeys work on https addresses with a name only. Sign in with your password and a code.")

// PartyOf is the party that people know by the address base, as in
// "https://consult.example.org". Browsers know no passkeys for a number, and
// none where others can listen, but on one's own machine.
func PartyOf(base, name string) (Party, error) {
	u, err := url.Parse(base)
	if err != nil {
		return Party{}, ErrNoPasskeys
	}
	host := strings.ToLower(u.Hostname())
	_, number := netip.ParseAddr(host)
	switch {
	case host == "" || number == nil:
		return Party{}, ErrNoPasskeys
	case u.Scheme == "https", u.Scheme == "http" && host == "localhost":
		return Party{ID: host, Origin: u.Scheme + "://" + strings.ToLower(u.Host), Name: name}, nil
	}
	return Party{}, ErrNoPasskeys
}

// maxResponse bounds what a browser sends of a passkey. Without attestation it
// is below one thousand bytes, and with an elliptic key or an RSA key not twice
// that.
const maxResponse = 16 << 10

// relying is the machine that makes and reads challenges for p. It keeps
// nothing, has no clock and asks nobody.
func (p Party) relying() (*webauthn.WebAuthn, error) {
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

// algorithms are those by which a passkey may sign.
var algorithms = []protocol.CredentialParameter{
	{Type: protocol.PublicKeyCredentialType, Algorithm: webauthncose.AlgES256},
	{Type: protocol.PublicKeyCredentialType, Algorithm: webauthncose.AlgEdDSA},
	{Type: protocol.PublicKeyCredentialType, Algorithm: webauthncose.AlgRS256},
}

// asked is what is kept of a challenge, and what the browser is told of it.
type asked struct {
	Challenge webauthn.SessionData `json:"challenge"`
	Options   json.RawMessage      `json:"options"` // for navigator.credentials
}

// holder is an account as the library wants to see it.
type holder struct {
	id, name string
	passkeys []Passkey
}

func (h holder) WebAuthnID() []byte          { return []byte(h.id) }
func (h holder) WebAuthnName() string        { return h.name }
func (h holder) WebAuthnDisplayName() string { return h.name }

func (h holder) WebAuthnCredentials() (all []webauthn.Credential) {
	for _, p := range h.passkeys {
		all = append(all, webauthn.Credential{
			ID: p.credential, PublicKey: p.publicKey,
			Flags:         webauthn.CredentialFlags{UserPresent: true, UserVerified: true, BackupEligible: p.movable},
			Authenticator: webauthn.Authenticator{SignCount: p.count},
		})
	}
	return all
}

// askNew makes the challenge for a new passkey of h, on a device that has none
// of h yet.
func (p Party) askNew(h holder) (asked, error) {
	relying, err := p.relying()
	if err != nil {
		return asked{}, err
	}
	var have []protocol.CredentialDescriptor
	for _, c := range h.WebAuthnCredentials() {
		have = append(have, c.Descriptor())
	}
	options, challenge, err := relying.BeginRegistration(h, webauthn.WithExclusions(have), webauthn.WithCredentialParameters(algorithms))
	if err != nil {
		return asked{}, err
	}
	options.Response.Timeout = int(CeremonyTime.Milliseconds())
	text, err := json.Marshal(options.Response)
	return asked{Challenge: *challenge, Options: text}, err
}

// askKnown makes the challenge to show any passkey that p is known to.
func (p Party) askKnown() (asked, error) {
	relying, err := p.relying()
	if err != nil {
		return asked{}, err
	}
	options, challenge, err := relying.BeginDiscoverableLogin()
	if err != nil {
		return asked{}, err
	}
	options.Response.Timeout = int(CeremonyTime.Milliseconds())
	text, err := json.Marshal(options.Response)
	return asked{Challenge: *challenge, Options: text}, err
}

// errPasskey is what everybody is told whose passkey does not do. Why not is for
// the log.
func errPasskey(err error) error {
	var detail *protocol.Error
	if errors.As(err, &detail) {
		err = fmt.Errorf("%w: %s", err, detail.DevInfo)
	}
	return &fault.Error{Kind: fault.Invalid, Say: "We could not check that passkey. Try again, or sign in with your password and a code.", Err: err}
}

// made reads the answer of a browser to a challenge of askNew, and returns the
// new passkey of h.
func (p Party) made(h holder, a asked, response string) (Passkey, error) {
	relying, err := p.relying()
	if err != nil {
		return Passkey{}, err
	}
	if len(response) > maxResponse {
		return Passkey{}, errPasskey(errors.New("it is too large"))
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes([]byte(response))
	if err != nil {
		return Passkey{}, errPasskey(err)
	}
	c, err := relying.CreateCredential(h, a.Challenge, parsed)
	if err != nil {
		return Passkey{}, errPasskey(err)
	}
	return Passkey{Account: h.id, credential: c.ID, publicKey: c.PublicKey, count: c.Authenticator.SignCount, movable: c.Flags.BackupEligible}, nil
}

// answer is what a browser sent to a challenge of askKnown.
type answer = protocol.ParsedCredentialAssertionData

func readAnswer(response string) (*answer, error) {
	if len(response) > maxResponse {
		return nil, errPasskey(errors.New("it is too large"))
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes([]byte(response))
	if err != nil {
		return nil, errPasskey(err)
	}
	return parsed, nil
}

// proved holds the answer to a against the passkey that it names. It returns
// the passkey with what the device says of it now, and whether there seem to be
// two of it: it was used less often than we know.
func (p Party) proved(a asked, answer *answer, known Passkey) (now Passkey, cloned bool, err error) {
	relying, err := p.relying()
	if err != nil {
		return known, false, err
	}
	c, err := relying.ValidateDiscoverableLogin(func(_, _ []byte) (webauthn.User, error) {
		// The library holds the account that the device names against this one.
		return holder{id: known.Account, passkeys: []Passkey{known}}, nil
	}, a.Challenge, answer)
	if err != nil {
		return known, false, errPasskey(err)
	}
	known.count = c.Authenticator.SignCount
	return known, c.Authenticator.CloneWarning, nil
}

// storedID is how the id that a device chose is stored.
func storedID(credential []byte) string { return base64.RawURLEncoding.EncodeToString(credential) }

func readID(stored string) ([]byte, error) { return base64.RawURLEncoding.DecodeString(stored) }
