// Package overviewweb has the list of consultations and the page of each in the staff area, for every
// role, and the menu beside the pages about one.
package overviewweb

import (
	"embed"
	"net/http"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/feature"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/overview"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

//go:embed templates/*.html
var templateFiles embed.FS

// rootPath is the path of the list of consultations in the staff area.
const rootPath = "/staff/consultations"

// Handlers serves the list of consultations and the page of each.
type Handlers struct {
	*web.Deps
	service *overview.Service
}

// New returns the feature with the list of consultations and the page of each in the staff area.
func New(deps *web.Deps, service *overview.Service) feature.Feature {
	h := &Handlers{deps, service}
	f := feature.Feature{Name: "overview", Menu: h.menu, AuditLabels: auditLabels, Work: work}
	f.AddTask(web.ConsultationTask{Text: locale.Key("Who we have not heard from"), Path: heardPath, Needs: actor.Staff, Stage: web.StageLive})
	f.Search = []web.Search{{
		Name: "consultations", Heading: locale.Lazy("Consultations"), Needs: actor.Staff, Find: searchConsultations,
	}}
	f.Periodic = []feature.Periodic{{Name: "count groups of respondents", Every: time.Hour, Run: service.CountGroups}}
	f.AddStaffLink(10, "Consultations", rootPath, actor.Staff, "Your organisation’s consultations, with the tasks you can do for each.")
	f.AddRoutes(
		site.Route{Method: http.MethodGet, Pattern: rootPath, Needs: actor.Staff, Handler: h.list},
		site.Route{Method: http.MethodPost, Pattern: rootPath + "/archive", Needs: actor.Draft, Handler: h.archive},
		site.Route{Method: http.MethodGet, Pattern: rootPath + "/{slug}", Needs: actor.Staff, Handler: h.show},
		site.Route{Method: http.MethodGet, Pattern: heardPath, Needs: actor.Staff, Handler: h.heard},
	)
	f.AddExamples(listPage, discardedPage, showPage, heardPage)
	return f
}

// menu returns the menu beside the pages of a consultation: its tasks, by stage, that the reader may
// do. Other pages have none.
func (h *Handlers) menu(r *http.Request) (*page.Menu, error) {
	slug := r.PathValue("slug")
	if slug == "" || !strings.HasPrefix(r.URL.Path, rootPath+"/"+slug) {
		return nil, nil
	}
	subject, err := h.service.Find(r.Context(), site.Actor(r), slug)
	if fault.Is(err, fault.NotFound) || fault.Is(err, fault.Forbidden) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	words := page.Printer(r)
	m := &page.Menu{Label: words.Say("This consultation"), Title: page.Link{Text: subject.Title, Href: rootPath + "/" + slug}}
	for _, group := range h.TaskGroups(site.Actor(r), taskSubject(subject)) {
		g := page.MenuGroup{Text: group.Stage.Label().In(words)}
		for _, task := range group.Tasks {
			g.Links = append(g.Links, page.Link{Text: words.Say(task.Text), Href: task.Href})
		}
		m.Groups = append(m.Groups, g)
	}
	if len(m.Groups) == 0 {
		return nil, nil // only the page itself
	}
	return m, nil
}

func taskSubject(s overview.Subject) web.TaskSubject {
	return web.TaskSubject{Slug: s.Slug, Published: s.Published, Register: s.Register}
}
