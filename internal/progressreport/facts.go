package progressreport

import (
	"context"
	"slices"
	"time"

	"github.com/folkmoot/folkmoot/internal/action"
	"github.com/folkmoot/folkmoot/internal/analysis"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/decision"
	"github.com/folkmoot/folkmoot/internal/strategy"
)

// Facts is what the program computes for a report, as at the last day of its period.
type Facts struct {
	StrategyTitle string              `json:"strategyTitle"`
	Language      string              `json:"language"` // of what the strategy and its actions say
	Actions       []ActionFacts       `json:"actions"`  // late ones first, longest overdue first
	Objectives    []ObjectiveFacts    `json:"objectives"`
	Consultations []ConsultationFacts `json:"consultations"` // that closed in the period
	Assessments   []AssessmentFacts   `json:"assessments"`   // equality impact assessments of these consultations
	Publications  []PublicationFacts  `json:"publications"`  // under the equality duties in the period
	Due           []ActionFacts       `json:"due"`           // actions that are due in the next period
}

// ActionFacts is an action as at the last day of the period.
type ActionFacts struct {
	Ref      string        `json:"ref"`
	What     string        `json:"what"`
	Who      string        `json:"who"`
	Partner  bool          `json:"partner"` // another organisation does it
	Due      time.Time     `json:"due"`
	Status   action.Status `json:"status"`
	Late     bool          `json:"late"`
	DaysLate int           `json:"daysLate"`
	Update   string        `json:"update"` // text of the latest update in the period
	Updated  time.Time     `json:"updated"`
}

// ObjectiveFacts is an objective as at the last day of the period.
type ObjectiveFacts struct {
	Ref      string         `json:"ref"`
	Title    string         `json:"title"`
	Owner    string         `json:"owner"`
	Measure  string         `json:"measure"`
	Unit     string         `json:"unit"`
	Baseline *float64       `json:"baseline"`
	Target   *float64       `json:"target"`
	By       time.Time      `json:"by"`
	Latest   *float64       `json:"latest"`
	LatestOn time.Time      `json:"latestOn"`
	Trend    strategy.Trend `json:"trend"`
	Actions  int            `json:"actions"`
	Complete int            `json:"complete"`
	Late     int            `json:"late"`
}

// ConsultationFacts is a consultation that closed in the period.
type ConsultationFacts struct {
	Slug      string        `json:"slug"`
	Title     string        `json:"title"`
	Language  string        `json:"language"`
	Responses int64         `json:"responses"` // that the latest release counts; 0 if there is none
	Changes   []ChangeFacts `json:"changes"`
}

// ChangeFacts is a key issue and what changed because of it, or why nothing did.
type ChangeFacts struct {
	Issue    string `json:"issue"`
	Changed  bool   `json:"changed"`
	Words    string `json:"words"`
	Decision string `json:"decision"` // reference
	Ref      string `json:"ref"`      // of the issue
}

// AssessmentFacts is an equality impact assessment and the actions that reduce the impacts it describes.
type AssessmentFacts struct {
	Title    string   `json:"title"`
	Language string   `json:"language"`
	Path     string   `json:"path"`
	Actions  []string `json:"actions"` // references
}

// PublicationFacts is something that was published under an equality duty.
type PublicationFacts struct {
	Kind  strategy.Duty `json:"kind"`
	Title string        `json:"title"`
	Date  time.Time     `json:"date"`
}

// Counts returns the number of actions by status.
func (f *Facts) Counts() action.Counts {
	c := action.Counts{Total: len(f.Actions), ByStatus: map[action.Status]int{}}
	for _, a := range f.Actions {
		c.ByStatus[a.Status]++
		if a.Late {
			c.Late++
		}
	}
	return c
}

// assemble computes the facts of r.
func assemble(ctx context.Context, tx *db.Tx, r *Report) (*Facts, error) {
	f := &Facts{}
	strategies, err := reportedOn(ctx, tx, r)
	if err != nil {
		return nil, err
	}
	if r.Strategy != "" {
		f.StrategyTitle, f.Language = strategies[0].Title, strategies[0].Language
	}
	var objectives []strategy.Objective
	var refs []string
	for _, s := range strategies {
		for _, o := range s.Objectives() {
			objectives, refs = append(objectives, o), append(refs, o.Ref)
		}
	}
	actions, err := action.ForObjectives(ctx, tx, refs...)
	if err != nil {
		return nil, err
	}
	f.addActions(actions, r)
	for _, o := range objectives {
		f.Objectives = append(f.Objectives, newObjectiveFacts(&o, actions, r.To))
	}
	if err := f.addConsultations(ctx, tx, r); err != nil {
		return nil, err
	}
	return f, f.addPublications(ctx, tx, r)
}

// reportedOn returns the strategy of r, or those that were in force in its period if it is about all.
func reportedOn(ctx context.Context, tx *db.Tx, r *Report) ([]*strategy.Strategy, error) {
	if r.Strategy != "" {
		s, err := strategy.Get(ctx, tx, r.Strategy)
		return []*strategy.Strategy{s}, err
	}
	return strategy.InForce(ctx, tx, r.From, r.To)
}

// asAt returns a copy of a with the updates up to the end of the day to.
func asAt(a *action.Action, to time.Time) *action.Action {
	then := *a
	then.Updates = nil
	for _, u := range a.Updates {
		if !u.Date.After(to) {
			then.Updates = append(then.Updates, u)
		}
	}
	return &then
}

func newActionFacts(a *action.Action, r *Report) ActionFacts {
	then := asAt(a, r.To)
	f := ActionFacts{
		Ref: a.Ref, What: a.What, Who: a.Who, Partner: a.Organisation != "", Due: a.Due, Status: then.Status(), Late: then.Late(r.To),
	}
	if f.Late {
		f.DaysLate = -then.Deadline().DaysLeft(r.To)
	}
	if u, ok := then.Latest(); ok && !u.Date.Before(r.From) {
		f.Update, f.Updated = u.Text, u.Date
	}
	return f
}

// addActions adds the actions, late ones first, and those that are due in the next period.
func (f *Facts) addActions(actions []*action.Action, r *Report) {
	next := r.To.AddDate(0, r.Kind.Months(), 0)
	for _, a := range actions {
		facts := newActionFacts(a, r)
		f.Actions = append(f.Actions, facts)
		if !facts.Status.Ended() && a.Due.After(r.To) && !a.Due.After(next) {
			f.Due = append(f.Due, facts)
		}
	}
	slices.SortStableFunc(f.Actions, func(a, b ActionFacts) int { return b.DaysLate - a.DaysLate })
	slices.SortStableFunc(f.Due, func(a, b ActionFacts) int { return a.Due.Compare(b.Due) })
}

func newObjectiveFacts(o *strategy.Objective, actions []*action.Action, to time.Time) ObjectiveFacts {
	then := *o
	then.Readings = nil
	for _, r := range o.Readings {
		if !r.Date.After(to) {
			then.Readings = append(then.Readings, r)
		}
	}
	f := ObjectiveFacts{
		Ref: o.Ref, Title: o.Title, Owner: o.Owner, Measure: o.Measure, Unit: o.Unit, Baseline: o.Baseline, Target: o.Target, By: o.By,
		Trend: then.Trend(),
	}
	if latest, ok := then.Latest(); ok {
		f.Latest, f.LatestOn = &latest.Value, latest.Date
	}
	var all []*action.Action
	for _, a := range actions {
		if a.Objective == o.Ref {
			all = append(all, asAt(a, to))
		}
	}
	c := action.CountByStatus(all, to)
	f.Actions, f.Complete, f.Late = c.Total, c.ByStatus[action.Complete], c.Late
	return f
}

// addConsultations adds the consultations that closed in the period, with what changed because of them, and their
// assessments.
func (f *Facts) addConsultations(ctx context.Context, tx *db.Tx, r *Report) error {
	closed, err := consult.ClosedBetween(ctx, tx, r.From, r.To)
	if err != nil {
		return err
	}
	for _, c := range closed {
		facts := ConsultationFacts{Slug: c.Slug, Title: c.Title, Language: c.Language}
		latest, err := analysis.Latest(ctx, tx, c.Slug)
		if err != nil {
			return err
		}
		if latest != nil {
			facts.Responses = latest.Responses.Counted
		}
		decisions, err := decision.ForConsultation(ctx, tx, c.Slug)
		if err != nil {
			return err
		}
		for _, d := range decisions {
			facts.Changes = append(facts.Changes, newChanges(d)...)
		}
		f.Consultations = append(f.Consultations, facts)
		if err := f.addAssessments(ctx, tx, c); err != nil {
			return err
		}
	}
	return nil
}

func newChanges(d *decision.Decision) (all []ChangeFacts) {
	for _, i := range d.Issues {
		words := i.Change
		if words == "" {
			words = i.NoChange
		}
		all = append(all, ChangeFacts{
			Issue: decision.WithoutFigures(i.Issue), Changed: i.Change != "", Words: decision.WithoutFigures(words), Decision: d.Ref, Ref: i.Ref,
		})
	}
	return all
}

func (f *Facts) addAssessments(ctx context.Context, tx *db.Tx, c *consult.Consultation) error {
	for _, d := range c.Documents {
		if d.Kind != consult.EqualityImpact {
			continue
		}
		a := AssessmentFacts{Title: d.Title, Language: c.Language, Path: "/consultations/" + c.Slug + "/documents/" + d.ID}
		actions, err := action.ForAssessment(ctx, tx, c.Slug, d.ID)
		if err != nil {
			return err
		}
		for _, x := range actions {
			a.Actions = append(a.Actions, x.Ref)
		}
		f.Assessments = append(f.Assessments, a)
	}
	return nil
}

// addPublications adds what was published under the equality duties in the period.
func (f *Facts) addPublications(ctx context.Context, tx *db.Tx, r *Report) error {
	return db.Each(func(at string) (db.Page[strategy.Publication], error) { return strategy.ListPublications(ctx, tx, at) },
		func(p strategy.Publication) error {
			if !p.Date.Before(r.From) && !p.Date.After(r.To) {
				f.Publications = append(f.Publications, PublicationFacts{p.Kind, p.Title, p.Date})
			}
			return nil
		})
}
