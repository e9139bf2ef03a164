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
var files embed.FS

// Handlers answers the requests of officers who write consultations.
type Handlers struct {
	*web.Deps
	draft *draft.Service
}

// New puts the feature in its place.
func New(h *web.Deps, service *draft.Service) *Handlers {
	d := &Handlers{h, service}
	h.Site.AddDesk("Consultations", root, actor.Staff, "The consultations of your organisation, and your part of the work on them.")
	d.writing()
	d.publishing()
	return d
}

// root is the address of the list; under it each consultation has a hub.
const root = "/staff/consultations"

// hub is the address of the hub of a consultation.
func hub(slug string) string { return root + "/" + slug }

// add adds one page and, with post, what it sends.
func (d *Handlers) add(pattern string, get, post site.Handler) {
	d.Site.Add(site.Route{Method: http.MethodGet, Pattern: root + pattern, Needs: actor.Draft, Handler: get})
	if post != nil {
		d.Site.Add(site.Route{Method: http.MethodPost, Pattern: root + pattern, Needs: actor.Draft, Handler: post})
	}
}

// writing adds the pages on which consultations are written.
func (d *Handlers) writing() {
	d.Site.Add(site.Route{Method: http.MethodGet, Pattern: root, Needs: actor.Staff, Handler: d.list})
	d.add("/new", d.new, nil)
	d.Site.Add(site.Route{Method: http.MethodPost, Pattern: root + "/new", Needs: actor.Draft, Handler: d.begin, MaxBody: maxFile + 64<<10})
	d.add("/{slug}", d.hub, nil)
	d.add("/{slug}/definition", d.file, nil)
	d.add("/{slug}/discard", d.discard, d.discarded)
	d.add("/{slug}/questionnaire", d.questionnaire, d.arrange)
	d.add("/{slug}/pages/{page}/add", d.addQuestion, d.addedQuestion)
	d.add("/{slug}/pages/{page}/remove", d.remove, d.removed)
	d.add("/{slug}/questions/{question}/remove", d.remove, d.removed)
	for pattern, of := range map[string]func(r *http.Request) (sheet, error){
		"/{slug}/about":                   d.aboutOf,
		"/{slug}/monitoring":              func(r *http.Request) (sheet, error) { return monitoringSheet{r.PathValue("slug")}, nil },
		"/{slug}/questionnaire/beginning": func(r *http.Request) (sheet, error) { return beginningSheet{r.PathValue("slug")}, nil },
		"/{slug}/pages/{page}":            func(r *http.Request) (sheet, error) { return pageSheet{r.PathValue("slug"), r.PathValue("page")}, nil },
		"/{slug}/questions/{question}": func(r *http.Request) (sheet, error) {
			return questionSheet{r.PathValue("slug"), r.PathValue("question")}, nil
		},
	} {
		d.sheet(pattern, of)
	}
	d.Site.Show(listPage, workPage, newPage, hubPage, discardPage, questionnairePage, sheetPage, addPage, removePage, latePage)
}

// sheet adds the page of a sheet and what it sends.
func (d *Handlers) sheet(pattern string, of func(r *http.Request) (sheet, error)) {
	with := func(do func(http.ResponseWriter, *http.Request, sheet) error) site.Handler {
		return func(w http.ResponseWriter, r *http.Request) error {
			s, err := of(r)
			if err != nil {
				return err
			}
			return do(w, r, s)
		}
	}
	d.Site.Add(site.Route{Method: http.MethodGet, Pattern: root + pattern, Needs: actor.Draft, Handler: with(d.get)})
	d.Site.Add(site.Route{Method: http.MethodPost, Pattern: root + pattern, Needs: actor.Draft, Handler: with(d.save), MaxBody: 1 << 20})
}

// aboutOf is the sheet of the texts; whether the dates are on it depends on
// whether they are published.
func (d *Handlers) aboutOf(r *http.Request) (sheet, error) {
	dr, err := d.open(r)
	if err != nil {
		return nil, err
	}
	return aboutSheet{dr.Slug, dr.Published()}, nil
}
