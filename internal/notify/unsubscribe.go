package notify

import (
	"context"
	"crypto/subtle"
	"encoding/hex"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/mail"
	"github.com/folkmoot/folkmoot/internal/seal"
)

// UnsubscribePath is the path prefix of unsubscribe links.
const UnsubscribePath = "/emails/unsubscribe/"

// StopPath is the name of the template data with the path of the page on which people end
// emails that are not about one consultation.
const StopPath = "unsubscribe"

// aboutConsultation reports whether n is about a consultation, so that its recipient can
// unsubscribe from it.
func (n *row) aboutConsultation() bool {
	return n.consultation != "" && n.consultation != seal.Followers
}

// unsubscribePath returns the unsubscribe link of n, or "" for notifications that are not
// about a consultation. The link consists of the notification's id, a MAC
// that proves we made it, and the global tag of the address. The link is not
// stored, so nothing in the database connects notifications to one address
// about different consultations.
func (m *Mailer) unsubscribePath(n *row, globalTag string) (string, error) {
	if !n.aboutConsultation() {
		return "", nil
	}
	text := "stop\x00" + n.id
	if globalTag != "" {
		text += "\x00" + globalTag
	}
	proof, err := m.Box.Tag(n.consultation, text)
	return UnsubscribePath + n.id + proof + globalTag, err
}

// globalTag returns the tag that identifies address across all consultations.
// Its key belongs to the installation and is never deleted.
func (m *Mailer) globalTag(address string) (string, error) {
	return m.Box.Tag("", "everywhere\x00"+mail.FoldAddress(address))
}

// Lengths of the parts of an unsubscribe link: a hexadecimal digest, and tags.
const (
	idLength  = 32
	tagLength = 22
)

var errUnsubscribeLink = fault.New(fault.NotFound, "This link does not work. Copy the whole link from the email, or open the email again.")

// findByToken returns the notification whose link contains token, and the
// global tag of its address, which may be "". It returns fault.NotFound if the
// MAC in token is wrong.
func (m *Mailer) findByToken(ctx context.Context, tx *db.Tx, token string) (n *row, globalTag string, err error) {
	if len(token) != idLength+tagLength && len(token) != idLength+2*tagLength {
		return nil, "", errUnsubscribeLink
	}
	if _, err := hex.DecodeString(token[:idLength]); err != nil {
		return nil, "", errUnsubscribeLink
	}
	globalTag = token[idLength+tagLength:]
	n, err = get(ctx, tx, token[:idLength])
	if fault.Is(err, fault.NotFound) || err == nil && !n.aboutConsultation() {
		return nil, "", errUnsubscribeLink
	}
	if err != nil {
		return nil, "", err
	}
	path, err := m.unsubscribePath(n, globalTag)
	if err != nil {
		return nil, "", err
	}
	if subtle.ConstantTimeCompare([]byte(path), []byte(UnsubscribePath+token)) != 1 {
		return nil, "", errUnsubscribeLink
	}
	return n, globalTag, nil
}

// Unsubscription is the state of the subscriptions behind an unsubscribe link.
type Unsubscription struct {
	Consultation      string // slug
	Unsubscribed      bool   // from Consultation
	CanUnsubscribeAll bool   // whether the link can end emails about all consultations
	UnsubscribedAll   bool   // from all consultations
}

// GetUnsubscription returns the subscriptions that token can end.
func (m *Mailer) GetUnsubscription(ctx context.Context, token string) (s Unsubscription, err error) {
	err = m.DB.View(ctx, func(tx *db.Tx) error {
		n, globalTag, err := m.findByToken(ctx, tx, token)
		if err != nil {
			return err
		}
		s = Unsubscription{Consultation: n.consultation, CanUnsubscribeAll: globalTag != ""}
		if s.Unsubscribed, err = isUnsubscribed(ctx, tx, n); err != nil || !s.CanUnsubscribeAll {
			return err
		}
		s.UnsubscribedAll, err = isUnsubscribedAll(ctx, tx, globalTag)
		return err
	})
	return s, err
}

// Unsubscribe ends emails about the consultation of token to the address that
// the token was sent to, and if all is true, about every other consultation.
// Receipts and links to saved answers are still sent on request, once a day. It
// is idempotent.
func (m *Mailer) Unsubscribe(ctx context.Context, token string, all bool) (s Unsubscription, err error) {
	defer fault.Wrap(&err, "unsubscribe")
	err = m.DB.Update(ctx, func(tx *db.Tx) error {
		n, globalTag, err := m.findByToken(ctx, tx, token)
		if err != nil {
			return err
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		s = Unsubscription{Consultation: n.consultation, Unsubscribed: true, CanUnsubscribeAll: globalTag != ""}
		_, err = tx.Exec(ctx, `
			INSERT INTO notify_unsubscribe (consultation, tag, unsubscribed_at) VALUES ($1, $2, $3)
			ON CONFLICT (consultation, tag) DO NOTHING`,
			n.consultation, n.tag, db.Time(now))
		if err != nil || !s.CanUnsubscribeAll {
			return err
		}
		if all {
			_, err = tx.Exec(ctx, `
				INSERT INTO notify_unsubscribe_all (tag, unsubscribed_at) VALUES ($1, $2) ON CONFLICT (tag) DO NOTHING`,
				globalTag, db.Time(now))
			if err != nil {
				return err
			}
		}
		s.UnsubscribedAll, err = isUnsubscribedAll(ctx, tx, globalTag)
		return err
	})
	return s, err
}

// isUnsubscribedAll reports whether the address with this global tag
// unsubscribed from all consultations.
func isUnsubscribedAll(ctx context.Context, tx *db.Tx, tag string) (bool, error) {
	n, err := db.One(ctx, tx, db.Int, `SELECT COUNT(*) FROM notify_unsubscribe_all WHERE tag = $1`, tag)
	return n > 0, err
}
