package progress

import (
	"context"
	"slices"
	"time"

	"github.com/folkmoot/folkmoot/internal/action"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/decision"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/strategy"
)

// NewsItem is something that happened: an act of a consultation, a decision, feedback or an update of an action.
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
		decisions, err := decision.All(ctx, tx)
		if err != nil {
			return err
		}
		for _, d := range decisions {
			all = append(all, NewsItem{d.Kind.Label(), d.Title, "/decisions/" + d.Ref, d.Date, d.Summary})
		}
		feedback, err := decision.ListFeedback(ctx, tx)
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
		actions, err := action.All(ctx, tx)
		for _, a := range actions {
			for _, u := range a.Updates {
				all = append(all, NewsItem{u.Status.Label(), a.What, "/actions/" + a.Ref, u.Date, u.Text})
			}
		}
		return err
	})
	slices.SortStableFunc(all, func(a, b NewsItem) int { return b.At.Compare(a.At) })
	return all[:min(len(all), maxNews)], err
}

// PublicPaths returns the paths of all public pages of consultations, decisions, strategies and actions.
func (s *Service) PublicPaths(ctx context.Context) (all []string, err error) {
	defer fault.Wrap(&err, "list public pages")
	consultations, err := s.listConsultations(ctx, consult.AllStates)
	if err != nil {
		return nil, err
	}
	for _, c := range consultations {
		all = append(all, "/consultations/"+c.Slug)
	}
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		for _, c := range consultations {
			if s.Released == nil {
				break
			}
			released, err := s.Released(ctx, tx, c.Slug)
			if err != nil {
				return err
			}
			if released {
				all = append(all, "/consultations/"+c.Slug+"/results")
			}
		}
		decisions, err := decision.All(ctx, tx)
		if err != nil {
			return err
		}
		for _, d := range decisions {
			all = append(all, "/decisions/"+d.Ref)
		}
		strategies, err := strategy.All(ctx, tx)
		if err != nil {
			return err
		}
		for _, st := range strategies {
			all = append(all, "/strategies/"+st.Slug)
		}
		actions, err := action.All(ctx, tx)
		for _, a := range actions {
			all = append(all, "/actions/"+a.Ref)
		}
		return err
	})
	return all, err
}
