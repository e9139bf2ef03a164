// Package progress computes from the other features what was promised, what was done and what is overdue.
package progress

import (
	"time"

	"github.com/folkmoot/folkmoot/internal/action"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/decision"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/strategy"
)

// Home is the data of the home page.
type Home struct {
	Today       time.Time
	Open        []*consult.Consultation // sorted by closing time
	Forthcoming []*consult.Consultation
	Changed     []decision.RenderedFeedback // feedback that says what was done, newest first
	Late        []Promise                   // the first overdue promises, longest overdue first
	LateCount   int64                       // overdue promises
	DueSoon     []Promise                   // the next promises, nearest first

	Held       int64 // consultations that have closed
	Heard      int64 // responses that the latest releases count
	OnTime     int64 // actions that were complete by the day they were due
	ActionsDue int64 // actions that were due by today
}

// Promise is something that the council has promised to do by a date.
type Promise struct {
	Kind           PromiseKind
	Title          string         // in the council's words
	Language       string         // of Title; "" is the language of the council
	LocalisedTitle locale.Message // the title in the reader's language, for legal duties
	Path           string
	strategy.Deadline
}

// PromiseKind is the kind of a promise.
type PromiseKind string

// The kinds of promises.
const (
	FeedbackPromise PromiseKind = "feedback"
	ActionPromise   PromiseKind = "work"
	DutyPromise     PromiseKind = "duty"
	ReportPromise   PromiseKind = "report"
)

// Label returns the name of the kind.
func (k PromiseKind) Label() locale.LazyMessage {
	switch k {
	case FeedbackPromise:
		return locale.Lazy("Publish feedback")
	case ActionPromise:
		return locale.Lazy("Action")
	case ReportPromise:
		return locale.Lazy("Progress report")
	}
	return locale.Lazy("Legal duty")
}

// Report is the progress of a strategy.
type Report struct {
	*strategy.Strategy
	Aims   []AimReport
	Counts action.Counts
	Late   []*action.Action
	Latest []action.Update // newest first

	MissingReports int       // promised reports that were not published
	MissingSince   time.Time // when the first of them was due
}

// AimReport is the progress of an aim.
type AimReport struct {
	strategy.Aim
	Objectives []ObjectiveReport
	Counts     action.Counts
}

// ObjectiveReport is the progress of an objective: the work on it and, separately, the trend of its measure.
type ObjectiveReport struct {
	strategy.Objective
	Actions []*action.Action
}

// Overview is the progress of all strategies, actions and legal duties.
type Overview struct {
	Today   time.Time
	Reports db.Page[Report]
	Other   []*action.Action // the first actions without a strategy; none on later pages
	Others  int64            // actions without a strategy
	Duties  []strategy.DutyStatus
}

// maxUpdates is the number of updates of a strategy in a report.
const maxUpdates = 5

// newReport computes the report of s.
func newReport(s *strategy.Strategy, byObjective map[string][]*action.Action, today time.Time) Report {
	r := Report{Strategy: s}
	var all []*action.Action
	for _, aim := range s.Aims {
		a := AimReport{Aim: aim}
		var ofAim []*action.Action
		for _, o := range aim.Objectives {
			actions := byObjective[o.Ref]
			a.Objectives = append(a.Objectives, ObjectiveReport{o, actions})
			ofAim = append(ofAim, actions...)
		}
		a.Counts = action.CountByStatus(ofAim, today)
		r.Aims = append(r.Aims, a)
		all = append(all, ofAim...)
	}
	r.Counts = action.CountByStatus(all, today)
	r.Late = overdueActions(all, today)
	r.Latest = latestUpdates(all)
	var last time.Time
	if len(r.Latest) > 0 {
		last = r.Latest[0].Date
	}
	r.MissingReports, r.MissingSince = s.MissingReports(last, today)
	return r
}
