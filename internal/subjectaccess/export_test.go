package subjectaccess

import (
	"context"
	"time"

	"github.com/folkmoot/folkmoot/internal/db"
)

// MakeContactLink makes a link as SendContactLink does and returns its token instead
// of sending it.
func MakeContactLink(ctx context.Context, s *Service, slug, address string) (token string, err error) {
	sealed, err := s.box.Seal("", address)
	if err != nil {
		return "", err
	}
	token = db.NewID()
	return token, s.db.Update(ctx, func(tx *db.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		return insertContactLink(ctx, tx, token, slug, sealed, now.Add(linkLifetimeHours*time.Hour))
	})
}
