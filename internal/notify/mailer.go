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

// How letters go out.
const (
	MaxAttempts      = 20        // of a letter, with ever longer pauses: most of a day
	sameKindInterval = time.Hour // two letters of one kind about one consultation to one address
)

// RenderInput is what a letter is written from.
type RenderInput struct {
	Kind, Lang      string
	Data            map[string]string
	UnsubscribePath string // where one click ends such letters: "/emails/unsubscribe/…"; "" for letters to staff
}

// Rendered is a letter in words.
type Rendered struct {
	Lang                string // in which it is written
	Subject, Text, HTML string
	UnsubscribeURL      string // the whole address of Sheet.Stop, if the installation has one
}

// CheckResult is what is to become of a letter that has waited.
type CheckResult struct {
	DiscardReason string            // why it is not to be sent; "": it is
	RetryAt       time.Time         // or when it is to be asked about again; zero: now
	Data          map[string]string // what has changed since it was queued
}

// Mailer sends what was queued.
type Mailer struct {
	DB            *db.DB
	Box           *seal.Keyring
	Carrier       mail.Sender
	Render        func(context.Context, RenderInput) (Rendered, error) // puts a letter into words, in text and in HTML
	PerMinute     int64                                                // how many letters may go out, on all machines together
	PublicPerHour int64                                                // how many of them that anybody can ask for; 0: as many as PerMinute lets out

	// Checks is asked about letters of a kind just before they go out, because
	// the world may have moved on while they waited.
	Checks map[string]Check
}

// Check says what is to become of a letter that has waited, by its words.
type Check func(ctx context.Context, tx *db.Tx, consultation string, words map[string]string, now time.Time) (CheckResult, error)

// RegisterJobs names m as who sends letters.
func (m *Mailer) RegisterJobs(r *jobs.Runner) { r.Handle(jobKind, m.send) }

// unsealed is a letter whose seal is broken. It lives for one try.
type unsealed struct {
	*row
	to        string
	globalTag string // by which the address is found whatever it is about
	retried   bool   // it was tried before
	data      map[string]string
}

// send does the job of one letter.
func (m *Mailer) send(ctx context.Context, j jobs.Job) error {
	var id string
	if err := j.Decode(&id); err != nil {
		return err
	}
	var l *row
	err := m.DB.View(ctx, func(tx *db.Tx) (err error) {
		l, err = get(ctx, tx, id)
		return err
	})
	if fault.Is(err, fault.NotFound) || err == nil && (l.state != Queued || newJob(l.id, l.round).Key != j.Key) {
		return nil // forgotten, sent already, or asked for anew since
	}
	if err != nil {
		return err
	}
	o, drop, err := m.unseal(l)
	if err != nil {
		return m.recordFailure(ctx, l, err)
	}
	if drop == "" {
		if drop, err = m.prepare(ctx, o); err != nil {
			return err
		}
	}
	if drop != "" {
		return m.finish(ctx, l, Discarded, drop)
	}
	err = m.deliver(ctx, o)
	if refused, ok := errors.AsType[*mail.RejectedError](err); ok {
		return m.finish(ctx, l, Discarded, fmt.Sprintf("refused: %d %s", refused.Code, refused.Status))
	}
	switch {
	case err != nil:
		return m.recordFailure(ctx, l, err)
	case m.Carrier.Delivers():
		return m.finish(ctx, l, Sent, "")
	}
	return m.finish(ctx, l, Stored, "")
}

// unseal breaks the seal of l, or says why l is not to be sent.
func (m *Mailer) unseal(l *row) (o *unsealed, drop string, err error) {
	o = &unsealed{row: l, retried: l.tag != "", data: map[string]string{}}
	if o.to, err = m.Box.Open(l.consultation, l.recipient); fault.Is(err, fault.Closed) {
		return nil, "The encryption key has been deleted.", nil
	} else if err != nil {
		return nil, "", err
	}
	lang, to := DecodeRecipient(o.to)
	l.lang = cmp.Or(l.lang, lang)
	if o.to, err = mail.ParseAddress(to); err != nil {
		return nil, "The email address is not valid.", nil
	}
	if l.tag, err = m.Box.Tag(l.consultation, mail.FoldAddress(o.to)); err != nil {
		return nil, "", err
	}
	if o.globalTag, err = m.globalTag(o.to); err != nil {
		return nil, "", err
	}
	words, err := m.Box.Open(l.consultation, l.data)
	if fault.Is(err, fault.Closed) {
		return nil, "The encryption key has been deleted.", nil
	}
	if err != nil {
		return nil, "", err
	}
	return o, "", json.Unmarshal([]byte(words), &o.data)
}

// prepare asks whether o is to be sent now.
func (m *Mailer) prepare(ctx context.Context, o *unsealed) (drop string, err error) {
	err = m.DB.Update(ctx, func(tx *db.Tx) error {
		drop = ""
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		if ask := m.Checks[o.kind]; ask != nil {
			fate, err := ask(ctx, tx, o.consultation, o.data, now)
			switch {
			case err != nil:
				return err
			case fate.DiscardReason != "":
				drop = fate.DiscardReason
				return nil
			case fate.RetryAt.After(now):
				return jobs.RetryLaterError{At: fate.RetryAt}
			}
			maps.Copy(o.data, fate.Data)
		}
		if o.consultation != "" { // staff work here, and write to themselves
			if stop, err := isUnsubscribed(ctx, tx, o.row); err != nil || stop {
				drop = "The recipient has unsubscribed from this consultation."
				return err
			}
			pause := sameKindInterval
			if all, err := isUnsubscribedAll(ctx, tx, o.globalTag); err != nil {
				return err
			} else if all && !slices.Contains(requestedKinds, o.kind) {
				drop = "The recipient has unsubscribed from all consultation emails."
				return nil
			} else if all {
				pause = unsubscribedInterval
			}
			if mine, err := claimInterval(ctx, tx, o.row, now.Add(-pause), now); err != nil || !mine {
				drop = "The recipient had an email of this type recently."
				return err
			}
		}
		if slices.Contains(publicKinds, o.kind) && !o.retried {
			if drop, err = m.checkPublicLimits(ctx, tx, o, now); err != nil || drop != "" {
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
	return drop, err
}

func (m *Mailer) deliver(ctx context.Context, o *unsealed) error {
	stop, err := m.unsubscribePath(o.row, o.globalTag)
	if err != nil {
		return err
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

func (m *Mailer) finish(ctx context.Context, l *row, state DeliveryState, reason string) error {
	// The letter is out; that must be known even if the house is closing.
	ctx = context.WithoutCancel(ctx)
	return m.DB.Update(ctx, func(tx *db.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		return finishRound(ctx, tx, l, state, reason, now)
	})
}

// recordFailure writes down what went wrong and gives it back, so that the job is tried
// again; or gives up, and leaves the letter for somebody to look at. The words
// of err hold no address: package mail sees to that.
func (m *Mailer) recordFailure(ctx context.Context, l *row, err error) error {
	state := Queued
	if l.attempts+1 >= MaxAttempts {
		state = Failed
	}
	if wrong := m.finish(ctx, l, state, err.Error()); wrong != nil || state == Failed {
		return wrong
	}
	return err
}
