// Package draftweb has the pages on which officers write, check, preview and publish consultations, except those
// of the questionnaire builder.
package draftweb

import (
	"context"
	"embed"
	"net/http"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/draft"
	"github.com/folkmoot/folkmoot/internal/draft/draftedit"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/feature"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

//go:embed templates/*.html
var templateFiles embed.FS

// Handlers serves the pages of drafts.
type Handlers struct{ draftedit.Base }

// New returns the feature with the pages on which officers write and publish consultations.
func New(deps *web.Deps, service *draft.Service) feature.Feature {
	h := &Handlers{draftedit.Base{Deps: deps, Drafts: service, Feature: &feature.Feature{Name: "draft", AuditLabels: auditLabels}}}
	h.Feature.Records, h.Feature.Forms = service.Records(), []edit.Form{service.AboutForm(), service.MonitoringForm(h.notice)}
	h.Feature.Work, h.Feature.Find = h.work, map[string]web.FindFunc{"consultation": findConsultation}
	h.Feature.Search = []web.Search{{
		Name: "drafts", Heading: locale.Lazy("Consultations that are not published"), Needs: actor.Draft, Find: searchDrafts,
	}}
	h.Feature.Referrers = []web.Referrers{{
		To: web.PlaceRecord, Order: 10, Heading: locale.Lazy("Drafts"), Needs: actor.Draft, Find: draftsIn,
	}}
	h.addTasks()
	h.routeWriting()
	h.routePublishing()
	return *h.Feature
}

// routeWriting adds the pages on which drafts are written.
func (h *Handlers) routeWriting() {
	h.AddRoute("/new", h.newDraft, nil)
	h.Feature.AddRoutes(site.Route{
		Method: http.MethodPost, Pattern: draftedit.RootPath + "/new", Needs: actor.Draft, Handler: h.createDraft,
		MaxBody: maxFileSize + 64<<10, // the file and the other fields
	})
	h.AddRoute("/{slug}/definition", h.downloadDefinition, nil)
	h.AddRoute("/{slug}/delete", h.confirmDelete, h.deleteDraft)
	h.Feature.AddExamples(newPage, deletePage, draftedit.ConflictPage)
}

// notice says how long the answers to the equality questions of a consultation are kept; nil if that is not known.
func (h *Handlers) notice(ctx context.Context, slug string) (locale.Message, error) {
	if h.MonitoringNotice == nil {
		return nil, nil
	}
	return h.MonitoringNotice(ctx, slug)
}
