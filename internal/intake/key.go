package intake

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"time"

	"github.com/folkmoot/folkmoot/internal/fault"
)

// Key is made when a form is served and goes with it through every page. It is
// the secret link to the draft, and it makes sending twice the same as sending
// once. It is 16 random bytes, the minute in which the form was begun, and a
// proof that we said so; nothing of it is stored but digests.
type Key [32]byte

func encodeBase64(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

// Keys makes keys and recognises its own.
type Keys struct{ secret []byte }

// NewKeys returns the Keys of a secret of at least 32 bytes, which all nodes of
// an installation share.
func NewKeys(secret []byte) *Keys { return &Keys{secret} }

// New makes a key for a response to consultation that is begun at now.
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

// StartedAt returns when a form with key was served. A key that we did not make for
// consultation is as good as any other for sending, but has not begun: it has
// no claim to the minutes of grace after the close.
func (k *Keys) StartedAt(key Key, consultation string) (begun time.Time) {
	if hmac.Equal(key[20:], k.mac(key, consultation)) {
		begun = time.Unix(int64(binary.BigEndian.Uint32(key[16:20]))*60, 0).UTC()
	}
	return begun
}

// ParseKey reads what String wrote.
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

// String is the key as it stands in a link.
func (k Key) String() string { return encodeBase64(k[:]) }

// WithdrawalSecret withdraws the response. It follows from the key, so that whoever sends
// twice is told the same, and the key does not follow from it.
func (k Key) WithdrawalSecret() string {
	mac := hmac.New(sha256.New, k[:])
	mac.Write([]byte("folkmoot/withdraw/v1"))
	return encodeBase64(mac.Sum(nil)[:16])
}

// WithdrawalCode is what a person keeps to withdraw: which response, and the secret.
func (k Key) WithdrawalCode() string { return k.ID() + k.WithdrawalSecret() }

// ID names the response that is sent with k. The key does not follow from it.
func (k Key) ID() string { return Digest("folkmoot/response/v1", k.String()) }

// DraftID is the id of the draft that is saved with k. Neither k nor the id of the
// response can be derived from it.
func (k Key) DraftID() string { return Digest("folkmoot/draft/v1", k.String()) }
