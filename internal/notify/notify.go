// Package notify queues email notifications and sends each of them once.
//
// A notification is queued in the transaction of the change that causes it and
// sent by a background job. Recipient and template data are encrypted when they
// are queued; only the Mailer decrypts them, and they are deleted once the
// email is sent.
package notify

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/digest"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/jobs"
	"github.com/folkmoot/folkmoot/internal/mail"
	"github.com/folkmoot/folkmoot/internal/seal"
)

// Kinds of notification. Each has its own template; the comments name the
// template data. Times are formatted with time.RFC3339.
const (
	Invitation           = "invitation"             // to staff: name, organisation, link, until
	Reset                = "reset"                  // to staff: name, link, until
	SignInChanged        = "sign-in-changed"        // to staff: name, at
	EmailConfirm         = "email-confirm"          // to staff, at their new address: name, link, until
	EmailChangeRequested = "email-change-requested" // to staff, at their current address: name, at
	EmailChanged         = "email-changed"          // to staff, at both addresses: name, at
	StaffNotice          = "staff-notice"           // to staff: say, title, due, link
	StaffDigest          = "staff-digest"           // to staff: items (JSON of DigestItems), more, link
	DatabaseRestored     = "database-restored"      // to administrators: missing, reason, link

	Confirmation     = "confirmation"      // to a respondent: title, code, link to the receipt check
	DraftLink        = "draft-link"        // to a respondent: title, link, code, draft, closes
	ClosingSoon      = "closing-soon"      // to a respondent: title, link, code, draft, closes
	ResultsPublished = "results-published" // to a respondent: title, link

	// Outcome tells a respondent what became of their response: title, link, and say,
	// a message of the interface.
	Outcome = "outcome"

	// OutcomeNews tells a respondent what else has happened since: title, link, items (JSON of DigestItems), more.
	OutcomeNews = "outcome-news"

	// To people who follow something. Their Consultation is seal.Followers, and
	// unsubscribe is the path of their own page: see StopPath.
	FollowConfirm = "follow-confirm" // title, link, unsubscribe
	FollowExists  = "follow-exists"  // asked again: title, link, unsubscribe
	FollowNews    = "follow-news"    // title, link, items (JSON of DigestItems), more, unsubscribe

	// ContactAccess answers a request to see which contact details we hold for
	// an address: title, link, until.
	ContactAccess = "contact-access"
)

// Kinds lists every kind, for tests that must cover all of them.
var Kinds = []string{
	Invitation,
	Reset,
	SignInChanged,
	EmailConfirm,
	EmailChangeRequested,
	EmailChanged,
	StaffNotice,
	StaffDigest,
	DatabaseRestored,
	Confirmation,
	DraftLink,
	ClosingSoon,
	ResultsPublished,
	Outcome,
	OutcomeNews,
	FollowConfirm,
	FollowExists,
	FollowNews,
	ContactAccess,
}

// DigestItem is one of the events in a StaffDigest.
type DigestItem struct {
	Say, Title string // what happened, a message of the interface, and the record that it is about
	Due        string // by when, in time.RFC3339; "" if there is no date
}

// DeliveryState is where a notification is in its delivery.
type DeliveryState string

// The delivery states.
const (
	Queued    DeliveryState = "queued"
	Sent      DeliveryState = "sent"
	Stored    DeliveryState = "stored"    // no mail server is configured
	Failed    DeliveryState = "failed"    // all MaxAttempts failed; an operator can retry
	Discarded DeliveryState = "discarded" // will not be sent
	// OnHold notifications may have been sent before the database was restored
	// from a backup. An operator decides whether to send them.
	OnHold DeliveryState = "on-hold"
)

// publicKinds are the kinds that any visitor can have sent to any address by
// typing it into a form. They are limited per address and in total.
var publicKinds = []string{Confirmation, DraftLink, ClosingSoon, ContactAccess, FollowConfirm, FollowExists}

// requestedKinds are the kinds a person requests for immediate delivery. They
// are still sent, once a day, to people who unsubscribed from everything.
var requestedKinds = []string{Confirmation, DraftLink}

// Notification is one email to one person.
type Notification struct {
	Kind         string            // one of Kinds; selects the template
	Key          string            // unique within the kind, for ever: queued twice, it is sent once
	Lang         string            // BCP 47; "" means the language sealed with the address, or English
	Consultation string            // slug; "" for notifications to staff, seal.Followers for those who follow something
	To           string            // email address, encrypted when queued
	SealedTo     []byte            // encrypted recipient (see EncodeRecipient), used instead of To
	Data         map[string]string // template data; never contains answers
	NotBefore    time.Time         // earliest time to send; zero means immediately
	EventAt      time.Time         // when the event it reports happened; zero means now
}

// jobKind is the kind of this package's jobs.
const jobKind = "notification"

// Queue adds notifications to the queue. It is safe for concurrent use.
type Queue struct {
	Box *seal.Keyring

	networks networkLimiter
}

// EncodeRecipient returns the plain text to encrypt for a respondent who wants
// email: their address and the language they answered in. The language is
// stored nowhere else, because in a small consultation it could identify them.
func EncodeRecipient(lang, address string) string {
	if lang == "" {
		return address
	}
	return lang + " " + address
}

// DecodeRecipient splits the result of EncodeRecipient.
func DecodeRecipient(sealed string) (lang, address string) {
	if lang, address, ok := strings.Cut(sealed, " "); ok {
		return lang, address
	}
	return "", sealed
}

// Enqueue inserts n in tx, to be sent once the transaction commits. Queueing
// the same kind and key again changes nothing.
func (q *Queue) Enqueue(ctx context.Context, tx *db.Tx, n Notification, now time.Time) (err error) {
	defer fault.Wrap(&err, "queue %s notification", n.Kind)
	if len(n.SealedTo) == 0 {
		to, err := mail.ParseAddress(n.To)
		if err != nil {
			return err
		}
		if n.SealedTo, err = q.Box.Seal(n.Consultation, to); err != nil {
			return err
		}
	}
	data, err := q.sealData(n)
	if err != nil {
		return err
	}
	return insert(ctx, tx, []Notification{n}, data, now)
}

// EnqueueAll queues a copy of n for each of contacts, which are encrypted
// recipients. The key identifies the occasion: the same contacts on the same
// occasion are queued once.
func (q *Queue) EnqueueAll(ctx context.Context, tx *db.Tx, n Notification, contacts [][]byte, now time.Time) (err error) {
	defer fault.Wrap(&err, "queue %s notifications to %d contacts", n.Kind, len(contacts))
	data, err := q.sealData(n)
	if err != nil || len(contacts) == 0 {
		return err
	}
	all := make([]Notification, len(contacts))
	for i, sealed := range contacts {
		all[i] = n
		all[i].SealedTo, all[i].Key = sealed, n.Key+"/"+digest.Of(sealed).ShortHex(16)
	}
	return insert(ctx, tx, all, data, now)
}

// sealData encrypts the template data of n: links in it may work without a
// password.
func (q *Queue) sealData(n Notification) ([]byte, error) {
	if !slices.Contains(Kinds, n.Kind) || n.Key == "" {
		return nil, fmt.Errorf("notification has unknown kind %q or empty key %q", n.Kind, n.Key)
	}
	if q == nil || q.Box == nil {
		return nil, errors.New("notify: queue has no keyring")
	}
	text, err := json.Marshal(n.Data)
	if err != nil {
		return nil, err
	}
	return q.Box.Seal(n.Consultation, string(text))
}

// insert queues notifications that share their encrypted data, each with its
// job.
func insert(ctx context.Context, tx *db.Tx, all []Notification, data []byte, now time.Time) error {
	restored, err := restoredAt(ctx, tx)
	if err != nil {
		return err
	}
	rows := make([][]any, len(all))
	for i, n := range all {
		state, reason, due := Queued, "", storedTime(n.Consultation, now)
		if n.NotBefore.After(now) {
			due = storedTime(n.Consultation, n.NotBefore)
		}
		if !n.EventAt.IsZero() && !n.EventAt.After(restored) {
			state, reason = OnHold, holdReason
		}
		rows[i] = []any{
			notificationID(n.Kind, n.Key),
			n.Kind,
			n.Key,
			n.Lang,
			n.Consultation,
			n.SealedTo,
			data,
			"",
			string(state),
			reason,
			0,
			0,
			db.Time(storedTime(n.Consultation, now)),
			"",
			db.Time(due),
		}
	}
	// Concurrent inserts of the same notification conflict on its id or its key.
	if _, err := tx.Insert(ctx, "notify_notification ("+columns+", due_at)", rows, "ON CONFLICT DO NOTHING"); err != nil {
		return err
	}
	for _, n := range all {
		when := now
		if n.NotBefore.After(now) {
			when = n.NotBefore
		}
		if err := jobs.Enqueue(ctx, tx, newJob(notificationID(n.Kind, n.Key), 0), when); err != nil {
			return err
		}
	}
	return nil
}

// storedTime returns the precision of t with which a notification is stored. That of
// a respondent has only its day, as responses do: the second at which an address
// asked for a receipt would point to the response that was sent just before it.
func storedTime(consultation string, t time.Time) time.Time {
	if consultation == "" {
		return t
	}
	return t.UTC().Truncate(24 * time.Hour)
}

// newJob returns the job that sends notification id in a retry round.
func newJob(id string, round int64) jobs.Job {
	key := id
	if round > 0 {
		key = fmt.Sprintf("%s/%d", id, round)
	}
	return jobs.Job{Kind: jobKind, Key: key, Payload: jobs.Payload(id)}
}

// notificationID derives the id of a notification from its kind and key.
func notificationID(kind, key string) string {
	return digest.Labelled("folkmoot/notification/v1", kind, key).ShortHex(16)
}
