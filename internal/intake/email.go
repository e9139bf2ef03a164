package intake

import (
	"context"
	"strconv"
	"time"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/notify"
)

// maxEmails is how many emails of each kind can be sent for one draft or receipt.
// A respondent can enter any address, so without a limit this could be used to
// send unwanted email.
const maxEmails = 3

// RemindBefore is how long before the close reminders about drafts are sent.
const RemindBefore = 72 * time.Hour

// EmailRequest is a respondent's request for an email.
type EmailRequest struct {
	To, Lang string
	Link     string // URL path
	Remind   bool   // for a draft: also send a reminder before the consultation closes
}

// EmailDraftLink queues an email with the link and the code to continue d. The
// address is stored only in the queue, in an entry that cannot be linked to the draft.
func (s *Service) EmailDraftLink(ctx context.Context, d *Draft, m EmailRequest) (err error) {
	defer fault.Wrap(&err, "send the link to a draft")
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		c, err := consult.Get(ctx, tx, d.Consultation)
		if err != nil {
			return err
		}
		if err := c.Accepts(now, d.Started); err != nil {
			return err
		}
		saved, err := DraftExists(ctx, tx, d.Consultation, d.Key.DraftID())
		if err != nil {
			return err
		}
		if !saved {
			return fault.New(fault.NotFound, "There are no saved answers to send a link to.")
		}
		data := map[string]string{"title": c.Title, "link": m.Link, "code": d.Code.String(), "draft": d.Key.DraftID(),
			"closes": c.Closes.Local().Format(time.RFC3339)}
		n := notify.Notification{Kind: notify.DraftLink, Lang: m.Lang, Consultation: d.Consultation, To: m.To, Data: data}
		if err := s.queueEmail(ctx, tx, n, d.Key.DraftID(), now); err != nil {
			return err
		}
		n.Kind, n.NotBefore = notify.ClosingSoon, c.Closes.End().Add(-RemindBefore)
		if !m.Remind || !now.Before(n.NotBefore) {
			return nil
		}
		return s.queueEmail(ctx, tx, n, d.Key.DraftID(), now)
	})
}

// EmailReceipt queues an email with the code of a receipt. The email contains none of
// the answers. subject is the EmailSubject of its response.
func (s *Service) EmailReceipt(ctx context.Context, consultation, code, subject string, m EmailRequest) (err error) {
	defer fault.Wrap(&err, "send a receipt")
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		c, err := consult.Get(ctx, tx, consultation)
		if err != nil {
			return err
		}
		data := map[string]string{"title": c.Title, "link": m.Link, "code": code}
		n := notify.Notification{Kind: notify.Confirmation, Lang: m.Lang, Consultation: consultation, To: m.To, Data: data}
		return s.queueEmail(ctx, tx, n, subject, now)
	})
}

// EmailSubject names the emails with the receipt of the response with key. It cannot be
// found from what is stored, so that they cannot be linked to the response.
func (k Key) EmailSubject() string { return k.WithdrawalCode().emailSubject() }

func (s *Service) emailKey(consultation, kind, subject string, n int) (string, error) {
	return s.Notify.Box.Tag(consultation, kind+"\x00"+subject+"\x00"+strconv.Itoa(n))
}

// queueEmail queues n, or returns fault.Invalid if maxEmails of its kind have been
// queued for subject. The entry is named by a keyed hash of subject, so that the email
// cannot be linked to the draft or the response.
func (s *Service) queueEmail(ctx context.Context, tx *db.Tx, n notify.Notification, subject string, now time.Time) (err error) {
	for i := range maxEmails {
		if n.Key, err = s.emailKey(n.Consultation, n.Kind, subject, i); err != nil {
			return err
		}
		exists, err := notify.Exists(ctx, tx, n.Kind, n.Key)
		if err != nil {
			return err
		}
		if !exists {
			return s.Notify.Enqueue(ctx, tx, n, now)
		}
	}
	return fault.New(
		fault.Invalid,
		"We cannot send this email again because you have reached the limit. Copy the code on this page and keep it somewhere safe.",
	)
}
