package receipt

import (
	"encoding/base32"
	"errors"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

// What Verify says, apart from what it says of keys and checkpoints.
var (
	ErrWrongKey = errors.New(
		"The receipt has a different key from the one you trust. It belongs to a different record or has been changed.",
	)
	ErrProofMismatch = errors.New("The proof does not match the public record. The receipt has been changed or belongs to a different record.")
	ErrCopyMismatch  = errors.New("The answers do not match the public record. This copy was changed after it was made.")
)

// Verify returns nil if r proves what it says: that its leaf is in the record
// of the key trusted and, if r is a full copy, that its answers are the ones
// which the leaf commits to.
//
// trusted is the verifier key of the record, from a source that you trust: the
// council's site, its minutes, a newspaper. If it is "", Verify takes the key
// that r carries. That finds damage and tampering with a part of r, but not a
// receipt that was made up whole by somebody with a key of their own.
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
	if Commit(CommitAnswers(r.Copy.Salt, r.Copy.Answers), r.Copy.Monitoring) != r.Leaf.Commitment {
		return ErrCopyMismatch
	}
	return nil
}

// Origin names the record that r is of: its key's name.
func (r *Receipt) Origin() string {
	origin, _, _ := strings.Cut(r.Key, "+")
	return origin
}

// CodeBytes is how much of a leaf's hash its code holds: far more than anybody
// can find a second leaf for.
const CodeBytes = 20

var codeAlphabet = base32.StdEncoding

// Code returns a short name for l which can be read out over the telephone: 32
// letters and digits in groups of four. It finds the leaf in the record, and
// proves nothing without it.
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

// ParseCode reads what Code wrote, however it was typed: the case of letters,
// spaces and hyphens do not count. It returns the first bytes of the leaf's
// hash.
func ParseCode(text string) (start [CodeBytes]byte, err error) {
	text = strings.ToUpper(strings.Join(strings.Fields(strings.ReplaceAll(text, "-", "")), ""))
	// 0 and 1 are not in the alphabet because they look like these.
	text = strings.NewReplacer("0", "O", "1", "I").Replace(text)
	raw, err := codeAlphabet.DecodeString(text)
	if err != nil || len(raw) != CodeBytes {
		return start, errors.New("Receipt code must be 32 letters and numbers in groups of 4. Enter all of it.")
	}
	return [CodeBytes]byte(raw), nil
}
