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

// maxEmails is how often one draft or one receipt can be sent by email. Anybody
// may type anybody's address.
const maxEmails = 3

// RemindBefore is how long before the close people are reminded who asked for it.
const RemindBefore = 72 * time.Hour

// EmailRequest is a letter that somebody who responds asks for.
type EmailRequest struct {
	To, Lang string
	Link     string // where it leads, without the name of the site
	Remind   bool   // of a draft: write again before the consultation closes
}

// EmailDraftLink sends the link to the draft with key by email. The address is
// checked, used once, and kept nowhere beside the draft.
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
		words := map[string]string{"title": c.Title, "link": m.Link, "closes": c.Closes.Local().Format(time.RFC3339)}
		l := notify.Notification{Kind: notify.DraftLink, Lang: m.Lang, Consultation: consultation, To: m.To, Data: words}
		if err := s.queueEmail(ctx, tx, l, key, now); err != nil {
			return err
		}
		l.Kind, l.NotBefore = notify.ClosingSoon, c.Closes.End().Add(-RemindBefore)
		if !m.Remind || !now.Before(l.NotBefore) {
			return nil
		}
		return s.queueEmail(ctx, tx, l, key, now)
	})
}

// EmailReceipt sends the code of the receipt of the response that was sent with
// key by email, and nothing of its answers.
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
		kept, err := getStored(ctx, tx, consultation, key.ID())
		if err != nil {
			return err
		}
		leaf := kept.leaf("response")
		words := map[string]string{"title": c.Title, "link": m.Link, "code": leaf.Code()}
		return s.queueEmail(
			ctx,
			tx,
			notify.Notification{Kind: notify.Confirmation, Lang: m.Lang, Consultation: consultation, To: m.To, Data: words},
			key,
			now,
		)
	})
}

// queueEmail queues l under a name that follows from key and leads back to it for
// nobody, so that the letter cannot be put beside the draft or the response.
func (s *Service) queueEmail(ctx context.Context, tx *db.Tx, l notify.Notification, key Key, now time.Time) (err error) {
	for n := range maxEmails {
		if l.Key, err = s.Notify.Box.Tag(l.Consultation, l.Kind+"\x00"+key.String()+"\x00"+strconv.Itoa(n)); err != nil {
			return err
		}
		there, err := notify.Exists(ctx, tx, l.Kind, l.Key)
		if err != nil {
			return err
		}
		if !there {
			return s.Notify.Enqueue(ctx, tx, l, now)
		}
	}
	return fault.New(
		fault.Invalid,
		"We cannot send this email again because you have reached the limit. Copy the link on this page and keep it somewhere safe.",
	)
}
