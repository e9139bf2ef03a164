// Package consultweb has the public pages of consultations and their documents.
package consultweb

import (
	"embed"
	"net/http"

	"github.com/folkmoot/folkmoot/internal/site"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
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
func New(h *web.Deps, service *consult.Service) *Handlers {
	d := &Handlers{h, service}
	for pattern, handler := range map[string]site.Handler{
		"/consultations":                        d.listConsultations,
		"/consultations/{slug}":                 d.showConsultation,
		"/consultations/{slug}/documents/{doc}": d.showDocument,
	} {
		h.Site.Add(site.Route{Method: http.MethodGet, Pattern: pattern, Needs: actor.Public, Handler: handler})
	}
	h.Site.AddToGallery(listPage, showPage, documentPage)
	return d
}

// consultationURL returns the path of the page of a consultation.
func consultationURL(slug consult.Slug) string { return "/consultations/" + slug }
