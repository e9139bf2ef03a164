package progress

import (
	"context"
	"time"

	"github.com/folkmoot/folkmoot/internal/action"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/decision"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/progressreport"
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

// maxPromises is how many overdue actions, and how many that are due next, the home page has at most.
const maxPromises = 20

// Home returns the data of the home page. It reads no more for a council with a long history than for a new one.
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
		if err := s.loadChanges(ctx, tx, h); err != nil {
			return err
		}
		return h.loadPromises(ctx, tx)
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
	h.OnTime, h.ActionsDue, err = action.CountOnTime(ctx, tx)
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

func (s *Service) loadChanges(ctx context.Context, tx *db.Tx, h *Home) error {
	answers, err := decision.RecentFeedback(ctx, tx, true, maxChanges)
	if err != nil {
		return err
	}
	h.Changed = nil
	for _, a := range answers {
		rendered, err := s.Decisions.RenderFeedback(ctx, tx, a)
		if err != nil {
			return err
		}
		h.Changed = append(h.Changed, rendered)
	}
	return nil
}

// loadPromises adds the promises with a date that have not been met yet.
func (h *Home) loadPromises(ctx context.Context, tx *db.Tx) error {
	h.Late, h.DueSoon, h.LateCount = nil, nil, 0
	add := func(p Promise) {
		switch {
		case p.Deadline.Late(h.Today):
			h.Late = append(h.Late, p)
			h.LateCount++
		case p.Due.Before(h.Today.Add(promiseHorizon)):
			h.DueSoon = append(h.DueSoon, p)
		}
	}
	closed, err := decision.ListFeedbackDue(ctx, tx)
	if err != nil {
		return err
	}
	for _, c := range closed {
		if d := feedbackDeadline(c); !d.Due.IsZero() {
			add(Promise{Kind: FeedbackPromise, Title: c.Title, Language: c.Language, Path: "/consultations/" + c.Slug, Deadline: d})
		}
	}
	for _, f := range []action.Filter{action.OnlyLate, action.OnlyOnTime} {
		actions, count, err := action.FirstDue(ctx, tx, f, maxPromises)
		if err != nil {
			return err
		}
		for _, a := range actions {
			add(Promise{Kind: ActionPromise, Title: a.What, Language: a.Language, Path: "/actions/" + a.Ref, Deadline: a.Deadline()})
		}
		if f == action.OnlyLate {
			h.LateCount += count - int64(len(actions)) // those that are not read
		}
	}
	if err := addMissingReports(ctx, tx, h.Today, add); err != nil {
		return err
	}
	stopped, err := progressreport.ListOverdue(ctx, tx, h.Today)
	if err != nil {
		return err
	}
	for _, o := range stopped {
		p := Promise{
			Kind: ReportPromise, Title: o.Title, Language: o.Language, Path: "/progress-reports", Deadline: strategy.Deadline{Due: o.Due},
		}
		if o.Title == "" { // it is about all strategies
			p.Title, p.LocalisedTitle = o.Kind.Label().String(), o.Kind.Label()
		}
		add(p)
	}
	duties, err := strategy.DutyStatuses(ctx, tx)
	for _, c := range duties {
		name := c.Rule.Duty.Label()
		add(Promise{Kind: DutyPromise, Title: name.String(), LocalisedTitle: name, Path: "/progress#duties", Deadline: c.Deadline})
	}
	return err
}

// addMissingReports adds a promise for each strategy whose promised progress reports have stopped.
func addMissingReports(ctx context.Context, tx *db.Tx, today time.Time, add func(Promise)) error {
	strategies, err := strategy.Reporting(ctx, tx)
	if err != nil || len(strategies) == 0 {
		return err
	}
	outlines, err := strategy.Outlines(ctx, tx)
	if err != nil {
		return err
	}
	objectives := map[string][]string{} // by strategy
	for _, s := range outlines {
		for _, o := range s.Objectives {
			objectives[s.Slug] = append(objectives[s.Slug], o.Ref)
		}
	}
	for _, s := range strategies {
		last, err := action.LastUpdated(ctx, tx, objectives[s.Slug]...)
		if err != nil {
			return err
		}
		if missing, since := s.MissingReports(last, today); missing > 0 {
			add(Promise{
				Kind: ReportPromise, Title: s.Title, Language: s.Language, Path: Path(s.Slug), Deadline: strategy.Deadline{Due: since},
			})
		}
	}
	return nil
}

// Path returns the path of the progress of a strategy.
func Path(strategy string) string { return "/progress?strategy=" + strategy }

// reportsPerPage is the number of strategies on a page of an Overview.
const reportsPerPage = 5

// Overview returns the progress of the strategies on the page of the list of strategies at the cursor at, or of one
// strategy, if only is its slug. Without such a strategy it is fault.NotFound.
func (s *Service) Overview(ctx context.Context, only, at string) (o *Overview, err error) {
	defer fault.Wrap(&err, "load progress")
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		o = &Overview{}
		if o.Today, err = tx.Now(ctx); err != nil {
			return err
		}
		if o.Duties, err = strategy.DutyStatuses(ctx, tx); err != nil {
			return err
		}
		var page db.Page[*strategy.Strategy]
		if only == "" {
			page, err = strategy.List(ctx, tx, at, reportsPerPage)
		} else {
			page.Items = make([]*strategy.Strategy, 1)
			page.Items[0], err = strategy.GetLatest(ctx, tx, only)
		}
		if err != nil {
			return err
		}
		reports, err := newReports(ctx, tx, page.Items, o.Today)
		o.Reports = db.Paged(page, reports)
		if err != nil || only != "" || at != "" {
			return err
		}
		others, err := action.List(ctx, tx, action.Query{Strategy: action.NoStrategy})
		if err == nil {
			o.Other, o.Others = others.Items, others.Counts[action.AllActions]
		}
		return err
	})
	return o, err
}

// newReports reads the reports of strategies.
func newReports(ctx context.Context, tx *db.Tx, strategies []*strategy.Strategy, today time.Time) (reports []Report, err error) {
	var objectives []string
	for _, st := range strategies {
		objectives = append(objectives, st.ObjectiveRefs()...)
	}
	counts, err := action.CountFor(ctx, tx, today, objectives...)
	if err != nil {
		return nil, err
	}
	for _, st := range strategies {
		r, err := newReport(ctx, tx, st, counts, today)
		if err != nil {
			return nil, err
		}
		reports = append(reports, r)
	}
	return reports, nil
}
