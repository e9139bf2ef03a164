package receipt

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"regexp"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

// The labels keep a commitment that was made for one purpose from passing for
// one of another purpose.
const (
	answersLabel    = "folkmoot/commit/answers/v1\x00"
	monitoringLabel = "folkmoot/commit/monitoring/v1\x00"
	leafLabel       = "folkmoot/leaf/v1"
)

// CommitAnswers returns the commitment to the canonical bytes of the answers to
// the questions of a consultation. Who does not know the salt, which must be 32
// random bytes used for nothing else, learns nothing from it, even of a yes or
// a no; who knows it can open it in one way only.
func CommitAnswers(salt [32]byte, answers []byte) [32]byte {
	return commit(answersLabel, salt, answers)
}

// CommitMonitoring returns the commitment to the canonical bytes of the answers
// to the equality monitoring questions. It has a salt of its own, so that these
// answers can be deleted or withheld alone.
func CommitMonitoring(salt [32]byte, monitoring []byte) [32]byte {
	return commit(monitoringLabel, salt, monitoring)
}

func commit(label string, salt [32]byte, content []byte) (sum [32]byte) {
	h := sha256.New()
	h.Write([]byte(label))
	h.Write(salt[:])
	h.Write(content)
	h.Sum(sum[:0])
	return sum
}

// Commit joins both commitments of a response into the one that its leaf bears.
// A response without monitoring answers has 32 zero bytes for monitoring.
func Commit(answers, monitoring [32]byte) [32]byte {
	var both [64]byte
	copy(both[:32], answers[:])
	copy(both[32:], monitoring[:])
	return sha256.Sum256(both[:])
}

// Leaf is one entry of the record. It bears no time, no name and no content.
type Leaf struct {
	Subject    string // what it is about: a response's is the slug of its consultation
	Kind       string // such as "response", "withdrawn" or "excluded:duplicate"
	Commitment [32]byte
}

var (
	subjectPattern = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._:/-]{0,199}$`)
	kindPattern    = regexp.MustCompile(`^[a-z]+(-[a-z]+)*(:[a-z0-9]+(-[a-z0-9]+)*)?$`)
)

const maxKind = 100

// Check returns an error if the subject or the kind of l cannot be written in a
// line of the record.
func (l Leaf) Check() error {
	if !subjectPattern.MatchString(l.Subject) {
		return errors.New(
			"Entry subject must be 1 to 200 characters, start with a letter or number, and use only letters, numbers, hyphens, underscores, dots, colons and slashes.",
		)
	}
	if len(l.Kind) > maxKind || !kindPattern.MatchString(l.Kind) {
		return errors.New(
			"Entry type must be 100 characters or fewer, and use only lower case letters and hyphens. You can add a colon and a code at the end.",
		)
	}
	return nil
}

// Bytes returns the body of l, which is what the record hashes.
func (l Leaf) Bytes() []byte {
	b := make([]byte, 0, len(leafLabel)+len(l.Subject)+len(l.Kind)+48)
	b = append(append(b, leafLabel...), '\n')
	b = append(append(b, l.Subject...), '\n')
	b = append(append(b, l.Kind...), '\n')
	b = base64.StdEncoding.AppendEncode(b, l.Commitment[:])
	return append(b, '\n')
}

// Hash returns the hash under which l stands in the tree of the record.
func (l Leaf) Hash() tlog.Hash { return tlog.RecordHash(l.Bytes()) }

var errInvalidLeaf = errors.New("This is not an entry in a public record.")

// ParseLeaf reads what Bytes wrote, and nothing else.
func ParseLeaf(body []byte) (l Leaf, err error) {
	lines := strings.Split(string(body), "\n")
	if len(lines) != 5 || lines[0] != leafLabel {
		return Leaf{}, errInvalidLeaf
	}
	l.Subject, l.Kind = lines[1], lines[2]
	if l.Commitment, err = decode32(lines[3]); err != nil {
		return Leaf{}, errInvalidLeaf
	}
	if err := l.Check(); err != nil {
		return Leaf{}, err
	}
	if !bytes.Equal(l.Bytes(), body) {
		return Leaf{}, errInvalidLeaf
	}
	return l, nil
}

// decode32 reads 32 bytes of base64. Strict leaves bits that say nothing no
// room: there is one way to write a hash.
func decode32(text string) (out [32]byte, err error) {
	raw, err := base64.StdEncoding.Strict().DecodeString(text)
	if err != nil || len(raw) != len(out) {
		return out, errors.New("not the base64 of 32 bytes")
	}
	return [32]byte(raw), nil
}
