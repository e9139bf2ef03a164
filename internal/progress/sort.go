package progress

import (
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/action"
	"github.com/folkmoot/folkmoot/internal/consult"
)

// overdueActions returns the overdue actions, longest overdue first.
func overdueActions(all []*action.Action, today time.Time) []*action.Action {
	var some []*action.Action
	for _, a := range all {
		if a.Late(today) {
			some = append(some, a)
		}
	}
	slices.SortStableFunc(some, func(a, b *action.Action) int { return a.Due.Compare(b.Due) })
	return some
}

// latestUpdates returns the newest updates, at most maxUpdates.
func latestUpdates(all []*action.Action) []action.Update {
	var news []action.Update
	for _, a := range all {
		news = append(news, a.Updates...)
	}
	slices.SortStableFunc(news, func(a, b action.Update) int {
		if c := b.Date.Compare(a.Date); c != 0 {
			return c
		}
		return strings.Compare(a.Action, b.Action)
	})
	return news[:min(len(news), maxUpdates)]
}

// sortByClosing sorts consultations by closing time, earliest first.
func sortByClosing(all []*consult.Consultation) {
	slices.SortStableFunc(all, func(a, b *consult.Consultation) int { return a.Closes.At.Compare(b.Closes.At) })
}

// sortByDueDate sorts promises by due date, earliest first.
func sortByDueDate(all []Promise) {
	slices.SortStableFunc(all, func(a, b Promise) int {
		if c := a.Due.Compare(b.Due); c != 0 {
			return c
		}
		return strings.Compare(a.Title, b.Title)
	})
}
