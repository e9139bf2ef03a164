package subjectaccess

import (
	"context"
	"time"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/intake"
)

// MakeContactLink makes a link as SendContactLink does and returns its code instead
// of sending it.
func MakeContactLink(ctx context.Context, s *Service, slug, address string) (code string, err error) {
	sealed, err := s.box.Seal("", address)
	if err != nil {
		return "", err
	}
	link := intake.NewCode()
	return link.String(), s.db.Update(ctx, func(tx *db.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		return s.insertContactLink(ctx, tx, link, slug, sealed, now.Add(LinkHours*time.Hour))
	})
}
