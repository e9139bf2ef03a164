package retention

import (
	"context"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
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
	if err := s.RefreshDue(ctx); err != nil {
		return err
	}
	var all []DueItem
	err := s.db.View(ctx, func(tx *db.Tx) error {
		all = nil
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		return db.Each(func(at string) (db.Page[dueChange], error) {
			return readDue(ctx, tx, actor.AnyOrg, now.Add(reminderPeriod), false, at, DuePerPage)
		}, func(row dueChange) error {
			due, err := s.DueItem(ctx, tx, actor.System, row.slug, row.what)
			if err == nil && due.What != Drafts && due.Count > 0 {
				all = append(all, due)
			}
			return err
		})
	})
	if err != nil {
		return err
	}
	for _, due := range all {
		n := notify.Notification{
			Kind: notify.RetentionDue,
			Key:  due.Consultation + "/" + due.DueAt.UTC().Format(time.DateOnly),
			Data: map[string]string{"title": due.Title, "due": due.DueAt.UTC().Format(time.RFC3339), "link": "/staff/retention"},
		}
		if err := staff.NotifyStaff(ctx, due.Org, actor.ManageRetention, n); err != nil {
			return err
		}
	}
	return nil
}
