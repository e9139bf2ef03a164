package letter

import (
	"context"
	"crypto/subtle"
	"encoding/hex"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// StopPath begins the addresses at which people end letters.
const StopPath = "/letters/stop/"

// stopPath is where whoever gets l can end such letters. It is made of the name
// of the letter and a proof that we made it, so nothing of it is kept. Letters
// to staff belong to their work and have none.
func (m *Mailer) stopPath(l *row) (string, error) {
	if l.consultation == "" {
		return "", nil
	}
	proof, err := m.Box.Tag(l.consultation, "stop\x00"+l.id)
	return StopPath + l.id + proof, err
}

var errStop = fault.New(fault.NotFound, "This link does not work. Copy all of it from the email, or open the email again.")

// find returns the letter whose proof is in token.
func (m *Mailer) find(ctx context.Context, tx *db.Tx, token string) (*row, error) {
	const name = 32
	if len(token) <= name {
		return nil, errStop
	}
	if _, err := hex.DecodeString(token[:name]); err != nil {
		return nil, errStop
	}
	l, err := get(ctx, tx, token[:name])
	if fault.Is(err, fault.NotFound) || err == nil && l.consultation == "" {
		return nil, errStop
	}
	if err != nil {
		return nil, err
	}
	path, err := m.stopPath(l)
	if err != nil {
		return nil, err
	}
	if subtle.ConstantTimeCompare([]byte(path), []byte(StopPath+token)) != 1 {
		return nil, errStop
	}
	return l, nil
}

// Stoppable returns the consultation about which token ends letters, and
// whether they were ended already.
func (m *Mailer) Stoppable(ctx context.Context, token string) (consultation string, already bool, err error) {
	err = m.DB.View(ctx, func(tx *db.Tx) error {
		l, err := m.find(ctx, tx, token)
		if err != nil {
			return err
		}
		consultation = l.consultation
		already, err = stopped(ctx, tx, l)
		return err
	})
	return consultation, already, err
}

// Stop ends letters about the consultation of token to the address that the
// token was sent to. Twice is the same as once.
func (m *Mailer) Stop(ctx context.Context, token string) (consultation string, err error) {
	defer fault.Wrap(&err, "stop letters")
	err = m.DB.Update(ctx, func(tx *db.Tx) error {
		l, err := m.find(ctx, tx, token)
		if err != nil {
			return err
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		consultation = l.consultation
		_, err = tx.Exec(ctx, `INSERT INTO letter_stop (consultation, tag, stopped_at) VALUES ($1, $2, $3) ON CONFLICT (consultation, tag) DO NOTHING`,
			l.consultation, l.tag, db.Time(now))
		return err
	})
	return consultation, err
}
