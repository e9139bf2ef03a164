// Package strategyweb serves the pages about strategies: aims, action plan, evidence, versions and legal duties.
package strategyweb

import (
	"embed"
	"net/http"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/feature"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/partner"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/strategy"
	"github.com/folkmoot/folkmoot/internal/web"
)

//go:embed templates/*.html
var files embed.FS

// Handlers serves the pages about strategies.
type Handlers struct {
	Service *strategy.Service
	deps    *web.Deps
}

// New returns the feature with the public pages of strategies.
func New(deps *web.Deps, service *strategy.Service) feature.Feature {
	h := &Handlers{service, deps}
	return feature.Feature{
		Name:        "strategy",
		AuditLabels: auditLabels,
		Routes: deps.WithDocuments([]site.Route{
			{Method: http.MethodGet, Pattern: "/strategies", Needs: actor.Public, Handler: h.list},
			{Method: http.MethodGet, Pattern: "/strategies/{slug}", Needs: actor.Public, Handler: h.show},
			{Method: http.MethodGet, Pattern: "/strategies/{slug}/versions", Needs: actor.Public, Handler: h.compare},
			{Method: http.MethodGet, Pattern: strategy.RecordsPath + "/{slug}/check", Needs: actor.EditRecords, Handler: h.check},
		}, "/strategies/{slug}"),
		Examples:    []site.GalleryItem{listPage, showPage, comparePage, checkPage},
		Nav:         []feature.NavLink{{Link: page.Link{Text: locale.Key("Strategies"), Href: "/strategies"}, Order: 30}},
		Work:        work,
		Find:        map[string]web.FindFunc{"strategy": findStrategy},
		Definitions: service.Definitions(),
		Records:     service.Records(),
		Referrers: []web.Referrers{
			{To: web.EvidenceRecord, Order: 5, Heading: locale.Lazy("Strategies"), Needs: actor.Public, Find: strategiesFor},
			{To: web.EvidenceRecord, Order: 10, Heading: locale.Lazy("Objectives because of this"), Needs: actor.Public, Find: objectivesFor},
		},
		Keepings: []web.Keeping{
			{Principle: partner.Equality, Order: 20, Count: countMeasurable},
			{Principle: partner.QualityOfLife, Order: 30, Count: countTowards},
		},
		DataTables: []web.DataTable{strategiesTable, objectivesTable, readingsTable},
		Notices:    service.Notices(),
		Leaves:     []feature.LeafKind{{Kind: "publication", Open: strategy.EachLeaf}},
	}
}

type listView struct {
	Items []listItem
	Pages page.Pagination
}

type listItem struct {
	Title, Href, Lang string // Lang is the language of Title and Summary
	Period, Summary   string
	Aims              int
	Invented          string
	Stage             page.Tag
}

var listPage = page.New(files, "templates/list.html",
	listView{},
	listView{Pages: page.Pagination{Next: "/strategies?page=12"}, Items: []listItem{
		{
			"Equality strategy 2016 to 2020",
			"/strategies/equality-2016",
			"en",
			"1 April 2016 to 31 March 2020",
			"How we will make our services and workplaces fairer.",
			3,
			"",
			page.Tag{Text: "Replaced", Colour: "grey"},
		},
		{"Heneiddio’n dda", "/strategies/ageing", "cy", "1 April 2020 to 31 March 2024", "", 0, "this strategy",
			page.Tag{Text: "In force", Colour: "green"}},
	}},
)

func (h *Handlers) list(w http.ResponseWriter, r *http.Request) error {
	all, err := h.Service.List(r.Context(), r.FormValue(page.CursorName))
	if err != nil {
		return err
	}
	printer := h.deps.PagePrinter(r)
	view := listView{Pages: page.Neighbours("/strategies", nil, all.Previous, all.Next)}
	err = h.deps.DB.View(r.Context(), func(tx *db.Tx) error {
		lives, err := strategy.Lives(r.Context(), tx, all.Items)
		if err != nil {
			return err
		}
		for i, s := range all.Items {
			view.Items = append(view.Items, listItem{s.Title, "/strategies/" + s.Slug, printer.LangOrCouncil(s.Language), period(printer, s),
				s.Summary, len(s.Aims), s.Invented, lifeTag(printer, lives[i])})
		}
		return nil
	})
	if err != nil {
		return err
	}
	return listPage.Write(w, r, http.StatusOK, view)
}

func period(printer web.PagePrinter, s *strategy.Strategy) string {
	return printer.Say("%s to %s", s.From, s.To)
}
