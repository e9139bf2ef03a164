// Package progress reads from every feature how far a promise has come.
package progress

import (
	"time"

	"github.com/folkmoot/folkmoot/internal/action"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/decision"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/strategy"
)

// Home is what a person should see first.
type Home struct {
	Today         time.Time
	Open          []*consult.Consultation // the one that closes first comes first
	Forthcoming   []*consult.Consultation
	Changed       []decision.RenderedFeedback // what was done because people spoke, newest first
	FeedbackCount int                         // how many answers there are in all
	Late          []Promise                   // what was promised and is overdue, the longest wait first
	DueSoon       []Promise                   // what is promised next, the nearest first
}

// Promise is something the council said it would do by a day.
type Promise struct {
	Kind     PromiseKind
	Title    string         // in the words of the council
	Language string         // of the title; "" is that of the council
	Said     locale.Message // the title, where it is in the words of the house
	Path     string
	strategy.Deadline
}

// PromiseKind says what was promised.
type PromiseKind string

// The kinds of promises.
const (
	FeedbackPromise PromiseKind = "feedback"
	ActionPromise   PromiseKind = "work"
	DutyPromise     PromiseKind = "duty"
)

// Label is the kind as a page says it.
func (k PromiseKind) Label() locale.LazyMessage {
	switch k {
	case FeedbackPromise:
		return locale.Lazy("Publish feedback")
	case ActionPromise:
		return locale.Lazy("Action")
	}
	return locale.Lazy("Legal duty")
}

// Report is how one strategy goes.
type Report struct {
	*strategy.Strategy
	Aims   []AimReport
	Counts action.Counts
	Late   []*action.Action
	Latest []action.Update // newest first
}

// AimReport is how one aim goes.
type AimReport struct {
	strategy.Aim
	Objectives []ObjectiveReport
	Counts     action.Counts
}

// ObjectiveReport is how one objective goes: the work on it, and apart from
// that whether its measure has moved.
type ObjectiveReport struct {
	strategy.Objective
	Actions []*action.Action
}

// Overview is how everything goes.
type Overview struct {
	Today   time.Time
	Reports []Report
	Other   []*action.Action // that belong to no strategy
	Duties  []strategy.DutyStatus
}

// maxUpdates is how many updates of a strategy a report shows.
const maxUpdates = 5

// newReport puts the actions of s where they belong.
func newReport(s *strategy.Strategy, byObjective map[string][]*action.Action, today time.Time) Report {
	r := Report{Strategy: s}
	var all []*action.Action
	for _, aim := range s.Aims {
		a := AimReport{Aim: aim}
		var mine []*action.Action
		for _, o := range aim.Objectives {
			actions := byObjective[o.Ref]
			a.Objectives = append(a.Objectives, ObjectiveReport{o, actions})
			mine = append(mine, actions...)
		}
		a.Counts = action.CountByStatus(mine, today)
		r.Aims = append(r.Aims, a)
		all = append(all, mine...)
	}
	r.Counts = action.CountByStatus(all, today)
	r.Late = overdueActions(all, today)
	r.Latest = latestUpdates(all)
	return r
}
