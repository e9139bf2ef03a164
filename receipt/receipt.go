// Package receipt makes and checks the receipts of a tamper-evident record,
// offline and with nothing but the receipt and the public key of the record.
//
// A record is an append-only list of entries, each the [Leaf] of one response
// or one public act, over which a Merkle tree is kept. The council signs the
// root of the tree in a [Checkpoint]. A [Receipt] is the short chain of hashes
// that leads from one entry to one signed root: if the entry were ever changed
// or removed, the chain would lead nowhere, and everybody could see it.
//
// An entry bears a salted commitment, so the record can be published whole
// without saying what anybody answered. Who has a full copy of their response
// holds the salt too, and can prove what they said.
//
// A receipt is a text file in the C2SP format tlog-proof v1; its checkpoint is
// a C2SP tlog-checkpoint. See https://c2sp.org/tlog-proof.
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

// Receipt proves that a leaf is in a record.
type Receipt struct {
	Leaf       Leaf
	Index      int64       // position of the leaf in the record, from 0
	Proof      []tlog.Hash // from the leaf's sibling up to a child of the root (RFC 6962)
	Checkpoint []byte      // signed, byte for byte as the record published it
	Key        string      // verifier key of the record; see Verify before you trust it
	Copy       *Copy       // nil in a plain receipt, which says nothing of the answers
}

// Copy is what turns a receipt into a full copy: the answers, and what shows
// that they are what the leaf commits to. The equality monitoring answers are
// never in it, only the commitment to them.
type Copy struct {
	Answers    []byte   // canonical bytes
	Salt       [32]byte // of the commitment to Answers
	Monitoring [32]byte // commitment to the monitoring answers; zeroes if there were none
}

// WithCopy returns a full copy made of r and c. r stays as it is.
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
	maxProof    = 63 // as deep as a tree with an int64 of leaves can be
)

// Marshal returns the file of r.
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

// extra is what the format leaves to us: the body of the leaf, the key and, in
// a full copy, what opens the commitment. The answers come last, to the end, so
// that they stand there exactly as they are kept.
func (r *Receipt) extra() []byte {
	b := append([]byte(extraHeader+"\n"), r.Leaf.Bytes()...)
	b = append(append(b, r.Key...), '\n')
	if c := r.Copy; c != nil {
		b = append(b, copyHeader+"\n"...)
		b = append(base64.StdEncoding.AppendEncode(b, c.Salt[:]), '\n')
		b = append(base64.StdEncoding.AppendEncode(b, c.Monitoring[:]), '\n')
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

// Parse reads what Marshal wrote. There is one way to write a receipt: whatever
// Marshal would not give back byte for byte is refused. A receipt that was read
// is not yet checked: ask Verify.
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

func (r *Receipt) parseExtra(line string) error {
	encoded, found := strings.CutPrefix(line, "extra ")
	raw, err := base64.StdEncoding.Strict().DecodeString(encoded)
	if !found || err != nil {
		return errInvalidExtra
	}
	// mark, four lines of leaf, key; the rest is the copy
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
	parts = strings.SplitN(parts[6], "\n", 4)
	if len(parts) != 4 || parts[0] != copyHeader {
		return errInvalidExtra
	}
	c := &Copy{Answers: []byte(parts[3])}
	if c.Salt, err = decode32(parts[1]); err != nil {
		return errInvalidExtra
	}
	if c.Monitoring, err = decode32(parts[2]); err != nil {
		return errInvalidExtra
	}
	r.Copy = c
	return nil
}
