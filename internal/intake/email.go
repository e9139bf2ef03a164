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

// EmailDraftLink queues an email with the link to the draft with key. The address
// is stored only in the queue, in an entry that cannot be linked to the draft.
func (s *Service) EmailDraftLink(ctx context.Context, consultation string, key Key, m EmailRequest) (err error) {
	defer fault.Wrap(&err, "send the link to a draft")
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		c, err := consult.Get(ctx, tx, consultation)
		if err != nil {
			return err
		}
		if err := c.Accepts(now, s.Keys.StartedAt(key, consultation)); err != nil {
			return err
		}
		if _, err := GetDraft(ctx, tx, consultation, key); err != nil {
			return err
		}
		data := map[string]string{"title": c.Title, "link": m.Link, "closes": c.Closes.Local().Format(time.RFC3339)}
		n := notify.Notification{Kind: notify.DraftLink, Lang: m.Lang, Consultation: consultation, To: m.To, Data: data}
		if err := s.queueEmail(ctx, tx, n, key, now); err != nil {
			return err
		}
		n.Kind, n.NotBefore = notify.ClosingSoon, c.Closes.End().Add(-RemindBefore)
		if !m.Remind || !now.Before(n.NotBefore) {
			return nil
		}
		return s.queueEmail(ctx, tx, n, key, now)
	})
}

// EmailReceipt queues an email with the receipt code of the response sent with
// key. The email contains none of the answers.
func (s *Service) EmailReceipt(ctx context.Context, consultation string, key Key, m EmailRequest) (err error) {
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
		stored, err := getStored(ctx, tx, consultation, key.ID())
		if err != nil {
			return err
		}
		leaf := stored.leaf("response")
		data := map[string]string{"title": c.Title, "link": m.Link, "code": leaf.Code()}
		n := notify.Notification{Kind: notify.Confirmation, Lang: m.Lang, Consultation: consultation, To: m.To, Data: data}
		return s.queueEmail(ctx, tx, n, key, now)
	})
}

// queueEmail queues n, or returns fault.Invalid if maxEmails of its kind have been
// queued for key. The entry is named by a keyed hash of key, from which key cannot
// be derived, so that the email cannot be linked to the draft or the response.
func (s *Service) queueEmail(ctx context.Context, tx *db.Tx, n notify.Notification, key Key, now time.Time) (err error) {
	for i := range maxEmails {
		if n.Key, err = s.Notify.Box.Tag(n.Consultation, n.Kind+"\x00"+key.String()+"\x00"+strconv.Itoa(i)); err != nil {
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
		"We cannot send this email again because you have reached the limit. Copy the link on this page and keep it somewhere safe.",
	)
}
