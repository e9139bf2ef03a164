// Package intake takes in the responses of the public, many at once, and says
// thank you only when they are on disk and in the record.
//
// README.md beside this file tells the life of a response step by step.
package intake

import (
	"crypto/rand"
	"crypto/sha256"
	"time"

	"github.com/folkmoot/folkmoot/receipt"
)

// ResponseState says what became of a response. The three always add up to the
// receipts that were issued.
type ResponseState string

// The states of a response.
const (
	Counted   ResponseState = "counted"
	Withdrawn ResponseState = "withdrawn" // by the person, with the secret of the receipt
	Excluded  ResponseState = "excluded"  // by the council, with a reason that is public
)

// Channel is the way by which a response came.
type Channel string

// The channels. Counts by channel are published.
const (
	Web      Channel = "web"
	Paper    Channel = "paper"
	Email    Channel = "email"
	Phone    Channel = "phone"
	InPerson Channel = "in-person"
)

// Channels lists every channel in the order in which they are shown.
var Channels = []Channel{Web, Paper, Email, Phone, InPerson}

// Response is what one person answered, checked and ready to be kept.
type Response struct {
	Key          Key
	Consultation string // slug
	FormVersion  string // version of the form that Answers was checked against
	Edition      string
	Channel      Channel
	Answers      []byte   // canonical bytes of the substantive answers
	Monitoring   []byte   // canonical bytes of the monitoring answers; nil where the form asks none
	Contacts     []string // e-mail addresses typed into the form; sealed apart, in no commitment
	Lang         string   // in which they are written to; sealed with them and kept nowhere else
	HasDraft     bool     // a draft was saved under the same key and goes when the response is kept
	StartedAt    time.Time

	// brought in by an officer, not sent by a person
	byOfficer  bool
	receivedOn string
	enteredBy  string // id of the account that keyed it; "" where nobody did
}

// committedResponse is a Response with its commitments.
type committedResponse struct {
	response         *Response
	id               string
	salt             [32]byte
	monitoring       *monitoringCommitment
	commitment       [32]byte
	withdrawalDigest string
}

type monitoringCommitment struct {
	salt       [32]byte
	commitment [32]byte
}

// newCommittedResponse draws the salts of r and computes its commitments. Random salts make
// the leaf say nothing, even of a yes or a no.
func newCommittedResponse(r *Response) committedResponse {
	out := committedResponse{response: r, id: r.Key.ID()}
	rand.Read(out.salt[:]) // never fails: it ends the program rather than return an error
	answers := receipt.CommitAnswers(out.salt, r.Answers)
	var monitoring [32]byte
	if r.Monitoring != nil {
		s := &monitoringCommitment{}
		rand.Read(s.salt[:])
		s.commitment = receipt.CommitMonitoring(s.salt, r.Monitoring)
		out.monitoring, monitoring = s, s.commitment
	}
	out.commitment = receipt.Commit(answers, monitoring)
	if !r.byOfficer {
		out.withdrawalDigest = Digest("folkmoot/withdrawal/v1", r.Key.WithdrawalSecret())
	}
	return out
}

func (r committedResponse) leaf() receipt.Leaf {
	return receipt.Leaf{Subject: r.response.Consultation, Kind: "response", Commitment: r.commitment}
}

// Digest returns the first 128 bits of SHA-256 over label and text, in base64. With
// different labels, a digest made for one purpose cannot be used for another.
func Digest(label, text string) string {
	sum := sha256.Sum256([]byte(label + "\x00" + text))
	return encodeBase64(sum[:16])
}
