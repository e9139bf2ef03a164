// Package draftweb is where officers write consultations: the hub of each, its
// texts, its questionnaire and its documents, up to publishing.
package draftweb

import (
	"embed"
	"net/http"

	"github.com/folkmoot/folkmoot/internal/draft/draftedit"

	"github.com/folkmoot/folkmoot/internal/site"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/draft"
	"github.com/folkmoot/folkmoot/internal/web"
)

var editorPage = draftedit.NewFormPage(editorExamples[0], editorExamples[1:]...)

//go:embed templates/*.html
var templateFiles embed.FS

// Handlers answers the requests of officers who write consultations.
type Handlers struct{ draftedit.Base }

// New puts the feature in its place.
func New(deps *web.Deps, service *draft.Service) *Handlers {
	h := &Handlers{draftedit.Base{Deps: deps, Drafts: service}}
	deps.Site.AddStaffLink("Consultations", draftedit.RootPath, actor.Staff, "Create, publish and manage your organisation’s consultations.")
	h.routeWriting()
	h.routePublishing()
	return h
}

// routeWriting adds the pages on which consultations are written.
func (h *Handlers) routeWriting() {
	h.Site.Add(site.Route{Method: http.MethodGet, Pattern: draftedit.RootPath, Needs: actor.Staff, Handler: h.list})
	h.AddRoute("/new", h.newDraft, nil)
	h.Site.Add(
		site.Route{
			Method:  http.MethodPost,
			Pattern: draftedit.RootPath + "/new",
			Needs:   actor.Draft,
			Handler: h.createDraft,
			MaxBody: maxFileSize + 64<<10,
		},
	)
	h.AddRoute("/{slug}", h.showHub, nil)
	h.AddRoute("/{slug}/definition", h.downloadDefinition, nil)
	h.AddRoute("/{slug}/delete", h.confirmDelete, h.deleteDraft)
	h.RouteEditor("/{slug}/about", h.aboutEditorFor)
	h.RouteEditor("/{slug}/monitoring", func(r *http.Request) (draftedit.Editor, error) {
		return monitoringEditor{r.PathValue("slug")}, nil
	})
	h.Site.AddToGallery(listPage, publishedPage, newPage, hubPage, deletePage, editorPage, draftedit.ConflictPage)
}

// aboutEditorFor is the sheet of the texts; whether the dates are on it depends on
// whether they are published.
func (h *Handlers) aboutEditorFor(r *http.Request) (draftedit.Editor, error) {
	dr, err := h.LoadDraft(r)
	if err != nil {
		return nil, err
	}
	return aboutEditor{dr.Slug, dr.Published()}, nil
}
