package action

import (
	"context"
	"fmt"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/staffnotice"
)

// Names of the events of this package that staff are notified of.
const (
	dueNotice      = "action-due"
	lateNotice     = "action-late"
	reportedNotice = "action-reported"
	returnedNotice = "action-returned"
)

// Notices returns the events that staff are notified of.
func (s *Service) Notices() []staffnotice.Kind {
	owners, publishers := []actor.Capability{actor.UpdateActions}, []actor.Capability{actor.Publish}
	return []staffnotice.Kind{
		{Name: dueNotice, Say: "An action of yours is due", Needs: owners, Due: s.listDue(false)},
		{Name: lateNotice, Say: "An action of yours is late", Needs: owners, Due: s.listDue(true)},
		{Name: reportedNotice, Say: "A report on an action is waiting for sign-off", Needs: publishers},
		{Name: returnedNotice, Say: "Your report on an action was returned for changes", Needs: owners, Default: staffnotice.AtOnce},
	}
}

// longLate is how late an action may be for a notice, so that importing an old plan causes none.
const longLate = 90 * 24 * time.Hour

// maxReminded is how many actions one run looks at, those that are due first before the others.
const maxReminded = 500

// listDue returns a function that returns an event for the owners of each action that is due within two weeks, or that
// is late, unless a report waits.
func (s *Service) listDue(late bool) func(context.Context) ([]staffnotice.Event, error) {
	return func(ctx context.Context) (due []staffnotice.Event, err error) {
		var all []*Action
		var now time.Time
		err = s.DB.View(ctx, func(tx *db.Tx) (err error) {
			if now, err = tx.Now(ctx); err != nil {
				return err
			}
			all, err = db.All(ctx, tx, scan, `SELECT `+selected+` FROM action_action WHERE due > $1 AND due <= $2
				AND `+statusColumn+` NOT IN `+ended+` AND `+reportColumn+` <> 'reported' ORDER BY due, ref LIMIT $3`,
				db.Time(now.Add(-longLate)), db.Time(now.Add(soon)), maxReminded)
			return err
		})
		if err != nil {
			return nil, err
		}
		for _, a := range all {
			if a.Deadline().Late(now) == late {
				due = append(due, a.notice(a.Ref+"/"+a.Due.Format(time.DateOnly)))
			}
		}
		return due, nil
	}
}

// notice returns the event with this key for the owners of a.
func (a *Action) notice(key string) staffnotice.Event {
	e := staffnotice.Event{
		Key: key, Org: a.Org(), Audience: staffnotice.Audience{Can: []actor.Capability{actor.UpdateActions}},
		Title: a.What, Link: "/staff/actions/" + a.Ref, Due: a.Due,
	}
	if a.Owner != "" {
		e.Only = []string{a.Owner}
	}
	return e
}

// appendReported notifies those who sign off that r waits for them.
func (r *Report) appendReported(ctx context.Context, tx *db.Tx, a *Action) error {
	e := a.notice(fmt.Sprintf("%s/%d", r.ID, r.Version))
	e.Kind, e.Org, e.Audience = reportedNotice, actor.CouncilOrg, staffnotice.Audience{Can: []actor.Capability{actor.Publish}}
	e.Due = time.Time{}
	return staffnotice.Append(ctx, tx, e)
}

// appendReturned notifies the author of r that it was returned.
func (r *Report) appendReturned(ctx context.Context, tx *db.Tx) error {
	a, err := Get(ctx, tx, r.Action)
	if err != nil {
		return err
	}
	e := a.notice(fmt.Sprintf("%s/%d", r.ID, r.Version))
	e.Kind, e.Only = returnedNotice, []string{r.ReportedBy}
	return staffnotice.Append(ctx, tx, e)
}
