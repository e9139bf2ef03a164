// Package intake receives the responses to consultations, stores them together
// with their entries in the public record, and issues receipts.
//
// README.md in this folder follows a response step by step.
package intake

import (
	"crypto/rand"
	"strconv"
	"time"

	"github.com/folkmoot/folkmoot/internal/digest"
	"github.com/folkmoot/folkmoot/receipt"
	"github.com/folkmoot/folkmoot/survey"
)

// ResponseState is whether a response is counted. Every response for which a
// receipt was issued is in exactly one state.
type ResponseState string

// The states of a response.
const (
	Counted   ResponseState = "counted"
	Withdrawn ResponseState = "withdrawn" // by the respondent, with the withdrawal code
	Excluded  ResponseState = "excluded"  // by the council, with a public reason
)

// Channel is how a response reached the council.
type Channel string

// The channels. Counts by channel are published.
const (
	Web      Channel = "web"
	Paper    Channel = "paper"
	Email    Channel = "email"
	Phone    Channel = "phone"
	InPerson Channel = "in-person"
)

// Channels lists all channels in the order in which they are shown.
var Channels = []Channel{Web, Paper, Email, Phone, InPerson}

// Response is a checked response that is ready to be stored.
type Response struct {
	Key          Key
	Address      Address // of the form that was sent; zero if it had none
	Consultation string  // slug
	FormVersion  string  // version of the form that Answers was checked against
	Edition      string
	Channel      Channel
	Answers      []byte           // canonical bytes of the substantive answers
	Monitoring   []byte           // canonical bytes of the monitoring answers; nil if the form has no monitoring questions
	Contacts     []survey.Contact // entered in the form; stored encrypted and separately, in no commitment
	Lang         string           // language for emails to Contacts; encrypted with them and stored nowhere else
	HasDraft     bool             // a draft was saved with Key and is deleted when the response is stored
	StartedAt    time.Time
	Order        int // in which what is in random order was shown, from 1; 0 as it was written. See survey.OrderField

	monitoringTexts []textRef // the written ones among the monitoring answers

	files      []*AttachedFile // see AttachFiles
	takesFiles bool            // the form has a question for files

	// Set for responses that were imported or entered by staff.
	byOfficer  bool   // there is no withdrawal code
	receivedOn string // day, such as 2016-05-27; "" is the day on which it is stored
	enteredBy  string // id of the account that entered it, or ""
}

// committedResponse is a Response with its commitments.
type committedResponse struct {
	response         *Response
	id               string
	salt             [32]byte
	monitoring       *monitoringCommitment
	content          [32]byte
	withdrawalDigest string

	// Set by receivedOn.
	day        string
	commitment [32]byte
}

type monitoringCommitment struct {
	salt       [32]byte
	commitment [32]byte
}

// newCommittedResponse generates the salts of r and computes the commitments to its
// answers. Because of the random salts, even a yes/no answer cannot be guessed from
// the leaf. Call receivedOn before the rest is used.
func newCommittedResponse(r *Response) committedResponse {
	out := committedResponse{response: r, id: r.Key.ID()}
	rand.Read(out.salt[:]) // never returns an error: it ends the program instead
	answers := receipt.CommitAnswers(out.salt, r.Answers)
	var monitoring [32]byte
	if r.Monitoring != nil {
		s := &monitoringCommitment{}
		rand.Read(s.salt[:])
		s.commitment = receipt.CommitMonitoring(s.salt, r.Monitoring)
		out.monitoring, monitoring = s, s.commitment
	}
	out.content = receipt.CommitContent(answers, monitoring)
	if !r.byOfficer {
		out.withdrawalDigest = r.Key.WithdrawalCode().withdrawalDigest()
	}
	return out
}

// receivedOn sets the day on which the response was received, unless it has one, and
// with it the commitment.
func (r *committedResponse) receivedOn(now time.Time) {
	if r.day = r.response.receivedOn; r.day == "" {
		r.day = now.UTC().Format(time.DateOnly)
	}
	r.commitment = receipt.Commit(r.content, details(
		r.id, r.response.FormVersion, r.response.Edition, string(r.response.Channel), r.day, r.withdrawalDigest, r.response.enteredBy,
		r.response.Order))
}

// details returns what the commitment of a response covers besides its answers.
func details(id, form, edition, channel, day, withdrawalDigest, enteredBy string, order int) receipt.Details {
	handling := digest.Labelled("folkmoot/handling/v1", id, withdrawalDigest, enteredBy, strconv.Itoa(order))
	return receipt.Details{Form: form, Edition: edition, Channel: channel, Day: day, Handling: handling}
}

func (r *committedResponse) leaf() receipt.Leaf {
	return receipt.Leaf{Subject: r.response.Consultation, Kind: "response", Commitment: r.commitment}
}
