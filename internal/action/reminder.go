package action

import (
	"context"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/notify"
)

// StaffNotifier notifies those staff of an organisation who have a capability and for whom choose
// returns true, once for each key of a notification.
type StaffNotifier interface {
	NotifyChosen(
		ctx context.Context, org string, can actor.Capability, choose func(account string) (bool, error), n notify.Notification,
	) error
}

// longLate is how late an action may be for a reminder, so that importing an old plan causes none.
const longLate = 90 * 24 * time.Hour

// maxReminded is how many actions one run of Remind looks at, those that are due first before the
// others.
const maxReminded = 500

// Remind notifies the owners of actions that are due within two weeks, and again when they are late,
// once each, unless a report waits or they have stopped these emails.
func (s *Service) Remind(ctx context.Context, staff StaffNotifier) error {
	var all []*Action
	var now time.Time
	if err := s.DB.View(ctx, func(tx *db.Tx) (err error) {
		if now, err = tx.Now(ctx); err != nil {
			return err
		}
		all, err = db.All(ctx, tx, scan, `SELECT `+selected+` FROM action_action WHERE due > $1 AND due <= $2
			AND `+statusColumn+` NOT IN `+ended+` AND `+reportColumn+` <> 'reported' ORDER BY due, ref LIMIT $3`,
			db.Time(now.Add(-longLate)), db.Time(now.Add(soon)), maxReminded)
		return err
	}); err != nil {
		return err
	}
	for _, a := range all {
		occasion := "due/"
		if a.Deadline().Late(now) {
			occasion = "late/"
		}
		choose := func(account string) (bool, error) {
			if a.Owner != "" && a.Owner != account {
				return false, nil
			}
			return s.reminds(ctx, account)
		}
		if err := staff.NotifyChosen(ctx, a.Org(), actor.UpdateActions, choose, notify.Notification{
			Kind: notify.ActionDue, Key: a.Ref + "/" + occasion + a.Due.Format(time.DateOnly),
			Data: map[string]string{"title": a.What, "due": a.Due.Format(time.RFC3339), "link": "/staff/actions/" + a.Ref},
		}); err != nil {
			return err
		}
	}
	return nil
}

// reminds reports whether account has not stopped the emails of Remind.
func (s *Service) reminds(ctx context.Context, account string) (yes bool, err error) {
	return yes, s.DB.View(ctx, func(tx *db.Tx) error {
		yes, err = db.One(ctx, tx, db.Bool, `SELECT NOT EXISTS (SELECT 1 FROM action_no_reminder WHERE account = $1)`, account)
		return err
	})
}

// Reminds reports whether by receives the emails of Remind.
func (s *Service) Reminds(ctx context.Context, by actor.Actor) (bool, error) {
	return s.reminds(ctx, by.ID)
}

// SetReminders starts or stops the emails of Remind to by.
func (s *Service) SetReminders(ctx context.Context, by actor.Actor, on bool) (err error) {
	defer fault.Wrap(&err, "set reminders of actions")
	if !by.May(actor.UpdateActions) {
		return fault.New(fault.Forbidden, "You do not have permission to report on actions.")
	}
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		act, query := "stop-action-reminders", `INSERT INTO action_no_reminder (account) VALUES ($1) ON CONFLICT (account) DO NOTHING`
		if on {
			act, query = "start-action-reminders", `DELETE FROM action_no_reminder WHERE account = $1`
		}
		n, err := tx.Exec(ctx, query, by.ID)
		if err != nil || n == 0 {
			return err
		}
		return audit.Append(ctx, tx, by, act, "account", by.ID, "")
	})
}
