// Package reportweb serves reports to those who decide: the public pages, the reading of councillors and who received what.
package reportweb

import (
	"context"
	"embed"
	"net/http"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/feature"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/report"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

//go:embed templates/*.html
var files embed.FS

// Handlers serves the pages of reports.
type Handlers struct {
	deps    *web.Deps
	service *report.Service
}

const (
	listPath       = "/reports"
	versionPattern = listPath + "/{ref}/versions/{version}"
	readingPath    = "/staff/reading"
	sendingPath    = "/staff/sending"
)

// New returns the feature with reports to those who decide.
func New(deps *web.Deps, service *report.Service) feature.Feature {
	h := &Handlers{deps, service}
	f := feature.Feature{
		Name: "report", AuditLabels: auditLabels,
		Routes: deps.WithDocuments([]site.Route{
			{Method: http.MethodGet, Pattern: listPath, Needs: actor.Public, Handler: h.list},
			{Method: http.MethodGet, Pattern: listPath + "/{ref}", Needs: actor.Public, Handler: h.showLatest},
			{Method: http.MethodGet, Pattern: versionPattern, Needs: actor.Public, Handler: h.showVersion},
			{Method: http.MethodGet, Pattern: readingPath, Needs: actor.ReadReports, ForAll: true, Handler: h.reading},
			{Method: http.MethodGet, Pattern: readingPath + "/{ref}/{version}", Needs: actor.ReadReports,
				ForAll: true, Handler: h.read},
			{Method: http.MethodGet, Pattern: sendingPath, Needs: actor.ApproveReports, ForAll: true, Handler: h.sending},
			{Method: http.MethodGet, Pattern: sendingPath + "/{ref}", Needs: actor.ApproveReports, ForAll: true,
				Handler: h.readers},
			{Method: http.MethodPost, Pattern: sendingPath + "/{ref}", Needs: actor.ApproveReports, ForAll: true, Handler: h.send},
		}, versionPattern),
		Examples:    []site.GalleryItem{listPage, showPage, readingPage, readersPage},
		Definitions: service.Definitions(),
		Records:     service.Records(),
		Work:        work,
		Leaves:      []feature.LeafKind{{Kind: "publication", Open: report.EachLeaf}},
		LeafPages:   map[string]web.LeafPage{"report": leafPage},
	}
	f.AddStaffLink(12, "Reading", readingPath, actor.ReadReports,
		"Reports that you received, with what people said beside what is proposed.")
	f.AddStaffLink(25, "Send reports", sendingPath, actor.ApproveReports,
		"Send reports to councillors, and see who received which version.")
	for i := range f.Staff {
		f.Staff[i].ForAll = true
	}
	return f
}

var auditLabels = web.AuditLabels{
	Acts: map[string]string{
		"publish-report": locale.Key("Published a report"),
		"send-report":    locale.Key("Sent a report"),
		"open-report":    locale.Key("Opened a report"),
	},
	Kinds: map[string]string{"report": locale.Key("Report")},
}

// leafPage is web.LeafPage of versions of reports.
func leafPage(ctx context.Context, tx *db.Tx, ref string, number int64) (page.UserText, error) {
	x, err := report.GetVersion(ctx, tx, ref, number)
	if err != nil {
		return page.UserText{}, err
	}
	return page.UserText{Text: x.Title, Href: report.VersionPath(ref, number), Lang: x.Language}, nil
}

// work returns the reports that a councillor has received and not opened.
func work(ctx context.Context, tx *db.Tx, by actor.Actor, _ time.Time) ([]web.WorkItem, error) {
	if !by.May(actor.ReadReports) {
		return nil, nil
	}
	n, err := report.CountUnread(ctx, tx, by.ID)
	if err != nil || n == 0 {
		return nil, err
	}
	item := web.WorkItem{Kind: web.Waiting, Text: locale.LazyCount(n, "%d report to read", "%d reports to read"), Href: readingPath}
	if n == 1 {
		r, err := report.FirstUnread(ctx, tx, by.ID)
		if err != nil {
			return nil, err
		}
		item.About = page.UserText{Text: r.Title, Lang: r.Language}
	}
	return []web.WorkItem{item}, nil
}

// listItem is a report in a list.
type listItem struct {
	Title                  page.UserText
	Body, Meeting, Version string
	Author                 string
	Received, Opened       string // by the member; "" if the list is not theirs or they have not opened it
	Newer, Mine            bool
	Readers                string // "2 of 3 opened it"; "" if the list is a member's
}

type listView struct {
	Items []listItem
	Pages page.Pagination
}

var exampleItem = listItem{Title: page.UserText{Text: "Lighting in parks", Href: "/reports/lighting"}, Body: "Cabinet",
	Meeting: "6 July 2026", Version: "version 2, 28 June 2026", Author: "Head of parks"}

var listPage = page.New(files, "templates/list.html", listView{},
	listView{[]listItem{exampleItem}, page.Pagination{Next: "/reports?page=12"}})

// list shows all reports, the latest meeting first.
func (h *Handlers) list(w http.ResponseWriter, r *http.Request) error {
	view, err := h.listOf(r, listPath, func(x *report.Report) string { return report.Path(x.Ref) }, nil)
	if err != nil {
		return err
	}
	return listPage.Write(w, r, http.StatusOK, *view)
}

// listOf returns a page of the list of all reports. more adds to an item; it may be nil.
func (h *Handlers) listOf(
	r *http.Request, path string, href func(*report.Report) string, more func(*db.Tx, *report.Report, *listItem) error,
) (*listView, error) {
	ctx, printer, view := r.Context(), h.deps.PagePrinter(r), &listView{}
	return view, h.deps.DB.View(ctx, func(tx *db.Tx) error {
		found, err := report.List(ctx, tx, r.FormValue(page.CursorName), report.PageSize)
		*view = listView{Pages: page.Neighbours(path, nil, found.Previous, found.Next)}
		for _, x := range found.Items {
			item := newListItem(printer, x, href(x))
			if more != nil {
				if err := more(tx, x, &item); err != nil {
					return err
				}
			}
			view.Items = append(view.Items, item)
		}
		return err
	})
}

func newListItem(printer web.PagePrinter, x *report.Report, href string) listItem {
	return listItem{
		Title: page.UserText{Text: x.Title, Href: href, Lang: printer.LangOrCouncil(x.Language)}, Body: x.Body,
		Meeting: printer.Date(x.Meeting), Author: x.Author,
		Version: printer.Say("version %d, %s", x.Edition, printer.Date(x.On())),
	}
}
