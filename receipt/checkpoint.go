package receipt

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// Checkpoint is the statement that a record signs: its size and the root hash of its
// Merkle tree at that size. Its text is a C2SP tlog-checkpoint without extension lines
// (https://c2sp.org/tlog-checkpoint).
type Checkpoint struct {
	Origin string // the name of the record
	Size   int64  // number of entries
	Root   tlog.Hash
}

// Text returns the text of c that is signed, as a note of golang.org/x/mod/sumdb/note.
func (c Checkpoint) Text() string {
	return fmt.Sprintf("%s\n%d\n%s\n", c.Origin, c.Size, c.Root)
}

// CheckKey returns an error unless key is the verifier key of a record in its canonical
// form: origin, key hash in lower-case hexadecimal and Ed25519 public key in base64,
// separated by + (https://c2sp.org/signed-note).
func CheckKey(key string) error {
	_, err := newVerifier(key)
	return err
}

var errInvalidKey = errors.New("The key of the public record is not valid. It has been changed or part of it is missing.")

// newVerifier returns the verifier for key, which must be canonical; see CheckKey.
func newVerifier(key string) (note.Verifier, error) {
	v, err := note.NewVerifier(key)
	if err != nil {
		return nil, errInvalidKey
	}
	_, public, _ := strings.Cut(key[len(v.Name())+1:], "+")
	raw, err := base64.StdEncoding.Strict().DecodeString(public)
	if err != nil {
		return nil, errInvalidKey
	}
	// Package note also accepts capitals in the key hash. Accept the canonical form only,
	// so that a receipt has one encoding.
	if canonical, err := note.NewEd25519VerifierKey(v.Name(), raw[1:]); err != nil || canonical != key {
		return nil, errInvalidKey
	}
	return v, nil
}

// VerifyCheckpoint verifies the signed note signed with the verifier key key and returns
// its checkpoint. The note must have exactly one signature, by that key, and the
// canonical form that records publish.
func VerifyCheckpoint(signed []byte, key string) (Checkpoint, error) {
	v, err := newVerifier(key)
	if err != nil {
		return Checkpoint{}, err
	}
	c, err := ParseCheckpoint(signed)
	if err != nil {
		return Checkpoint{}, err
	}
	if c.Origin != v.Name() {
		return Checkpoint{}, fmt.Errorf("The checkpoint belongs to the record %q, but the key belongs to the record %q.",
			c.Origin, v.Name())
	}
	if _, err := note.Open(signed, note.VerifierList(v)); err != nil {
		return Checkpoint{}, errors.New("The signature on the checkpoint does not match the key of the public record. " +
			"The checkpoint has been changed, or was signed with a different key.")
	}
	return c, nil
}

var errInvalidCheckpoint = errors.New("The checkpoint is not valid. A line is missing, added or changed.")

const signaturePrefix = "— "

// ParseCheckpoint parses a signed note like [VerifyCheckpoint] but does not verify the
// signature, so it needs no key.
func ParseCheckpoint(signed []byte) (c Checkpoint, err error) {
	lines := strings.Split(string(signed), "\n")
	if len(lines) != 6 || lines[0] == "" || lines[3] != "" || lines[5] != "" {
		return Checkpoint{}, errInvalidCheckpoint
	}
	c.Origin = lines[0]
	if c.Size, err = parseCount(lines[1]); err != nil {
		return Checkpoint{}, errInvalidCheckpoint
	}
	if c.Root, err = decode32(lines[2]); err != nil {
		return Checkpoint{}, errInvalidCheckpoint
	}
	name, signature, _ := strings.Cut(strings.TrimPrefix(lines[4], signaturePrefix), " ")
	raw, err := base64.StdEncoding.Strict().DecodeString(signature)
	if !strings.HasPrefix(lines[4], signaturePrefix) || name != c.Origin || err != nil || len(raw) != 4+64 ||
		base64.StdEncoding.EncodeToString(raw) != signature { // the decoder ignores line ends
		return Checkpoint{}, errInvalidCheckpoint
	}
	return c, nil
}

// parseCount parses a number of entries without sign and leading zeros.
func parseCount(text string) (int64, error) {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 0 || strconv.FormatInt(n, 10) != text {
		return 0, errors.New("not a count")
	}
	return n, nil
}
