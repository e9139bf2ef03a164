package notify

import (
	"context"
	"crypto/subtle"
	"encoding/hex"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/mail"
)

// StopPath begins the addresses at which people end letters.
const StopPath = "/letters/stop/"

// stopPath is where whoever gets l can end such letters. It is made of the name
// of the letter, a proof that we made it, and the tag by which the address is
// found whatever a letter is about: so nothing of it is kept, and nothing in the
// database joins what one address was written about. Letters to staff belong to
// their work and have none.
func (m *Mailer) stopPath(l *row, everywhere string) (string, error) {
	if l.consultation == "" {
		return "", nil
	}
	text := "stop\x00" + l.id
	if everywhere != "" {
		text += "\x00" + everywhere
	}
	proof, err := m.Box.Tag(l.consultation, text)
	return StopPath + l.id + proof + everywhere, err
}

// everywhere is the tag by which address is found whatever a letter is about. Its
// key belongs to the installation and is never thrown away.
func (m *Mailer) everywhere(address string) (string, error) {
	return m.Box.Tag("", "everywhere\x00"+mail.Same(address))
}

// Lengths of the parts of a link: a digest in hexadecimal, and tags.
const (
	nameLen = 32
	tagLen  = 22
)

var errStop = fault.New(fault.NotFound, "This link does not work. Copy all of it from the email, or open the email again.")

// find returns the letter whose proof is in token, and the tag of its address
// everywhere; "" in letters from before there was one.
func (m *Mailer) find(ctx context.Context, tx *db.Tx, token string) (l *row, everywhere string, err error) {
	if len(token) != nameLen+tagLen && len(token) != nameLen+2*tagLen {
		return nil, "", errStop
	}
	if _, err := hex.DecodeString(token[:nameLen]); err != nil {
		return nil, "", errStop
	}
	everywhere = token[nameLen+tagLen:]
	l, err = get(ctx, tx, token[:nameLen])
	if fault.Is(err, fault.NotFound) || err == nil && l.consultation == "" {
		return nil, "", errStop
	}
	if err != nil {
		return nil, "", err
	}
	path, err := m.stopPath(l, everywhere)
	if err != nil {
		return nil, "", err
	}
	if subtle.ConstantTimeCompare([]byte(path), []byte(StopPath+token)) != 1 {
		return nil, "", errStop
	}
	return l, everywhere, nil
}

// Stop is what can be ended with a link, and what has been.
type Stop struct {
	Consultation string // slug
	Done         bool   // letters about it are ended
	CanAll       bool   // letters about everything can be
	All          bool   // and they are
}

// Stoppable returns what token ends.
func (m *Mailer) Stoppable(ctx context.Context, token string) (s Stop, err error) {
	err = m.DB.View(ctx, func(tx *db.Tx) error {
		l, everywhere, err := m.find(ctx, tx, token)
		if err != nil {
			return err
		}
		s = Stop{Consultation: l.consultation, CanAll: everywhere != ""}
		if s.Done, err = stopped(ctx, tx, l); err != nil || !s.CanAll {
			return err
		}
		s.All, err = stoppedEverywhere(ctx, tx, everywhere)
		return err
	})
	return s, err
}

// Stop ends letters about the consultation of token to the address that the
// token was sent to, and if all, those about any other: who asks for a receipt or
// the way back to saved answers still gets it, once a day. Twice is the same as
// once.
func (m *Mailer) Stop(ctx context.Context, token string, all bool) (s Stop, err error) {
	defer fault.Wrap(&err, "stop letters")
	err = m.DB.Update(ctx, func(tx *db.Tx) error {
		l, everywhere, err := m.find(ctx, tx, token)
		if err != nil {
			return err
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		s = Stop{Consultation: l.consultation, Done: true, CanAll: everywhere != ""}
		if _, err = tx.Exec(ctx, `INSERT INTO letter_stop (consultation, tag, stopped_at) VALUES ($1, $2, $3) ON CONFLICT (consultation, tag) DO NOTHING`,
			l.consultation, l.tag, db.Time(now)); err != nil || !s.CanAll {
			return err
		}
		if all {
			if _, err = tx.Exec(ctx, `INSERT INTO letter_everywhere (tag, stopped_at) VALUES ($1, $2) ON CONFLICT (tag) DO NOTHING`, everywhere, db.Time(now)); err != nil {
				return err
			}
		}
		s.All, err = stoppedEverywhere(ctx, tx, everywhere)
		return err
	})
	return s, err
}

// stoppedEverywhere reports whether whoever is behind tag wants no more letters
// about anything.
func stoppedEverywhere(ctx context.Context, tx *db.Tx, tag string) (bool, error) {
	n, err := db.One(ctx, tx, db.Int, `SELECT COUNT(*) FROM letter_everywhere WHERE tag = $1`, tag)
	return n > 0, err
}
