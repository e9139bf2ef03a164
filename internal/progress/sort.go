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
	var overdue []*action.Action
	for _, a := range all {
		if a.Late(today) {
			overdue = append(overdue, a)
		}
	}
	slices.SortStableFunc(overdue, func(a, b *action.Action) int { return a.Due.Compare(b.Due) })
	return overdue
}

// latestUpdates returns the newest updates, at most maxUpdates.
func latestUpdates(all []*action.Action) []action.Update {
	var updates []action.Update
	for _, a := range all {
		updates = append(updates, a.Updates...)
	}
	slices.SortStableFunc(updates, func(a, b action.Update) int {
		if c := b.Date.Compare(a.Date); c != 0 {
			return c
		}
		return strings.Compare(a.Action, b.Action)
	})
	return updates[:min(len(updates), maxUpdates)]
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
