// Package progress computes from the other features what was promised, what was done and what is overdue.
package progress

import (
	"context"
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
	Counts action.Counts            // of the actions of all objectives
	Of     map[string]action.Counts // of those of each objective
	Late   []*action.Action         // the first maxLate, longest overdue first
	Latest []action.DatedUpdate     // newest first, at most maxUpdates

	MissingReports int       // promised reports that were not published
	MissingSince   time.Time // when the first of them was due
}

// Overview is the progress of all strategies, actions and legal duties.
type Overview struct {
	Today   time.Time
	Reports db.Page[Report]
	Other   []*action.Action // the first actions without a strategy; none on later pages
	Others  int64            // actions without a strategy
	Duties  []strategy.DutyStatus
}

// Limits of a report. What it leaves out is in the list of actions.
const (
	maxUpdates = 5
	maxLate    = 10
)

// newReport reads the report of s. counts are those of the actions for its objectives, by objective.
func newReport(
	ctx context.Context, tx *db.Tx, s *strategy.Strategy, counts map[string]action.Counts, today time.Time,
) (r Report, err error) {
	r = Report{Strategy: s, Of: counts}
	objectives := s.ObjectiveRefs()
	for _, ref := range objectives {
		r.Counts = r.Counts.Plus(counts[ref])
	}
	if r.Counts.Late > 0 {
		if r.Late, err = action.FirstLate(ctx, tx, today, maxLate, objectives...); err != nil {
			return r, err
		}
	}
	for _, a := range r.Late {
		a.Language = s.Language
	}
	if r.Latest, err = action.LatestUpdates(ctx, tx, action.Set{Objectives: objectives}, maxUpdates); err != nil {
		return r, err
	}
	var last time.Time
	if len(r.Latest) > 0 {
		last = r.Latest[0].Date
	}
	r.MissingReports, r.MissingSince = s.MissingReports(last, today)
	return r, nil
}
