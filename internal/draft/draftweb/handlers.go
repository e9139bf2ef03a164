// Package draftweb has the pages on which officers write, check, preview and publish consultations, except those
// of the questionnaire builder.
package draftweb

import (
	"embed"
	"net/http"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/draft"
	"github.com/folkmoot/folkmoot/internal/draft/draftedit"
	"github.com/folkmoot/folkmoot/internal/feature"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

var editorPage = draftedit.NewFormPage(editorExamples[0], editorExamples[1:]...)

//go:embed templates/*.html
var templateFiles embed.FS

// Handlers serves the pages of drafts.
type Handlers struct{ draftedit.Base }

// New returns the feature with the pages on which officers write and publish consultations.
func New(deps *web.Deps, service *draft.Service) feature.Feature {
	h := &Handlers{draftedit.Base{Deps: deps, Drafts: service, Feature: &feature.Feature{Name: "draft", AuditLabels: auditLabels}}}
	h.Feature.Records = service.Records()
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
	h.RouteEditor("/{slug}/about", h.aboutEditorFor)
	h.RouteEditor("/{slug}/monitoring", func(r *http.Request) (draftedit.Editor, error) {
		return monitoringEditor{r.PathValue("slug"), h.MonitoringNotice}, nil
	})
	h.Feature.AddExamples(newPage, deletePage, editorPage, draftedit.ConflictPage)
}

// aboutEditorFor returns the editor of the texts and dates of the draft.
func (h *Handlers) aboutEditorFor(r *http.Request) (draftedit.Editor, error) {
	d, err := h.LoadDraft(r)
	if err != nil {
		return nil, err
	}
	e := aboutEditor{slug: d.Slug, live: d.Published(), lang: page.Printer(r).Lang()}
	if r.PostForm.Get("do") == draftedit.AutosaveAction {
		return e, nil // the names of strategies and consultations are only for pages
	}
	err = h.DB.View(r.Context(), func(tx *db.Tx) error {
		e.picks, err = loadAboutPicks(r.Context(), tx, d.Slug, site.Actor(r).Org)
		return err
	})
	return e, err
}
