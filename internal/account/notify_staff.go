package account

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/notify"
	"github.com/folkmoot/folkmoot/internal/staffnotice"
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
	var people []*Person // with the capability
	err := s.Accounts.EachPerson(ctx, actor.System, org, func(p *Person) error {
		if !p.Demo && p.Actor().May(can) {
			people = append(people, p)
		}
		return nil
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

// Staff are the people whom package staffnotice notifies.
type Staff struct{ Accounts *Service }

// EachStaff implements staffnotice.People.
func (s Staff) EachStaff(ctx context.Context, org string, fn func(staffnotice.Person) error) error {
	return s.Accounts.EachPerson(ctx, actor.System, org, func(p *Person) error {
		if !p.MaySignIn() {
			return nil
		}
		return fn(p.notified())
	})
}

// GetStaff implements staffnotice.People.
func (s Staff) GetStaff(ctx context.Context, tx *db.Tx, id string) (staffnotice.Person, error) {
	p, err := GetPerson(ctx, tx, id)
	if err == nil && !p.MaySignIn() {
		err = errPersonNotFound
	}
	if err != nil {
		return staffnotice.Person{}, err
	}
	return p.notified(), nil
}

func (p *Person) notified() staffnotice.Person {
	return staffnotice.Person{Actor: p.Actor(), Email: p.Email, Lang: p.Lang, NoMail: p.Demo}
}
