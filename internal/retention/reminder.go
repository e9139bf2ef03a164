package retention

import (
	"context"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/notify"
)

// reminderNotice is how long before data is due for deletion officers are reminded.
const reminderNotice = 14 * 24 * time.Hour

// Reminder is a notification for every officer of Org who can manage retention.
type Reminder struct {
	Org          string
	Notification notify.Notification
}

// ListReminders returns a reminder for each consultation and day on which data is
// due for deletion, if the day is at most reminderNotice away or has passed. The
// key of the notification names the consultation and the day, so that each is sent
// once. Expired drafts are deleted automatically and need no reminder.
func (s *Service) ListReminders(ctx context.Context) (all []Reminder, err error) {
	defer fault.Wrap(&err, "list retention reminders")
	due, clock, err := s.ListDueItems(ctx, actor.System)
	if err != nil {
		return nil, err
	}
	for _, d := range due {
		if d.What == Drafts || d.Count == 0 || d.DueAt.IsZero() || clock.Now.Before(d.DueAt.Add(-reminderNotice)) {
			continue
		}
		at := d.DueAt.UTC()
		all = append(all, Reminder{d.Org, notify.Notification{
			Kind: notify.RetentionDue,
			Key:  d.Consultation + "/" + at.Format(time.DateOnly),
			Data: map[string]string{"title": d.Title, "due": at.Format(time.RFC3339), "link": "/staff/retention"},
		}})
	}
	return all, nil
}
