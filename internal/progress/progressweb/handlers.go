// Package progressweb serves the home page and the progress page.
package progressweb

import (
	"embed"
	"net/http"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/council"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/progress"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

//go:embed templates/*.html
var files embed.FS

// Handlers serves the home page and the progress page.
type Handlers struct {
	Service *progress.Service
	deps    *web.Deps
}

// New registers the routes of both pages.
func New(h *web.Deps, s *progress.Service) *Handlers {
	d := &Handlers{s, h}
	h.Site.Add(
		site.Route{Method: http.MethodGet, Pattern: "/{$}", Needs: actor.Public, Handler: d.home},
		site.Route{Method: http.MethodGet, Pattern: "/progress", Needs: actor.Public, Handler: d.progress},
	)
	h.Site.AddToGallery(homePage, progressPage)
	return d
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
