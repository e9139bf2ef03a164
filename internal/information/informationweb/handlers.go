// Package informationweb serves the pages of equality information: the public releases, and those on which officers upload
// files and see the figures that are computed from them.
package informationweb

import (
	"context"
	"embed"
	"net/http"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/feature"
	"github.com/folkmoot/folkmoot/internal/information"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

//go:embed templates/*.html templates/parts/*.html
var templates embed.FS

type handlers struct {
	*web.Deps
	service *information.Service
	records *edit.Service
	kind    edit.Kind
}

const (
	figuresPath   = "/staff/equality-figures" // the list of figures in the staff area
	numberPattern = information.PublicPath + "/{ref}/{number}"
)

// New returns the feature of equality information.
func New(deps *web.Deps, service *information.Service, records *edit.Service) feature.Feature {
	kinds := service.Records()
	h := &handlers{deps, service, records, kinds[0]}
	f := feature.Feature{
		Name: "information", Definitions: service.Definitions(), Records: kinds, Datasets: datasets,
		AuditLabels: web.AuditLabels{
			Acts: map[string]string{
				"define-information": locale.Key("Imported equality information"),
				"store-figures":      locale.Key("Saved equality figures"),
			},
			Kinds: map[string]string{"equality-figures": locale.Key("Equality figures")},
		},
		Routes: deps.WithDocuments([]site.Route{
			{Method: http.MethodGet, Pattern: information.PublicPath, Needs: actor.Public, Handler: h.list},
			{Method: http.MethodGet, Pattern: information.PublicPath + "/{ref}", Needs: actor.Public, Handler: h.show},
			{Method: http.MethodGet, Pattern: numberPattern, Needs: actor.Public, Handler: h.showNumber},
			{Method: http.MethodGet, Pattern: information.PublicPath + "/{ref}/{number}/figures.csv", Needs: actor.Public, Handler: h.csv},
			{Method: http.MethodGet, Pattern: information.PublicPath + "/{ref}/{number}/release.json", Needs: actor.Public, Handler: h.content},
			{Method: http.MethodGet, Pattern: information.RecordsPath + "/{id}/preview", Needs: h.kind.Write, Handler: h.preview},
			{Method: http.MethodGet, Pattern: figuresPath, Needs: actor.EditRecords, Handler: h.figures},
			{Method: http.MethodPost, Pattern: figuresPath, Needs: actor.EditRecords, Handler: h.store, MaxBody: 1 << 20},
			{Method: http.MethodGet, Pattern: figuresPath + "/new", Needs: actor.EditRecords, Handler: h.newFigures},
			{
				Method: http.MethodPost, Pattern: figuresPath + "/new", Needs: actor.EditRecords, Handler: h.check,
				MaxBody: information.MaxBytes + 1<<20, // and the rest of the form
			},
			{Method: http.MethodGet, Pattern: figuresPath + "/{id}", Needs: actor.EditRecords, Handler: h.oneSet},
		}, numberPattern),
		Examples:  []site.GalleryItem{listPage, releasePage, figuresPage, setPage, checkPage},
		Leaves:    []feature.LeafKind{{Kind: "publication", Open: information.EachLeaf}},
		LeafPages: map[string]web.LeafPage{"equality-information": leafPage},
	}
	f.AddStaffLink(35, "Equality figures", figuresPath, actor.EditRecords,
		"Pay gaps and profiles of employees and service users, calculated from files that we do not keep.")
	return f
}

// figuresView is the data for figures.html, the list in the staff area.
type figuresView struct {
	page.StaffView
	Items []page.Link
	Saved string
	Pages page.Pagination
}

var figuresPage = page.New(templates, "templates/figures.html",
	figuresView{},
	figuresView{Saved: "Payroll, 31 March 2026", Items: []page.Link{{Text: "Payroll, 31 March 2026", Href: figuresPath + "/x"}},
		Pages: page.Pagination{Next: figuresPath + "?page=2"}},
)

// listSize is the number of figures or releases on a page of their list.
const listSize = 50

func (h *handlers) figures(w http.ResponseWriter, r *http.Request) error {
	var found db.Page[information.Set]
	err := h.DB.View(r.Context(), func(tx *db.Tx) (err error) {
		found, err = information.ListSets(r.Context(), tx, r.URL.Query().Get(page.CursorName), listSize)
		return err
	})
	if err != nil {
		return err
	}
	p := page.Printer(r)
	v := figuresView{Pages: page.Neighbours(figuresPath, nil, found.Previous, found.Next)}
	for i := range found.Items {
		s := &found.Items[i]
		v.Items = append(v.Items, page.Link{Text: s.Name().In(p), Href: figuresPath + "/" + s.ID})
		if s.ID == r.URL.Query().Get("saved") {
			v.Saved = s.Name().In(p)
		}
	}
	return figuresPage.Write(w, r, http.StatusOK, v)
}

// setPageView is the data for set.html, one set of figures in the staff area.
type setPageView struct {
	page.StaffView
	Title, Stored, Digest string
	Set                   setView
	Contents              []page.Link // if there are several characteristics
}

var setPage = page.New(templates, "templates/set.html",
	setPageView{Title: "Payroll, 31 March 2026", Stored: "2 May 2026", Digest: "d5a1c0", Set: exampleSet(),
		Contents: exampleSetPointer().contents(nil)},
	setPageView{Title: "Employees, 31 March 2026", Stored: "2 May 2026", Set: exampleProfiles()},
)

func (h *handlers) oneSet(w http.ResponseWriter, r *http.Request) error {
	var s information.Set
	err := h.DB.View(r.Context(), func(tx *db.Tx) (err error) {
		s, err = information.GetSet(r.Context(), tx, r.PathValue("id"))
		return err
	})
	if err != nil {
		return err
	}
	words := h.PagePrinter(r)
	set := newSetView(words, &s, "set")
	v := setPageView{
		Title: s.Name().In(words.Printer), Stored: words.Date(s.At), Digest: s.Digest,
		Set: set, Contents: set.contents(words.Printer),
	}
	return setPage.Write(w, r, http.StatusOK, v)
}

// leafPage is web.LeafPage of releases of equality information.
func leafPage(ctx context.Context, tx *db.Tx, ref string, number int64) (page.UserText, error) {
	x, err := information.GetNumber(ctx, tx, ref, number)
	if err != nil {
		return page.UserText{}, err
	}
	return page.UserText{Text: x.Title, Href: numbered(ref, number)}, nil
}
