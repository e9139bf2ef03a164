// Package receipt creates and verifies receipts of entries in a tamper-evident public
// record. Verifying needs only the receipt and the public key of the record.
//
// A record is an append-only list of entries, each the [Leaf] of a response or of a public
// act, with a Merkle tree over it (RFC 6962). The council signs the root hash of the tree
// in a [Checkpoint]. A [Receipt] contains an entry and the hashes that lead from it to a
// signed root hash: an inclusion proof. If the entry were changed or removed later, the
// proof would no longer match the record, which anyone can detect.
//
// An entry contains a salted commitment instead of the answers, so the record can be
// published without revealing them. A full copy of a response, which only the respondent
// gets, contains the salt, so they can prove what they answered.
//
// A receipt is a text file in the C2SP format tlog-proof v1 (https://c2sp.org/tlog-proof),
// and its checkpoint is a C2SP tlog-checkpoint (https://c2sp.org/tlog-checkpoint), so other
// programs can verify it too. Each receipt has exactly one valid encoding.
//
// Errors are complete sentences that can be shown to users.
package receipt

import (
	"bytes"
	"encoding/base64"
	"errors"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

// Receipt proves that a leaf is in a record. Call [Receipt.Verify] before you rely on it.
type Receipt struct {
	Leaf       Leaf
	Index      int64       // position of the leaf in the record, from 0
	Proof      []tlog.Hash // audit path, from the leaf's sibling to a child of the root (RFC 6962, section 2.1.1)
	Checkpoint []byte      // signed checkpoint, exactly as the record published it
	Key        string      // verifier key that the receipt claims for the record; see Verify
	Copy       *Copy       // nil in a plain receipt, which contains no answers
}

// Copy is the part of a full copy that a plain receipt does not have: the answers of a
// response and what is needed to show that its leaf commits to them. It does not contain
// the equality monitoring answers, only the commitment to them.
type Copy struct {
	Answers    []byte   // canonical bytes of the answers
	Salt       [32]byte // of the commitment to Answers
	Monitoring [32]byte // commitment to the monitoring answers; zeros if there are none
	Details    Details
}

// commitment returns the commitment that the leaf of a response with c must have.
func (c *Copy) commitment() [32]byte {
	return Commit(CommitContent(CommitAnswers(c.Salt, c.Answers), c.Monitoring), c.Details)
}

// WithCopy returns a full copy with r and c. It does not change r.
func (r *Receipt) WithCopy(c Copy) *Receipt {
	full := *r
	c.Answers = slices.Clone(c.Answers)
	full.Copy = &c
	return &full
}

const (
	header      = "c2sp.org/tlog-proof@v1"
	extraHeader = "folkmoot/receipt/v1"
	copyHeader  = "folkmoot/copy/v1"
	maxBytes    = 8 << 20
	maxProof    = 63 // the depth of a tree with the maximum int64 of leaves
)

// Marshal returns the receipt file of r; see the package comment for its format.
func (r *Receipt) Marshal() []byte {
	extra := r.extra()
	b := make([]byte, 0, 256+2*len(extra)+45*len(r.Proof)+len(r.Checkpoint))
	b = append(b, header+"\nextra "...)
	b = base64.StdEncoding.AppendEncode(b, extra)
	b = append(b, "\nindex "...)
	b = strconv.AppendInt(b, r.Index, 10)
	b = append(b, '\n')
	for _, h := range r.Proof {
		b = base64.StdEncoding.AppendEncode(b, h[:])
		b = append(b, '\n')
	}
	b = append(b, '\n')
	return append(b, r.Checkpoint...)
}

// extra returns the extra data of the tlog-proof, whose content the format leaves open: the
// leaf, the key and, in a full copy, the values of Copy. The answers are last, because they
// may contain any bytes.
func (r *Receipt) extra() []byte {
	b := append([]byte(extraHeader+"\n"), r.Leaf.Bytes()...)
	b = append(append(b, r.Key...), '\n')
	if c := r.Copy; c != nil {
		b = append(b, copyHeader+"\n"...)
		b = append(base64.StdEncoding.AppendEncode(b, c.Salt[:]), '\n')
		b = append(base64.StdEncoding.AppendEncode(b, c.Monitoring[:]), '\n')
		b = append(b, c.Details.lines()...)
		b = append(b, c.Answers...)
	}
	return b
}

var (
	errNotReceipt   = errors.New("This is not a receipt. A receipt starts with the line “c2sp.org/tlog-proof@v1”. Copy all of it.")
	errTooLong      = errors.New("This is too long to be a receipt.")
	errInvalidExtra = errors.New("We cannot read what the receipt is for. It has been changed or part of it is missing.")
	errInvalidIndex = errors.New(
		"The receipt does not give the position of its entry in the public record. It has been changed or part of it is missing.",
	)
	errInvalidProof = errors.New("We cannot read the proof in the receipt. It has been changed or part of it is missing.")
	errNotCanonical = errors.New("The receipt is not in the format we use. It has been changed.")
)

// Parse decodes what [Receipt.Marshal] returns, and refuses all other bytes. It does not
// verify the receipt; see [Receipt.Verify].
func Parse(file []byte) (*Receipt, error) {
	if len(file) > maxBytes {
		return nil, errTooLong
	}
	text, found := strings.CutPrefix(string(file), header+"\n")
	if !found {
		return nil, errNotReceipt
	}
	head, checkpoint, found := strings.Cut(text, "\n\n")
	if !found {
		return nil, errInvalidProof
	}
	lines := strings.Split(head, "\n")
	r := &Receipt{Checkpoint: []byte(checkpoint)}
	if err := r.parseExtra(lines[0]); err != nil {
		return nil, err
	}
	if len(lines) < 2 || len(lines) > 2+maxProof {
		return nil, errInvalidIndex
	}
	index, found := strings.CutPrefix(lines[1], "index ")
	n, err := parseCount(index)
	if !found || err != nil {
		return nil, errInvalidIndex
	}
	r.Index = n
	for _, line := range lines[2:] {
		hash, err := decode32(line)
		if err != nil {
			return nil, errInvalidProof
		}
		r.Proof = append(r.Proof, hash)
	}
	if _, err := ParseCheckpoint(r.Checkpoint); err != nil {
		return nil, err
	}
	if !bytes.Equal(r.Marshal(), file) {
		return nil, errNotCanonical
	}
	return r, nil
}

// parseExtra decodes the line with the extra data into r.
func (r *Receipt) parseExtra(line string) error {
	encoded, found := strings.CutPrefix(line, "extra ")
	raw, err := base64.StdEncoding.Strict().DecodeString(encoded)
	if !found || err != nil {
		return errInvalidExtra
	}
	// The header, four lines of the leaf, the key; the rest is the copy.
	parts := strings.SplitN(string(raw), "\n", 7)
	if len(parts) != 7 || parts[0] != extraHeader {
		return errInvalidExtra
	}
	if r.Leaf, err = ParseLeaf([]byte(strings.Join(parts[1:5], "\n") + "\n")); err != nil {
		return errInvalidExtra
	}
	r.Key = parts[5]
	if err := CheckKey(r.Key); err != nil {
		return err
	}
	if parts[6] == "" {
		return nil
	}
	parts = strings.SplitN(parts[6], "\n", 9)
	if len(parts) != 9 || parts[0] != copyHeader {
		return errInvalidExtra
	}
	c := &Copy{
		Answers: []byte(parts[8]),
		Details: Details{Form: parts[3], Edition: parts[4], Channel: parts[5], Day: parts[6]},
	}
	if c.Details.Handling, err = decode32(parts[7]); err != nil {
		return errInvalidExtra
	}
	if c.Salt, err = decode32(parts[1]); err != nil {
		return errInvalidExtra
	}
	if c.Monitoring, err = decode32(parts[2]); err != nil {
		return errInvalidExtra
	}
	r.Copy = c
	return nil
}
