// Package notify writes letters to people and sees that each is sent once.
//
// A letter is queued in the transaction of the change that calls for it and
// sent by a job. Its recipient and its words are sealed from the moment they
// are known: only the mailer opens them, and forgets them when the letter is
// sent.
package notify

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/jobs"
	"github.com/folkmoot/folkmoot/internal/mail"
	"github.com/folkmoot/folkmoot/internal/seal"
)

// Kinds of letter. Each has words of its own, and the comment names what it is
// filled with. A time is written as time.RFC3339.
const (
	Invitation           = "invitation"       // to staff: name, organisation, link, until
	Reset                = "reset"            // to staff: name, link, until
	SignInChanged        = "code-changed"     // to staff: name, at
	EmailConfirm         = "address-new"      // to staff, at the address that they ask for: name, link, until
	EmailChangeRequested = "address-asked"    // to staff, at the one that they have: name, at
	EmailChanged         = "address-changed"  // to staff, at both: name, at
	FeedbackOverdue      = "feedback-overdue" // to staff: title, due, link
	RetentionDue         = "retention-due"    // to staff: title, due, link

	Confirmation     = "confirmation" // title, code, link: where a receipt is checked
	DraftLink        = "draft-link"   // title, link, closes
	ClosingSoon      = "closing-soon" // title, link, closes
	ResultsPublished = "results-out"  // title, link

	ContactAccess = "contact-access" // title, link, until: which addresses of somebody are held
)

// Kinds lists every kind, for tests that must cover them all.
var Kinds = []string{
	Invitation,
	Reset,
	SignInChanged,
	EmailConfirm,
	EmailChangeRequested,
	EmailChanged,
	FeedbackOverdue,
	RetentionDue,
	Confirmation,
	DraftLink,
	ClosingSoon,
	ResultsPublished,
	ContactAccess,
}

// DeliveryState is how far a letter has come.
type DeliveryState string

// The states. A letter is kept where nothing leaves the machine.
const (
	Queued    DeliveryState = "queued"
	Sent      DeliveryState = "sent"
	Stored    DeliveryState = "kept"
	Failed    DeliveryState = "failed"  // tried for most of a day; somebody has to look
	Discarded DeliveryState = "dropped" // it is not to be sent
	OnHold    DeliveryState = "held"    // it may have gone out before the database was restored; somebody has to say
)

// publicKinds are the kinds that anybody can have sent to anybody, by typing an
// address.
var publicKinds = []string{Confirmation, DraftLink, ClosingSoon, ContactAccess}

// requestedKinds are the kinds that go out at once after somebody asked for them. Who wants
// no more letters from the council may still ask for one.
var requestedKinds = []string{Confirmation, DraftLink}

// Notification is one letter to one person.
type Notification struct {
	Kind         string            // which template: one of Kinds
	Key          string            // tells it from others of its kind for ever: queued twice, it is sent once
	Lang         string            // BCP 47; "" is that of the sealed address, or English
	Consultation string            // slug, or "" for letters to staff
	To           string            // a checked e-mail address; Queue seals it at once
	SealedTo     []byte            // or: an address that is sealed already
	Data         map[string]string // what the template is filled with; never an answer
	NotBefore    time.Time         // not to be sent before; zero: at once
	EventAt      time.Time         // when that of which it tells happened; zero: just now
}

// jobKind is what the jobs of this package are called.
const jobKind = "letter"

// Queue queues letters.
type Queue struct {
	Box *seal.Keyring

	networks networkLimiter
}

// EncodeRecipient is what is sealed of somebody who wants to be written to: their
// address, and the language in which they answered. Nothing else says which
// language that was, because in a small consultation it could say who they are.
func EncodeRecipient(lang, address string) string {
	if lang == "" {
		return address
	}
	return lang + " " + address
}

// DecodeRecipient returns the language and the address of what Addressed made.
func DecodeRecipient(sealed string) (lang, address string) {
	if lang, address, ok := strings.Cut(sealed, " "); ok {
		return lang, address
	}
	return "", sealed
}

// Enqueue writes l in tx, to be sent when the transaction is committed. The same
// letter queued again changes nothing.
func (p *Queue) Enqueue(ctx context.Context, tx *db.Tx, l Notification, now time.Time) (err error) {
	defer fault.Wrap(&err, "queue a letter of the kind %s", l.Kind)
	if len(l.SealedTo) == 0 {
		to, err := mail.ParseAddress(l.To)
		if err != nil {
			return err
		}
		if l.SealedTo, err = p.Box.Seal(l.Consultation, to); err != nil {
			return err
		}
	}
	words, err := p.sealData(l)
	if err != nil {
		return err
	}
	return insert(ctx, tx, []Notification{l}, words, now)
}

// EnqueueAll queues l to each of contacts, which are sealed addresses. Key tells
// the occasion; the same contacts on the same occasion again get nothing more.
func (p *Queue) EnqueueAll(ctx context.Context, tx *db.Tx, l Notification, contacts [][]byte, now time.Time) (err error) {
	defer fault.Wrap(&err, "queue letters of the kind %s to %d contacts", l.Kind, len(contacts))
	words, err := p.sealData(l)
	if err != nil || len(contacts) == 0 {
		return err
	}
	all := make([]Notification, len(contacts))
	for i, sealed := range contacts {
		all[i] = l
		all[i].SealedTo, all[i].Key = sealed, l.Key+"/"+digest(string(sealed))
	}
	return insert(ctx, tx, all, words, now)
}

// sealData seals what l is filled with: a link in it may be all that somebody needs.
func (p *Queue) sealData(l Notification) ([]byte, error) {
	if !slices.Contains(Kinds, l.Kind) || l.Key == "" {
		return nil, fmt.Errorf("a letter of the kind %q with the key %q", l.Kind, l.Key)
	}
	if p == nil || p.Box == nil {
		return nil, errors.New("there is no box to seal letters in")
	}
	text, err := json.Marshal(l.Data)
	if err != nil {
		return nil, err
	}
	return p.Box.Seal(l.Consultation, string(text))
}

// insert puts letters that share their words in the queue, each with its job.
func insert(ctx context.Context, tx *db.Tx, all []Notification, words []byte, now time.Time) error {
	restored, err := restoredAt(ctx, tx)
	if err != nil {
		return err
	}
	rows := make([][]any, len(all))
	for i, l := range all {
		state, reason, due := Queued, "", now
		if l.NotBefore.After(now) {
			due = l.NotBefore
		}
		if !l.EventAt.IsZero() && !l.EventAt.After(restored) {
			state, reason = OnHold, holdReason
		}
		rows[i] = []any{
			notificationID(l.Kind, l.Key),
			l.Kind,
			l.Key,
			l.Lang,
			l.Consultation,
			l.SealedTo,
			words,
			"",
			string(state),
			reason,
			0,
			0,
			db.Time(now),
			"",
			db.Time(due),
		}
	}
	// Two that queue the same letter at once meet at its id or at its key.
	if _, err := tx.Insert(ctx, "notify_notification ("+columns+", due_at)", rows, "ON CONFLICT DO NOTHING"); err != nil {
		return err
	}
	for _, l := range all {
		when := now
		if l.NotBefore.After(now) {
			when = l.NotBefore
		}
		if err := jobs.Enqueue(ctx, tx, newJob(notificationID(l.Kind, l.Key), 0), when); err != nil {
			return err
		}
	}
	return nil
}

// newJob is the work of sending letter id in a round.
func newJob(id string, round int64) jobs.Job {
	key := id
	if round > 0 {
		key = fmt.Sprintf("%s/%d", id, round)
	}
	return jobs.Job{Kind: jobKind, Key: key, Payload: jobs.Payload(id)}
}

// notificationID names the letter of a kind with a key.
func notificationID(kind, key string) string {
	return digest("folkmoot/letter/v1\x00" + kind + "\x00" + key)
}

func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:16])
}
