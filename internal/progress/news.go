package progress

import (
	"context"
	"slices"
	"time"

	"github.com/folkmoot/folkmoot/internal/action"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/consultationreport"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/decision"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/progressreport"
	"github.com/folkmoot/folkmoot/internal/strategy"
)

// NewsItem is something that happened: an act of a consultation, a report on it, a decision, feedback or an update of an action.
type NewsItem struct {
	Kind  locale.Message // "Opened", "Decision", "On track"
	Title string         // of the consultation, decision or action
	Path  string         // where it can be read; unique with Kind and At
	At    time.Time
	Text  string // more about it, or ""
}

// maxNews is how many items the feed has.
const maxNews = 60

// News returns the latest items, the newest first.
func (s *Service) News(ctx context.Context) (all []NewsItem, err error) {
	defer fault.Wrap(&err, "list news")
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		all = nil
		acts, err := consult.RecentActs(ctx, tx, maxNews)
		if err != nil {
			return err
		}
		for _, a := range acts {
			all = append(all, NewsItem{a.Kind.Label(), a.Title, "/consultations/" + a.Consultation, a.RecordedAt, ""})
		}
		decisions, err := decision.Recent(ctx, tx, maxNews)
		if err != nil {
			return err
		}
		for _, d := range decisions {
			all = append(all, NewsItem{d.Kind.Label(), d.Title, "/decisions/" + d.Ref, d.Date, d.Summary})
		}
		feedback, err := decision.RecentFeedback(ctx, tx, false, maxNews)
		if err != nil {
			return err
		}
		for _, f := range feedback {
			c, err := consult.Get(ctx, tx, f.Consultation)
			if err != nil {
				return err
			}
			all = append(all, NewsItem{locale.Lazy("We asked, you said, we did"), c.Title, f.Path(), f.Date, ""})
		}
		reports, err := consultationreport.Recent(ctx, tx, maxNews)
		if err != nil {
			return err
		}
		for _, r := range reports {
			all = append(all, NewsItem{locale.Lazy("Consultation report"), r.Facts.Title, consultationreport.Path(r.Consultation), r.On(), ""})
		}
		updates, err := action.RecentUpdates(ctx, tx, action.Query{}, maxNews)
		for _, u := range updates {
			all = append(all, NewsItem{u.Status.Label(), u.Action.What, u.Path(), u.Date, u.Text})
		}
		return err
	})
	slices.SortStableFunc(all, func(a, b NewsItem) int { return b.At.Compare(a.At) })
	return all[:min(len(all), maxNews)], err
}

// PublicPaths returns the paths of all public pages of consultations, reports, decisions, feedback, strategies
// and actions.
func (s *Service) PublicPaths(ctx context.Context) (all []string, err error) {
	defer fault.Wrap(&err, "list public pages")
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		all = nil
		err := consult.EachPublicSlug(ctx, tx, func(slug string) error {
			all = append(all, "/consultations/"+slug)
			if s.Released == nil {
				return nil
			}
			released, err := s.Released(ctx, tx, slug)
			if released {
				all = append(all, "/consultations/"+slug+"/results")
			}
			return err
		})
		if err != nil {
			return err
		}
		err = consultationreport.EachConsultation(ctx, tx, func(slug string) error {
			all = append(all, consultationreport.Path(slug))
			return nil
		})
		if err != nil {
			return err
		}
		for _, of := range []struct {
			path string
			each func(context.Context, *db.Tx, func(string) error) error
		}{
			{"/decisions/", decision.EachRef}, {"/feedback/", decision.EachAnsweredAlone},
			{"/strategies/", strategy.EachSlug}, {"/objectives/", strategy.EachObjective}, {"/progress-reports/", progressreport.EachRef},
			{"/actions/", action.EachRef},
		} {
			err := of.each(ctx, tx, func(ref string) error {
				all = append(all, of.path+ref)
				return nil
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	return all, err
}
