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

// New returns the feature with the public pages of consultations.
func New(deps *web.Deps, service *consult.Service) feature.Feature {
	h := &Handlers{deps, service}
	f := feature.Feature{Name: "consult", AuditLabels: auditLabels}
	for pattern, handler := range map[string]site.Handler{
		"/consultations":                        h.listConsultations,
		"/consultations/feed.atom":              h.listFeed,
		"/consultations/dates.ics":              h.listCalendar,
		"/consultations/{slug}":                 h.showConsultation,
		"/consultations/{slug}/dates.ics":       h.showCalendar,
		"/consultations/{slug}/documents/{doc}": h.showDocument,
	} {
		f.AddRoutes(site.Route{Method: http.MethodGet, Pattern: pattern, Needs: actor.Public, Handler: handler})
	}
	f.DataTables = []web.DataTable{consultationsTable}
	f.AddExamples(listPage, showPage, documentPage)
	f.Nav = []feature.NavLink{{Link: page.Link{Text: locale.Key("Have your say"), Href: "/consultations"}, Order: 10}}
	f.Referrers = []web.Referrers{
		{To: web.PlaceRecord, Order: 20, Heading: locale.Lazy("Consultations"), Needs: actor.Public, Find: consultationsIn},
		{To: web.EvidenceRecord, Order: 30, Heading: locale.Lazy("Consultations"), Needs: actor.Public, Find: restingOn},
	}
	f.Definitions = service.Definitions()
	f.Notices = service.Notices()
	f.Audit = []feature.Check{{Run: consult.Audit}}
	f.Leaves = []feature.LeafKind{{Kind: "status", Open: consult.EachLeaf}}
	f.Doctor = []feature.Check{{Run: consult.CheckZoneRules}}
	f.Periodic = []feature.Periodic{{Name: "record openings and closings", Every: 5 * time.Second, Run: func(ctx context.Context) error {
		_, err := service.RecordTransitions(ctx)
		return err
	}}}
	return f
}

// consultationURL returns the path of the page of a consultation.
func consultationURL(slug consult.Slug) string { return "/consultations/" + slug }
