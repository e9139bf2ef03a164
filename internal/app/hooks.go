package app

import (
	"context"
	"fmt"
	"time"

	"github.com/folkmoot/folkmoot/internal/analysis"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/council"
	"github.com/folkmoot/folkmoot/internal/council/councilweb"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/progress"
)

// What a lower feature must know of a higher one is handed to it here.

// responseCounter lets a consultation ask how many have answered.
type responseCounter struct{}

func (responseCounter) Count(ctx context.Context, tx *db.Tx, slug string) (int64, error) {
	return intake.Count(ctx, tx, slug)
}

// chainFunc lets every page show where its matter stands, which only the highest
// feature knows.
func chainFunc(p *progress.Service) page.ChainFunc {
	states := map[progress.StepState]page.StepState{
		progress.Done: page.Done, progress.Current: page.Current, progress.Promised: page.Promised, progress.Overdue: page.Overdue, progress.Missing: page.Missing}
	return func(ctx context.Context, kind, ref string) (page.Chain, error) {
		steps, err := p.Chain(ctx, kind, ref)
		if err != nil {
			return nil, err
		}
		var all page.Chain
		for _, s := range steps {
			all = append(all, page.Step{Name: s.Name, State: states[s.State], Href: s.Path, Note: s.Note, LocalisedNote: s.LocalisedNote})
		}
		return all, nil
	}
}

// cachedCouncil is whose site this is, as it was a moment ago.
type cachedCouncil struct {
	council  page.Council
	language string // the language in which the council writes
	expires  time.Time
}

// councilCacheTTL is how long a council's description is shown before it is read again:
// it stands on every page and changes once in a year.
const councilCacheTTL = 5 * time.Second

// council says whose site this is. Before it is defined, nobody's.
func (a *App) council(ctx context.Context) page.Council {
	now := a.host.Now()
	if s := a.councilCache.Load(); s != nil && now.Before(s.expires) {
		return s.council
	}
	var profile *council.Profile
	err := a.DB.View(ctx, func(tx *db.Tx) (err error) {
		profile, err = council.Get(ctx, tx)
		return err
	})
	if fault.Is(err, fault.NotFound) {
		profile, err = &council.Profile{}, nil
	}
	if err != nil {
		a.slog.Error("whose site is this", "err", err)
		return page.Council{}
	}
	c := page.Council{Name: profile.Name, Service: profile.Service, Demonstration: profile.Demonstration}
	if profile.Demonstration {
		c.Note = "Not the website of a council. Invented: " + profile.InventedText() + "."
	}
	a.councilCache.Store(&cachedCouncil{c, profile.Language, now.Add(councilCacheTTL)})
	return c
}

// councilLanguage is the language in which the council writes.
func (a *App) councilLanguage(ctx context.Context) string {
	a.council(ctx)
	if s := a.councilCache.Load(); s != nil {
		return s.language
	}
	return ""
}

// catalogue lists every release as open data, the latest first.
func (a *App) catalogue(ctx context.Context) (all []councilweb.Dataset, err error) {
	err = a.DB.View(ctx, func(tx *db.Tx) error {
		slugs, err := consult.Slugs(ctx, tx)
		if err != nil {
			return err
		}
		all = nil
		for _, slug := range slugs {
			released, err := analysis.Heads(ctx, tx, slug)
			if err != nil || len(released) == 0 {
				if err != nil {
					return err
				}
				continue
			}
			c, err := consult.Get(ctx, tx, slug)
			if err != nil {
				return err
			}
			for _, r := range released {
				page := fmt.Sprintf("/consultations/%s/results/%d", slug, r.Number)
				all = append(
					all,
					councilweb.Dataset{Title: c.Title, Language: c.Language, Release: r.Number, Page: page, Released: r.ReleasedAt,
						Description: locale.Lazy(
							"Counts for every question, with the number of people who answered and who did not, and what happened to each response.",
						),
						Files: []councilweb.File{
							{Format: locale.Lazy("CSV"), Path: page + "/results.csv"},
							{Format: locale.Lazy("CSVW metadata"), Path: page + "/results.csv-metadata.json"},
							{Format: locale.Lazy("What happened to each response (CSV)"), Path: page + "/status.csv"},
						}},
				)
			}
		}
		return nil
	})
	return all, err
}
