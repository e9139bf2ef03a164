package receipt

import (
	"encoding/base32"
	"errors"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

// Errors of [Receipt.Verify], besides those about keys and checkpoints.
var (
	ErrWrongKey = errors.New(
		"The receipt has a different key from the one you trust. It belongs to a different record or has been changed.",
	)
	ErrProofMismatch = errors.New(
		"The proof does not match the public record. The receipt has been changed or belongs to a different record.",
	)
	ErrCopyMismatch = errors.New("The answers do not match the public record. This copy was changed after it was made.")
)

// Verify returns nil if r proves that its leaf is in the record with the key trusted and,
// for a full copy, that the leaf commits to its answers.
//
// trusted is the verifier key of the record from a source that you trust, such as the
// council's website, its minutes or a newspaper. If it is "", Verify uses the key in r.
// This detects damage and changes to parts of r, but not a receipt that was forged as a
// whole with another key.
func (r *Receipt) Verify(trusted string) error {
	if trusted == "" {
		trusted = r.Key
	}
	if r.Key != trusted {
		return ErrWrongKey
	}
	c, err := VerifyCheckpoint(r.Checkpoint, trusted)
	if err != nil {
		return err
	}
	if err := tlog.CheckRecord(r.Proof, c.Size, c.Root, r.Index, r.Leaf.Hash()); err != nil {
		return ErrProofMismatch
	}
	if r.Copy == nil {
		return nil
	}
	if r.Copy.commitment() != r.Leaf.Commitment {
		return ErrCopyMismatch
	}
	return nil
}

// Origin returns the name of the record, from the key in r.
func (r *Receipt) Origin() string {
	origin, _, _ := strings.Cut(r.Key, "+")
	return origin
}

// CodeBytes is the number of bytes of a leaf's hash in its code: 160 bits, so that no one
// can find another leaf with the same code.
const CodeBytes = 20

var codeAlphabet = base32.StdEncoding

// Code returns the receipt code of l, which can be read out on the phone: 32 letters and
// digits in groups of four, the base32 encoding (RFC 4648) of the beginning of its hash.
// It identifies the leaf in the record but proves nothing by itself.
func (l Leaf) Code() string {
	hash := l.Hash()
	text := codeAlphabet.EncodeToString(hash[:CodeBytes])
	var b strings.Builder
	for i := 0; i < len(text); i += 4 {
		if i > 0 {
			b.WriteByte('-')
		}
		b.WriteString(text[i : i+4])
	}
	return b.String()
}

// ParseCode parses a receipt code as people type it, ignoring case, spaces and hyphens, and
// returns the first bytes of the leaf's hash.
func ParseCode(text string) (start [CodeBytes]byte, err error) {
	text = strings.ToUpper(strings.Join(strings.Fields(strings.ReplaceAll(text, "-", "")), ""))
	// The alphabet has no 0 and 1, which people type for O and I.
	text = strings.NewReplacer("0", "O", "1", "I").Replace(text)
	raw, err := codeAlphabet.DecodeString(text)
	if err != nil || len(raw) != CodeBytes {
		return start, errors.New("Receipt code must be 32 letters and numbers in groups of 4. Enter all of it.")
	}
	return [CodeBytes]byte(raw), nil
}
