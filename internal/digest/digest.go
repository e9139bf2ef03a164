// Package digest computes the SHA-256 digests that Folkmoot stores and publishes.
package digest

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"strings"
)

// Size is the length of a digest in bytes.
const Size = sha256.Size

// Sum is a SHA-256 digest.
type Sum [Size]byte

// Of returns the digest of text.
func Of[T ~string | ~[]byte](text T) Sum { return sha256.Sum256([]byte(text)) }

// Labelled returns the digest of label and parts, with a zero byte before each part. With different labels, a digest
// made for one purpose cannot be used for another. No part but the last may contain a zero byte; otherwise, different
// parts could have the same digest.
func Labelled(label string, parts ...string) Sum {
	return Of(label + "\x00" + strings.Join(parts, "\x00"))
}

// Hex returns s in hexadecimal.
func (s Sum) Hex() string { return s.ShortHex(Size) }

// ShortHex returns the first n bytes of s in hexadecimal.
func (s Sum) ShortHex(n int) string { return hex.EncodeToString(s[:n]) }

// Base64 returns s in base64url without padding.
func (s Sum) Base64() string { return s.ShortBase64(Size) }

// ShortBase64 returns the first n bytes of s in base64url without padding.
func (s Sum) ShortBase64(n int) string { return base64.RawURLEncoding.EncodeToString(s[:n]) }

// ID returns the first 128 bits of s in base64url, the form of identifiers that are derived from a secret.
func (s Sum) ID() string { return s.ShortBase64(16) }
