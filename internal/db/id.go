package db

import (
	"crypto/rand"
	"encoding/base64"
)

// NewID returns a random identifier for a row: 128 bits in base64url, which is 22
// letters, digits, hyphens and underscores.
func NewID() string { return randomString(16) }

// IDFromKey returns the identifier of a new row: key, which NewID made for the page that adds it, so that
// sending the page twice adds one row. If key is not valid, the identifier is random.
func IDFromKey(key string) string {
	if raw, err := base64.RawURLEncoding.Strict().DecodeString(key); err == nil && len(raw) == 16 {
		return key
	}
	return NewID()
}

// NewSecret returns a random secret, such as the token in a link that one person
// gets: 256 bits in base64url, 43 characters. Store only its digest.
func NewSecret() string { return randomString(32) }

func randomString(n int) string {
	b := make([]byte, n)
	rand.Read(b) // never returns an error; it ends the program instead
	return base64.RawURLEncoding.EncodeToString(b)
}
