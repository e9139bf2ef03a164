package councilweb

import (
	"net/http"
	"slices"
	"time"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/web"
)

// cataloguePath is the address of the list of open data for programs.
const cataloguePath = web.DataPath + "/catalogue.jsonld"

// latestShown is how many datasets of a list the page of all open data names.
const latestShown = 3

type openDataView struct {
	Contents []page.Link
	Tables   []tableView
	Lists    []datasetsView // of those that have something
}

// tableView is everything of a kind in one table.
type tableView struct {
	ID, Title, Description, Page string
	Files                        []fileView
	Rights                       string // of data of others
}

// datasetsView is a page of datasets, or the latest of them.
type datasetsView struct {
	Title, Href string
	Back        page.Link
	Items       []datasetView
	Pages       page.Pagination
}

type datasetView struct {
	Title, Lang       string
	Release           int64
	Description, Page string
	Published, Added  string // days; Added only if it was first published elsewhere
	Files             []fileView
	Rights            string // of data of others
}

type fileView struct{ Format, Path string }

var (
	exampleResults = datasetView{Title: "Parks", Release: 1, Description: "All published tables.", Page: "/consultations/parks/results/1",
		Published: "2 March 2016", Added: "1 May 2026", Files: []fileView{
			{"CSV", "/consultations/parks/results/1/results.csv"}, {"JSON", "/consultations/parks/results/1/release.json"},
		}}
	openDataPage = page.New(files, "templates/data.html",
		openDataView{},
		openDataView{
			[]page.Link{{Text: "Actions", Href: "#actions"}, {Text: "Results, reports and figures", Href: listsHref}},
			[]tableView{{"actions", "Actions", "One row for each action.", "/actions", []fileView{{"CSV", "/data/actions.csv"}},
				"Data of others: each row names its source and its licence."}},
			[]datasetsView{
				{Title: "Results of consultations", Href: "/data/results", Items: []datasetView{exampleResults,
					{Title: "Cyllideb", Lang: "cy", Release: 2, Page: "/consultations/cyllideb/results/2", Published: "1 March 2026"}}},
				{Title: "Figures about places", Href: "/data/figures", Items: []datasetView{{Title: "Age", Page: "/figures/age"}}},
			},
		},
	)
	datasetsPage = page.New(files, "templates/datasets.html",
		datasetsView{Title: "Equality information", Back: page.Link{Text: "Open data", Href: "/data"}},
		datasetsView{
			Title: "Results of consultations", Back: page.Link{Text: "Open data", Href: "/data"},
			Items: []datasetView{exampleResults, {Title: "Cyllideb", Lang: "cy", Release: 2, Published: "1 March 2026"},
				{Title: "Progress in 2025", Page: "/progress/reports/2025", Published: "1 February 2026", Rights: "Source: Census 2021. Licence"}},
			Pages: page.Pagination{Next: "/data/results?page=2"},
		},
	)
)

// listsHref is where the lists of datasets begin on the page of open data.
const listsHref = "#lists"

// openData shows what is published as data.
func (h *Handlers) openData(w http.ResponseWriter, r *http.Request) error {
	var view openDataView
	words := h.deps.PagePrinter(r)
	for _, t := range h.deps.DataTables() {
		view.Tables = append(view.Tables, tableView{
			t.Ref, t.Title.In(words.Printer), t.Description.In(words.Printer), t.Page, newFiles(words, t.Files()),
			t.Rights.Message().In(words.Printer),
		})
		view.Contents = append(view.Contents, page.Link{Text: t.Title.In(words.Printer), Href: "#" + t.Ref})
	}
	err := h.deps.DB.View(r.Context(), func(tx *db.Tx) error {
		view.Lists = nil
		for _, list := range h.deps.DatasetLists() {
			found, err := list.Read(r.Context(), tx, "")
			if err != nil {
				return err
			}
			if some := found.Items[:min(len(found.Items), latestShown)]; len(some) > 0 {
				view.Lists = append(view.Lists, newDatasets(words, &list, some))
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if len(view.Lists) > 0 {
		view.Contents = append(view.Contents, page.Link{Text: words.Say("Results, reports and figures"), Href: listsHref})
	}
	return openDataPage.Write(w, r, http.StatusOK, view)
}

// datasets shows a page of one list of datasets.
func (h *Handlers) datasets(w http.ResponseWriter, r *http.Request) error {
	lists := h.deps.DatasetLists()
	i := slices.IndexFunc(lists, func(l web.DatasetList) bool { return l.Ref == r.PathValue("list") })
	if i < 0 {
		return fault.New(fault.NotFound, "There is no such data.")
	}
	var found db.Page[web.Dataset]
	err := h.deps.DB.View(r.Context(), func(tx *db.Tx) (err error) {
		found, err = lists[i].Read(r.Context(), tx, r.FormValue(page.CursorName))
		return err
	})
	if err != nil {
		return err
	}
	words := h.deps.PagePrinter(r)
	view := newDatasets(words, &lists[i], found.Items)
	view.Back = page.Link{Text: words.Say("Open data"), Href: web.DataPath}
	view.Pages = page.Neighbours(view.Href, nil, found.Previous, found.Next)
	return datasetsPage.Write(w, r, http.StatusOK, view)
}

func newDatasets(words web.PagePrinter, list *web.DatasetList, some []web.Dataset) datasetsView {
	v := datasetsView{Title: list.Title.In(words.Printer), Href: web.DataPath + "/" + list.Ref}
	day := func(at time.Time) string {
		if at.IsZero() {
			return ""
		}
		return words.Date(at)
	}
	for _, d := range some {
		v.Items = append(v.Items, datasetView{
			Title: d.Title, Lang: words.LangOrCouncil(d.Language), Release: d.Release, Description: d.Description.In(words.Printer),
			Page: d.Page, Published: day(d.Published), Added: day(d.Added), Files: newFiles(words, d.Files),
			Rights: d.Rights.Message().In(words.Printer),
		})
	}
	return v
}

func newFiles(words web.PagePrinter, files []web.DataFile) (all []fileView) {
	for _, f := range files {
		all = append(all, fileView{f.Format.In(words.Printer), f.Path})
	}
	return all
}
