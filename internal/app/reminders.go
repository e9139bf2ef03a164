package app

import (
	"context"
	"time"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/decision"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/notify"
)

// notifyFeedbackOverdue writes once to everybody who may publish for an organisation
// when a day has passed by which it promised to say what came of a consultation.
func (a *App) notifyFeedbackOverdue(ctx context.Context) error {
	var late []*consult.Consultation
	err := a.DB.View(ctx, func(tx *db.Tx) error {
		late = nil
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		answers, err := decision.ListFeedback(ctx, tx)
		if err != nil {
			return err
		}
		answered := map[string]bool{}
		for _, answer := range answers {
			answered[answer.Consultation] = !answer.Incomplete()
		}
		promised, err := consult.ListAwaitingFeedback(ctx, tx)
		for _, c := range promised {
			if c.Register == nil && !answered[c.Slug] && c.Feedback < now.UTC().Format(time.DateOnly) {
				late = append(late, c)
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	for _, c := range late {
		if err := a.notifyStaff(ctx, c.Org, actor.Publish, notify.Notification{Kind: notify.FeedbackOverdue, Key: c.Slug + "/" + c.Feedback,
			Data: map[string]string{"title": c.Title, "due": c.Feedback + "T00:00:00Z", "link": "/consultations/" + c.Slug}}); err != nil {
			return err
		}
	}
	return nil
}

// notifyRetentionDue reminds officers who manage retention of data that is due for
// deletion soon.
func (a *App) notifyRetentionDue(ctx context.Context) error {
	all, err := a.retention.ListReminders(ctx)
	if err != nil {
		return err
	}
	for _, r := range all {
		if err := a.notifyStaff(ctx, r.Org, actor.ManageRetention, r.Notification); err != nil {
			return err
		}
	}
	return nil
}

// notifyStaff queues l to each person of org who may do can. The same letter
// again, tomorrow or after a restart, reaches only who was not written to.
func (a *App) notifyStaff(ctx context.Context, org string, can actor.Capability, l notify.Notification) error {
	people, err := a.staffWith(ctx, org, can)
	if err != nil || len(people) == 0 {
		return err
	}
	return a.DB.Update(ctx, func(tx *db.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		for _, p := range people {
			one := l
			one.Key, one.Lang, one.To = l.Key+"/"+p.ID, p.Lang, p.Email
			there, err := notify.Exists(ctx, tx, one.Kind, one.Key)
			if err == nil && !there {
				err = a.notifications.Enqueue(ctx, tx, one, now)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// staffWith are the people of an organisation who may do can.
func (a *App) staffWith(ctx context.Context, org string, can actor.Capability) (some []*account.Person, err error) {
	_, people, err := a.Accounts.ListPeople(ctx, actor.System, org)
	if fault.Is(err, fault.NotFound) {
		return nil, nil
	}
	for _, p := range people {
		if !p.Demo && p.Actor().May(can) {
			some = append(some, p)
		}
	}
	return some, err
}
