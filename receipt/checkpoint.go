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

// Checkpoint is what a record signs: that with this many entries its root is
// this hash. Its text is a C2SP tlog-checkpoint without extension lines.
type Checkpoint struct {
	Origin string // names the record
	Size   int64  // number of entries
	Root   tlog.Hash
}

// Text returns the text of c that is signed.
func (c Checkpoint) Text() string {
	return fmt.Sprintf("%s\n%d\n%s\n", c.Origin, c.Size, c.Root)
}

// CheckKey returns an error unless key is the verifier key of a record, written
// in the one way in which we write it: origin, key hash in small hexadecimal
// and Ed25519 key in base64, with + between them.
func CheckKey(key string) error {
	_, err := newVerifier(key)
	return err
}

var errInvalidKey = errors.New("The key of the public record is not valid. It has been changed or part of it is missing.")

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
	// note accepts capitals in the key hash, so the same key could be written
	// in many ways. We accept one.
	if same, err := note.NewEd25519VerifierKey(v.Name(), raw[1:]); err != nil || same != key {
		return nil, errInvalidKey
	}
	return v, nil
}

// VerifyCheckpoint returns the checkpoint in signed, which must bear the
// signature of key and no other, and be written exactly as records write it.
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
		return Checkpoint{}, fmt.Errorf("The checkpoint is of the record %q, and the key of the record %q.", c.Origin, v.Name())
	}
	if _, err := note.Open(signed, note.VerifierList(v)); err != nil {
		return Checkpoint{}, errors.New(
			"The signature on the checkpoint does not match the key of the public record. The checkpoint has been changed, or was signed with a different key.",
		)
	}
	return c, nil
}

var errInvalidCheckpoint = errors.New("The checkpoint is not valid. A line is missing, added or changed.")

const signaturePrefix = "— "

// ParseCheckpoint reads what OpenCheckpoint reads and checks everything but the
// signature, for who holds no key.
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
		base64.StdEncoding.EncodeToString(raw) != signature { // the decoder skips line ends
		return Checkpoint{}, errInvalidCheckpoint
	}
	return c, nil
}

// parseCount reads a number of entries, which has no sign and no leading zero.
func parseCount(text string) (int64, error) {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 0 || strconv.FormatInt(n, 10) != text {
		return 0, errors.New("not a count")
	}
	return n, nil
}
