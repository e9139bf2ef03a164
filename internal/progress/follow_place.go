package progress

import (
	"context"
	"strconv"

	"github.com/folkmoot/folkmoot/internal/action"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/decision"
	"github.com/folkmoot/folkmoot/internal/evidence"
	"github.com/folkmoot/folkmoot/internal/follow"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/place"
)

func followPlace(ctx context.Context, tx *db.Tx, ref string) (follow.Subject, error) {
	p, err := place.Get(ctx, tx, ref)
	return follow.Subject{Title: p.Name, Path: "/places/" + ref}, err
}

// inPlace is what a page of a place lists.
type inPlace struct {
	place     place.Place
	slugs     []consult.Slug // of the consultations
	decisions []*decision.Decision
	actions   action.Set // those for evidence about the place, and those that key issues of the decisions led to
}

// evidenceOfPlace is how much evidence about a place is searched for its actions.
const evidenceOfPlace = 200

// findInPlace returns what is about the place ref, with the latest n decisions.
func findInPlace(ctx context.Context, tx *db.Tx, ref string, n int) (in inPlace, err error) {
	if in.place, err = place.Get(ctx, tx, ref); err != nil {
		return in, err
	}
	if in.slugs, err = consult.InArea(ctx, tx, place.Fold(in.place.Name)); err != nil {
		return in, err
	}
	if in.decisions, err = decision.DecidedIn(ctx, tx, in.slugs, n); err != nil {
		return in, err
	}
	in.actions = ledTo(in.decisions)
	needs, err := evidence.Find(ctx, tx, evidence.Query{Place: ref}, "", evidenceOfPlace)
	for _, need := range needs.Items {
		in.actions.Needs = append(in.actions.Needs, need.Ref)
	}
	return in, err
}

// placeNews are the latest acts of the consultations in a place, the decisions and the feedback on them, the figures about
// the place, and the updates and moved dates of actions.
func placeNews(ctx context.Context, tx *db.Tx, ref string, n int) (items []follow.Item, err error) {
	in, err := findInPlace(ctx, tx, ref, n)
	if err != nil {
		return nil, err
	}
	acts, err := consult.ActsIn(ctx, tx, place.Fold(in.place.Name), n)
	if err != nil {
		return nil, err
	}
	titles := map[consult.Slug]string{}
	for _, a := range acts {
		titles[a.Consultation] = a.Title
		items = append(items, follow.Item{
			Key: "act-" + a.Consultation + "-" + strconv.FormatInt(a.Number, 10), Say: a.Kind.Label(), Title: a.Title,
			Path: "/consultations/" + a.Consultation, At: a.RecordedAt,
		})
	}
	items = append(items, decisionItems(in.decisions)...)
	feedback, err := decision.FeedbackOn(ctx, tx, in.slugs, n)
	if err != nil {
		return nil, err
	}
	for _, f := range feedback {
		if titles[f.Consultation] == "" {
			c, err := consult.Get(ctx, tx, f.Consultation)
			if err != nil {
				return nil, err
			}
			titles[f.Consultation] = c.Title
		}
		items = append(items, feedbackItem(f, titles[f.Consultation]))
	}
	known, err := place.KnownOf(ctx, tx, ref)
	if err != nil {
		return nil, err
	}
	for _, k := range known {
		items = append(items, follow.Item{
			Key: "figures-" + k.Table.Ref, Say: locale.Lazy("Figures"), Title: k.Table.Title,
			Path: "/places/" + ref + "#figures", At: k.Table.Date, Text: k.Table.Source,
		})
	}
	corrected, err := place.CorrectionsOf(ctx, tx, ref)
	if err != nil {
		return nil, err
	}
	for _, c := range corrected {
		items = append(items, follow.Item{
			Key: "correction-" + c.Table + "-" + strconv.FormatInt(c.Version, 10), Say: locale.Lazy("Corrected figures"), Title: in.place.Name,
			Path: "/places/" + ref + "#corrections", At: c.Changed, Text: c.Why,
		})
	}
	done, err := actionNews(ctx, tx, in.actions, n)
	return newest(append(items, done...)), err
}

// feedbackItem is the publication or correction of the feedback on the consultation with a title.
func feedbackItem(f *decision.Feedback, title string) follow.Item {
	return follow.Item{
		Key: "feedback-" + f.Consultation + "-" + strconv.FormatInt(f.Edition, 10), Say: locale.Lazy("We asked, you said, we did"), Title: title,
		Path: f.Path(), At: f.Date,
	}
}

// placeDates are the closing dates of the consultations in a place, the days by which feedback on them is due, and those by
// which actions are.
func placeDates(ctx context.Context, tx *db.Tx, ref string) (dates []follow.Date, err error) {
	in, err := findInPlace(ctx, tx, ref, noticedInPlace)
	if err != nil {
		return nil, err
	}
	l, err := consult.List(ctx, tx, consult.Query{Area: place.Fold(in.place.Name)})
	if err != nil {
		return nil, err
	}
	for _, c := range l.Items {
		dates = append(dates, ownDates(c, c.Slug+"-")...)
	}
	actions, err := action.OpenOf(ctx, tx, in.actions)
	return append(dates, dueDates(actions)...), err
}

// noticedInPlace is how many decisions about a place lead to the actions whose dates are in its calendar.
const noticedInPlace = 200
