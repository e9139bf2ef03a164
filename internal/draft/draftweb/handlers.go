// Package draftweb is where officers write consultations: the hub of each, its
// texts, its questionnaire and its documents, up to publishing.
package draftweb

import (
	"embed"
	"net/http"

	"github.com/folkmoot/folkmoot/internal/site"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/draft"
	"github.com/folkmoot/folkmoot/internal/web"
)

//go:embed templates/*.html
var templateFiles embed.FS

// Handlers answers the requests of officers who write consultations.
type Handlers struct {
	*web.Deps
	drafts *draft.Service
}

// New puts the feature in its place.
func New(h *web.Deps, service *draft.Service) *Handlers {
	d := &Handlers{h, service}
	h.Site.AddStaffLink("Consultations", rootPath, actor.Staff, "Create, publish and manage your organisation’s consultations.")
	d.routeWriting()
	d.routePublishing()
	return d
}

// rootPath is the address of the list; under it each consultation has a hub.
const rootPath = "/staff/consultations"

// hubPath is the address of the hub of a consultation.
func hubPath(slug string) string { return rootPath + "/" + slug }

// addRoute adds one page and, with post, what it sends.
func (d *Handlers) addRoute(pattern string, get, post site.Handler) {
	d.Site.Add(site.Route{Method: http.MethodGet, Pattern: rootPath + pattern, Needs: actor.Draft, Handler: get})
	if post != nil {
		d.Site.Add(site.Route{Method: http.MethodPost, Pattern: rootPath + pattern, Needs: actor.Draft, Handler: post})
	}
}

// routeWriting adds the pages on which consultations are written.
func (d *Handlers) routeWriting() {
	d.Site.Add(site.Route{Method: http.MethodGet, Pattern: rootPath, Needs: actor.Staff, Handler: d.list})
	d.addRoute("/new", d.newDraft, nil)
	d.Site.Add(
		site.Route{
			Method:  http.MethodPost,
			Pattern: rootPath + "/new",
			Needs:   actor.Draft,
			Handler: d.createDraft,
			MaxBody: maxFileSize + 64<<10,
		},
	)
	d.addRoute("/{slug}", d.showHub, nil)
	d.addRoute("/{slug}/definition", d.downloadDefinition, nil)
	d.addRoute("/{slug}/delete", d.confirmDelete, d.deleteDraft)
	d.addRoute("/{slug}/questionnaire", d.showQuestionnaire, d.editQuestionnaire)
	d.addRoute("/{slug}/pages/{page}/add", d.newQuestion, d.createQuestion)
	d.addRoute("/{slug}/pages/{page}/remove", d.confirmRemove, d.removeItem)
	d.addRoute("/{slug}/questions/{question}/remove", d.confirmRemove, d.removeItem)
	for pattern, of := range map[string]func(r *http.Request) (editor, error){
		"/{slug}/about":                      d.aboutEditorFor,
		"/{slug}/monitoring":                 func(r *http.Request) (editor, error) { return monitoringEditor{r.PathValue("slug")}, nil },
		"/{slug}/questionnaire/introduction": func(r *http.Request) (editor, error) { return introEditor{r.PathValue("slug")}, nil },
		"/{slug}/pages/{page}": func(r *http.Request) (editor, error) {
			return pageEditor{r.PathValue("slug"), r.PathValue("page")}, nil
		},
		"/{slug}/questions/{question}": func(r *http.Request) (editor, error) {
			return questionEditor{r.PathValue("slug"), r.PathValue("question")}, nil
		},
	} {
		d.routeEditor(pattern, of)
	}
	d.Site.AddToGallery(
		listPage,
		publishedPage,
		newPage,
		hubPage,
		deletePage,
		questionnairePage,
		editorPage,
		addQuestionPage,
		removePage,
		conflictPage,
	)
}

// routeEditor adds the page of a sheet and what it sends.
func (d *Handlers) routeEditor(pattern string, of func(r *http.Request) (editor, error)) {
	with := func(do func(http.ResponseWriter, *http.Request, editor) error) site.Handler {
		return func(w http.ResponseWriter, r *http.Request) error {
			s, err := of(r)
			if err != nil {
				return err
			}
			return do(w, r, s)
		}
	}
	d.Site.Add(site.Route{Method: http.MethodGet, Pattern: rootPath + pattern, Needs: actor.Draft, Handler: with(d.showEditor)})
	d.Site.Add(
		site.Route{Method: http.MethodPost, Pattern: rootPath + pattern, Needs: actor.Draft, Handler: with(d.saveEditor), MaxBody: 1 << 20},
	)
}

// aboutEditorFor is the sheet of the texts; whether the dates are on it depends on
// whether they are published.
func (d *Handlers) aboutEditorFor(r *http.Request) (editor, error) {
	dr, err := d.loadDraft(r)
	if err != nil {
		return nil, err
	}
	return aboutEditor{dr.Slug, dr.Published()}, nil
}
