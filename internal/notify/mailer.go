package notify

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/jobs"
	"github.com/folkmoot/folkmoot/internal/mail"
	"github.com/folkmoot/folkmoot/internal/seal"
)

// MaxAttempts is how often sending one notification is attempted. With the
// growing pauses between attempts this takes most of a day.
const MaxAttempts = 20

// sameKindInterval is the shortest time between two notifications of one kind
// about one consultation to one address.
const sameKindInterval = time.Hour

// RenderInput is the input for rendering a notification.
type RenderInput struct {
	Kind, Lang      string
	Data            map[string]string
	UnsubscribePath string // "/emails/unsubscribe/…"; "" for notifications to staff
}

// Rendered is the content of an email.
type Rendered struct {
	Lang                string // language of the text, BCP 47
	Subject, Text, HTML string
	UnsubscribeURL      string // absolute URL of RenderInput.UnsubscribePath; "" without a base URL
}

// CheckResult is the outcome of a Check. The zero value means: send unchanged.
type CheckResult struct {
	DiscardReason string            // if not "", do not send it
	RetryAt       time.Time         // if in the future, check again then
	Data          map[string]string // template data that changed since it was queued
}

// Mailer sends queued notifications.
type Mailer struct {
	DB            *db.DB
	Box           *seal.Keyring
	Carrier       mail.Sender
	Render        func(context.Context, RenderInput) (Rendered, error)
	PerMinute     int64 // limit on emails sent, over all machines
	PublicPerHour int64 // limit on those of publicKinds, over all machines; 0 means no limit

	// Checks holds, by kind, the check to make just before sending, because
	// circumstances may have changed while the notification waited.
	Checks map[string]Check
}

// Check decides whether a notification that waited is still to be sent, given
// its template data.
type Check func(ctx context.Context, tx *db.Tx, consultation string, data map[string]string, now time.Time) (CheckResult, error)

// RegisterJobs registers m as the handler of notification jobs.
func (m *Mailer) RegisterJobs(r *jobs.Runner) { r.Handle(jobKind, m.send) }

// unsealed is a decrypted notification. It exists in memory for one attempt.
type unsealed struct {
	*row
	to        string
	globalTag string // tag of the address across all consultations
	retried   bool   // an earlier attempt was made
	data      map[string]string
}

// send runs the job of one notification.
func (m *Mailer) send(ctx context.Context, j jobs.Job) error {
	var id string
	if err := j.Decode(&id); err != nil {
		return err
	}
	var n *row
	err := m.DB.View(ctx, func(tx *db.Tx) (err error) {
		n, err = get(ctx, tx, id)
		return err
	})
	if fault.Is(err, fault.NotFound) || err == nil && (n.state != Queued || newJob(n.id, n.round).Key != j.Key) {
		return nil // deleted, already sent, or retried in a newer round
	}
	if err != nil {
		return err
	}
	o, discardReason, err := m.unseal(n)
	if err != nil {
		return m.recordFailure(ctx, n, err)
	}
	if discardReason == "" {
		if discardReason, err = m.prepare(ctx, o); err != nil {
			return err
		}
	}
	if discardReason != "" {
		return m.finish(ctx, n, Discarded, discardReason)
	}
	err = m.deliver(ctx, o)
	if refused, ok := errors.AsType[*mail.RejectedError](err); ok {
		return m.finish(ctx, n, Discarded, fmt.Sprintf("The mail server refused this email (%d %s).", refused.Code, refused.Status))
	}
	switch {
	case err != nil:
		return m.recordFailure(ctx, n, err)
	case m.Carrier.Delivers():
		return m.finish(ctx, n, Sent, "")
	}
	return m.finish(ctx, n, Stored, "")
}

// unseal decrypts n. If that is impossible for good, it returns why n is to be
// discarded.
func (m *Mailer) unseal(n *row) (o *unsealed, discardReason string, err error) {
	o = &unsealed{row: n, retried: n.tag != "", data: map[string]string{}}
	if o.to, err = m.Box.Open(n.consultation, n.recipient); fault.Is(err, fault.Closed) {
		return nil, "The encryption key has been deleted.", nil
	} else if err != nil {
		return nil, "", err
	}
	lang, to := DecodeRecipient(o.to)
	n.lang = cmp.Or(n.lang, lang)
	if o.to, err = mail.ParseAddress(to); err != nil {
		return nil, "The email address is not valid.", nil
	}
	if n.tag, err = m.Box.Tag(n.consultation, mail.FoldAddress(o.to)); err != nil {
		return nil, "", err
	}
	if o.globalTag, err = m.globalTag(o.to); err != nil {
		return nil, "", err
	}
	words, err := m.Box.Open(n.consultation, n.data)
	if fault.Is(err, fault.Closed) {
		return nil, "The encryption key has been deleted.", nil
	}
	if err != nil {
		return nil, "", err
	}
	return o, "", json.Unmarshal([]byte(words), &o.data)
}

// prepare runs the check of the kind of o and applies all limits. It returns a
// reason if o is to be discarded, or a jobs.RetryLaterError if it has to wait.
func (m *Mailer) prepare(ctx context.Context, o *unsealed) (discardReason string, err error) {
	err = m.DB.Update(ctx, func(tx *db.Tx) error {
		discardReason = ""
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		if check := m.Checks[o.kind]; check != nil {
			result, err := check(ctx, tx, o.consultation, o.data, now)
			switch {
			case err != nil:
				return err
			case result.DiscardReason != "":
				discardReason = result.DiscardReason
				return nil
			case result.RetryAt.After(now):
				return jobs.RetryLaterError{At: result.RetryAt}
			}
			maps.Copy(o.data, result.Data)
		}
		if o.aboutConsultation() { // staff cannot unsubscribe, and people who follow something have a page of their own
			if unsubscribed, err := isUnsubscribed(ctx, tx, o.row); err != nil || unsubscribed {
				discardReason = "The recipient has unsubscribed from this consultation."
				return err
			}
			pause := sameKindInterval
			if all, err := isUnsubscribedAll(ctx, tx, o.globalTag); err != nil {
				return err
			} else if all && !slices.Contains(requestedKinds, o.kind) {
				discardReason = "The recipient has unsubscribed from all consultation emails."
				return nil
			} else if all {
				pause = unsubscribedInterval
			}
			if claimed, err := claimInterval(ctx, tx, o.row, now.Add(-pause), now); err != nil || !claimed {
				discardReason = "The recipient had an email of this type recently."
				return err
			}
		}
		if slices.Contains(publicKinds, o.kind) && !o.retried {
			if discardReason, err = m.checkPublicLimits(ctx, tx, o, now); err != nil || discardReason != "" {
				return err
			}
		}
		if m.Carrier.Delivers() {
			free, err := claimMinute(ctx, tx, m.PerMinute, now)
			if err != nil {
				return err
			}
			if !free {
				return jobs.RetryLaterError{At: now.Truncate(time.Minute).Add(time.Minute)}
			}
		}
		return setTag(ctx, tx, o.row)
	})
	return discardReason, err
}

func (m *Mailer) deliver(ctx context.Context, o *unsealed) error {
	stop, err := m.unsubscribePath(o.row, o.globalTag)
	if err != nil {
		return err
	}
	if stop == "" {
		stop = o.data[StopPath]
	}
	written, err := m.Render(ctx, RenderInput{Kind: o.kind, Lang: o.lang, Data: o.data, UnsubscribePath: stop})
	if err != nil {
		return err
	}
	now, err := m.DB.Now(ctx)
	if err != nil {
		return err
	}
	return m.Carrier.Send(
		ctx,
		mail.Message{
			ID:             o.id,
			To:             o.to,
			Lang:           written.Lang,
			Subject:        written.Subject,
			Text:           written.Text,
			HTML:           written.HTML,
			UnsubscribeURL: written.UnsubscribeURL,
			At:             now,
		},
	)
}

func (m *Mailer) finish(ctx context.Context, n *row, state DeliveryState, reason string) error {
	// The email may have been sent. If that is not recorded, it is sent again.
	return jobs.Persist(ctx, func(ctx context.Context) error {
		return m.DB.Update(ctx, func(tx *db.Tx) error {
			now, err := tx.Now(ctx)
			if err != nil {
				return err
			}
			return finishRound(ctx, tx, n, state, reason, now)
		})
	})
}

// recordFailure records a failed attempt and returns err, so that the job is
// retried. After MaxAttempts it sets the state to Failed and returns nil. The
// text of err contains no address: package mail ensures that.
func (m *Mailer) recordFailure(ctx context.Context, n *row, err error) error {
	state := Queued
	if n.attempts+1 >= MaxAttempts {
		state = Failed
	}
	if wrong := m.finish(ctx, n, state, err.Error()); wrong != nil || state == Failed {
		return wrong
	}
	return err
}
