package notify

import (
	"context"
	"crypto/subtle"
	"encoding/hex"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/mail"
)

// UnsubscribePath begins the addresses at which people end letters.
const UnsubscribePath = "/emails/unsubscribe/"

// unsubscribePath is where whoever gets l can end such letters. It is made of the name
// of the letter, a proof that we made it, and the tag by which the address is
// found whatever a letter is about: so nothing of it is kept, and nothing in the
// database joins what one address was written about. Letters to staff belong to
// their work and have none.
func (m *Mailer) unsubscribePath(l *row, everywhere string) (string, error) {
	if l.consultation == "" {
		return "", nil
	}
	text := "stop\x00" + l.id
	if everywhere != "" {
		text += "\x00" + everywhere
	}
	proof, err := m.Box.Tag(l.consultation, text)
	return UnsubscribePath + l.id + proof + everywhere, err
}

// globalTag is the tag by which address is found whatever a letter is about. Its
// key belongs to the installation and is never thrown away.
func (m *Mailer) globalTag(address string) (string, error) {
	return m.Box.Tag("", "everywhere\x00"+mail.FoldAddress(address))
}

// Lengths of the parts of a link: a digest in hexadecimal, and tags.
const (
	idLength  = 32
	tagLength = 22
)

var errUnsubscribeLink = fault.New(fault.NotFound, "This link does not work. Copy the whole link from the email, or open the email again.")

// findByToken returns the letter whose proof is in token, and the tag of its address
// everywhere; "" in letters from before there was one.
func (m *Mailer) findByToken(ctx context.Context, tx *db.Tx, token string) (l *row, everywhere string, err error) {
	if len(token) != idLength+tagLength && len(token) != idLength+2*tagLength {
		return nil, "", errUnsubscribeLink
	}
	if _, err := hex.DecodeString(token[:idLength]); err != nil {
		return nil, "", errUnsubscribeLink
	}
	everywhere = token[idLength+tagLength:]
	l, err = get(ctx, tx, token[:idLength])
	if fault.Is(err, fault.NotFound) || err == nil && l.consultation == "" {
		return nil, "", errUnsubscribeLink
	}
	if err != nil {
		return nil, "", err
	}
	path, err := m.unsubscribePath(l, everywhere)
	if err != nil {
		return nil, "", err
	}
	if subtle.ConstantTimeCompare([]byte(path), []byte(UnsubscribePath+token)) != 1 {
		return nil, "", errUnsubscribeLink
	}
	return l, everywhere, nil
}

// Unsubscription is what can be ended with a link, and what has been.
type Unsubscription struct {
	Consultation      string // slug
	Unsubscribed      bool   // letters about it are ended
	CanUnsubscribeAll bool   // letters about everything can be
	UnsubscribedAll   bool   // and they are
}

// GetUnsubscription returns what token ends.
func (m *Mailer) GetUnsubscription(ctx context.Context, token string) (s Unsubscription, err error) {
	err = m.DB.View(ctx, func(tx *db.Tx) error {
		l, everywhere, err := m.findByToken(ctx, tx, token)
		if err != nil {
			return err
		}
		s = Unsubscription{Consultation: l.consultation, CanUnsubscribeAll: everywhere != ""}
		if s.Unsubscribed, err = isUnsubscribed(ctx, tx, l); err != nil || !s.CanUnsubscribeAll {
			return err
		}
		s.UnsubscribedAll, err = isUnsubscribedAll(ctx, tx, everywhere)
		return err
	})
	return s, err
}

// Unsubscribe ends letters about the consultation of token to the address that the
// token was sent to, and if all, those about any other: who asks for a receipt or
// the way back to saved answers still gets it, once a day. Twice is the same as
// once.
func (m *Mailer) Unsubscribe(ctx context.Context, token string, all bool) (s Unsubscription, err error) {
	defer fault.Wrap(&err, "stop letters")
	err = m.DB.Update(ctx, func(tx *db.Tx) error {
		l, everywhere, err := m.findByToken(ctx, tx, token)
		if err != nil {
			return err
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		s = Unsubscription{Consultation: l.consultation, Unsubscribed: true, CanUnsubscribeAll: everywhere != ""}
		if _, err = tx.Exec(ctx, `INSERT INTO notify_unsubscribe (consultation, tag, unsubscribed_at) VALUES ($1, $2, $3) ON CONFLICT (consultation, tag) DO NOTHING`,
			l.consultation, l.tag, db.Time(now)); err != nil ||
			!s.CanUnsubscribeAll {
			return err
		}
		if all {
			if _, err = tx.Exec(ctx, `INSERT INTO notify_unsubscribe_all (tag, unsubscribed_at) VALUES ($1, $2) ON CONFLICT (tag) DO NOTHING`, everywhere, db.Time(now)); err != nil {
				return err
			}
		}
		s.UnsubscribedAll, err = isUnsubscribedAll(ctx, tx, everywhere)
		return err
	})
	return s, err
}

// isUnsubscribedAll reports whether whoever is behind tag wants no more letters
// about anything.
func isUnsubscribedAll(ctx context.Context, tx *db.Tx, tag string) (bool, error) {
	n, err := db.One(ctx, tx, db.Int, `SELECT COUNT(*) FROM notify_unsubscribe_all WHERE tag = $1`, tag)
	return n > 0, err
}
