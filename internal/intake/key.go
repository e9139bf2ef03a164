package intake

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"time"

	"github.com/folkmoot/folkmoot/internal/digest"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// Key identifies a response from the moment the respondent starts the form. It is
// part of the URL of every page of the form: the secret link to the draft. Sending
// twice with the same key stores one response. A key is 16 random bytes, the
// minute in which the form was started (4 bytes) and a MAC (12 bytes). Only
// digests of it are stored.
type Key [32]byte

func encodeBase64(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

// Keys makes keys and verifies their MAC.
type Keys struct{ secret []byte }

// NewKeys returns Keys with a secret of at least 32 bytes, which all servers of an
// installation share.
func NewKeys(secret []byte) *Keys { return &Keys{secret} }

// New makes a key for a response to consultation that is started at now.
func (k *Keys) New(consultation string, now time.Time) Key {
	var key Key
	rand.Read(key[:16])
	binary.BigEndian.PutUint32(key[16:20], uint32(now.Unix()/60))
	copy(key[20:], k.mac(key, consultation))
	return key
}

func (k *Keys) mac(key Key, consultation string) []byte {
	mac := hmac.New(sha256.New, k.secret)
	mac.Write([]byte("folkmoot/response-key/v1\x00" + consultation + "\x00"))
	mac.Write(key[:20])
	return mac.Sum(nil)[:12]
}

// StartedAt returns when a form with key was started. It is the zero time for a
// key that was not made by k for consultation: such a key can be used to respond,
// but not in the grace period after the close.
func (k *Keys) StartedAt(key Key, consultation string) (started time.Time) {
	if hmac.Equal(key[20:], k.mac(key, consultation)) {
		started = time.Unix(int64(binary.BigEndian.Uint32(key[16:20]))*60, 0).UTC()
	}
	return started
}

// ParseKey is the inverse of Key.String. An invalid key is fault.NotFound.
func ParseKey(text string) (key Key, err error) {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil || len(raw) != len(key) {
		return key, fault.New(
			fault.NotFound,
			"This link is incomplete. Check that you copied all of it, or start again from the consultation page.",
		)
	}
	return Key(raw), nil
}

// String returns the key as it is written in URLs.
func (k Key) String() string { return encodeBase64(k[:]) }

// WithdrawalSecret returns the secret that proves the right to withdraw the
// response. It is derived from the key, so that sending twice gives the same
// secret. The key cannot be derived from it.
func (k Key) WithdrawalSecret() string {
	mac := hmac.New(sha256.New, k[:])
	mac.Write([]byte("folkmoot/withdraw/v1"))
	return encodeBase64(mac.Sum(nil)[:16])
}

// WithdrawalCode returns the code that the receipt page shows: the id of the
// response, followed by the withdrawal secret.
func (k Key) WithdrawalCode() string { return k.ID() + k.WithdrawalSecret() }

// ID returns the id of the response sent with k. The key cannot be derived from it.
func (k Key) ID() string { return digest.Labelled("folkmoot/response/v1", k.String()).ID() }

// DraftID returns the id of the draft saved with k. Neither k nor the id of the
// response can be derived from it.
func (k Key) DraftID() string { return digest.Labelled("folkmoot/draft/v1", k.String()).ID() }
