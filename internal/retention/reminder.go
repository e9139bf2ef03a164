package retention

import (
	"context"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/notify"
)

// StaffNotifier notifies the staff of an organisation who have a capability, once
// for each key of a notification.
type StaffNotifier interface {
	NotifyStaff(ctx context.Context, org string, can actor.Capability, n notify.Notification) error
}

// reminderPeriod is how long before data is due to be deleted staff are notified.
const reminderPeriod = 14 * 24 * time.Hour

// RemindOfDueData notifies staff who manage retention two weeks before data of a
// consultation is due to be deleted, once for each day on which something is due.
// Saved drafts are deleted without a person and need no reminder.
func (s *Service) RemindOfDueData(ctx context.Context, staff StaffNotifier) error {
	all, _, err := s.ListDueItems(ctx, actor.System)
	if err != nil {
		return err
	}
	var now time.Time
	orgs := map[string]string{} // by consultation
	err = s.db.View(ctx, func(tx *db.Tx) error {
		if now, err = tx.Now(ctx); err != nil {
			return err
		}
		for _, due := range all {
			c, err := consult.Get(ctx, tx, due.Consultation)
			if err != nil {
				return err
			}
			orgs[due.Consultation] = c.Org
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, due := range all {
		if due.What == Drafts || due.Count == 0 || due.DueAt.IsZero() || now.Before(due.DueAt.Add(-reminderPeriod)) {
			continue
		}
		n := notify.Notification{
			Kind: notify.RetentionDue,
			Key:  due.Consultation + "/" + due.DueAt.UTC().Format(time.DateOnly),
			Data: map[string]string{"title": due.Title, "due": due.DueAt.UTC().Format(time.RFC3339), "link": "/staff/retention"},
		}
		if err := staff.NotifyStaff(ctx, orgs[due.Consultation], actor.ManageRetention, n); err != nil {
			return err
		}
	}
	return nil
}
