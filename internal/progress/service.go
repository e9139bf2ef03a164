package progress

import (
	"context"
	"time"

	"github.com/folkmoot/folkmoot/internal/action"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/decision"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/strategy"
)

// Service computes progress.
type Service struct {
	DB        *db.DB
	Consults  *consult.Service
	Decisions *decision.Service
	Released  ReleasedFunc
	Counted   func(ctx context.Context, tx *db.Tx) (int64, error) // responses that the latest releases count; nil: none
}

// ReleasedFunc reports whether results of a consultation are published.
type ReleasedFunc func(ctx context.Context, tx *db.Tx, consultation string) (bool, error)

// promiseHorizon is how far ahead the home page lists promises.
const promiseHorizon = 90 * 24 * time.Hour

const maxChanges = 3

// Home returns the data of the home page.
func (s *Service) Home(ctx context.Context) (h *Home, err error) {
	defer fault.Wrap(&err, "load the home page")
	h = &Home{}
	if h.Open, err = s.listConsultations(ctx, consult.OnlyOpen); err != nil {
		return nil, err
	}
	if h.Forthcoming, err = s.listConsultations(ctx, consult.OnlyForthcoming); err != nil {
		return nil, err
	}
	closed, err := s.Consults.List(ctx, consult.Query{Filter: consult.OnlyClosed})
	if err != nil {
		return nil, err
	}
	h.Held = closed.Counts.Closed
	sortByClosing(h.Open)
	sortByClosing(h.Forthcoming)
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		if h.Today, err = tx.Now(ctx); err != nil {
			return err
		}
		if err := s.loadFigures(ctx, tx, h); err != nil {
			return err
		}
		answers, err := decision.ListFeedback(ctx, tx)
		if err != nil {
			return err
		}
		if err := s.loadChanges(ctx, tx, h, answers); err != nil {
			return err
		}
		promises, err := s.listPromises(ctx, tx, answers)
		if err != nil {
			return err
		}
		for _, p := range promises {
			switch {
			case p.Deadline.Late(h.Today):
				h.Late = append(h.Late, p)
			case p.Due.Before(h.Today.Add(promiseHorizon)):
				h.DueSoon = append(h.DueSoon, p)
			}
		}
		return nil
	})
	sortByDueDate(h.Late)
	sortByDueDate(h.DueSoon)
	return h, err
}

// loadFigures counts what was heard and what was done on time.
func (s *Service) loadFigures(ctx context.Context, tx *db.Tx, h *Home) (err error) {
	if s.Counted != nil {
		if h.Heard, err = s.Counted(ctx, tx); err != nil {
			return err
		}
	}
	actions, err := action.All(ctx, tx)
	h.OnTime, h.ActionsDue = action.OnTime(actions, h.Today)
	return err
}

// listConsultations reads every page of a list.
func (s *Service) listConsultations(ctx context.Context, f consult.Filter) (items []*consult.Consultation, err error) {
	for after := ""; ; {
		list, err := s.Consults.List(ctx, consult.Query{Filter: f, After: after})
		if err != nil {
			return nil, err
		}
		items = append(items, list.Items...)
		if after = list.Next; after == "" {
			return items, nil
		}
	}
}

func (s *Service) loadChanges(ctx context.Context, tx *db.Tx, h *Home, answers []*decision.Feedback) error {
	for _, a := range answers {
		if a.Incomplete() {
			continue
		}
		h.FeedbackCount++
		if len(h.Changed) == maxChanges {
			continue
		}
		rendered, err := s.Decisions.RenderFeedback(ctx, tx, a)
		if err != nil {
			return err
		}
		h.Changed = append(h.Changed, rendered)
	}
	return nil
}

// listPromises returns every promise with a date that has not been met yet.
func (s *Service) listPromises(ctx context.Context, tx *db.Tx, answers []*decision.Feedback) (all []Promise, err error) {
	answered := map[string]bool{}
	for _, a := range answers {
		answered[a.Consultation] = !a.Incomplete()
	}
	closed, err := consult.ListAwaitingFeedback(ctx, tx)
	if err != nil {
		return nil, err
	}
	for _, c := range closed {
		if d := feedbackDeadline(c); !d.Due.IsZero() && !answered[c.Slug] {
			all = append(all, Promise{Kind: FeedbackPromise, Title: c.Title, Language: c.Language, Path: "/consultations/" + c.Slug, Deadline: d})
		}
	}
	actions, err := action.All(ctx, tx)
	if err != nil {
		return nil, err
	}
	for _, a := range actions {
		if d := a.Deadline(); !d.Due.IsZero() && !a.Status().Ended() {
			all = append(all, Promise{Kind: ActionPromise, Title: a.What, Language: a.Language, Path: "/actions/" + a.Ref, Deadline: d})
		}
	}
	reports, err := listMissingReports(ctx, tx, actions)
	if err != nil {
		return nil, err
	}
	all = append(all, reports...)
	duties, err := strategy.DutyStatuses(ctx, tx)
	for _, c := range duties {
		name := c.Rule.Duty.Label()
		all = append(all, Promise{Kind: DutyPromise, Title: name.String(), LocalisedTitle: name, Path: "/progress#duties", Deadline: c.Deadline})
	}
	return all, err
}

// listMissingReports returns a promise for each strategy whose promised progress reports have stopped.
func listMissingReports(ctx context.Context, tx *db.Tx, actions []*action.Action) (all []Promise, err error) {
	today, err := tx.Now(ctx)
	if err != nil {
		return nil, err
	}
	strategies, err := strategy.All(ctx, tx)
	if err != nil {
		return nil, err
	}
	byObjective := map[string][]*action.Action{}
	for _, a := range actions {
		byObjective[a.Objective] = append(byObjective[a.Objective], a)
	}
	for _, s := range strategies {
		if r := newReport(s, byObjective, today); r.MissingReports > 0 {
			all = append(all, Promise{
				Kind: ReportPromise, Title: s.Title, Language: s.Language, Path: "/progress#" + s.Slug,
				Deadline: strategy.Deadline{Due: r.MissingSince},
			})
		}
	}
	return all, nil
}

// Overview returns the progress of all strategies.
func (s *Service) Overview(ctx context.Context) (o *Overview, err error) {
	defer fault.Wrap(&err, "load progress")
	o = &Overview{}
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		if o.Today, err = tx.Now(ctx); err != nil {
			return err
		}
		if o.Duties, err = strategy.DutyStatuses(ctx, tx); err != nil {
			return err
		}
		strategies, err := strategy.All(ctx, tx)
		if err != nil {
			return err
		}
		actions, err := action.All(ctx, tx)
		if err != nil {
			return err
		}
		byObjective := map[string][]*action.Action{}
		for _, a := range actions {
			byObjective[a.Objective] = append(byObjective[a.Objective], a)
		}
		for _, st := range strategies {
			o.Reports = append(o.Reports, newReport(st, byObjective, o.Today))
		}
		o.Other = byObjective[""]
		return nil
	})
	return o, err
}
