package account

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/notify"
)

// StaffNotifier notifies the staff of an organisation by email.
type StaffNotifier struct {
	Accounts *Service
	Queue    *notify.Queue
}

// NotifyStaff queues n for each person of an organisation who has capability can.
// Key of n identifies the occasion: called again with the same key, on another
// day or after a restart, it reaches only people who have not been notified.
func (s *StaffNotifier) NotifyStaff(ctx context.Context, org string, can actor.Capability, n notify.Notification) error {
	return s.NotifyChosen(ctx, org, can, func(string) (bool, error) { return true, nil }, n)
}

// NotifyChosen is NotifyStaff for those of these people for whose account choose returns true.
func (s *StaffNotifier) NotifyChosen(
	ctx context.Context, org string, can actor.Capability, choose func(account string) (bool, error), n notify.Notification,
) error {
	var people []*Person // with the capability
	err := s.Accounts.EachPerson(ctx, actor.System, org, func(p *Person) error {
		if p.Demo || !p.Actor().May(can) {
			return nil
		}
		chosen, err := choose(p.ID)
		if chosen {
			people = append(people, p)
		}
		return err
	})
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	return s.Accounts.DB.Update(ctx, func(tx *db.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		for _, p := range people {
			one := n
			one.Key, one.Lang, one.To = n.Key+"/"+p.ID, p.Lang, p.Email
			queued, err := notify.Exists(ctx, tx, one.Kind, one.Key)
			if err == nil && !queued {
				err = s.Queue.Enqueue(ctx, tx, one, now)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}
