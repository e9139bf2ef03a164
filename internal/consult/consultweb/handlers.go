// Package consultweb has the public pages of consultations and their documents.
package consultweb

import (
	"context"
	"embed"
	"net/http"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/feature"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

//go:embed templates/*.html
var templateFiles embed.FS

// Handlers serves the public pages of consultations.
type Handlers struct {
	*web.Deps
	service *consult.Service
}

// New adds the routes to the site.
func New(h *web.Deps, service *consult.Service) feature.Feature {
	d := &Handlers{h, service}
	f := feature.Feature{Name: "consult", AuditLabels: auditLabels}
	for pattern, handler := range map[string]site.Handler{
		"/consultations":                        d.listConsultations,
		"/consultations/{slug}":                 d.showConsultation,
		"/consultations/{slug}/documents/{doc}": d.showDocument,
	} {
		f.AddRoutes(site.Route{Method: http.MethodGet, Pattern: pattern, Needs: actor.Public, Handler: handler})
	}
	f.AddExamples(listPage, showPage, documentPage)
	f.Nav = []feature.NavLink{{Link: page.Link{Text: locale.Key("Have your say"), Href: "/consultations"}, Order: 10}}
	f.Definitions = service.Definitions()
	f.Doctor = []feature.Check{{Run: consult.CheckZoneRules}}
	f.Periodic = []feature.Periodic{{Name: "record openings and closings", Every: 5 * time.Second, Run: func(ctx context.Context) error {
		_, err := service.RecordTransitions(ctx)
		return err
	}}}
	return f
}

// consultationURL returns the path of the page of a consultation.
func consultationURL(slug consult.Slug) string { return "/consultations/" + slug }
