// Package confirmationweb has the pages on which a second person confirms acts that cannot be undone.
package confirmationweb

import (
	"embed"
	"net/http"
	"net/url"
	"slices"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/confirmation"
	"github.com/folkmoot/folkmoot/internal/feature"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

//go:embed templates/*.html
var files embed.FS

// Handlers serves the pages.
type Handlers struct {
	*web.Deps
	requests *confirmation.Service
}

// New returns the feature. The page that asks for confirmation belongs to package web.
func New(deps *web.Deps) feature.Feature {
	h := &Handlers{deps, &confirmation.Service{DB: deps.DB}}
	f := feature.Feature{Name: "confirmation", AuditLabels: web.AuditLabels{Acts: map[string]string{
		"ask-second-person":     locale.Key("Asked a second person to confirm"),
		"approve-second-person": locale.Key("Confirmed as the second person"),
		"cancel-second-person":  locale.Key("Cancelled a request for a second person"),
	}}}
	const path = web.ConfirmationsPath
	f.AddRoutes(
		site.Route{Method: http.MethodGet, Pattern: path, Needs: actor.Staff, Handler: h.list},
		site.Route{Method: http.MethodGet, Pattern: path + "/{id}", Needs: actor.Staff, Handler: h.show},
		site.Route{Method: http.MethodPost, Pattern: path + "/{id}", Needs: actor.Staff, Handler: h.cancel},
	)
	f.Work = work
	f.AddStaffLink(55, "Waiting for a second person", path, actor.Staff,
		"Confirm or cancel what a colleague wants to delete or publish.")
	f.Staff[0].NeedsAny = confirmation.Needs
	f.AddExamples(listPage, requestPage, web.IrreversiblePage())
	return f
}

// listView lists what waits for a second person.
type listView struct {
	page.StaffView
	Requests []requestRow
}

type requestRow struct{ Title, Href, AskedBy, AskedAt string }

// requestView shows one request to the second person.
type requestView struct {
	page.StaffView
	Back             page.Link
	Title            string
	AskedBy, AskedAt string
	Own              bool // the person who asked looks at it
	Effects          []string
	Path, Self, ID   string
	Input            []page.SummaryRow // hidden fields
}

var (
	listPage = page.New(files, "templates/list.html", listView{Requests: []requestRow{
		{"Delete permanently: written answers", web.ConfirmationsPath + "/1", "Ann Example", "27 May 2016"},
	}}, listView{})
	requestPage = page.New(files, "templates/request.html", exampleRequest(false), exampleRequest(true))
)

func exampleRequest(own bool) requestView {
	return requestView{
		Back:  page.Link{Text: "Waiting for a second person", Href: web.ConfirmationsPath},
		Title: "Delete permanently: written answers", AskedBy: "Ann Example", AskedAt: "27 May 2016", Own: own,
		Effects: []string{"The written answers and postcodes of 1,186 responses will be deleted."},
		Path:    "/staff/retention", Self: web.ConfirmationsPath + "/1", ID: "1",
		Input: []page.SummaryRow{{Key: "do", Value: "delete"}},
	}
}

func (h *Handlers) list(w http.ResponseWriter, r *http.Request) error {
	all, err := h.requests.List(r.Context(), site.Actor(r))
	if err != nil {
		return err
	}
	v := listView{}
	for _, q := range all {
		v.Requests = append(v.Requests, requestRow{q.Title, web.ConfirmationsPath + "/" + q.ID,
			h.PersonName(r.Context(), q.AskedBy), page.Printer(r).Date(q.AskedAt)})
	}
	return listPage.Write(w, r, http.StatusOK, v)
}

func (h *Handlers) show(w http.ResponseWriter, r *http.Request) error {
	words, by := page.Printer(r), site.Actor(r)
	q, err := h.requests.Get(r.Context(), by, r.PathValue("id"))
	if err != nil {
		return err
	}
	return requestPage.Write(w, r, http.StatusOK, requestView{
		Back: page.Link{Text: words.Say("Waiting for a second person"), Href: web.ConfirmationsPath}, Title: q.Title,
		AskedBy: h.PersonName(r.Context(), q.AskedBy), AskedAt: words.Date(q.AskedAt), Own: q.AskedBy == by.ID,
		Effects: q.Effects, Path: q.Path, Self: web.ConfirmationsPath + "/" + q.ID, ID: q.ID, Input: fields(q.Input),
	})
}

func fields(input url.Values) (all []page.SummaryRow) {
	var names []string
	for name := range input {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		for _, value := range input[name] {
			all = append(all, page.SummaryRow{Key: name, Value: value})
		}
	}
	return all
}

func (h *Handlers) cancel(w http.ResponseWriter, r *http.Request) error {
	if err := h.requests.Cancel(r.Context(), site.Actor(r), r.PathValue("id")); err != nil {
		return err
	}
	return site.Redirect(w, r, web.ConfirmationsPath)
}
