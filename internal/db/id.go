package db

import (
	"crypto/rand"
	"encoding/base64"
)

// NewID makes an id for a row, of 128 bits that nobody can guess: 22 letters,
// digits, hyphens and underscores.
func NewID() string { return randomString(16) }

// NewSecret makes what only one person is to know, such as the end of a link:
// 256 bits, 43 letters. Only a digest of it is stored.
func NewSecret() string { return randomString(32) }

func randomString(n int) string {
	b := make([]byte, n)
	rand.Read(b) // never fails: it ends the program rather than return an error
	return base64.RawURLEncoding.EncodeToString(b)
}
