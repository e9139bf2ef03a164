package account

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/notify"
)

// NotifyStaff queues n for each person of an organisation who has capability can.
// Key of n identifies the occasion: called again with the same key, on another
// day or after a restart, it reaches only people who have not been notified.
func (s *Service) NotifyStaff(ctx context.Context, org string, can actor.Capability, n notify.Notification) error {
	_, people, err := s.ListPeople(ctx, actor.System, org)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		for _, p := range people {
			if p.Demo || !p.Actor().May(can) {
				continue
			}
			one := n
			one.Key, one.Lang, one.To = n.Key+"/"+p.ID, p.Lang, p.Email
			queued, err := notify.Exists(ctx, tx, one.Kind, one.Key)
			if err == nil && !queued {
				err = s.Notifications.Enqueue(ctx, tx, one, now)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}
