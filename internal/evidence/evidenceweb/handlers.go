// Package evidenceweb shows evidence to the public, and to officers before it is published.
package evidenceweb

import (
	"embed"
	"net/http"

	"github.com/folkmoot/folkmoot/internal/action"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/evidence"
	"github.com/folkmoot/folkmoot/internal/feature"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

//go:embed templates/*.html
var files embed.FS

type handlers struct {
	*web.Deps
	records *edit.Service
	kind    edit.Kind
}

const publicPath = "/evidence"

// New returns the feature of evidence.
func New(deps *web.Deps, service *evidence.Service, records *edit.Service) feature.Feature {
	kinds := service.Records()
	h := &handlers{deps, records, kinds[0]}
	return feature.Feature{
		Name: "evidence", Definitions: service.Definitions(), Records: kinds,
		AuditLabels: web.AuditLabels{Acts: map[string]string{"define-need": locale.Key("Imported a need")}},
		Routes: []site.Route{
			{Method: http.MethodGet, Pattern: publicPath, Needs: actor.Public, Handler: h.list},
			{Method: http.MethodGet, Pattern: publicPath + "/{ref}", Needs: actor.Public, Handler: h.show},
			{Method: http.MethodGet, Pattern: evidence.RecordsPath + "/{id}/preview", Needs: h.kind.Write, Handler: h.preview},
		},
		Examples: []site.GalleryItem{listPage, needPage},
	}
}

type listView struct {
	Items []page.UserText
	Pages page.Pagination
}

var listPage = page.New(files, "templates/list.html",
	listView{},
	listView{Items: []page.UserText{{Text: "One in six residents is disabled", Href: "/evidence/disabled", Lang: "en"}},
		Pages: page.Pagination{Next: "/evidence?page=2"}},
)

// listSize is the number of needs on a page of the list.
const listSize = 50

func (h *handlers) list(w http.ResponseWriter, r *http.Request) error {
	var found db.Page[evidence.Need]
	err := h.DB.View(r.Context(), func(tx *db.Tx) (err error) {
		found, err = evidence.ListPage(r.Context(), tx, r.URL.Query().Get(page.CursorName), listSize)
		return err
	})
	if err != nil {
		return err
	}
	v := listView{Pages: page.Neighbours(publicPath, nil, found.Previous, found.Next)}
	for _, n := range found.Items {
		v.Items = append(v.Items, page.UserText{Text: n.Title, Href: publicPath + "/" + n.Ref, Lang: h.PagePrinter(r).LangOrCouncil("")})
	}
	return listPage.Write(w, r, http.StatusOK, v)
}

type needView struct {
	Lang, Title, Summary, Figure, Date, Area, Invented string

	Back            page.Link
	Preview         bool
	Source          page.UserText
	Characteristics []string
	Actions         []page.UserText
}

// NoIndex implements what package page asks of views.
func (v needView) NoIndex() bool { return v.Preview }

// NoStore implements what package page asks of views.
func (v needView) NoStore() bool { return v.Preview }

var needPage = page.New(files, "templates/need.html",
	needView{
		Lang: "en", Title: "One in six residents is disabled", Summary: "The highest rates are in two districts.", Figure: "16.6%",
		Date: "21 March 2021", Area: "Exampleshire", Invented: "this finding", Back: page.Link{Text: "Evidence", Href: publicPath},
		Source:          page.UserText{Text: "Census 2021", Href: "https://example.org", Lang: "en"},
		Characteristics: []string{"Disability", "Age"},
		Actions:         []page.UserText{{Text: "Build ramps", Href: "/actions/ramps", Lang: "en"}},
	},
	needView{Title: "One in six", Preview: true, Back: page.Link{Text: "Back to the record", Href: evidence.RecordsPath + "/x"}},
)

func (h *handlers) show(w http.ResponseWriter, r *http.Request) error {
	var need evidence.Need
	var actions []*action.Action
	err := h.DB.View(r.Context(), func(tx *db.Tx) (err error) {
		if need, err = evidence.Get(r.Context(), tx, r.PathValue("ref")); err != nil {
			return err
		}
		actions, err = action.ForNeeds(r.Context(), tx, need.Ref)
		return err
	})
	if err != nil {
		return err
	}
	words := h.PagePrinter(r)
	v := h.view(words, need)
	v.Back = page.Link{Text: words.Say("Evidence"), Href: publicPath}
	for _, a := range actions {
		v.Actions = append(v.Actions, page.UserText{Text: a.What, Href: "/actions/" + a.Ref, Lang: words.LangOrCouncil(a.Language)})
	}
	return needPage.Write(w, r, http.StatusOK, v)
}

// preview shows a working copy as the public page will show it.
func (h *handlers) preview(w http.ResponseWriter, r *http.Request) error {
	c, err := h.records.Get(r.Context(), site.Actor(r), &h.kind, r.PathValue("id"))
	if err != nil {
		return err
	}
	words := h.PagePrinter(r)
	v := h.view(words, evidence.FromValues(c.Record, c.Values))
	v.Preview, v.Back = true, page.Link{Text: words.Say("Back to the record"), Href: evidence.RecordsPath + "/" + c.Address()}
	return needPage.Write(w, r, http.StatusOK, v)
}

func (h *handlers) view(words web.PagePrinter, n evidence.Need) needView {
	v := needView{
		Lang: words.LangOrCouncil(""), Title: n.Title, Summary: n.Summary, Figure: n.Figure, Area: n.Area, Invented: n.Invented,
		Source: page.UserText{Text: n.Source.Name, Href: n.Source.Address, Lang: words.LangOrCouncil("")},
	}
	if !n.Source.Date.IsZero() {
		v.Date = words.Date(n.Source.Date)
	}
	if n.Source.CheckAddress() != nil {
		v.Source.Href = ""
	}
	for _, name := range n.CharacteristicNames() {
		v.Characteristics = append(v.Characteristics, name.In(words.Printer))
	}
	if v.Title == "" {
		v.Title, v.Lang = words.Say("No title yet"), words.Lang()
	}
	return v
}
