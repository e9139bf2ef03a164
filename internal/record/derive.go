package record

import (
	"crypto/hmac"
	"crypto/sha256"
)

// DeriveKey returns a secret of 32 bytes for the given purpose, from the signing key of the
// record. It cannot be computed from the database or from public keys. It is nil if the
// signing key is not there, which OpenReadOnly allows.
func (l *Log) DeriveKey(purpose string) []byte { return l.key.derive(purpose) }

func (k *signingKey) derive(purpose string) []byte {
	if k.secret == nil {
		return nil
	}
	mac := hmac.New(sha256.New, k.secret.Seed())
	mac.Write([]byte("folkmoot/derived-key/v1\x00" + purpose))
	return mac.Sum(nil)
}
