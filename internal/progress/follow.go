package progress

import (
	"context"
	"slices"
	"strconv"
	"time"

	"github.com/folkmoot/folkmoot/internal/action"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/consultationreport"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/decision"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/follow"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/strategy"
)

// Follows returns the kinds of things with progress that people can follow.
func (s *Service) Follows() []follow.Kind {
	return []follow.Kind{
		{Name: "consultation", Get: followConsultation, News: consultationNews, Dates: consultationDates},
		{Name: "strategy", Get: followStrategy, News: strategyNews, Dates: strategyDates},
		{Name: "place", Get: followPlace, News: placeNews, Dates: placeDates},
		{Name: "objective", Get: followObjective, News: objectiveNews, Dates: objectiveDates},
	}
}

// newest sorts items, the newest first.
func newest(items []follow.Item) []follow.Item {
	slices.SortStableFunc(items, func(a, b follow.Item) int { return b.At.Compare(a.At) })
	return items
}

func followConsultation(ctx context.Context, tx *db.Tx, slug string) (follow.Subject, error) {
	c, err := consult.Get(ctx, tx, slug)
	if err == nil && c.Stage == consult.StageDraft {
		err = fault.New(fault.NotFound, "We cannot find that consultation. Check the list of consultations.")
	}
	if err != nil {
		return follow.Subject{}, err
	}
	return follow.Subject{Title: c.Title, Language: c.Language, Path: "/consultations/" + c.Slug}, nil
}

// consultationNews are the acts of a consultation, the decisions, the report and the feedback on it, and the updates and moved
// dates of the actions that key issues led to.
func consultationNews(ctx context.Context, tx *db.Tx, slug string, n int) (items []follow.Item, err error) {
	c, err := consult.Get(ctx, tx, slug)
	if err != nil {
		return nil, err
	}
	acts, err := consult.ActsOf(ctx, tx, slug)
	if err != nil {
		return nil, err
	}
	for _, a := range acts {
		items = append(items, follow.Item{
			Key: "act-" + strconv.FormatInt(a.Number, 10), Say: a.Kind.Label(), Title: c.Title, Path: "/consultations/" + slug, At: a.RecordedAt,
			Outcome: a.Kind == consult.ActWithdrawn,
		})
	}
	moved, err := consult.NewDates(ctx, tx, slug)
	if err != nil {
		return nil, err
	}
	items = append(items, newFeedbackDates(c, moved)...)
	decisions, err := decision.ForConsultation(ctx, tx, slug)
	if err != nil {
		return nil, err
	}
	items = append(items, decisionItems(decisions)...)
	feedback, err := decision.GetFeedback(ctx, tx, slug)
	switch {
	case err == nil:
		items = append(items, feedbackItem(feedback, c.Title))
	case !fault.Is(err, fault.NotFound):
		return nil, err
	}
	report, err := consultationreport.Get(ctx, tx, slug)
	switch {
	case err == nil:
		items = append(items, follow.Item{
			Key: "report-" + strconv.FormatInt(report.Edition, 10), Say: locale.Lazy("Consultation report"), Title: c.Title,
			Path: consultationreport.Path(slug), At: report.On(), Outcome: true,
		})
	case !fault.Is(err, fault.NotFound):
		return nil, err
	}
	done, err := actionNews(ctx, tx, ledTo(decisions), n)
	return newest(append(items, done...)), err
}

// newFeedbackDates are the changes of the day by which feedback on a consultation is promised.
func newFeedbackDates(c *consult.Consultation, moved []consult.NewDate) (items []follow.Item) {
	for _, m := range moved {
		due, _ := time.Parse(time.DateOnly, m.Due) // zero if none is promised any more
		say := locale.Lazy("New date for feedback")
		if due.IsZero() {
			say = locale.Lazy("No date for feedback any more")
		}
		items = append(items, follow.Item{
			Key: "feedback-date-" + m.Changed.Format(time.DateOnly) + "-" + m.Due, Say: say, Title: c.Title,
			Path: "/consultations/" + c.Slug, At: m.Changed, Due: due, Outcome: true,
		})
	}
	return items
}

// actionNews are the latest n updates of actions, and the latest n due dates that were moved.
func actionNews(ctx context.Context, tx *db.Tx, set action.Set, n int) (items []follow.Item, err error) {
	updates, err := action.LatestUpdates(ctx, tx, set, n)
	if err != nil {
		return nil, err
	}
	moved, err := action.LatestNewDates(ctx, tx, set, n)
	for _, m := range moved {
		say := locale.Lazy("New due date")
		if m.Due.IsZero() {
			say = locale.Lazy("No due date any more")
		}
		items = append(items, follow.Item{
			Key: "due-" + m.Action + "-" + m.Changed.Format(time.DateOnly) + "-" + m.Due.Format(time.DateOnly), Say: say, Title: m.Of.What,
			Path: "/actions/" + m.Action, At: m.Changed, Due: m.Due, Outcome: true,
		})
	}
	return append(items, updateItems(updates)...), err
}

// ledTo selects the actions that key issues of decisions led to.
func ledTo(decisions []*decision.Decision) (s action.Set) {
	for _, d := range decisions {
		for _, i := range d.Issues {
			s.Add(action.Set{Issues: []string{i.Ref}, Refs: i.Actions})
		}
	}
	return s
}

func decisionItems(decisions []*decision.Decision) (items []follow.Item) {
	for _, d := range decisions {
		items = append(items, follow.Item{
			Key: "decision-" + d.Ref + "-" + strconv.FormatInt(d.Edition, 10), Say: d.Kind.Label(), Title: d.Title,
			Path: "/decisions/" + d.Ref, At: d.Date, Text: d.Summary, Outcome: true,
		})
	}
	return items
}

func updateItems(updates []action.DatedUpdate) (items []follow.Item) {
	for _, u := range updates {
		items = append(items, follow.Item{
			Key: "update-" + u.Action.Ref + "-" + u.Date.Format(time.DateOnly), Say: u.Status.Label(), Title: u.Action.What, Path: u.Path(),
			At: u.Date, Text: u.Text, Outcome: true,
		})
	}
	return items
}

func readingItems(readings []strategy.DatedReading) (items []follow.Item) {
	for _, r := range readings {
		items = append(items, follow.Item{
			Key: "reading-" + r.Objective + "-" + r.Date.Format(time.DateOnly), Say: locale.Lazy("New measurement"), Title: r.Title,
			Path: ObjectivePath(r.Objective) + "#measurements", At: r.Date, Text: r.Note,
		})
	}
	return items
}

func consultationDates(ctx context.Context, tx *db.Tx, slug string) (dates []follow.Date, err error) {
	c, err := consult.Get(ctx, tx, slug)
	if err != nil {
		return nil, err
	}
	decisions, err := decision.ForConsultation(ctx, tx, slug)
	if err != nil {
		return nil, err
	}
	actions, err := action.OpenOf(ctx, tx, ledTo(decisions))
	return append(ownDates(c, ""), dueDates(actions)...), err
}

// ownDates are the last day to respond to a consultation and the day by which feedback is due. Their IDs begin with prefix.
func ownDates(c *consult.Consultation, prefix string) (dates []follow.Date) {
	path := "/consultations/" + c.Slug
	if !c.Closes.IsZero() && c.Closes.Precision == consult.PrecisionInstant {
		y, m, d := c.Closes.Local().Date()
		day := time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
		dates = append(dates, follow.Date{ID: prefix + "closes", Say: locale.Lazy("Last time to respond: %s", c.Title), Path: path, Day: day})
	}
	if due := feedbackDeadline(c).Due; !due.IsZero() {
		dates = append(dates, follow.Date{ID: prefix + "feedback", Say: locale.Lazy("Feedback is due: %s", c.Title), Path: path, Day: due})
	}
	return dates
}

// dueDates are the days by which open actions are due.
func dueDates(open []*action.Action) (dates []follow.Date) {
	for _, a := range open {
		dates = append(dates, follow.Date{
			ID: "action-" + a.Ref, Say: locale.Lazy("Action is due: %s", a.What), Path: "/actions/" + a.Ref, Day: a.Due,
		})
	}
	return dates
}

func followStrategy(ctx context.Context, tx *db.Tx, slug string) (follow.Subject, error) {
	s, err := strategy.GetBrief(ctx, tx, slug)
	if err != nil {
		return follow.Subject{}, err
	}
	return follow.Subject{Title: s.Title, Language: s.Language, Path: "/strategies/" + s.Slug}, nil
}

// strategyNews are the versions and publications of a strategy, decisions about it, measurements and updates.
func strategyNews(ctx context.Context, tx *db.Tx, slug string, n int) (items []follow.Item, err error) {
	s, err := strategy.GetWithTexts(ctx, tx, slug)
	if err != nil {
		return nil, err
	}
	for _, v := range s.Versions {
		items = append(items, follow.Item{
			Key: "version-" + v.ID, Say: v.Kind.Label(), Title: s.Title, Path: "/strategies/" + slug + "#" + v.ID, At: v.Date, Text: v.Changes,
		})
	}
	for _, p := range s.Publications {
		items = append(items, follow.Item{
			Key: "publication-" + string(p.Kind) + "-" + p.Date.Format(time.DateOnly), Say: p.Kind.Label(), Title: p.Title,
			Path: "/strategies/" + slug + "#duties", At: p.Date,
		})
	}
	decisions, err := decision.ForStrategy(ctx, tx, slug)
	if err != nil {
		return nil, err
	}
	news, err := workNews(ctx, tx, s.ObjectiveRefs(), n)
	return newest(append(append(items, decisionItems(decisions)...), news...)), err
}

// workNews are the latest n updates and moved dates of the actions for objectives, and the latest n measurements.
func workNews(ctx context.Context, tx *db.Tx, objectives []string, n int) ([]follow.Item, error) {
	items, err := actionNews(ctx, tx, action.Set{Objectives: objectives}, n)
	if err != nil {
		return nil, err
	}
	readings, err := strategy.LatestReadings(ctx, tx, n, objectives...)
	return append(items, readingItems(readings)...), err
}

func strategyDates(ctx context.Context, tx *db.Tx, slug string) (dates []follow.Date, err error) {
	s, err := strategy.GetBrief(ctx, tx, slug)
	if err != nil {
		return nil, err
	}
	for _, o := range s.Objectives() {
		dates = append(dates, objectiveDue(&o)...)
	}
	if !s.To.IsZero() {
		dates = append(dates, follow.Date{ID: "ends", Say: locale.Lazy("Strategy ends: %s", s.Title), Path: "/strategies/" + slug, Day: s.To})
	}
	actions, err := action.OpenOf(ctx, tx, action.Set{Objectives: s.ObjectiveRefs()})
	return append(dates, dueDates(actions)...), err
}

func objectiveDue(o *strategy.Objective) []follow.Date {
	if o.By.IsZero() {
		return nil
	}
	return []follow.Date{{ID: "objective-" + o.Ref, Say: locale.Lazy("Objective is due: %s", o.Title), Path: ObjectivePath(o.Ref), Day: o.By}}
}

func followObjective(ctx context.Context, tx *db.Tx, ref string) (follow.Subject, error) {
	o, err := strategy.GetObjectiveBrief(ctx, tx, ref)
	if err != nil {
		return follow.Subject{}, err
	}
	return follow.Subject{Title: o.Title, Language: o.Language, Path: ObjectivePath(ref)}, nil
}

func objectiveNews(ctx context.Context, tx *db.Tx, ref string, n int) ([]follow.Item, error) {
	items, err := workNews(ctx, tx, []string{ref}, n)
	return newest(items), err
}

func objectiveDates(ctx context.Context, tx *db.Tx, ref string) ([]follow.Date, error) {
	o, err := strategy.GetObjectiveBrief(ctx, tx, ref)
	if err != nil {
		return nil, err
	}
	actions, err := action.OpenOf(ctx, tx, action.Set{Objectives: []string{ref}})
	return append(objectiveDue(o), dueDates(actions)...), err
}
