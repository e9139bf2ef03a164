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

// The labels are hashed before the content, so that a commitment made for one purpose
// cannot be presented as one for another purpose (domain separation).
const (
	answersLabel    = "folkmoot/commit/answers/v1\x00"
	monitoringLabel = "folkmoot/commit/monitoring/v1\x00"
	responseLabel   = "folkmoot/commit/response/v1\x00"
	leafLabel       = "folkmoot/leaf/v1"
)

// CommitAnswers returns a commitment to the canonical bytes of answers: SHA-256 of a
// label, salt and answers. The salt must be 32 random bytes that are used only once.
//
// The commitment is hiding: without the salt it reveals nothing, even if there are only
// two possible answers. It is binding: no one can find other answers with the same
// commitment.
func CommitAnswers(salt [32]byte, answers []byte) [32]byte {
	return commit(answersLabel, salt, answers)
}

// CommitMonitoring returns a commitment to the canonical bytes of equality monitoring
// answers, like [CommitAnswers]. It needs a salt of its own, so that these answers can be
// deleted or withheld separately.
func CommitMonitoring(salt [32]byte, monitoring []byte) [32]byte {
	return commit(monitoringLabel, salt, monitoring)
}

// commit returns SHA-256 of label, salt and content.
func commit(label string, salt [32]byte, content []byte) (sum [32]byte) {
	h := sha256.New()
	h.Write([]byte(label))
	h.Write(salt[:])
	h.Write(content)
	h.Sum(sum[:0])
	return sum
}

// CommitContent combines the commitments to the answers and to the monitoring answers of
// a response: SHA-256 of both. monitoring is all zeros for a response without monitoring
// answers. It reveals nothing once the salts have been deleted.
func CommitContent(answers, monitoring [32]byte) [32]byte {
	var both [64]byte
	copy(both[:32], answers[:])
	copy(both[32:], monitoring[:])
	return sha256.Sum256(both[:])
}

// Details are what the commitment of a response covers besides its answers.
type Details struct {
	Form    string // version of the questionnaire that was answered: a digest of its text
	Edition string // such as "standard" or "easy-read"
	Channel string // such as "web" or "paper"
	Day     string // on which it was received, such as 2016-05-27

	// Handling is a digest of what only the council needs: the withdrawal code, who entered a
	// paper response, and in which random order the questions were shown.
	Handling [32]byte
}

// lines returns the encoding of d, each value on a line.
func (d Details) lines() []byte {
	b := []byte(d.Form + "\n" + d.Edition + "\n" + d.Channel + "\n" + d.Day + "\n")
	return append(base64.StdEncoding.AppendEncode(b, d.Handling[:]), '\n')
}

// Commit returns the commitment in the leaf of a response: SHA-256 of a label, content and
// the lines of d. content is the result of [CommitContent]; it is random to anyone without
// the answers, so the details cannot be guessed from the leaf.
func Commit(content [32]byte, d Details) [32]byte {
	return commit(responseLabel, content, d.lines())
}

// Leaf is one entry of the record. It contains no time, name or content.
type Leaf struct {
	Subject    string // what it is about; for a response the slug of its consultation
	Kind       string // such as "response", "withdrawn" or "excluded:duplicate"
	Commitment [32]byte
}

var (
	subjectPattern = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._:/-]{0,199}$`)
	kindPattern    = regexp.MustCompile(`^[a-z]+(-[a-z]+)*(:[a-z0-9]+(-[a-z0-9]+)*)?$`)
)

const maxKind = 100

// Check returns an error if the subject or the kind of l is not valid.
func (l Leaf) Check() error {
	if !subjectPattern.MatchString(l.Subject) {
		return errors.New("Entry subject must be 1 to 200 characters, start with a letter or number, " +
			"and use only letters, numbers, hyphens, underscores, dots, colons and slashes.")
	}
	if len(l.Kind) > maxKind || !kindPattern.MatchString(l.Kind) {
		return errors.New("Entry type must be 100 characters or fewer, and use only lower case letters and hyphens. " +
			"You can add a colon and a code at the end.")
	}
	return nil
}

// Bytes returns the encoding of l, which the record hashes: the label, subject, kind and
// base64 of the commitment, each on a line.
func (l Leaf) Bytes() []byte {
	b := make([]byte, 0, len(leafLabel)+len(l.Subject)+len(l.Kind)+48)
	b = append(append(b, leafLabel...), '\n')
	b = append(append(b, l.Subject...), '\n')
	b = append(append(b, l.Kind...), '\n')
	b = base64.StdEncoding.AppendEncode(b, l.Commitment[:])
	return append(b, '\n')
}

// Hash returns the leaf hash of l in the Merkle tree of the record (RFC 6962, section
// 2.1).
func (l Leaf) Hash() tlog.Hash { return tlog.RecordHash(l.Bytes()) }

var errInvalidLeaf = errors.New("This is not an entry in a public record.")

// ParseLeaf decodes what [Leaf.Bytes] returns, and refuses all other bytes.
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

// decode32 decodes 32 bytes in base64. It is strict about unused bits, so that there is
// only one encoding of a hash.
func decode32(text string) (out [32]byte, err error) {
	raw, err := base64.StdEncoding.Strict().DecodeString(text)
	if err != nil || len(raw) != len(out) {
		return out, errors.New("not the base64 of 32 bytes")
	}
	return [32]byte(raw), nil
}
