// Package progressweb serves the home page, the progress page and the pages of objectives.
package progressweb

import (
	"context"
	"embed"
	"net/http"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/council"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/feature"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/partner"
	"github.com/folkmoot/folkmoot/internal/progress"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

//go:embed templates/*.html
var files embed.FS

// Handlers serves the home page, the progress page and the pages of objectives.
type Handlers struct {
	Service *progress.Service
	deps    *web.Deps
}

// New returns the feature with the home page, the progress page and the chain
// that is shown below the header of many pages.
func New(deps *web.Deps, service *progress.Service) feature.Feature {
	h := &Handlers{service, deps}
	return feature.Feature{
		Name: "progress",
		Routes: []site.Route{
			{Method: http.MethodGet, Pattern: "/{$}", Needs: actor.Public, Handler: h.home},
			{Method: http.MethodGet, Pattern: "/progress", Needs: actor.Public, Handler: h.progress},
			{Method: http.MethodGet, Pattern: "/objectives/{ref}", Needs: actor.Public, Handler: h.objective},
			{Method: http.MethodGet, Pattern: dutiesCalendarPath, Needs: actor.Public, Handler: h.dutiesCalendar},
			{Method: http.MethodGet, Pattern: FeedPath, Needs: actor.Public, Handler: h.feed},
			{Method: http.MethodGet, Pattern: "/sitemap.xml", Needs: actor.Public, Handler: h.sitemap},
			{Method: http.MethodGet, Pattern: "/robots.txt", Needs: actor.Public, Handler: h.robots},
		},
		Examples: []site.GalleryItem{homePage, progressPage, objectivePage},
		Nav:      []feature.NavLink{{Link: page.Link{Text: locale.Key("Progress"), Href: "/progress"}, Order: 40}},
		Keepings: []web.Keeping{{Principle: partner.Involvement, Order: 10, Count: h.countHeard}},
		Chain:    h.chain,
		Follows:  service.Follows(),
	}
}

var stepStates = map[progress.StepState]page.StepState{
	progress.Done:     page.Done,
	progress.Current:  page.Current,
	progress.Promised: page.Promised,
	progress.Overdue:  page.Overdue,
	progress.Missing:  page.Missing,
}

// chain is the feature.ChainFunc of the steps from evidence to progress.
func (h *Handlers) chain(ctx context.Context, tx *db.Tx, kind, ref string) (m feature.Matter, all []feature.OrderedStep, err error) {
	steps, refs, err := h.Service.ChainTx(ctx, tx, kind, ref)
	for i, s := range steps {
		step := page.Step{Name: s.Name, State: stepStates[s.State], Href: s.Path, Note: s.Note, LocalisedNote: s.LocalisedNote}
		all = append(all, feature.OrderedStep{Step: step, Order: feature.OrderEvidence * (i + 1)})
	}
	return feature.Matter(refs), all, err
}

// area returns the name of the council's area, or "" if the council has not been set up.
func (h *Handlers) area(r *http.Request) (area string, err error) {
	err = h.deps.DB.View(r.Context(), func(tx *db.Tx) error {
		p, err := council.Get(r.Context(), tx)
		if fault.Is(err, fault.NotFound) {
			return nil
		}
		if err == nil {
			area = p.Area
		}
		return err
	})
	return area, err
}
