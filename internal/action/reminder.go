package action

import (
	"context"
	"fmt"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/council"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/staffnotice"
)

// Names of the events of this package that staff are notified of.
const (
	dueNotice      = "action-due"
	lateNotice     = "action-late"
	leadNotice     = "action-late-lead"
	reportedNotice = "action-reported"
	returnedNotice = "action-returned"
)

// Notices returns the events that staff are notified of.
func (s *Service) Notices() []staffnotice.Kind {
	owners, publishers := []actor.Capability{actor.UpdateActions}, []actor.Capability{actor.Publish}
	return []staffnotice.Kind{
		{Name: dueNotice, Say: "An action of yours is due", Needs: owners, Due: s.listDue(dueNotice)},
		{Name: lateNotice, Say: "An action of yours is late", Needs: owners, Due: s.listDue(lateNotice)},
		{Name: leadNotice, Say: "An action is late and its owner has not reported", Needs: publishers, Due: s.listDue(leadNotice)},
		{Name: reportedNotice, Say: "A report on an action is waiting for sign-off", Needs: publishers},
		{Name: returnedNotice, Say: "Your report on an action was returned for changes", Needs: owners, Default: staffnotice.AtOnce},
	}
}

// longLate is how late an action may be for a notice, so that importing an old plan causes none.
const longLate = 90 * 24 * time.Hour

// maxReminded is how many actions one run looks at, those that are due first before the others.
const maxReminded = 500

// listDue returns a function that returns an event for each action that is due soon or late, unless a report waits: for its
// owners or, when it is late by more than the council's number of days, for those who sign off.
func (s *Service) listDue(kind string) func(context.Context) ([]staffnotice.Event, error) {
	return func(ctx context.Context) (due []staffnotice.Event, err error) {
		var all []*Action
		var now time.Time
		var plans council.Plans
		err = s.DB.View(ctx, func(tx *db.Tx) (err error) {
			if now, err = tx.Now(ctx); err != nil {
				return err
			}
			if plans, err = council.GetPlans(ctx, tx); err != nil {
				return err
			}
			all, err = db.All(ctx, tx, scan, `SELECT `+selected+` FROM action_action WHERE due > $1 AND due <= $2
				AND progress = 'open' AND `+notReported+` ORDER BY due, ref LIMIT $3`,
				db.Time(now.Add(-longLate)), db.Time(now.AddDate(0, 0, plans.RemindDays)), maxReminded)
			return err
		})
		if err != nil {
			return nil, err
		}
		for _, a := range all {
			e := a.notice(a.Ref + "/" + a.Due.Format(time.DateOnly))
			late := a.Deadline().Late(now)
			switch {
			case kind == leadNotice && a.Deadline().Late(now.AddDate(0, 0, 1-plans.LeadDays)):
				e.toPublishers()
			case kind == leadNotice || late != (kind == lateNotice):
				continue
			}
			due = append(due, e.Event)
		}
		return due, nil
	}
}

// toPublishers addresses e to the people of the council who sign off reports.
func (e *event) toPublishers() {
	e.Org, e.Audience = actor.CouncilOrg, staffnotice.Audience{Can: []actor.Capability{actor.Publish}}
}

// event is an event about an action.
type event struct{ staffnotice.Event }

// notice returns the event with this key for the owners of a.
func (a *Action) notice(key string) event {
	e := event{staffnotice.Event{
		Key: key, Org: a.Org(), Audience: staffnotice.Audience{Can: []actor.Capability{actor.UpdateActions}},
		Title: a.What, Link: "/staff/actions/" + a.Ref, Due: a.Due,
	}}
	if a.Owner != "" {
		e.Only = []string{a.Owner}
	}
	return e
}

// appendReported notifies those who sign off that r waits for them: at the council, and at the organisation that does it.
func (r *Report) appendReported(ctx context.Context, tx *db.Tx, a *Action) error {
	e := a.notice(fmt.Sprintf("%s/%d", r.ID, r.Version))
	e.Kind, e.Due = reportedNotice, time.Time{}
	if e.toPublishers(); a.Org() != e.Org {
		partners := e.Event
		partners.Key, partners.Org = e.Key+"/"+a.Org(), a.Org()
		if err := staffnotice.Append(ctx, tx, partners); err != nil {
			return err
		}
	}
	return staffnotice.Append(ctx, tx, e.Event)
}

// appendReturned notifies the author of r that it was returned.
func (r *Report) appendReturned(ctx context.Context, tx *db.Tx) error {
	a, err := Get(ctx, tx, r.Action)
	if err != nil {
		return err
	}
	e := a.notice(fmt.Sprintf("%s/%d", r.ID, r.Version))
	e.Kind, e.Only = returnedNotice, []string{r.ReportedBy}
	return staffnotice.Append(ctx, tx, e.Event)
}
