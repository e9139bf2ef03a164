package actionweb

import (
	"context"
	"time"

	"github.com/folkmoot/folkmoot/internal/action"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/web"
)

// work returns the actions of by that are late or due soon, and the reports that wait for by.
func work(ctx context.Context, tx *db.Tx, by actor.Actor, now time.Time) (all []web.WorkItem, err error) {
	if !by.May(actor.UpdateActions) {
		return nil, nil
	}
	c, err := action.CountDue(ctx, tx, by, now)
	if err != nil {
		return nil, err
	}
	for _, part := range []struct {
		n    int64
		item web.WorkItem
	}{
		{c.Late, web.WorkItem{Kind: web.DueWork, Due: c.First, Href: minePath,
			Text: locale.LazyCount(c.Late, "%d action is late", "%d actions are late")}},
		{c.Soon, web.WorkItem{Kind: web.DueWork, Due: c.NextDue, Href: minePath,
			Text: locale.LazyCount(c.Soon, "%d action is due soon", "%d actions are due soon")}},
		{c.Other, web.WorkItem{Href: minePath, Text: locale.LazyCount(c.Other, "%d open action, not due yet", "%d open actions, not due yet")}},
		{c.ReturnedOwn, web.WorkItem{Href: minePath + "?list=returned",
			Text: locale.LazyCount(c.ReturnedOwn, "%d report on an action was returned to you", "%d reports on actions were returned to you")}},
		{c.LongLate, web.WorkItem{Href: minePath,
			Text: locale.LazyCount(c.LongLate, "%d action is late without a report", "%d actions are late without a report")}},
		{c.ToSignOff, web.WorkItem{Href: minePath + "?list=reported",
			Text: locale.LazyCount(c.ToSignOff, "%d report on an action to sign off", "%d reports on actions to sign off")}},
	} {
		if part.n > 0 {
			all = append(all, part.item)
		}
	}
	return all, nil
}

// findAction returns the name of an action, with the page on which by reports on it or the public one.
func findAction(ctx context.Context, tx *db.Tx, by actor.Actor, ref string) (page.UserText, error) {
	a, err := action.Get(ctx, tx, ref)
	if err != nil {
		return page.UserText{}, err
	}
	found := page.UserText{Text: a.What, Lang: a.Language, Href: "/actions/" + ref}
	if by.May(actor.UpdateActions) && action.IsMine(by, a) {
		found.Href = minePath + "/" + ref
	}
	return found, nil
}
